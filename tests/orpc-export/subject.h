/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * An object to be exported, which does in its calls what a test wants, and what is known of it
 * after its end.
 */

#define COBJMACROS
#include <beck/beck.h>
#include <check.h>
#include <stdatomic.h>
#include <sys/types.h>

#include "../call/gate.h"
#include "test-orpc.h"

#define assert_hr(expression, expected)                                                            \
  do                                                                                               \
    {                                                                                              \
      HRESULT hr_ = (expression);                                                                  \
      HRESULT expected_ = (expected);                                                              \
                                                                                                   \
      ck_assert_msg (hr_ == expected_, "%s is %s (0x%08X), not %s (0x%08X)", #expression,          \
                     beck_hresult_to_string (hr_), (guint) hr_,                                    \
                     beck_hresult_to_string (expected_), (guint) expected_);                       \
    }                                                                                              \
  while (0)

/* What happened to subjects; outlives them. */
typedef struct
{
  atomic_uint n_gone;
  atomic_int gone_on; /* the thread that released the last of them */
  atomic_uint n_calls;
  atomic_int called_on;
  atomic_uint n_begun;
  atomic_uint n_finished;
  atomic_int finished_on;
  atomic_uint n_cancelled;
  atomic_uint n_calls_gone; /* call objects */
  Gate gone;
  Gate begun;
} Fate;

typedef struct HandCall HandCall;

/* When a call object signals. */
typedef enum
{
  IN_BEGIN,
  BY_HAND, /* hand_call_signal() */
  IN_CANCEL,
  FAILS, /* Begin_ does */
} Telling;

typedef struct Subject Subject;

struct Subject
{
  BeckObject object;
  IWorker worker;
  ICallFactory factory;
  IAgileObject agile;
  Fate *fate;
  void (*inside) (Subject *self, gpointer data); /* a call of Add */
  gpointer data;
  Telling telling;
  void (*in_begin) (Subject *self, gpointer data);
  HandCall *last_call; /* not counted: of the last Begin_ */
};

Subject *subject_new (Fate *fate);
Subject *subject_new_agile (Fate *fate);
Subject *subject_new_with_calls (Fate *fate, Telling telling);

static inline void
subject_unref (Subject *self)
{
  beck_object_unref (self);
}

/* The call object of the last Begin_Add, with a reference on the whole, as a worker has it. */
HandCall *subject_take_call (Subject *self);

/* Signals and drops the reference. */
void hand_call_signal (HandCall *call);
