/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * A call that comes in (incoming.h): the way into the object's apartment, the stub's channel, the
 * context that the program sees, and cancel.
 *
 * Three references matter: that of the thread that runs the call, that of the answer that is owed,
 * and that of an armed deadline. Nobody is answered twice, whoever tries.
 */

#include "orpc/incoming.h"

#include <beck/cancel.h>
#include <beck/guid.h>
#include <beck/hresult.h>

#include "base/alloc.h"
#include "com/object-private.h"
#include "orpc/incoming-private.h"
#include "orpc/message.h"

static _Thread_local BeckIncoming *current;

BeckIncoming *
beck_incoming_current (void)
{
  return current;
}

gboolean
beck_incoming_begin_serving (BeckIncoming *call, BeckServed *before)
{
  if (FAILED (CoSwitchCallContext (BECK_UNKNOWN (call), &before->context)))
    return FALSE;
  before->call = current;
  current = call;
  beck_identity_begin (&before->identity);
  return TRUE;
}

void
beck_incoming_end_serving (const BeckServed *before)
{
  IUnknown *own;

  beck_identity_end (&before->identity);
  current = before->call;
  CoSwitchCallContext (before->context, &own);
}

/* ---- The end ---- */

void
beck_incoming_end (BeckIncoming *call, HRESULT hr)
{
  if (atomic_exchange (&call->answered, TRUE))
    return;
  if (call->deadline >= 0 && beck_timer_cancel (&call->timer))
    beck_object_unref (call);
  call->ops->answer (call, hr);
  beck_object_unref (call);
}

/* ---- Cancel ---- */

/* With the lock. */
static void
unlink_caused (BeckIncoming *self, BeckOutgoing *call)
{
  if (call->previous_caused != NULL)
    call->previous_caused->next_caused = call->next_caused;
  else if (self->caused == call)
    self->caused = call->next_caused;
  if (call->next_caused != NULL)
    call->next_caused->previous_caused = call->previous_caused;
  call->next_caused = call->previous_caused = NULL;
}

gboolean
beck_incoming_add_caused (BeckIncoming *self, BeckOutgoing *call)
{
  gboolean added;

  beck_lock_acquire (&self->lock);
  added = !atomic_load (&self->cancelled);
  if (added)
    {
      call->previous_caused = NULL;
      call->next_caused = self->caused;
      if (self->caused != NULL)
        self->caused->previous_caused = call;
      self->caused = call;
    }
  beck_lock_release (&self->lock);
  return added;
}

void
beck_incoming_remove_caused (BeckIncoming *self, BeckOutgoing *call)
{
  beck_lock_acquire (&self->lock);
  unlink_caused (self, call);
  beck_lock_release (&self->lock);
}

/* (transfer full): any of those that are left. */
static BeckOutgoing *
take_caused (BeckIncoming *self)
{
  BeckOutgoing *call;

  beck_lock_acquire (&self->lock);
  call = self->caused;
  if (call != NULL)
    {
      beck_outgoing_ref (call);
      unlink_caused (self, call);
    }
  beck_lock_release (&self->lock);
  return call;
}

void
beck_incoming_cancel (BeckIncoming *call)
{
  BeckOutgoing *caused;
  gboolean was_cancelled;

  beck_lock_acquire (&call->lock);
  was_cancelled = atomic_exchange (&call->cancelled, TRUE);
  beck_lock_release (&call->lock);
  if (was_cancelled)
    return;
  while ((caused = take_caused (call)) != NULL)
    {
      beck_outgoing_cancel (caused);
      beck_outgoing_unref (caused);
    }
  beck_incoming_tell_cancelled (call);
}

static void
run_deadline (BeckWork *work)
{
  BeckIncoming *call = (BeckIncoming *) (gpointer) ((char *) work
                                                    - G_STRUCT_OFFSET (BeckIncoming, timer.work));

  beck_incoming_cancel (call);
  beck_object_unref (call);
}

static HRESULT
arm_deadline (BeckIncoming *call)
{
  HRESULT hr;

  if (call->deadline < 0)
    return S_OK;
  call->timer.work.run = run_deadline;
  beck_object_ref (call);
  hr = beck_timer_arm (&call->timer, call->deadline);
  if (FAILED (hr))
    beck_object_unref (call);
  return hr;
}

static HRESULT
tell_state (BeckIncoming *call)
{
  if (atomic_load (&call->answered))
    return RPC_E_CALL_COMPLETE;
  return beck_incoming_is_cancelled (call) ? RPC_E_CALL_CANCELED : RPC_S_CALLPENDING;
}

static HRESULT STDMETHODCALLTYPE
cancel_cancel (ICancelMethodCalls *This, ULONG seconds)
{
  BeckIncoming *call = BECK_SELF (BeckIncoming, cancel, This);
  HRESULT hr = tell_state (call);

  if (hr != RPC_S_CALLPENDING)
    return hr;
  beck_incoming_cancel (call);
  return S_OK;
}

static HRESULT STDMETHODCALLTYPE
cancel_test (ICancelMethodCalls *This)
{
  return tell_state (BECK_SELF (BeckIncoming, cancel, This));
}

/* ---- The stub's channel ---- */

static HRESULT STDMETHODCALLTYPE
channel_get_buffer (IRpcChannelBuffer *This, RPCOLEMESSAGE *message, REFIID riid)
{
  BeckIncoming *call = BECK_SELF (BeckIncoming, channel, This);
  gsize header = call->ops->header_size;
  guint8 *data = beck_alloc (header + message->cbBuffer + 1);

  if (data == NULL)
    return E_OUTOFMEMORY;
  beck_free (call->reply.data);
  call->reply = (BeckOrpcBytes){ data, header, header + message->cbBuffer,
                                 message->dataRepresentation };
  message->Buffer = data + header;
  return S_OK;
}

static HRESULT STDMETHODCALLTYPE
channel_send_receive (IRpcChannelBuffer *This, RPCOLEMESSAGE *message, ULONG *status)
{
  return E_UNEXPECTED;
}

static HRESULT STDMETHODCALLTYPE
channel_free_buffer (IRpcChannelBuffer *This, RPCOLEMESSAGE *message)
{
  BeckIncoming *call = BECK_SELF (BeckIncoming, channel, This);

  beck_free (call->reply.data);
  call->reply = (BeckOrpcBytes){ NULL };
  message->Buffer = NULL;
  message->cbBuffer = 0;
  return S_OK;
}

static HRESULT STDMETHODCALLTYPE
channel_get_destination (IRpcChannelBuffer *This, DWORD *context, void **reserved)
{
  *context = BECK_SELF (BeckIncoming, channel, This)->ops->destination;
  if (reserved != NULL)
    *reserved = NULL;
  return S_OK;
}

static HRESULT STDMETHODCALLTYPE
channel_is_connected (IRpcChannelBuffer *This)
{
  return beck_incoming_is_cancelled (BECK_SELF (BeckIncoming, channel, This)) ? S_FALSE : S_OK;
}

/* ---- Calling the stub ---- */

/* What a stub has left in the message is the reply; some write less than they asked room for. */
static HRESULT
take_reply (BeckIncoming *call, RPCOLEMESSAGE *message)
{
  if (call->reply.data == NULL)
    {
      message->cbBuffer = 0;
      return channel_get_buffer (&call->channel, message, &call->iid);
    }
  call->reply.size = MIN (call->reply.size, call->reply.start + message->cbBuffer);
  call->reply.drep = message->dataRepresentation;
  return S_OK;
}

static HRESULT
invoke (BeckIncoming *call, IRpcStubBuffer *stub)
{
  RPCOLEMESSAGE message = { .dataRepresentation = call->request.drep,
                            .cbBuffer = (ULONG) (call->request.size - call->request.start),
                            .iMethod = call->method };
  HRESULT hr;

  if (call->request.data != NULL)
    message.Buffer = call->request.data + call->request.start;
  BECK_MESSAGE_SKIP (&message) = call->request.start;
  hr = stub->lpVtbl->Invoke (stub, &message, &call->channel);
  if (FAILED (hr) || atomic_load (&call->deferred))
    return hr;
  return take_reply (call, &message);
}

/* Inside the apartment. A call that was cancelled meanwhile is begun all the same: there may be
 * references in its arguments that only the stub can take. */
static HRESULT
serve (BeckIncoming *call)
{
  IRpcStubBuffer *stub = beck_export_entry_stub (call->entry);
  BeckServed before;
  HRESULT hr = beck_export_entry_check (call->entry);

  if (FAILED (hr))
    return hr;
  if (stub == NULL)
    return RPC_E_INVALIDMETHOD;
  if (!beck_incoming_begin_serving (call, &before))
    return E_OUTOFMEMORY;
  hr = invoke (call, stub);
  beck_incoming_end_serving (&before);
  return hr;
}

/* ---- The way there ---- */

static gboolean
is_called_anywhere (BeckIncoming *call)
{
  BeckApartment *apartment = beck_export_entry_apartment (call->entry);

  return apartment == NULL || beck_apartment_get_type (apartment) == APTTYPE_MTA;
}

HRESULT
beck_incoming_push (BeckIncoming *call, BeckWork *work)
{
  BeckApartment *apartment = beck_export_entry_apartment (call->entry);

  return apartment != NULL ? beck_apartment_push (apartment, work) : beck_pool_push (work);
}

void
beck_incoming_work_done (BeckIncoming *call)
{
  BeckApartment *apartment = beck_export_entry_apartment (call->entry);

  if (apartment != NULL)
    beck_apartment_work_done (apartment);
}

/* The apartment is left before the client hears of the end. */
static void
run (BeckIncoming *call)
{
  HRESULT hr = serve (call);

  beck_incoming_work_done (call);
  if (!atomic_load (&call->deferred))
    beck_incoming_end (call, hr);
  beck_object_unref (call);
}

static void
run_work (BeckWork *work)
{
  run ((BeckIncoming *) (gpointer) ((char *) work - G_STRUCT_OFFSET (BeckIncoming, work)));
}

/* FALSE if it has to be pushed there. */
static gboolean
run_here (BeckIncoming *call)
{
  BeckApartment *apartment = beck_export_entry_apartment (call->entry);

  if (!is_called_anywhere (call) || (apartment != NULL && !beck_apartment_hold (apartment)))
    return FALSE;
  run (call);
  return TRUE;
}

/* With a reference for whoever runs it. */
static HRESULT
send_in (BeckIncoming *call, gboolean may_run)
{
  HRESULT hr;

  beck_object_ref (call);
  if (may_run && run_here (call))
    return S_OK;
  call->work.run = run_work;
  hr = beck_incoming_push (call, &call->work);
  if (SUCCEEDED (hr))
    return S_OK;
  beck_object_unref (call);
  return hr == RPC_E_DISCONNECTED ? CO_E_OBJNOTCONNECTED : hr;
}

void
beck_incoming_dispatch (BeckIncoming *call, gboolean may_run)
{
  HRESULT hr;

  beck_object_ref (call); /* until it is answered */
  call->entry = beck_export_find (&call->ipid, &hr);
  if (call->entry != NULL && !beck_guid_equal (beck_export_entry_iid (call->entry), &call->iid))
    hr = RPC_E_INVALID_IPID;
  if (SUCCEEDED (hr))
    hr = arm_deadline (call);
  else
    call->deadline = -1;
  if (SUCCEEDED (hr))
    hr = send_in (call, may_run);
  if (FAILED (hr))
    beck_incoming_end (call, hr);
}

/* ---- The class ---- */

static void
incoming_finalize (gpointer object)
{
  BeckIncoming *call = object;

  if (call->ops->finalize != NULL)
    call->ops->finalize (call);
  if (call->entry != NULL)
    beck_export_entry_unref (call->entry);
  beck_free (call->request.data);
  beck_free (call->reply.data);
  beck_free (atomic_load (&call->client_name));
}

static const BeckClass incoming_class = {
  .name = "BeckIncoming",
  .size = sizeof (BeckIncoming),
  .interfaces = BECK_INTERFACES (
      BECK_INTERFACE (BeckIncoming, channel, IRpcChannelBuffer, .GetBuffer = channel_get_buffer,
                      .SendReceive = channel_send_receive, .FreeBuffer = channel_free_buffer,
                      .GetDestCtx = channel_get_destination,
                      .IsConnected = channel_is_connected),
      BECK_INTERFACE (BeckIncoming, cancel, ICancelMethodCalls, .Cancel = cancel_cancel,
                      .TestCancel = cancel_test),
      BECK_INTERFACE (BeckIncoming, security, IServerSecurity,
                      .QueryBlanket = beck_incoming_query_blanket,
                      .ImpersonateClient = beck_incoming_impersonate,
                      .RevertToSelf = beck_incoming_revert,
                      .IsImpersonating = beck_incoming_is_impersonating)),
  .finalize = incoming_finalize,
};

BeckIncoming *
beck_incoming_new (const BeckBringerOps *ops, gpointer bringer)
{
  BeckIncoming *call = beck_object_new (&incoming_class, NULL);

  if (call == NULL)
    return NULL;
  call->ops = ops;
  call->bringer = bringer;
  call->deadline = -1;
  return call;
}

BeckIncoming *
beck_incoming_of_channel (IRpcChannelBuffer *channel)
{
  if (channel->lpVtbl->GetBuffer != channel_get_buffer)
    return NULL;
  return BECK_SELF (BeckIncoming, channel, channel);
}
