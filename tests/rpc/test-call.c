/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Calls from end to end: bindings, failures and who is told of them, dispatch of what a client
 * may send. */

#include "scene.h"
#include "suites.h"

#include <string.h>

#include "base/alloc.h"

/* A binding whose server is gone. */

static BeckRpcOutcome
call_dead (BeckRpcBinding *binding, BeckRpcExchange *exchange)
{
  return (BeckRpcOutcome){ RPC_S_SERVER_UNAVAILABLE, BECK_RPC_TRANSPORT };
}

static BeckRpcBinding *
dead_binding (void)
{
  static const BeckRpcTransport transport = { .name = "dead", .call = call_dead };
  static BeckRpcBinding binding;

  beck_rpc_binding_init (&binding, &transport);
  return &binding;
}

START_TEST (explicit_handle_reaches_the_manager)
{
  ck_assert_int_eq (Add (scene_binding, 2, 3), 5);
}
END_TEST

START_TEST (implicit_handle_is_a_variable)
{
  store_handle = scene_binding;
  ck_assert_int_eq (Twice (21), 42);
  store_handle = NULL;
  ck_assert_uint_eq (RAISED (Twice (21)), RPC_S_INVALID_BINDING);
}
END_TEST

START_TEST (added_handle_comes_first)
{
  ck_assert_int_eq (Thrice (scene_binding, 5), 15);
}
END_TEST

START_TEST (auto_handle_finds_nobody)
{
  ck_assert_uint_eq (RAISED (Anywhere (1)), RPC_S_NO_BINDINGS);
}
END_TEST

START_TEST (custom_handle_is_bound_for_each_call)
{
  ck_assert_int_eq (AddAt ((Address){ 40 }, 2), 42);
  ck_assert_uint_eq (scene_events.bound, 1);
  ck_assert_uint_eq (scene_events.unbound, 1);
}
END_TEST

START_TEST (custom_handle_that_binds_to_nothing)
{
  ck_assert_uint_eq (RAISED (AddAt ((Address){ 0 }, 2)), RPC_S_INVALID_BINDING);
  ck_assert_uint_eq (scene_events.unbound, 0);
}
END_TEST

START_TEST (what_is_no_binding_is_refused)
{
  char nonsense[64] = "not a binding";

  ck_assert_uint_eq (RAISED (Add (NULL, 1, 2)), RPC_S_INVALID_BINDING);
  ck_assert_uint_eq (RAISED (Add (nonsense, 1, 2)), RPC_S_INVALID_BINDING);
}
END_TEST

START_TEST (strings_come_from_the_program_s_memory)
{
  unsigned char *reversed = NULL;

  Reverse (scene_binding, (unsigned char *) "Beck", &reversed);
  ck_assert_str_eq ((const char *) reversed, "kceB");
  ck_assert_int_eq (scene_blocks, 1);
  midl_user_free (reversed);
}
END_TEST

START_TEST (exceptions_of_managers_reach_the_caller)
{
  static const guint32 codes[][2] = {
    { RPC_X_NO_MEMORY, ERROR_NOT_ENOUGH_SERVER_MEMORY },
    { RPC_S_NOT_LISTENING, RPC_S_SERVER_TOO_BUSY },
    { RPC_S_CALL_CANCELLED, RPC_S_CALL_CANCELLED },
    { RPC_X_SS_CONTEXT_MISMATCH, RPC_X_SS_CONTEXT_MISMATCH },
    { 5, 5 },
    { 1, 1 },
    { 0x20000001, 0x20000001 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      unsigned char *text = (unsigned char *) "before";

      ck_assert_uint_eq (RAISED (Raise (scene_binding, codes[i][0], &text)), codes[i][1]);
      ck_assert_ptr_null (text);
    }
}
END_TEST

START_TEST (null_reference_is_the_caller_s_fault)
{
  BeckNdrFault fault;

  ck_assert_uint_eq (RAISED (Reverse (scene_binding, (unsigned char *) "x", NULL)),
                     RPC_X_NULL_REF_POINTER);
  ck_assert (beck_rpc_last_fault (&fault));
  ck_assert_str_eq (fault.path, "reversed");
  Add (scene_binding, 1, 2);
  ck_assert (!beck_rpc_last_fault (&fault));
}
END_TEST

/* ---- Statuses ---- */

START_TEST (both_statuses_as_result_raise_nothing)
{
  ck_assert_uint_eq (Checked (scene_binding, 0), 0);
  ck_assert_uint_eq (Checked (scene_binding, 7), 7);
  ck_assert_uint_eq (Checked (scene_binding, 1234), 1234);
  ck_assert_uint_eq (Checked (NULL, 0), RPC_S_INVALID_BINDING);
}
END_TEST

START_TEST (fault_status_is_told_of_the_server)
{
  error_status_t fault = 99;

  Told (scene_binding, 0, &fault);
  ck_assert_uint_eq (fault, 0);
  Told (scene_binding, 1234, &fault);
  ck_assert_uint_eq (fault, 1234);
  ck_assert_uint_eq (RAISED (Told (NULL, 0, &fault)), RPC_S_INVALID_BINDING);
}
END_TEST

START_TEST (comm_status_is_not)
{
  error_status_t comm = 99;

  ck_assert_uint_eq (RAISED (Heard (scene_binding, 1234, &comm)), 1234);
  ck_assert_uint_eq (comm, 0);
  Heard (dead_binding (), 0, &comm);
  ck_assert_uint_eq (comm, RPC_S_SERVER_UNAVAILABLE);
}
END_TEST

START_TEST (transport_failures_are_no_faults)
{
  error_status_t fault = 99;

  ck_assert_uint_eq (RAISED (Told (dead_binding (), 0, &fault)),
                     RPC_S_SERVER_UNAVAILABLE);
  ck_assert_uint_eq (fault, 0);
}
END_TEST

START_TEST (notices_come_when_the_call_has_ended)
{
  ck_assert_int_eq (Noted (scene_binding, 10), 10);
  ck_assert_uint_eq (scene_events.notified, 1);
  ck_assert_int_eq (scene_events.called, TRUE);
}
END_TEST

START_TEST (an_async_call_needs_a_state)
{
  LONG b = 0;

  ck_assert_uint_eq (RAISED (Start (NULL, scene_binding, 1, &b)),
                     RPC_S_INVALID_ASYNC_HANDLE);
}
END_TEST

/* ---- Dispatch ---- */

static guint32
dispatch (guint32 opnum, const void *data, gsize size)
{
  BeckRpcRequest request = { .interface = store_v1_2_s_ifspec,
                             .epv = scene_binding, /* must not be looked at */
                             .opnum = opnum,
                             .data = data,
                             .size = size,
                             .drep = 0x10 };
  g_auto (BeckNdrWriter) response = { 0 };

  beck_ndr_writer_init (&response, NULL);
  return beck_rpc_dispatch (&request, &response);
}

START_TEST (unknown_procedures_are_refused)
{
  ck_assert_uint_eq (dispatch (1000, "", 0), RPC_S_PROCNUM_OUT_OF_RANGE);
  ck_assert_uint_eq (dispatch (G_MAXUINT32, "", 0), RPC_S_PROCNUM_OUT_OF_RANGE);
}
END_TEST

START_TEST (truncated_requests_do_not_reach_the_manager)
{
  static const guint8 request[8] = { 1 };
  BeckNdrFault fault;

  for (gsize size = 0; size < sizeof request; size++)
    {
      ck_assert_uint_eq (dispatch (0, request, size), RPC_X_BAD_STUB_DATA);
      ck_assert (beck_rpc_last_fault (&fault));
      ck_assert_str_eq (fault.path, size < 4 ? "a" : "b");
    }
}
END_TEST

START_TEST (notices_come_for_refused_requests_too)
{
  static const guint8 eleven[4] = { 11 };

  ck_assert_uint_eq (dispatch (6, eleven, 4), RPC_X_INVALID_BOUND);
  ck_assert_uint_eq (scene_events.notified, 1);
  ck_assert_int_eq (scene_events.called, FALSE);
}
END_TEST

START_TEST (null_contexts_do_not_reach_the_manager)
{
  static const guint8 null[20];

  ck_assert_uint_eq (dispatch (9, null, sizeof null), RPC_X_SS_IN_NULL_CONTEXT);
}
END_TEST

/* ---- Interfaces ---- */

START_TEST (minor_versions_are_compatible_upwards)
{
  const BeckNdrInterface *server = ((const BeckRpcInterface *) store_v1_2_s_ifspec)->ndr;
  const BeckNdrMethod *method
      = ((const BeckRpcInterface *) store_v1_2_c_ifspec)->ndr->methods;
  struct
  {
    guint16 major, minor;
    guint32 raised;
  } rows[] = { { 1, 2, 0 }, { 1, 0, 0 }, { 1, 3, RPC_S_UNKNOWN_IF }, { 2, 0, RPC_S_UNKNOWN_IF } };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      BeckNdrInterface client = *server;
      g_autofree void *args = g_malloc0 (method->args_size);

      client.methods = method;
      client.n_methods = 1;
      client.major = rows[i].major;
      client.minor = rows[i].minor;
      ck_assert_uint_eq (beck_rpc_try_call (&client, 0, scene_binding, args).status,
                         rows[i].raised);
    }
}
END_TEST

START_TEST (interface_handles_are_variables)
{
  RPC_IF_HANDLE before = store_v1_2_c_ifspec;

  store_v1_2_c_ifspec = NULL;
  ck_assert_int_eq (Add (scene_binding, 1, 1), 2);
  store_v1_2_c_ifspec = before;
}
END_TEST

/* ---- Lack of memory ---- */

START_TEST (every_allocation_may_fail)
{
  guint32 raised = 1;

  for (gint64 i = 0; raised != 0; i++)
    {
      unsigned char *text = NULL;

      ck_assert_int_lt (i, 1000);
      beck_alloc_fail_at (i);
      raised = RAISED (Reverse (scene_binding, (unsigned char *) "abc", &text));
      beck_alloc_fail_at (-1);
      ck_assert (raised == 0 || raised == RPC_X_NO_MEMORY
                 || raised == ERROR_NOT_ENOUGH_SERVER_MEMORY);
      ck_assert_int_eq (text != NULL, raised == 0);
      midl_user_free (text);
      ck_assert_int_eq (scene_blocks, 0);
    }
}
END_TEST

Suite *
rpc_call_suite (void)
{
  Suite *suite = suite_create ("rpc-call");
  TCase *tcase = tcase_create ("call");

  tcase_add_checked_fixture (tcase, scene_begin, scene_end);
  tcase_add_test (tcase, explicit_handle_reaches_the_manager);
  tcase_add_test (tcase, implicit_handle_is_a_variable);
  tcase_add_test (tcase, added_handle_comes_first);
  tcase_add_test (tcase, auto_handle_finds_nobody);
  tcase_add_test (tcase, custom_handle_is_bound_for_each_call);
  tcase_add_test (tcase, custom_handle_that_binds_to_nothing);
  tcase_add_test (tcase, what_is_no_binding_is_refused);
  tcase_add_test (tcase, strings_come_from_the_program_s_memory);
  tcase_add_test (tcase, exceptions_of_managers_reach_the_caller);
  tcase_add_test (tcase, null_reference_is_the_caller_s_fault);
  tcase_add_test (tcase, both_statuses_as_result_raise_nothing);
  tcase_add_test (tcase, fault_status_is_told_of_the_server);
  tcase_add_test (tcase, comm_status_is_not);
  tcase_add_test (tcase, transport_failures_are_no_faults);
  tcase_add_test (tcase, notices_come_when_the_call_has_ended);
  tcase_add_test (tcase, an_async_call_needs_a_state);
  tcase_add_test (tcase, unknown_procedures_are_refused);
  tcase_add_test (tcase, truncated_requests_do_not_reach_the_manager);
  tcase_add_test (tcase, notices_come_for_refused_requests_too);
  tcase_add_test (tcase, null_contexts_do_not_reach_the_manager);
  tcase_add_test (tcase, minor_versions_are_compatible_upwards);
  tcase_add_test (tcase, interface_handles_are_variables);
  tcase_add_test (tcase, every_allocation_may_fail);
  suite_add_tcase (suite, tcase);
  return suite;
}
