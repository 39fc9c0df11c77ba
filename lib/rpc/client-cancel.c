/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "client-cancel.h"

#include <beck/hresult.h>
#include <beck/rpc-async.h>
#include <sys/socket.h>

#include "base/alloc.h"
#include "call/thread-handle.h"
#include "rpc/pdu.h"

static BeckRpcCanceller *
from_cancel (ICancelMethodCalls *This)
{
  return (BeckRpcCanceller *) (gpointer) ((char *) This - offsetof (BeckRpcCanceller, cancel));
}

void
beck_rpc_canceller_unref (BeckRpcCanceller *canceller)
{
  if (g_atomic_int_dec_and_test (&canceller->refs))
    beck_free (canceller);
}

static ULONG
add_ref (ICancelMethodCalls *This)
{
  return (ULONG) g_atomic_int_add (&from_cancel (This)->refs, 1) + 1;
}

static ULONG
release (ICancelMethodCalls *This)
{
  beck_rpc_canceller_unref (from_cancel (This));
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

/* Wakes the thread that reads. */
static void
give_up (BeckRpcCanceller *self)
{
  beck_lock_acquire (&self->lock);
  self->armed = FALSE;
  if (self->fd >= 0 && self->call_id == self->armed_for)
    {
      self->given_up = TRUE;
      shutdown (self->fd, SHUT_RDWR);
    }
  beck_lock_release (&self->lock);
}

/* On a thread of the pool. */
static void
time_over (BeckWork *work)
{
  BeckRpcCanceller *self = (BeckRpcCanceller *) work;

  give_up (self);
  beck_rpc_canceller_unref (self);
}

/* With the lock. What the server is told is lost if its buffer is full: it cannot have read the
 * request either. */
static void
tell_server (BeckRpcCanceller *self)
{
  guint8 pdu[BECK_PDU_HEADER_SIZE];

  beck_pdu_put_control (pdu, BECK_PDU_CANCEL, self->call_id);
  send (self->fd, pdu, sizeof pdu, MSG_NOSIGNAL | MSG_DONTWAIT);
}

static void
arm (BeckRpcCanceller *self, ULONG seconds)
{
  gint64 when = g_get_monotonic_time () + (gint64) seconds * G_USEC_PER_SEC;

  self->timer.work.run = time_over;
  self->armed_for = self->call_id;
  self->armed = SUCCEEDED (beck_timer_arm (&self->timer, when));
  if (self->armed)
    g_atomic_int_inc (&self->refs);
}

static HRESULT
cancel (ICancelMethodCalls *This, ULONG seconds)
{
  BeckRpcCanceller *self = from_cancel (This);
  HRESULT hr = S_OK;

  beck_lock_acquire (&self->lock);
  if (self->fd < 0)
    hr = RPC_E_CALL_COMPLETE;
  else if (!self->cancelled)
    {
      self->cancelled = TRUE;
      if (self->sent)
        tell_server (self);
    }
  if (SUCCEEDED (hr) && seconds != (ULONG) RPC_C_CANCEL_INFINITE_TIMEOUT && !self->armed)
    arm (self, seconds);
  beck_lock_release (&self->lock);
  return hr;
}

static HRESULT
test_cancel (ICancelMethodCalls *This)
{
  BeckRpcCanceller *self = from_cancel (This);
  HRESULT hr;

  beck_lock_acquire (&self->lock);
  hr = self->fd < 0      ? RPC_E_CALL_COMPLETE
       : self->cancelled ? RPC_E_CALL_CANCELED
                         : RPC_S_CALLPENDING;
  beck_lock_release (&self->lock);
  return hr;
}

static const ICancelMethodCallsVtbl cancel_vtbl = { query, add_ref, release, cancel, test_cancel };

BeckRpcCanceller *
beck_rpc_canceller_new (void)
{
  BeckRpcCanceller *self = beck_alloc0 (sizeof *self);

  if (self == NULL)
    return NULL;
  self->cancel.lpVtbl = (ICancelMethodCallsVtbl *) &cancel_vtbl;
  self->refs = 1;
  self->fd = -1;
  return self;
}

void
beck_rpc_canceller_enter (BeckRpcCanceller *self, int fd, guint32 call_id, BeckSyncCall *frame)
{
  beck_lock_acquire (&self->lock);
  self->fd = fd;
  self->call_id = call_id;
  self->sent = FALSE;
  self->cancelled = FALSE;
  self->given_up = FALSE;
  beck_lock_release (&self->lock);
  if (frame != NULL)
    beck_sync_call_enter (frame, (IUnknown *) &self->cancel);
}

void
beck_rpc_canceller_sent (BeckRpcCanceller *self)
{
  beck_lock_acquire (&self->lock);
  self->sent = TRUE;
  if (self->cancelled)
    tell_server (self);
  beck_lock_release (&self->lock);
}

gboolean
beck_rpc_canceller_leave (BeckRpcCanceller *self, BeckSyncCall *frame)
{
  gboolean given_up, disarmed;

  if (frame != NULL)
    beck_sync_call_leave (frame);
  beck_lock_acquire (&self->lock);
  self->fd = -1;
  given_up = self->given_up;
  disarmed = self->armed && beck_timer_cancel (&self->timer);
  if (disarmed)
    self->armed = FALSE;
  beck_lock_release (&self->lock);
  if (disarmed)
    beck_rpc_canceller_unref (self);
  return given_up;
}
