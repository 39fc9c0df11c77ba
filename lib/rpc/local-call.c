/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "local-call-private.h"

#include <beck/cancel.h>
#include <beck/hresult.h>
#include <beck/rpc-async.h>
#include <string.h>

#include "base/alloc.h"
#include "base/futex.h"
#include "fault.h"
#include "pipe-async.h"
#include "server-private.h"

/* A cancel without a bound on how long the manager may take to answer it. */
#define FOR_EVER ((ULONG) RPC_C_CANCEL_INFINITE_TIMEOUT)

/* ---- The answer ---- */

void
beck_local_call_wake (BeckRpcLocalCall *self)
{
  atomic_fetch_add (&self->changes, 1);
  beck_futex_wake (&self->changes, INT_MAX);
}

/* What is told is told in no time, so that this seldom waits, and not for long. */
static void
wait_for_tellers (BeckRpcLocalCall *self)
{
  while (atomic_load (&self->telling) > 0)
    g_thread_yield ();
}

/* By who has claimed the end. */
RPC_STATUS
beck_local_call_end (BeckRpcLocalCall *self, guint32 status)
{
  gboolean wanted = !atomic_load (&self->served.disconnected);

  beck_lock_acquire (&self->served.lock);
  self->outcome = (BeckRpcOutcome){ status, BECK_RPC_SERVER };
  atomic_store (&self->answered, TRUE);
  beck_lock_release (&self->served.lock);
  beck_local_call_wake (self);
  wait_for_tellers (self);
  if (self->client != NULL)
    self->client->ended (self, self->user);
  beck_rpc_server_call_unref (&self->served);
  return wanted ? RPC_S_OK : RPC_S_CALL_FAILED;
}

gboolean
beck_local_call_claim_end (BeckRpcServerCall *call)
{
  return !atomic_exchange (&call->ended, TRUE);
}

static RPC_STATUS
respond (BeckRpcServerCall *call, BeckNdrWriter *response)
{
  BeckRpcLocalCall *self = (BeckRpcLocalCall *) call;

  if (!beck_local_call_claim_end (call))
    return RPC_S_INVALID_ASYNC_HANDLE;
  beck_lock_acquire (&call->lock);
  self->answer.capacity = response->capacity;
  self->answer.data = beck_ndr_writer_take (response, &self->answer.size);
  beck_lock_release (&call->lock);
  return beck_local_call_end (self, 0);
}

RPC_STATUS
beck_local_call_fault (BeckRpcServerCall *call, guint32 status)
{
  if (!beck_local_call_claim_end (call))
    return RPC_S_INVALID_ASYNC_HANDLE;
  return beck_local_call_end ((BeckRpcLocalCall *) call,
              beck_rpc_fault_to_status (beck_rpc_fault_from_status (status)));
}

static void
release_call (BeckRpcServerCall *call)
{
  BeckRpcLocalCall *self = (BeckRpcLocalCall *) call;

  beck_rpc_bytes_clear (&self->answer);
  beck_rpc_binding_unref (self->binding);
}

static const BeckRpcAnswerOps local_ops = {
  .respond = respond,
  .fault = beck_local_call_fault,
  .send_part = beck_local_call_send_part,
  .wait_for_room = beck_local_call_wait_for_room,
  .input_taken = beck_local_call_input_taken,
  .release = release_call,
};

/* ---- Cancelling, from any thread ---- */

void
beck_rpc_local_call_cancel (BeckRpcLocalCall *self)
{
  if (!atomic_exchange (&self->served.cancelled, TRUE))
    beck_rpc_served_tell (&self->served, BECK_RPC_TOLD_CANCEL);
}

static BeckRpcLocalCall *
from_cancel (ICancelMethodCalls *This)
{
  return (BeckRpcLocalCall *) (gpointer) ((char *) This - offsetof (BeckRpcLocalCall, cancel));
}

static ULONG
add_ref (ICancelMethodCalls *This)
{
  beck_rpc_server_call_ref (&from_cancel (This)->served);
  return 1;
}

static ULONG
release (ICancelMethodCalls *This)
{
  beck_rpc_server_call_unref (&from_cancel (This)->served);
  return 1;
}

static HRESULT
query (ICancelMethodCalls *This, REFIID riid, void **ppv)
{
  *ppv = NULL;
  if (!beck_guid_equal (riid, &IID_IUnknown) && !beck_guid_equal (riid, &IID_ICancelMethodCalls))
    return E_NOINTERFACE;
  add_ref (This);
  *ppv = This;
  return S_OK;
}

static HRESULT
cancel (ICancelMethodCalls *This, ULONG seconds)
{
  BeckRpcLocalCall *self = from_cancel (This);
  long long before = BECK_FOR_EVER;

  if (atomic_load (&self->answered))
    return RPC_E_CALL_COMPLETE;
  if (seconds != FOR_EVER)
    atomic_compare_exchange_strong (&self->give_up_at, &before,
                                    g_get_monotonic_time () + (gint64) seconds * G_USEC_PER_SEC);
  beck_rpc_local_call_cancel (self);
  beck_local_call_wake (self);
  return S_OK;
}

static HRESULT
test_cancel (ICancelMethodCalls *This)
{
  BeckRpcLocalCall *self = from_cancel (This);

  if (atomic_load (&self->answered))
    return RPC_E_CALL_COMPLETE;
  return atomic_load (&self->served.cancelled) ? RPC_E_CALL_CANCELED : RPC_S_CALLPENDING;
}

static const ICancelMethodCallsVtbl cancel_vtbl = { query, add_ref, release, cancel, test_cancel };

/* ---- The record ---- */

/* What an [in] pipe brings is where a connection would put it. */
static gboolean
copy_request (BeckRpcLocalCall *self)
{
  BeckRpcServerCall *call = &self->served;
  const BeckNdrInterface *interface = call->request.interface->ndr;
  const BeckRpcRequest *request = &call->request;

  call->streams = !self->plain
                  && beck_rpc_pipes_have (&interface->methods[call->opnum], BECK_RPC_PIPE_IN);
  call->input_ended = self->flow != BECK_RPC_LOCAL_PUSHED;
  if (call->streams || self->plain)
    return beck_rpc_bytes_append (&call->input, request->data, request->size);
  call->block = beck_alloc (MAX (request->size, 1));
  if (call->block != NULL && request->size > 0)
    memcpy (call->block, request->data, request->size);
  call->request.data = call->block;
  return call->block != NULL;
}

static gboolean
is_plain (const BeckRpcRequest *request)
{
  const BeckNdrInterface *interface = request->interface->ndr;

  return request->opnum >= interface->n_methods
         || interface->methods[request->opnum].invoke == NULL
         || !(interface->methods[request->opnum].flags & BECK_NDR_METHOD_ASYNC);
}

BeckRpcLocalCall *
beck_rpc_local_call_new (BeckRpcBinding *binding, const BeckRpcRequest *request,
                         BeckRpcLocalFlow flow, const BeckRpcLocalClient *client, gpointer user)
{
  BeckRpcLocalCall *self = beck_alloc0 (sizeof *self);
  BeckRpcServerCall *call;

  if (self == NULL)
    return NULL;
  call = &self->served;
  beck_rpc_binding_init (&call->binding, &beck_rpc_server_transport);
  call->binding.association = request->association;
  call->ops = &local_ops;
  call->opnum = request->opnum;
  call->drep = request->drep;
  call->request = *request;
  self->binding = beck_rpc_binding_ref (binding);
  self->cancel.lpVtbl = (ICancelMethodCallsVtbl *) &cancel_vtbl;
  self->flow = flow;
  self->plain = is_plain (request);
  self->client = client;
  self->user = user;
  atomic_init (&self->give_up_at, BECK_FOR_EVER);
  if (copy_request (self))
    return self;
  beck_rpc_server_call_unref (call);
  return NULL;
}

void
beck_rpc_local_call_unref (BeckRpcLocalCall *self)
{
  beck_rpc_server_call_unref (&self->served);
}

/* ---- The call ---- */

/* As a call that is made within the process by a thread that waits: it has no handle. */
static void
run_plain (BeckRpcServerCall *call)
{
  g_auto (BeckNdrWriter) response = { 0 };
  guint32 status;

  call->request.data = call->input.data;
  call->request.size = call->input.size;
  beck_ndr_writer_init (&response, NULL);
  status = beck_rpc_dispatch (&call->request, &response);
  if (status == 0)
    respond (call, &response);
  else
    beck_local_call_fault (call, status);
}

/* With a reference, which it drops. */
static void
run (BeckRpcLocalCall *self)
{
  BeckRpcServerCall *call = &self->served;

  if (self->plain)
    run_plain (call);
  else
    {
      beck_rpc_served_enter (call);
      beck_rpc_async_dispatch (call, &call->request);
      beck_rpc_served_leave (call);
    }
  beck_rpc_server_call_unref (call);
}

void
beck_rpc_local_call_run (BeckRpcLocalCall *self)
{
  /* One is of the call that is open, one of what runs. */
  beck_rpc_server_call_ref (&self->served);
  beck_rpc_server_call_ref (&self->served);
  run (self);
}

static void
run_on_pool (BeckWork *work)
{
  run ((BeckRpcLocalCall *) (gpointer) ((char *) work - offsetof (BeckRpcLocalCall, work)));
}

gboolean
beck_local_call_run_soon (BeckRpcLocalCall *self)
{
  self->work.run = run_on_pool;
  beck_rpc_server_call_ref (&self->served);
  if (SUCCEEDED (beck_pool_push (&self->work)))
    return TRUE;
  beck_rpc_server_call_unref (&self->served);
  return FALSE;
}

gboolean
beck_rpc_local_call_begin (BeckRpcLocalCall *self)
{
  beck_rpc_server_call_ref (&self->served);
  if ((self->plain && self->flow == BECK_RPC_LOCAL_PUSHED) || beck_local_call_run_soon (self))
    return TRUE;
  beck_rpc_server_call_unref (&self->served);
  return FALSE;
}

/* Until the answer, or the end of the time that a cancel left for it. FALSE for the latter. */
static gboolean
wait_for_answer (BeckRpcLocalCall *self)
{
  for (;;)
    {
      guint32 seen = atomic_load (&self->changes);
      gint64 give_up_at = atomic_load (&self->give_up_at);

      if (atomic_load (&self->answered))
        return TRUE;
      if (beck_futex_wait (&self->changes, seen, give_up_at) == ETIMEDOUT)
        return atomic_load (&self->answered);
    }
}

BeckRpcOutcome
beck_rpc_local_call_make (BeckRpcLocalCall *self)
{
  BeckSyncCall frame;
  gboolean answered;

  beck_sync_call_enter (&frame, (IUnknown *) &self->cancel);
  beck_rpc_local_call_run (self);
  answered = wait_for_answer (self);
  beck_sync_call_leave (&frame);
  if (answered)
    return self->outcome;
  beck_rpc_local_call_abandon (self);
  return (BeckRpcOutcome){ RPC_S_CALL_CANCELLED, BECK_RPC_TRANSPORT };
}

BeckRpcOutcome
beck_rpc_local_call_outcome (const BeckRpcLocalCall *self)
{
  return self->outcome;
}

static void
release_answer (BeckRpcExchange *exchange)
{
  beck_rpc_local_call_unref (exchange->owner);
}

void
beck_rpc_local_call_give (BeckRpcLocalCall *self, BeckRpcExchange *exchange)
{
  exchange->response = self->answer.data;
  exchange->response_size = self->answer.size;
  exchange->drep = BECK_RPC_DREP;
  exchange->owner = self;
  exchange->release = release_answer;
}
