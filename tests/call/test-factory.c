/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* ICallFactory::CreateCall: its arguments, in the order in which they matter (spec/com.md 3.1),
 * and what a call object is. */

#include "suites.h"

static Server *server;

static void
set_up (void)
{
  enter_sta ();
  server = server_new (AT_ONCE);
}

static void
tear_down (void)
{
  server_unref (server);
  leave_sta ();
}

static HRESULT
create_call (REFIID riid, IUnknown *outer, REFIID riid2, IUnknown **call)
{
  return ICallFactory_CreateCall (&server->factory, riid, outer, riid2, call);
}

static IUnknown *const garbage = (IUnknown *) (gpointer) &garbage;

START_TEST (no_place_for_the_result_is_the_first_error)
{
  assert_hr (create_call (NULL, NULL, NULL, NULL), E_POINTER);
  assert_hr (create_call (&IID_ITally, NULL, &IID_IUnknown, NULL), E_POINTER);
}
END_TEST

START_TEST (missing_identifiers_are_invalid)
{
  IUnknown *call = garbage;

  assert_hr (create_call (NULL, NULL, &IID_IUnknown, &call), E_INVALIDARG);
  ck_assert_ptr_null (call);
  call = garbage;
  assert_hr (create_call (&IID_AsyncITally, NULL, NULL, &call), E_INVALIDARG);
  ck_assert_ptr_null (call);
}
END_TEST

START_TEST (unknown_interface_is_refused)
{
  IUnknown *call = garbage;

  assert_hr (create_call (&IID_ISequentialStream, NULL, &IID_IUnknown, &call), E_NOINTERFACE);
  ck_assert_ptr_null (call);
}
END_TEST

START_TEST (synchronous_interface_is_refused)
{
  IUnknown *call = garbage;

  assert_hr (create_call (&IID_ITally, NULL, &IID_IUnknown, &call), E_NOINTERFACE);
  ck_assert_ptr_null (call);
}
END_TEST

/* 8.1 item 4 */
START_TEST (outer_object_gets_nothing_but_unknown)
{
  IUnknown *outer = &server->object.identity;
  IUnknown *call = garbage;

  assert_hr (create_call (&IID_AsyncITally, outer, &IID_AsyncITally, &call), E_INVALIDARG);
  ck_assert_ptr_null (call);
}
END_TEST

START_TEST (unknown_interface_comes_before_a_wrong_aggregation)
{
  IUnknown *outer = &server->object.identity;
  IUnknown *call = garbage;

  assert_hr (create_call (&IID_ITally, outer, &IID_ITally, &call), E_NOINTERFACE);
  ck_assert_ptr_null (call);
}
END_TEST

START_TEST (interface_that_the_call_object_lacks_is_refused)
{
  IUnknown *call = garbage;

  assert_hr (create_call (&IID_AsyncITally, NULL, &IID_AsyncISpell, &call), E_NOINTERFACE);
  ck_assert_ptr_null (call);
  ck_assert_uint_eq (count_of (&server->tally), 1);
}
END_TEST

START_TEST (any_interface_of_the_call_object_can_be_asked_for)
{
  const IID *const iids[] = { &IID_IUnknown, &IID_AsyncITally, &IID_ISynchronize,
                              &IID_ISynchronizeHandle, &IID_ICancelMethodCalls };

  for (gsize i = 0; i < G_N_ELEMENTS (iids); i++)
    {
      g_autoptr (IUnknown) call = NULL;

      assert_hr (create_call (&IID_AsyncITally, NULL, iids[i], &call), S_OK);
      ck_assert_uint_eq (count_of (call), 1);
    }
}
END_TEST

START_TEST (call_object_is_not_the_synchronous_interface)
{
  g_autoptr (AsyncITally) call = tally_call (server);
  gpointer result = garbage;

  assert_hr (AsyncITally_QueryInterface (call, &IID_ITally, &result), E_NOINTERFACE);
  ck_assert_ptr_null (result);
}
END_TEST

START_TEST (call_object_has_one_identity)
{
  g_autoptr (AsyncITally) call = tally_call (server);
  g_autoptr (ISynchronize) sync = sync_of (call);
  g_autoptr (ICancelMethodCalls) canceller = ask (sync, &IID_ICancelMethodCalls);
  g_autoptr (IUnknown) one = ask (call, &IID_IUnknown);
  g_autoptr (IUnknown) other = ask (canceller, &IID_IUnknown);
  g_autoptr (AsyncITally) back = ask (other, &IID_AsyncITally);

  ck_assert_ptr_eq (one, other);
  ck_assert_ptr_eq (back, call);
}
END_TEST

START_TEST (each_request_gets_its_own_call_object)
{
  g_autoptr (AsyncITally) one = tally_call (server);
  g_autoptr (AsyncITally) other = tally_call (server);

  ck_assert_ptr_ne (one, other);
  assert_hr (AsyncITally_Begin_Add (one, 1, 2), S_OK);
  make_a_call (other);
  assert_hr (test_cancel (one), RPC_E_CALL_COMPLETE);
  assert_hr (AsyncITally_Begin_Add (one, 1, 2), RPC_S_CALLPENDING);
}
END_TEST

START_TEST (call_object_keeps_its_server)
{
  g_autoptr (AsyncITally) call = tally_call (server);

  ck_assert_uint_eq (count_of (&server->tally), 2);
  server_unref (server);
  ck_assert_uint_eq (count_of (&server->tally), 1);
  make_a_call (call);
  server = server_new (AT_ONCE);
}
END_TEST

Suite *
factory_suite (void)
{
  Suite *suite = suite_create ("factory");
  TCase *tc_arguments = tcase_create ("arguments");
  TCase *tc_object = tcase_create ("object");

  tcase_add_checked_fixture (tc_arguments, set_up, tear_down);
  tcase_add_test (tc_arguments, no_place_for_the_result_is_the_first_error);
  tcase_add_test (tc_arguments, missing_identifiers_are_invalid);
  tcase_add_test (tc_arguments, unknown_interface_is_refused);
  tcase_add_test (tc_arguments, synchronous_interface_is_refused);
  tcase_add_test (tc_arguments, outer_object_gets_nothing_but_unknown);
  tcase_add_test (tc_arguments, unknown_interface_comes_before_a_wrong_aggregation);
  tcase_add_test (tc_arguments, interface_that_the_call_object_lacks_is_refused);
  suite_add_tcase (suite, tc_arguments);

  tcase_add_checked_fixture (tc_object, set_up, tear_down);
  tcase_add_test (tc_object, any_interface_of_the_call_object_can_be_asked_for);
  tcase_add_test (tc_object, call_object_is_not_the_synchronous_interface);
  tcase_add_test (tc_object, call_object_has_one_identity);
  tcase_add_test (tc_object, each_request_gets_its_own_call_object);
  tcase_add_test (tc_object, call_object_keeps_its_server);
  suite_add_tcase (suite, tc_object);
  return suite;
}
