/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * beck ras dial: a dial that runs in the main loop beside the signals and the questions. Whatever
 * happens, it ends in one place: on_dialled, with the result of the call. Ctrl-C only hangs up, and
 * the dial then ends by that.
 */

#include "ras-dial.h"

#include <beck/beck.h>
#include <glib-unix.h>
#include <stdio.h>
#include <string.h>
#include <win/ras.h>
#include <win/raserror.h>
#include <win/winerror.h>

/* ---- Progress ---- */

static guint
milliseconds (const RasDialling *self)
{
  return (guint) MIN ((g_get_monotonic_time () - self->begun) / 1000, G_MAXUINT);
}

static void
print_state_as_json (RasDialling *self, DWORD state, DWORD error, DWORD extended_error)
{
  g_autofree char *text = NULL;
  IdlJson json;

  idl_json_init (&json);
  idl_json_open_inline (&json, NULL, '{');
  idl_json_uint (&json, "ms", milliseconds (self));
  idl_json_uint (&json, "state", state);
  idl_json_string (&json, "name", ras_state_to_name (state));
  idl_json_uint (&json, "error", error);
  idl_json_uint (&json, "extended_error", extended_error);
  idl_json_close (&json, '}');
  text = idl_json_finish (&json);
  fputs (text, stdout);
}

static void
print_state (RasDialling *self, DWORD state, DWORD error, DWORD extended_error)
{
  if (self->command.as_json)
    print_state_as_json (self, state, error, extended_error);
  else if (error == 0)
    printf ("%6u ms  %s\n", milliseconds (self), ras_state_to_name (state));
  else
    printf ("%6u ms  %s, error %u\n", milliseconds (self), ras_state_to_name (state),
            (guint) error);
  fflush (stdout);
}

static gboolean
on_state (DWORD state, DWORD error, DWORD extended_error, gpointer data)
{
  RasDialling *self = data;

  print_state (self, state, error, extended_error);
  self->stop = TRUE;
  if ((state & RASCS_PAUSED) != 0 && error == 0)
    self->paused = state;
  else
    self->paused = 0;
  if (state == RASCS_Disconnected)
    {
      self->lost = TRUE;
      self->lost_error = error;
    }
  return G_SOURCE_CONTINUE;
}

/* ---- Hanging up ---- */

static void
on_hung_up (GObject *source, GAsyncResult *result, gpointer data)
{
  RasDialling *self = data;

  beck_synchronize_wait_finish (result, NULL);
  self->ender->lpVtbl->Finish_HangUp (self->ender);
  self->hanging_up = FALSE;
}

/* Calls @done when what was begun on @call is over. */
static void
when_over (RasDialling *self, AsyncIRasConnection *call, GAsyncReadyCallback done)
{
  ISynchronize *sync = NULL;

  /* Every call object has it. */
  call->lpVtbl->QueryInterface (call, &IID_ISynchronize, (void **) &sync);
  beck_synchronize_wait_async (sync, NULL, done, self);
  sync->lpVtbl->Release (sync);
}

void
ras_dialling_hang_up (RasDialling *self, DWORD reason)
{
  if (self->reason == 0)
    self->reason = reason;
  if (self->hung_up)
    return;
  self->hung_up = TRUE;
  if (SUCCEEDED (self->ender->lpVtbl->Begin_HangUp (self->ender)))
    {
      self->hanging_up = TRUE;
      when_over (self, self->ender, on_hung_up);
    }
}

static gboolean
on_signal (gpointer data)
{
  RasDialling *self = data;

  self->interrupted = self->stop = TRUE;
  ras_dialling_hang_up (self, ERROR_USER_DISCONNECTION);
  return G_SOURCE_CONTINUE;
}

static gboolean
on_timeout (gpointer data)
{
  RasDialling *self = data;

  self->timer = 0;
  if (!self->dialled)
    {
      self->interrupted = self->stop = TRUE;
      ras_dialling_hang_up (self, ERROR_TIMEOUT);
    }
  return G_SOURCE_REMOVE;
}

/* ---- The dial ---- */

static void
on_dialled (GObject *source, GAsyncResult *result, gpointer data)
{
  RasDialling *self = data;

  beck_synchronize_wait_finish (result, NULL);
  self->result = self->call->lpVtbl->Finish_Dial (self->call);
  self->dialled = self->stop = TRUE;
}

static HRESULT
new_call (RasDialling *self, AsyncIRasConnection **call)
{
  ICallFactory *factory;
  HRESULT hr = self->connection->lpVtbl->QueryInterface (self->connection, &IID_ICallFactory,
                                                         (void **) &factory);

  if (FAILED (hr))
    return hr;
  hr = factory->lpVtbl->CreateCall (factory, &IID_AsyncIRasConnection, NULL,
                                    &IID_AsyncIRasConnection, (IUnknown **) call);
  factory->lpVtbl->Release (factory);
  return hr;
}

static HRESULT
watch_states (RasDialling *self)
{
  HRESULT hr = beck_ras_state_source_new (self->info, &self->states);

  if (FAILED (hr))
    return hr;
  g_source_set_callback (self->states, G_SOURCE_FUNC (on_state), self, NULL);
  g_source_attach (self->states, NULL);
  return S_OK;
}

static HRESULT
prepare (RasDialling *self)
{
  HRESULT hr = beck_object_create (&beck_ras_connection_class, NULL, &IID_IRasConnection,
                                   (void **) &self->connection);

  if (SUCCEEDED (hr))
    hr = self->connection->lpVtbl->QueryInterface (self->connection, &IID_IRasConnectionInfo,
                                                   (void **) &self->info);
  if (SUCCEEDED (hr))
    hr = new_call (self, &self->call);
  if (SUCCEEDED (hr))
    hr = new_call (self, &self->ender);
  return SUCCEEDED (hr) ? watch_states (self) : hr;
}

/* What was told before the call ended may still be in the queue. */
static void
drain (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
run_until_dialled (RasDialling *self)
{
  while (!self->dialled)
    if (self->paused != 0 && !self->interrupted)
      ras_dialling_answer (self);
    else
      g_main_context_iteration (NULL, TRUE);
  drain ();
}

/* Nothing of the dial is left when this returns. */
static void
run_until_hung_up (RasDialling *self, DWORD reason)
{
  ras_dialling_hang_up (self, reason);
  while (self->hanging_up)
    g_main_context_iteration (NULL, TRUE);
  drain ();
}

static void
begin_to_listen (RasDialling *self)
{
  self->begun = g_get_monotonic_time ();
  self->signals[0] = g_unix_signal_add (SIGINT, on_signal, self);
  self->signals[1] = g_unix_signal_add (SIGTERM, on_signal, self);
  self->signals[2] = g_unix_signal_add (SIGHUP, on_signal, self);
  if (self->seconds > 0)
    self->timer = g_timeout_add_seconds ((guint) self->seconds, on_timeout, self);
}

static HRESULT
dial (RasDialling *self)
{
  HRESULT hr = self->call->lpVtbl->Begin_Dial (self->call, &self->request);

  ras_dialling_forget (self);
  if (FAILED (hr))
    return hr;
  when_over (self, self->call, on_dialled);
  run_until_dialled (self);
  return self->result;
}

/* ---- The outcome ---- */

static void
put_outcome (RasDialling *self, const BeckRasStatus *status, const BeckRasProjection *projection,
             DWORD error)
{
  g_autofree char *error_text = error != 0 ? ras_error_to_text (error) : NULL;
  g_autofree char *text = NULL;
  IdlJson json;

  idl_json_init (&json);
  idl_json_open_inline (&json, NULL, '{');
  idl_json_uint (&json, "ms", milliseconds (self));
  idl_json_bool (&json, "connected", error == 0);
  idl_json_uint (&json, "error", error);
  idl_json_string (&json, "text", error_text);
  if (error == 0)
    ras_put_connection (&json, status, projection);
  idl_json_close (&json, '}');
  text = idl_json_finish (&json);
  fputs (text, stdout);
}

static void
tell_connected (RasDialling *self)
{
  BeckRasStatus status = { .state = 0 };
  BeckRasProjection projection = { .error = 0 };

  self->info->lpVtbl->GetStatus (self->info, &status);
  self->info->lpVtbl->GetProjection (self->info, RASP_PppIp, &projection);
  if (self->command.as_json)
    put_outcome (self, &status, &projection, 0);
  else
    {
      g_autofree char *address = ras_from_wide (projection.address);
      g_autofree char *server = ras_from_wide (projection.server_address);

      printf ("connected%s%s%s%s\n", address[0] != '\0' ? ", address " : "", address,
              server[0] != '\0' ? ", server " : "", server);
    }
  fflush (stdout);
}

static int
tell_failed (RasDialling *self, HRESULT hr)
{
  DWORD error = self->reason != 0 ? self->reason : ras_error_from_hresult (hr);

  run_until_hung_up (self, 0);
  if (self->command.as_json && error != 0)
    put_outcome (self, NULL, NULL, error);
  beck_verb_finish (self->words, BECK_EXIT_OK);
  return error != 0 ? ras_fail (self->words, error) : ras_fail_hresult (self->words, hr);
}

/* Until somebody ends it: here by a signal, elsewhere by hanging up, or the link by itself. */
static int
stay (RasDialling *self)
{
  while (!self->interrupted && !self->lost)
    g_main_context_iteration (NULL, TRUE);
  run_until_hung_up (self, 0);
  if (!self->interrupted && self->lost_error != 0)
    return ras_fail (self->words, self->lost_error);
  return beck_verb_finish (self->words, BECK_EXIT_OK);
}

/* That it cannot be done does not make the connection worse. */
static void
save (RasDialling *self)
{
  DWORD error = ras_dialling_save (self);
  g_autofree char *text = error != 0 ? ras_error_to_text (error) : NULL;

  if (error != 0)
    beck_verb_error (self->words, 0, "not saved: error %u: %s", (guint) error, text);
}

int
ras_dialling_run (RasDialling *self)
{
  HRESULT hr = prepare (self);

  if (FAILED (hr))
    return ras_fail_hresult (self->words, hr);
  begin_to_listen (self);
  if (!ras_dialling_ask_who (self))
    return ras_fail (self->words, self->reason != 0 ? self->reason : ERROR_USER_DISCONNECTION);
  hr = dial (self);
  /* A signal that came when the dial was through already means the same. */
  if (FAILED (hr) || (self->interrupted && !self->foreground))
    return tell_failed (self, hr);
  tell_connected (self);
  if (self->save)
    save (self);
  return self->foreground ? stay (self) : beck_verb_finish (self->words, BECK_EXIT_OK);
}
