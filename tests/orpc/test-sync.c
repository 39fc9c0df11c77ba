/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Synchronous calls from end to end: what goes in, what comes out, to whom it belongs. */

#include "suites.h"

#include <string.h>

static Scene *scene;

static void
set_up_worker (void)
{
  scene = scene_new (server_new (), &IID_IWorker, FALSE);
}

static void
set_up_carrier (void)
{
  scene = scene_new (server_new (), &IID_ICarrier, FALSE);
}

static void
set_up_marked (void)
{
  scene = scene_new (server_new (), &IID_IMarked, FALSE);
}

static void
tear_down (void)
{
  scene_free (scene);
  ck_assert_uint_eq (table_clear (), 0);
}

/* ---- Numbers and strings ---- */

START_TEST (numbers_go_in_and_out)
{
  LONG sum = 0, value = 40, before = 0;

  assert_hr (IWorker_Add ((IWorker *) scene->interface, 2, -5, &sum), S_OK);
  ck_assert_int_eq (sum, -3);
  assert_hr (IWorker_Grow ((IWorker *) scene->interface, &value, 2, &before), S_OK);
  ck_assert_int_eq (value, 42);
  ck_assert_int_eq (before, 40);
}
END_TEST

START_TEST (success_codes_come_back_with_results)
{
  LONG sum = 0;

  scene->server->result = S_FALSE;
  assert_hr (IWorker_Add ((IWorker *) scene->interface, 2, 3, &sum), S_FALSE);
  ck_assert_int_eq (sum, 5);
}
END_TEST

START_TEST (inherited_methods_go_by_their_slot)
{
  char *name = NULL;

  assert_hr (IWorker_Name ((IWorker *) scene->interface, &name), S_OK);
  ck_assert_str_eq (name, "worker");
  CoTaskMemFree (name);
}
END_TEST

START_TEST (calls_name_the_interface_of_the_proxy)
{
  char *name = NULL;

  assert_hr (IWorker_Name ((IWorker *) scene->interface, &name), S_OK);
  CoTaskMemFree (name);
  ck_assert (beck_guid_equal (&scene->channel->iid, &IID_IWorker));
}
END_TEST

START_TEST (a_local_method_travels_in_its_remote_form)
{
  ck_assert_uint_eq (IWorker_Count ((IWorker *) scene->interface, "twelve chars"), 12);
  ck_assert_uint_eq (scene->channel->n_calls, 1);
  ck_assert_uint_eq (IWorker_Count ((IWorker *) scene->interface, NULL), 0);
  ck_assert_uint_eq (scene->channel->n_calls, 1);
}
END_TEST

START_TEST (requests_are_read_in_either_byte_order)
{
  LONG numbers[] = { (LONG) GUINT32_TO_BE (1000), (LONG) GUINT32_TO_BE (-1) };
  RPCOLEMESSAGE message = { .dataRepresentation = 0,
                            .Buffer = numbers,
                            .cbBuffer = sizeof numbers,
                            .iMethod = 5 };

  assert_hr (IRpcStubBuffer_Invoke (scene->stub, &message, &scene->channel->sync), S_OK);
  ck_assert_uint_eq (message.cbBuffer, 8);
  ck_assert_uint_eq (message.dataRepresentation, G_BYTE_ORDER == G_LITTLE_ENDIAN ? 0x10 : 0);
  ck_assert_int_eq (((LONG *) message.Buffer)[0], 999);
  IRpcChannelBuffer_FreeBuffer (&scene->channel->sync, &message);
}
END_TEST

START_TEST (methods_of_another_file_are_inherited)
{
  Scene *other = scene_new (server_new (), &IID_IForeman, FALSE);
  IForeman *foreman = other->interface;
  LONG n = 0;

  assert_hr (IForeman_Multiply (foreman, 6, 7, &n), S_OK);
  ck_assert_int_eq (n, 42);
  assert_hr (IForeman_Add (foreman, 6, 7, &n), S_OK);
  ck_assert_int_eq (n, 13);
  ck_assert_uint_eq (IForeman_Count (foreman, "four"), 4);
  scene_free (other);
}
END_TEST

/* ---- Methods that stay ---- */

START_TEST (an_interface_without_methods_of_its_own_has_those_it_inherits)
{
  LONG n = 0;

  assert_hr (IMarked_Twice ((IMarked *) scene->interface, 21, &n), S_OK);
  ck_assert_int_eq (n, 42);
  assert_hr (IMarked_Thrice ((IMarked *) scene->interface, 14, &n), S_OK);
  ck_assert_int_eq (n, 42);
}
END_TEST

START_TEST (a_method_that_cannot_travel_says_so)
{
  LONG place = 5;
  void *found = &place;

  assert_hr (IMarked_Reach ((IMarked *) scene->interface, &place, &found), RPC_E_INVALIDMETHOD);
  ck_assert_ptr_null (found);
  ck_assert_int_eq (IMarked_Peek ((IMarked *) scene->interface, &place), 0);
  ck_assert_uint_eq (scene->channel->n_calls, 0);
}
END_TEST

/* ---- Structures and arrays ---- */

START_TEST (structures_go_in)
{
  Point points[] = { { 1, 9 }, { 8, 2 }, { 3, 3 } };
  Outline outline = { NULL, G_N_ELEMENTS (points), points };
  Point corner = { -1, -1 };

  assert_hr (ICarrier_Measure ((ICarrier *) scene->interface, &outline, &corner), S_OK);
  ck_assert_int_eq (corner.x, 8);
  ck_assert_int_eq (corner.y, 9);
}
END_TEST

START_TEST (structures_go_in_and_out_with_what_they_point_at)
{
  Outline outline = { CoTaskMemAlloc (5), 1, CoTaskMemAlloc (sizeof (Point)) };

  strcpy (outline.name, "star");
  outline.points[0] = (Point){ 2, -3 };
  assert_hr (ICarrier_Scale ((ICarrier *) scene->interface, 10, &outline), S_OK);
  ck_assert_str_eq (outline.name, "Star");
  ck_assert_uint_eq (outline.n_points, 1);
  ck_assert_int_eq (outline.points[0].x, 20);
  ck_assert_int_eq (outline.points[0].y, -30);
  CoTaskMemFree (outline.name);
  CoTaskMemFree (outline.points);
}
END_TEST

START_TEST (arrays_are_filled_in_the_caller_s_memory)
{
  LONG values[4] = { 0, 0, 0, 77 };
  ULONG n = 2;

  assert_hr (ICarrier_Count ((ICarrier *) scene->interface, 3, values), S_OK);
  ck_assert_int_eq (values[2], 3);
  assert_hr (ICarrier_CountTo ((ICarrier *) scene->interface, &n, values), S_OK);
  assert_hr (ICarrier_Trim ((ICarrier *) scene->interface, &n, values), S_OK);
  ck_assert_int_eq (values[0], -1);
  ck_assert_int_eq (values[1], -2);
  ck_assert_int_eq (values[2], 3);
  ck_assert_int_eq (values[3], 77);
}
END_TEST

/* ---- Interface pointers ---- */

START_TEST (interface_pointers_go_in_and_out)
{
  IItem *item = item_new (5);
  IItem *old = (IItem *) &old;

  assert_hr (ICarrier_Exchange ((ICarrier *) scene->interface, item, &old), S_OK);
  ck_assert_ptr_null (old);
  let_go (&item);
  assert_hr (ICarrier_Exchange ((ICarrier *) scene->interface, NULL, &old), S_OK);
  ck_assert_int_eq (take_number (old), 5);
}
END_TEST

START_TEST (an_interface_asked_for_by_iid_comes_back)
{
  IWorker *worker = NULL;
  LONG sum = 0;

  assert_hr (ICarrier_Find ((ICarrier *) scene->interface, &IID_IWorker, (void **) &worker), S_OK);
  assert_hr (IWorker_Add (worker, 1, 2, &sum), S_OK);
  ck_assert_int_eq (sum, 3);
  let_go (&worker);
}
END_TEST

START_TEST (an_interface_that_is_not_there_is_null)
{
  void *found = &found;

  assert_hr (ICarrier_Find ((ICarrier *) scene->interface, &IID_IStream, &found), E_NOINTERFACE);
  ck_assert_ptr_null (found);
}
END_TEST

Suite *
sync_suite (void)
{
  Suite *suite = suite_create ("sync");
  TCase *tc = tcase_create ("worker");

  tcase_add_checked_fixture (tc, set_up_worker, tear_down);
  tcase_add_test (tc, numbers_go_in_and_out);
  tcase_add_test (tc, success_codes_come_back_with_results);
  tcase_add_test (tc, inherited_methods_go_by_their_slot);
  tcase_add_test (tc, calls_name_the_interface_of_the_proxy);
  tcase_add_test (tc, a_local_method_travels_in_its_remote_form);
  tcase_add_test (tc, requests_are_read_in_either_byte_order);
  tcase_add_test (tc, methods_of_another_file_are_inherited);
  suite_add_tcase (suite, tc);

  tc = tcase_create ("local");
  tcase_add_checked_fixture (tc, set_up_marked, tear_down);
  tcase_add_test (tc, an_interface_without_methods_of_its_own_has_those_it_inherits);
  tcase_add_test (tc, a_method_that_cannot_travel_says_so);
  suite_add_tcase (suite, tc);

  tc = tcase_create ("carrier");
  tcase_add_checked_fixture (tc, set_up_carrier, tear_down);
  tcase_add_test (tc, structures_go_in);
  tcase_add_test (tc, structures_go_in_and_out_with_what_they_point_at);
  tcase_add_test (tc, arrays_are_filled_in_the_caller_s_memory);
  tcase_add_test (tc, interface_pointers_go_in_and_out);
  tcase_add_test (tc, an_interface_asked_for_by_iid_comes_back);
  tcase_add_test (tc, an_interface_that_is_not_there_is_null);
  suite_add_tcase (suite, tc);
  return suite;
}
