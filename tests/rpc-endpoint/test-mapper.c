/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Servers register with a beckd, clients find them, and the entries go. */

#include "scene.h"

#include <beck/status.h>
#include <string.h>

#include "beck-test.h"
#include "epm.h"
#include "suites.h"

#define HERE "ncacn_ip_tcp:127.0.0.1"
#define CANNOT_PERFORM 0x16c9a0cdu
#define NO_MEMORY 0x16c9a012u

#define assert_resolved(text, interface, expected)                                                 \
  do                                                                                               \
    {                                                                                              \
      g_autofree char *resolved_ = scene_resolve ((text), (interface));                            \
      ck_assert_str_eq (resolved_, (expected));                                                    \
    }                                                                                              \
  while (0)

/* ---- Resolving ---- */

START_TEST (what_is_registered_is_found)
{
  RPC_IF_HANDLE interface = scene_interface (0, 1, 2);

  assert_status (scene_register (interface, HERE "[2001]"), RPC_S_OK);
  assert_status (scene_register (interface, "ncalrpc:[there]"), RPC_S_OK);
  assert_resolved (HERE, interface, HERE "[2001]");
  assert_resolved ("ncalrpc:", interface, "ncalrpc:[there]");
  assert_resolved (HERE, scene_interface (0, 1, 0), HERE "[2001]");
  assert_resolved (HERE, scene_interface (0, 1, 3), "1753");
  assert_resolved (HERE, scene_interface (0, 2, 0), "1753");
  assert_resolved (HERE, scene_interface (1, 1, 2), "1753");
}
END_TEST

START_TEST (an_endpoint_that_is_there_stays)
{
  RPC_IF_HANDLE interface = scene_interface (0, 1, 0);

  assert_status (scene_register (interface, HERE "[2001]"), RPC_S_OK);
  assert_resolved (HERE "[9]", interface, HERE "[9]");
}
END_TEST

START_TEST (an_interface_may_have_its_own_endpoint)
{
  static const BeckRpcEndpoint own[]
      = { { "ncacn_np", "\\pipe\\own" }, { "ncacn_ip_tcp", "1025" } };
  static const BeckNdrInterface ndr
      = { .uuid = { 5 }, .endpoints = own, .n_endpoints = G_N_ELEMENTS (own) };
  static const BeckRpcInterface interface = { .ndr = &ndr };

  assert_resolved (HERE, (RPC_IF_HANDLE) &interface, HERE "[1025]");
  assert_resolved ("ncalrpc:", (RPC_IF_HANDLE) &interface, "1753");
}
END_TEST

START_TEST (the_host_that_is_asked_is_connected_to)
{
  RPC_IF_HANDLE interface = scene_interface (0, 1, 0);

  assert_status (scene_register (interface, "ncacn_ip_tcp:192.0.2.1[2001]"), RPC_S_OK);
  assert_resolved ("ncacn_ip_tcp:localhost", interface, "ncacn_ip_tcp:localhost[2001]");
}
END_TEST

START_TEST (what_is_taken_out_is_not_found)
{
  RPC_IF_HANDLE interface = scene_interface (0, 1, 0);

  assert_status (scene_register (interface, HERE "[2001]"), RPC_S_OK);
  assert_status (scene_unregister (interface, HERE "[2002]"), EPT_S_NOT_REGISTERED);
  assert_status (scene_unregister (interface, HERE "[2001]"), RPC_S_OK);
  assert_resolved (HERE, interface, "1753");
  assert_status (scene_unregister (interface, HERE "[2001]"), EPT_S_NOT_REGISTERED);
}
END_TEST

START_TEST (registering_replaces)
{
  RPC_IF_HANDLE interface = scene_interface (0, 1, 0);

  assert_status (scene_register (interface, HERE "[2001]"), RPC_S_OK);
  assert_status (scene_register (interface, HERE "[2002]"), RPC_S_OK);
  assert_resolved (HERE, interface, HERE "[2002]");
  assert_status (scene_unregister (interface, HERE "[2001]"), EPT_S_NOT_REGISTERED);
}
END_TEST

START_TEST (objects_have_endpoints_of_their_own)
{
  static const char *const texts[] = { HERE "[2001]", NULL };
  static const char *const others[] = { HERE "[2002]", NULL };
  UUID first = { 1, 0, 0, { 0 } }, second = { 2, 0, 0, { 0 } };
  RPC_IF_HANDLE interface = scene_interface (0, 1, 0);
  RPC_BINDING_VECTOR *vector = scene_vector (texts), *rest = scene_vector (others);
  UUID_VECTOR *objects = g_malloc (sizeof *objects + sizeof objects->Uuid[0]);

  objects->Count = 2;
  objects->Uuid[0] = &first;
  objects->Uuid[1] = &second;
  assert_status (RpcEpRegisterA (interface, vector, objects, NULL), RPC_S_OK);
  assert_resolved (HERE, interface, "1753");
  assert_resolved ("00000002-0000-0000-0000-000000000000@" HERE, interface,
                   "00000002-0000-0000-0000-000000000000@" HERE "[2001]");
  assert_status (RpcEpRegisterA (interface, rest, NULL, NULL), RPC_S_OK);
  assert_resolved (HERE, interface, HERE "[2002]");
  assert_resolved ("00000003-0000-0000-0000-000000000000@" HERE, interface,
                   "00000003-0000-0000-0000-000000000000@" HERE "[2002]");
  assert_status (RpcEpUnregister (interface, vector, objects), RPC_S_OK);
  assert_resolved ("00000002-0000-0000-0000-000000000000@" HERE, interface,
                   "00000002-0000-0000-0000-000000000000@" HERE "[2002]");
  RpcBindingVectorFree (&vector);
  RpcBindingVectorFree (&rest);
  g_free (objects);
}
END_TEST

START_TEST (what_cannot_be_registered_is_refused)
{
  static const char *const texts[] = { HERE "[2001]", NULL };
  static const char *const unbound[] = { HERE, NULL };
  RPC_BINDING_VECTOR *vector = scene_vector (texts), *partial = scene_vector (unbound);
  RPC_IF_HANDLE interface = scene_interface (0, 1, 0);
  g_autofree char *annotation = g_strnfill (64, 'a');

  assert_status (RpcEpRegisterA (interface, NULL, NULL, NULL), RPC_S_NO_BINDINGS);
  assert_status (RpcEpRegisterA (NULL, vector, NULL, NULL), RPC_S_UNKNOWN_IF);
  assert_status (RpcEpRegisterA (interface, partial, NULL, NULL), RPC_S_BINDING_INCOMPLETE);
  assert_status (RpcEpRegisterA (interface, vector, NULL, (RPC_CSTR) annotation),
                 RPC_S_STRING_TOO_LONG);
  annotation[63] = '\0';
  assert_status (RpcEpRegisterA (interface, vector, NULL, (RPC_CSTR) annotation), RPC_S_OK);
  RpcBindingVectorFree (&vector);
  RpcBindingVectorFree (&partial);
}
END_TEST

START_TEST (a_binding_that_is_none_is_not_resolved)
{
  assert_status (RpcEpResolveBinding (NULL, scene_interface (0, 1, 0)), RPC_S_INVALID_BINDING);
}
END_TEST

/* ---- Servers and mappers that die ---- */

START_TEST (the_entries_of_a_server_that_was_killed_go)
{
  RPC_IF_HANDLE interface = scene_interface (3, 1, 0);
  GPid server = scene_spawn (g_getenv ("REGISTRANT"));

  assert_resolved (HERE, interface, HERE "[3003]");
  scene_kill (server);
  for (guint times = 0; times < 500; times++)
    {
      g_autofree char *resolved = scene_resolve (HERE, interface);

      if (strcmp (resolved, "1753") == 0)
        return;
      g_usleep (10000);
    }
  ck_abort_msg ("the entry of a dead server stays");
}
END_TEST

START_TEST (a_mapper_that_was_started_again_is_told_again)
{
  RPC_IF_HANDLE interface = scene_interface (0, 1, 0);

  assert_status (scene_register (interface, HERE "[2001]"), RPC_S_OK);
  assert_resolved (HERE, interface, HERE "[2001]");
  scene_restart ();
  assert_resolved (HERE, interface, "1753");
  assert_status (scene_register (interface, HERE "[2002]"), RPC_S_OK);
  assert_resolved (HERE, interface, HERE "[2002]");
}
END_TEST

START_TEST (without_a_mapper_nothing_is_found)
{
  g_setenv ("BECK_EPM_PORT", "1", TRUE);
  assert_resolved (HERE, scene_interface (0, 1, 0), "1722");
}
END_TEST

/* ---- Who may change the map ---- */

START_TEST (over_tcp_nothing_is_entered)
{
  RPC_BINDING_HANDLE binding = scene_binding (scene_tcp ());
  ept_entry_t entry = { .annotation = "" };

  assert_status (ept_insert (binding, 1, &entry, 1), CANNOT_PERFORM);
  assert_status (ept_delete (binding, 1, &entry), CANNOT_PERFORM);
  assert_status (ept_mgmt_delete (binding, 0, NULL, NULL), CANNOT_PERFORM);
  RpcBindingFree (&binding);
}
END_TEST

START_TEST (an_entry_without_tower_is_refused)
{
  RPC_BINDING_HANDLE binding = scene_binding ("ncalrpc:[epmapper]");
  ept_entry_t entry = { .annotation = "" };

  assert_status (ept_insert (binding, 1, &entry, 1), CANNOT_PERFORM);
  RpcBindingFree (&binding);
}
END_TEST

/* ---- Lookups ---- */

START_TEST (a_lookup_for_no_entries_is_refused)
{
  RPC_BINDING_HANDLE binding = scene_binding (scene_tcp ());
  ept_lookup_handle_t handle = NULL;
  ept_entry_t none;
  ULONG count;

  assert_status (ept_lookup (binding, 0, NULL, NULL, 1, &handle, 0, &count, &none),
                 CANNOT_PERFORM);
  ck_assert_ptr_null (handle);
  RpcBindingFree (&binding);
}
END_TEST

/* The endpoint mapper has at least two entries itself. */
START_TEST (lookups_that_are_not_ended_are_bounded)
{
  RPC_BINDING_HANDLE binding = scene_binding (scene_tcp ());
  ept_lookup_handle_t handles[257] = { NULL };
  ept_entry_t entry;
  ULONG count;

  for (guint i = 0; i < 257; i++)
    {
      assert_status (
          ept_lookup (binding, 0, NULL, NULL, 1, &handles[i], 1, &count, &entry),
          i < 256 ? RPC_S_OK : NO_MEMORY);
      if (i < 256)
        free (entry.tower);
    }
  assert_status (ept_lookup_handle_free (binding, &handles[7]), RPC_S_OK);
  ck_assert_ptr_null (handles[7]);
  assert_status (ept_lookup (binding, 0, NULL, NULL, 1, &handles[7], 1, &count, &entry),
                 RPC_S_OK);
  free (entry.tower);
  for (guint i = 0; i < 256; i++)
    assert_status (ept_lookup_handle_free (binding, &handles[i]), RPC_S_OK);
  RpcBindingFree (&binding);
}
END_TEST

Suite *
mapper_suite (void)
{
  Suite *suite = suite_create ("mapper");
  TCase *names = tcase_create ("entries");
  TCase *death = tcase_create ("death");
  TCase *hostile = tcase_create ("hostile");

  tcase_add_checked_fixture (names, scene_begin, scene_end);
  tcase_add_checked_fixture (death, scene_begin, scene_end);
  tcase_add_checked_fixture (hostile, scene_begin, scene_end);
  tcase_set_timeout (names, 60);
  tcase_set_timeout (death, 60);
  tcase_set_timeout (hostile, 60);
  tcase_add_test (names, what_is_registered_is_found);
  tcase_add_test (names, an_endpoint_that_is_there_stays);
  tcase_add_test (names, an_interface_may_have_its_own_endpoint);
  tcase_add_test (names, the_host_that_is_asked_is_connected_to);
  tcase_add_test (names, what_is_taken_out_is_not_found);
  tcase_add_test (names, registering_replaces);
  tcase_add_test (names, objects_have_endpoints_of_their_own);
  tcase_add_test (names, what_cannot_be_registered_is_refused);
  tcase_add_test (names, a_binding_that_is_none_is_not_resolved);
  tcase_add_test (death, the_entries_of_a_server_that_was_killed_go);
  tcase_add_test (death, a_mapper_that_was_started_again_is_told_again);
  tcase_add_test (death, without_a_mapper_nothing_is_found);
  tcase_add_test (hostile, over_tcp_nothing_is_entered);
  tcase_add_test (hostile, an_entry_without_tower_is_refused);
  tcase_add_test (hostile, a_lookup_for_no_entries_is_refused);
  tcase_add_test (hostile, lookups_that_are_not_ended_are_bounded);
  suite_add_tcase (suite, names);
  suite_add_tcase (suite, death);
  suite_add_tcase (suite, hostile);
  return suite;
}
