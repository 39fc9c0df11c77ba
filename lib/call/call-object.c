/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The call object as COM sees it: ICancelMethodCalls, and the class that authors' call objects
 * are derived from.
 */

#include "call/call-private.h"

#include <beck/hresult.h>

#include "base/alloc.h"
#include "call/synchronize.h"

/* Tells the server, if it asked to be told. The job was kept by the caller. */
static void
tell_server (BeckJob *job, BeckJobCancelledFunc cancelled)
{
  if (job == NULL)
    return;
  cancelled (job);
  beck_job_unref (job);
}

HRESULT
beck_call_cancel (BeckCall *call, guint generation)
{
  guint64 word = beck_event_load (call_event (call));
  BeckJobCancelledFunc cancelled;
  BeckJob *job;

  do
    {
      CallPhase phase = word_phase (word);

      if (word_generation (word) != generation || phase < CALL_PENDING
          || phase == CALL_COMPLETED || phase == CALL_FINISHING)
        return RPC_E_CALL_COMPLETE;
      if (phase != CALL_PENDING)
        return RPC_E_CALL_CANCELED;
    }
  while (!call_transit (call, &word, word_with_phase (word, CALL_CANCELLING)));

  /* Nobody finishes the call while it is CANCELLING, so its job is still there. */
  job = call_current_job (call);
  cancelled = job->cancelled;
  job = cancelled != NULL ? beck_job_ref (job) : NULL;
  word = beck_event_load (call_event (call));
  while (!call_transit (call, &word,
                        word_decided (call, word, CALL_CANCELLED, RPC_E_CALL_CANCELED)))
    ;
  if (call_extra (call) != NULL)
    {
      beck_call_deadline_disarm (call, generation);
      if (call_is_aggregated (call))
        beck_call_outer_signal (call, generation);
    }
  tell_server (job, cancelled);
  return S_OK;
}

/* A server asks about its own job, though the call may be finished, or begun anew, by now. */
static HRESULT
test_own (BeckJob *job, guint64 word)
{
  if (job_is_current (job, word))
    return RPC_S_CALLPENDING;
  if (word_generation (word) == job->generation && word_phase (word) != CALL_CANCELLING
      && word_result (word) != RPC_E_CALL_CANCELED)
    return RPC_E_CALL_COMPLETE; /* by itself */
  return RPC_E_CALL_CANCELED;
}

HRESULT
beck_call_test_cancel (BeckCall *call)
{
  const BeckThread *thread = beck_thread_tls;
  guint64 word = beck_event_load (call_event (call));

  if (thread != NULL && thread->job != NULL && thread->job->call == call)
    return test_own (thread->job, word);
  switch (word_phase (word))
    {
    case CALL_BEGINNING:
    case CALL_PENDING:
      return RPC_S_CALLPENDING;
    case CALL_CANCELLING:
    case CALL_CANCELLED:
      return RPC_E_CALL_CANCELED;
    default:
      return RPC_E_CALL_COMPLETE;
    }
}

/* --- the class --- */

static HRESULT STDMETHODCALLTYPE
cancel_cancel (ICancelMethodCalls *This, ULONG seconds)
{
  BeckCall *call = BECK_SELF (BeckCall, cancel, This);
  guint64 word = beck_event_load (call_event (call));
  guint generation = word_generation (word);

  /* The time is the server's to finish in: it is not told before it is over. */
  if (seconds != 0 && word_phase (word) == CALL_PENDING)
    {
      DWORD ms = seconds > G_MAXUINT32 / 1000 - 1 ? INFINITE : seconds * 1000;
      HRESULT hr = beck_call_wait_decided (call, generation, ms);

      if (FAILED (hr) && hr != RPC_E_TIMEOUT)
        return hr;
    }
  return beck_call_cancel (call, generation);
}

static HRESULT STDMETHODCALLTYPE
cancel_test_cancel (ICancelMethodCalls *This)
{
  return beck_call_test_cancel (BECK_SELF (BeckCall, cancel, This));
}

static HRESULT
call_init (gpointer self)
{
  BeckCall *call = self;

  return call_is_aggregated (call) ? beck_call_outer_init (call) : S_OK;
}

static void
call_finalize (gpointer self)
{
  BeckCall *call = self;
  struct BeckCallExtra *extra = call->extra;

  if (word_phase (beck_event_load (call_event (call))) != CALL_IDLE)
    beck_job_drop (call_current_job (call)); /* abandoned: completed, and never finished */
  if (extra != NULL && extra->inbox != NULL)
    beck_inbox_unref (extra->inbox);
  beck_free (extra);
  beck_object_release (call->server);
}

struct BeckCallExtra *
beck_call_need_extra (BeckCall *call)
{
  struct BeckCallExtra *extra = call_extra (call);
  struct BeckCallExtra *made;

  if (extra != NULL)
    return extra;
  made = beck_alloc0 (sizeof *made);
  if (made == NULL
      || __atomic_compare_exchange_n (&call->extra, &extra, made, FALSE, __ATOMIC_ACQ_REL,
                                      __ATOMIC_ACQUIRE))
    return made;
  beck_free (made);
  return extra;
}

const BeckClass beck_call_class = {
  .name = "BeckCall",
  .size = sizeof (BeckCall),
  .parent = &beck_synchronize_class,
  .interfaces = BECK_INTERFACES (
      BECK_INTERFACE (BeckCall, cancel, ICancelMethodCalls, .Cancel = cancel_cancel,
                      .TestCancel = cancel_test_cancel)),
  .init = call_init,
  .finalize = call_finalize,
};
