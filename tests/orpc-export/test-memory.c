/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Lack of memory: each scenario is run with the first, the second, … of its allocations failing,
 * until none fails any more. What fails says so by E_OUTOFMEMORY and leaves nothing behind. And
 * how much an exported object takes.
 */

#include "suites.h"

#include <malloc.h>
#include <string.h>

#include "base/alloc.h"
#include "fixture.h"

static void
fail_each_allocation (HRESULT (*scenario) (void))
{
  gboolean failed = FALSE;
  gint64 index = -1;
  gint64 n_tried;
  HRESULT hr;

  assert_hr (scenario (), S_OK);
  do
    {
      beck_alloc_fail_at (++index);
      hr = scenario ();
      n_tried = beck_alloc_count ();
      beck_alloc_fail_at (-1);
      if (hr != S_OK)
        assert_hr (hr, E_OUTOFMEMORY);
      failed |= hr != S_OK;
    }
  while (n_tried > index);
  assert_hr (hr, S_OK);
  ck_assert (failed);
}

#define MEMORY_TEST(name)                                                                          \
  static HRESULT name##_scenario (void);                                                           \
  START_TEST (name)                                                                                \
  {                                                                                                \
    fail_each_allocation (name##_scenario);                                                        \
  }                                                                                                \
  END_TEST                                                                                         \
  static HRESULT name##_scenario (void)

static HRESULT
export_and_query (DWORD flags)
{
  Subject *subject = subject_new (&fate);
  REMQIRESULT result;
  STDOBJREF std;
  HRESULT hr;

  if (subject == NULL)
    return E_OUTOFMEMORY;
  hr = beck_export_marshal (BECK_UNKNOWN (subject), &IID_IWorker, BECK_HELD_HERE, flags, &std);
  if (SUCCEEDED (hr))
    {
      hr = beck_export_query (&std.ipid, BECK_HELD_HERE, 1, 1, &IID_INamed, &result);
      if (SUCCEEDED (hr))
        beck_export_release_refs (&result.std.ipid, BECK_HELD_HERE, 1);
      else if (hr == E_NOINTERFACE)
        hr = result.hResult;
      beck_export_release_packet (&std);
      ck_assert (!beck_export_has (std.oid));
    }
  subject_unref (subject);
  return hr;
}

MEMORY_TEST (export_normally)
{
  return export_and_query (MSHLFLAGS_NORMAL);
}

MEMORY_TEST (export_weakly)
{
  return export_and_query (MSHLFLAGS_TABLEWEAK);
}

MEMORY_TEST (lock)
{
  Subject *subject = subject_new (&fate);
  HRESULT hr;

  if (subject == NULL)
    return E_OUTOFMEMORY;
  hr = beck_export_lock (BECK_UNKNOWN (subject), TRUE);
  beck_export_lock (BECK_UNKNOWN (subject), FALSE);
  subject_unref (subject);
  return hr;
}

static STDOBJREF std;
static Subject *subject;

static HRESULT
call_and_signal (void)
{
  Request *request = request_new (&std, 1, 2);
  HRESULT hr;

  if (request == NULL)
    return E_OUTOFMEMORY;
  request->call->deadline = g_get_monotonic_time () + G_TIME_SPAN_HOUR;
  request_send (request, TRUE);
  hr = request_wait (request);
  if (SUCCEEDED (hr))
    ck_assert_int_eq (request_sum (request), 3);
  request_free (request);
  return hr;
}

static void
set_up_call (void)
{
  set_up_mta ();
  subject = subject_new (&fate);
  export_worker (subject, BECK_HELD_HERE, 0, &std);
}

static void
set_up_later (void)
{
  set_up_mta ();
  subject = subject_new_with_calls (&fate, IN_BEGIN);
  export_worker (subject, BECK_HELD_HERE, 0, &std);
}

static void
tear_down_call (void)
{
  subject_unref (subject);
  assert_hr (beck_export_release_packet (&std), S_OK);
  tear_down ();
}

MEMORY_TEST (call)
{
  return call_and_signal ();
}

/* Without memory for a call object the stub calls the method. */
MEMORY_TEST (call_with_call_objects)
{
  return call_and_signal ();
}

/* ---- How much it takes ---- */

enum
{
  N_OBJECTS = 20000,
};

START_TEST (exported_object_takes_512_bytes)
{
  STDOBJREF *packets = g_new0 (STDOBJREF, N_OBJECTS);
  Subject **subjects = g_new0 (Subject *, N_OBJECTS);
  gsize before;

  for (guint i = 0; i < N_OBJECTS; i++)
    subjects[i] = subject_new (&fate);
  before = mallinfo2 ().uordblks;
  for (guint i = 0; i < N_OBJECTS; i++)
    export_only (subjects[i], BECK_HELD_HERE, 0, &packets[i]);
  /* An allocator of a sanitizer's does not count here. */
  ck_assert_uint_le ((mallinfo2 ().uordblks - before) / N_OBJECTS, 512);
  for (guint i = 0; i < N_OBJECTS; i++)
    assert_hr (beck_export_release_packet (&packets[i]), S_OK);
  assert_count (n_gone, N_OBJECTS);
  g_free (packets);
  g_free (subjects);
}
END_TEST

Suite *
memory_suite (void)
{
  Suite *suite = suite_create ("memory");
  TCase *tc = tcase_create ("exports");

  tcase_add_checked_fixture (tc, set_up_mta, tear_down);
  tcase_add_test (tc, export_normally);
  tcase_add_test (tc, export_weakly);
  tcase_add_test (tc, lock);
  tcase_add_test (tc, exported_object_takes_512_bytes);
  suite_add_tcase (suite, tc);

  tc = tcase_create ("calls");
  tcase_add_checked_fixture (tc, set_up_call, tear_down_call);
  tcase_add_test (tc, call);
  suite_add_tcase (suite, tc);

  tc = tcase_create ("later");
  tcase_add_checked_fixture (tc, set_up_later, tear_down_call);
  tcase_add_test (tc, call_with_call_objects);
  suite_add_tcase (suite, tc);
  return suite;
}
