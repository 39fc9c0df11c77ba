/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "request.h"

#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "orpc/message.h"

BECK_EXTERN_PROXY_FILE (test_orpc);

enum
{
  SLOT_ADD = 5,
};

static void
answer (BeckIncoming *call, HRESULT hr)
{
  Request *request = call->bringer;

  request->hr = hr;
  atomic_store (&request->answered_on, gettid ());
  atomic_fetch_add (&request->n_answers, 1);
  beck_event_signal (&request->answered);
}

static void
finalized (BeckIncoming *call)
{
  gate_open (&((Request *) call->bringer)->finalized);
}

static const BeckBringerOps ops = {
  .answer = answer,
  .finalize = finalized,
  .header_size = REQUEST_HEADER,
  .destination = MSHCTX_LOCAL,
};

Request *
request_new (const STDOBJREF *std, LONG a, LONG b)
{
  const LONG args[] = { a, b };
  Request *request = g_new0 (Request, 1);

  request->call = beck_incoming_new (&ops, request);
  if (request->call == NULL)
    {
      g_free (request);
      return NULL;
    }
  beck_event_init (&request->answered, 0);
  request->call->ipid = std->ipid;
  request->call->iid = IID_IWorker;
  request->call->method = SLOT_ADD;
  request->call->request = (BeckOrpcBytes){ malloc (8 + sizeof args), 8, 8 + sizeof args,
                                            BECK_ORPC_NATIVE_DREP };
  memcpy (request->call->request.data + 8, args, sizeof args);
  return request;
}

void
request_send (Request *request, gboolean may_run)
{
  beck_incoming_dispatch (request->call, may_run);
}

HRESULT
request_wait (Request *request)
{
  assert_hr (beck_event_wait (&request->answered, COWAIT_DEFAULT, INFINITE), S_OK);
  ck_assert_uint_eq (atomic_load (&request->n_answers), 1);
  return request->hr;
}

LONG
request_sum (Request *request)
{
  const BeckOrpcBytes *reply = &request->call->reply;
  LONG results[2];

  ck_assert_uint_eq (reply->start, REQUEST_HEADER);
  ck_assert_uint_eq (reply->size, REQUEST_HEADER + sizeof results);
  memcpy (results, reply->data + reply->start, sizeof results);
  assert_hr ((HRESULT) results[1], S_OK);
  return results[0];
}

void
request_free (Request *request)
{
  ck_assert_uint_eq (atomic_load (&request->n_answers), 1);
  beck_object_unref (request->call);
  gate_pass (&request->finalized);
  beck_event_clear (&request->answered);
  g_free (request);
}

HRESULT
request_add (const STDOBJREF *std, LONG a, LONG b, LONG *sum)
{
  Request *request = request_new (std, a, b);
  HRESULT hr;

  if (request == NULL)
    return E_OUTOFMEMORY;
  request_send (request, FALSE);
  hr = request_wait (request);
  if (SUCCEEDED (hr))
    *sum = request_sum (request);
  request_free (request);
  return hr;
}

void
export_worker (Subject *subject, BeckHeldBy by, DWORD flags, STDOBJREF *std)
{
  assert_hr (beck_export_marshal (BECK_UNKNOWN (subject), &IID_IWorker, by, flags, std), S_OK);
}

void
export_only (Subject *subject, BeckHeldBy by, DWORD flags, STDOBJREF *std)
{
  export_worker (subject, by, flags, std);
  subject_unref (subject);
}

void
release_all (const STDOBJREF *std, BeckHeldBy by)
{
  beck_export_release_refs (&std->ipid, by, std->cPublicRefs);
}

void
register_proxies (void)
{
  static const BeckProxyFile *const files[] = { &test_orpc_ProxyFile, NULL };

  assert_hr (beck_proxy_register (files), S_OK);
}
