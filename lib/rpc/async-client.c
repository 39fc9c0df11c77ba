/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Asynchronous calls at the client (rpc.md 2.5). Whoever ends a call in the call core, the answer
 * or a cancel, tells the program; that is done before any function of RpcAsync sees the end.
 */

#include "async-client.h"

#include <limits.h>
#include <string.h>

#include "base/alloc.h"
#include "base/futex.h"
#include "call/call-private.h"

/* A call object is for one call of one method. */
#define METHOD 1

/* ---- The call object ---- */

/* A function of the program runs: nobody waits meanwhile for having been told of a call. */
static void
let_unbind (BeckRpcAsyncCall *self)
{
  if (beck_thread_tls != NULL)
    beck_wakes_flush (&beck_thread_tls->wakes);
  self->unbind (self->args, self->binding);
}

static void
finalize_call (gpointer object)
{
  BeckRpcAsyncCall *self = object;

  beck_rpc_trunk_call_clear (&self->wire);
  beck_rpc_notice_clear (&self->notice);
  beck_rpc_stock_clear (&self->stock);
  beck_rpc_pipes_free (self->pipes);
  if (self->local.release != NULL)
    self->local.release (&self->local);
  else if (self->served != NULL)
    beck_rpc_local_call_unref (self->served);
  if (self->unbind != NULL)
    let_unbind (self);
  if (self->binding != NULL)
    beck_rpc_binding_unref (self->binding);
  beck_rpc_link_release (self->link);
  beck_free (self->request);
  beck_free (self->args);
}

static const BeckCallClass async_call_class = {
  .base = { .name = "BeckRpcAsyncCall",
            .size = sizeof (BeckRpcAsyncCall),
            .parent = &beck_call_class,
            .finalize = finalize_call },
  .job_offset = offsetof (BeckRpcAsyncCall, job),
  .job_size = sizeof (BeckJob),
};

static BeckRpcAsyncCall *
call_of_job (BeckJob *job)
{
  return (BeckRpcAsyncCall *) (gpointer) ((char *) job - offsetof (BeckRpcAsyncCall, job));
}

BeckRpcAsyncCall *
beck_rpc_async_call_get (RPC_ASYNC_STATE *state)
{
  BeckRpcAsyncCall *call = NULL;

  beck_lock_acquire (beck_rpc_async_lock (state));
  if (beck_rpc_async_side (state) == BECK_RPC_ASYNC_CLIENT)
    call = beck_object_ref ((gpointer) state->Reserved[1]);
  beck_lock_release (beck_rpc_async_lock (state));
  return call;
}

/* Gives the state back to the program: it may be used for another call. */
static void
let_go_of_state (BeckRpcAsyncCall *self)
{
  RPC_ASYNC_STATE *state = self->state;

  beck_lock_acquire (beck_rpc_async_lock (state));
  beck_rpc_async_bind (state, BECK_RPC_ASYNC_NOBODY, NULL);
  state->RuntimeInfo = NULL;
  beck_lock_release (beck_rpc_async_lock (state));
}

/* ---- Telling ---- */

static void
ref_call (gpointer call)
{
  beck_object_ref (call);
}

static void
unref_call (gpointer call)
{
  beck_object_release (call);
}

/* FALSE if the end was told already: nothing is news any more. */
static gboolean
note_event (BeckRpcAsyncCall *self, RPC_ASYNC_EVENT event)
{
  gboolean news;

  beck_lock_acquire (&self->event_lock);
  news = !self->end_told;
  if (news)
    {
      self->state->Event = event;
      atomic_fetch_add (&self->telling, 1);
    }
  self->end_told = self->end_told || event == RpcCallComplete;
  beck_lock_release (&self->event_lock);
  return news;
}

void
beck_rpc_async_call_tell (BeckRpcAsyncCall *self, RPC_ASYNC_EVENT event)
{
  BeckRpcNoticeOwner owner = { self, ref_call, unref_call };
  BeckRpcNotice notice = self->notice;

  if (!note_event (self, event))
    return;
  if (event == RpcCallComplete)
    self->notice.reserve = NULL;
  else
    notice.reserve = beck_rpc_stock_take (&self->stock);
  beck_rpc_notify (&notice, self->state, event, &owner);
  beck_rpc_notice_clear (&notice);
  atomic_fetch_sub (&self->telling, 1);
}

enum
{
  UNTOLD,
  UNTOLD_AWAITED,
  TOLD,
};

static void
tell_end (BeckRpcAsyncCall *self)
{
  beck_rpc_async_call_tell (self, RpcCallComplete);
  if (atomic_exchange (&self->told, TOLD) == UNTOLD_AWAITED)
    beck_futex_wake (&self->told, INT_MAX);
}

/* Whether the call is over. The thread that ended it may still be telling, and so may others that
 * had something to tell before; what they use is the program's again after this. */
static gboolean
is_over (BeckRpcAsyncCall *self)
{
  guint untold = UNTOLD;

  if (!beck_event_is_signaled (call_event (&self->call)))
    return FALSE;
  while (atomic_load (&self->told) != TOLD)
    {
      atomic_compare_exchange_strong (&self->told, &untold, UNTOLD_AWAITED);
      beck_futex_wait (&self->told, UNTOLD_AWAITED, BECK_FOR_EVER);
      untold = UNTOLD;
    }
  while (atomic_load (&self->telling) > 0)
    g_thread_yield ();
  return TRUE;
}

/* ---- The end ---- */

/* Who waits is woken when everything has been told, and may use it. */
static void
end_call (BeckRpcAsyncCall *self, BeckRpcOutcome outcome, BeckWakes *wakes)
{
  self->outcome = outcome;
  if (beck_job_complete_collect (&self->job, (HRESULT) outcome.status, wakes))
    tell_end (self);
  beck_job_unref (&self->job);
}

void
beck_rpc_async_call_end (BeckRpcAsyncCall *self, BeckRpcOutcome outcome)
{
  BeckWakes wakes;

  wakes.n = 0;
  end_call (self, outcome, &wakes);
  beck_wakes_flush (&wakes);
}

static void
wire_ended (BeckRpcTrunkCall *wire, BeckRpcOutcome outcome)
{
  BeckRpcAsyncCall *self = beck_rpc_async_call_of_wire (wire);

  BeckThread *thread = beck_thread_self ();

  if (self->pipes != NULL && beck_rpc_async_call_pipes_wait (self, outcome))
    return;
  /* Others may end with it. */
  if (thread != NULL)
    end_call (self, outcome, &thread->wakes);
  else
    beck_rpc_async_call_end (self, outcome);
}

/* A cancel was faster than the answer. Nobody waits for that any more. */
static void
cancelled (BeckJob *job)
{
  BeckRpcAsyncCall *self = call_of_job (job);

  /* Who is told may release what its arguments refer to. */
  if (self->wire.landing.bytes != NULL)
    beck_rpc_trunk_stop_landing (&self->wire);
  tell_end (self);
  if (self->served != NULL)
    beck_rpc_local_call_abandon (self->served);
  if ((self->link != NULL && beck_rpc_trunk_abandon (&self->wire))
      || (self->pipes != NULL && beck_rpc_pipes_stop_waiting (self->pipes)))
    beck_job_unref (&self->job);
}

/* ---- Beginning ---- */

static const BeckNdrMethod connect_method = {
  .name = "connect",
  .flags = BECK_NDR_METHOD_ASYNC,
  .put_in = beck_ndr_put_nothing,
  .get_out = beck_ndr_get_nothing,
};

typedef struct
{
  BeckRpcAsyncCall *self;
  BeckRpcCall call;
} Writing;

static void
write_request (gpointer data)
{
  Writing *writing = data;

  if (beck_rpc_call_write (&writing->call))
    writing->self->request =
        beck_ndr_writer_take (&writing->call.writer, &writing->self->request_size);
}

static guint32
marshal (BeckRpcAsyncCall *self)
{
  Writing writing = { .self = self };
  guint32 status;

  beck_rpc_note_fault (NULL);
  beck_rpc_call_init (&writing.call, self->interface, self->method, self->binding, self->args);
  if (beck_exception_catch (write_request, &writing, &status))
    beck_rpc_call_fail (&writing.call, status);
  beck_rpc_call_end (&writing.call);
  return writing.call.outcome.status;
}

/* ---- Bindings to this process ---- */

static void
call_on_pool (BeckWork *work)
{
  BeckRpcAsyncCall *self =
      (BeckRpcAsyncCall *) (gpointer) ((char *) work - offsetof (BeckRpcAsyncCall, work));

  beck_rpc_async_call_end (self, self->binding->transport->call (self->binding, &self->local));
}

void
beck_rpc_async_call_end_locally (BeckRpcAsyncCall *self)
{
  BeckRpcOutcome outcome = beck_rpc_local_call_outcome (self->served);

  if (outcome.status == 0)
    beck_rpc_local_call_give (self->served, &self->local);
  beck_rpc_async_call_end (self, outcome);
}

static void
local_ended (BeckRpcLocalCall *served, gpointer user)
{
  BeckRpcAsyncCall *self = user;

  if (self->pipes == NULL
      || !beck_rpc_async_call_pipes_wait (self, beck_rpc_local_call_outcome (served)))
    beck_rpc_async_call_end_locally (self);
}

static const BeckRpcLocalClient local_client = {
  .ended = local_ended,
  .received = beck_rpc_async_call_received_locally,
};

static BeckRpcLocalFlow
flow_of (const BeckNdrMethod *method)
{
  if (method->n_async_pipes == 0)
    return BECK_RPC_LOCAL_WHOLE;
  return beck_rpc_pipes_have (method, BECK_RPC_PIPE_IN) ? BECK_RPC_LOCAL_PUSHED
                                                        : BECK_RPC_LOCAL_PIPED;
}

static guint32
prepare_locally (BeckRpcAsyncCall *self)
{
  guint32 status = 0;

  self->local = (BeckRpcExchange){ .interface = self->interface,
                                   .method = self->method,
                                   .request = self->request,
                                   .request_size = self->request_size };
  if (self->binding->transport == &beck_rpc_local_transport)
    self->served = beck_rpc_local_prepare (self->binding, &self->local, flow_of (self->method),
                                           &local_client, self, &status);
  return status;
}

static guint32
begin_locally (BeckRpcAsyncCall *self)
{
  if (self->served != NULL)
    return beck_rpc_local_call_begin (self->served) ? 0 : RPC_S_OUT_OF_MEMORY;
  self->work.run = call_on_pool;
  return FAILED (beck_pool_push (&self->work)) ? RPC_S_OUT_OF_MEMORY : 0;
}

/* ---- Other bindings ---- */

static guint32
begin_on_link (BeckRpcAsyncCall *self)
{
  const BeckNdrInterface *interface = self->interface;
  gboolean has_object = !beck_guid_equal (&self->object, &GUID_NULL);

  self->wire.syntax = (BeckRpcSyntax){ interface->uuid, interface->major, interface->minor };
  self->wire.parts = (BeckRpcRequestParts){ .opnum = (guint16) self->method->opnum,
                                            .object = has_object ? &self->object : NULL,
                                            .data = self->request,
                                            .size = self->request_size };
  self->wire.idempotent = (self->method->flags & BECK_NDR_METHOD_IDEMPOTENT) != 0;
  self->wire.connects = self->method == &connect_method;
  self->wire.drep = BECK_RPC_DREP;
  self->wire.ended = wire_ended;
  return beck_rpc_trunk_begin (self->link, &self->wire);
}

/* What comes back may come at once, and everything has to be ready for it. */
static guint32
begin (BeckRpcAsyncCall *self)
{
  BeckJob *job;
  guint32 status;

  if (FAILED (beck_call_begin (&self->call, METHOD, &job)))
    return RPC_S_OUT_OF_MEMORY;
  beck_job_set_cancelled_func (job, cancelled);
  if (FAILED (beck_job_defer (job)))
    return RPC_S_OUT_OF_MEMORY;
  if (self->notify_sent && self->pipes == NULL)
    beck_rpc_async_call_tell (self, RpcSendComplete);
  status = self->link != NULL ? begin_on_link (self) : begin_locally (self);
  if (status != 0)
    beck_job_unref (job);
  /* Whoever is told this may push at once. */
  else if (self->notify_sent && self->pipes != NULL)
    beck_rpc_async_call_tell (self, RpcSendComplete);
  return status;
}

static guint32
find_link (BeckRpcAsyncCall *self)
{
  BeckRpcRemoteBinding *remote;
  guint32 status;

  if (self->binding->transport != &beck_rpc_remote_transport)
    return 0;
  remote = (BeckRpcRemoteBinding *) self->binding;
  self->object = remote->object;
  self->link = beck_rpc_link_get (remote, self->interface, &status);
  return self->link != NULL ? 0 : status;
}

/* Makes the call known by its handle, which the program may use as soon as it is told. */
static guint32
take_state (BeckRpcAsyncCall *self, RPC_ASYNC_STATE *state)
{
  guint32 status = beck_rpc_notice_init (&self->notice, state->NotificationType, &state->u, FALSE);

  if (status != 0)
    return status;
  if (!beck_rpc_notice_reserve (&self->notice))
    return RPC_S_OUT_OF_MEMORY;
  self->state = state;
  self->notify_sent = (state->Flags & RPC_C_NOTIFY_ON_SEND_COMPLETE) != 0;
  if (self->notify_sent && !beck_rpc_stock_up (&self->stock, self->notice.type, 1))
    return RPC_S_OUT_OF_MEMORY;
  beck_lock_acquire (beck_rpc_async_lock (state));
  if (beck_rpc_async_side (state) != BECK_RPC_ASYNC_NOBODY)
    status = RPC_S_INVALID_ASYNC_CALL;
  else
    {
      beck_rpc_async_bind (state, BECK_RPC_ASYNC_CLIENT, self);
      state->RuntimeInfo = self;
    }
  beck_lock_release (beck_rpc_async_lock (state));
  return status;
}

static gboolean
copy_args (BeckRpcAsyncCall *self, const void *args, gsize size)
{
  self->args = beck_alloc (MAX (size, 1));
  if (self->args == NULL)
    return FALSE;
  memcpy (self->args, args, size);
  return TRUE;
}

/* Before anybody can cancel the call: who does has this end. */
static void
find_landing (BeckRpcAsyncCall *self)
{
  BeckRpcLanding *landing = &self->wire.landing;
  void *bytes;

  if (self->link == NULL || self->method->land_out == NULL)
    return;
  beck_rpc_call_find_landing (self->method, self->args, &bytes, &landing->room);
  landing->bytes = bytes;
}

static guint32
prepare (BeckRpcAsyncCall *self, RPC_ASYNC_STATE *state)
{
  guint32 status;

  if (self->binding == NULL)
    return RPC_S_INVALID_BINDING;
  if (beck_rpc_async_side (state) != BECK_RPC_ASYNC_NOBODY)
    return RPC_S_INVALID_ASYNC_CALL;
  status = find_link (self);
  if (status == 0)
    status = marshal (self);
  if (status == 0)
    find_landing (self);
  if (status == 0 && self->link == NULL)
    status = prepare_locally (self);
  if (status == 0 && self->method->n_async_pipes > 0)
    status = beck_rpc_async_call_open_pipes (self);
  return status == 0 ? take_state (self, state) : status;
}

/* 0, and the state has a reference; or why not, and nothing has happened. */
static guint32
start (BeckRpcAsyncCall *self, RPC_ASYNC_STATE *state)
{
  guint32 status = prepare (self, state);

  if (status != 0)
    return status;
  beck_object_ref (self);
  status = begin (self);
  if (status == 0)
    return 0;
  let_go_of_state (self);
  beck_object_release (self);
  return status;
}

static guint32
call_async (const BeckNdrInterface *interface, const BeckNdrMethod *method, RPC_ASYNC_STATE *state,
            BeckRpcBinding *binding, const void *args, gsize size, BeckRpcUnbind unbind)
{
  BeckRpcAsyncCall *self = beck_object_new (&async_call_class.base, NULL);
  guint32 status = RPC_S_OUT_OF_MEMORY;

  if (self == NULL)
    return status;
  self->interface = interface;
  self->method = method;
  if (binding != NULL)
    self->binding = beck_rpc_binding_ref (binding);
  if (copy_args (self, args, size))
    status = start (self, state);
  /* A failure leaves unbinding to the caller, whose record is the original. */
  if (status == 0)
    self->unbind = unbind;
  beck_object_unref (self);
  return status;
}

void
beck_rpc_call_async (const BeckNdrInterface *interface, guint index, PRPC_ASYNC_STATE async,
                     handle_t binding, const void *args, gsize size, BeckRpcUnbind unbind)
{
  guint32 status = RPC_S_INVALID_ASYNC_HANDLE;

  if (beck_rpc_async_is_valid (async))
    status = call_async (interface, &interface->methods[index], async,
                         beck_rpc_binding_from_handle (binding), args, size, unbind);
  if (status == 0)
    return;
  if (unbind != NULL && binding != NULL)
    unbind (args, binding);
  beck_exception_raise (status);
}

guint32
beck_rpc_async_client_connect (RPC_ASYNC_STATE *async, BeckRpcBinding *binding,
                               const BeckNdrInterface *interface)
{
  char nothing = 0;

  if (!beck_rpc_async_is_valid (async))
    return RPC_S_INVALID_ASYNC_HANDLE;
  return call_async (interface, &connect_method, async, binding, &nothing, 0, NULL);
}

/* ---- RpcAsync… ---- */

RPC_STATUS
beck_rpc_async_client_status (RPC_ASYNC_STATE *state)
{
  BeckRpcAsyncCall *self = beck_rpc_async_call_get (state);
  guint64 word;
  RPC_STATUS status = RPC_S_ASYNC_CALL_PENDING;

  if (self == NULL)
    return RPC_S_INVALID_BINDING;
  if (is_over (self))
    {
      word = beck_event_load (call_event (&self->call));
      status = word_phase (word) == CALL_CANCELLED ? RPC_S_CALL_CANCELLED
                                                   : (RPC_STATUS) word_result (word);
    }
  beck_object_release (self);
  return status;
}

HRESULT
beck_rpc_async_wait (PRPC_ASYNC_STATE state, DWORD timeout_ms)
{
  BeckRpcAsyncCall *self
      = beck_rpc_async_is_valid (state) ? beck_rpc_async_call_get (state) : NULL;
  HRESULT hr;

  if (self == NULL)
    return E_HANDLE;
  if (self->link != NULL && !beck_event_is_signaled (call_event (&self->call)))
    beck_rpc_trunk_flush (&self->wire);
  hr = beck_event_wait (call_event (&self->call), 0, timeout_ms);
  beck_object_release (self);
  return hr;
}

static void
read_response (gpointer data)
{
  Writing *reading = data;
  BeckRpcAsyncCall *self = reading->self;
  gsize start = self->pipes != NULL ? beck_rpc_pipes_get_rest (self->pipes) : 0;

  /* A reply must not take what is in a variable yet to be filled for a handle. */
  beck_rpc_call_clear_out (&reading->call);
  beck_rpc_call_read (&reading->call, start);
}

static gboolean
look_at_response (BeckRpcAsyncCall *self, BeckRpcExchange *exchange)
{
  if (self->link == NULL)
    {
      exchange->response = self->local.response;
      exchange->response_size = self->local.response_size;
      exchange->drep = self->local.drep;
      return TRUE;
    }
  if (!beck_rpc_trunk_finish_response (&self->wire))
    return FALSE;
  exchange->response = self->wire.response.data;
  exchange->response_size = self->wire.response.size;
  exchange->drep = self->wire.drep;
  exchange->land = self->wire.landing.bytes;
  exchange->landed = self->wire.landing.landed;
  return TRUE;
}

/* The response to results. */
static guint32
unmarshal (BeckRpcAsyncCall *self)
{
  Writing reading = { .self = self };
  guint32 status;

  beck_rpc_note_fault (NULL);
  beck_rpc_call_init (&reading.call, self->interface, self->method, self->binding, self->args);
  if (!look_at_response (self, &reading.call.exchange))
    beck_rpc_call_fail (&reading.call, RPC_S_OUT_OF_MEMORY);
  else if (beck_exception_catch (read_response, &reading, &status))
    beck_rpc_call_fail (&reading.call, status);
  if (reading.call.outcome.status != 0)
    beck_rpc_call_clear_out (&reading.call);
  beck_rpc_call_end (&reading.call);
  return reading.call.outcome.status;
}

/* The result of a call that has one; by the only thread that gets it. */
static guint32
take_results (BeckRpcAsyncCall *self, void *reply)
{
  guint32 status = self->pipes != NULL ? beck_rpc_pipes_check_ends (self->pipes) : 0;

  if (status == 0)
    status = unmarshal (self);
  if (status == 0 && reply != NULL && self->method->result_size > 0)
    memcpy (reply, (const char *) self->args + self->method->result_offset,
            self->method->result_size);
  return status;
}

static RPC_STATUS
complete (BeckRpcAsyncCall *self, void *reply)
{
  BeckJob *job;
  HRESULT hr = beck_call_finish (&self->call, METHOD, &job);
  guint32 status;

  if (job == NULL && hr != RPC_E_CALL_CANCELED)
    return RPC_S_INVALID_ASYNC_HANDLE; /* another thread was faster */
  status = job == NULL ? RPC_S_CALL_CANCELLED : (guint32) hr;
  if (status == 0)
    status = take_results (self, reply);
  let_go_of_state (self);
  beck_job_end (job, hr);
  beck_object_release (self); /* the state's */
  return (RPC_STATUS) status;
}

RPC_STATUS
beck_rpc_async_client_complete (RPC_ASYNC_STATE *state, void *reply)
{
  BeckRpcAsyncCall *self = beck_rpc_async_call_get (state);
  RPC_STATUS status = RPC_S_ASYNC_CALL_PENDING;

  if (self == NULL)
    return RPC_S_INVALID_ASYNC_HANDLE;
  if (is_over (self))
    status = complete (self, reply);
  beck_object_release (self);
  return status;
}

RPC_STATUS
beck_rpc_async_client_cancel (RPC_ASYNC_STATE *state, gboolean abort)
{
  BeckRpcAsyncCall *self = beck_rpc_async_call_get (state);

  if (self == NULL)
    return RPC_S_INVALID_ASYNC_HANDLE;
  if (abort)
    beck_call_cancel (&self->call, word_generation (beck_event_load (call_event (&self->call))));
  else if (self->link != NULL)
    beck_rpc_trunk_cancel (&self->wire);
  else if (self->served != NULL)
    beck_rpc_local_call_cancel (self->served);
  beck_object_release (self);
  return RPC_S_OK;
}
