/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Servers that are started because somebody wants an object. */

#include "suites.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "scene.h"

#define MARK "--mark " SCENE_MARK

/* For tests of what comes when the time is up. */
static void
begin_in_a_hurry (void)
{
  g_setenv ("SCENE_TIMEOUT", "0.3", TRUE);
  scene_begin ();
}

static void
end_in_a_hurry (void)
{
  scene_end ();
  g_unsetenv ("SCENE_TIMEOUT");
}

START_TEST (a_server_is_started_for_its_class)
{
  g_autoptr (ICounter) counter = NULL;
  LONG sum = 0;
  guint pid;

  scene_write_class (1, MARK, "");
  assert_hr (scene_create (1, &counter), S_OK);
  assert_hr (counter->lpVtbl->Add (counter, 4, &sum), S_OK);
  assert_hr (counter->lpVtbl->Add (counter, 5, &sum), S_OK);
  ck_assert_int_eq (sum, 9);
  ck_assert_uint_eq (scene_marks (&pid), 1);
  ck_assert_uint_eq (scene_process (counter), pid);
  ck_assert_uint_ne (pid, getpid ());
}
END_TEST

START_TEST (objects_of_a_server_s_sta_are_made_there)
{
  g_autoptr (ICounter) counter = NULL;
  LONG sum = 0;

  scene_write_class (1, MARK " --sta", "");
  assert_hr (scene_create (1, &counter), S_OK);
  assert_hr (counter->lpVtbl->Add (counter, 4, &sum), S_OK);
  ck_assert_int_eq (sum, 4);
}
END_TEST

START_TEST (a_server_has_a_group_of_its_own_and_nothing_open)
{
  g_autoptr (ICounter) counter = NULL;
  g_autofree char *path = NULL;
  g_autofree char *target = NULL;
  ULONG pid;

  scene_write_class (1, MARK, "");
  assert_hr (scene_create (1, &counter), S_OK);
  pid = scene_process (counter);
  ck_assert_int_eq (getpgid ((pid_t) pid), (int) pid);
  for (guint fd = 0; fd < 2; fd++)
    {
      path = g_strdup_printf ("/proc/%u/fd/%u", pid, fd);
      target = g_file_read_link (path, NULL);
      ck_assert_str_eq (target, "/dev/null");
      g_clear_pointer (&path, g_free);
      g_clear_pointer (&target, g_free);
    }
}
END_TEST

START_TEST (a_server_that_runs_is_used)
{
  g_autoptr (ICounter) first = NULL;
  g_autoptr (ICounter) second = NULL;
  guint pid;

  scene_write_class (1, MARK, "");
  assert_hr (scene_create (1, &first), S_OK);
  assert_hr (scene_create (1, &second), S_OK);
  ck_assert_uint_eq (scene_marks (&pid), 1);
  ck_assert_uint_eq (scene_process (first), scene_process (second));
}
END_TEST

START_TEST (several_interfaces_come_at_once)
{
  MULTI_QI results[] = { { &IID_ICounter, NULL, 0 }, { &IID_IMissing, NULL, 0 },
                         { &IID_IUnknown, NULL, 0 } };
  CLSID clsid = scene_class (1);
  IUnknown *unknown;

  scene_write_class (1, MARK, "");
  assert_hr (CoCreateInstanceEx (&clsid, NULL, CLSCTX_LOCAL_SERVER, NULL, 3, results),
             CO_S_NOTALLINTERFACES);
  assert_hr (results[0].hr, S_OK);
  assert_hr (results[1].hr, E_NOINTERFACE);
  assert_hr (results[2].hr, S_OK);
  ck_assert_ptr_null (results[1].pItf);
  assert_hr (results[0].pItf->lpVtbl->QueryInterface (results[0].pItf, &IID_IUnknown,
                                                      (void **) &unknown),
             S_OK);
  ck_assert_ptr_eq (unknown, results[2].pItf);
  unknown->lpVtbl->Release (unknown);
  results[0].pItf->lpVtbl->Release (results[0].pItf);
  results[2].pItf->lpVtbl->Release (results[2].pItf);
}
END_TEST

START_TEST (an_object_without_any_of_the_interfaces_is_a_failure)
{
  MULTI_QI result = { &IID_IMissing, NULL, 0 };
  CLSID clsid = scene_class (1);

  scene_write_class (1, MARK, "");
  assert_hr (CoCreateInstanceEx (&clsid, NULL, CLSCTX_LOCAL_SERVER, NULL, 1, &result),
             E_NOINTERFACE);
  assert_hr (result.hr, E_NOINTERFACE);
  ck_assert_ptr_null (result.pItf);
}
END_TEST

START_TEST (class_objects_come_from_servers)
{
  g_autoptr (IClassFactory) factory = NULL;
  g_autoptr (ICounter) counter = NULL;
  CLSID clsid = scene_class (1);
  guint pid;

  scene_write_class (1, MARK, "");
  assert_hr (CoGetClassObject (&clsid, CLSCTX_LOCAL_SERVER, NULL, &IID_IClassFactory,
                               (void **) &factory),
             S_OK);
  assert_hr (factory->lpVtbl->CreateInstance (factory, NULL, &IID_ICounter, (void **) &counter),
             S_OK);
  ck_assert_uint_eq (scene_marks (&pid), 1);
  ck_assert_uint_eq (scene_process (counter), pid);
}
END_TEST

START_TEST (an_object_in_a_server_cannot_be_part_of_another)
{
  g_autoptr (ICounter) counter = NULL;
  CLSID clsid = scene_class (1);
  IUnknown *inner = (IUnknown *) 1;

  scene_write_class (1, MARK, "");
  assert_hr (scene_create (1, &counter), S_OK);
  assert_hr (CoCreateInstance (&clsid, (IUnknown *) counter, CLSCTX_LOCAL_SERVER, &IID_IUnknown,
                               (void **) &inner),
             CLASS_E_NOAGGREGATION);
  ck_assert_ptr_null (inner);
}
END_TEST

/* ---- Many at once ---- */

typedef struct
{
  guint number;
  HRESULT hr;
  ULONG pid;
} Wisher;

static gpointer
wish (gpointer data)
{
  Wisher *wisher = data;
  ICounter *counter;

  CoInitializeEx (NULL, COINIT_MULTITHREADED);
  wisher->hr = scene_create (wisher->number, &counter);
  if (SUCCEEDED (wisher->hr))
    {
      wisher->pid = scene_process (counter);
      counter->lpVtbl->Release (counter);
    }
  CoUninitialize ();
  return NULL;
}

static void
wish_at_once (Wisher *wishers, guint n)
{
  GThread *threads[16];

  for (guint i = 0; i < n; i++)
    threads[i] = g_thread_new ("wisher", wish, &wishers[i]);
  for (guint i = 0; i < n; i++)
    g_thread_join (threads[i]);
}

START_TEST (many_activations_at_once_start_one_server)
{
  Wisher wishers[16];
  guint pid;

  scene_write_class (1, MARK, "");
  for (guint i = 0; i < G_N_ELEMENTS (wishers); i++)
    wishers[i] = (Wisher){ .number = 1 };
  wish_at_once (wishers, G_N_ELEMENTS (wishers));
  ck_assert_uint_eq (scene_marks (&pid), 1);
  for (guint i = 0; i < G_N_ELEMENTS (wishers); i++)
    {
      assert_hr (wishers[i].hr, S_OK);
      ck_assert_uint_eq (wishers[i].pid, pid);
    }
}
END_TEST

START_TEST (each_single_use_has_a_server)
{
  Wisher wishers[4];
  guint pid;

  scene_write_class (1, MARK " --single", "");
  for (guint i = 0; i < G_N_ELEMENTS (wishers); i++)
    wishers[i] = (Wisher){ .number = 1 };
  wish_at_once (wishers, G_N_ELEMENTS (wishers));
  for (guint i = 0; i < G_N_ELEMENTS (wishers); i++)
    {
      assert_hr (wishers[i].hr, S_OK);
      for (guint k = 0; k < i; k++)
        ck_assert_uint_ne (wishers[i].pid, wishers[k].pid);
    }
  ck_assert_uint_eq (scene_marks (&pid), G_N_ELEMENTS (wishers));
}
END_TEST

START_TEST (an_activation_after_a_server_s_death_starts_another)
{
  g_autoptr (ICounter) first = NULL;
  g_autoptr (ICounter) second = NULL;
  ULONG pid;
  guint last;

  scene_write_class (1, MARK, "");
  assert_hr (scene_create (1, &first), S_OK);
  pid = scene_process (first);
  kill ((pid_t) pid, SIGKILL);
  assert_hr (scene_create (1, &second), S_OK);
  ck_assert_uint_ne (scene_process (second), pid);
  ck_assert_uint_eq (scene_marks (&last), 2);
}
END_TEST

/* ---- Failures ---- */

START_TEST (a_server_that_exits_is_a_failure_at_once)
{
  ICounter *counter;
  HRESULT hr;

  scene_write_class (1, "--exit 3", "");
  hr = scene_create (1, &counter);
  ck_assert_ptr_null (counter);
  ck_assert_int_eq (hr, CO_E_SERVER_EXEC_FAILURE);
  ck_assert_ptr_nonnull (strstr (scene_why (hr), "ended with status 3"));
}
END_TEST

START_TEST (a_failed_start_is_not_remembered)
{
  ICounter *counter;
  guint pid;

  scene_write_class (1, MARK " --exit 3", "");
  assert_hr (scene_create (1, &counter), CO_E_SERVER_EXEC_FAILURE);
  assert_hr (scene_create (1, &counter), CO_E_SERVER_EXEC_FAILURE);
  ck_assert_uint_eq (scene_marks (&pid), 2);
}
END_TEST

START_TEST (a_server_that_is_not_there_is_a_failure)
{
  g_autofree char *server = g_strdup (g_getenv ("ACTIVATION_SERVER"));
  ICounter *counter;
  HRESULT hr;

  g_setenv ("ACTIVATION_SERVER", "/nonexistent/server", TRUE);
  scene_write_class (1, "", "");
  g_setenv ("ACTIVATION_SERVER", server, TRUE);
  hr = scene_create (1, &counter);
  ck_assert_int_eq (hr, CO_E_SERVER_EXEC_FAILURE);
  ck_assert_ptr_nonnull (strstr (scene_why (hr), "/nonexistent/server"));
}
END_TEST

START_TEST (a_server_that_never_registers_is_given_up_and_ended)
{
  ICounter *counter;
  HRESULT hr;
  guint pid;

  scene_write_class (1, MARK " --never", "");
  hr = scene_create (1, &counter);
  ck_assert_int_eq (hr, CO_E_SERVER_EXEC_FAILURE);
  ck_assert_ptr_nonnull (strstr (scene_why (hr), "0.3 seconds"));
  /* It may have come to nothing yet. It is beckd's child: once it has been waited for there is no
   * such process. */
  while (scene_marks (&pid) == 1 && kill ((pid_t) pid, 0) == 0)
    g_usleep (1000);
}
END_TEST

START_TEST (what_a_class_says_of_its_failure_arrives)
{
  ICounter *counter;
  HRESULT hr;

  scene_write_class (1, MARK " --fail", "");
  hr = scene_create (1, &counter);
  ck_assert_int_eq (hr, E_ABORT);
  ck_assert_str_eq (scene_why (hr), "counter: it does not want to");
}
END_TEST

START_TEST (a_class_that_nobody_knows_is_not_registered)
{
  ICounter *counter;
  HRESULT hr = scene_create (1, &counter);

  ck_assert_int_eq (hr, REGDB_E_CLASSNOTREG);
  ck_assert_ptr_nonnull (strstr (scene_why (hr), "no class file names one"));
}
END_TEST

START_TEST (a_damaged_class_file_says_what_is_wrong)
{
  ICounter *counter;
  HRESULT hr;

  scene_write_class (1, "", "RemoteActivation=perhaps\n");
  hr = scene_create (1, &counter);
  ck_assert_int_eq (hr, REGDB_E_INVALIDVALUE);
  ck_assert_ptr_nonnull (strstr (scene_why (hr), "RemoteActivation=perhaps"));
}
END_TEST

/* ---- Nobody to ask ---- */

START_TEST (without_beckd_the_failure_says_so)
{
  ICounter *counter;
  HRESULT hr;

  scene_write_class (1, "", "");
  hr = scene_create (1, &counter);
  ck_assert_int_eq (hr, HRESULT_FROM_WIN32 (RPC_S_SERVER_UNAVAILABLE));
  ck_assert_ptr_null (counter);
  ck_assert_ptr_nonnull (strstr (scene_why (hr), "no beckd runs"));
}
END_TEST

START_TEST (a_class_that_might_be_anywhere_is_not_registered_without_beckd)
{
  CLSID clsid = scene_class (1);
  ICounter *counter;
  HRESULT hr = CoCreateInstance (&clsid, NULL, CLSCTX_ALL, &IID_ICounter, (void **) &counter);

  ck_assert_int_eq (hr, REGDB_E_CLASSNOTREG);
  ck_assert_ptr_nonnull (strstr (scene_why (hr), "no beckd runs"));
}
END_TEST

Suite *
launch_suite (void)
{
  Suite *suite = suite_create ("launch");
  TCase *tc = tcase_create ("server");

  tcase_add_checked_fixture (tc, scene_begin, scene_end);
  tcase_add_test (tc, a_server_is_started_for_its_class);
  tcase_add_test (tc, objects_of_a_server_s_sta_are_made_there);
  tcase_add_test (tc, a_server_has_a_group_of_its_own_and_nothing_open);
  tcase_add_test (tc, a_server_that_runs_is_used);
  tcase_add_test (tc, several_interfaces_come_at_once);
  tcase_add_test (tc, an_object_without_any_of_the_interfaces_is_a_failure);
  tcase_add_test (tc, class_objects_come_from_servers);
  tcase_add_test (tc, an_object_in_a_server_cannot_be_part_of_another);
  tcase_add_test (tc, many_activations_at_once_start_one_server);
  tcase_add_test (tc, each_single_use_has_a_server);
  tcase_add_test (tc, an_activation_after_a_server_s_death_starts_another);
  tcase_add_test (tc, a_server_that_exits_is_a_failure_at_once);
  tcase_add_test (tc, a_failed_start_is_not_remembered);
  tcase_add_test (tc, a_server_that_is_not_there_is_a_failure);
  tcase_add_test (tc, what_a_class_says_of_its_failure_arrives);
  tcase_add_test (tc, a_class_that_nobody_knows_is_not_registered);
  tcase_add_test (tc, a_damaged_class_file_says_what_is_wrong);
  suite_add_tcase (suite, tc);

  tc = tcase_create ("hurry");
  tcase_add_checked_fixture (tc, begin_in_a_hurry, end_in_a_hurry);
  tcase_add_test (tc, a_server_that_never_registers_is_given_up_and_ended);
  suite_add_tcase (suite, tc);

  tc = tcase_create ("alone");
  tcase_add_checked_fixture (tc, scene_begin_alone, scene_end);
  tcase_add_test (tc, without_beckd_the_failure_says_so);
  tcase_add_test (tc, a_class_that_might_be_anywhere_is_not_registered_without_beckd);
  suite_add_tcase (suite, tc);
  return suite;
}
