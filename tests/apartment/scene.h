/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What the tests of apartments, and those of the GLib face, have in common: entering and
 * leaving, notes on what ran where, events, and a look at the main context.
 */

#include <beck/beck.h>
#include <check.h>
#include <stdatomic.h>
#include <sys/types.h>

#define assert_hr(expression, expected)                                                            \
  do                                                                                               \
    {                                                                                              \
      HRESULT hr_ = (expression);                                                                  \
                                                                                                   \
      ck_assert_msg (hr_ == (expected), "%s is %s (0x%08X), not %s", #expression,                  \
                     beck_hresult_to_string (hr_), (guint) hr_, #expected);                        \
    }                                                                                              \
  while (0)

#define assert_timed_out(expression)                                                               \
  do                                                                                               \
    {                                                                                              \
      HRESULT hr_ = (expression);                                                                  \
                                                                                                   \
      ck_assert_msg (BECK_TIMED_OUT (hr_), "%s is %s (0x%08X)", #expression,                       \
                     beck_hresult_to_string (hr_), (guint) hr_);                                   \
    }                                                                                              \
  while (0)

#define assert_type(expected_type, expected_qualifier)                                             \
  do                                                                                               \
    {                                                                                              \
      APTTYPE type_;                                                                               \
      APTTYPEQUALIFIER qualifier_;                                                                 \
                                                                                                   \
      assert_hr (CoGetApartmentType (&type_, &qualifier_), S_OK);                                  \
      ck_assert_int_eq (type_, expected_type);                                                     \
      ck_assert_int_eq (qualifier_, expected_qualifier);                                           \
    }                                                                                              \
  while (0)

/* Fixtures: the test runs in an apartment. In the STA the main context is the global default. */
void enter_sta (void);
void enter_mta (void);
void leave_apartment (void);

/* The first fixture of cases that call CoWaitForMultipleHandles() on the test's own thread,
 * which has a descriptor for that from then on. */
void warm_up_thread (void);

/* Fails the test unless the calling thread is in no apartment. */
void assert_no_apartment (void);

/* What happened to something that was posted. */
typedef struct
{
  atomic_int runs;
  atomic_int frees;
  pid_t thread; /* that ran it, as gettid(2) has it */
  HRESULT type_result;
  APTTYPE type;
  APTTYPEQUALIFIER qualifier;
} Note;

/* The function and the destroy notify of a post whose data is a Note. */
void note_run (gpointer note);
void note_free (gpointer note);

/* Posts @note, which must succeed. */
void post_note (BeckApartment *apartment, Note *note);

/* Fails the test unless @note ran and was freed once, or neither. */
void assert_noted (const Note *note);
void assert_not_noted (const Note *note);

/* Posts @func with nothing to free. */
void post (BeckApartment *apartment, BeckFunc func, gpointer data);

/* Dispatches what is ready in @context, NULL being the global default. */
void iterate (GMainContext *context);

/* The same until *@done is not 0. */
void iterate_until (GMainContext *context, atomic_int *done);

/* Sleeps until *@done is not 0, without letting anything in. */
void sleep_until (atomic_int *done);

/* New events. */
ISynchronize *std_event_new (void);
ISynchronize *manual_event_new (void);

/* The handle of @sync, which keeps it. */
HANDLE handle_of (ISynchronize *sync);

/* The descriptors that this process has open. */
guint count_descriptors (void);
