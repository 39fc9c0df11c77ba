/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Running a script. At most one source waits for a session: for its next step, for what the
 * step under way waits for, or for the end. Whatever is told may come back as a hang-up or a
 * release, so who tells holds a use of the session and looks at its state afterwards.
 */

#include "ras/simulator-private.h"

#include <errno.h>
#include <glib-unix.h>
#include <signal.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>
#include <win/ras.h>
#include <win/raserror.h>

#include "base/alloc.h"

/* The general order (spec/ras.md 4). */
static const char vpn_script[]
    = "state OpenPort; helper; state PortOpened; state ConnectDevice; state DeviceConnected;"
      "state AllDevicesConnected; state Authenticate; login; state AuthNotify; state AuthProject;"
      "state Authenticated; address 192.0.2.2 192.0.2.1; project; state Projected; up";

static const char modem_script[]
    = "state OpenPort; helper; state PortOpened; state ConnectDevice; state DeviceConnected;"
      "state AllDevicesConnected; state Authenticate; login; state AuthNotify; callback;"
      "state AuthProject; state AuthLinkSpeed; state AuthAck; state Authenticated;"
      "address 192.0.2.2 192.0.2.1; project; state Projected; up";

static gboolean
is_vpn (const BeckRasEntry *entry)
{
  const char *device_type = beck_ras_entry_get (entry, BECK_RAS_KEY_DEVICE_TYPE);

  if (device_type != NULL)
    return g_ascii_strcasecmp (device_type, RASDT_Vpn) == 0;
  return beck_ras_entry_get_number (entry, BECK_RAS_KEY_TYPE, RASET_Vpn) == RASET_Vpn;
}

const char *
simulator_script_of (const BeckRasEntry *entry)
{
  const char *script = beck_ras_entry_get (entry, BECK_SIMULATOR_KEY_SCRIPT);

  if (script != NULL && script[0] != '\0')
    return script;
  return is_vpn (entry) ? vpn_script : modem_script;
}

static char *
copy_text (const char *text)
{
  const gsize size = strlen (text) + 1;
  char *copy = beck_alloc (size);

  return copy != NULL ? memcpy (copy, text, size) : NULL;
}

static void
name_device (SimulatorSession *session, const BeckRasEntry *entry)
{
  const char *type = beck_ras_entry_get (entry, BECK_RAS_KEY_DEVICE_TYPE);
  const char *name = beck_ras_entry_get (entry, BECK_RAS_KEY_DEVICE_NAME);
  const gboolean vpn = is_vpn (entry);

  if (type == NULL)
    type = vpn ? "vpn" : "modem";
  if (name == NULL)
    name = vpn ? BECK_SIMULATOR_VPN : BECK_SIMULATOR_MODEM;
  g_strlcpy (session->link.device_type, type, sizeof session->link.device_type);
  g_strlcpy (session->link.device_name, name, sizeof session->link.device_name);
}

SimulatorSession *
simulator_new (const BeckRasEntry *entry, const BeckRasEvents *events, gpointer context)
{
  SimulatorSession *session = beck_alloc0 (sizeof *session);
  BeckRasScriptError error;
  gsize position;

  if (session == NULL)
    return NULL;
  session->uses = 1;
  session->directory = -1;
  session->events = events;
  session->context = context;
  session->byte_rate = 1000;
  session->frame_rate = 10;
  error = beck_ras_script_parse (simulator_script_of (entry), &session->script, &position);
  if (error == BECK_RAS_SCRIPT_NO_MEMORY)
    {
      simulator_unref (session);
      return NULL;
    }
  name_device (session, entry);
  return session;
}

void
simulator_unref (SimulatorSession *session)
{
  if (--session->uses > 0)
    return;
  simulator_forget_source (session);
  simulator_forget_answers (session);
  if (session->helper != NULL)
    beck_ras_process_free (session->helper);
  beck_ras_script_free (session->script);
  beck_free (session);
}

void
simulator_forget_answers (SimulatorSession *session)
{
  g_clear_pointer (&session->credentials, beck_ras_credentials_free);
  g_clear_pointer (&session->callback_number, beck_free);
}

void
simulator_forget_source (SimulatorSession *session)
{
  if (session->source == NULL)
    return;
  g_source_destroy (session->source);
  g_clear_pointer (&session->source, g_source_unref);
  if (session->directory >= 0)
    close (session->directory);
  session->directory = -1;
}

void
simulator_take_source (SimulatorSession *session, GSource *source, GSourceFunc func)
{
  simulator_forget_source (session);
  g_source_set_callback (source, func, session, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
  session->source = source;
}

static void
take_timer (SimulatorSession *session, guint32 ms, GSourceFunc func)
{
  simulator_take_source (session, ms == 0 ? g_idle_source_new () : g_timeout_source_new (ms),
                         func);
}

static gboolean
run_next_step (gpointer data)
{
  SimulatorSession *session = data;
  const BeckRasStep *step;
  SimulatorOutcome outcome;

  simulator_forget_source (session);
  /* A script that is at its end leaves things as they are. */
  if (session->script == NULL || session->step >= session->script->n_steps)
    return G_SOURCE_REMOVE;
  session->uses++;
  step = &session->script->steps[session->step];
  outcome = simulator_run_step (session, step);
  if (outcome == SIMULATOR_NEXT)
    {
      session->step++;
      session->stage = 0;
    }
  if (outcome != SIMULATOR_WAIT && session->state == SIMULATOR_RUNNING)
    simulator_go_on (session, 0);
  simulator_unref (session);
  return G_SOURCE_REMOVE;
}

void
simulator_go_on (SimulatorSession *session, guint32 ms)
{
  take_timer (session, ms, run_next_step);
}

/* ---- Files ---- */

static gboolean
file_is (const char *path, gboolean there)
{
  return (access (path, F_OK) == 0) == there;
}

static gboolean
directory_changed (gint fd, GIOCondition condition, gpointer data)
{
  SimulatorSession *session = data;
  const BeckRasStep *step = &session->script->steps[session->step];
  char events[4096];

  while (read (fd, events, sizeof events) > 0)
    ;
  if (!file_is (step->texts[0], step->kind == BECK_RAS_STEP_UNTIL))
    return G_SOURCE_CONTINUE;
  session->step++;
  simulator_go_on (session, 0);
  return G_SOURCE_REMOVE;
}

static int
watch_directory_of (const char *path)
{
  char *directory = g_path_get_dirname (path);
  int fd = inotify_init1 (IN_NONBLOCK | IN_CLOEXEC);

  if (fd >= 0
      && inotify_add_watch (fd, directory,
                            IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE_SELF)
             < 0)
    {
      close (fd);
      fd = -1;
    }
  g_free (directory);
  return fd;
}

gboolean
simulator_wait_for_file (SimulatorSession *session, const char *path, gboolean there)
{
  const int fd = watch_directory_of (path);

  if (fd < 0)
    return FALSE;
  /* Looked at after the watch is set, so that nothing is missed in between. */
  if (file_is (path, there))
    {
      close (fd);
      session->step++;
      simulator_go_on (session, 0);
      return TRUE;
    }
  simulator_take_source (session, g_unix_fd_source_new (fd, G_IO_IN),
                         G_SOURCE_FUNC (directory_changed));
  session->directory = fd;
  return TRUE;
}

/* ---- Telling ---- */

void
simulator_tell_state (SimulatorSession *session, guint32 state)
{
  session->ras_state = state;
  session->events->state (session->context, state);
}

void
simulator_need (SimulatorSession *session, guint32 paused_state, guint32 state, guint32 error,
                const char *prompt)
{
  if (session->state != SIMULATOR_RUNNING)
    return;
  session->state = SIMULATOR_PAUSED;
  session->paused_state = paused_state;
  session->events->need (session->context, paused_state, state, error,
                         prompt[0] != '\0' ? prompt : NULL);
}

/* A number to call back is taken only if it was asked for: another answer may repeat the "*" of the
 * request, or leave it out. */
static gboolean
keep_answer (SimulatorSession *session, const BeckRasCredentials *credentials,
             const char *callback_number)
{
  g_clear_pointer (&session->credentials, beck_ras_credentials_free);
  session->credentials = beck_ras_credentials_new (credentials->user_name, credentials->password,
                                                   credentials->domain);
  if (session->credentials == NULL)
    return FALSE;
  if (session->paused_state != RASCS_CallbackSetByCaller)
    return TRUE;
  g_clear_pointer (&session->callback_number, beck_free);
  session->callback_number = copy_text (callback_number);
  return session->callback_number != NULL;
}

void
simulator_answer (BeckRasSession *base, const BeckRasCredentials *credentials,
                  const char *callback_number)
{
  SimulatorSession *session = (SimulatorSession *) base;

  if (session->state != SIMULATOR_PAUSED)
    return;
  session->state = SIMULATOR_RUNNING;
  if (keep_answer (session, credentials, callback_number))
    simulator_go_on (session, 0);
  else
    simulator_tell_failure (session, session->ras_state, ERROR_NOT_ENOUGH_MEMORY, 0);
}

/* ---- Ending ---- */

static gboolean
tell_ended (gpointer data)
{
  SimulatorSession *session = data;

  simulator_forget_source (session);
  session->state = SIMULATOR_ENDED;
  session->events->ended (session->context);
  return G_SOURCE_REMOVE;
}

/* When the helper has ended, too. */
static void
finish (SimulatorSession *session, guint32 ms)
{
  if (session->helper != NULL)
    return;
  take_timer (session, ms, tell_ended);
}

/* From here on nothing but ended is told by the session itself. */
static void
begin_ending (SimulatorSession *session)
{
  session->state = SIMULATOR_ENDING;
  simulator_forget_source (session);
  simulator_forget_answers (session);
  if (session->helper != NULL)
    beck_ras_process_signal (session->helper, SIGTERM);
}

void
simulator_tell_failure (SimulatorSession *session, guint32 state, guint32 error,
                        guint32 extended_error)
{
  if (session->state != SIMULATOR_RUNNING)
    return;
  begin_ending (session);
  session->hang_up_ms = 0;
  finish (session, 0);
  session->events->failed (session->context, state, error, extended_error);
}

void
simulator_tell_down (SimulatorSession *session, guint32 error)
{
  if (session->state != SIMULATOR_RUNNING)
    return;
  begin_ending (session);
  session->hang_up_ms = 0;
  finish (session, 0);
  session->events->down (session->context, error);
}

void
simulator_hang_up (BeckRasSession *base, gboolean force)
{
  SimulatorSession *session = (SimulatorSession *) base;

  if (session->state == SIMULATOR_ENDED)
    return;
  if (session->state != SIMULATOR_ENDING)
    begin_ending (session);
  if (force)
    {
      session->hang_up_ms = 0;
      if (session->helper != NULL)
        beck_ras_process_signal (session->helper, SIGKILL);
    }
  if (force || session->source == NULL)
    finish (session, session->hang_up_ms);
}

/* ---- The helper ---- */

void
simulator_helper_ended (int status, gpointer data)
{
  SimulatorSession *session = data;

  g_clear_pointer (&session->helper, beck_ras_process_free);
  session->uses++;
  if (session->state == SIMULATOR_PAUSED)
    session->state = SIMULATOR_RUNNING;
  if (session->state == SIMULATOR_ENDING)
    finish (session, session->hang_up_ms);
  else if (session->is_up)
    simulator_tell_down (session, ERROR_PORT_DISCONNECTED);
  else
    simulator_tell_failure (session, session->ras_state, ERROR_PORT_DISCONNECTED, 0);
  simulator_unref (session);
}

guint32
simulator_start_helper (SimulatorSession *session)
{
  static const char *const argv[] = { "sleep", "infinity", NULL };
  GError *error = NULL;
  gboolean no_memory;

  if (session->helper != NULL)
    return 0;
  session->helper
    = beck_ras_process_spawn (argv, NULL, simulator_helper_ended, session, &error);
  if (session->helper == NULL)
    {
      no_memory = g_error_matches (error, G_SPAWN_ERROR, G_SPAWN_ERROR_NOMEM);
      g_clear_error (&error);
      return no_memory ? ERROR_NOT_ENOUGH_MEMORY : ERROR_PORT_NOT_AVAILABLE;
    }
  session->helper_id = beck_ras_process_get_id (session->helper);
  return 0;
}
