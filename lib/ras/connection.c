/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The class of connections. A synchronous method is an asynchronous call that is waited for, and
 * can be cancelled by CoCancelCall().
 */

#define COBJMACROS
#include "ras/connection-private.h"

#include <beck/cancel.h>
#include <beck/hresult.h>
#include <win/ras.h>
#include <win/raserror.h>

/* ---- IRasConnection ---- */

static HRESULT
create_call (IRasConnection *This, AsyncIRasConnection **call)
{
  BeckRasConnection *self = BECK_SELF (BeckRasConnection, connection, This);

  return ICallFactory_CreateCall (&self->factory, &IID_AsyncIRasConnection, NULL,
                                  &IID_AsyncIRasConnection, (IUnknown **) call);
}

static HRESULT
wait_for (AsyncIRasConnection *call, HRESULT (*finish) (AsyncIRasConnection *This))
{
  BeckSyncCall frame;
  HRESULT hr;

  beck_sync_call_enter (&frame, (IUnknown *) call);
  hr = finish (call);
  beck_sync_call_leave (&frame);
  return hr;
}

/* Not in a sink of the connection: what it would wait for is told when the sink has returned. */
static HRESULT
dial (IRasConnection *This, const BeckRasRequest *request)
{
  BeckRasConnection *self = BECK_SELF (BeckRasConnection, connection, This);
  g_autoptr (AsyncIRasConnection) call = NULL;
  HRESULT hr;

  if (beck_ras_teller_is_current (&self->teller))
    return HRESULT_FROM_WIN32 (ERROR_ASYNC_REQUEST_PENDING);
  hr = create_call (This, &call);
  if (SUCCEEDED (hr))
    hr = AsyncIRasConnection_Begin_Dial (call, request);
  if (SUCCEEDED (hr))
    hr = wait_for (call, call->lpVtbl->Finish_Dial);
  return hr;
}

static HRESULT
resume (IRasConnection *This, const BeckRasRequest *request)
{
  BeckRasConnection *self = BECK_SELF (BeckRasConnection, connection, This);
  guint32 error;

  if (request == NULL)
    return E_POINTER;
  error = beck_ras_connection_resume (self, request);
  return error != 0 ? HRESULT_FROM_WIN32 (error) : S_OK;
}

static HRESULT
hang_up (IRasConnection *This)
{
  g_autoptr (AsyncIRasConnection) call = NULL;
  HRESULT hr = create_call (This, &call);

  if (SUCCEEDED (hr))
    hr = AsyncIRasConnection_Begin_HangUp (call);
  if (SUCCEEDED (hr))
    hr = wait_for (call, call->lpVtbl->Finish_HangUp);
  return hr;
}

/* ---- The object ---- */

static HRESULT
init (gpointer instance)
{
  BeckRasConnection *self = instance;

  beck_ras_teller_init (&self->teller, &beck_ras_teller_funcs);
  beck_lock_init (&self->lock);
  self->state = RASCS_Disconnected;
  return S_OK;
}

/* The record of a link that was lost goes with the last one who could ask why. */
static void
finalize (gpointer instance)
{
  BeckRasConnection *self = instance;

  if (self->phase == BECK_RAS_OVER && self->record != NULL && !self->guest)
    beck_ras_record_remove (&self->record->id);
  beck_ras_record_free (self->record);
  beck_ras_plan_free (self->plan);
  beck_ras_teller_clear (&self->teller);
}

const BeckClass beck_ras_connection_class = {
  .name = "RasConnection",
  .size = sizeof (BeckRasConnection),
  .clsid = &CLSID_RasConnection,
  .interfaces = BECK_INTERFACES (
      BECK_INTERFACE (BeckRasConnection, connection, IRasConnection, .Dial = dial,
                      .Resume = resume, .HangUp = hang_up),
      BECK_INTERFACE (BeckRasConnection, info, IRasConnectionInfo,
                      .GetStatus = beck_ras_info_get_status,
                      .GetProjection = beck_ras_info_get_projection,
                      .GetStatistics = beck_ras_info_get_statistics,
                      .ClearStatistics = beck_ras_info_clear_statistics,
                      .Advise = beck_ras_info_advise, .Unadvise = beck_ras_info_unadvise),
      BECK_CALL_FACTORY (BeckRasConnection, factory)),
  .calls = BECK_CALLS ({ &IID_AsyncIRasConnection, &beck_ras_call_class }),
  .init = init,
  .finalize = finalize,
};
