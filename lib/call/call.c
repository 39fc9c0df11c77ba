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

#include <beck/hresult.h>
#include <string.h>

#include "base/alloc.h"
#include "call/trace.h"
#include "call/wait.h"

/* The head of a job is a work item. */
G_STATIC_ASSERT (offsetof (BeckJob, next) == offsetof (BeckWork, next));
G_STATIC_ASSERT (offsetof (BeckJob, run) == offsetof (BeckWork, run));

static const char *
phase_name (CallPhase phase)
{
  static const char *const names[] = {
    "idle", "beginning", "pending", "completed", "cancelling", "cancelled", "finishing",
  };

  return names[phase];
}

/* FALSE for steps that nobody outside can see. */
static gboolean
step_of (CallPhase from, CallPhase to, BeckStep *step)
{
  if (from == CALL_BEGINNING)
    *step = BECK_STEP_BEGIN;
  else if (to == CALL_COMPLETED)
    *step = BECK_STEP_SIGNALED;
  else if (to == CALL_CANCELLED)
    *step = BECK_STEP_CANCELLED;
  else if (from == CALL_FINISHING)
    *step = BECK_STEP_FINISHED;
  else
    return FALSE;
  return to != CALL_IDLE || from == CALL_FINISHING;
}

static void
trace (BeckCall *call, guint64 from, guint64 to)
{
  BeckTraced traced = { .id = (guintptr) call ^ (guint64) word_generation (to) << 48,
                        .name = call->base.object.klass->name,
                        .method = call->base.object.tag,
                        .result = word_result (from) };
  BeckStep step;

  if (!step_of (word_phase (from), word_phase (to), &step))
    return;
  beck_trace (step, &traced);
  if (step == BECK_STEP_BEGIN && word_phase (to) == CALL_COMPLETED)
    beck_trace (BECK_STEP_SIGNALED, &traced);
}

void
beck_call_tell (BeckCall *call, guint64 from, guint64 to)
{
  if (beck_debug_on (BECK_DEBUG_CALLS))
    g_printerr ("beck: call %p (%s) #%u: %s -> %s\n", (gpointer) call,
                call->base.object.klass->name, word_generation (to),
                phase_name (word_phase (from)), phase_name (word_phase (to)));
  if (beck_trace_is_on ())
    trace (call, from, to);
}

/* --- jobs --- */

/* A job of its own, for a call object whose embedded one is still held by a late server. */
static BeckJob *
new_own_job (BeckCall *call)
{
  struct BeckCallExtra *extra = beck_call_need_extra (call);

  return extra != NULL ? extra->job = beck_alloc (call_class (call)->job_size) : NULL;
}

/* The job for a call that begins; zero-filled, as that of a blank call object is. */
static BeckJob *
new_job (BeckCall *call)
{
  struct BeckCallExtra *extra = call_extra (call);
  BeckJob *job = call_embedded_job (call);

  if (extra != NULL)
    extra->job = NULL;
  if (G_UNLIKELY (__atomic_load_n (&job->refs, __ATOMIC_ACQUIRE) != 0))
    job = new_own_job (call);
  if (job != NULL && (job != call_embedded_job (call) || job->generation != 0))
    memset (job, 0, call_class (call)->job_size);
  return job;
}

static void
free_job (BeckJob *job)
{
  BeckCall *call = job->call;

  if (call_class (call)->clear != NULL)
    call_class (call)->clear (job);
  /* Free for the next call only now: nobody but the last holder sees a count of one. */
  if (job == call_embedded_job (call))
    __atomic_store_n (&job->refs, 0, __ATOMIC_RELEASE);
  else
    beck_free (job);
}

void
beck_job_drop (BeckJob *job)
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
  return !job_is_current (job, beck_event_load (call_event (job->call)));
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

  while (!call_transit (call, &word, word_with_phase (word, CALL_IDLE)))
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
  while (!call_transit (call, &word, next));

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

  beck_job_drop (job);
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
  while (!call_transit (call, &word, word_with_phase (word, CALL_PENDING)))
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
      if (!job_is_current (job, word))
        return FALSE;
      next = word_decided (call, word, CALL_COMPLETED, hr);
    }
  while (!call_transit_collect (call, &word, next, wakes));

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
beck_job_complete_collect (BeckJob *job, HRESULT hr, BeckWakes *wakes)
{
  return complete (job, hr, wakes);
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
  while (!call_transit (call, &word, word_with_phase (word, CALL_IDLE)))
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
  do
    {
      if (!is_in_progress (*word)
          || __atomic_load_n (&call->base.object.tag, __ATOMIC_RELAXED) != method)
        return RPC_E_CALL_COMPLETE;
      if (!is_finishable (call, *word))
        {
          HRESULT hr = beck_call_wait_decided (call, generation, INFINITE);

          if (FAILED (hr))
            return hr;
          *word = beck_event_load (call_event (call));
        }
      else if (call_transit (call, word, word_with_phase (*word, CALL_FINISHING)))
        return S_OK;
    }
  while (word_generation (*word) == generation);
  return RPC_E_CALL_COMPLETE;
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
      *(gpointer *) job_out = call_current_job (call);
    }
  else
    {
      BeckJob *job = call_current_job (call);

      become_idle (call);
      beck_job_drop (job);
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

      beck_job_drop (job);
      become_idle (call);
    }
  return hr;
}
