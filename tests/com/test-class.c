/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Registration of class records and the generic class factory. */

#include "suites.h"

#include "com/class.h"

static IClassFactory *factory;

static void
set_up (void)
{
  assert_hr (beck_class_get_factory (&sample_class, &IID_IClassFactory, (void **) &factory), S_OK);
}

static void
tear_down (void)
{
  ck_assert_uint_eq (release (factory), 0);
  ck_assert_int_eq (atomic_load (&n_live_samples), 0);
}

/* ---- Factory ---- */

START_TEST (factory_creates_an_object)
{
  g_autoptr (ISynchronize) sample = NULL;

  assert_hr (factory->lpVtbl->CreateInstance (factory, NULL, &IID_ISynchronize,
                                              (void **) &sample),
             S_OK);
  assert_hr (sample->lpVtbl->Signal (sample), S_OK);
}
END_TEST

START_TEST (factory_refuses_an_interface_the_class_lacks)
{
  gpointer result = &result;

  assert_hr (factory->lpVtbl->CreateInstance (factory, NULL, &IID_IClassFactory, &result),
             E_NOINTERFACE);
  ck_assert_ptr_null (result);
}
END_TEST

START_TEST (factory_without_a_place_for_the_result_is_e_pointer)
{
  assert_hr (factory->lpVtbl->CreateInstance (factory, NULL, &IID_IUnknown, NULL), E_POINTER);
}
END_TEST

START_TEST (factory_makes_parts_for_unknown_only)
{
  Whole *outer = beck_object_new (&whole_class, NULL);
  gpointer result = &result;

  assert_hr (factory->lpVtbl->CreateInstance (factory, BECK_UNKNOWN (outer), &IID_ISynchronize,
                                              &result),
             CLASS_E_NOAGGREGATION);
  ck_assert_ptr_null (result);
  assert_hr (factory->lpVtbl->CreateInstance (factory, BECK_UNKNOWN (outer), &IID_IUnknown,
                                              &result),
             S_OK);
  release (result);
  beck_object_unref (outer);
}
END_TEST

START_TEST (failing_init_is_the_factorys_result)
{
  gpointer result = &result;

  sample_init_result = E_ACCESSDENIED;
  assert_hr (factory->lpVtbl->CreateInstance (factory, NULL, &IID_IUnknown, &result),
             E_ACCESSDENIED);
  sample_init_result = S_OK;
  ck_assert_ptr_null (result);
}
END_TEST

START_TEST (factory_of_an_unregistered_class_works_and_checks_its_interface)
{
  gpointer result = &result;

  assert_hr (beck_class_get_factory (&whole_class, &IID_ISynchronize, &result), E_NOINTERFACE);
  ck_assert_ptr_null (result);
  assert_hr (beck_class_get_factory (&whole_class, &IID_IUnknown, &result), S_OK);
  release (result);
  assert_hr (beck_class_get_factory (&whole_class, &IID_IUnknown, NULL), E_POINTER);
}
END_TEST

START_TEST (server_locks_are_counted_over_all_factories)
{
  g_autoptr (IClassFactory) other = NULL;

  assert_hr (beck_class_get_factory (&whole_class, &IID_IClassFactory, (void **) &other), S_OK);
  ck_assert_uint_eq (beck_class_server_locks (), 0);
  assert_hr (factory->lpVtbl->LockServer (factory, TRUE), S_OK);
  assert_hr (other->lpVtbl->LockServer (other, TRUE), S_OK);
  ck_assert_uint_eq (beck_class_server_locks (), 2);
  assert_hr (factory->lpVtbl->LockServer (factory, FALSE), S_OK);
  assert_hr (factory->lpVtbl->LockServer (factory, FALSE), S_OK);
  ck_assert_uint_eq (beck_class_server_locks (), 0);
}
END_TEST

START_TEST (unlocking_what_is_not_locked_is_refused)
{
  assert_hr (factory->lpVtbl->LockServer (factory, FALSE), E_UNEXPECTED);
  ck_assert_uint_eq (beck_class_server_locks (), 0);
}
END_TEST

/* ---- The table of a module ---- */

START_TEST (module_finds_its_class)
{
  const BeckClass *const classes[] = { &sample_class, NULL };
  g_autoptr (IClassFactory) found = NULL;

  assert_hr (beck_module_get_class_object (classes, &sample_clsid, &IID_IClassFactory,
                                           (void **) &found),
             S_OK);
}
END_TEST

START_TEST (module_refuses_a_class_it_lacks)
{
  const BeckClass *const classes[] = { &sample_class, NULL };
  gpointer result = &result;

  assert_hr (beck_module_get_class_object (classes, &CLSID_GlobalOptions, &IID_IClassFactory,
                                           &result),
             CLASS_E_CLASSNOTAVAILABLE);
  ck_assert_ptr_null (result);
  assert_hr (beck_module_get_class_object (classes, &sample_clsid, &IID_IUnknown, NULL),
             E_POINTER);
}
END_TEST

/* ---- Registration ---- */

START_TEST (registered_class_is_found_with_its_model)
{
  BeckThreadingModel model = BECK_THREADING_MAIN;

  assert_hr (beck_class_register (&sample_class, BECK_THREADING_FREE), S_OK);
  ck_assert_ptr_eq (beck_class_find (&sample_clsid, &model), &sample_class);
  ck_assert_int_eq (model, BECK_THREADING_FREE);
  assert_hr (beck_class_unregister (&sample_class), S_OK);
  ck_assert_ptr_null (beck_class_find (&sample_clsid, &model));
}
END_TEST

START_TEST (second_registration_of_a_clsid_is_refused)
{
  static const BeckClass rival
      = { .name = "Rival", .size = sizeof (BeckObject), .clsid = &sample_clsid };

  assert_hr (beck_class_register (&sample_class, BECK_THREADING_BOTH), S_OK);
  assert_hr (beck_class_register (&sample_class, BECK_THREADING_BOTH), CO_E_OBJISREG);
  assert_hr (beck_class_register (&rival, BECK_THREADING_BOTH), CO_E_OBJISREG);
  assert_hr (beck_class_unregister (&rival), REGDB_E_CLASSNOTREG);
  assert_hr (beck_class_unregister (&sample_class), S_OK);
  assert_hr (beck_class_register (&rival, BECK_THREADING_BOTH), S_OK);
  assert_hr (beck_class_unregister (&rival), S_OK);
}
END_TEST

START_TEST (class_without_clsid_cannot_be_registered)
{
  assert_hr (beck_class_register (&whole_class, BECK_THREADING_BOTH), E_INVALIDARG);
  assert_hr (beck_class_register (NULL, BECK_THREADING_BOTH), E_INVALIDARG);
  assert_hr (beck_class_unregister (&whole_class), REGDB_E_CLASSNOTREG);
}
END_TEST

START_TEST (unknown_threading_model_is_refused)
{
  assert_hr (beck_class_register (&sample_class, (BeckThreadingModel) 5),
             REGDB_E_BADTHREADINGMODEL);
  assert_hr (beck_class_register (&sample_class, (BeckThreadingModel) -1),
             REGDB_E_BADTHREADINGMODEL);
}
END_TEST

START_TEST (unregistering_twice_is_refused)
{
  assert_hr (beck_class_register (&sample_class, BECK_THREADING_BOTH), S_OK);
  assert_hr (beck_class_unregister (&sample_class), S_OK);
  assert_hr (beck_class_unregister (&sample_class), REGDB_E_CLASSNOTREG);
}
END_TEST

static gpointer
register_and_look (gpointer data)
{
  const CLSID clsid = { .Data1 = GPOINTER_TO_UINT (data) };
  const BeckClass klass = { .name = "Own", .size = sizeof (BeckObject), .clsid = &clsid };
  BeckThreadingModel model;
  guint n_wrong = 0;

  for (int i = 0; i < 2000; i++)
    {
      n_wrong += beck_class_register (&klass, BECK_THREADING_BOTH) != S_OK;
      n_wrong += beck_class_find (&clsid, &model) != &klass;
      n_wrong += beck_class_unregister (&klass) != S_OK;
    }
  return GUINT_TO_POINTER (n_wrong);
}

START_TEST (threads_register_and_look_at_the_same_time)
{
  GThread *threads[3];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new (NULL, register_and_look, GUINT_TO_POINTER (i + 1));
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    ck_assert_uint_eq (GPOINTER_TO_UINT (g_thread_join (threads[i])), 0);
}
END_TEST

static gpointer
compete (gpointer won)
{
  for (int i = 0; i < 5000; i++)
    if (beck_class_register (&sample_class, BECK_THREADING_BOTH) == S_OK)
      {
        if (atomic_fetch_add ((atomic_int *) won, 1) != 0)
          return GINT_TO_POINTER (TRUE);
        atomic_fetch_sub ((atomic_int *) won, 1);
        beck_class_unregister (&sample_class);
      }
  return NULL;
}

START_TEST (one_of_competing_registrations_wins)
{
  atomic_int won = 0;
  GThread *thread = g_thread_new (NULL, compete, &won);

  ck_assert_ptr_null (compete (&won));
  ck_assert_ptr_null (g_thread_join (thread));
}
END_TEST

static TCase *
factory_case (void)
{
  TCase *tc = tcase_create ("factory");

  tcase_add_checked_fixture (tc, set_up, tear_down);
  tcase_add_test (tc, factory_creates_an_object);
  tcase_add_test (tc, factory_refuses_an_interface_the_class_lacks);
  tcase_add_test (tc, factory_without_a_place_for_the_result_is_e_pointer);
  tcase_add_test (tc, factory_makes_parts_for_unknown_only);
  tcase_add_test (tc, failing_init_is_the_factorys_result);
  tcase_add_test (tc, factory_of_an_unregistered_class_works_and_checks_its_interface);
  tcase_add_test (tc, server_locks_are_counted_over_all_factories);
  tcase_add_test (tc, unlocking_what_is_not_locked_is_refused);
  return tc;
}

static TCase *
registration_case (void)
{
  TCase *tc = tcase_create ("registration");

  tcase_add_test (tc, registered_class_is_found_with_its_model);
  tcase_add_test (tc, second_registration_of_a_clsid_is_refused);
  tcase_add_test (tc, class_without_clsid_cannot_be_registered);
  tcase_add_test (tc, unknown_threading_model_is_refused);
  tcase_add_test (tc, unregistering_twice_is_refused);
  tcase_add_test (tc, threads_register_and_look_at_the_same_time);
  tcase_add_test (tc, one_of_competing_registrations_wins);
  return tc;
}

Suite *
class_suite (void)
{
  Suite *suite = suite_create ("class");
  TCase *module = tcase_create ("module");

  suite_add_tcase (suite, factory_case ());
  suite_add_tcase (suite, registration_case ());
  tcase_add_test (module, module_finds_its_class);
  tcase_add_test (module, module_refuses_a_class_it_lacks);
  suite_add_tcase (suite, module);
  return suite;
}
