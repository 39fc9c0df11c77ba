/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What of a server a stub calls: its call objects if it has any, whichever way the client
 * calls, and its methods otherwise (spec/com.md 4.1). */

#include "suites.h"

static Scene *scene;
static IWorker *worker;

static void
set_up_for (Server *server, DWORD apartment)
{
  assert_hr (CoInitializeEx (NULL, apartment), S_OK);
  scene = scene_new (server, &IID_IWorker, FALSE);
  worker = scene->interface;
}

static void
set_up (void)
{
  set_up_for (server_new_with_calls (), COINIT_MULTITHREADED);
}

static void
set_up_sta (void)
{
  set_up_for (server_new_with_calls (), COINIT_APARTMENTTHREADED);
}

static void
set_up_sync (void)
{
  set_up_for (server_new (), COINIT_MULTITHREADED);
}

static void
tear_down (void)
{
  scene_free (scene);
  CoUninitialize ();
}

static void
check_counts (guint n_sync, guint n_begun, guint n_finished)
{
  ck_assert_uint_eq (atomic_load (&scene->server->n_sync), n_sync);
  ck_assert_uint_eq (atomic_load (&scene->server->n_begun), n_begun);
  ck_assert_uint_eq (atomic_load (&scene->server->n_finished), n_finished);
}

static void
make_async_call (void)
{
  AsyncIWorker *call = scene_call (scene, &IID_AsyncIWorker);
  LONG sum = 0;

  assert_hr (AsyncIWorker_Begin_Add (call, 20, 22), S_OK);
  assert_hr (AsyncIWorker_Finish_Add (call, &sum), S_OK);
  ck_assert_int_eq (sum, 42);
  let_go (&call);
}

static void
make_sync_call (void)
{
  LONG sum = 0;

  assert_hr (IWorker_Add (worker, 20, 22, &sum), S_OK);
  ck_assert_int_eq (sum, 42);
}

/* ---- The four rows of the table ---- */

START_TEST (sync_to_sync)
{
  make_sync_call ();
  check_counts (1, 0, 0);
}
END_TEST

START_TEST (async_to_sync)
{
  make_async_call ();
  check_counts (1, 0, 0);
}
END_TEST

START_TEST (sync_to_async)
{
  scene->server->manner = _i;
  make_sync_call ();
  check_counts (0, 1, 1);
}
END_TEST

START_TEST (async_to_async)
{
  scene->server->manner = _i;
  make_async_call ();
  check_counts (0, 1, 1);
}
END_TEST

/* ---- How call objects are used ---- */

START_TEST (finish_runs_in_the_stub_s_thread_and_not_inside_signal)
{
  scene->server->manner = _i;
  make_sync_call ();
  ck_assert_ptr_eq (scene->server->finisher, g_thread_self ());
  ck_assert (!scene->server->was_nested);
}
END_TEST

START_TEST (an_sta_takes_calls_while_its_stub_waits)
{
  scene->server->manner = ON_POOL;
  scene->server->apartment = beck_apartment_current ();
  make_sync_call ();
  ck_assert_uint_eq (atomic_load (&scene->server->n_entered), 1);
}
END_TEST

START_TEST (all_kinds_of_methods_go_by_call_objects)
{
  LONG value = 40, before = 0;
  char *name = NULL;

  scene->server->manner = ON_POOL;
  assert_hr (IWorker_Grow (worker, &value, 2, &before), S_OK);
  ck_assert_int_eq (value, 42);
  ck_assert_int_eq (before, 40);
  assert_hr (IWorker_Name (worker, &name), S_OK);
  ck_assert_str_eq (name, "worker");
  CoTaskMemFree (name);
  ck_assert_uint_eq (IWorker_Count (worker, "four"), 4);
  check_counts (0, 3, 3);
}
END_TEST

START_TEST (a_result_of_finish_is_the_call_s)
{
  LONG sum = 77;

  scene->server->manner = ON_POOL;
  scene->server->result = E_ACCESSDENIED;
  assert_hr (IWorker_Add (worker, 1, 2, &sum), E_ACCESSDENIED);
  scene->server->result = S_FALSE;
  assert_hr (IWorker_Add (worker, 1, 2, &sum), S_FALSE);
}
END_TEST

START_TEST (a_begin_that_fails_is_the_method_s_result)
{
  LONG sum = 77;

  scene->server->manner = NOT_AT_ALL;
  assert_hr (IWorker_Add (worker, 1, 2, &sum), E_ACCESSDENIED);
  ck_assert_int_eq (sum, 0);
  check_counts (0, 0, 0);
}
END_TEST

START_TEST (a_server_that_forgets_a_call_fails_it)
{
  LONG sum = 77;

  scene->server->manner = FORGET;
  assert_hr (IWorker_Add (worker, 1, 2, &sum), RPC_E_SERVERFAULT);
  ck_assert_int_eq (sum, 0);
}
END_TEST

START_TEST (an_interface_without_call_objects_is_called_by_its_methods)
{
  Scene *other = scene_new (server_new_with_calls (), &IID_ICarrier, FALSE);
  LONG values[2] = { 0, 0 };

  assert_hr (ICarrier_Count ((ICarrier *) other->interface, 2, values), S_OK);
  ck_assert_int_eq (values[1], 2);
  scene_free (other);
}
END_TEST

Suite *
dispatch_suite (void)
{
  Suite *suite = suite_create ("dispatch");
  TCase *tc = tcase_create ("methods");

  tcase_add_checked_fixture (tc, set_up_sync, tear_down);
  tcase_add_test (tc, sync_to_sync);
  tcase_add_test (tc, async_to_sync);
  suite_add_tcase (suite, tc);

  tc = tcase_create ("calls");
  tcase_add_checked_fixture (tc, set_up, tear_down);
  tcase_add_loop_test (tc, sync_to_async, AT_ONCE, ON_POOL + 1);
  tcase_add_loop_test (tc, async_to_async, AT_ONCE, ON_POOL + 1);
  tcase_add_loop_test (tc, finish_runs_in_the_stub_s_thread_and_not_inside_signal, AT_ONCE,
                       ON_POOL + 1);
  tcase_add_test (tc, all_kinds_of_methods_go_by_call_objects);
  tcase_add_test (tc, a_result_of_finish_is_the_call_s);
  tcase_add_test (tc, a_begin_that_fails_is_the_method_s_result);
  tcase_add_test (tc, a_server_that_forgets_a_call_fails_it);
  tcase_add_test (tc, an_interface_without_call_objects_is_called_by_its_methods);
  suite_add_tcase (suite, tc);

  tc = tcase_create ("sta");
  tcase_add_checked_fixture (tc, set_up_sta, tear_down);
  tcase_add_loop_test (tc, sync_to_async, AT_ONCE, ON_POOL + 1);
  tcase_add_loop_test (tc, finish_runs_in_the_stub_s_thread_and_not_inside_signal, AT_ONCE,
                       ON_POOL + 1);
  tcase_add_test (tc, an_sta_takes_calls_while_its_stub_waits);
  suite_add_tcase (suite, tc);
  return suite;
}
