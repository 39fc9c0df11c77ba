/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Asynchronous proxies, over a channel that is asynchronous and over one that is not. */

#include "suites.h"

static Scene *scene;
static AsyncIWorker *call;

static void
set_up_on (Server *server, gboolean async_channel)
{
  assert_hr (CoInitializeEx (NULL, COINIT_MULTITHREADED), S_OK);
  scene = scene_new (server, &IID_IWorker, async_channel);
  call = scene_call (scene, &IID_AsyncIWorker);
}

static void
set_up_pool (void)
{
  set_up_on (server_new (), FALSE);
}

static void
set_up_async (void)
{
  set_up_on (server_new (), TRUE);
}

static void
tear_down (void)
{
  let_go (&call);
  scene_free (scene);
  CoUninitialize ();
  ck_assert_uint_eq (table_clear (), 0);
}

static void
make_a_call (void)
{
  LONG sum = 0;

  assert_hr (AsyncIWorker_Begin_Add (call, 20, 22), S_OK);
  assert_hr (AsyncIWorker_Finish_Add (call, &sum), S_OK);
  ck_assert_int_eq (sum, 42);
}

static HRESULT
wait_for_call (DWORD timeout_ms)
{
  g_autoptr (ISynchronize) sync = NULL;

  assert_hr (AsyncIWorker_QueryInterface (call, &IID_ISynchronize, (void **) &sync), S_OK);
  return ISynchronize_Wait (sync, COWAIT_DEFAULT, timeout_ms);
}

/* ---- Over either ---- */

START_TEST (a_call_is_begun_and_finished_again_and_again)
{
  for (guint i = 0; i < 3; i++)
    make_a_call ();
  ck_assert_uint_eq (scene->channel->n_calls, 3);
  ck_assert_uint_eq (atomic_load (&scene->server->n_sync), 3);
}
END_TEST

START_TEST (halves_share_in_out_parameters)
{
  LONG value = 40, result = 0, before = 0;

  assert_hr (AsyncIWorker_Begin_Grow (call, &value, 2), S_OK);
  value = -1;
  assert_hr (AsyncIWorker_Finish_Grow (call, &result, &before), S_OK);
  ck_assert_int_eq (result, 42);
  ck_assert_int_eq (before, 40);
  ck_assert_int_eq (value, -1);
}
END_TEST

START_TEST (inherited_methods_have_halves_too)
{
  char *name = NULL;

  assert_hr (AsyncIWorker_Begin_Name (call), S_OK);
  assert_hr (AsyncIWorker_Finish_Name (call, &name), S_OK);
  ck_assert_str_eq (name, "worker");
  CoTaskMemFree (name);
  assert_hr ((HRESULT) AsyncIWorker_Begin_Count (call, "three"), S_OK);
  ck_assert_uint_eq (AsyncIWorker_Finish_Count (call), 5);
}
END_TEST

START_TEST (a_base_s_call_object_is_there_too)
{
  AsyncINamed *named = scene_call (scene, &IID_AsyncINamed);
  char *name = NULL;

  assert_hr (AsyncINamed_Begin_Name (named), S_OK);
  assert_hr (AsyncINamed_Finish_Name (named, &name), S_OK);
  CoTaskMemFree (name);
  let_go (&named);
}
END_TEST

START_TEST (a_derived_interface_of_another_file_has_calls)
{
  Scene *other = scene_new (server_new (), &IID_IForeman, FALSE);
  AsyncIForeman *foreman = scene_call (other, &IID_AsyncIForeman);
  AsyncIWorker *worker = scene_call (other, &IID_AsyncIWorker);
  LONG n = 0;

  assert_hr (AsyncIForeman_Begin_Multiply (foreman, 6, 7), S_OK);
  assert_hr (AsyncIForeman_Finish_Multiply (foreman, &n), S_OK);
  ck_assert_int_eq (n, 42);
  assert_hr (AsyncIWorker_Begin_Add (worker, 6, 7), S_OK);
  assert_hr (AsyncIWorker_Finish_Add (worker, &n), S_OK);
  ck_assert_int_eq (n, 13);
  let_go (&worker);
  let_go (&foreman);
  scene_free (other);
}
END_TEST

START_TEST (the_method_s_failure_comes_from_finish)
{
  LONG sum = 77;

  scene->server->result = E_ACCESSDENIED;
  assert_hr (AsyncIWorker_Begin_Add (call, 1, 2), S_OK);
  assert_hr (wait_for_call (INFINITE), S_OK);
  assert_hr (AsyncIWorker_Finish_Add (call, &sum), E_ACCESSDENIED);
  scene->server->result = S_FALSE;
  assert_hr (AsyncIWorker_Begin_Add (call, 1, 2), S_OK);
  assert_hr (AsyncIWorker_Finish_Add (call, &sum), S_FALSE);
  ck_assert_int_eq (sum, 3);
}
END_TEST

START_TEST (the_channel_s_failure_comes_from_finish)
{
  LONG sum = 77;

  scene->channel->result = RPC_E_SERVER_DIED;
  assert_hr (AsyncIWorker_Begin_Add (call, 1, 2), S_OK);
  assert_hr (AsyncIWorker_Finish_Add (call, &sum), RPC_E_SERVER_DIED);
  ck_assert_int_eq (sum, 0);
  scene->channel->result = S_OK;
  make_a_call ();
}
END_TEST

START_TEST (a_cut_reply_fails_finish)
{
  LONG sum = 77;

  scene->channel->cut = 1;
  assert_hr (AsyncIWorker_Begin_Add (call, 1, 2), S_OK);
  assert_hr (AsyncIWorker_Finish_Add (call, &sum), (HRESULT) 0x800706F7);
  ck_assert_int_eq (sum, 0);
  scene->channel->cut = 0;
  make_a_call ();
}
END_TEST

START_TEST (what_cannot_be_sent_fails_begin)
{
  scene->channel->buffer_result = E_OUTOFMEMORY;
  assert_hr (AsyncIWorker_Begin_Add (call, 1, 2), E_OUTOFMEMORY);
  scene->channel->buffer_result = S_OK;
  IRpcProxyBuffer_Disconnect (scene->proxy);
  assert_hr (AsyncIWorker_Begin_Add (call, 1, 2), RPC_E_DISCONNECTED);
  assert_hr (IRpcProxyBuffer_Connect (scene->proxy, &scene->channel->sync), S_OK);
  assert_hr (AsyncIWorker_Begin_Grow (call, NULL, 2), (HRESULT) 0x800706F4);
  make_a_call ();
}
END_TEST

START_TEST (finish_without_begin_is_refused_with_zeros)
{
  LONG sum = 77;

  assert_hr (AsyncIWorker_Finish_Add (call, &sum), RPC_E_CALL_COMPLETE);
  ck_assert_int_eq (sum, 0);
}
END_TEST

START_TEST (an_abandoned_call_runs_and_leaves_nothing)
{
  assert_hr (AsyncIWorker_Begin_Add (call, 1, 2), S_OK);
  assert_hr (wait_for_call (INFINITE), S_OK);
  let_go (&call);
  ck_assert_uint_eq (scene->channel->n_calls, 1);
}
END_TEST

START_TEST (disconnecting_lets_a_call_in_progress_end)
{
  LONG sum = 0;

  assert_hr (AsyncIWorker_Begin_Add (call, 1, 2), S_OK);
  IRpcProxyBuffer_Disconnect (scene->proxy);
  assert_hr (AsyncIWorker_Finish_Add (call, &sum), S_OK);
  ck_assert_int_eq (sum, 3);
}
END_TEST

/* ---- What results depend on ---- */

static AsyncICarrier *
carrier_call (Scene **other, gboolean async_channel)
{
  *other = scene_new (server_new (), &IID_ICarrier, async_channel);
  return scene_call (*other, &IID_AsyncICarrier);
}

START_TEST (results_may_depend_on_what_begin_was_given)
{
  gboolean async_channel = _i;
  Scene *other;
  AsyncICarrier *carrier = carrier_call (&other, async_channel);
  ULONG *n = g_new (ULONG, 1);
  IID *iid = g_new (IID, 1);
  LONG values[3] = { 0, 0, 77 };
  IWorker *worker = NULL;

  assert_hr (AsyncICarrier_Begin_Count (carrier, 2), S_OK);
  assert_hr (AsyncICarrier_Finish_Count (carrier, values), S_OK);
  ck_assert_int_eq (values[1], 2);
  *n = 1;
  values[1] = 77;
  assert_hr (AsyncICarrier_Begin_CountTo (carrier, n), S_OK);
  g_free (n);
  assert_hr (AsyncICarrier_Finish_CountTo (carrier, values), S_OK);
  ck_assert_int_eq (values[0], 1);
  ck_assert_int_eq (values[1], 77);
  *iid = IID_IWorker;
  assert_hr (AsyncICarrier_Begin_Find (carrier, iid), S_OK);
  g_free (iid);
  assert_hr (AsyncICarrier_Finish_Find (carrier, (void **) &worker), S_OK);
  ck_assert_ptr_nonnull (worker);
  let_go (&worker);
  let_go (&carrier);
  scene_free (other);
}
END_TEST

START_TEST (an_in_out_size_need_not_be_set_again)
{
  Scene *other;
  AsyncICarrier *carrier = carrier_call (&other, TRUE);
  LONG values[] = { 3, 4 }, results[] = { 0, 0, 77 };
  ULONG n = 2, result = 1000;

  assert_hr (AsyncICarrier_Begin_Trim (carrier, &n, values), S_OK);
  assert_hr (AsyncICarrier_Finish_Trim (carrier, &result, results), S_OK);
  ck_assert_uint_eq (result, 2);
  ck_assert_int_eq (results[0], -3);
  ck_assert_int_eq (results[1], -4);
  ck_assert_int_eq (results[2], 77);
  let_go (&carrier);
  scene_free (other);
}
END_TEST

/* ---- Over an asynchronous channel ---- */

START_TEST (begin_does_not_wait_for_the_reply)
{
  LONG sum = 0;

  scene->channel->manner = HOLD;
  assert_hr (AsyncIWorker_Begin_Add (call, 1, 2), S_OK);
  assert_hr (AsyncIWorker_Begin_Add (call, 1, 2), RPC_S_CALLPENDING);
  assert_hr (wait_for_call (0), RPC_E_TIMEOUT);
  ck_assert_uint_eq (scene->channel->n_calls, 0);
  channel_answer (scene->channel);
  assert_hr (wait_for_call (0), S_OK);
  assert_hr (AsyncIWorker_Finish_Add (call, &sum), S_OK);
  ck_assert_int_eq (sum, 3);
}
END_TEST

START_TEST (many_calls_are_out_at_a_time)
{
  AsyncIWorker *calls[10];
  LONG sum = 0;

  scene->channel->manner = HOLD;
  for (LONG i = 0; i < 10; i++)
    {
      calls[i] = scene_call (scene, &IID_AsyncIWorker);
      assert_hr (AsyncIWorker_Begin_Add (calls[i], i, 100), S_OK);
    }
  for (guint i = 0; i < 10; i++)
    channel_answer (scene->channel);
  for (LONG i = 9; i >= 0; i--)
    {
      assert_hr (AsyncIWorker_Finish_Add (calls[i], &sum), S_OK);
      ck_assert_int_eq (sum, i + 100);
      let_go (&calls[i]);
    }
}
END_TEST

START_TEST (a_cancelled_call_ends_before_its_reply)
{
  LONG sum = 77;

  scene->channel->manner = HOLD;
  assert_hr (AsyncIWorker_Begin_Add (call, 1, 2), S_OK);
  assert_hr (cancel (call), S_OK);
  assert_hr (AsyncIWorker_Finish_Add (call, &sum), RPC_E_CALL_CANCELED);
  ck_assert_int_eq (sum, 0);
  /* The next call does not get the late reply. */
  assert_hr (AsyncIWorker_Begin_Add (call, 10, 20), S_OK);
  channel_answer (scene->channel);
  assert_hr (wait_for_call (0), RPC_E_TIMEOUT);
  channel_answer (scene->channel);
  assert_hr (AsyncIWorker_Finish_Add (call, &sum), S_OK);
  ck_assert_int_eq (sum, 30);
}
END_TEST

START_TEST (a_call_abandoned_before_its_reply_leaves_nothing)
{
  scene->channel->manner = HOLD;
  assert_hr (AsyncIWorker_Begin_Add (call, 1, 2), S_OK);
  let_go (&call);
  channel_answer (scene->channel);
  ck_assert_uint_eq (scene->channel->n_calls, 1);
}
END_TEST

START_TEST (a_channel_that_forgets_a_call_fails_it)
{
  LONG sum = 77;

  scene->channel->manner = DROP;
  assert_hr (AsyncIWorker_Begin_Add (call, 1, 2), S_OK);
  assert_hr (wait_for_call (INFINITE), S_OK);
  assert_hr (AsyncIWorker_Finish_Add (call, &sum), RPC_E_SERVERFAULT);
  ck_assert_int_eq (sum, 0);
}
END_TEST

START_TEST (what_the_channel_refuses_comes_from_finish)
{
  scene->channel->manner = REFUSE;
  scene->channel->result = RPC_E_CANTTRANSMIT_CALL;
  assert_hr (AsyncIWorker_Begin_Add (call, 1, 2), S_OK);
  assert_hr (AsyncIWorker_Finish_Add (call, (LONG[]){ 0 }), RPC_E_CANTTRANSMIT_CALL);
}
END_TEST

static void
add_common (TCase *tc)
{
  tcase_add_test (tc, a_call_is_begun_and_finished_again_and_again);
  tcase_add_test (tc, halves_share_in_out_parameters);
  tcase_add_test (tc, inherited_methods_have_halves_too);
  tcase_add_test (tc, a_base_s_call_object_is_there_too);
  tcase_add_test (tc, a_derived_interface_of_another_file_has_calls);
  tcase_add_test (tc, the_method_s_failure_comes_from_finish);
  tcase_add_test (tc, the_channel_s_failure_comes_from_finish);
  tcase_add_test (tc, a_cut_reply_fails_finish);
  tcase_add_test (tc, what_cannot_be_sent_fails_begin);
  tcase_add_test (tc, finish_without_begin_is_refused_with_zeros);
  tcase_add_test (tc, an_abandoned_call_runs_and_leaves_nothing);
  tcase_add_test (tc, disconnecting_lets_a_call_in_progress_end);
}

Suite *
async_suite (void)
{
  Suite *suite = suite_create ("async");
  TCase *tc = tcase_create ("pool");

  tcase_add_checked_fixture (tc, set_up_pool, tear_down);
  add_common (tc);
  suite_add_tcase (suite, tc);

  tc = tcase_create ("channel");
  tcase_add_checked_fixture (tc, set_up_async, tear_down);
  add_common (tc);
  tcase_add_loop_test (tc, results_may_depend_on_what_begin_was_given, 0, 2);
  tcase_add_test (tc, an_in_out_size_need_not_be_set_again);
  tcase_add_test (tc, begin_does_not_wait_for_the_reply);
  tcase_add_test (tc, many_calls_are_out_at_a_time);
  tcase_add_test (tc, a_cancelled_call_ends_before_its_reply);
  tcase_add_test (tc, a_call_abandoned_before_its_reply_leaves_nothing);
  tcase_add_test (tc, a_channel_that_forgets_a_call_fails_it);
  tcase_add_test (tc, what_the_channel_refuses_comes_from_finish);
  suite_add_tcase (suite, tc);
  return suite;
}
