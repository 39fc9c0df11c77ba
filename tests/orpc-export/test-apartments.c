/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Where objects are called and released (spec/com.md 6.3): inside their apartment, and agile ones
 * anywhere. */

#include "suites.h"

#include <string.h>
#include <unistd.h>

#include "../apartment/actor.h"
#include "fixture.h"

static Actor *sta;
static STDOBJREF std;
static Subject *subject;

static void
export_there (gpointer make)
{
  export_only (((Subject * (*) (Fate *) ) make) (&fate), BECK_HELD_HERE, 0, &std);
}

static void
set_up (void)
{
  set_up_mta ();
  sta = actor_new (COINIT_APARTMENTTHREADED);
}

static void
tear_down_sta (void)
{
  if (sta != NULL)
    actor_free (sta);
  tear_down ();
}

static void
serve_until (gpointer gate)
{
  GMainContext *context = g_main_context_get_thread_default ();

  while (!atomic_load (&((Gate *) gate)->open))
    g_main_context_iteration (context, FALSE);
}

/* Opened by the answer. */
static void
serve_until_answered (gpointer request)
{
  assert_hr (request_wait (request), S_OK);
}

START_TEST (sta_object_is_called_on_its_thread)
{
  Request *request;

  actor_do (sta, export_there, subject_new);
  request = request_new (&std, 1, 2);
  request_send (request, TRUE);
  assert_count (n_calls, 0);
  actor_do (sta, serve_until_answered, request);
  ck_assert_int_eq (request_sum (request), 3);
  ck_assert_int_eq (atomic_load (&fate.called_on), actor_thread (sta));
  request_free (request);
  assert_hr (beck_export_release_packet (&std), S_OK);
  actor_do (sta, serve_until, &fate.gone);
}
END_TEST

START_TEST (sta_object_is_released_on_its_thread)
{
  actor_do (sta, export_there, subject_new);
  assert_hr (beck_export_release_packet (&std), S_OK);
  assert_count (n_gone, 0);
  actor_do (sta, serve_until, &fate.gone);
  ck_assert_int_eq (atomic_load (&fate.gone_on), actor_thread (sta));
}
END_TEST

START_TEST (mta_object_is_called_at_once_where_that_may_be)
{
  Request *request;

  export_only (subject_new (&fate), BECK_HELD_HERE, 0, &std);
  request = request_new (&std, 1, 2);
  request_send (request, TRUE);
  assert_hr (request_wait (request), S_OK);
  ck_assert_int_eq (atomic_load (&fate.called_on), gettid ());
  request_free (request);
  assert_hr (beck_export_release_packet (&std), S_OK);
}
END_TEST

START_TEST (mta_object_is_called_on_the_pool_otherwise)
{
  Request *request;

  export_only (subject_new (&fate), BECK_HELD_HERE, 0, &std);
  request = request_new (&std, 1, 2);
  request_send (request, FALSE);
  assert_hr (request_wait (request), S_OK);
  ck_assert_int_ne (atomic_load (&fate.called_on), gettid ());
  request_free (request);
  assert_hr (beck_export_release_packet (&std), S_OK);
}
END_TEST

static void
release_std (gpointer unused)
{
  assert_hr (beck_export_release_packet (&std), S_OK);
}

START_TEST (mta_object_is_released_inside)
{
  export_only (subject_new (&fate), BECK_HELD_HERE, 0, &std);
  actor_do (sta, release_std, NULL);
  gate_pass (&fate.gone);
  ck_assert_int_ne (atomic_load (&fate.gone_on), actor_thread (sta));
}
END_TEST

START_TEST (agile_object_is_called_where_the_call_comes_in)
{
  Request *request;

  actor_do (sta, export_there, subject_new_agile);
  request = request_new (&std, 1, 2);
  request_send (request, TRUE);
  assert_hr (request_wait (request), S_OK);
  ck_assert_int_eq (atomic_load (&fate.called_on), gettid ());
  request_free (request);
  assert_hr (beck_export_release_packet (&std), S_OK);
  assert_count (n_gone, 1);
}
END_TEST

START_TEST (agile_object_is_at_home_everywhere)
{
  IWorker *home;

  actor_do (sta, export_there, subject_new_agile);
  assert_hr (beck_export_unmarshal (&std, &IID_IWorker, (void **) &home), S_OK);
  ck_assert_ptr_nonnull (home);
  assert_count (n_gone, 0);
  IWorker_Release (home);
  assert_count (n_gone, 1);
}
END_TEST

START_TEST (agile_object_outlives_the_apartment_it_was_exported_in)
{
  LONG sum;

  actor_do (sta, export_there, subject_new_agile);
  actor_free (sta);
  sta = NULL;
  assert_hr (request_add (&std, 3, 4, &sum), S_OK);
  ck_assert_int_eq (sum, 7);
  assert_hr (beck_export_release_packet (&std), S_OK);
  assert_count (n_gone, 1);
}
END_TEST

START_TEST (elsewhere_a_packet_is_not_the_object)
{
  IWorker *home;

  actor_do (sta, export_there, subject_new);
  assert_hr (beck_export_unmarshal (&std, &IID_IWorker, (void **) &home), S_OK);
  ck_assert_ptr_null (home);
  release_all (&std, BECK_HELD_HERE);
  actor_do (sta, serve_until, &fate.gone);
}
END_TEST

static void
export_again (gpointer other)
{
  export_worker (subject, BECK_HELD_HERE, 0, other);
}

/* The same object, passed to another apartment as it must not be, is another one there. */
START_TEST (one_export_per_apartment)
{
  STDOBJREF other;

  subject = subject_new (&fate);
  export_worker (subject, BECK_HELD_HERE, 0, &std);
  actor_do (sta, export_again, &other);
  ck_assert (std.oid != other.oid);
  assert_hr (beck_export_release_packet (&std), S_OK);
  actor_free (sta);
  sta = NULL;
  subject_unref (subject);
  assert_count (n_gone, 1);
  beck_export_release_packet (&other);
}
END_TEST

START_TEST (outside_of_apartments_nothing_is_exported)
{
  subject = subject_new (&fate);
  CoUninitialize ();
  assert_hr (beck_export_marshal (BECK_UNKNOWN (subject), &IID_IWorker, BECK_HELD_HERE, 0, &std),
             CO_E_NOTINITIALIZED);
  assert_hr (beck_export_lock (BECK_UNKNOWN (subject), TRUE), CO_E_NOTINITIALIZED);
  assert_hr (beck_export_disconnect (BECK_UNKNOWN (subject)), CO_E_NOTINITIALIZED);
  subject_unref (subject);
  assert_hr (CoInitializeEx (NULL, COINIT_MULTITHREADED), S_OK);
}
END_TEST

/* ---- Others ask ---- */

typedef struct
{
  REMQIRESULT result;
  HRESULT hr;
  Gate done;
} Query;

static void
query (gpointer data)
{
  Query *self = data;

  self->hr = beck_export_query (&std.ipid, BECK_HELD_ELSEWHERE, 1, 1, &IID_INamed,
                                &self->result);
  gate_open (&self->done);
}

/* While both wait for each other, both are served. */
START_TEST (query_enters_the_apartment)
{
  Query asked = { .hr = E_FAIL };

  set_up_sta ();
  export_only (subject_new (&fate), BECK_HELD_ELSEWHERE, 0, &std);
  sta = actor_new (COINIT_MULTITHREADED);
  actor_start (sta, query, &asked);
  serve_until (&asked.done);
  actor_wait (sta);
  assert_hr (asked.hr, S_OK);
  release_all (&asked.result.std, BECK_HELD_ELSEWHERE);
  release_all (&std, BECK_HELD_ELSEWHERE);
  assert_count (n_gone, 1);
  ck_assert_int_eq (atomic_load (&fate.gone_on), gettid ());
  actor_free (sta);
  tear_down ();
}
END_TEST

Suite *
apartments_suite (void)
{
  Suite *suite = suite_create ("apartments");
  TCase *tc = tcase_create ("two");

  tcase_add_checked_fixture (tc, set_up, tear_down_sta);
  tcase_add_test (tc, sta_object_is_called_on_its_thread);
  tcase_add_test (tc, sta_object_is_released_on_its_thread);
  tcase_add_test (tc, mta_object_is_called_at_once_where_that_may_be);
  tcase_add_test (tc, mta_object_is_called_on_the_pool_otherwise);
  tcase_add_test (tc, mta_object_is_released_inside);
  tcase_add_test (tc, agile_object_is_called_where_the_call_comes_in);
  tcase_add_test (tc, agile_object_is_at_home_everywhere);
  tcase_add_test (tc, agile_object_outlives_the_apartment_it_was_exported_in);
  tcase_add_test (tc, elsewhere_a_packet_is_not_the_object);
  tcase_add_test (tc, one_export_per_apartment);
  tcase_add_test (tc, outside_of_apartments_nothing_is_exported);
  suite_add_tcase (suite, tc);

  tc = tcase_create ("waiting");
  tcase_add_test (tc, query_enters_the_apartment);
  suite_add_tcase (suite, tc);
  return suite;
}
