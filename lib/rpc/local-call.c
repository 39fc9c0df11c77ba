/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "local-call.h"

#include <beck/cancel.h>
#include <beck/hresult.h>
#include <beck/rpc-async.h>
#include <objidlbase.h>
#include <string.h>

#include "base/alloc.h"
#include "base/futex.h"
#include "fault.h"
#include "pipe-async.h"
#include "server-private.h"

/* A cancel without a bound on how long the manager may take to answer it. */
#define FOR_EVER ((ULONG) RPC_C_CANCEL_INFINITE_TIMEOUT)

struct BeckRpcLocalCall
{
  BeckRpcServerCall served; /* first */
  BeckRpcBinding *binding;
  ICancelMethodCalls cancel;
  BeckRpcLocalEnded ended;
  gpointer user;
  BeckRpcBytes answer;
  BeckRpcOutcome outcome;
  atomic_uint changes;     /* what a thread that waits for the answer sleeps on */
  atomic_bool answered;    /* @answer and @outcome are what they will be */
  atomic_llong give_up_at; /* monotonic microseconds; BECK_FOR_EVER */
};

/* ---- The answer ---- */

static void
wake (BeckRpcLocalCall *self)
{
  atomic_fetch_add (&self->changes, 1);
  beck_futex_wake (&self->changes, INT_MAX);
}

/* By who has claimed the end. */
static RPC_STATUS
end (BeckRpcLocalCall *self, guint32 status)
{
  gboolean wanted = !atomic_load (&self->served.disconnected);

  self->outcome = (BeckRpcOutcome){ status, BECK_RPC_SERVER };
  atomic_store (&self->answered, TRUE);
  wake (self);
  if (self->ended != NULL)
    self->ended (self, self->user);
  beck_rpc_server_call_unref (&self->served);
  return wanted ? RPC_S_OK : RPC_S_CALL_FAILED;
}

static gboolean
claim_end (BeckRpcServerCall *call)
{
  return !atomic_exchange (&call->ended, TRUE);
}

static RPC_STATUS
respond (BeckRpcServerCall *call, BeckNdrWriter *response)
{
  BeckRpcLocalCall *self = (BeckRpcLocalCall *) call;

  if (!claim_end (call))
    return RPC_S_INVALID_ASYNC_HANDLE;
  self->answer.capacity = response->capacity;
  self->answer.data = beck_ndr_writer_take (response, &self->answer.size);
  return end (self, 0);
}

static RPC_STATUS
fault (BeckRpcServerCall *call, guint32 status)
{
  if (!claim_end (call))
    return RPC_S_INVALID_ASYNC_HANDLE;
  return end ((BeckRpcLocalCall *) call,
              beck_rpc_fault_to_status (beck_rpc_fault_from_status (status)));
}

/* What went through a pipe is put together for the client, whose pipes are pushed later. */
static RPC_STATUS
send_part (BeckRpcServerCall *call, gconstpointer data, gsize size, gboolean last,
           gboolean *queued)
{
  BeckRpcLocalCall *self = (BeckRpcLocalCall *) call;
  gboolean kept;

  *queued = FALSE;
  if (last ? !claim_end (call) : atomic_load (&call->ended))
    return RPC_S_INVALID_ASYNC_HANDLE;
  kept = beck_rpc_bytes_append (&self->answer, data, size);
  if (last)
    return end (self, kept ? 0 : RPC_S_SERVER_OUT_OF_MEMORY);
  if (!kept)
    return RPC_S_OUT_OF_MEMORY;
  return atomic_load (&call->disconnected) ? RPC_S_CALL_FAILED : RPC_S_OK;
}

static void
nothing_to_do (BeckRpcServerCall *call)
{
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
  .fault = fault,
  .send_part = send_part,
  .wait_for_room = nothing_to_do,
  .input_taken = nothing_to_do,
  .release = release_call,
};

/* ---- Cancelling, from any thread ---- */

void
beck_rpc_local_call_cancel (BeckRpcLocalCall *self)
{
  if (!atomic_exchange (&self->served.cancelled, TRUE))
    beck_rpc_served_tell (&self->served, BECK_RPC_TOLD_CANCEL);
}

void
beck_rpc_local_call_abandon (BeckRpcLocalCall *self)
{
  if (!atomic_exchange (&self->served.disconnected, TRUE))
    beck_rpc_served_tell (&self->served, BECK_RPC_TOLD_DISCONNECT);
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
  wake (self);
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
copy_request (BeckRpcServerCall *call)
{
  const BeckNdrMethod *method = &call->request.interface->ndr->methods[call->opnum];
  const BeckRpcRequest *request = &call->request;

  call->streams = beck_rpc_pipes_have (method, BECK_RPC_PIPE_IN);
  call->input_ended = call->streams;
  if (call->streams)
    return beck_rpc_bytes_append (&call->input, request->data, request->size);
  call->block = beck_alloc (MAX (request->size, 1));
  if (call->block != NULL && request->size > 0)
    memcpy (call->block, request->data, request->size);
  call->request.data = call->block;
  return call->block != NULL;
}

BeckRpcLocalCall *
beck_rpc_local_call_new (BeckRpcBinding *binding, const BeckRpcRequest *request,
                         BeckRpcLocalEnded ended, gpointer user)
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
  self->ended = ended;
  self->user = user;
  atomic_init (&self->give_up_at, BECK_FOR_EVER);
  if (copy_request (call))
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

void
beck_rpc_local_call_run (BeckRpcLocalCall *self)
{
  BeckRpcServerCall *call = &self->served;

  /* One is of the call that is open, one of this. */
  beck_rpc_server_call_ref (call);
  beck_rpc_server_call_ref (call);
  beck_rpc_served_enter (call);
  beck_rpc_async_dispatch (call, &call->request);
  beck_rpc_served_leave (call);
  beck_rpc_server_call_unref (call);
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
