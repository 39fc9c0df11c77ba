/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Calls that fail: what the caller learns, what becomes of its variables, and that nothing is
 * left behind. */

#include "suites.h"

#include <string.h>

static Scene *scene;
static IWorker *worker;

static void
set_up (void)
{
  scene = scene_new (server_new (), &IID_IWorker, FALSE);
  worker = scene->interface;
}

static void
set_up_carrier (void)
{
  scene = scene_new (server_new (), &IID_ICarrier, FALSE);
}

static void
tear_down (void)
{
  scene_free (scene);
  ck_assert_uint_eq (table_clear (), 0);
}

/* An Add that fails with @expected leaves no sum. */
static void
check_add_fails (HRESULT expected)
{
  LONG sum = 77;

  assert_hr (IWorker_Add (worker, 1, 2, &sum), expected);
  ck_assert_int_eq (sum, 0);
}

/* ---- The server, the channel ---- */

START_TEST (a_server_s_failure_is_the_call_s)
{
  scene->server->result = E_ACCESSDENIED;
  assert_hr (IWorker_Add (worker, 1, 2, (LONG[]){ 0 }), E_ACCESSDENIED);
}
END_TEST

START_TEST (results_of_a_failed_method_are_released)
{
  ICarrier *carrier = scene->interface;
  IItem *item = item_new (3);
  IItem *old = NULL;

  scene->server->result = E_FAIL;
  assert_hr (ICarrier_Exchange (carrier, item, &old), E_FAIL);
  ck_assert_ptr_null (old);
  assert_hr (ICarrier_Exchange (carrier, NULL, &old), E_FAIL);
  let_go (&old);
  let_go (&item);
}
END_TEST

START_TEST (the_channel_s_failure_is_the_call_s)
{
  scene->channel->result = RPC_E_SERVER_DIED;
  check_add_fails (RPC_E_SERVER_DIED);
}
END_TEST

START_TEST (a_status_of_the_channel_becomes_an_hresult)
{
  scene->channel->status = RPC_S_CALL_FAILED;
  check_add_fails ((HRESULT) 0x800706BE);
}
END_TEST

START_TEST (without_a_buffer_nothing_is_called)
{
  scene->channel->buffer_result = E_OUTOFMEMORY;
  check_add_fails (E_OUTOFMEMORY);
  ck_assert_uint_eq (scene->channel->n_calls, 0);
}
END_TEST

START_TEST (a_disconnected_proxy_calls_nobody)
{
  IRpcProxyBuffer_Disconnect (scene->proxy);
  check_add_fails (RPC_E_DISCONNECTED);
  ck_assert_uint_eq (scene->channel->n_calls, 0);
  assert_hr (IRpcProxyBuffer_Connect (scene->proxy, &scene->channel->sync), S_OK);
  assert_hr (IWorker_Add (worker, 1, 2, (LONG[]){ 0 }), S_OK);
}
END_TEST

START_TEST (a_disconnected_stub_calls_nobody)
{
  IRpcStubBuffer_Disconnect (scene->stub);
  check_add_fails (CO_E_OBJNOTCONNECTED);
  ck_assert_uint_eq (atomic_load (&scene->server->n_sync), 0);
}
END_TEST

/* ---- Bytes ---- */

START_TEST (a_reply_cut_anywhere_is_bad_stub_data)
{
  /* A sum and a result, of four bytes each. */
  for (gsize cut = 1; cut <= 8; cut++)
    {
      scene->channel->cut = cut;
      check_add_fails ((HRESULT) 0x800706F7);
    }
}
END_TEST

START_TEST (a_cut_reply_leaves_no_memory_and_no_objects)
{
  ICarrier *carrier = scene->interface;
  IItem *item = item_new (3);

  for (gsize cut = 1; cut <= 16; cut++)
    {
      IItem *old = (IItem *) &old;

      scene->channel->cut = 0;
      assert_hr (ICarrier_Exchange (carrier, item, &old), S_OK);
      let_go (&old);
      scene->channel->cut = cut;
      if (SUCCEEDED (ICarrier_Exchange (carrier, NULL, &old)))
        ck_abort_msg ("%zu bytes less went unnoticed", cut);
      ck_assert_ptr_null (old);
      table_clear ();
    }
  let_go (&item);
}
END_TEST

START_TEST (floating_point_that_is_not_ieee_is_refused)
{
  scene->channel->drep = 0x0110;
  check_add_fails ((HRESULT) 0x800706C4);
}
END_TEST

/* Three numbers instead of two, and everything says so. */
static void
send_one_more (RPCOLEMESSAGE *reply)
{
  const ULONG numbers[] = { 3, 3, 1, 2, 3, S_OK };

  ck_assert_uint_eq (reply->cbBuffer, sizeof numbers - 4);
  reply->Buffer = g_realloc (reply->Buffer, sizeof numbers);
  memcpy (reply->Buffer, numbers, sizeof numbers);
  reply->cbBuffer = sizeof numbers;
}

START_TEST (a_reply_cannot_make_the_caller_s_array_larger)
{
  LONG values[] = { 5, 6, 77 };
  ULONG n = 2;

  scene->channel->rewrite = send_one_more;
  assert_hr (ICarrier_Trim ((ICarrier *) scene->interface, &n, values), (HRESULT) 0x800706F7);
  ck_assert_int_eq (values[2], 77);
}
END_TEST

/* @cut bytes are missing at the end of an Add, which is asked for as method @slot. */
static HRESULT
invoke (ULONG slot, gsize cut)
{
  LONG numbers[2] = { 1, 2 };
  RPCOLEMESSAGE message = { .dataRepresentation = 0x10,
                            .Buffer = numbers,
                            .cbBuffer = (ULONG) (sizeof numbers - cut),
                            .iMethod = slot };
  HRESULT hr = IRpcStubBuffer_Invoke (scene->stub, &message, &scene->channel->sync);

  if (SUCCEEDED (hr))
    IRpcChannelBuffer_FreeBuffer (&scene->channel->sync, &message);
  return hr;
}

START_TEST (a_request_cut_anywhere_calls_nobody)
{
  assert_hr (invoke (5, 0), S_OK);
  ck_assert_uint_eq (atomic_load (&scene->server->n_sync), 1);
  for (gsize cut = 1; cut <= 8; cut++)
    assert_hr (invoke (5, cut), (HRESULT) 0x800706F7);
  ck_assert_uint_eq (atomic_load (&scene->server->n_sync), 1);
}
END_TEST

START_TEST (numbers_that_are_no_method_are_refused)
{
  static const ULONG slots[] = { 0, 2, 7, 8, 1000, G_MAXUINT32 };

  for (guint i = 0; i < G_N_ELEMENTS (slots); i++)
    assert_hr (invoke (slots[i], 0), RPC_E_INVALIDMETHOD);
}
END_TEST

START_TEST (a_local_method_cannot_be_asked_for)
{
  Scene *other = scene_new (server_new (), &IID_IMarked, FALSE);
  RPCOLEMESSAGE message = { .dataRepresentation = 0x10, .iMethod = 4 };

  assert_hr (IRpcStubBuffer_Invoke (other->stub, &message, &other->channel->sync),
             RPC_E_INVALIDMETHOD);
  message.iMethod = 5;
  assert_hr (IRpcStubBuffer_Invoke (other->stub, &message, &other->channel->sync),
             RPC_E_INVALIDMETHOD);
  scene_free (other);
}
END_TEST

START_TEST (without_room_for_the_reply_the_method_has_run)
{
  scene->channel->buffer_result = RPC_E_OUT_OF_RESOURCES;
  assert_hr (invoke (5, 0), RPC_E_OUT_OF_RESOURCES);
  ck_assert_uint_eq (atomic_load (&scene->server->n_sync), 1);
}
END_TEST

/* ---- Arguments ---- */

START_TEST (a_null_reference_is_not_sent)
{
  Point corner = { 1, 1 };

  assert_hr (ICarrier_Measure ((ICarrier *) scene->interface, NULL, &corner),
             (HRESULT) 0x800706F4);
  ck_assert_uint_eq (scene->channel->n_calls, 0);
}
END_TEST

START_TEST (interface_pointers_need_someone_to_carry_them)
{
  static const BeckProxyFile *const files[] = { &test_orpc_ProxyFile, NULL };
  g_autoptr (IPSFactoryBuffer) factory = NULL;
  g_autoptr (IRpcProxyBuffer) proxy = NULL;
  g_autoptr (ICarrier) carrier = NULL;
  g_autoptr (IItem) item = item_new (3);
  IItem *old = NULL;

  assert_hr (beck_proxy_factory_new (files, NULL, &factory), S_OK);
  assert_hr (IPSFactoryBuffer_CreateProxy (factory, NULL, &IID_ICarrier, &proxy,
                                           (void **) &carrier),
             S_OK);
  assert_hr (IRpcProxyBuffer_Connect (proxy, &scene->channel->sync), S_OK);
  assert_hr (ICarrier_Exchange (carrier, item, &old),
             HRESULT_FROM_WIN32 (RPC_S_CANNOT_SUPPORT));
  assert_hr (ICarrier_Exchange (carrier, NULL, &old), S_OK);
}
END_TEST

Suite *
failures_suite (void)
{
  Suite *suite = suite_create ("failures");
  TCase *tc = tcase_create ("worker");

  tcase_add_checked_fixture (tc, set_up, tear_down);
  tcase_add_test (tc, a_server_s_failure_is_the_call_s);
  tcase_add_test (tc, the_channel_s_failure_is_the_call_s);
  tcase_add_test (tc, a_status_of_the_channel_becomes_an_hresult);
  tcase_add_test (tc, without_a_buffer_nothing_is_called);
  tcase_add_test (tc, a_disconnected_proxy_calls_nobody);
  tcase_add_test (tc, a_disconnected_stub_calls_nobody);
  tcase_add_test (tc, a_reply_cut_anywhere_is_bad_stub_data);
  tcase_add_test (tc, floating_point_that_is_not_ieee_is_refused);
  tcase_add_test (tc, a_request_cut_anywhere_calls_nobody);
  tcase_add_test (tc, numbers_that_are_no_method_are_refused);
  tcase_add_test (tc, a_local_method_cannot_be_asked_for);
  tcase_add_test (tc, without_room_for_the_reply_the_method_has_run);
  suite_add_tcase (suite, tc);

  tc = tcase_create ("carrier");
  tcase_add_checked_fixture (tc, set_up_carrier, tear_down);
  tcase_add_test (tc, results_of_a_failed_method_are_released);
  tcase_add_test (tc, a_cut_reply_leaves_no_memory_and_no_objects);
  tcase_add_test (tc, a_reply_cannot_make_the_caller_s_array_larger);
  tcase_add_test (tc, a_null_reference_is_not_sent);
  tcase_add_test (tc, interface_pointers_need_someone_to_carry_them);
  suite_add_tcase (suite, tc);
  return suite;
}
