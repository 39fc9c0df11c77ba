/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The call core: the state machine of spec/com.md 3.4 over the event's word, and the jobs
 * that are the server's side of it. The edges are drawn in call-private.h.
 *
 * A job has a reference of its call, from Begin_ to Finish_, and one of each holder on the
 * server's side. A server's reference keeps the call object too. The job that is embedded
 * in the call object serves call after call; only when a cancelled call's server still holds
 * it does the next one get a job of its own from the heap.
 */

#include "call/call-private.h"

#include <beck/guid.h>
#include <beck/hresult.h>
#include <string.h>

#include "base/alloc.h"
#include "base/debug.h"
#include "call/synchronize.h"
#include "call/wait.h"

/* The head of a job is a work item. */
G_STATIC_ASSERT (offsetof (BeckJob, next) == offsetof (BeckWork, next));
G_STATIC_ASSERT (offsetof (BeckJob, run) == offsetof (BeckWork, run));

static const BeckCallClass *
class_of (BeckCall *call)
{
  return (const BeckCallClass *) call->base.object.klass;
}

static BeckJob *
embedded_job (BeckCall *call)
{
  return (BeckJob *) (gpointer) ((char *) call + class_of (call)->job_offset);
}

/* The job of the call that is begun; only for who knows that it cannot end meanwhile. */
static BeckJob *
current_job (BeckCall *call)
{
  struct BeckCallExtra *extra = call_extra (call);

  return G_UNLIKELY (extra != NULL && extra->job != NULL) ? extra->job : embedded_job (call);
}

static const char *
phase_name (CallPhase phase)
{
  static const char *const names[] = {
    "idle", "beginning", "pending", "completed", "cancelling", "cancelled", "finishing",
  };

  return names[phase];
}

/* The one place where a call changes its state. */
static inline gboolean
transit_collect (BeckCall *call, guint64 *expected, guint64 desired, BeckWakes *wakes)
{
  if (!beck_event_update_collect (call_event (call), expected, desired, wakes))
    return FALSE;
  if (beck_debug_on (BECK_DEBUG_CALLS))
    g_printerr ("beck: call %p (%s) #%u: %s -> %s\n", (gpointer) call,
                call->base.object.klass->name, word_generation (desired),
                phase_name (word_phase (*expected)), phase_name (word_phase (desired)));
  return TRUE;
}

static inline gboolean
transit (BeckCall *call, guint64 *expected, guint64 desired)
{
  BeckWakes wakes;
  gboolean done;

  wakes.n = 0;
  done = transit_collect (call, expected, desired, &wakes);
  beck_wakes_flush (&wakes);
  return done;
}

/* The word of a call that is over, with its event signaled; but not that of an aggregated call
 * object, whose outer object's Signal comes first. Whatever signaled it before was not that. */
static guint64
word_decided (BeckCall *call, guint64 word, CallPhase phase, HRESULT hr)
{
  guint64 next = word_with_result (word_with_phase (word, phase), hr);

  next &= ~(guint64) (BECK_EVENT_SIGNALED | BECK_EVENT_WAS_SIGNALED);
  return call_is_aggregated (call) ? next : next | BECK_EVENT_SIGNALED;
}

/* --- jobs --- */

static gboolean
is_current (BeckJob *job, guint64 word)
{
  CallPhase phase = word_phase (word);

  return word_generation (word) == job->generation
         && (phase == CALL_PENDING || phase == CALL_BEGINNING);
}

/* A job of its own, for a call object whose embedded one is still held by a late server. */
static BeckJob *
new_own_job (BeckCall *call)
{
  struct BeckCallExtra *extra = beck_call_need_extra (call);

  return extra != NULL ? extra->job = beck_alloc (class_of (call)->job_size) : NULL;
}

/* The job for a call that begins; zero-filled, as that of a blank call object is. */
static BeckJob *
new_job (BeckCall *call)
{
  struct BeckCallExtra *extra = call_extra (call);
  BeckJob *job = embedded_job (call);

  if (extra != NULL)
    extra->job = NULL;
  if (G_UNLIKELY (__atomic_load_n (&job->refs, __ATOMIC_ACQUIRE) != 0))
    job = new_own_job (call);
  if (job != NULL && (job != embedded_job (call) || job->generation != 0))
    memset (job, 0, class_of (call)->job_size);
  return job;
}

static void
free_job (BeckJob *job)
{
  BeckCall *call = job->call;

  if (class_of (call)->clear != NULL)
    class_of (call)->clear (job);
  /* Free for the next call only now: nobody but the last holder sees a count of one. */
  if (job == embedded_job (call))
    __atomic_store_n (&job->refs, 0, __ATOMIC_RELEASE);
  else
    beck_free (job);
}

static void
drop_job (BeckJob *job)
{
  gint refs = __atomic_load_n (&job->refs, __ATOMIC_ACQUIRE);

  while (refs > 1)
    if (__atomic_compare_exchange_n (&job->refs, &refs, refs - 1, FALSE, __ATOMIC_ACQ_REL,
                                     __ATOMIC_ACQUIRE))
      return;
  free_job (job);
}

BeckJob *
beck_job_ref (BeckJob *job)
{
  __atomic_add_fetch (&job->refs, 1, __ATOMIC_RELAXED);
  beck_object_ref (job->call);
  return job;
}

void
beck_job_unref (BeckJob *job)
{
  BeckCall *call = job->call;
  gint refs = __atomic_load_n (&job->refs, __ATOMIC_ACQUIRE);

  /* Looked at each time the count has changed: of two holders that let go at once, the second is
   * the server's last. */
  do
    if (refs == 2)
      beck_job_complete (job, RPC_E_SERVERFAULT);
  while (refs > 1
         && !__atomic_compare_exchange_n (&job->refs, &refs, refs - 1, FALSE, __ATOMIC_ACQ_REL,
                                          __ATOMIC_ACQUIRE));
  if (refs == 1)
    free_job (job);
  beck_object_release (call);
}

gpointer
beck_call_get_server (gpointer call)
{
  return ((BeckCall *) call)->server;
}

gpointer
beck_job_get_server (BeckJob *job)
{
  return job->call->server;
}

gboolean
beck_job_is_cancelled (BeckJob *job)
{
  return !is_current (job, beck_event_load (call_event (job->call)));
}

void
beck_job_set_cancelled_func (BeckJob *job, BeckJobCancelledFunc func)
{
  job->cancelled = func;
}

/* --- Begin_ --- */

/* From BEGINNING back to IDLE. The event is left unsignaled, as it was. */
static void
abandon_begin (BeckCall *call)
{
  guint64 word = beck_event_load (call_event (call));

  while (!transit (call, &word, word_with_phase (word, CALL_IDLE)))
    ;
}

HRESULT
beck_call_begin (gpointer self, guint method, gpointer job_out)
{
  BeckCall *call = self;
  guint64 word = beck_event_load (call_event (call));
  guint64 next;
  BeckJob *job;

  *(gpointer *) job_out = NULL;
  do
    {
      if (word_phase (word) != CALL_IDLE)
        return RPC_S_CALLPENDING;
      next = word_next_call (word);
    }
  while (!transit (call, &word, next));

  if (G_UNLIKELY (call_is_aggregated (call)))
    {
      HRESULT hr = beck_call_outer_reset (call);

      if (FAILED (hr))
        {
          abandon_begin (call);
          return hr;
        }
    }
  job = new_job (call);
  if (job == NULL)
    {
      abandon_begin (call);
      return E_OUTOFMEMORY;
    }
  job->call = call;
  job->refs = 1;
  job->generation = word_generation (next);
  __atomic_store_n (&call->base.object.tag, (guint16) method, __ATOMIC_RELAXED);
  *(gpointer *) job_out = job;
  return S_OK;
}

HRESULT
beck_job_refuse (BeckJob *job, HRESULT hr)
{
  BeckCall *call = job->call;
  guint generation = job->generation;

  drop_job (job);
  if (call_extra (call) != NULL)
    beck_call_deadline_disarm (call, generation);
  abandon_begin (call);
  return hr;
}

/* From BEGINNING to PENDING, with a reference for the server. */
static HRESULT
start (BeckJob *job)
{
  BeckCall *call = job->call;
  guint64 word;

  if (G_UNLIKELY (call_extra (call) != NULL))
    {
      HRESULT hr = beck_call_deadline_arm (call, job->generation);

      if (FAILED (hr))
        return beck_job_refuse (job, hr);
    }
  job->refs = 2;
  beck_object_ref (call);
  word = beck_event_load (call_event (call));
  while (!transit (call, &word, word_with_phase (word, CALL_PENDING)))
    ;
  if (G_UNLIKELY (call_extra (call) != NULL) && beck_call_deadline_is_late (call, job->generation))
    beck_call_cancel (call, job->generation);
  return S_OK;
}

HRESULT
beck_job_defer (BeckJob *job)
{
  return start (job);
}

/* --- completion --- */

static gboolean
complete (BeckJob *job, HRESULT hr, BeckWakes *wakes)
{
  BeckCall *call = job->call;
  guint generation = job->generation;
  guint64 word = beck_event_load (call_event (call));
  guint64 next;

  do
    {
      if (!is_current (job, word))
        return FALSE;
      next = word_decided (call, word, CALL_COMPLETED, hr);
    }
  while (!transit_collect (call, &word, next, wakes));

  /* From here on an unaggregated call may be finished, and begun anew, by others. */
  if (G_UNLIKELY (call_extra (call) != NULL))
    {
      beck_call_deadline_disarm (call, generation);
      if (call_is_aggregated (call))
        beck_call_outer_signal (call, generation);
    }
  return TRUE;
}

gboolean
beck_job_complete (BeckJob *job, HRESULT hr)
{
  BeckWakes wakes;
  gboolean completed;

  wakes.n = 0;
  completed = complete (job, hr, &wakes);
  beck_wakes_flush (&wakes);
  return completed;
}

/* --- work on the pool --- */

static void
run_job (BeckWork *work)
{
  BeckJob *job = (BeckJob *) (gpointer) work;
  BeckThread *thread = beck_thread_self ();
  HRESULT hr = E_PENDING;

  thread->context = job->call->base.object.outer;
  thread->job = job;
  if (!beck_job_is_cancelled (job))
    hr = job->func (job);
  thread->context = NULL;
  thread->job = NULL;
  if (hr != E_PENDING)
    complete (job, hr, &thread->wakes);
  beck_job_unref (job);
}

HRESULT
beck_job_run (BeckJob *job, BeckJobRunFunc func)
{
  HRESULT hr;

  job->func = func;
  job->run = run_job;
  hr = start (job);
  if (FAILED (hr))
    return hr;
  hr = beck_pool_push ((BeckWork *) (gpointer) job);
  if (FAILED (hr))
    {
      beck_job_complete (job, hr);
      beck_job_unref (job);
    }
  return S_OK;
}

/* --- cancellation --- */

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
  while (!transit (call, &word, word_with_phase (word, CALL_CANCELLING)));

  /* Nobody finishes the call while it is CANCELLING, so its job is still there. */
  job = current_job (call);
  cancelled = job->cancelled;
  job = cancelled != NULL ? beck_job_ref (job) : NULL;
  word = beck_event_load (call_event (call));
  while (!transit (call, &word, word_decided (call, word, CALL_CANCELLED, RPC_E_CALL_CANCELED)))
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

/* --- Finish_ --- */

static gboolean
is_finishable (BeckCall *call, guint64 word)
{
  if (word_phase (word) != CALL_COMPLETED && word_phase (word) != CALL_CANCELLED)
    return FALSE;
  if (!call_is_aggregated (call) || (word & (BECK_EVENT_SIGNALED | BECK_EVENT_WAS_SIGNALED)))
    return TRUE;
  return beck_call_outer_is_inside (call, word_generation (word));
}

static gboolean
is_in_progress (guint64 word)
{
  return word_phase (word) >= CALL_PENDING && word_phase (word) <= CALL_CANCELLED;
}

/* Whether a Finish_, or a Cancel that grants time, still has to wait for @generation. */
static gboolean
must_wait (BeckCall *call, guint64 word, guint generation)
{
  return word_generation (word) == generation && is_in_progress (word)
         && !is_finishable (call, word);
}

HRESULT
beck_call_wait_decided (BeckCall *call, guint generation, DWORD timeout_ms)
{
  gint64 deadline = beck_wait_deadline (timeout_ms);

  while (must_wait (call, beck_event_load (call_event (call)), generation))
    {
      BeckWaiter waiter;
      gboolean told = TRUE;

      if (!beck_waiter_init (&waiter))
        return E_OUTOFMEMORY;
      /* Told of the next change, not of the signal: somebody may have signaled the event
       * of a call that is not complete. */
      beck_event_observe_change (call_event (call), &waiter.observer);
      if (must_wait (call, beck_event_load (call_event (call)), generation))
        told = beck_waiter_sleep (&waiter, 0, deadline);
      beck_event_unobserve (call_event (call), &waiter.observer);
      if (!told)
        return RPC_E_TIMEOUT;
    }
  return S_OK;
}

static void
become_idle (BeckCall *call)
{
  guint64 word = beck_event_load (call_event (call));
  struct BeckCallExtra *extra = call_extra (call);

  if (G_UNLIKELY (extra != NULL))
    __atomic_store_n (&extra->deadline, 0, __ATOMIC_RELAXED);
  while (!transit (call, &word, word_with_phase (word, CALL_IDLE)))
    ;
}

/* Claims the result: of threads that race here one gets it. A call that was finished, and perhaps
 * begun anew, while this thread waited was another's. @word: the state it was in. */
static HRESULT
claim (BeckCall *call, guint method, guint64 *word)
{
  guint generation;

  *word = beck_event_load (call_event (call));
  generation = word_generation (*word);
  for (;;)
    {
      HRESULT hr;

      if (!is_in_progress (*word) || word_generation (*word) != generation
          || __atomic_load_n (&call->base.object.tag, __ATOMIC_RELAXED) != method)
        return RPC_E_CALL_COMPLETE;
      if (is_finishable (call, *word))
        {
          if (transit (call, word, word_with_phase (*word, CALL_FINISHING)))
            return S_OK;
          continue;
        }
      hr = beck_call_wait_decided (call, generation, INFINITE);
      if (FAILED (hr))
        return hr;
      *word = beck_event_load (call_event (call));
    }
}

HRESULT
beck_call_finish (gpointer self, guint method, gpointer job_out)
{
  BeckCall *call = self;
  guint64 word;
  HRESULT hr;

  *(gpointer *) job_out = NULL;
  hr = claim (call, method, &word);
  if (FAILED (hr))
    return hr;
  if (word_phase (word) == CALL_COMPLETED)
    {
      *(gpointer *) job_out = current_job (call);
    }
  else
    {
      BeckJob *job = current_job (call);

      become_idle (call);
      drop_job (job);
    }
  return word_result (word);
}

HRESULT
beck_job_end (gpointer self, HRESULT hr)
{
  BeckJob *job = self;

  if (job != NULL)
    {
      /* Dropped first: the call object, which the caller holds, takes the next call only
       * once it is idle, and finds the embedded job free then. */
      BeckCall *call = job->call;

      drop_job (job);
      become_idle (call);
    }
  return hr;
}

/* --- cancellation as seen by the server --- */

/* A server asks about its own job, though the call may be finished, or begun anew, by now. */
static HRESULT
test_own (BeckJob *job, guint64 word)
{
  if (is_current (job, word))
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
    drop_job (current_job (call)); /* abandoned: completed, and never finished */
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
