/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Context handles: opened, used, closed, run down, serialized; and those that are none. */

#include "scene.h"
#include "suites.h"

#include <string.h>

START_TEST (context_is_opened_used_and_closed)
{
  PSESSION session = NULL, copy;

  Open (scene_binding, 7, &session);
  ck_assert_ptr_nonnull (session);
  ck_assert_int_eq (Use (session), 7);
  copy = session;
  Close (&session, 0);
  ck_assert_ptr_null (session);
  ck_assert_uint_eq (RAISED (Use (copy)), RPC_X_SS_CONTEXT_MISMATCH);
  ck_assert_uint_eq (scene_events.rundowns, 0);
}
END_TEST

START_TEST (null_is_refused_by_the_client)
{
  PSESSION null = NULL;

  ck_assert_uint_eq (RAISED (Use (NULL)), RPC_X_SS_IN_NULL_CONTEXT);
  ck_assert_uint_eq (RAISED (UseWith (scene_binding, NULL)), RPC_X_SS_IN_NULL_CONTEXT);
  ck_assert_uint_eq (RAISED (Close (&null, 0)), RPC_X_SS_IN_NULL_CONTEXT);
  ck_assert_uint_eq (RAISED (Close (NULL, 0)), RPC_X_NULL_REF_POINTER);
}
END_TEST

START_TEST (what_is_no_context_is_refused)
{
  int anything;

  ck_assert_uint_eq (RAISED (Use (&anything)), RPC_X_SS_CONTEXT_MISMATCH);
  ck_assert_uint_eq (RAISED (Use ((PSESSION) 1)), RPC_X_SS_CONTEXT_MISMATCH);
}
END_TEST

START_TEST (variable_with_an_open_handle_may_receive_another)
{
  PSESSION session = NULL, first;

  Open (scene_binding, 1, &session);
  first = session;
  Open (scene_binding, 2, &session);
  ck_assert_ptr_ne (first, session);
  ck_assert_int_eq (Use (first), 1);
  ck_assert_int_eq (Use (session), 2);
  Close (&first, 0);
  Close (&session, 0);
}
END_TEST

START_TEST (manager_may_put_another_pointer_in_its_place)
{
  PSESSION session = NULL, before;

  Open (scene_binding, 1, &session);
  before = session;
  Change (&session, 2, 0);
  ck_assert_ptr_eq (session, before);
  ck_assert_int_eq (Use (session), 2);
  ck_assert_uint_eq (RAISED (Change (&session, 3, 99)), 99);
  ck_assert_int_eq (Use (session), 3);
  Close (&session, 0);
}
END_TEST

START_TEST (context_that_was_closed_before_a_fault_is_gone)
{
  PSESSION session = NULL;

  Open (scene_binding, 1, &session);
  ck_assert_uint_eq (RAISED (Close (&session, 99)), 99);
  ck_assert_uint_eq (RAISED (Use (session)), RPC_X_SS_CONTEXT_MISMATCH);
  RpcSsDestroyClientContext (&session);
  ck_assert_ptr_null (session);
}
END_TEST

START_TEST (destroying_is_local_and_the_end_runs_down)
{
  BeckRpcBinding *client = scene_connect ();
  PSESSION session = NULL;

  Open (client, 11, &session);
  RpcSsDestroyClientContext (&session);
  ck_assert_ptr_null (session);
  ck_assert_uint_eq (RAISED (RpcSsDestroyClientContext (&session)), RPC_X_SS_CONTEXT_MISMATCH);
  ck_assert_uint_eq (scene_events.rundowns, 0);
  beck_rpc_binding_unref (client);
  ck_assert_uint_eq (scene_events.rundowns, 1);
  ck_assert_int_eq (scene_events.run_down, 11);
}
END_TEST

START_TEST (context_keeps_its_binding)
{
  BeckRpcBinding *client = scene_connect ();
  PSESSION session = NULL;

  Open (client, 12, &session);
  beck_rpc_binding_unref (client);
  ck_assert_int_eq (Use (session), 12);
  ck_assert_uint_eq (scene_events.rundowns, 0);
  Close (&session, 0);
  ck_assert_uint_eq (scene_events.rundowns, 0);
}
END_TEST

START_TEST (every_open_context_is_run_down_once)
{
  BeckRpcBinding *client = scene_connect ();
  PSESSION sessions[100] = { NULL };

  for (guint i = 0; i < 100; i++)
    Open (client, (LONG) i, &sessions[i]);
  for (guint i = 0; i < 100; i += 2)
    Close (&sessions[i], 0);
  for (guint i = 1; i < 100; i += 2)
    RpcSsDestroyClientContext (&sessions[i]);
  beck_rpc_binding_unref (client);
  ck_assert_uint_eq (scene_events.rundowns, 50);
}
END_TEST

START_TEST (another_client_s_context_is_not_sent)
{
  BeckRpcBinding *other = scene_connect ();
  PSESSION session = NULL;

  Open (other, 1, &session);
  ck_assert_uint_eq (RAISED (UseWith (scene_binding, session)), RPC_X_SS_HANDLES_MISMATCH);
  ck_assert_int_eq (UseWith (other, session), 1);
  Close (&session, 0);
  beck_rpc_binding_unref (other);
}
END_TEST

START_TEST (context_of_another_type_is_refused)
{
  PSESSION session = NULL;
  PSHARED shared = NULL;
  void *plain;

  Open (scene_binding, 1, &session);
  OpenShared (scene_binding, &shared);
  plain = OpenPlain (scene_binding);
  ck_assert_ptr_nonnull (plain);
  ck_assert_uint_eq (RAISED (UseShared (session)), RPC_X_SS_CONTEXT_MISMATCH);
  ck_assert_uint_eq (RAISED (Use (shared)), RPC_X_SS_CONTEXT_MISMATCH);
  ck_assert_uint_eq (RAISED (Use (plain)), RPC_X_SS_CONTEXT_MISMATCH);
  Close (&session, 0);
  ClosePlain (&plain);
  ck_assert_ptr_null (plain);
  RpcSsDestroyClientContext (&shared);
}
END_TEST

START_TEST (one_context_twice_in_a_call_is_locked_once)
{
  PSESSION a = NULL, b = NULL;

  Open (scene_binding, 1, &a);
  Open (scene_binding, 2, &b);
  ck_assert_int_eq (UseBoth (a, a), 2);
  ck_assert_int_eq (UseBoth (a, b), 3);
  ck_assert_int_eq (UseBoth (b, a), 3);
  Close (&a, 0);
  Close (&b, 0);
}
END_TEST

/* ---- Threads ---- */

static gpointer
use_from_thread (gpointer session)
{
  return GINT_TO_POINTER (Use (session));
}

static gpointer
use_shared_from_thread (gpointer shared)
{
  return GINT_TO_POINTER (UseShared (shared));
}

START_TEST (calls_with_one_context_do_not_overlap)
{
  PSESSION session = NULL;
  GThread *threads[4];

  Open (scene_binding, 9, &session);
  scene_close_gate ();
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new (NULL, use_from_thread, session);
  scene_wait_inside (1);
  g_usleep (20000);
  scene_open_gate ();
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    ck_assert_int_eq (GPOINTER_TO_INT (g_thread_join (threads[i])), 9);
  ck_assert_uint_eq (scene_events.most, 1);
  Close (&session, 0);
}
END_TEST

START_TEST (calls_with_one_shared_context_do)
{
  PSHARED shared = NULL;
  GThread *threads[4];

  OpenShared (scene_binding, &shared);
  scene_close_gate ();
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new (NULL, use_shared_from_thread, shared);
  scene_wait_inside (G_N_ELEMENTS (threads));
  scene_open_gate ();
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    ck_assert_int_eq (GPOINTER_TO_INT (g_thread_join (threads[i])), 5);
  ck_assert_uint_eq (scene_events.most, G_N_ELEMENTS (threads));
  RpcSsDestroyClientContext (&shared);
}
END_TEST

static gpointer
both_ways (gpointer data)
{
  PSESSION *sessions = data;

  for (int i = 0; i < 2000; i++)
    if (UseBoth (sessions[0], sessions[1]) != 3)
      return NULL;
  return data;
}

START_TEST (two_contexts_in_either_order_do_not_deadlock)
{
  PSESSION sessions[3] = { NULL };
  GThread *thread;

  Open (scene_binding, 1, &sessions[0]);
  Open (scene_binding, 2, &sessions[1]);
  sessions[2] = sessions[0];
  thread = g_thread_new (NULL, both_ways, sessions + 1);
  ck_assert_ptr_nonnull (both_ways (sessions));
  ck_assert_ptr_nonnull (g_thread_join (thread));
  Close (&sessions[0], 0);
  Close (&sessions[1], 0);
}
END_TEST

/* ---- What a client may send ---- */

static void
put_id (guint8 *request, const GUID *uuid)
{
  memset (request, 0, 4);
  memcpy (request + 4, uuid, 16);
}

START_TEST (identities_cannot_be_made_up)
{
  BeckRpcAssociation *association = beck_rpc_association_new ();
  guint8 request[20];
  GUID uuid = { 0, 0x1234, 0x4123, { 0x80 } };
  BeckRpcRequest call = { .interface = store_v1_2_s_ifspec,
                          .opnum = 9,
                          .data = request,
                          .size = sizeof request,
                          .drep = 0x10,
                          .association = association };

  for (guint i = 0; i < 10; i++)
    {
      g_auto (BeckNdrWriter) response = { 0 };

      beck_ndr_writer_init (&response, NULL);
      uuid.Data1 = i == 9 ? G_MAXUINT32 : i;
      put_id (request, &uuid);
      ck_assert_uint_eq (beck_rpc_dispatch (&call, &response), RPC_X_SS_CONTEXT_MISMATCH);
    }
  beck_rpc_association_unref (association);
}
END_TEST

Suite *
rpc_context_suite (void)
{
  Suite *suite = suite_create ("rpc-context");
  TCase *tcase = tcase_create ("context");

  tcase_set_timeout (tcase, 60);
  tcase_add_checked_fixture (tcase, scene_begin, scene_end);
  tcase_add_test (tcase, context_is_opened_used_and_closed);
  tcase_add_test (tcase, null_is_refused_by_the_client);
  tcase_add_test (tcase, what_is_no_context_is_refused);
  tcase_add_test (tcase, variable_with_an_open_handle_may_receive_another);
  tcase_add_test (tcase, manager_may_put_another_pointer_in_its_place);
  tcase_add_test (tcase, context_that_was_closed_before_a_fault_is_gone);
  tcase_add_test (tcase, destroying_is_local_and_the_end_runs_down);
  tcase_add_test (tcase, context_keeps_its_binding);
  tcase_add_test (tcase, every_open_context_is_run_down_once);
  tcase_add_test (tcase, another_client_s_context_is_not_sent);
  tcase_add_test (tcase, context_of_another_type_is_refused);
  tcase_add_test (tcase, one_context_twice_in_a_call_is_locked_once);
  tcase_add_test (tcase, calls_with_one_context_do_not_overlap);
  tcase_add_test (tcase, calls_with_one_shared_context_do);
  tcase_add_test (tcase, two_contexts_in_either_order_do_not_deadlock);
  tcase_add_test (tcase, identities_cannot_be_made_up);
  suite_add_tcase (suite, tcase);
  return suite;
}
