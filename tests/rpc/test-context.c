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

START_TEST (strict_interfaces_take_only_their_own)
{
  PSESSION session = NULL;

  Open (scene_binding, 6, &session);
  ck_assert_int_eq (UseBeside (session), 6);
  ck_assert_uint_eq (RAISED (UseClosed (session)), RPC_X_SS_CONTEXT_MISMATCH);
  Close (&session, 0);
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

/* Blocks that the memory of the next calls is likely to be cut from. */
static void
leave_dirty_memory (void)
{
  void *blocks[16];

  for (guint i = 0; i < G_N_ELEMENTS (blocks); i++)
    memset (blocks[i] = malloc (1024), 0xEE, 1024);
  for (guint i = 0; i < G_N_ELEMENTS (blocks); i++)
    free (blocks[i]);
}

START_TEST (null_in_memory_that_was_used_before_is_opened)
{
  PSESSION session = NULL;

  leave_dirty_memory ();
  Reopen (scene_binding, &session, 4);
  ck_assert_int_eq (Use (session), 4);
  Reopen (scene_binding, &session, 5);
  ck_assert_int_eq (Use (session), 5);
  Reopen (scene_binding, NULL, 0);
  Close (&session, 0);
}
END_TEST

START_TEST (variable_that_the_client_allocates_holds_a_context_or_null)
{
  PSESSION *session = NULL, *null = NULL;

  OpenNew (scene_binding, 4, &session);
  ck_assert_int_eq (Use (*session), 4);
  Close (session, 0);
  midl_user_free (session);
  OpenNew (scene_binding, 0, &null);
  ck_assert_ptr_null (*null);
  midl_user_free (null);
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

START_TEST (manager_does_not_wait_for_itself)
{
  PSESSION session = NULL;

  Open (scene_binding, 1, &session);
  scene_again = session;
  ck_assert_uint_eq (RAISED (Use (session)), ERROR_POSSIBLE_DEADLOCK);
  scene_again = NULL;
  ck_assert_int_eq (Use (session), 1);
  Close (&session, 0);
}
END_TEST

/* ---- Associations ---- */

/* One call as a server sees it; the response, if there is one, goes to @reply. */
static guint32
serve (BeckRpcAssociation *association, guint32 opnum, const void *data, gsize size,
       guint8 *reply, gsize reply_size)
{
  BeckRpcInterface interface = *(const BeckRpcInterface *) store_v1_2_s_ifspec;
  BeckRpcRequest request = { .interface = &interface,
                             .epv = &scene_managers,
                             .opnum = opnum,
                             .data = data,
                             .size = size,
                             .drep = G_BYTE_ORDER == G_LITTLE_ENDIAN ? 0x10 : 0x00,
                             .association = association };
  g_auto (BeckNdrWriter) response = { 0 };
  guint32 status;

  beck_ndr_writer_init (&response, NULL);
  status = beck_rpc_dispatch (&request, &response);
  if (status == 0)
    {
      ck_assert_uint_eq (response.pos, reply_size);
      memcpy (reply, response.data, reply_size);
    }
  return status;
}

enum
{
  OPEN = 8,
  USE = 9,
};

typedef struct
{
  BeckRpcAssociation *association;
  guint8 id[20];
  LONG result;
} Visit;

static gpointer
visit (gpointer data)
{
  Visit *self = data;

  return GUINT_TO_POINTER (serve (self->association, USE, self->id, sizeof self->id,
                                  (guint8 *) &self->result, sizeof self->result));
}

START_TEST (context_in_use_is_run_down_when_the_call_has_ended)
{
  static const LONG value = 33;
  Visit self = { .association = beck_rpc_association_new () };
  GThread *user;

  ck_assert_uint_eq (serve (self.association, OPEN, &value, 4, self.id, 20), 0);
  scene_close_gate ();
  user = g_thread_new (NULL, visit, &self);
  scene_wait_inside (1);
  beck_rpc_association_end (self.association);
  ck_assert_uint_eq (scene_events.rundowns, 0);
  scene_open_gate ();
  ck_assert_uint_eq (GPOINTER_TO_UINT (g_thread_join (user)), 0);
  ck_assert_int_eq (self.result, 33);
  ck_assert_uint_eq (scene_events.rundowns, 1);
  ck_assert_int_eq (scene_events.run_down, 33);
  beck_rpc_association_unref (self.association);
  ck_assert_uint_eq (scene_events.rundowns, 1);
}
END_TEST

START_TEST (calls_that_wait_for_a_context_end_with_the_association)
{
  static const LONG value = 34;
  Visit first = { .association = beck_rpc_association_new () };
  Visit second;
  GThread *user, *waiter;

  ck_assert_uint_eq (serve (first.association, OPEN, &value, 4, first.id, 20), 0);
  second = first;
  scene_close_gate ();
  user = g_thread_new (NULL, visit, &first);
  scene_wait_inside (1);
  waiter = g_thread_new (NULL, visit, &second);
  g_usleep (10000);
  beck_rpc_association_end (first.association);
  ck_assert_uint_eq (GPOINTER_TO_UINT (g_thread_join (waiter)), RPC_X_SS_CONTEXT_MISMATCH);
  scene_open_gate ();
  g_thread_join (user);
  ck_assert_uint_eq (scene_events.rundowns, 1);
  beck_rpc_association_unref (first.association);
}
END_TEST

START_TEST (nothing_is_opened_after_the_end)
{
  static const LONG value = 35;
  BeckRpcAssociation *association = beck_rpc_association_new ();
  guint8 id[20];

  beck_rpc_association_end (association);
  ck_assert_uint_eq (serve (association, OPEN, &value, 4, id, 20), RPC_S_CALL_FAILED);
  ck_assert_uint_eq (scene_events.rundowns, 1);
  ck_assert_int_eq (scene_events.run_down, 35);
  beck_rpc_association_unref (association);
}
END_TEST

/* ---- What a client may send ---- */

START_TEST (identities_cannot_be_made_up)
{
  static const LONG value = 1;
  Visit self = { .association = beck_rpc_association_new () };
  guint8 reply[4];

  ck_assert_uint_eq (serve (self.association, OPEN, &value, 4, self.id, 20), 0);
  for (guint i = 0; i < sizeof self.id; i++)
    {
      self.id[i] ^= 1;
      ck_assert_uint_eq (serve (self.association, USE, self.id, 20, reply, 4),
                         RPC_X_SS_CONTEXT_MISMATCH);
      self.id[i] ^= 1;
    }
  ck_assert_uint_eq (serve (self.association, USE, self.id, 20, reply, 4), 0);
  beck_rpc_association_unref (self.association);
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
  tcase_add_test (tcase, strict_interfaces_take_only_their_own);
  tcase_add_test (tcase, one_context_twice_in_a_call_is_locked_once);
  tcase_add_test (tcase, null_in_memory_that_was_used_before_is_opened);
  tcase_add_test (tcase, variable_that_the_client_allocates_holds_a_context_or_null);
  tcase_add_test (tcase, calls_with_one_context_do_not_overlap);
  tcase_add_test (tcase, calls_with_one_shared_context_do);
  tcase_add_test (tcase, two_contexts_in_either_order_do_not_deadlock);
  tcase_add_test (tcase, manager_does_not_wait_for_itself);
  tcase_add_test (tcase, context_in_use_is_run_down_when_the_call_has_ended);
  tcase_add_test (tcase, calls_that_wait_for_a_context_end_with_the_association);
  tcase_add_test (tcase, nothing_is_opened_after_the_end);
  tcase_add_test (tcase, identities_cannot_be_made_up);
  suite_add_tcase (suite, tcase);
  return suite;
}
