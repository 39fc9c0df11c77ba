/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What a thread puts off until it is about to sleep, so that what it does meanwhile can be done
 * with it: requests that leave together.
 *
 * A thread may put off what it likes if it sleeps in the library. One that does not, as it computes
 * or sleeps elsewhere, is found out by a timer, which does within a millisecond what was put off;
 * threads are refused then until they have slept here again.
 */

#include "call/thread.h"

typedef struct BeckPutOff BeckPutOff;

struct BeckPutOff
{
  /* Does it; with no lock held, on any thread, without waiting for anything. The reference that
   * stood for its being put off is its to drop. */
  void (*run) (BeckPutOff *self);
  /*< private >*/
  BeckPutOff *next, **link;
  atomic_bool listed;
};

typedef enum
{
  BECK_PUT_OFF_REFUSED, /* it is to be done now, or by others */
  BECK_PUT_OFF_ALREADY, /* there is a reference for it */
  BECK_PUT_OFF_LISTED,  /* … which the caller has given */
} BeckPutOffResult;

/* Whether it is put off, and the calling thread is going to do it. To be asked with the lock held
 * that `run` takes: then what was prepared under that lock is done, too. */
static inline gboolean
beck_put_off_stands (BeckPutOff *what)
{
  return beck_thread_tls != NULL && beck_thread_tls->has_put_off
         && atomic_load_explicit (&what->listed, memory_order_acquire);
}

/* Puts it off. May be called with locks held that `run` takes. */
BeckPutOffResult beck_put_off (BeckPutOff *what);

/* It is not to be done any more. TRUE if it was put off: the reference is the caller's again. */
gboolean beck_put_off_forget (BeckPutOff *what);

void beck_put_off_run (BeckThread *self);

/* How often something was left to the timer, from 1. */
extern atomic_uint beck_put_off_late __attribute__ ((visibility ("hidden")));

/* Before the calling thread sleeps, or may; with no lock held. */
static inline void
beck_thread_before_sleep (BeckThread *self)
{
  self->late_seen = atomic_load_explicit (&beck_put_off_late, memory_order_relaxed);
  if (G_UNLIKELY (self->has_put_off))
    beck_put_off_run (self);
}
