/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Handlers run inside IRasConnectionSink::OnState, on a thread of the connection's, and may end
 * that thread. What is to be done after them is done either way. A hang-up that a handler asks
 * for is done by the pool, after it: then its call ends when the connection has, and the handle
 * with it.
 */

#define COBJMACROS
#include "ras/api-notifier.h"

#include <beck/hresult.h>
#include <beck/object.h>
#include <beck/window.h>
#include <beck/work.h>
#include <pthread.h>

#include "base/alloc.h"
#include "ras/api-hang-up.h"

/* A hang-up that a handler has asked for. */
typedef struct Later Later;

struct Later
{
  BeckWork work;
  Later *next;
  BeckRasHandle *handle;
  gboolean last;
};

struct BeckRasNotifier
{
  BeckObject object;
  IRasConnectionSink sink;
  BeckRasHandle *handle;
  BeckRasNotify notify;
  UINT message; /* for a window */
  DWORD cookie;
  gint told, stopped;
  /* Of the thread that tells, which is one at a time: */
  gboolean silent; /* a RASDIALFUNC2 wanted no more */
  gboolean ended;
  gboolean closes; /* the handler has hung up */
  Later *later;
};

/* What the thread is a handler of. */
static _Thread_local BeckRasNotifier *inside;

gboolean
beck_ras_notifier_is_inside (void)
{
  return inside != NULL;
}

/* ---- Hanging up in a handler ---- */

/* After an error it can be hung up again. */
static void
hang_up (BeckWork *work)
{
  Later *later = (Later *) work;

  if (beck_ras_handle_hang_up (later->handle, later->last) != 0)
    beck_ras_handle_put_dial_back (later->handle, later->last);
  beck_ras_handle_unref (later->handle);
  beck_free (later);
}

gboolean
beck_ras_notifier_hang_up_later (BeckRasHandle *handle, gboolean last, guint32 *error)
{
  Later *later;

  if (inside == NULL || inside->handle != handle)
    return FALSE;
  later = beck_alloc (sizeof *later);
  *error = later != NULL ? 0 : ERROR_NOT_ENOUGH_MEMORY;
  if (later == NULL)
    return TRUE;
  *later = (Later){ { .run = hang_up }, inside->later, beck_ras_handle_ref (handle), last };
  inside->later = later;
  inside->closes |= last;
  return TRUE;
}

/* ---- Telling ---- */

static void
call_handler (BeckRasNotifier *self, DWORD state, DWORD error, DWORD extended_error)
{
  const BeckRasNotify *notify = &self->notify;
  HRASCONN connection = self->handle->value;

  switch (notify->type)
    {
    case 0:
      ((RASDIALFUNC) notify->notifier) (WM_RASDIALEVENT, state, error);
      break;
    case 1:
      ((RASDIALFUNC1) notify->notifier) (connection, WM_RASDIALEVENT, state, error,
                                         extended_error);
      break;
    case 2:
      if (((RASDIALFUNC2) notify->notifier) (notify->callback_id, notify->sub_entry, connection,
                                             WM_RASDIALEVENT, state, error, extended_error)
          == 0)
        self->silent = TRUE;
      break;
    default:
      /* A window that is gone hears nothing. */
      beck_window_send (notify->notifier, self->message, state, (LONG_PTR) error);
    }
}

/* The handler has returned, or ended its thread. */
static void
leave (gpointer data)
{
  BeckRasNotifier *self = data;
  Later *later, *next;

  inside = NULL;
  for (later = g_steal_pointer (&self->later); later != NULL; later = next)
    {
      next = later->next;
      if (FAILED (beck_pool_push (&later->work)))
        hang_up (&later->work);
    }
  if (self->ended)
    beck_ras_notifier_stop (self);
}

static void
tell (BeckRasNotifier *self, DWORD state, DWORD error, DWORD extended_error)
{
  inside = self;
  pthread_cleanup_push (leave, self);
  if (self->notify.notifier != NULL && !self->silent)
    call_handler (self, state, error, extended_error);
  pthread_cleanup_pop (1);
}

/* A handler that has hung up hears of one end, whatever else came before it (spec/ras.md 3.7). */
static HRESULT
on_state (IRasConnectionSink *This, DWORD state, DWORD error, DWORD extended_error)
{
  BeckRasNotifier *self = BECK_SELF (BeckRasNotifier, sink, This);
  gboolean is_end = error != 0 || state == RASCS_Connected || state == RASCS_Disconnected;

  g_atomic_int_set (&self->told, TRUE);
  if (self->ended)
    return S_OK;
  if (self->closes && error == 0 && state != RASCS_Disconnected)
    return S_OK;
  self->ended = is_end;
  if (self->closes)
    tell (self, RASCS_Disconnected, 0, 0);
  else
    tell (self, state, error, extended_error);
  return S_OK;
}

/* ---- The object ---- */

static void
finalize (gpointer instance)
{
  BeckRasNotifier *self = instance;

  beck_ras_handle_unref (self->handle);
}

static const BeckClass notifier_class = {
  .name = "BeckRasNotifier",
  .size = sizeof (BeckRasNotifier),
  .interfaces = BECK_INTERFACES (
      BECK_INTERFACE (BeckRasNotifier, sink, IRasConnectionSink, .OnState = on_state)),
  .finalize = finalize,
};

static UINT
get_message (void)
{
  UINT message = beck_window_register_message (RASDIALEVENT);

  return message != 0 ? message : WM_RASDIALEVENT;
}

HRESULT
beck_ras_notifier_new (BeckRasHandle *handle, const BeckRasNotify *notify,
                       BeckRasNotifier **notifier)
{
  BeckRasNotifier *self = beck_object_new (&notifier_class, NULL);
  HRESULT hr = E_OUTOFMEMORY;

  *notifier = NULL;
  if (self == NULL)
    return hr;
  self->handle = beck_ras_handle_ref (handle);
  self->notify = *notify;
  self->message = get_message ();
  beck_ras_handle_listen (handle);
  hr = IRasConnectionInfo_Advise (handle->info, &self->sink, &self->cookie);
  if (SUCCEEDED (hr))
    {
      *notifier = self;
      return S_OK;
    }
  beck_ras_handle_unlisten (handle);
  IRasConnectionSink_Release (&self->sink);
  return hr;
}

/* By the end that it hears of, or by who finds that there was nothing to hear; once, whoever is
 * first. */
void
beck_ras_notifier_stop (BeckRasNotifier *notifier)
{
  if (!g_atomic_int_compare_and_exchange (&notifier->stopped, FALSE, TRUE))
    return;
  IRasConnectionInfo_Unadvise (notifier->handle->info, notifier->cookie);
  beck_ras_handle_unlisten (notifier->handle);
}

void
beck_ras_notifier_unref (BeckRasNotifier *notifier)
{
  if (notifier != NULL)
    IRasConnectionSink_Release (&notifier->sink);
}

gboolean
beck_ras_notifier_was_told (BeckRasNotifier *notifier)
{
  return g_atomic_int_get (&notifier->told);
}
