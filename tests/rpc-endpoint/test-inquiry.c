/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Looking through an endpoint map, and asking a server about itself. */

#include "scene.h"

#include <beck/rpc-server.h>
#include <beck/status.h>
#include <string.h>

#include "beck-test.h"
#include "suites.h"

#define HERE "ncacn_ip_tcp:127.0.0.1"
#define MANY 40

static const UUID epm
    = { 0xe1af8308, 0x5d1f, 0x11c9, { 0x91, 0xa4, 8, 0, 0x2b, 0x14, 0xa0, 0xfa } };

/* The bindings that an inquiry gives, each in a line; g_free(). Ends it. */
static char *
look_through (RPC_EP_INQ_HANDLE inquiry)
{
  GString *text = g_string_new (NULL);
  RPC_BINDING_HANDLE binding;
  RPC_IF_ID interface;
  RPC_STATUS status;
  UUID object;

  while ((status = RpcMgmtEpEltInqNextA (inquiry, &interface, &binding, &object, NULL)) == RPC_S_OK)
    {
      RPC_CSTR string;

      assert_status (RpcBindingToStringBindingA (binding, &string), RPC_S_OK);
      g_string_append_printf (text, "%s\n", (const char *) string);
      RpcStringFreeA (&string);
      RpcBindingFree (&binding);
    }
  assert_status (status, RPC_X_NO_MORE_ENTRIES);
  assert_status (RpcMgmtEpEltInqNextA (inquiry, &interface, NULL, NULL, NULL),
                 RPC_X_NO_MORE_ENTRIES);
  assert_status (RpcMgmtEpEltInqDone (&inquiry), RPC_S_OK);
  ck_assert_ptr_null (inquiry);
  return g_string_free (text, FALSE);
}

static RPC_IF_ID
id_of (RPC_IF_HANDLE interface)
{
  RPC_IF_ID id;

  assert_status (RpcIfInqId (interface, &id), RPC_S_OK);
  return id;
}

static const char *const ways[] = { NULL, HERE, "ncalrpc:" };

START_TEST (all_entries_of_an_interface_are_found)
{
  RPC_IF_HANDLE interface = scene_interface (0, 1, 2);
  RPC_BINDING_HANDLE way = ways[_i] != NULL ? scene_binding (ways[_i]) : NULL;
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) expected = g_string_new (NULL);
  RPC_IF_ID id = id_of (interface);
  RPC_BINDING_VECTOR *vector;
  RPC_EP_INQ_HANDLE inquiry;
  g_autofree char *found = NULL;

  for (guint i = 0; i < MANY; i++)
    {
      g_ptr_array_add (texts, g_strdup_printf (HERE "[%u]", 4000 + i));
      g_string_append_printf (expected, "ncacn_ip_tcp:%s[%u]\n", _i == 1 ? "127.0.0.1" : "",
                              4000 + i);
    }
  g_ptr_array_add (texts, NULL);
  vector = scene_vector ((const char *const *) texts->pdata);
  assert_status (RpcEpRegisterNoReplaceA (interface, vector, NULL, NULL), RPC_S_OK);
  assert_status (RpcMgmtEpEltInqBegin (way, RPC_C_EP_MATCH_BY_IF, &id, RPC_C_VERS_EXACT, NULL,
                                       &inquiry),
                 RPC_S_OK);
  found = look_through (inquiry);
  ck_assert_str_eq (found, expected->str);
  assert_status (RpcEpUnregister (interface, vector, NULL), RPC_S_OK);
  RpcBindingVectorFree (&vector);
  if (way != NULL)
    RpcBindingFree (&way);
}
END_TEST

START_TEST (an_inquiry_can_be_left_in_the_middle)
{
  RPC_EP_INQ_HANDLE inquiry;
  RPC_IF_ID id;

  assert_status (RpcMgmtEpEltInqBegin (NULL, RPC_C_EP_ALL_ELTS, NULL, 0, NULL, &inquiry),
                 RPC_S_OK);
  assert_status (RpcMgmtEpEltInqNextA (inquiry, &id, NULL, NULL, NULL), RPC_S_OK);
  ck_assert (beck_guid_equal (&id.Uuid, &epm));
  assert_status (RpcMgmtEpEltInqDone (&inquiry), RPC_S_OK);
  assert_status (RpcMgmtEpEltInqDone (&inquiry), RPC_S_INVALID_ARG);
}
END_TEST

START_TEST (an_entry_has_its_object_and_annotation)
{
  static const char *const texts[] = { HERE "[2001]", NULL };
  UUID object = { 7, 8, 9, { 1 } }, got;
  UUID_VECTOR objects = { 1, { &object } };
  RPC_BINDING_VECTOR *vector = scene_vector (texts);
  RPC_IF_HANDLE interface = scene_interface (0, 1, 2);
  WCHAR name[] = u"Grüße", *wide;
  RPC_EP_INQ_HANDLE inquiry;
  RPC_BINDING_HANDLE binding;
  RPC_IF_ID id;

  assert_status (RpcEpRegisterW (interface, vector, &objects, name), RPC_S_OK);
  assert_status (RpcMgmtEpEltInqBegin (NULL, RPC_C_EP_MATCH_BY_OBJ, NULL, 0, &object, &inquiry),
                 RPC_S_OK);
  assert_status (RpcMgmtEpEltInqNextW (inquiry, &id, &binding, &got, &wide), RPC_S_OK);
  ck_assert_mem_eq (wide, name, sizeof name);
  ck_assert (beck_guid_equal (&got, &object));
  ck_assert_uint_eq (id.VersMajor, 1);
  ck_assert_uint_eq (id.VersMinor, 2);
  assert_status (RpcBindingInqObject (binding, &got), RPC_S_OK);
  ck_assert (beck_guid_equal (&got, &object));
  RpcStringFreeW (&wide);
  RpcBindingFree (&binding);
  assert_status (RpcMgmtEpEltInqDone (&inquiry), RPC_S_OK);
  assert_status (RpcEpUnregister (interface, vector, &objects), RPC_S_OK);
  RpcBindingVectorFree (&vector);
}
END_TEST

START_TEST (an_inquiry_that_makes_no_sense_is_refused)
{
  RPC_IF_ID id = { epm, 3, 0 };
  RPC_EP_INQ_HANDLE inquiry;

  assert_status (RpcMgmtEpEltInqBegin (NULL, 4, &id, 1, NULL, &inquiry), RPC_S_INVALID_ARG);
  assert_status (RpcMgmtEpEltInqBegin (NULL, RPC_C_EP_MATCH_BY_IF, NULL, 1, NULL, &inquiry),
                 RPC_S_INVALID_ARG);
  assert_status (RpcMgmtEpEltInqBegin (NULL, RPC_C_EP_MATCH_BY_IF, &id, 0, NULL, &inquiry),
                 RPC_S_INVALID_VERS_OPTION);
  assert_status (RpcMgmtEpEltInqBegin (&id, RPC_C_EP_ALL_ELTS, NULL, 0, NULL, &inquiry),
                 RPC_S_INVALID_BINDING);
  ck_assert_ptr_null (inquiry);
}
END_TEST

/* ---- Management ---- */

static const char *
server (guint i)
{
  return i == 0 ? scene_tcp () : "ncalrpc:[epmapper]";
}

START_TEST (a_server_tells_that_it_listens)
{
  RPC_BINDING_HANDLE binding = scene_binding (server ((guint) _i));

  assert_status (RpcMgmtIsServerListening (binding), RPC_S_OK);
  RpcBindingFree (&binding);
}
END_TEST

START_TEST (a_server_tells_its_interfaces)
{
  RPC_BINDING_HANDLE binding = scene_binding (server ((guint) _i));
  RPC_IF_ID_VECTOR *ids;
  gboolean found = FALSE;

  assert_status (RpcMgmtInqIfIds (binding, &ids), RPC_S_OK);
  for (ULONG i = 0; i < ids->Count; i++)
    found |= beck_guid_equal (&ids->IfId[i]->Uuid, &epm) && ids->IfId[i]->VersMajor == 3;
  ck_assert (found);
  RpcIfIdVectorFree (&ids);
  RpcBindingFree (&binding);
}
END_TEST

START_TEST (a_server_counts_its_calls)
{
  RPC_BINDING_HANDLE binding = scene_binding (server ((guint) _i));
  RPC_STATS_VECTOR *before, *after;

  assert_status (RpcMgmtInqStats (binding, &before), RPC_S_OK);
  assert_status (RpcMgmtInqStats (binding, &after), RPC_S_OK);
  ck_assert_uint_eq (after->Count, 4);
  ck_assert_uint_gt (after->Stats[RPC_C_STATS_CALLS_IN], before->Stats[RPC_C_STATS_CALLS_IN]);
  ck_assert_uint_gt (after->Stats[RPC_C_STATS_PKTS_IN], before->Stats[RPC_C_STATS_PKTS_IN]);
  ck_assert_uint_gt (after->Stats[RPC_C_STATS_PKTS_OUT], before->Stats[RPC_C_STATS_PKTS_OUT]);
  assert_status (RpcMgmtStatsVectorFree (&before), RPC_S_OK);
  assert_status (RpcMgmtStatsVectorFree (&after), RPC_S_OK);
  ck_assert_ptr_null (after);
  RpcBindingFree (&binding);
}
END_TEST

START_TEST (a_server_is_not_stopped_from_afar)
{
  RPC_BINDING_HANDLE binding = scene_binding (server ((guint) _i));

  assert_status (RpcMgmtStopServerListening (binding), RPC_S_ACCESS_DENIED);
  assert_status (RpcMgmtIsServerListening (binding), RPC_S_OK);
  RpcBindingFree (&binding);
}
END_TEST

START_TEST (a_process_that_is_no_server_knows_that)
{
  RPC_STATS_VECTOR *stats;
  RPC_IF_ID_VECTOR *ids;

  assert_status (RpcMgmtIsServerListening (NULL), RPC_S_NOT_LISTENING);
  assert_status (RpcMgmtInqIfIds (NULL, &ids), RPC_S_NO_INTERFACES);
  assert_status (RpcMgmtInqStats (NULL, &stats), RPC_S_OK);
  RpcMgmtStatsVectorFree (&stats);
}
END_TEST

START_TEST (nobody_listens_where_nobody_is)
{
  RPC_BINDING_HANDLE binding = scene_binding (HERE "[1]");
  RPC_IF_ID_VECTOR *ids;

  assert_status (RpcMgmtIsServerListening (binding), RPC_S_SERVER_UNAVAILABLE);
  assert_status (RpcMgmtInqIfIds (binding, &ids), RPC_S_SERVER_UNAVAILABLE);
  RpcBindingFree (&binding);
}
END_TEST

Suite *
inquiry_suite (void)
{
  Suite *suite = suite_create ("inquiry");
  TCase *inquiry = tcase_create ("inquiry");
  TCase *management = tcase_create ("management");

  tcase_add_checked_fixture (inquiry, scene_begin, scene_end);
  tcase_add_checked_fixture (management, scene_begin, scene_end);
  tcase_set_timeout (inquiry, 60);
  tcase_set_timeout (management, 60);
  tcase_add_loop_test (inquiry, all_entries_of_an_interface_are_found, 0, G_N_ELEMENTS (ways));
  tcase_add_test (inquiry, an_inquiry_can_be_left_in_the_middle);
  tcase_add_test (inquiry, an_entry_has_its_object_and_annotation);
  tcase_add_test (inquiry, an_inquiry_that_makes_no_sense_is_refused);
  tcase_add_loop_test (management, a_server_tells_that_it_listens, 0, 2);
  tcase_add_loop_test (management, a_server_tells_its_interfaces, 0, 2);
  tcase_add_loop_test (management, a_server_counts_its_calls, 0, 2);
  tcase_add_loop_test (management, a_server_is_not_stopped_from_afar, 0, 2);
  tcase_add_test (management, a_process_that_is_no_server_knows_that);
  tcase_add_test (management, nobody_listens_where_nobody_is);
  suite_add_tcase (suite, inquiry);
  suite_add_tcase (suite, management);
  return suite;
}
