/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Dials and their surroundings; see openvpn-scene.h. A word is told with the events of one session
 * only, and nothing after "ended". */

#include "openvpn-scene.h"

#include <stdarg.h>
#include <string.h>
#include <sys/wait.h>
#include <win/ras.h>

static GMainContext *context;
static guint n_routes;

/* ---- Events ---- */

static void
say (Scene *scene, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
say (Scene *scene, const char *format, ...)
{
  va_list arguments;

  ck_assert_msg (!scene->is_ended, "told after the end: %s", format);
  if (scene->told->len > 0)
    g_string_append_c (scene->told, ' ');
  va_start (arguments, format);
  g_string_append_vprintf (scene->told, format, arguments);
  va_end (arguments);
}

static void
on_state (gpointer data, guint32 state)
{
  Scene *scene = data;

  if (state != scene->last_state)
    say (scene, state < 0x1000 ? "%u" : "0x%x", state);
  scene->last_state = state;
  if (state == scene->hang_up_at)
    beck_ras_openvpn.hang_up (scene->session, FALSE);
}

static void
on_need (gpointer data, guint32 paused_state, guint32 error_state, guint32 error,
         const char *prompt)
{
  Scene *scene = data;

  say (scene, "need:0x%x/%u", paused_state, error);
  ck_assert_uint_eq (error_state, RASCS_AuthNotify);
  g_strlcpy (scene->prompt, prompt != NULL ? prompt : "", sizeof scene->prompt);
  scene->error = error;
  if ((scene->dial.options & RDEOPT_PausedStates) == 0)
    beck_ras_openvpn.hang_up (scene->session, FALSE);
  scene->is_paused = TRUE;
}

static void
on_projected (gpointer data, const BeckRasLink *link)
{
  Scene *scene = data;

  say (scene, "projected");
  scene->was_projected = link->address[0] != '\0';
}

static void
on_up (gpointer data, const BeckRasLink *link)
{
  Scene *scene = data;

  say (scene, "up");
  scene->link = *link;
  scene->is_up = TRUE;
  if (scene->hang_up_at_up)
    beck_ras_openvpn.hang_up (scene->session, FALSE);
}

static void
on_sub_state (gpointer data, guint32 sub_state)
{
  say (data, "sub:%u", sub_state);
}

static void
on_failed (gpointer data, guint32 state, guint32 error, guint32 extended_error)
{
  Scene *scene = data;

  say (scene, "failed:%u/%u", state, error);
  scene->error = error;
}

static void
on_down (gpointer data, guint32 error)
{
  Scene *scene = data;

  say (scene, "down:%u", error);
  scene->error = error;
}

static void
on_ended (gpointer data)
{
  Scene *scene = data;

  say (scene, "ended");
  scene->is_ended = TRUE;
}

static const BeckRasEvents events = {
  on_state, on_need, on_projected, on_up, on_sub_state, on_failed, on_down, on_ended,
};

/* ---- The network ---- */

const char *
scene_directory (void)
{
  const char *directory = g_getenv ("TEST_NETWORK");

  ck_assert_ptr_nonnull (directory);
  return directory;
}

const char *
scene_password (void)
{
  static char *password;

  if (password == NULL)
    {
      g_autofree char *path = g_build_filename (scene_directory (), "password", NULL);

      ck_assert (g_file_get_contents (path, &password, NULL, NULL));
      g_strchomp (password);
    }
  return password;
}

static void
run (const char *const *arguments, char **output)
{
  int status = -1;

  ck_assert (g_spawn_sync (NULL, (char **) arguments, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL,
                           output, NULL, &status, NULL));
  ck_assert_msg (status == 0, "%s: %d", arguments[0], status);
}

void
scene_network (const char *verb, const char *argument)
{
  run ((const char *const[]){ g_getenv ("TEST_NETWORK_SCRIPT"), scene_directory (), verb, argument,
                              NULL },
       NULL);
}

/* ---- What is left ---- */

static guint
count_matches (const char *text, const char *pattern)
{
  guint n = 0;

  for (; (text = strstr (text, pattern)) != NULL; text += strlen (pattern))
    n++;
  return n;
}

static guint
count_in_output (const char *const *arguments, const char *pattern)
{
  g_autofree char *output = NULL;

  run (arguments, &output);
  return count_matches (output, pattern);
}

guint
scene_count_devices (void)
{
  return count_in_output ((const char *const[]){ "ip", "-o", "link", NULL }, ": ras-");
}

guint
scene_count_routes (void)
{
  return count_in_output ((const char *const[]){ "ip", "-o", "route", NULL }, "\n");
}

guint
scene_count_places (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("BECK_RAS_RUNTIME_DIR"), "openvpn", NULL);
  g_autoptr (GDir) directory = g_dir_open (path, 0, NULL);
  guint n = 0;

  while (directory != NULL && g_dir_read_name (directory) != NULL)
    n++;
  return n;
}

guint
scene_count_helpers (void)
{
  return waitpid (-1, NULL, WNOHANG) == -1 ? 0 : 1;
}

void
scene_iterate (void)
{
  g_main_context_iteration (context, TRUE);
}

void
scene_set_up_alone (void)
{
  context = g_main_context_new ();
  g_main_context_push_thread_default (context);
}

void
scene_set_up (void)
{
  scene_set_up_alone ();
  n_routes = scene_count_routes ();
}

void
scene_tear_down_alone (void)
{
  ck_assert_uint_eq (scene_count_places (), 0);
  ck_assert_uint_eq (scene_count_helpers (), 0);
  g_main_context_pop_thread_default (context);
  g_main_context_unref (context);
}

void
scene_tear_down (void)
{
  ck_assert_uint_eq (scene_count_devices (), 0);
  ck_assert_uint_eq (scene_count_routes (), n_routes);
  scene_tear_down_alone ();
}

/* ---- Dials ---- */

static void
copy_entry (Scene *scene, const char *name)
{
  g_autoptr (GKeyFile) book = g_key_file_new ();
  g_auto (GStrv) keys = NULL;

  ck_assert (
    g_key_file_load_from_file (book, g_getenv ("BECK_RAS_PHONEBOOK"), G_KEY_FILE_NONE, NULL));
  keys = g_key_file_get_keys (book, name, NULL, NULL);
  ck_assert_ptr_nonnull (keys);
  for (char **key = keys; *key != NULL; key++)
    {
      g_autofree char *value = g_key_file_get_string (book, name, *key, NULL);

      ck_assert (beck_ras_entry_set (scene->entry, *key, value));
    }
}

static void
set_keys (Scene *scene, va_list pairs)
{
  const char *key;

  while ((key = va_arg (pairs, const char *)) != NULL)
    ck_assert (beck_ras_entry_set (scene->entry, key, va_arg (pairs, const char *)));
}

static void
begin (Scene *scene, const char *entry, const char *book)
{
  memset (scene, 0, sizeof *scene);
  scene->told = g_string_new (NULL);
  scene->last_state = scene->hang_up_at = G_MAXUINT32;
  scene->entry = beck_ras_entry_new (entry, book);
}

void
scene_init (Scene *scene, const char *entry, ...)
{
  va_list pairs;

  begin (scene, entry, g_getenv ("BECK_RAS_PHONEBOOK"));
  copy_entry (scene, entry);
  va_start (pairs, entry);
  set_keys (scene, pairs);
  va_end (pairs);
}

void
scene_init_alone (Scene *scene, ...)
{
  va_list pairs;

  begin (scene, "alone", "");
  va_start (pairs, scene);
  set_keys (scene, pairs);
  va_end (pairs);
}

void
scene_dial (Scene *scene, const char *user, const char *password, guint32 options)
{
  const char *number = beck_ras_entry_get (scene->entry, BECK_RAS_KEY_PHONE_NUMBER);

  scene->credentials = beck_ras_credentials_new (user, password, NULL);
  scene->dial = (BeckRasDial){ scene->entry, number != NULL ? number : "", "", options,
                               scene->credentials };
  ck_assert_uint_eq (beck_ras_openvpn.start (&scene->dial, &events, scene, &scene->session), 0);
  ck_assert_str_eq (scene->told->str, "");
}

guint32
scene_attach (Scene *scene, GKeyFile *record)
{
  return beck_ras_openvpn.attach (scene->entry, record, "Session", &events, scene,
                                  &scene->session);
}

void
scene_answer (Scene *scene, const char *user, const char *password)
{
  BeckRasCredentials *credentials = beck_ras_credentials_new (user, password, NULL);

  scene->is_paused = FALSE;
  beck_ras_openvpn.answer (scene->session, credentials, "");
  /* It keeps a copy. */
  beck_ras_credentials_free (credentials);
}

void
scene_extend_profile (Scene *scene, const char *lines)
{
  const char *profile = beck_ras_entry_get (scene->entry, "Profile");
  g_autofree char *path = g_build_filename (scene_directory (), "extended.ovpn", NULL);
  g_autofree char *text = NULL, *extended = NULL;

  ck_assert (g_file_get_contents (profile, &text, NULL, NULL));
  extended = g_strconcat (text, lines, "\n", NULL);
  ck_assert (g_file_set_contents (path, extended, -1, NULL));
  ck_assert (beck_ras_entry_set (scene->entry, "Profile", path));
}

void
scene_wait (Scene *scene, const gboolean *until)
{
  while (!*until)
    {
      ck_assert_msg (!scene->is_ended, "%s", scene->told->str);
      g_main_context_iteration (context, TRUE);
    }
}

void
scene_wait_state (Scene *scene, guint32 state)
{
  while (scene->last_state != state)
    {
      ck_assert_msg (!scene->is_ended, "%s", scene->told->str);
      g_main_context_iteration (context, TRUE);
    }
}

void
scene_wait_told (Scene *scene, const char *word)
{
  g_autofree char *end = g_strconcat (" ", word, NULL);

  while (strstr (scene->told->str, end) == NULL)
    {
      ck_assert_msg (!scene->is_ended, "%s", scene->told->str);
      g_main_context_iteration (context, TRUE);
    }
}

void
scene_clear (Scene *scene)
{
  while (!scene->is_ended && scene->session != NULL)
    g_main_context_iteration (context, TRUE);
  if (scene->session != NULL)
    beck_ras_openvpn.release (scene->session);
  beck_ras_credentials_free (scene->credentials);
  beck_ras_entry_unref (scene->entry);
  g_string_free (scene->told, TRUE);
}

void
scene_end (Scene *scene, const char *told)
{
  while (!scene->is_ended)
    g_main_context_iteration (context, TRUE);
  ck_assert_str_eq (scene->told->str, told);
  scene_clear (scene);
}

void
scene_hang_up (Scene *scene)
{
  g_autofree char *told = g_strconcat (scene->told->str, " ended", NULL);

  beck_ras_openvpn.hang_up (scene->session, FALSE);
  scene_end (scene, told);
}

pid_t
scene_helper (const Scene *scene)
{
  g_autoptr (GKeyFile) record = g_key_file_new ();
  BeckRasProcessId helper = { 0, 0 };

  beck_ras_openvpn.save (scene->session, record, "Session", &helper);
  return helper.pid;
}
