/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * AsyncIUnknown (spec/com.md 3.8): QueryInterface and Release on an object elsewhere, without
 * waiting for it. Every proxy makes such call objects.
 *
 * Begin_QueryInterface asks on a thread of the pool; Finish_ makes the proxy, in the apartment of
 * the client. AddRef costs no call, and Release does not wait for one: both are done by Finish_.
 */

#include "orpc/manager-private.h"

#include <beck/call.h>
#include <beck/guid.h>
#include <beck/hresult.h>

#include "com/object-private.h"
#include "orpc/ps-registry.h"

enum
{
  METHOD_QUERY,
  METHOD_ADD_REF,
  METHOD_RELEASE,
};

typedef struct
{
  BeckJob job;
  IID iid;
  REMQIRESULT result;
  gboolean asked; /* @result is the exporter's, with references */
} UnknownJob;

typedef struct
{
  BeckCall call;
  BECK_MEMBER (AsyncIUnknown) async;
  UnknownJob job;
} UnknownCall;

static UnknownCall *
unknown_self (AsyncIUnknown *This)
{
  return BECK_SELF (UnknownCall, async, This);
}

static BeckManager *
unknown_manager (UnknownCall *self)
{
  return beck_call_get_server (self);
}

/* A result that nobody took. */
static void
job_clear (gpointer data)
{
  UnknownJob *job = data;
  BeckManager *manager = beck_job_get_server (&job->job);
  REMINTERFACEREF ref
      = { .ipid = job->result.std.ipid, .cPublicRefs = job->result.std.cPublicRefs };

  if (job->asked && SUCCEEDED (job->result.hResult) && ref.cPublicRefs > 0)
    manager->exporter->ops->release (manager->exporter, 1, &ref);
  job->asked = FALSE;
}

static HRESULT
complete_at_once (UnknownJob *job, HRESULT hr)
{
  beck_job_complete (&job->job, hr);
  return S_OK;
}

/* ---- QueryInterface ---- */

static HRESULT
ask (BeckJob *base)
{
  UnknownJob *job = (UnknownJob *) base;
  HRESULT hr = beck_manager_ask (beck_job_get_server (base), 1, &job->iid, &job->result);

  job->asked = hr == S_OK || hr == S_FALSE;
  if (job->asked)
    return job->result.hResult;
  return hr;
}

static HRESULT STDMETHODCALLTYPE
begin_query (AsyncIUnknown *This, REFIID riid)
{
  UnknownCall *self = unknown_self (This);
  BeckManager *manager = unknown_manager (self);
  UnknownJob *job;
  void *here;
  HRESULT hr;

  if (riid == NULL)
    return E_INVALIDARG;
  hr = beck_call_begin (self, METHOD_QUERY, &job);
  if (FAILED (hr))
    return hr;
  job->iid = *riid;
  job->asked = FALSE;
  hr = beck_manager_check_thread (manager);
  if (FAILED (hr))
    return beck_job_refuse (&job->job, hr);
  if (SUCCEEDED (beck_manager_query_here (manager, riid, &here)))
    {
      ((IUnknown *) here)->lpVtbl->Release (here);
      return complete_at_once (job, S_OK);
    }
  if (!beck_ps_knows (riid))
    return complete_at_once (job, E_NOINTERFACE);
  return beck_job_run (&job->job, ask);
}

static HRESULT
take_result (BeckManager *manager, UnknownJob *job, void **ppv)
{
  HRESULT hr = S_OK;

  if (job->asked)
    {
      job->asked = FALSE;
      hr = beck_manager_take (manager, &job->iid, &job->result);
    }
  return SUCCEEDED (hr) ? beck_manager_query_here (manager, &job->iid, ppv) : hr;
}

static HRESULT STDMETHODCALLTYPE
finish_query (AsyncIUnknown *This, void **ppv)
{
  UnknownCall *self = unknown_self (This);
  UnknownJob *job;
  HRESULT hr;

  if (ppv == NULL)
    return E_POINTER;
  *ppv = NULL;
  hr = beck_call_finish (self, METHOD_QUERY, &job);
  if (job != NULL && SUCCEEDED (hr))
    hr = take_result (unknown_manager (self), job, ppv);
  return beck_job_end (job, hr);
}

/* ---- AddRef, Release ---- */

static HRESULT
begin_at_once (AsyncIUnknown *This, guint method)
{
  UnknownJob *job;
  HRESULT hr = beck_call_begin (unknown_self (This), method, &job);

  return SUCCEEDED (hr) ? complete_at_once (job, S_OK) : hr;
}

/* FALSE: there is no such call, or it was cancelled. */
static gboolean
finish_at_once (AsyncIUnknown *This, guint method)
{
  UnknownJob *job;
  HRESULT hr = beck_call_finish (unknown_self (This), method, &job);

  beck_job_end (job, hr);
  return SUCCEEDED (hr);
}

static HRESULT STDMETHODCALLTYPE
begin_add_ref (AsyncIUnknown *This)
{
  return begin_at_once (This, METHOD_ADD_REF);
}

static ULONG STDMETHODCALLTYPE
finish_add_ref (AsyncIUnknown *This)
{
  BeckManager *manager = unknown_manager (unknown_self (This));

  return finish_at_once (This, METHOD_ADD_REF) ? manager->control.lpVtbl->AddRef (&manager->control)
                                               : 0;
}

static HRESULT STDMETHODCALLTYPE
begin_release (AsyncIUnknown *This)
{
  return begin_at_once (This, METHOD_RELEASE);
}

static ULONG STDMETHODCALLTYPE
finish_release (AsyncIUnknown *This)
{
  BeckManager *manager = unknown_manager (unknown_self (This));

  return finish_at_once (This, METHOD_RELEASE)
             ? manager->control.lpVtbl->Release (&manager->control)
             : 0;
}

/* ---- The class ---- */

static const BeckCallClass async_unknown_class = {
  BECK_CALL_CLASS (UnknownCall, job,
                   BECK_INTERFACE (UnknownCall, async, AsyncIUnknown,
                                   .Begin_QueryInterface = begin_query,
                                   .Finish_QueryInterface = finish_query,
                                   .Begin_AddRef = begin_add_ref,
                                   .Finish_AddRef = finish_add_ref,
                                   .Begin_Release = begin_release,
                                   .Finish_Release = finish_release)),
  .clear = job_clear,
};

HRESULT
beck_async_unknown_new (BeckManager *manager, IUnknown *outer, REFIID riid, IUnknown **ppv)
{
  BeckObject *made;
  HRESULT hr = beck_object_make (&async_unknown_class.base, outer, G_STRLOC, &made);

  if (FAILED (hr))
    return hr;
  ((BeckCall *) made)->server = beck_object_ref (manager);
  return beck_object_give (made, riid, (void **) ppv);
}
