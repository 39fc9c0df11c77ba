/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <beck/call.h>

#include "base/debug.h"
#include "call/event.h"
#include "call/inbox.h"

/*
 * The state of a call object, kept in its event's word (see event.h):
 *
 *   bits 8-11   phase
 *   bits 12-31  generation: counts the calls begun, so that a server that is late cannot
 *               complete a later call on the same object
 *   bits 32-63  result, in COMPLETED and CANCELLED
 *
 * Only these edges exist; each is one compare-and-swap:
 *
 *   IDLE       -> BEGINNING   Begin_ claims the object
 *   BEGINNING  -> PENDING     Begin_ started the call
 *   BEGINNING  -> COMPLETED   Begin_ completed it at once
 *   BEGINNING  -> IDLE        Begin_ refused
 *   PENDING    -> COMPLETED   the server's result
 *   PENDING    -> CANCELLING  somebody cancels; Finish_ still waits
 *   CANCELLING -> CANCELLED   the client is told
 *   COMPLETED  -> FINISHING   Finish_ claims the result
 *   CANCELLED  -> FINISHING   Finish_ returns RPC_E_CALL_CANCELED
 *   FINISHING  -> IDLE
 *
 * In COMPLETED and CANCELLED an aggregated call object is not finishable before the outer
 * object's Signal has run, except from inside it.
 */
typedef enum
{
  CALL_IDLE,
  CALL_BEGINNING,
  CALL_PENDING,
  CALL_COMPLETED,
  CALL_CANCELLING,
  CALL_CANCELLED,
  CALL_FINISHING,
} CallPhase;

#define CALL_PHASE_SHIFT BECK_EVENT_PAYLOAD_SHIFT
#define CALL_PHASE_MASK ((guint64) 0xF << CALL_PHASE_SHIFT)
#define CALL_GENERATION_SHIFT 12
#define CALL_GENERATION_MASK ((guint64) 0xFFFFF << CALL_GENERATION_SHIFT)
#define CALL_RESULT_SHIFT 32
#define CALL_RESULT_MASK ((guint64) 0xFFFFFFFF << CALL_RESULT_SHIFT)

/* What few calls need: an outer object, a deadline, a job of their own. */
struct BeckCallExtra
{
  BeckJob *job; /* that of the call in progress, if not the embedded one */
  /* Aggregated: */
  BeckInbox *inbox; /* of the STA the outer object lives in; NULL: call it directly */
  /* With a deadline: */
  gint64 deadline; /* 0: none; atomic */
  guint late;      /* the call whose deadline passed while Begin_ ran; atomic */
  BeckLock lock;
  struct BeckDeadline *armed; /* under the lock */
};

static inline BeckEvent *
call_event (BeckCall *call)
{
  return (BeckEvent *) &call->base.event;
}

static inline CallPhase
word_phase (guint64 word)
{
  return (CallPhase) ((word & CALL_PHASE_MASK) >> CALL_PHASE_SHIFT);
}

static inline guint
word_generation (guint64 word)
{
  return (guint) ((word & CALL_GENERATION_MASK) >> CALL_GENERATION_SHIFT);
}

static inline HRESULT
word_result (guint64 word)
{
  return (HRESULT) (guint32) (word >> CALL_RESULT_SHIFT);
}

static inline guint64
word_with_phase (guint64 word, CallPhase phase)
{
  return (word & ~CALL_PHASE_MASK) | ((guint64) phase << CALL_PHASE_SHIFT);
}

static inline guint64
word_with_result (guint64 word, HRESULT hr)
{
  return (word & ~CALL_RESULT_MASK) | ((guint64) (guint32) hr << CALL_RESULT_SHIFT);
}

/* The word of the call that begins after that of @word. No generation is 0, which is that of a
 * job never used. */
static inline guint64
word_next_call (guint64 word)
{
  guint64 flags = word & (BECK_EVENT_ATTENTION | BECK_EVENT_AUTO_RESET);
  guint64 generation = (word + ((guint64) 1 << CALL_GENERATION_SHIFT)) & CALL_GENERATION_MASK;

  if (generation == 0)
    generation = (guint64) 1 << CALL_GENERATION_SHIFT;
  return word_with_phase (flags | generation, CALL_BEGINNING);
}

static inline gboolean
call_is_aggregated (BeckCall *call)
{
  return call->base.object.outer != &call->base.object.identity;
}

static inline struct BeckCallExtra *
call_extra (BeckCall *call)
{
  return __atomic_load_n (&call->extra, __ATOMIC_ACQUIRE);
}

static inline const BeckCallClass *
call_class (BeckCall *call)
{
  return (const BeckCallClass *) call->base.object.klass;
}

static inline BeckJob *
call_embedded_job (BeckCall *call)
{
  return (BeckJob *) (gpointer) ((char *) call + call_class (call)->job_offset);
}

/* The job of the call that is begun; only for who knows that it cannot end meanwhile. */
static inline BeckJob *
call_current_job (BeckCall *call)
{
  struct BeckCallExtra *extra = call_extra (call);

  return G_UNLIKELY (extra != NULL && extra->job != NULL) ? extra->job : call_embedded_job (call);
}

/* Whether the client still wants the result of @job. @word: that of its call */
static inline gboolean
job_is_current (BeckJob *job, guint64 word)
{
  CallPhase phase = word_phase (word);

  return word_generation (word) == job->generation
         && (phase == CALL_PENDING || phase == CALL_BEGINNING);
}

/* Drops a reference on @job, but not the one on the call object that a server's has with it. */
void beck_job_drop (BeckJob *job);

/* The word of a call that is over, with its event signaled; but not that of an aggregated call
 * object, whose outer object's Signal comes first. Whatever signaled it before was not that. */
static inline guint64
word_decided (BeckCall *call, guint64 word, CallPhase phase, HRESULT hr)
{
  guint64 next = word_with_result (word_with_phase (word, phase), hr);

  next &= ~(guint64) (BECK_EVENT_SIGNALED | BECK_EVENT_WAS_SIGNALED);
  return call_is_aggregated (call) ? next : next | BECK_EVENT_SIGNALED;
}

/* Prints a change of state, for BECK_DEBUG=calls. */
void beck_call_tell (BeckCall *call, guint64 from, guint64 to);

/* The one way a call changes its state. As beck_event_update_collect(). */
static inline gboolean
call_transit_collect (BeckCall *call, guint64 *expected, guint64 desired, BeckWakes *wakes)
{
  if (!beck_event_update_collect (call_event (call), expected, desired, wakes))
    return FALSE;
  if (beck_debug_on (BECK_DEBUG_CALLS | BECK_DEBUG_TRACE))
    beck_call_tell (call, *expected, desired);
  return TRUE;
}

static inline gboolean
call_transit (BeckCall *call, guint64 *expected, guint64 desired)
{
  BeckWakes wakes;
  gboolean done;

  wakes.n = 0;
  done = call_transit_collect (call, expected, desired, &wakes);
  beck_wakes_flush (&wakes);
  return done;
}

/* As beck_job_complete(), but for waking who waits: that is for the caller to do, by @wakes. */
gboolean beck_job_complete_collect (BeckJob *job, HRESULT hr, BeckWakes *wakes);

/* The extra part, made on first use; NULL when memory is lacking. */
struct BeckCallExtra *beck_call_need_extra (BeckCall *call);

/* Cancels call @generation, now. RPC_E_CALL_COMPLETE, RPC_E_CALL_CANCELED or S_OK as in the
 * table of spec/com.md 3.4. */
HRESULT beck_call_cancel (BeckCall *call, guint generation);

/* Waits at most @timeout_ms while call @generation is in progress, in the manner of
 * beck_event_wait(). */
HRESULT beck_call_wait_decided (BeckCall *call, guint generation, DWORD timeout_ms);

/* What TestCancel answers for the call in progress, or for @job on its own thread. */
HRESULT beck_call_test_cancel (BeckCall *call);

/* Aggregation, call-outer.c. Makes ready, at creation; resets the outer object's event; tells
 * the outer object that call @generation is over; whether this thread is just telling it. */
HRESULT beck_call_outer_init (BeckCall *call);
HRESULT beck_call_outer_reset (BeckCall *call);
void beck_call_outer_signal (BeckCall *call, guint generation);
gboolean beck_call_outer_is_inside (BeckCall *call, guint generation);

/* Until when the call that is being begun may take; -1: no limit. */
static inline gint64
beck_call_deadline (BeckCall *call)
{
  struct BeckCallExtra *extra = call_extra (call);
  gint64 deadline = extra != NULL ? __atomic_load_n (&extra->deadline, __ATOMIC_RELAXED) : 0;

  return deadline != 0 ? deadline : -1;
}

/* Deadlines, deadline.c. Arms what is set as call @generation begins; checks that it did not
 * pass meanwhile; takes it back once the call is decided. */
HRESULT beck_call_deadline_arm (BeckCall *call, guint generation);
gboolean beck_call_deadline_is_late (BeckCall *call, guint generation);
void beck_call_deadline_disarm (BeckCall *call, guint generation);
