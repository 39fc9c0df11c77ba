/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Interfaces that many apartments have: the global interface table and agile references. Plain
 * objects of the MTA meet STAs as proxies.
 */

#include "object.h"
#include "suites.h"

#include <beckclasses.h>

#include "orpc/cookies.h"

static IGlobalInterfaceTable *git;
static Thing *thing;
static DWORD cookie;
static IAgileReference *reference;

static void
set_up (void)
{
  assert_hr (CoInitializeEx (NULL, COINIT_MULTITHREADED), S_OK);
  assert_hr (CoCreateInstance (&CLSID_StdGlobalInterfaceTable, NULL, CLSCTX_INPROC_SERVER,
                               &IID_IGlobalInterfaceTable, (void **) &git),
             S_OK);
  thing = thing_new (PLAIN);
  reference = NULL;
}

static void
tear_down (void)
{
  thing_end (thing);
  CoUninitialize ();
}

static void
register_thing (void)
{
  assert_hr (IGlobalInterfaceTable_RegisterInterfaceInGlobal (git, thing_unknown (thing),
                                                              &IID_ISynchronize, &cookie),
             S_OK);
}

static void
take_back (gpointer unused)
{
  assert_hr (IGlobalInterfaceTable_RevokeInterfaceFromGlobal (git, cookie), S_OK);
}

static HRESULT
get (REFIID riid, void *interface)
{
  return IGlobalInterfaceTable_GetInterfaceFromGlobal (git, cookie, riid, interface);
}

/* ---- The table ---- */

START_TEST (there_is_one_table)
{
  IGlobalInterfaceTable *again;
  IUnknown *unknown;

  assert_hr (CoCreateInstance (&CLSID_StdGlobalInterfaceTable, NULL, CLSCTX_INPROC_SERVER,
                               &IID_IUnknown, (void **) &unknown),
             S_OK);
  assert_hr (IUnknown_QueryInterface (unknown, &IID_IGlobalInterfaceTable, (void **) &again),
             S_OK);
  ck_assert_ptr_eq (again, git);
  assert_hr (CoCreateInstance (&CLSID_StdGlobalInterfaceTable, thing_unknown (thing),
                               CLSCTX_INPROC_SERVER, &IID_IUnknown, (void **) &unknown),
             CLASS_E_NOAGGREGATION);
}
END_TEST

START_TEST (its_counts_are_always_one)
{
  ck_assert_uint_eq (IGlobalInterfaceTable_AddRef (git), 1);
  ck_assert_uint_eq (IGlobalInterfaceTable_AddRef (git), 1);
  ck_assert_uint_eq (IGlobalInterfaceTable_Release (git), 1);
  ck_assert_uint_eq (IGlobalInterfaceTable_Release (git), 1);
  ck_assert_uint_eq (IGlobalInterfaceTable_Release (git), 1);
}
END_TEST

START_TEST (it_refuses_null_and_numbers_it_never_gave)
{
  void *interface = thing;

  cookie = 1;
  assert_hr (IGlobalInterfaceTable_RegisterInterfaceInGlobal (git, NULL, &IID_IUnknown, &cookie),
             E_INVALIDARG);
  ck_assert_uint_eq (cookie, 0);
  assert_hr (IGlobalInterfaceTable_RegisterInterfaceInGlobal (git, thing_unknown (thing), NULL,
                                                              &cookie),
             E_INVALIDARG);
  assert_hr (IGlobalInterfaceTable_RegisterInterfaceInGlobal (git, thing_unknown (thing),
                                                              &IID_IUnknown, NULL),
             E_INVALIDARG);
  assert_hr (IGlobalInterfaceTable_RegisterInterfaceInGlobal (git, thing_unknown (thing),
                                                              &IID_IStream, &cookie),
             E_NOINTERFACE);
  ck_assert_uint_eq (cookie, 0);
  for (cookie = 0; cookie < 3; cookie++)
    {
      assert_hr (get (&IID_ISynchronize, &interface), E_INVALIDARG);
      ck_assert_ptr_null (interface);
      assert_hr (IGlobalInterfaceTable_RevokeInterfaceFromGlobal (git, cookie), E_INVALIDARG);
    }
  assert_hr (get (&IID_ISynchronize, NULL), E_INVALIDARG);
}
END_TEST

START_TEST (at_home_it_gives_the_pointer)
{
  ISynchronize *sync;

  register_thing ();
  ck_assert_uint_ne (cookie, 0);
  ck_assert_int_gt (thing_refs (thing), 1);
  assert_hr (get (&IID_ISynchronize, &sync), S_OK);
  ck_assert_ptr_eq (sync, &thing->sync);
  ISynchronize_Release (sync);
  take_back (NULL);
}
END_TEST

static void
call_through_table (gpointer unused)
{
  ISynchronize *sync;

  assert_hr (get (&IID_ISynchronize, &sync), S_OK);
  ck_assert_ptr_ne (sync, &thing->sync);
  assert_hr (ISynchronize_Signal (sync), S_OK);
  ISynchronize_Release (sync);
}

START_TEST (elsewhere_it_gives_proxies)
{
  register_thing ();
  for (guint i = 0; i < 3; i++)
    in_apartment (COINIT_APARTMENTTHREADED, call_through_table, NULL);
  ck_assert_int_eq (thing->n_signals, 3);
  take_back (NULL);
}
END_TEST

START_TEST (any_apartment_may_revoke)
{
  ISynchronize *sync;

  register_thing ();
  in_apartment (COINIT_APARTMENTTHREADED, take_back, NULL);
  assert_hr (get (&IID_ISynchronize, &sync), E_INVALIDARG);
}
END_TEST

START_TEST (a_thread_in_no_apartment_may_revoke)
{
  register_thing ();
  in_apartment (-1, take_back, NULL);
}
END_TEST

static void
register_own (gpointer other)
{
  *(Thing **) other = thing_new (PLAIN);
  assert_hr (IGlobalInterfaceTable_RegisterInterfaceInGlobal (
                 git, thing_unknown (*(Thing **) other), &IID_ISynchronize, &cookie),
             S_OK);
}

START_TEST (what_was_registered_ends_with_its_apartment)
{
  Thing *other;
  ISynchronize *sync;

  in_apartment (COINIT_APARTMENTTHREADED, register_own, &other);
  assert_hr (get (&IID_ISynchronize, &sync), CO_E_OBJNOTCONNECTED);
  take_back (NULL);
  thing_end (other);
}
END_TEST

static void
register_and_wait (gpointer other)
{
  register_own (other);
  in_apartment (COINIT_MULTITHREADED, call_through_table, NULL);
  in_apartment (COINIT_APARTMENTTHREADED, call_through_table, NULL);
  take_back (NULL);
  ck_assert_int_eq ((*(Thing **) other)->n_signals, 2);
  thing_end (*(Thing **) other);
}

START_TEST (objects_of_an_sta_are_called_there)
{
  Thing *other;

  in_apartment (COINIT_APARTMENTTHREADED, register_and_wait, &other);
}
END_TEST

START_TEST (many_numbers_are_all_different)
{
  enum
  {
    N = 100000
  };
  BeckCookies cookies = { NULL };
  guint32 *all = g_new (guint32, N);

  for (guint32 i = 0; i < N; i++)
    {
      all[i] = beck_cookies_add (&cookies, all + i);
      ck_assert_uint_ne (all[i], 0);
    }
  for (guint32 i = 0; i < N; i++)
    ck_assert_ptr_eq (beck_cookies_find (&cookies, all[i]), all + i);
  for (guint32 i = 0; i < N; i += 2)
    ck_assert_ptr_eq (beck_cookies_take (&cookies, all[i]), all + i);
  for (guint32 i = 0; i < N; i++)
    ck_assert_ptr_eq (beck_cookies_find (&cookies, all[i]), i % 2 ? all + i : NULL);
  free (cookies.places);
  g_free (all);
}
END_TEST

START_TEST (an_old_number_does_not_find_the_next_thing)
{
  BeckCookies cookies = { NULL };

  for (guint i = 0; i < 1000; i++)
    {
      guint32 first = beck_cookies_add (&cookies, &cookies);

      ck_assert_ptr_eq (beck_cookies_take (&cookies, first), &cookies);
      ck_assert_ptr_null (beck_cookies_take (&cookies, first));
      ck_assert_uint_ne (beck_cookies_add (&cookies, &cookies), first);
      ck_assert_ptr_null (beck_cookies_find (&cookies, first));
    }
  free (cookies.places);
}
END_TEST

/* ---- Agile references ---- */

static const AgileReferenceOptions options[]
    = { AGILEREFERENCE_DEFAULT, AGILEREFERENCE_DELAYEDMARSHAL };

static void
refer (AgileReferenceOptions to_what)
{
  assert_hr (RoGetAgileReference (to_what, &IID_ISynchronize, thing_unknown (thing), &reference),
             S_OK);
}

static void
let_reference_go (gpointer unused)
{
  IAgileReference_Release (reference);
}

START_TEST (at_home_a_reference_is_the_pointer)
{
  ISynchronize *sync;
  void *none;

  refer (options[_i]);
  assert_hr (IAgileReference_Resolve (reference, &IID_ISynchronize, (void **) &sync), S_OK);
  ck_assert_ptr_eq (sync, &thing->sync);
  ISynchronize_Release (sync);
  assert_hr (IAgileReference_Resolve (reference, &IID_IStream, &none), E_NOINTERFACE);
  ck_assert_ptr_null (none);
  assert_hr (IAgileReference_Resolve (reference, &IID_ISynchronize, NULL), E_INVALIDARG);
  assert_hr (IAgileReference_Resolve (reference, NULL, &none), E_INVALIDARG);
  let_reference_go (NULL);
}
END_TEST

static void
call_through_reference (gpointer unused)
{
  ISynchronize *sync;

  assert_hr (IAgileReference_Resolve (reference, &IID_ISynchronize, (void **) &sync), S_OK);
  ck_assert_ptr_ne (sync, &thing->sync);
  assert_hr (ISynchronize_Signal (sync), S_OK);
  ISynchronize_Release (sync);
}

START_TEST (elsewhere_a_reference_gives_proxies)
{
  refer (options[_i]);
  for (guint i = 0; i < 3; i++)
    in_apartment (COINIT_APARTMENTTHREADED, call_through_reference, NULL);
  ck_assert_int_eq (thing->n_signals, 3);
  let_reference_go (NULL);
}
END_TEST

START_TEST (any_apartment_may_let_a_reference_go)
{
  refer (options[_i]);
  in_apartment (COINIT_APARTMENTTHREADED, let_reference_go, NULL);
}
END_TEST

START_TEST (a_reference_is_for_apartments)
{
  void *interface;

  refer (options[_i]);
  CoUninitialize ();
  assert_hr (IAgileReference_Resolve (reference, &IID_ISynchronize, &interface),
             CO_E_NOTINITIALIZED);
  assert_hr (CoInitializeEx (NULL, COINIT_MULTITHREADED), S_OK);
  let_reference_go (NULL);
}
END_TEST

typedef struct
{
  AgileReferenceOptions option;
  Thing *thing;
} Other;

static void
refer_to_own (gpointer data)
{
  Other *other = data;

  other->thing = thing_new (PLAIN);
  assert_hr (RoGetAgileReference (other->option, &IID_ISynchronize, thing_unknown (other->thing),
                                  &reference),
             S_OK);
}

START_TEST (a_reference_ends_with_the_apartment)
{
  Other other = { options[_i], NULL };
  void *interface;

  in_apartment (COINIT_APARTMENTTHREADED, refer_to_own, &other);
  assert_hr (IAgileReference_Resolve (reference, &IID_ISynchronize, &interface),
             CO_E_OBJNOTCONNECTED);
  let_reference_go (NULL);
  thing_end (other.thing);
}
END_TEST

static void
refer_and_wait (gpointer data)
{
  Other *other = data;

  refer_to_own (other);
  in_apartment (COINIT_MULTITHREADED, call_through_reference, NULL);
  in_apartment (COINIT_APARTMENTTHREADED, call_through_reference, NULL);
  ck_assert_int_eq (other->thing->n_signals, 2);
  let_reference_go (NULL);
  thing_end (other->thing);
}

START_TEST (a_reference_to_an_sta_leads_there)
{
  Other other = { options[_i], NULL };

  in_apartment (COINIT_APARTMENTTHREADED, refer_and_wait, &other);
}
END_TEST

START_TEST (a_missing_interface_has_no_reference)
{
  assert_hr (RoGetAgileReference (options[_i], &IID_IStream, thing_unknown (thing), &reference),
             E_NOINTERFACE);
  ck_assert_ptr_null (reference);
}
END_TEST

Suite *
tables_suite (void)
{
  Suite *suite = suite_create ("tables");
  TCase *tc = tcase_create ("git");

  tcase_add_checked_fixture (tc, set_up, tear_down);
  tcase_add_test (tc, there_is_one_table);
  tcase_add_test (tc, its_counts_are_always_one);
  tcase_add_test (tc, it_refuses_null_and_numbers_it_never_gave);
  tcase_add_test (tc, at_home_it_gives_the_pointer);
  tcase_add_test (tc, elsewhere_it_gives_proxies);
  tcase_add_test (tc, any_apartment_may_revoke);
  tcase_add_test (tc, a_thread_in_no_apartment_may_revoke);
  tcase_add_test (tc, what_was_registered_ends_with_its_apartment);
  tcase_add_test (tc, objects_of_an_sta_are_called_there);
  suite_add_tcase (suite, tc);

  tc = tcase_create ("numbers");
  tcase_add_test (tc, many_numbers_are_all_different);
  tcase_add_test (tc, an_old_number_does_not_find_the_next_thing);
  suite_add_tcase (suite, tc);

  tc = tcase_create ("agile");
  tcase_add_checked_fixture (tc, set_up, tear_down);
  tcase_add_loop_test (tc, at_home_a_reference_is_the_pointer, 0, G_N_ELEMENTS (options));
  tcase_add_loop_test (tc, elsewhere_a_reference_gives_proxies, 0, G_N_ELEMENTS (options));
  tcase_add_loop_test (tc, any_apartment_may_let_a_reference_go, 0, G_N_ELEMENTS (options));
  tcase_add_loop_test (tc, a_reference_is_for_apartments, 0, G_N_ELEMENTS (options));
  tcase_add_loop_test (tc, a_reference_ends_with_the_apartment, 0, G_N_ELEMENTS (options));
  tcase_add_loop_test (tc, a_reference_to_an_sta_leads_there, 0, G_N_ELEMENTS (options));
  tcase_add_loop_test (tc, a_missing_interface_has_no_reference, 0, G_N_ELEMENTS (options));
  suite_add_tcase (suite, tc);
  return suite;
}
