/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Asynchronous calls to servers that do not do what servers should: every call ends, nothing is
 * left. */

#include <beck/exception.h>
#include <beck/hresult.h>
#include <beck/rpc-async.h>
#include <beck/status.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/alloc.h"
#include "beck-test.h"
#include "guest.h"
#include "rpc/client-cancel.h"
#include "suites.h"

#define MANY 24

/* Two calls; the status of both is the same. */
static RPC_STATUS
call_twice (const FakeManners *manners)
{
  Fake *fake = fake_open (manners);
  Call calls[2];
  RPC_STATUS status;

  bind_to (fake);
  for (guint i = 0; i < 2; i++)
    begin (&calls[i]);
  status = end (&calls[0]);
  ck_assert_int_eq (end (&calls[1]), status);
  leave (fake);
  return status;
}

/* ---- Ends ---- */

START_TEST (a_connection_may_be_cut_after_every_byte)
{
  RPC_STATUS status;
  FakeManners manners = { .multiplex = TRUE, .nak = -1, .cut = (gsize) _i + 1 };
  Fake *fake = fake_open (&manners);
  Call call;

  bind_to (fake);
  begin (&call);
  status = end (&call);
  if (_i < 79)
    ck_assert_int_eq (status, RPC_S_SERVER_UNAVAILABLE);
  else if (_i < FAKE_CONVERSATION - 1)
    ck_assert_msg (status == RPC_S_CALL_FAILED || status == RPC_S_CALL_FAILED_DNE, "%d", status);
  else
    ck_assert_int_eq (status, 0);
  leave (fake);
}
END_TEST

START_TEST (a_refused_bind_ends_all_calls)
{
  FakeManners manners = { .multiplex = TRUE, .nak = 2 };

  ck_assert_int_eq (call_twice (&manners), RPC_S_SERVER_TOO_BUSY);
}
END_TEST

START_TEST (a_fault_is_the_status)
{
  FakeManners manners = { .multiplex = TRUE, .nak = -1, .fault = 4711 };

  ck_assert_int_eq (call_twice (&manners), 4711);
}
END_TEST

START_TEST (garbage_for_an_answer_fails_calls)
{
  static const guint8 garbage[40] = { 6, 6, 6 };
  FakeManners manners = {
    .multiplex = TRUE, .nak = -1, .instead = garbage, .instead_size = sizeof garbage
  };
  Fake *fake = fake_open (&manners);
  Call call;

  bind_to (fake);
  begin (&call);
  ck_assert_int_eq (end (&call), RPC_S_CALL_FAILED);
  leave (fake);
}
END_TEST

START_TEST (what_follows_the_answer_to_the_bind_is_not_lost)
{
  static const guint8 shutdown[16] = { 5, 0, 17, 3, 0x10, 0, 0, 0, 16 };
  FakeManners manners = {
    .multiplex = TRUE, .nak = -1, .behind = shutdown, .behind_size = sizeof shutdown
  };

  ck_assert_int_eq (call_twice (&manners), 0);
}
END_TEST

/* ---- Silence ---- */

START_TEST (a_call_to_a_silent_server_can_be_cancelled)
{
  FakeManners manners = { .silent = _i == 0, .holds = TRUE, .multiplex = TRUE, .nak = -1 };
  Fake *fake = fake_open (&manners);
  Call call;

  bind_to (fake);
  begin (&call);
  fake_wait (&fake->connections, 1);
  if (_i == 1)
    fake_wait (&fake->requests, 1);
  ck_assert_int_eq (RpcAsyncCancelCall (&call.async, FALSE), 0);
  ck_assert_int_eq (RpcAsyncGetCallStatus (&call.async), RPC_S_ASYNC_CALL_PENDING);
  ck_assert_int_eq (RpcAsyncCancelCall (&call.async, TRUE), 0);
  ck_assert_int_eq (end (&call), RPC_S_CALL_CANCELLED);
  if (_i == 0)
    fake_hang_up (fake);
  leave (fake);
}
END_TEST

static void
cancel (Call *call)
{
  ck_assert_int_eq (RpcAsyncCancelCall (&call->async, TRUE), 0);
  ck_assert_int_eq (end (call), RPC_S_CALL_CANCELLED);
}

/* The thread has slept in the library, so that it is trusted to do so again; it does not. */
START_TEST (requests_leave_although_their_thread_does_not_wait_for_answers)
{
  FakeManners manners = { .holds = TRUE, .multiplex = TRUE, .nak = -1 };
  Fake *fake = fake_open (&manners);
  Call calls[MANY];

  bind_to (fake);
  begin (&calls[0]);
  fake_wait (&fake->requests, 1);
  ck_assert (FAILED (beck_rpc_async_wait (&calls[0].async, 1)));
  for (guint i = 1; i < MANY; i++)
    begin (&calls[i]);
  fake_wait (&fake->requests, MANY);
  for (guint i = 0; i < MANY; i++)
    cancel (&calls[i]);
  leave (fake);
}
END_TEST

/* The connection goes while requests are put off, or just leave: those begin again on another. */
START_TEST (calls_put_off_can_be_cancelled_without_their_connection)
{
  FakeManners manners = { .holds = TRUE, .multiplex = TRUE, .nak = -1 };
  Fake *fake = fake_open (&manners);
  Call calls[MANY];

  bind_to (fake);
  begin (&calls[0]);
  fake_wait (&fake->requests, 1);
  ck_assert (FAILED (beck_rpc_async_wait (&calls[0].async, 1)));
  for (guint i = 1; i < MANY; i++)
    begin (&calls[i]);
  fake_hang_up (fake);
  for (guint i = 0; i < MANY; i++)
    {
      ck_assert_int_eq (RpcAsyncCancelCall (&calls[i].async, TRUE), 0);
      ck_assert_int_ne (end (&calls[i]), 0);
    }
  leave (fake);
}
END_TEST

static gpointer
cancel_soon (gpointer data)
{
  Call *call = data;

  g_usleep (100 * 1000);
  RpcAsyncCancelCall (&call->async, TRUE);
  return NULL;
}

START_TEST (a_server_that_drips_does_not_stretch_a_time_out)
{
  FakeManners manners = { .drips = TRUE, .nak = -1 };
  Fake *fake = fake_open (&manners);
  volatile ULONG raised = 0;
  DESK desk;

  bind_to (fake);
  ck_assert_int_eq (RpcBindingSetOption (binding, RPC_C_OPT_CALL_TIMEOUT, 200), 0);
  RpcTryExcept
  {
    c_Open (binding, 1, &desk);
  }
  RpcExcept (EXCEPTION_EXECUTE_HANDLER)
  {
    raised = RpcExceptionCode ();
  }
  RpcEndExcept ck_assert_uint_eq (raised, RPC_S_CALL_CANCELLED);
  leave (fake);
}
END_TEST

/* In the middle of a request it would be taken for data. */
START_TEST (a_cancel_waits_for_the_end_of_the_request)
{
  BeckRpcCanceller *canceller = beck_rpc_canceller_new ();
  BeckSyncCall frame;
  guint8 pdu[32];
  int fds[2];

  ck_assert_int_eq (socketpair (AF_UNIX, SOCK_STREAM, 0, fds), 0);
  beck_rpc_canceller_enter (canceller, fds[0], 7, &frame);
  ck_assert_int_eq (canceller->cancel.lpVtbl->Cancel (&canceller->cancel, INFINITE), S_OK);
  ck_assert_int_lt (recv (fds[1], pdu, sizeof pdu, MSG_DONTWAIT), 0);
  beck_rpc_canceller_sent (canceller);
  ck_assert_int_eq (recv (fds[1], pdu, sizeof pdu, MSG_DONTWAIT), 16);
  ck_assert_uint_eq (pdu[2], 18);
  ck_assert (!beck_rpc_canceller_leave (canceller, &frame));
  beck_rpc_canceller_unref (canceller);
  close (fds[0]);
  close (fds[1]);
}
END_TEST

/* What a server does not read must neither hold the program nor the connection. */
START_TEST (a_push_that_waits_ends_with_its_call)
{
  static LONG numbers[100000];
  FakeManners manners = { .deaf = TRUE, .multiplex = TRUE, .nak = -1 };
  Fake *fake = fake_open (&manners);
  Call call = { 0 };
  ASYNC_NUMBERS pipe;
  RPC_STATUS status = 0;
  GThread *thread;

  bind_to (fake);
  RpcAsyncInitializeHandle (&call.async, sizeof call.async);
  c_Take (&call.async, binding, 1, &pipe);
  thread = g_thread_new ("cancel", cancel_soon, &call);
  while (status == 0)
    status = pipe.push (pipe.state, numbers, G_N_ELEMENTS (numbers));
  g_thread_join (thread);
  ck_assert_int_eq (end (&call), RPC_S_CALL_CANCELLED);
  fake_wait (&fake->open, 1);
  leave (fake);
}
END_TEST

START_TEST (an_answer_may_come_before_the_end_of_the_request)
{
  static LONG numbers[1000];
  FakeManners manners = { .hasty = TRUE, .multiplex = TRUE, .nak = -1 };
  Fake *fake = fake_open (&manners);
  Call call = { 0 };
  ASYNC_NUMBERS pipe;
  RPC_STATUS status = 0;
  LONG sum;

  bind_to (fake);
  RpcAsyncInitializeHandle (&call.async, sizeof call.async);
  c_Take (&call.async, binding, 1, &pipe);
  for (guint i = 0; status == 0 && i < 100000; i++)
    status = pipe.push (pipe.state, numbers, G_N_ELEMENTS (numbers));
  ck_assert_int_ne (status, 0);
  ck_assert_int_eq (beck_rpc_async_wait (&call.async, 10 * 1000), 0);
  ck_assert_int_eq (RpcAsyncCompleteCall (&call.async, &sum), RPC_X_PIPE_DISCIPLINE_ERROR);
  fake_wait (&fake->open, 1);
  leave (fake);
}
END_TEST

/* ---- One call at a time ---- */

START_TEST (a_server_without_multiplex_gets_one_call_per_connection)
{
  FakeManners manners = { .nak = -1 };
  Fake *fake = fake_open (&manners);
  Call calls[MANY];

  bind_to (fake);
  for (guint i = 0; i < MANY; i++)
    begin (&calls[i]);
  for (guint i = 0; i < MANY; i++)
    ck_assert_int_eq (end (&calls[i]), 0);
  ck_assert_int_eq (g_atomic_int_get (&fake->crowded), 0);
  ck_assert_int_eq (g_atomic_int_get (&fake->requests), MANY);
  leave (fake);
}
END_TEST

START_TEST (calls_that_change_connections_can_be_cancelled)
{
  FakeManners manners = { .nak = -1 };
  Fake *fake = fake_open (&manners);
  Call calls[MANY];

  bind_to (fake);
  for (guint i = 0; i < MANY; i++)
    begin (&calls[i]);
  g_usleep ((gulong) _i * 50);
  for (guint i = 0; i < MANY; i += 2)
    RpcAsyncCancelCall (&calls[i].async, TRUE);
  for (guint i = 0; i < MANY; i++)
    {
      RPC_STATUS status = end (&calls[i]);

      ck_assert_msg (status == 0 || (i % 2 == 0 && status == RPC_S_CALL_CANCELLED), "%d", status);
    }
  leave (fake);
}
END_TEST

/* ---- Many at once ---- */

static gpointer
call_first (gpointer data)
{
  Call call;

  begin (&call);
  ck_assert_int_eq (end (&call), 0);
  return NULL;
}

/* Of the connections that are made at the same time one is used, and the others go. */
START_TEST (first_calls_at_the_same_time_leave_no_connection)
{
  FakeManners manners = { .multiplex = TRUE, .nak = -1 };
  Fake *fake = fake_open (&manners);
  GThread *threads[8];

  bind_to (fake);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("first", call_first, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  leave (fake);
}
END_TEST

/* ---- Memory ---- */

static void
call_without (const FakeManners *manners, gint64 index, gint64 *count)
{
  Fake *fake = fake_open (manners);
  Call calls[2];

  bind_to (fake);
  beck_alloc_fail_at (index);
  for (guint i = 0; i < 2; i++)
    begin (&calls[i]);
  for (guint i = 0; i < 2; i++)
    end (&calls[i]);
  *count = beck_alloc_count ();
  beck_alloc_fail_at (-1);
  leave (fake);
}

START_TEST (every_lack_of_memory_ends_the_call)
{
  FakeManners manners = { .multiplex = _i == 0, .nak = -1 };
  gint64 count;

  call_without (&manners, BECK_ALLOC_FAIL_NEVER, &count);
  ck_assert_int_gt (count, 5);
  for (gint64 index = 0; index < count; index++)
    {
      gint64 unused;

      call_without (&manners, index, &unused);
    }
}
END_TEST

Suite *
fake_suite (void)
{
  Suite *suite = suite_create ("fake");
  TCase *tcase = tcase_create ("fake");

  tcase_set_timeout (tcase, 60);
  tcase_add_loop_test (tcase, a_connection_may_be_cut_after_every_byte, 0, FAKE_CONVERSATION);
  tcase_add_test (tcase, a_refused_bind_ends_all_calls);
  tcase_add_test (tcase, a_fault_is_the_status);
  tcase_add_test (tcase, garbage_for_an_answer_fails_calls);
  tcase_add_test (tcase, what_follows_the_answer_to_the_bind_is_not_lost);
  tcase_add_test (tcase, requests_leave_although_their_thread_does_not_wait_for_answers);
  tcase_add_loop_test (tcase, calls_put_off_can_be_cancelled_without_their_connection, 0, 20);
  tcase_add_test (tcase, a_server_that_drips_does_not_stretch_a_time_out);
  tcase_add_test (tcase, a_cancel_waits_for_the_end_of_the_request);
  tcase_add_test (tcase, a_push_that_waits_ends_with_its_call);
  tcase_add_test (tcase, an_answer_may_come_before_the_end_of_the_request);
  tcase_add_test (tcase, a_server_without_multiplex_gets_one_call_per_connection);
  tcase_add_loop_test (tcase, calls_that_change_connections_can_be_cancelled, 0, 40);
  tcase_add_test (tcase, first_calls_at_the_same_time_leave_no_connection);
  tcase_add_loop_test (tcase, every_lack_of_memory_ends_the_call, 0, 2);
  tcase_add_loop_test (tcase, a_call_to_a_silent_server_can_be_cancelled, 0, 2);
  suite_add_tcase (suite, tcase);
  return suite;
}
