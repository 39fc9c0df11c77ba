/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* CoGetClassObject, CoCreateInstance, CoCreateInstanceEx: what is found where, and what may
 * live in which apartment (spec/com.md 6.2, and 8.4 items 51 to 54). */

#include "activation-suites.h"

#include <beck/errorinfo.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "apartments.h"
#include "faults.h"
#include "guest.h"
#include "scratch.h"

static void
set_up (void)
{
  enter_sta ();
  assert_hr (beck_class_register (&sample_class, BECK_THREADING_BOTH), S_OK);
}

static void
tear_down (void)
{
  assert_hr (beck_class_unregister (&sample_class), S_OK);
  SetErrorInfo (0, NULL);
  leave_apartment ();
}

static HRESULT
create (REFCLSID clsid)
{
  g_autoptr (IUnknown) object = NULL;
  HRESULT hr
      = CoCreateInstance (clsid, NULL, CLSCTX_INPROC_SERVER, &IID_IUnknown, (void **) &object);

  ck_assert_int_eq (SUCCEEDED (hr), object != NULL);
  return hr;
}

/* ---- Without an apartment ---- */

START_TEST (without_an_apartment_nothing_is_created)
{
  MULTI_QI result = { &IID_IUnknown, (IUnknown *) 1, S_OK };
  gpointer object = &object;

  assert_hr (CoCreateInstance (&CLSID_GlobalOptions, NULL, CLSCTX_INPROC_SERVER, &IID_IUnknown,
                               &object),
             CO_E_NOTINITIALIZED);
  ck_assert_ptr_null (object);
  object = &object;
  assert_hr (CoGetClassObject (&CLSID_GlobalOptions, CLSCTX_INPROC_SERVER, NULL,
                               &IID_IClassFactory, &object),
             CO_E_NOTINITIALIZED);
  ck_assert_ptr_null (object);
  assert_hr (CoCreateInstanceEx (&CLSID_GlobalOptions, NULL, CLSCTX_INPROC_SERVER, NULL, 1,
                                 &result),
             CO_E_NOTINITIALIZED);
  ck_assert_ptr_null (result.pItf);
  assert_hr (result.hr, CO_E_NOTINITIALIZED);
}
END_TEST

START_TEST (without_an_apartment_nothing_is_registered)
{
  g_autoptr (IUnknown) factory = sample_factory_new ();
  DWORD cookie = 1;

  assert_hr (CoRegisterClassObject (&sample_clsid, factory, CLSCTX_INPROC_SERVER,
                                    REGCLS_MULTIPLEUSE, &cookie),
             CO_E_NOTINITIALIZED);
  ck_assert_uint_eq (cookie, 0);
  assert_hr (CoRevokeClassObject (1), CO_E_NOTINITIALIZED);
  assert_hr (CoSuspendClassObjects (), CO_E_NOTINITIALIZED);
  assert_hr (CoResumeClassObjects (), CO_E_NOTINITIALIZED);
}
END_TEST

START_TEST (missing_place_for_the_result_comes_first)
{
  assert_hr (CoCreateInstance (&sample_clsid, NULL, CLSCTX_INPROC_SERVER, &IID_IUnknown, NULL),
             E_POINTER);
  assert_hr (CoGetClassObject (&sample_clsid, CLSCTX_INPROC_SERVER, NULL, &IID_IUnknown, NULL),
             E_INVALIDARG);
}
END_TEST

static void
create_options (void)
{
  assert_hr (create (&CLSID_GlobalOptions), S_OK);
}

START_TEST (thread_in_the_implicit_mta_creates)
{
  enter_mta ();
  run_outside (create_options);
  leave_apartment ();
}
END_TEST

/* ---- Creating ---- */

START_TEST (registered_class_is_created)
{
  g_autoptr (ISynchronize) sample = NULL;

  assert_hr (CoCreateInstance (&sample_clsid, NULL, CLSCTX_ALL, &IID_ISynchronize,
                               (void **) &sample),
             S_OK);
  assert_hr (sample->lpVtbl->Signal (sample), S_OK);
}
END_TEST

START_TEST (class_object_is_its_factory)
{
  g_autoptr (IClassFactory) factory = NULL;
  g_autoptr (ISynchronize) sample = NULL;

  assert_hr (CoGetClassObject (&sample_clsid, CLSCTX_INPROC_SERVER, NULL, &IID_IClassFactory,
                               (void **) &factory),
             S_OK);
  assert_hr (factory->lpVtbl->CreateInstance (factory, NULL, &IID_ISynchronize,
                                              (void **) &sample),
             S_OK);
}
END_TEST

START_TEST (unknown_class_is_not_registered)
{
  assert_hr (create (&IID_IUnknown), REGDB_E_CLASSNOTREG);
}
END_TEST

START_TEST (interface_the_class_lacks_is_refused)
{
  gpointer object = &object;

  assert_hr (CoCreateInstance (&sample_clsid, NULL, CLSCTX_INPROC_SERVER, &IID_IGlobalOptions,
                               &object),
             E_NOINTERFACE);
  ck_assert_ptr_null (object);
  object = &object;
  assert_hr (CoGetClassObject (&sample_clsid, CLSCTX_INPROC_SERVER, NULL, &IID_IGlobalOptions,
                               &object),
             E_NOINTERFACE);
  ck_assert_ptr_null (object);
}
END_TEST

START_TEST (missing_class_or_interface_is_an_argument_error)
{
  gpointer object = &object;

  assert_hr (CoCreateInstance (NULL, NULL, CLSCTX_INPROC_SERVER, &IID_IUnknown, &object),
             E_INVALIDARG);
  ck_assert_ptr_null (object);
  assert_hr (CoCreateInstance (&sample_clsid, NULL, CLSCTX_INPROC_SERVER, NULL, &object),
             E_INVALIDARG);
  assert_hr (CoGetClassObject (&sample_clsid, CLSCTX_INPROC_SERVER, NULL, NULL, &object),
             E_INVALIDARG);
}
END_TEST

START_TEST (aggregate_gets_the_inner_unknown_only)
{
  Whole *outer = beck_object_new (&whole_class, NULL);
  IUnknown *inner = (IUnknown *) 1;

  assert_hr (CoCreateInstance (&sample_clsid, BECK_UNKNOWN (outer), CLSCTX_INPROC_SERVER,
                               &IID_ISynchronize, (void **) &inner),
             CLASS_E_NOAGGREGATION);
  ck_assert_ptr_null (inner);
  assert_hr (CoCreateInstance (&sample_clsid, BECK_UNKNOWN (outer), CLSCTX_INPROC_SERVER,
                               &IID_IUnknown, (void **) &inner),
             S_OK);
  ck_assert_ptr_ne (inner, BECK_UNKNOWN (outer));
  release (inner);
  beck_object_unref (outer);
}
END_TEST

START_TEST (failing_init_is_the_result)
{
  sample_init_result = E_ACCESSDENIED;
  assert_hr (create (&sample_clsid), E_ACCESSDENIED);
  sample_init_result = S_OK;
}
END_TEST

START_TEST (builtin_class_is_created)
{
  g_autoptr (IGlobalOptions) options = NULL;
  ULONG_PTR value;

  assert_hr (CoCreateInstance (&CLSID_GlobalOptions, NULL, CLSCTX_INPROC_SERVER,
                               &IID_IGlobalOptions, (void **) &options),
             S_OK);
  assert_hr (options->lpVtbl->Query (options, COMGLB_BECK_TIMEOUT_STATUS, &value), S_OK);
}
END_TEST

/* ---- Where a class may be ---- */

START_TEST (contexts_outside_the_process_find_nothing)
{
  static const DWORD contexts[]
      = { 0, CLSCTX_INPROC_HANDLER, CLSCTX_LOCAL_SERVER, CLSCTX_REMOTE_SERVER };
  gpointer object = &object;

  for (gsize i = 0; i < G_N_ELEMENTS (contexts); i++)
    assert_hr (CoCreateInstance (&sample_clsid, NULL, contexts[i], &IID_IUnknown, &object),
               REGDB_E_CLASSNOTREG);
  ck_assert_ptr_null (object);
}
END_TEST

static HRESULT
get_from (const char *name)
{
  WCHAR wide[HOST_NAME_MAX + 1] = { 0 };
  COSERVERINFO server = { .pwszName = wide };
  g_autoptr (IUnknown) object = NULL;

  for (gsize i = 0; name[i] != '\0'; i++)
    wide[i] = (WCHAR) (guchar) name[i];
  return CoGetClassObject (&sample_clsid, CLSCTX_INPROC_SERVER, &server, &IID_IUnknown,
                           (void **) &object);
}

START_TEST (this_machine_may_be_named)
{
  char host[HOST_NAME_MAX + 1] = "";

  ck_assert_int_eq (gethostname (host, sizeof host), 0);
  assert_hr (get_from (host), S_OK);
  assert_hr (get_from ("LocalHost"), S_OK);
  assert_hr (get_from (""), S_OK);
}
END_TEST

START_TEST (other_machines_cannot_be_reached)
{
  assert_hr (get_from ("localhost.example.com"), CO_E_CANT_REMOTE);
  assert_hr (get_from ("local"), CO_E_CANT_REMOTE);
  assert_hr (get_from ("l\xf6" "calhost"), CO_E_CANT_REMOTE);
}
END_TEST

START_TEST (reserved_fields_of_the_server_must_be_zero)
{
  COSERVERINFO server = { .dwReserved1 = 1 };
  gpointer object = &object;

  assert_hr (CoGetClassObject (&sample_clsid, CLSCTX_INPROC_SERVER, &server, &IID_IUnknown,
                               &object),
             E_INVALIDARG);
  ck_assert_ptr_null (object);
}
END_TEST

START_TEST (class_object_of_the_apartment_comes_before_the_process)
{
  g_autoptr (ISynchronize) other = NULL;
  g_autoptr (IUnknown) found = NULL;
  DWORD cookie;

  assert_hr (beck_object_create (&whole_class, NULL, &IID_ISynchronize, (void **) &other), S_OK);
  assert_hr (CoRegisterClassObject (&sample_clsid, (IUnknown *) other, CLSCTX_INPROC_SERVER,
                                    REGCLS_MULTIPLEUSE, &cookie),
             S_OK);
  assert_hr (CoGetClassObject (&sample_clsid, CLSCTX_INPROC_SERVER, NULL, &IID_ISynchronize,
                               (void **) &found),
             S_OK);
  ck_assert_ptr_eq (found, other);
  assert_hr (create (&sample_clsid), E_NOINTERFACE);
  assert_hr (CoRevokeClassObject (cookie), S_OK);
  assert_hr (create (&sample_clsid), S_OK);
}
END_TEST

START_TEST (class_of_the_process_comes_before_the_library)
{
  static const BeckClass rival
      = { .name = "Rival", .size = sizeof (BeckObject), .clsid = &CLSID_GlobalOptions };
  gpointer object;

  assert_hr (beck_class_register (&rival, BECK_THREADING_BOTH), S_OK);
  assert_hr (CoCreateInstance (&CLSID_GlobalOptions, NULL, CLSCTX_INPROC_SERVER,
                               &IID_IGlobalOptions, &object),
             E_NOINTERFACE);
  assert_hr (beck_class_unregister (&rival), S_OK);
}
END_TEST

/* ---- Modules ---- */

static const CLSID guest_clsid = GUEST_CLSID;

/* Lets the key file of the class path say @text. */
static void
describe (const char *text)
{
  g_autofree char *root = g_dir_make_tmp ("beck-classes-XXXXXX", NULL);

  scratch_write (root, "guest.beckclass", text);
  g_setenv ("BECK_CLASS_PATH", root, TRUE);
  g_ptr_array_unref (beck_class_scan ());
  g_unsetenv ("BECK_CLASS_PATH");
  scratch_remove (root);
}

static void
forget (void)
{
  g_ptr_array_unref (beck_class_scan ());
}

START_TEST (class_of_a_module_is_created)
{
  g_autoptr (ISynchronize) guest = NULL;

  describe (GUEST_GROUP GUEST_MODULE "ThreadingModel=Both\n");
  assert_hr (CoCreateInstance (&guest_clsid, NULL, CLSCTX_INPROC_SERVER, &IID_ISynchronize,
                               (void **) &guest),
             S_OK);
  assert_hr (guest->lpVtbl->Signal (guest), S_FALSE);
  forget ();
}
END_TEST

static const struct
{
  const char *text;
  HRESULT hr;
  const char *told;
} bad_modules[] = {
  { "Module=/nowhere/absent.so\nThreadingModel=Both\n", CO_E_DLLNOTFOUND, "absent.so" },
  { GUEST_BROKEN_MODULE "ThreadingModel=Both\n", CO_E_ERRORINDLL, "guest-broken.so" },
  { GUEST_MODULE "ThreadingModel=Fast\n", REGDB_E_BADTHREADINGMODEL, "guest.beckclass" },
  { GUEST_MODULE "ThreadingModel=Free\n", CO_E_NOT_SUPPORTED, "5a3b1f00-7c11" },
};

START_TEST (failure_of_a_module_is_told)
{
  g_autofree char *text = g_strconcat (GUEST_GROUP, bad_modules[_i].text, NULL);
  g_autoptr (GError) error = NULL;

  describe (text);
  assert_hr (create (&guest_clsid), bad_modules[_i].hr);
  error = beck_error_info_take (bad_modules[_i].hr);
  ck_assert_msg (strstr (error->message, bad_modules[_i].told) != NULL, "%s", error->message);
  forget ();
}
END_TEST

/* ---- Threading models ---- */

/* What each model answers in the main STA, another STA and the MTA. */
static const struct
{
  BeckThreadingModel model;
  HRESULT main_sta, sta, mta;
} models[] = {
  { BECK_THREADING_MAIN, S_OK, CO_E_NOT_SUPPORTED, CO_E_NOT_SUPPORTED },
  { BECK_THREADING_APARTMENT, S_OK, S_OK, CO_E_NOT_SUPPORTED },
  { BECK_THREADING_FREE, CO_E_NOT_SUPPORTED, CO_E_NOT_SUPPORTED, S_OK },
  { BECK_THREADING_BOTH, S_OK, S_OK, S_OK },
  { BECK_THREADING_NEUTRAL, S_OK, S_OK, S_OK },
};

static int model_index;

static void
create_in_sta (void)
{
  assert_hr (create (&sample_clsid), models[model_index].sta);
}

static void
create_in_mta (void)
{
  assert_hr (create (&sample_clsid), models[model_index].mta);
}

START_TEST (objects_are_made_only_where_they_may_live)
{
  model_index = _i;
  enter_sta ();
  assert_hr (beck_class_register (&sample_class, models[_i].model), S_OK);
  assert_hr (create (&sample_clsid), models[_i].main_sta);
  run_in_apartment (COINIT_APARTMENTTHREADED, create_in_sta);
  run_in_apartment (COINIT_MULTITHREADED, create_in_mta);
  assert_hr (beck_class_unregister (&sample_class), S_OK);
  SetErrorInfo (0, NULL);
  leave_apartment ();
}
END_TEST

/* ---- Several interfaces ---- */

static HRESULT
create_ex (IUnknown *outer, DWORD n_results, MULTI_QI *results)
{
  return CoCreateInstanceEx (&sample_clsid, outer, CLSCTX_INPROC_SERVER, NULL, n_results, results);
}

START_TEST (all_interfaces_are_had_at_once)
{
  MULTI_QI results[] = { { &IID_ISynchronize }, { &IID_ISequentialStream } };
  g_autoptr (IUnknown) a = NULL;
  g_autoptr (IUnknown) b = NULL;

  assert_hr (create_ex (NULL, 2, results), S_OK);
  assert_hr (results[0].hr, S_OK);
  assert_hr (query (results[0].pItf, &IID_IUnknown, &a), S_OK);
  assert_hr (query (results[1].pItf, &IID_IUnknown, &b), S_OK);
  ck_assert_ptr_eq (a, b);
  release (results[0].pItf);
  release (results[1].pItf);
}
END_TEST

START_TEST (partly_supported_list_is_a_success)
{
  MULTI_QI results[]
      = { { &IID_IGlobalOptions, (IUnknown *) 1, S_OK }, { &IID_ISequentialStream } };

  assert_hr (create_ex (NULL, 2, results), CO_S_NOTALLINTERFACES);
  assert_hr (results[0].hr, E_NOINTERFACE);
  ck_assert_ptr_null (results[0].pItf);
  assert_hr (results[1].hr, S_OK);
  release (results[1].pItf);
}
END_TEST

START_TEST (unsupported_list_is_a_failure)
{
  MULTI_QI results[] = { { &IID_IGlobalOptions }, { &IID_IClassFactory } };

  assert_hr (create_ex (NULL, 2, results), E_NOINTERFACE);
  ck_assert_ptr_null (results[0].pItf);
  ck_assert_ptr_null (results[1].pItf);
  ck_assert_int_eq (atomic_load (&n_live_samples), 0);
}
END_TEST

START_TEST (failed_creation_is_in_every_result)
{
  MULTI_QI results[] = { { &IID_IUnknown, (IUnknown *) 1 }, { &IID_ISynchronize } };

  sample_init_result = E_ACCESSDENIED;
  assert_hr (create_ex (NULL, 2, results), E_ACCESSDENIED);
  sample_init_result = S_OK;
  assert_hr (results[0].hr, E_ACCESSDENIED);
  assert_hr (results[1].hr, E_ACCESSDENIED);
  ck_assert_ptr_null (results[0].pItf);
}
END_TEST

START_TEST (bad_lists_are_argument_errors)
{
  MULTI_QI result = { NULL };

  assert_hr (create_ex (NULL, 0, &result), E_INVALIDARG);
  assert_hr (create_ex (NULL, 1, NULL), E_INVALIDARG);
  assert_hr (create_ex (NULL, 1, &result), E_INVALIDARG);
  assert_hr (result.hr, E_INVALIDARG);
}
END_TEST

START_TEST (list_of_an_aggregate_must_have_the_inner_unknown)
{
  Whole *outer = beck_object_new (&whole_class, NULL);
  MULTI_QI results[] = { { &IID_ISynchronize }, { &IID_IUnknown } };

  assert_hr (create_ex (BECK_UNKNOWN (outer), 1, results), CLASS_E_NOAGGREGATION);
  assert_hr (results[0].hr, CLASS_E_NOAGGREGATION);
  assert_hr (create_ex (BECK_UNKNOWN (outer), 2, results), S_OK);
  ck_assert_uint_eq (count_of (BECK_UNKNOWN (outer)), 2);
  release (results[0].pItf);
  release (results[1].pItf);
  beck_object_unref (outer);
}
END_TEST

/* ---- Lack of memory ---- */

static HRESULT
create_several (void)
{
  MULTI_QI results[] = { { &IID_ISynchronize }, { &IID_ISequentialStream } };
  HRESULT hr = create_ex (NULL, 2, results);

  for (gsize i = 0; i < G_N_ELEMENTS (results); i++)
    if (results[i].pItf != NULL)
      release (results[i].pItf);
  return hr;
}

static HRESULT
create_guest (void)
{
  return create (&guest_clsid);
}

START_TEST (creation_survives_each_failure)
{
  fail_each_allocation (create_several);
  describe (GUEST_GROUP GUEST_MODULE "ThreadingModel=Both\n");
  fail_each_allocation (create_guest);
  forget ();
}
END_TEST

static TCase *
apartment_case (void)
{
  TCase *tc = tcase_create ("apartment");

  tcase_add_test (tc, without_an_apartment_nothing_is_created);
  tcase_add_test (tc, without_an_apartment_nothing_is_registered);
  tcase_add_test (tc, missing_place_for_the_result_comes_first);
  tcase_add_test (tc, thread_in_the_implicit_mta_creates);
  tcase_add_loop_test (tc, objects_are_made_only_where_they_may_live, 0, G_N_ELEMENTS (models));
  return tc;
}

static TCase *
create_case (void)
{
  TCase *tc = tcase_create ("create");

  tcase_add_checked_fixture (tc, set_up, tear_down);
  tcase_add_test (tc, registered_class_is_created);
  tcase_add_test (tc, class_object_is_its_factory);
  tcase_add_test (tc, unknown_class_is_not_registered);
  tcase_add_test (tc, interface_the_class_lacks_is_refused);
  tcase_add_test (tc, missing_class_or_interface_is_an_argument_error);
  tcase_add_test (tc, aggregate_gets_the_inner_unknown_only);
  tcase_add_test (tc, failing_init_is_the_result);
  tcase_add_test (tc, builtin_class_is_created);
  return tc;
}

static TCase *
place_case (void)
{
  TCase *tc = tcase_create ("place");

  tcase_add_checked_fixture (tc, set_up, tear_down);
  tcase_add_test (tc, contexts_outside_the_process_find_nothing);
  tcase_add_test (tc, this_machine_may_be_named);
  tcase_add_test (tc, other_machines_cannot_be_reached);
  tcase_add_test (tc, reserved_fields_of_the_server_must_be_zero);
  tcase_add_test (tc, class_object_of_the_apartment_comes_before_the_process);
  tcase_add_test (tc, class_of_the_process_comes_before_the_library);
  tcase_add_test (tc, class_of_a_module_is_created);
  tcase_add_loop_test (tc, failure_of_a_module_is_told, 0, G_N_ELEMENTS (bad_modules));
  return tc;
}

static TCase *
several_case (void)
{
  TCase *tc = tcase_create ("several");

  tcase_add_checked_fixture (tc, set_up, tear_down);
  tcase_add_test (tc, all_interfaces_are_had_at_once);
  tcase_add_test (tc, partly_supported_list_is_a_success);
  tcase_add_test (tc, unsupported_list_is_a_failure);
  tcase_add_test (tc, failed_creation_is_in_every_result);
  tcase_add_test (tc, bad_lists_are_argument_errors);
  tcase_add_test (tc, list_of_an_aggregate_must_have_the_inner_unknown);
  tcase_add_test (tc, creation_survives_each_failure);
  return tc;
}

Suite *
activation_suite (void)
{
  Suite *suite = suite_create ("activation");

  suite_add_tcase (suite, apartment_case ());
  suite_add_tcase (suite, create_case ());
  suite_add_tcase (suite, place_case ());
  suite_add_tcase (suite, several_case ());
  return suite;
}
