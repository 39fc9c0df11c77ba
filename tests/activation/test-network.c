/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Activation by way of TCP, where nobody knows who it is that asks. */

#include "suites.h"

#include <pwd.h>
#include <string.h>
#include <unistd.h>

#include "scene.h"

#define MARK "--mark " SCENE_MARK

/* Servers listen there, too. */
static void
begin (void)
{
  g_setenv ("BECK_ORPC_LISTEN", "ncacn_ip_tcp:127.0.0.1[0]", TRUE);
  scene_begin ();
  /* The test is on another machine, so to speak. */
  g_unsetenv ("BECK_ORPC_LISTEN");
}

static HRESULT
create (guint number, ICounter **counter)
{
  OLECHAR name[64];
  COSERVERINFO server = { .pwszName = name };
  MULTI_QI result = { &IID_ICounter, NULL, 0 };
  CLSID clsid = scene_class (number);
  const char *machine = scene_machine ();
  HRESULT hr;

  for (gsize i = 0; i <= strlen (machine); i++)
    name[i] = (OLECHAR) machine[i];
  hr = CoCreateInstanceEx (&clsid, NULL, CLSCTX_REMOTE_SERVER, &server, 1, &result);
  *counter = (ICounter *) result.pItf;
  return hr;
}

/* With a user, as root's beckd wants one. */
static void
write_remote_class (guint number)
{
  g_autofree char *keys = g_strdup_printf ("RemoteActivation=yes\nUser=%s\n",
                                           getpwuid (geteuid ())->pw_name);

  scene_write_class (number, MARK, keys);
}

START_TEST (the_network_may_activate_what_is_allowed_by_name)
{
  g_autoptr (ICounter) counter = NULL;
  LONG sum = 0;
  guint pid;

  write_remote_class (1);
  assert_hr (create (1, &counter), S_OK);
  assert_hr (counter->lpVtbl->Add (counter, 7, &sum), S_OK);
  ck_assert_int_eq (sum, 7);
  ck_assert_uint_eq (scene_marks (&pid), 1);
  ck_assert_uint_eq (scene_process (counter), pid);
}
END_TEST

START_TEST (the_network_may_activate_nothing_else)
{
  ICounter *counter;
  guint pid;
  HRESULT hr;

  scene_write_class (1, MARK, "");
  hr = create (1, &counter);
  ck_assert_int_eq (hr, E_ACCESSDENIED);
  ck_assert_ptr_nonnull (strstr (scene_why (hr), "RemoteActivation=yes"));
  ck_assert_uint_eq (scene_marks (&pid), 0);
}
END_TEST

START_TEST (the_network_does_not_find_servers_without_class_file)
{
  ICounter *counter;

  scene_spawn ("", 1);
  assert_hr (create (1, &counter), REGDB_E_CLASSNOTREG);
}
END_TEST

START_TEST (the_network_does_not_use_a_running_server_unless_it_is_allowed)
{
  g_autoptr (ICounter) counter = NULL;
  ICounter *refused;

  scene_write_class (1, MARK, "");
  assert_hr (scene_create (1, &counter), S_OK);
  assert_hr (create (1, &refused), E_ACCESSDENIED);
}
END_TEST

START_TEST (another_machine_is_asked_only_if_that_is_allowed)
{
  OLECHAR name[] = u"192.0.2.1";
  COSERVERINFO server = { .pwszName = name };
  MULTI_QI result = { &IID_ICounter, NULL, 0 };
  CLSID clsid = scene_class (1);

  assert_hr (CoCreateInstanceEx (&clsid, NULL, CLSCTX_LOCAL_SERVER, &server, 1, &result),
             CO_E_CANT_REMOTE);
}
END_TEST

START_TEST (a_machine_where_nobody_listens_is_a_failure_that_names_it)
{
  OLECHAR name[] = u"127.0.0.1[1]";
  COSERVERINFO server = { .pwszName = name };
  MULTI_QI result = { &IID_ICounter, NULL, 0 };
  CLSID clsid = scene_class (1);
  HRESULT hr = CoCreateInstanceEx (&clsid, NULL, CLSCTX_REMOTE_SERVER, &server, 1, &result);

  ck_assert_int_eq (hr, HRESULT_FROM_WIN32 (RPC_S_SERVER_UNAVAILABLE));
  ck_assert_ptr_nonnull (strstr (scene_why (hr), "127.0.0.1"));
}
END_TEST

Suite *
network_suite (void)
{
  Suite *suite = suite_create ("network");
  TCase *tc = tcase_create ("tcp");

  tcase_add_checked_fixture (tc, begin, scene_end);
  tcase_add_test (tc, the_network_may_activate_what_is_allowed_by_name);
  tcase_add_test (tc, the_network_may_activate_nothing_else);
  tcase_add_test (tc, the_network_does_not_find_servers_without_class_file);
  tcase_add_test (tc, the_network_does_not_use_a_running_server_unless_it_is_allowed);
  tcase_add_test (tc, another_machine_is_asked_only_if_that_is_allowed);
  tcase_add_test (tc, a_machine_where_nobody_listens_is_a_failure_that_names_it);
  suite_add_tcase (suite, tc);
  return suite;
}
