/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The multithreaded apartment: how long it exists, who is in it without having entered, and
 * the threads of the pool (spec/com.md 6.1).
 */

#include "suites.h"

#include "actor.h"
#include "base/alloc.h"
#include "gate.h"
#include "scene.h"

static void
assert_implicit (gpointer unused)
{
  assert_type (APTTYPE_MTA, APTTYPEQUALIFIER_IMPLICIT_MTA);
}

static void
assert_outside (gpointer unused)
{
  assert_no_apartment ();
}

/* ---- The implicit MTA ---- */

START_TEST (others_are_in_the_mta_while_it_exists)
{
  Actor *other = actor_new (ACTOR_OUTSIDE);

  actor_do (other, assert_outside, NULL);
  enter_mta ();
  actor_do (other, assert_implicit, NULL);
  leave_apartment ();
  actor_do (other, assert_outside, NULL);
  actor_free (other);
}
END_TEST

START_TEST (last_thread_takes_the_mta_along)
{
  Actor *a = actor_new (COINIT_MULTITHREADED);
  Actor *b = actor_new (COINIT_MULTITHREADED);

  actor_free (a);
  assert_implicit (NULL);
  actor_free (b);
  assert_no_apartment ();
}
END_TEST

START_TEST (thread_that_ends_without_leaving_is_in_it_no_more)
{
  actor_kill (actor_new (COINIT_MULTITHREADED));
  assert_no_apartment ();
}
END_TEST

START_TEST (implicit_thread_may_enter_an_sta)
{
  Actor *other = actor_new (COINIT_MULTITHREADED);

  enter_sta ();
  assert_type (APTTYPE_MAINSTA, APTTYPEQUALIFIER_NONE);
  leave_apartment ();
  assert_implicit (NULL);
  actor_free (other);
}
END_TEST

START_TEST (implicit_thread_may_enter_the_mta)
{
  Actor *other = actor_new (COINIT_MULTITHREADED);

  enter_mta ();
  assert_type (APTTYPE_MTA, APTTYPEQUALIFIER_NONE);
  actor_free (other);
  assert_type (APTTYPE_MTA, APTTYPEQUALIFIER_NONE);
  leave_apartment ();
}
END_TEST

START_TEST (sta_does_not_make_an_mta)
{
  Actor *other = actor_new (COINIT_APARTMENTTHREADED);

  assert_no_apartment ();
  actor_free (other);
}
END_TEST

START_TEST (implicit_thread_uses_the_class_library)
{
  Actor *other = actor_new (COINIT_MULTITHREADED);
  g_autoptr (ISynchronize) event = NULL;

  assert_hr (CoCreateInstance (&CLSID_ManualResetEvent, NULL, CLSCTX_INPROC_SERVER,
                               &IID_ISynchronize, (void **) &event),
             S_OK);
  actor_free (other);
}
END_TEST

/* ---- Usage without a thread ---- */

START_TEST (usage_makes_the_mta)
{
  CO_MTA_USAGE_COOKIE cookie;

  assert_hr (CoIncrementMTAUsage (&cookie), S_OK);
  ck_assert_ptr_nonnull (cookie);
  assert_implicit (NULL);
  assert_hr (CoDecrementMTAUsage (cookie), S_OK);
  assert_no_apartment ();
}
END_TEST

START_TEST (every_usage_counts)
{
  CO_MTA_USAGE_COOKIE a, b;

  assert_hr (CoIncrementMTAUsage (&a), S_OK);
  assert_hr (CoIncrementMTAUsage (&b), S_OK);
  ck_assert_ptr_ne (a, b);
  assert_hr (CoDecrementMTAUsage (a), S_OK);
  assert_implicit (NULL);
  assert_hr (CoDecrementMTAUsage (b), S_OK);
  assert_no_apartment ();
}
END_TEST

START_TEST (usage_outlives_the_last_thread)
{
  Actor *actor = actor_new (COINIT_MULTITHREADED);
  CO_MTA_USAGE_COOKIE cookie;

  assert_hr (CoIncrementMTAUsage (&cookie), S_OK);
  actor_free (actor);
  assert_implicit (NULL);
  assert_hr (CoDecrementMTAUsage (cookie), S_OK);
}
END_TEST

START_TEST (usage_does_not_move_the_thread_that_asks)
{
  CO_MTA_USAGE_COOKIE cookie;

  enter_sta ();
  assert_hr (CoIncrementMTAUsage (&cookie), S_OK);
  assert_type (APTTYPE_MAINSTA, APTTYPEQUALIFIER_NONE);
  assert_hr (CoDecrementMTAUsage (cookie), S_OK);
  leave_apartment ();
}
END_TEST

START_TEST (unknown_cookie_is_invalid)
{
  CO_MTA_USAGE_COOKIE cookie;
  int nothing;

  assert_hr (CoIncrementMTAUsage (NULL), E_INVALIDARG);
  assert_hr (CoDecrementMTAUsage (NULL), E_INVALIDARG);
  assert_hr (CoDecrementMTAUsage ((CO_MTA_USAGE_COOKIE) &nothing), E_INVALIDARG);
  assert_hr (CoIncrementMTAUsage (&cookie), S_OK);
  assert_hr (CoDecrementMTAUsage (cookie), S_OK);
  assert_hr (CoDecrementMTAUsage (cookie), E_INVALIDARG);
}
END_TEST

START_TEST (usage_without_memory_leaves_nothing_behind)
{
  CO_MTA_USAGE_COOKIE cookie = (CO_MTA_USAGE_COOKIE) 1;

  assert_no_apartment ();
  beck_alloc_fail_at (0);
  assert_hr (CoIncrementMTAUsage (&cookie), E_OUTOFMEMORY);
  beck_alloc_fail_at (-1);
  ck_assert_ptr_null (cookie);
  assert_no_apartment ();
}
END_TEST

/* ---- The threads of the pool ---- */

typedef struct
{
  BeckWork work;
  void (*body) (void);
  atomic_int done;
} PoolWork;

static void
run_pool_work (BeckWork *work)
{
  PoolWork *self = (PoolWork *) work;

  self->body ();
  atomic_store (&self->done, 1);
}

/* Runs @body on a thread of the pool. */
static void
run_on_pool (void (*body) (void))
{
  PoolWork work = { { .run = run_pool_work }, body, 0 };

  assert_hr (beck_pool_push (&work.work), S_OK);
  sleep_until (&work.done);
}

static void
expect_pool_in_mta (void)
{
  assert_type (APTTYPE_MTA, APTTYPEQUALIFIER_NONE);
}

static void
expect_mta_again (void)
{
  assert_hr (CoInitializeEx (NULL, COINIT_MULTITHREADED), S_FALSE);
  assert_hr (CoInitializeEx (NULL, COINIT_MULTITHREADED), S_FALSE);
  CoUninitialize ();
  CoUninitialize ();
  assert_type (APTTYPE_MTA, APTTYPEQUALIFIER_NONE);
}

static void
expect_mta_anew (void)
{
  assert_no_apartment ();
  assert_hr (CoInitializeEx (NULL, COINIT_MULTITHREADED), S_OK);
  assert_type (APTTYPE_MTA, APTTYPEQUALIFIER_NONE);
  CoUninitialize ();
  assert_no_apartment ();
}

static void
expect_no_sta (void)
{
  assert_hr (CoInitializeEx (NULL, COINIT_APARTMENTTHREADED), RPC_E_CHANGED_MODE);
}

START_TEST (pool_is_in_the_mta)
{
  enter_mta ();
  run_on_pool (expect_pool_in_mta);
  leave_apartment ();
}
END_TEST

START_TEST (pool_is_in_no_sta_of_those_who_use_it)
{
  enter_sta ();
  run_on_pool (assert_no_apartment);
  leave_apartment ();
}
END_TEST

START_TEST (pool_thread_is_in_the_mta_already)
{
  enter_mta ();
  run_on_pool (expect_mta_again);
  leave_apartment ();
}
END_TEST

START_TEST (pool_thread_makes_the_mta_when_there_is_none)
{
  run_on_pool (expect_mta_anew);
  assert_no_apartment ();
}
END_TEST

START_TEST (pool_thread_never_enters_an_sta)
{
  run_on_pool (expect_no_sta);
  enter_mta ();
  run_on_pool (expect_no_sta);
  leave_apartment ();
}
END_TEST

static HRESULT
answer_mta (void)
{
  HRESULT hr = CoInitializeEx (NULL, COINIT_MULTITHREADED);

  if (SUCCEEDED (hr))
    CoUninitialize ();
  return hr;
}

static HRESULT
answer_sta (void)
{
  return CoInitializeEx (NULL, COINIT_APARTMENTTHREADED);
}

START_TEST (job_is_served_in_the_mta)
{
  enter_mta ();
  assert_hr (gate_run_in_job (answer_mta), S_FALSE);
  assert_hr (gate_run_in_job (answer_sta), RPC_E_CHANGED_MODE);
  leave_apartment ();
}
END_TEST

/* ---- Entering and leaving at once ---- */

#define N_ROUNDS 2000

static void
enter_and_leave_often (gpointer unused)
{
  for (int i = 0; i < N_ROUNDS; i++)
    {
      CO_MTA_USAGE_COOKIE cookie;

      assert_hr (CoInitializeEx (NULL, COINIT_MULTITHREADED), S_OK);
      ck_assert_ptr_nonnull (beck_apartment_current ());
      assert_hr (CoIncrementMTAUsage (&cookie), S_OK);
      CoUninitialize ();
      assert_type (APTTYPE_MTA, APTTYPEQUALIFIER_IMPLICIT_MTA);
      assert_hr (CoDecrementMTAUsage (cookie), S_OK);
    }
}

START_TEST (threads_that_come_and_go_leave_no_mta_behind)
{
  Actor *actors[4];

  for (guint i = 0; i < G_N_ELEMENTS (actors); i++)
    actors[i] = actor_new (ACTOR_OUTSIDE);
  for (guint i = 0; i < G_N_ELEMENTS (actors); i++)
    actor_start (actors[i], enter_and_leave_often, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (actors); i++)
    {
      actor_wait (actors[i]);
      actor_free (actors[i]);
    }
  assert_no_apartment ();
}
END_TEST

Suite *
mta_suite (void)
{
  Suite *suite = suite_create ("mta");
  TCase *tc_implicit = tcase_create ("implicit");
  TCase *tc_usage = tcase_create ("usage");
  TCase *tc_pool = tcase_create ("pool");
  TCase *tc_race = tcase_create ("race");

  tcase_add_test (tc_implicit, others_are_in_the_mta_while_it_exists);
  tcase_add_test (tc_implicit, last_thread_takes_the_mta_along);
  tcase_add_test (tc_implicit, thread_that_ends_without_leaving_is_in_it_no_more);
  tcase_add_test (tc_implicit, implicit_thread_may_enter_an_sta);
  tcase_add_test (tc_implicit, implicit_thread_may_enter_the_mta);
  tcase_add_test (tc_implicit, sta_does_not_make_an_mta);
  tcase_add_test (tc_implicit, implicit_thread_uses_the_class_library);
  suite_add_tcase (suite, tc_implicit);

  tcase_add_test (tc_usage, usage_makes_the_mta);
  tcase_add_test (tc_usage, every_usage_counts);
  tcase_add_test (tc_usage, usage_outlives_the_last_thread);
  tcase_add_test (tc_usage, usage_does_not_move_the_thread_that_asks);
  tcase_add_test (tc_usage, unknown_cookie_is_invalid);
  tcase_add_test (tc_usage, usage_without_memory_leaves_nothing_behind);
  suite_add_tcase (suite, tc_usage);

  tcase_add_test (tc_pool, pool_is_in_the_mta);
  tcase_add_test (tc_pool, pool_is_in_no_sta_of_those_who_use_it);
  tcase_add_test (tc_pool, pool_thread_is_in_the_mta_already);
  tcase_add_test (tc_pool, pool_thread_makes_the_mta_when_there_is_none);
  tcase_add_test (tc_pool, pool_thread_never_enters_an_sta);
  tcase_add_test (tc_pool, job_is_served_in_the_mta);
  suite_add_tcase (suite, tc_pool);

  tcase_add_test (tc_race, threads_that_come_and_go_leave_no_mta_behind);
  suite_add_tcase (suite, tc_race);
  return suite;
}
