/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* CoInitializeEx and CoGetApartmentType: the table of spec/com.md 6.1, row by row. */

#include "suites.h"

#include "actor.h"
#include "base/alloc.h"
#include "scene.h"

/* The two models, for loop tests. */
static const struct
{
  DWORD coinit;
  DWORD other;
  APTTYPE type;
} models[] = {
  { COINIT_APARTMENTTHREADED, COINIT_MULTITHREADED, APTTYPE_MAINSTA },
  { COINIT_MULTITHREADED, COINIT_APARTMENTTHREADED, APTTYPE_MTA },
};

/* ---- A thread without apartment, and in one ---- */

START_TEST (thread_begins_in_no_apartment)
{
  assert_no_apartment ();
}
END_TEST

START_TEST (free_thread_enters_either_model)
{
  assert_hr (CoInitializeEx (NULL, models[_i].coinit), S_OK);
  assert_type (models[_i].type, APTTYPEQUALIFIER_NONE);
  CoUninitialize ();
  assert_no_apartment ();
}
END_TEST

START_TEST (same_model_again_is_false_and_counts)
{
  assert_hr (CoInitializeEx (NULL, models[_i].coinit), S_OK);
  assert_hr (CoInitializeEx (NULL, models[_i].coinit), S_FALSE);
  assert_hr (CoInitializeEx (NULL, models[_i].coinit), S_FALSE);
  CoUninitialize ();
  CoUninitialize ();
  assert_type (models[_i].type, APTTYPEQUALIFIER_NONE);
  CoUninitialize ();
  assert_no_apartment ();
}
END_TEST

START_TEST (other_model_is_refused_and_owes_nothing)
{
  assert_hr (CoInitializeEx (NULL, models[_i].coinit), S_OK);
  assert_hr (CoInitializeEx (NULL, models[_i].other), RPC_E_CHANGED_MODE);
  assert_hr (CoInitializeEx (NULL, models[_i].other), RPC_E_CHANGED_MODE);
  assert_type (models[_i].type, APTTYPEQUALIFIER_NONE);
  CoUninitialize ();
  assert_no_apartment ();
}
END_TEST

START_TEST (at_zero_the_thread_may_choose_anew)
{
  assert_hr (CoInitializeEx (NULL, models[_i].coinit), S_OK);
  CoUninitialize ();
  assert_hr (CoInitializeEx (NULL, models[_i].other), S_OK);
  CoUninitialize ();
  assert_hr (CoInitializeEx (NULL, models[_i].coinit), S_OK);
  assert_type (models[_i].type, APTTYPEQUALIFIER_NONE);
  CoUninitialize ();
}
END_TEST

START_TEST (leaving_without_having_entered_is_harmless)
{
  CoUninitialize ();
  OleUninitialize ();
  assert_no_apartment ();
  assert_hr (CoInitializeEx (NULL, COINIT_MULTITHREADED), S_OK);
  CoUninitialize ();
  CoUninitialize ();
  assert_no_apartment ();
}
END_TEST

START_TEST (flags_without_meaning_here_are_accepted)
{
  assert_hr (CoInitializeEx (NULL, COINIT_APARTMENTTHREADED | COINIT_DISABLE_OLE1DDE), S_OK);
  assert_hr (CoInitializeEx (NULL, COINIT_APARTMENTTHREADED | COINIT_SPEED_OVER_MEMORY), S_FALSE);
  CoUninitialize ();
  CoUninitialize ();
}
END_TEST

START_TEST (bad_arguments_are_invalid)
{
  int reserved;

  assert_hr (CoInitializeEx (&reserved, COINIT_MULTITHREADED), E_INVALIDARG);
  assert_hr (CoInitializeEx (NULL, 1), E_INVALIDARG);
  assert_hr (CoInitializeEx (NULL, 0x10), E_INVALIDARG);
  assert_no_apartment ();
}
END_TEST

START_TEST (short_spellings_mean_an_sta)
{
  assert_hr (CoInitialize (NULL), S_OK);
  assert_hr (OleInitialize (NULL), S_FALSE);
  assert_type (APTTYPE_MAINSTA, APTTYPEQUALIFIER_NONE);
  OleUninitialize ();
  CoUninitialize ();
  assert_hr (CoInitializeEx (NULL, COINIT_MULTITHREADED), S_OK);
  assert_hr (CoInitialize (NULL), RPC_E_CHANGED_MODE);
  assert_hr (OleInitialize (NULL), RPC_E_CHANGED_MODE);
  CoUninitialize ();
}
END_TEST

START_TEST (both_results_of_the_type_are_needed)
{
  APTTYPE type;
  APTTYPEQUALIFIER qualifier;

  assert_hr (CoGetApartmentType (NULL, &qualifier), E_INVALIDARG);
  assert_hr (CoGetApartmentType (&type, NULL), E_INVALIDARG);
}
END_TEST

/* ---- The main STA ---- */

static void
assert_main_sta (gpointer unused)
{
  assert_type (APTTYPE_MAINSTA, APTTYPEQUALIFIER_NONE);
}

static void
assert_plain_sta (gpointer unused)
{
  assert_type (APTTYPE_STA, APTTYPEQUALIFIER_NONE);
}

START_TEST (first_sta_is_the_main_one)
{
  Actor *first = actor_new (COINIT_APARTMENTTHREADED);
  Actor *second = actor_new (COINIT_APARTMENTTHREADED);

  actor_do (first, assert_main_sta, NULL);
  actor_do (second, assert_plain_sta, NULL);
  ck_assert_int_eq (beck_apartment_get_type (actor_apartment (first)), APTTYPE_MAINSTA);
  ck_assert_int_eq (beck_apartment_get_type (actor_apartment (second)), APTTYPE_STA);
  actor_free (second);
  actor_free (first);
}
END_TEST

START_TEST (next_to_enter_succeeds_a_main_sta_that_left)
{
  Actor *first = actor_new (COINIT_APARTMENTTHREADED);
  Actor *second = actor_new (COINIT_APARTMENTTHREADED);
  Actor *third;

  actor_free (first);
  actor_do (second, assert_plain_sta, NULL);
  third = actor_new (COINIT_APARTMENTTHREADED);
  actor_do (third, assert_main_sta, NULL);
  actor_do (second, assert_plain_sta, NULL);
  actor_free (third);
  actor_free (second);
}
END_TEST

START_TEST (main_sta_that_ends_without_leaving_is_succeeded_too)
{
  actor_kill (actor_new (COINIT_APARTMENTTHREADED));
  enter_sta ();
  assert_main_sta (NULL);
  leave_apartment ();
}
END_TEST

START_TEST (type_is_known_after_the_end)
{
  Actor *actor = actor_new (COINIT_APARTMENTTHREADED);
  g_autoptr (BeckApartment) apartment = beck_apartment_ref (actor_apartment (actor));

  actor_free (actor);
  ck_assert_int_eq (beck_apartment_get_type (apartment), APTTYPE_MAINSTA);
}
END_TEST

/* ---- Which apartment ---- */

START_TEST (every_sta_is_an_apartment_of_its_own)
{
  Actor *a = actor_new (COINIT_APARTMENTTHREADED);
  Actor *b = actor_new (COINIT_APARTMENTTHREADED);

  ck_assert_ptr_nonnull (actor_apartment (a));
  ck_assert_ptr_ne (actor_apartment (a), actor_apartment (b));
  actor_free (b);
  actor_free (a);
}
END_TEST

START_TEST (there_is_one_mta)
{
  Actor *a = actor_new (COINIT_MULTITHREADED);
  Actor *b = actor_new (COINIT_MULTITHREADED);

  ck_assert_ptr_nonnull (actor_apartment (a));
  ck_assert_ptr_eq (actor_apartment (a), actor_apartment (b));
  ck_assert_int_eq (beck_apartment_get_type (actor_apartment (a)), APTTYPE_MTA);
  actor_free (b);
  actor_free (a);
}
END_TEST

/* ---- Lack of memory ---- */

static HRESULT
enter_and_leave (DWORD coinit)
{
  HRESULT hr = CoInitializeEx (NULL, coinit);

  if (SUCCEEDED (hr))
    CoUninitialize ();
  assert_no_apartment ();
  return hr;
}

START_TEST (failed_entry_leaves_nothing_behind)
{
  gint64 index = -1;
  gint64 n_tried;
  HRESULT hr;

  /* So that the thread's record is there. */
  assert_hr (enter_and_leave (models[_i].coinit), S_OK);
  do
    {
      beck_alloc_fail_at (++index);
      hr = enter_and_leave (models[_i].coinit);
      n_tried = beck_alloc_count ();
      beck_alloc_fail_at (-1);
      assert_hr (hr, n_tried > index ? E_OUTOFMEMORY : S_OK);
    }
  while (FAILED (hr));
}
END_TEST

Suite *
enter_suite (void)
{
  Suite *suite = suite_create ("enter");
  TCase *tc_thread = tcase_create ("thread");
  TCase *tc_main = tcase_create ("main");
  TCase *tc_which = tcase_create ("which");
  TCase *tc_memory = tcase_create ("memory");
  const int n = G_N_ELEMENTS (models);

  tcase_add_test (tc_thread, thread_begins_in_no_apartment);
  tcase_add_loop_test (tc_thread, free_thread_enters_either_model, 0, n);
  tcase_add_loop_test (tc_thread, same_model_again_is_false_and_counts, 0, n);
  tcase_add_loop_test (tc_thread, other_model_is_refused_and_owes_nothing, 0, n);
  tcase_add_loop_test (tc_thread, at_zero_the_thread_may_choose_anew, 0, n);
  tcase_add_test (tc_thread, leaving_without_having_entered_is_harmless);
  tcase_add_test (tc_thread, flags_without_meaning_here_are_accepted);
  tcase_add_test (tc_thread, bad_arguments_are_invalid);
  tcase_add_test (tc_thread, short_spellings_mean_an_sta);
  tcase_add_test (tc_thread, both_results_of_the_type_are_needed);
  suite_add_tcase (suite, tc_thread);

  tcase_add_test (tc_main, first_sta_is_the_main_one);
  tcase_add_test (tc_main, next_to_enter_succeeds_a_main_sta_that_left);
  tcase_add_test (tc_main, main_sta_that_ends_without_leaving_is_succeeded_too);
  tcase_add_test (tc_main, type_is_known_after_the_end);
  suite_add_tcase (suite, tc_main);

  tcase_add_test (tc_which, every_sta_is_an_apartment_of_its_own);
  tcase_add_test (tc_which, there_is_one_mta);
  suite_add_tcase (suite, tc_which);

  tcase_add_loop_test (tc_memory, failed_entry_leaves_nothing_behind, 0, n);
  suite_add_tcase (suite, tc_memory);
  return suite;
}
