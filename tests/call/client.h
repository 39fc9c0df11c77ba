/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What the tests of the call core have in common as clients: calls in one line each, and other
 * threads to make them on.
 */

#define COBJMACROS
#include "server.h"

#include <check.h>

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

/* A call object of @server. */
AsyncITally *tally_call (Server *server);
AsyncISpell *spell_call (Server *server);

/* QueryInterface, which must succeed; (transfer full). */
gpointer ask (gpointer iface, REFIID iid);
ISynchronize *sync_of (gpointer iface);

/* Releases what @iface, a pointer to an interface pointer, points to, and makes that NULL. */
void let_go (gpointer iface);

/* Its references, as AddRef and Release tell them. */
ULONG count_of (gpointer iface);

/* Methods of the other interfaces of a call object. */
HRESULT wait_for (gpointer call, DWORD timeout_ms);
HRESULT reset (gpointer call);
HRESULT cancel (gpointer call, ULONG seconds);
HRESULT test_cancel (gpointer call);
HRESULT get_handle (gpointer call, HANDLE *handle);

/* Whether @handle is readable. */
gboolean is_readable (HANDLE handle);

/* One Add from Begin_ to Finish_, which gives the right sum. */
void make_a_call (AsyncITally *call);

/* Runs @body on a thread of its own and in an apartment of that kind, to the end. */
void in_sta (void (*body) (void));
void in_mta (void (*body) (void));

/* A test with a thread of its own in the MTA, for what belongs to a thread and goes with it. Its
 * body follows. */
#define THREAD_TEST(name)                                                                          \
  static void name##_body (void);                                                                  \
  START_TEST (name)                                                                                \
  {                                                                                                \
    in_mta (name##_body);                                                                          \
  }                                                                                                \
  END_TEST                                                                                         \
  static void name##_body (void)

/* Starts a thread outside all apartments; g_thread_join() ends it. */
GThread *start (GThreadFunc func, gpointer data);

/* Fixtures: the test's own thread is in an STA. */
void enter_sta (void);
void leave_sta (void);
