/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "scene.h"

#include <ftw.h>
#include <glib/gstdio.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "beck-test.h"

BECK_EXTERN_PROXY_FILE (counter);

#define MAX_SERVERS 8

static GPid beckd;
static char *directory;
static char *port;
static struct
{
  GPid pid;
  FILE *out;
} servers[MAX_SERVERS];

/* ---- Processes ---- */

/* What it says up to "ready". */
static GPtrArray *
read_lines (FILE *file)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);
  char line[256];

  while (fgets (line, sizeof line, file) != NULL && strcmp (line, "ready\n") != 0)
    g_ptr_array_add (lines, g_strdup (g_strchomp (line)));
  ck_assert (!feof (file));
  return lines;
}

static GPid
spawn (char **command, FILE **out)
{
  /* What a server that is ended leaves behind is not the test's. */
  g_auto (GStrv) environment = g_environ_unsetenv (g_get_environ (), "BECK_DEBUG");
  GPid pid;
  int fd;

  ck_assert (g_spawn_async_with_pipes (NULL, command, environment,
                                       G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_CLOEXEC_PIPES, NULL,
                                       NULL, &pid, NULL, &fd, NULL, NULL));
  *out = fdopen (fd, "r");
  return pid;
}

static void
end_process (GPid pid, int how)
{
  int status;

  kill (pid, how);
  ck_assert_int_eq (waitpid (pid, &status, 0), pid);
  ck_assert (how == SIGKILL || (WIFEXITED (status) && WEXITSTATUS (status) == 0));
}

/* ---- beckd ---- */

static void
start_beckd (void)
{
  char *command[] = { (char *) g_getenv ("BECKD"), (char *) "--port", (char *) "0",
                      (char *) "--start-timeout", (char *) g_getenv ("SCENE_TIMEOUT"), NULL };
  const char *tcp = "ncacn_ip_tcp:127.0.0.1[";
  GPtrArray *lines;
  FILE *out;

  beckd = spawn (command, &out);
  lines = read_lines (out);
  fclose (out);
  for (guint i = 0; i < lines->len; i++)
    if (g_str_has_prefix (lines->pdata[i], tcp))
      {
        port = g_strdup ((const char *) lines->pdata[i] + strlen (tcp));
        *strchr (port, ']') = '\0';
      }
  g_ptr_array_unref (lines);
  ck_assert_ptr_nonnull (port);
  g_setenv ("BECK_EPM_PORT", port, TRUE);
}

const char *
scene_machine (void)
{
  static char text[64];

  g_snprintf (text, sizeof text, "127.0.0.1[%s]", port);
  return text;
}

/* ---- The scene ---- */

void
scene_begin_alone (void)
{
  static const BeckProxyFile *const files[] = { &counter_ProxyFile, NULL };

  directory = g_dir_make_tmp ("beck-act-XXXXXX", NULL);
  g_setenv ("BECK_NCALRPC_DIR", directory, TRUE);
  g_setenv ("BECK_CLASS_PATH", directory, TRUE);
  g_setenv ("SCENE_TIMEOUT", "600", FALSE);
  assert_hr (CoInitializeEx (NULL, COINIT_MULTITHREADED), S_OK);
  assert_hr (beck_proxy_register (files), S_OK);
}

void
scene_begin (void)
{
  scene_begin_alone ();
  start_beckd ();
}

static int
remove_entry (const char *path, const struct stat *status, int type, struct FTW *where)
{
  return g_remove (path);
}

/* What beckd has started; those that the test has killed are no more. */
static void
kill_started (void)
{
  g_autofree char *path = g_build_filename (directory, "mark", NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return;
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL && lines[i][0] != '\0'; i++)
    kill (atoi (lines[i]), SIGTERM);
}

void
scene_end (void)
{
  /* What nobody has asked for. */
  SetErrorInfo (0, NULL);
  CoUninitialize ();
  for (guint i = 0; i < MAX_SERVERS; i++)
    if (servers[i].pid != 0)
      scene_kill (servers[i].pid);
  kill_started ();
  if (beckd != 0)
    end_process (beckd, SIGTERM);
  beckd = 0;
  nftw (directory, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
  g_clear_pointer (&directory, g_free);
  g_clear_pointer (&port, g_free);
  /* Connections are kept for a while, for the next call. */
  beck_test_keep_descriptors ();
}

const char *
scene_why (HRESULT hr)
{
  static char text[512];
  g_autoptr (GError) error = beck_error_info_take (hr);

  g_strlcpy (text, error->message, sizeof text);
  return text;
}

/* ---- Classes ---- */

CLSID
scene_class (guint number)
{
  CLSID clsid = BECK_GUID (0x0ac71ba7, 0, 0x4000, 0x80, 0, 0, 0, 0, 0, 0, 0);

  clsid.Data4[7] = (guint8) number;
  return clsid;
}

/* (transfer full): with places of the test's own. */
static char *
complete (const char *options)
{
  g_autofree char *mark = g_build_filename (directory, "mark", NULL);
  GString *text = g_string_new (options);

  g_string_replace (text, SCENE_MARK, mark, 0);
  return g_string_free (text, FALSE);
}

void
scene_write_class (guint number, const char *options, const char *keys)
{
  g_autofree char *name = g_strdup_printf ("%s/%u.beckclass", directory, number);
  g_autofree char *completed = complete (options);
  g_autofree char *text = NULL;
  CLSID clsid = scene_class (number);
  char guid[BECK_GUID_TEXT_SIZE];

  beck_guid_format (&clsid, guid);
  text = g_strdup_printf ("[Class {%s}]\nExec=%s %s\n%s", guid, g_getenv ("ACTIVATION_SERVER"),
                          completed, keys);
  ck_assert (g_file_set_contents (name, text, -1, NULL));
}

/* ---- Servers ---- */

GPid
scene_spawn (const char *options, guint number)
{
  g_autofree char *completed = complete (options);
  g_autofree char *line = NULL;
  g_auto (GStrv) command = NULL;
  char guid[BECK_GUID_TEXT_SIZE];
  CLSID clsid = scene_class (number);
  guint i = 0;

  beck_guid_format (&clsid, guid);
  line = g_strdup_printf ("%s %s {%s}", g_getenv ("ACTIVATION_SERVER"), completed, guid);
  ck_assert (g_shell_parse_argv (line, NULL, &command, NULL));
  while (servers[i].pid != 0)
    i++;
  servers[i].pid = spawn (command, &servers[i].out);
  g_ptr_array_unref (read_lines (servers[i].out));
  return servers[i].pid;
}

static guint
find_server (GPid pid)
{
  guint i = 0;

  while (servers[i].pid != pid)
    i++;
  return i;
}

void
scene_signal (GPid pid, int signal, const char *line)
{
  guint i = find_server (pid);
  char said[64];

  kill (pid, signal);
  ck_assert_ptr_nonnull (fgets (said, sizeof said, servers[i].out));
  ck_assert_str_eq (g_strchomp (said), line);
}

void
scene_kill (GPid pid)
{
  guint i = find_server (pid);

  end_process (pid, SIGKILL);
  fclose (servers[i].out);
  servers[i].pid = 0;
}

guint
scene_marks (guint *pid)
{
  g_autofree char *path = g_build_filename (directory, "mark", NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  guint n = 0;

  *pid = 0;
  if (!g_file_get_contents (path, &text, NULL, NULL))
    return 0;
  lines = g_strsplit (text, "\n", -1);
  for (; lines[n] != NULL && lines[n][0] != '\0'; n++)
    *pid = (guint) atoi (lines[n]);
  return n;
}

/* ---- Objects ---- */

HRESULT
scene_create (guint number, ICounter **counter)
{
  CLSID clsid = scene_class (number);

  return CoCreateInstance (&clsid, NULL, CLSCTX_LOCAL_SERVER, &IID_ICounter, (void **) counter);
}

ULONG
scene_process (ICounter *counter)
{
  ULONG pid = 0;

  assert_hr (counter->lpVtbl->GetProcess (counter, &pid), S_OK);
  return pid;
}
