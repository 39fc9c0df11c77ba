/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* CoRegisterClassObject and its kin (spec/com.md 6.5, and 8.4 items 55 and 56), lack of
 * memory, and races. */

#include "activation-suites.h"

#include "apartments.h"
#include "faults.h"

static IUnknown *factory;
static DWORD cookie;

static HRESULT
create (void)
{
  g_autoptr (IUnknown) object = NULL;

  return CoCreateInstance (&sample_clsid, NULL, CLSCTX_INPROC_SERVER, &IID_IUnknown,
                           (void **) &object);
}

static HRESULT
register_for (DWORD context, DWORD flags)
{
  return CoRegisterClassObject (&sample_clsid, factory, context, flags, &cookie);
}

static void
set_up_sta (void)
{
  enter_sta ();
  factory = sample_factory_new ();
}

static void
set_up_mta (void)
{
  enter_mta ();
  factory = sample_factory_new ();
}

static void
tear_down (void)
{
  leave_apartment ();
  ck_assert_uint_eq (release (factory), 0);
}

/* ---- Registering ---- */

START_TEST (registration_references_the_class_object_until_revoked)
{
  assert_hr (register_for (CLSCTX_INPROC_SERVER, REGCLS_MULTIPLEUSE), S_OK);
  ck_assert_uint_ne (cookie, 0);
  ck_assert_uint_eq (count_of (factory), 2);
  assert_hr (create (), S_OK);
  assert_hr (CoRevokeClassObject (cookie), S_OK);
  ck_assert_uint_eq (count_of (factory), 1);
  assert_hr (create (), REGDB_E_CLASSNOTREG);
}
END_TEST

START_TEST (any_unknown_may_be_a_class_object)
{
  g_autoptr (ISynchronize) sample = sample_new ();
  g_autoptr (ISynchronize) got = NULL;

  assert_hr (CoRegisterClassObject (&sample_clsid, (IUnknown *) sample, CLSCTX_INPROC_SERVER,
                                    REGCLS_MULTIPLEUSE, &cookie),
             S_OK);
  assert_hr (CoGetClassObject (&sample_clsid, CLSCTX_INPROC_SERVER, NULL, &IID_ISynchronize,
                               (void **) &got),
             S_OK);
  ck_assert_ptr_eq (got, sample);
  assert_hr (CoRevokeClassObject (cookie), S_OK);
}
END_TEST

START_TEST (revoking_an_unknown_cookie_is_refused)
{
  assert_hr (CoRevokeClassObject (0), E_INVALIDARG);
  assert_hr (register_for (CLSCTX_INPROC_SERVER, REGCLS_MULTIPLEUSE), S_OK);
  assert_hr (CoRevokeClassObject (cookie + 1), E_INVALIDARG);
  assert_hr (CoRevokeClassObject (cookie), S_OK);
  assert_hr (CoRevokeClassObject (cookie), E_INVALIDARG);
}
END_TEST

START_TEST (arguments_are_checked)
{
  assert_hr (CoRegisterClassObject (&sample_clsid, factory, CLSCTX_INPROC_SERVER,
                                    REGCLS_MULTIPLEUSE, NULL),
             E_INVALIDARG);
  cookie = 1;
  assert_hr (CoRegisterClassObject (&sample_clsid, NULL, CLSCTX_INPROC_SERVER,
                                    REGCLS_MULTIPLEUSE, &cookie),
             E_INVALIDARG);
  ck_assert_uint_eq (cookie, 0);
  assert_hr (CoRegisterClassObject (NULL, factory, CLSCTX_INPROC_SERVER, REGCLS_MULTIPLEUSE,
                                    &cookie),
             E_INVALIDARG);
  assert_hr (register_for (0, REGCLS_MULTIPLEUSE), E_INVALIDARG);
  assert_hr (register_for (CLSCTX_INPROC_SERVER, 0x100), E_INVALIDARG);
  assert_hr (register_for (CLSCTX_INPROC_SERVER, REGCLS_MULTIPLEUSE | REGCLS_MULTI_SEPARATE),
             E_INVALIDARG);
  ck_assert_uint_eq (count_of (factory), 1);
}
END_TEST

START_TEST (second_registration_of_a_class_is_refused)
{
  DWORD first;

  assert_hr (register_for (CLSCTX_INPROC_SERVER, REGCLS_MULTIPLEUSE), S_OK);
  first = cookie;
  assert_hr (register_for (CLSCTX_INPROC_SERVER, REGCLS_MULTIPLEUSE), CO_E_OBJISREG);
  ck_assert_uint_eq (cookie, 0);
  ck_assert_uint_eq (count_of (factory), 2);
  assert_hr (CoRevokeClassObject (first), S_OK);
}
END_TEST

START_TEST (registration_for_another_context_is_separate)
{
  DWORD server;
  gpointer got;

  assert_hr (register_for (CLSCTX_INPROC_SERVER, REGCLS_MULTIPLEUSE), S_OK);
  server = cookie;
  assert_hr (register_for (CLSCTX_INPROC_HANDLER, REGCLS_MULTIPLEUSE), S_OK);
  assert_hr (CoRevokeClassObject (server), S_OK);
  assert_hr (create (), REGDB_E_CLASSNOTREG);
  assert_hr (CoGetClassObject (&sample_clsid, CLSCTX_INPROC_HANDLER, NULL, &IID_IUnknown, &got),
             S_OK);
  ck_assert_ptr_eq (got, factory);
  release (got);
  assert_hr (CoRevokeClassObject (cookie), S_OK);
}
END_TEST

/* ---- Flags ---- */

START_TEST (suspended_class_is_hidden_until_resumed)
{
  assert_hr (register_for (CLSCTX_INPROC_SERVER, REGCLS_MULTIPLEUSE | REGCLS_SUSPENDED), S_OK);
  assert_hr (create (), REGDB_E_CLASSNOTREG);
  assert_hr (CoResumeClassObjects (), S_OK);
  assert_hr (create (), S_OK);
  assert_hr (CoSuspendClassObjects (), S_OK);
  assert_hr (create (), REGDB_E_CLASSNOTREG);
  assert_hr (register_for (CLSCTX_INPROC_SERVER, REGCLS_MULTIPLEUSE), CO_E_OBJISREG);
}
END_TEST

START_TEST (single_use_serves_one_activation)
{
  assert_hr (register_for (CLSCTX_INPROC_SERVER, REGCLS_SINGLEUSE), S_OK);
  assert_hr (create (), S_OK);
  assert_hr (create (), REGDB_E_CLASSNOTREG);
  assert_hr (CoRevokeClassObject (cookie), S_OK);
}
END_TEST

START_TEST (single_use_may_be_registered_again_once_it_served)
{
  DWORD first;

  assert_hr (register_for (CLSCTX_INPROC_SERVER, REGCLS_SINGLEUSE), S_OK);
  first = cookie;
  assert_hr (register_for (CLSCTX_INPROC_SERVER, REGCLS_SINGLEUSE), CO_E_OBJISREG);
  assert_hr (create (), S_OK);
  assert_hr (register_for (CLSCTX_INPROC_SERVER, REGCLS_SINGLEUSE), S_OK);
  assert_hr (create (), S_OK);
  assert_hr (CoRevokeClassObject (first), S_OK);
  assert_hr (CoRevokeClassObject (cookie), S_OK);
}
END_TEST

START_TEST (refused_interface_is_no_use)
{
  gpointer got = &got;

  assert_hr (register_for (CLSCTX_INPROC_SERVER, REGCLS_SINGLEUSE), S_OK);
  assert_hr (CoGetClassObject (&sample_clsid, CLSCTX_INPROC_SERVER, NULL, &IID_ISynchronize, &got),
             E_NOINTERFACE);
  ck_assert_ptr_null (got);
  assert_hr (create (), S_OK);
}
END_TEST

START_TEST (local_server_is_seen_in_process_for_multiple_use_only)
{
  assert_hr (register_for (CLSCTX_LOCAL_SERVER, REGCLS_MULTI_SEPARATE), S_OK);
  assert_hr (create (), REGDB_E_CLASSNOTREG);
  assert_hr (CoRevokeClassObject (cookie), S_OK);
  assert_hr (register_for (CLSCTX_LOCAL_SERVER, REGCLS_MULTIPLEUSE), S_OK);
  assert_hr (create (), S_OK);
}
END_TEST

/* ---- Apartments ---- */

static void
class_is_hidden (void)
{
  assert_hr (create (), REGDB_E_CLASSNOTREG);
}

static void
revoke_is_refused (void)
{
  assert_hr (CoRevokeClassObject (cookie), RPC_E_WRONG_THREAD);
}

START_TEST (registration_is_seen_by_its_apartment_only)
{
  assert_hr (register_for (CLSCTX_INPROC_SERVER, REGCLS_MULTIPLEUSE), S_OK);
  run_in_apartment (COINIT_APARTMENTTHREADED, class_is_hidden);
  run_in_apartment (COINIT_MULTITHREADED, class_is_hidden);
  assert_hr (create (), S_OK);
}
END_TEST

START_TEST (revoking_in_another_apartment_is_refused)
{
  assert_hr (register_for (CLSCTX_INPROC_SERVER, REGCLS_MULTIPLEUSE), S_OK);
  run_in_apartment (COINIT_APARTMENTTHREADED, revoke_is_refused);
  run_in_apartment (COINIT_MULTITHREADED, revoke_is_refused);
  assert_hr (CoRevokeClassObject (cookie), S_OK);
}
END_TEST

static void
create_and_revoke (void)
{
  assert_hr (create (), S_OK);
  assert_hr (CoRevokeClassObject (cookie), S_OK);
}

START_TEST (threads_of_the_mta_share_its_registrations)
{
  assert_hr (register_for (CLSCTX_INPROC_SERVER, REGCLS_MULTIPLEUSE), S_OK);
  run_in_apartment (COINIT_MULTITHREADED, create_and_revoke);
  assert_hr (create (), REGDB_E_CLASSNOTREG);
}
END_TEST

static void
register_and_leave (void)
{
  assert_hr (register_for (CLSCTX_INPROC_SERVER, REGCLS_MULTIPLEUSE), S_OK);
  ck_assert_uint_eq (count_of (factory), 3);
}

START_TEST (end_of_the_apartment_ends_its_registrations)
{
  DWORD own;

  assert_hr (register_for (CLSCTX_INPROC_SERVER, REGCLS_MULTIPLEUSE), S_OK);
  own = cookie;
  run_in_apartment (COINIT_APARTMENTTHREADED, register_and_leave);
  ck_assert_uint_eq (count_of (factory), 2);
  assert_hr (CoRevokeClassObject (cookie), E_INVALIDARG);
  assert_hr (CoRevokeClassObject (own), S_OK);
}
END_TEST

/* ---- The server process ---- */

START_TEST (last_reason_to_go_on_suspends_all_class_objects)
{
  assert_hr (register_for (CLSCTX_INPROC_SERVER, REGCLS_MULTIPLEUSE), S_OK);
  ck_assert_uint_eq (CoAddRefServerProcess (), 1);
  ck_assert_uint_eq (CoAddRefServerProcess (), 2);
  ck_assert_uint_eq (CoReleaseServerProcess (), 1);
  assert_hr (create (), S_OK);
  ck_assert_uint_eq (CoReleaseServerProcess (), 0);
  assert_hr (create (), REGDB_E_CLASSNOTREG);
}
END_TEST

START_TEST (releasing_what_is_not_held_changes_nothing)
{
  assert_hr (register_for (CLSCTX_INPROC_SERVER, REGCLS_MULTIPLEUSE), S_OK);
  ck_assert_uint_eq (CoReleaseServerProcess (), 0);
  assert_hr (create (), S_OK);
  ck_assert_uint_eq (CoAddRefServerProcess (), 1);
  ck_assert_uint_eq (CoReleaseServerProcess (), 0);
}
END_TEST

/* ---- Lack of memory ---- */

static HRESULT
register_and_create (void)
{
  HRESULT hr = register_for (CLSCTX_INPROC_SERVER, REGCLS_MULTIPLEUSE);

  if (FAILED (hr))
    return hr;
  hr = create ();
  assert_hr (CoRevokeClassObject (cookie), S_OK);
  return hr;
}

START_TEST (activation_survives_each_failure)
{
  fail_each_allocation (register_and_create);
}
END_TEST

/* ---- Races ---- */

enum
{
  N_ROUNDS = 500,
};

/* What a thread found that it should not have. */
static atomic_int n_wrong;

static gpointer
keep_creating (gpointer stop)
{
  while (!atomic_load ((atomic_bool *) stop))
    {
      HRESULT hr = create ();

      if (hr != S_OK && hr != REGDB_E_CLASSNOTREG)
        atomic_fetch_add (&n_wrong, 1);
    }
  return NULL;
}

START_TEST (creating_and_revoking_at_the_same_time_is_safe)
{
  atomic_bool stop = FALSE;
  GThread *threads[2];

  atomic_store (&n_wrong, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new (NULL, keep_creating, &stop);
  for (int i = 0; i < N_ROUNDS; i++)
    {
      assert_hr (register_for (CLSCTX_INPROC_SERVER, REGCLS_MULTIPLEUSE), S_OK);
      g_thread_yield ();
      assert_hr (CoRevokeClassObject (cookie), S_OK);
    }
  atomic_store (&stop, TRUE);
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  ck_assert_int_eq (atomic_load (&n_wrong), 0);
}
END_TEST

static gpointer
create_once (gpointer n_created)
{
  if (create () == S_OK)
    atomic_fetch_add ((atomic_int *) n_created, 1);
  return NULL;
}

START_TEST (one_of_racing_activations_has_the_single_use)
{
  for (int i = 0; i < N_ROUNDS / 10; i++)
    {
      atomic_int n_created = 0;
      GThread *thread;

      assert_hr (register_for (CLSCTX_INPROC_SERVER, REGCLS_SINGLEUSE), S_OK);
      thread = g_thread_new (NULL, create_once, &n_created);
      create_once (&n_created);
      g_thread_join (thread);
      ck_assert_int_eq (atomic_load (&n_created), 1);
      assert_hr (CoRevokeClassObject (cookie), S_OK);
    }
}
END_TEST

static TCase *
register_case (void)
{
  TCase *tc = tcase_create ("register");

  tcase_add_checked_fixture (tc, set_up_sta, tear_down);
  tcase_add_test (tc, registration_references_the_class_object_until_revoked);
  tcase_add_test (tc, any_unknown_may_be_a_class_object);
  tcase_add_test (tc, revoking_an_unknown_cookie_is_refused);
  tcase_add_test (tc, arguments_are_checked);
  tcase_add_test (tc, second_registration_of_a_class_is_refused);
  tcase_add_test (tc, registration_for_another_context_is_separate);
  return tc;
}

static TCase *
flags_case (void)
{
  TCase *tc = tcase_create ("flags");

  tcase_add_checked_fixture (tc, set_up_sta, tear_down);
  tcase_add_test (tc, suspended_class_is_hidden_until_resumed);
  tcase_add_test (tc, single_use_serves_one_activation);
  tcase_add_test (tc, single_use_may_be_registered_again_once_it_served);
  tcase_add_test (tc, refused_interface_is_no_use);
  tcase_add_test (tc, local_server_is_seen_in_process_for_multiple_use_only);
  tcase_add_test (tc, last_reason_to_go_on_suspends_all_class_objects);
  tcase_add_test (tc, releasing_what_is_not_held_changes_nothing);
  return tc;
}

static TCase *
sta_case (void)
{
  TCase *tc = tcase_create ("sta");

  tcase_add_checked_fixture (tc, set_up_sta, tear_down);
  tcase_add_test (tc, registration_is_seen_by_its_apartment_only);
  tcase_add_test (tc, revoking_in_another_apartment_is_refused);
  tcase_add_test (tc, end_of_the_apartment_ends_its_registrations);
  tcase_add_test (tc, activation_survives_each_failure);
  return tc;
}

static TCase *
mta_case (void)
{
  TCase *tc = tcase_create ("mta");

  tcase_add_checked_fixture (tc, set_up_mta, tear_down);
  tcase_add_test (tc, threads_of_the_mta_share_its_registrations);
  tcase_add_test (tc, creating_and_revoking_at_the_same_time_is_safe);
  tcase_add_test (tc, one_of_racing_activations_has_the_single_use);
  return tc;
}

Suite *
class_object_suite (void)
{
  Suite *suite = suite_create ("class-object");

  suite_add_tcase (suite, register_case ());
  suite_add_tcase (suite, flags_case ());
  suite_add_tcase (suite, sta_case ());
  suite_add_tcase (suite, mta_case ());
  return suite;
}
