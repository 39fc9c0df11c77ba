/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Calls on connections. What a method is given is used up in Begin_, so that no copy of a password
 * waits in a call object. A call of Dial ends when the link is there or the dial is over; its
 * cancel hangs up.
 */

#include "ras/connection-private.h"

#include <beck/hresult.h>
#include <win/raserror.h>

typedef struct
{
  BeckCall call;
  AsyncIRasConnection async;
  BeckJob job;
} ConnectionCall;

enum
{
  DIAL,
  RESUME,
  HANG_UP,
};

static HRESULT
begin (AsyncIRasConnection *This, guint method, BeckJob **job, BeckRasConnection **server)
{
  ConnectionCall *self = BECK_SELF (ConnectionCall, async, This);

  *server = beck_call_get_server (self);
  return beck_call_begin (self, method, job);
}

static HRESULT
finish (AsyncIRasConnection *This, guint method)
{
  BeckJob *job;
  HRESULT hr = beck_call_finish (BECK_SELF (ConnectionCall, async, This), method, &job);

  return beck_job_end (job, hr);
}

/* Ends a Begin_ whose method is over. */
static HRESULT
end_now (BeckJob *job, guint32 error)
{
  if (error != 0)
    return beck_job_refuse (job, HRESULT_FROM_WIN32 (error));
  beck_job_complete (job, S_OK);
  return S_OK;
}

/* Ends a Begin_ that was deferred: errors are results, then. */
static HRESULT
end_deferred (BeckJob *job, gboolean later, guint32 error)
{
  if (later)
    return S_OK;
  beck_job_complete (job, error != 0 ? HRESULT_FROM_WIN32 (error) : S_OK);
  beck_job_unref (job);
  return S_OK;
}

/* --- Dial --- */

static void
on_cancelled (BeckJob *job)
{
  beck_ras_connection_cancel (beck_job_get_server (job), job);
}

static HRESULT
start (BeckRasConnection *server, BeckRasPlan *plan, BeckJob *job)
{
  gboolean joined = FALSE;
  HRESULT hr;
  guint32 error;

  beck_job_set_cancelled_func (job, on_cancelled);
  hr = beck_job_defer (job);
  if (FAILED (hr))
    {
      beck_ras_plan_free (plan);
      return hr;
    }
  error = beck_ras_connection_dial (server, plan, job, &joined);
  if (error != 0 || joined)
    beck_ras_plan_free (plan);
  return end_deferred (job, error == 0 && !joined, error);
}

static HRESULT
begin_dial (AsyncIRasConnection *This, const BeckRasRequest *request)
{
  BeckRasConnection *server;
  BeckRasPlan *plan;
  BeckJob *job;
  guint32 error;
  HRESULT hr;

  if (request == NULL)
    return E_POINTER;
  hr = begin (This, DIAL, &job, &server);
  if (FAILED (hr))
    return hr;
  error = beck_ras_plan_new (request, &plan);
  if (error != 0)
    return beck_job_refuse (job, HRESULT_FROM_WIN32 (error));
  return start (server, plan, job);
}

static HRESULT
finish_dial (AsyncIRasConnection *This)
{
  return finish (This, DIAL);
}

/* --- Resume --- */

static HRESULT
begin_resume (AsyncIRasConnection *This, const BeckRasRequest *request)
{
  BeckRasConnection *server;
  BeckJob *job;
  HRESULT hr;

  if (request == NULL)
    return E_POINTER;
  hr = begin (This, RESUME, &job, &server);
  if (FAILED (hr))
    return hr;
  return end_now (job, beck_ras_connection_resume (server, request));
}

static HRESULT
finish_resume (AsyncIRasConnection *This)
{
  return finish (This, RESUME);
}

/* --- HangUp --- */

static HRESULT
begin_hang_up (AsyncIRasConnection *This)
{
  BeckRasConnection *server;
  BeckJob *job;
  gboolean later;
  guint32 error;
  HRESULT hr = begin (This, HANG_UP, &job, &server);

  if (SUCCEEDED (hr))
    hr = beck_job_defer (job);
  if (FAILED (hr))
    return hr;
  error = beck_ras_connection_hang_up (server, job, &later);
  return end_deferred (job, later, error);
}

static HRESULT
finish_hang_up (AsyncIRasConnection *This)
{
  return finish (This, HANG_UP);
}

const BeckCallClass beck_ras_call_class = {
  BECK_CALL_CLASS (ConnectionCall, job,
                   BECK_INTERFACE (ConnectionCall, async, AsyncIRasConnection,
                                   .Begin_Dial = begin_dial, .Finish_Dial = finish_dial,
                                   .Begin_Resume = begin_resume, .Finish_Resume = finish_resume,
                                   .Begin_HangUp = begin_hang_up,
                                   .Finish_HangUp = finish_hang_up)),
};
