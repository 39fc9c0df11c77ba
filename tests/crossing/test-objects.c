/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Objects as arguments, identity and call-backs, wherever the object is (spec/com.md 5, 8.4). */

#define COBJMACROS
#include "suites.h"

#include "beck-test.h"
#include "place.h"
#include "tally.h"

START_TEST (an_object_has_one_identity)
{
  IUnknown *one, *other;
  Place place;

  place_open (&place, (guint) _i, FALSE);
  ck_assert_int_eq (IPlace_QueryInterface (place.place, &IID_IUnknown, (void **) &one), S_OK);
  ck_assert_int_eq (ITally_QueryInterface (place.tally, &IID_IUnknown, (void **) &other), S_OK);
  ck_assert_ptr_eq (one, other);
  IUnknown_Release (one);
  IUnknown_Release (other);
  place_close (&place);
}
END_TEST

START_TEST (an_interface_that_the_object_has_not_got_is_none)
{
  Place place;
  void *absent = &place;

  place_open (&place, (guint) _i, FALSE);
  ck_assert_int_eq (IPlace_QueryInterface (place.place, &IID_IAbsent, &absent), E_NOINTERFACE);
  ck_assert_ptr_null (absent);
  place_close (&place);
}
END_TEST

START_TEST (an_object_that_comes_back_is_the_one_that_went)
{
  ITally *own;
  ITally *back = NULL;
  Place place;

  place_open (&place, (guint) _i, FALSE);
  own = place_own_tally ();
  ck_assert_int_eq (IPlace_Keep (place.place, (IUnknown *) own), S_OK);
  ck_assert_int_eq (IPlace_Kept (place.place, &IID_ITally, (void **) &back), S_OK);
  ck_assert_ptr_eq (back, own);
  ITally_Release (back);
  ck_assert_int_eq (IPlace_Keep (place.place, NULL), S_OK);
  ck_assert_int_eq (IPlace_Kept (place.place, &IID_ITally, (void **) &back), S_FALSE);
  ck_assert_ptr_null (back);
  place_let_go (own);
  place_close (&place);
}
END_TEST

START_TEST (the_object_itself_comes_back_as_the_same_proxy)
{
  ITally *back = NULL;
  Place place;

  place_open (&place, (guint) _i, FALSE);
  ck_assert_int_eq (IPlace_Keep (place.place, (IUnknown *) place.tally), S_OK);
  ck_assert_int_eq (IPlace_Kept (place.place, &IID_ITally, (void **) &back), S_OK);
  /* … or as itself, where it is at home. */
  if (!place.kind->is_home)
    ck_assert_ptr_eq (back, place.tally);
  ITally_Release (back);
  ck_assert_int_eq (IPlace_Keep (place.place, NULL), S_OK);
  place_close (&place);
}
END_TEST

START_TEST (objects_change_places_in_and_out)
{
  ITally *one, *other;
  ITally *object;
  Place place;

  place_open (&place, (guint) _i, FALSE);
  object = one = place_own_tally ();
  ITally_AddRef (one);
  ck_assert_int_eq (IPlace_Swap (place.place, &object), S_OK);
  ck_assert_ptr_null (object);
  object = other = place_own_tally ();
  ITally_AddRef (other);
  ck_assert_int_eq (IPlace_Swap (place.place, &object), S_OK);
  ck_assert_ptr_eq (object, one);
  ITally_Release (object);
  ck_assert_int_eq (IPlace_Keep (place.place, NULL), S_OK);
  place_let_go (one);
  place_let_go (other);
  place_close (&place);
}
END_TEST

START_TEST (a_server_calls_back_while_it_is_called)
{
  ITally *own;
  LONG sum = 0;
  Place place;

  place_open (&place, (guint) _i, FALSE);
  own = place_own_tally ();
  ck_assert_int_eq (IPlace_CallBack (place.place, own, 20, 3, &sum), S_OK);
  ck_assert_int_eq (sum, 23);
  place_let_go (own);
  place_close (&place);
}
END_TEST

START_TEST (calls_nest_back_and_forth)
{
  IPlace *own;
  LONG reached = 0;
  Place place;

  place_open (&place, (guint) _i, FALSE);
  own = tally_new (FALSE);
  ck_assert_int_eq (IPlace_Nest (place.place, own, 20, &reached), S_OK);
  ck_assert_int_eq (reached, 20);
  place_let_go (own);
  place_close (&place);
}
END_TEST

Suite *
objects_suite (void)
{
  Suite *suite = suite_create ("objects");
  const int n = (int) n_place_kinds;
  TCase *tc = tcase_create ("identity");

  tcase_add_loop_test (tc, an_object_has_one_identity, 0, n);
  tcase_add_loop_test (tc, an_interface_that_the_object_has_not_got_is_none, 0, n);
  suite_add_tcase (suite, tc);

  tc = tcase_create ("arguments");
  tcase_add_loop_test (tc, an_object_that_comes_back_is_the_one_that_went, 0, n);
  tcase_add_loop_test (tc, the_object_itself_comes_back_as_the_same_proxy, 0, n);
  tcase_add_loop_test (tc, objects_change_places_in_and_out, 0, n);
  tcase_add_loop_test (tc, a_server_calls_back_while_it_is_called, 0, n);
  tcase_add_loop_test (tc, calls_nest_back_and_forth, 0, n);
  suite_add_tcase (suite, tc);
  return suite;
}
