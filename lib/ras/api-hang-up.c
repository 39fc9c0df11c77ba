/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * RasHangUp(): the end has begun when it returns, and goes on by itself. The call of HangUp that
 * is the handle's last is watched on the loop's thread, and when it has ended the handle does,
 * too.
 */

#define COBJMACROS
#include "ras/api-hang-up.h"

#include <beck/glib.h>
#include <beck/hresult.h>

#include "base/alloc.h"
#include "ras/api-notifier.h"
#include "ras/loop.h"

static HRESULT
create_call (BeckRasHandle *handle, AsyncIRasConnection **call)
{
  ICallFactory *factory;
  HRESULT hr = IRasConnection_QueryInterface (handle->connection, &IID_ICallFactory,
                                              (void **) &factory);

  *call = NULL;
  if (FAILED (hr))
    return hr;
  hr = ICallFactory_CreateCall (factory, &IID_AsyncIRasConnection, NULL, &IID_AsyncIRasConnection,
                                (IUnknown **) call);
  ICallFactory_Release (factory);
  return hr;
}

/* ---- Not the last ---- */

static guint32
give_back (BeckRasHandle *handle)
{
  AsyncIRasConnection *call;
  HRESULT hr = create_call (handle, &call);

  if (FAILED (hr))
    return beck_ras_error_of (hr);
  hr = AsyncIRasConnection_Begin_HangUp (call);
  AsyncIRasConnection_Release (call);
  return beck_ras_error_of (hr);
}

/* ---- The last ---- */

/* A handle that is being closed. */
typedef struct
{
  BeckRasHandle *handle;
  AsyncIRasConnection *call;
  GSource *source;
} Closing;

static void
closing_free (Closing *closing)
{
  g_clear_pointer (&closing->source, g_source_unref);
  if (closing->call != NULL)
    AsyncIRasConnection_Release (closing->call);
  beck_ras_handle_unref (closing->handle);
  beck_free (closing);
}

static Closing *
closing_new (BeckRasHandle *handle)
{
  Closing *closing = beck_alloc0 (sizeof *closing);
  ISynchronize *sync;

  if (closing == NULL)
    return NULL;
  closing->handle = beck_ras_handle_ref (handle);
  if (SUCCEEDED (create_call (handle, &closing->call))
      && SUCCEEDED (AsyncIRasConnection_QueryInterface (closing->call, &IID_ISynchronize,
                                                        (void **) &sync)))
    {
      closing->source = beck_synchronize_source_new (sync);
      ISynchronize_Release (sync);
    }
  if (closing->source != NULL)
    return closing;
  closing_free (closing);
  return NULL;
}

/* On the loop: nothing is left, or there was nothing. */
static gboolean
closed (ISynchronize *sync, gpointer data)
{
  Closing *closing = data;

  AsyncIRasConnection_Finish_HangUp (closing->call);
  beck_ras_handle_end (closing->handle);
  closing_free (closing);
  beck_ras_loop_release ();
  return G_SOURCE_REMOVE;
}

static void
watch (Closing *closing)
{
  g_source_set_callback (closing->source, (GSourceFunc) (gpointer) closed, closing, NULL);
  g_source_attach (closing->source, beck_ras_loop_context ());
}

static guint32
close_handle (BeckRasHandle *handle)
{
  Closing *closing = NULL;
  HRESULT hr = E_OUTOFMEMORY;

  if (!beck_ras_loop_hold ())
    return ERROR_NOT_ENOUGH_MEMORY;
  closing = closing_new (handle);
  if (closing != NULL)
    hr = AsyncIRasConnection_Begin_HangUp (closing->call);
  if (SUCCEEDED (hr))
    {
      watch (closing);
      return 0;
    }
  if (closing != NULL)
    closing_free (closing);
  beck_ras_loop_release ();
  return beck_ras_error_of (hr);
}

guint32
beck_ras_handle_hang_up (BeckRasHandle *handle, gboolean last)
{
  return last ? close_handle (handle) : give_back (handle);
}

/* ---- The function ---- */

DWORD WINAPI
RasHangUpW (HRASCONN connection)
{
  g_autoptr (BeckRasHandle) handle = beck_ras_handle_get (connection);
  guint32 error;
  gboolean last;

  if (handle == NULL || !beck_ras_handle_take_dial (handle, &last))
    return ERROR_INVALID_HANDLE;
  if (!beck_ras_notifier_hang_up_later (handle, last, &error))
    error = beck_ras_handle_hang_up (handle, last);
  if (error != 0)
    beck_ras_handle_put_dial_back (handle, last);
  return error;
}

DWORD WINAPI
RasHangUpA (HRASCONN connection)
{
  return RasHangUpW (connection);
}
