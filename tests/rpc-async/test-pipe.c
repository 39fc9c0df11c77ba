/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Asynchronous pipes, from end to end (rpc.md 4.2). */

#include "customer.h"
#include "suites.h"

static RPC_ASYNC_STATE async;
static HANDLE event;

static void
want_event (void)
{
  event = beck_handle_new_event (FALSE, FALSE);
  ck_assert_int_eq (RpcAsyncInitializeHandle (&async, sizeof async), 0);
  async.NotificationType = RpcNotificationTypeEvent;
  async.u.hEvent = event;
}

static void
setup (void)
{
  office_setup ();
  want_event ();
}

static void
setup_within (void)
{
  office_setup_within ();
  want_event ();
}

static void
teardown (void)
{
  beck_handle_close (event);
  office_teardown ();
}

static void
teardown_within (void)
{
  beck_handle_close (event);
  office_teardown_within ();
}

static void
wait_for_event (void)
{
  DWORD index;

  ck_assert_int_eq (CoWaitForMultipleHandles (0, 10 * 1000, 1, &event, &index), 0);
}

static void
push_range (ASYNC_NUMBERS *pipe, LONG from, LONG to, LONG step)
{
  LONG values[2000];

  for (LONG at = from; at < to; at += step)
    {
      LONG n = MIN (step, to - at);

      for (LONG i = 0; i < n; i++)
        values[i] = at + i;
      ck_assert_int_eq (pipe->push (pipe->state, values, (ULONG) n), 0);
    }
}

static void
push_end (ASYNC_NUMBERS *pipe)
{
  ck_assert_int_eq (pipe->push (pipe->state, NULL, 0), 0);
}

static RPC_STATUS
pull (ASYNC_NUMBERS *pipe, LONG *values, ULONG capacity, ULONG *count)
{
  RPC_STATUS status;

  while ((status = pipe->pull (pipe->state, values, capacity, count)) == RPC_S_ASYNC_CALL_PENDING)
    wait_for_event ();
  return status;
}

static RPC_STATUS
finish (LONG *reply)
{
  RPC_STATUS status = customer_poll (&async);

  ck_assert_int_eq (RpcAsyncCompleteCall (&async, reply), status);
  return status;
}

START_TEST (what_is_pushed_arrives)
{
  static const LONG sizes[] = { 0, 1, 3, 1000, 60000 };
  LONG n = sizes[_i];
  LONG reply = 0;
  ASYNC_NUMBERS pipe;

  c_Take (&async, office_binding, 5, &pipe);
  push_range (&pipe, 0, n, 700);
  push_end (&pipe);
  ck_assert_int_eq (finish (&reply), 0);
  ck_assert_int_eq (reply, (LONG) (5 + (gint64) n * (n - 1) / 2));
}
END_TEST

START_TEST (each_push_is_told_if_that_is_wanted)
{
  LONG reply = 0;
  ASYNC_NUMBERS pipe;

  async.Flags = RPC_C_NOTIFY_ON_SEND_COMPLETE;
  c_Take (&async, office_binding, 0, &pipe);
  wait_for_event ();
  ck_assert_int_eq (async.Event, RpcSendComplete);
  for (LONG i = 0; i < 20; i++)
    {
      push_range (&pipe, i * 2000, (i + 1) * 2000, 2000);
      wait_for_event ();
      ck_assert_int_eq (async.Event, RpcSendComplete);
    }
  push_end (&pipe);
  ck_assert_int_eq (finish (&reply), 0);
  ck_assert_int_eq (reply, (LONG) ((gint64) 40000 * 39999 / 2));
}
END_TEST

START_TEST (what_the_server_pushes_is_pulled)
{
  static const LONG sizes[] = { 0, 1, 63, 64, 65, 5000, 300000 };
  LONG n = sizes[_i];
  LONG values[64];
  LONG reply = 0, after = 0, next = 0;
  ULONG count;
  ASYNC_NUMBERS pipe;

  c_Give (&async, office_binding, n, &pipe, &after);
  do
    {
      ck_assert_int_eq (pull (&pipe, values, 64, &count), 0);
      ck_assert_uint_le (count, 64);
      for (ULONG i = 0; i < count; i++)
        ck_assert_int_eq (values[i], next++);
    }
  while (count > 0);
  ck_assert_int_eq (next, n);
  ck_assert_int_eq (finish (&reply), 0);
  ck_assert_int_eq (reply, n);
  ck_assert_int_eq (after, -n);
}
END_TEST

START_TEST (a_pipe_goes_both_ways)
{
  LONG values[64];
  LONG reply = 0, next = 0;
  ULONG count;
  ASYNC_NUMBERS pipe;

  c_Change (&async, office_binding, &pipe);
  push_range (&pipe, 0, 5000, 333);
  push_end (&pipe);
  do
    {
      ck_assert_int_eq (pull (&pipe, values, 64, &count), 0);
      for (ULONG i = 0; i < count; i++)
        ck_assert_int_eq (values[i], 2 * next++);
    }
  while (count > 0);
  ck_assert_int_eq (next, 5000);
  ck_assert_int_eq (finish (&reply), 0);
  ck_assert_int_eq (reply, (LONG) ((gint64) 5000 * 4999 / 2));
}
END_TEST

START_TEST (a_synchronous_manager_fills_a_pipe_at_once)
{
  static const LONG sizes[] = { 0, 1, 64, 5000 };
  LONG n = sizes[_i];
  LONG values[64];
  LONG reply = 0, after = 0, next = 0;
  ULONG count;
  ASYNC_NUMBERS pipe;

  c_GiveAtOnce (&async, office_binding, n, &pipe, &after);
  do
    {
      ck_assert_int_eq (pull (&pipe, values, 64, &count), 0);
      for (ULONG i = 0; i < count; i++)
        ck_assert_int_eq (values[i], next++);
    }
  while (count > 0);
  ck_assert_int_eq (next, n);
  ck_assert_int_eq (finish (&reply), 0);
  ck_assert_int_eq (reply, n);
  ck_assert_int_eq (after, -n);
}
END_TEST

START_TEST (a_synchronous_manager_gets_a_pipe_that_was_pushed)
{
  LONG n = _i * 5000;
  LONG values[64];
  LONG reply = 0, next = 0;
  ULONG count;
  ASYNC_NUMBERS pipe;

  c_ChangeAtOnce (&async, office_binding, &pipe);
  push_range (&pipe, 0, n, 333);
  push_end (&pipe);
  do
    {
      ck_assert_int_eq (pull (&pipe, values, 64, &count), 0);
      for (ULONG i = 0; i < count; i++)
        ck_assert_int_eq (values[i], 2 * next++);
    }
  while (count > 0);
  ck_assert_int_eq (next, n);
  ck_assert_int_eq (finish (&reply), 0);
  ck_assert_int_eq (reply, (LONG) ((gint64) n * (n - 1) / 2));
}
END_TEST

START_TEST (a_synchronous_manager_is_not_run_if_the_call_is_cancelled_before)
{
  LONG value = 1;
  ASYNC_NUMBERS pipe;

  c_ChangeAtOnce (&async, office_binding, &pipe);
  ck_assert_int_eq (pipe.push (pipe.state, &value, 1), 0);
  ck_assert_int_eq (RpcAsyncCancelCall (&async, TRUE), 0);
  ck_assert_int_ne (pipe.push (pipe.state, NULL, 0), 0);
  ck_assert_int_eq (customer_poll (&async), RPC_S_CALL_CANCELLED);
  ck_assert_int_eq (RpcAsyncCompleteCall (&async, NULL), RPC_S_CALL_CANCELLED);
}
END_TEST

START_TEST (a_fault_of_a_synchronous_manager_ends_a_pull)
{
  LONG value, after;
  ULONG count;
  ASYNC_NUMBERS pipe;

  c_GiveAtOnce (&async, office_binding, OFFICE_RAISE, &pipe, &after);
  ck_assert_int_eq (pull (&pipe, &value, 1, &count), 4711);
  ck_assert_int_eq (finish (NULL), 4711);
}
END_TEST

START_TEST (the_order_of_pipes_is_kept)
{
  LONG value;
  LONG reply = 0;
  ULONG count;
  ASYNC_NUMBERS pipe;

  c_Change (&async, office_binding, &pipe);
  ck_assert_int_eq (pipe.pull (pipe.state, &value, 1, &count), RPC_X_WRONG_PIPE_ORDER);
  push_end (&pipe);
  ck_assert_int_eq (pipe.push (pipe.state, &value, 1), RPC_X_PIPE_CLOSED);
  ck_assert_int_eq (pull (&pipe, &value, 1, &count), 0);
  ck_assert_uint_eq (count, 0);
  ck_assert_int_eq (pipe.pull (pipe.state, &value, 1, &count), RPC_X_PIPE_EMPTY);
  ck_assert_int_eq (finish (&reply), 0);
}
END_TEST

START_TEST (a_direction_that_a_pipe_has_not_is_refused)
{
  LONG value = 0;
  LONG reply = 0, after;
  ULONG count;
  ASYNC_NUMBERS pipe;

  c_Take (&async, office_binding, 0, &pipe);
  ck_assert_int_eq (pipe.pull (pipe.state, &value, 1, &count), RPC_X_WRONG_PIPE_ORDER);
  push_end (&pipe);
  ck_assert_int_eq (finish (&reply), 0);
  c_Give (&async, office_binding, 0, &pipe, &after);
  ck_assert_int_eq (pipe.push (pipe.state, &value, 1), RPC_X_WRONG_PIPE_ORDER);
  ck_assert_int_eq (pull (&pipe, &value, 1, &count), 0);
  ck_assert_uint_eq (count, 0);
  ck_assert_int_eq (finish (&reply), 0);
}
END_TEST

START_TEST (a_fault_ends_a_pull)
{
  LONG value, after;
  ULONG count;
  ASYNC_NUMBERS pipe;

  c_Give (&async, office_binding, OFFICE_RAISE, &pipe, &after);
  ck_assert_int_eq (pull (&pipe, &value, 1, &count), 4711);
  ck_assert_int_eq (finish (NULL), 4711);
}
END_TEST

START_TEST (a_manager_that_does_not_drain_its_pipe_fails_the_call)
{
  ASYNC_NUMBERS pipe;
  LONG value = 1;
  RPC_STATUS status = 0;

  c_Take (&async, office_binding, OFFICE_COMPLETE, &pipe);
  for (guint i = 0; i < 1000 && status == 0; i++)
    {
      status = pipe.push (pipe.state, &value, 1);
      g_usleep (100);
    }
  ck_assert_int_eq (finish (NULL), RPC_X_PIPE_DISCIPLINE_ERROR);
  ck_assert_int_eq (office_second (), RPC_X_PIPE_DISCIPLINE_ERROR);
}
END_TEST

START_TEST (a_call_may_be_cancelled_between_pushes)
{
  ASYNC_NUMBERS pipe;
  LONG value = 1;

  c_Take (&async, office_binding, 0, &pipe);
  ck_assert_int_eq (pipe.push (pipe.state, &value, 1), 0);
  ck_assert_int_eq (RpcAsyncCancelCall (&async, TRUE), 0);
  wait_for_event ();
  ck_assert_int_ne (pipe.push (pipe.state, &value, 1), 0);
  ck_assert_int_eq (RpcAsyncCompleteCall (&async, NULL), RPC_S_CALL_CANCELLED);
}
END_TEST

static void
wait_while_pulled_is (gint what)
{
  for (guint i = 0; i < 10 * 1000 && g_atomic_int_get (&office_pulled) == what; i++)
    g_usleep (1000);
}

START_TEST (a_manager_that_pulls_hears_of_a_cancel)
{
  ASYNC_NUMBERS pipe;
  LONG value = 1;

  g_atomic_int_set (&office_pulled, 0);
  c_Take (&async, office_binding, 0, &pipe);
  ck_assert_int_eq (pipe.push (pipe.state, &value, 1), 0);
  wait_while_pulled_is (0);
  ck_assert_int_eq (RpcAsyncCancelCall (&async, TRUE), 0);
  ck_assert_int_eq (customer_poll (&async), RPC_S_CALL_CANCELLED);
  ck_assert_int_eq (RpcAsyncCompleteCall (&async, NULL), RPC_S_CALL_CANCELLED);
  wait_while_pulled_is (OFFICE_PULLING);
  ck_assert_int_eq (g_atomic_int_get (&office_pulled), RPC_S_CALL_FAILED);
}
END_TEST

START_TEST (a_call_may_be_cancelled_between_pulls)
{
  LONG values[10];
  LONG after;
  ULONG count;
  ASYNC_NUMBERS pipe;

  c_Give (&async, office_binding, 1000000, &pipe, &after);
  ck_assert_int_eq (pull (&pipe, values, 10, &count), 0);
  ck_assert_int_eq (RpcAsyncCancelCall (&async, TRUE), 0);
  ck_assert_int_eq (customer_poll (&async), RPC_S_CALL_CANCELLED);
  ck_assert_int_eq (RpcAsyncCompleteCall (&async, NULL), RPC_S_CALL_CANCELLED);
}
END_TEST

/* ---- A client that does not pull ---- */

/* So many numbers may be under way: at the server, in the socket, at the client. */
#define UNDER_WAY (1000 * 1000)

/* A manager that can go on does so within that time, most of the time. */
static void
wait_while_it_pushes (void)
{
  gint before = -1, now = g_atomic_int_get (&office_pushed);

  for (guint same = 0; same < 50 && now < OFFICE_MANY; same++)
    {
      same = now == before ? same : 0;
      before = now;
      g_usleep (1000);
      now = g_atomic_int_get (&office_pushed);
    }
}

static void
pull_many (ASYNC_NUMBERS *pipe, gint allowed)
{
  static LONG values[10000];
  LONG next = 0;
  ULONG count;

  do
    {
      ck_assert_int_le (g_atomic_int_get (&office_pushed) - next, allowed);
      ck_assert_int_eq (pull (pipe, values, G_N_ELEMENTS (values), &count), 0);
      for (ULONG i = 0; i < count; i++)
        ck_assert_int_eq (values[i], next++);
    }
  while (count > 0);
  ck_assert_int_eq (next, OFFICE_MANY);
}

START_TEST (a_push_waits_for_a_client_that_does_not_pull)
{
  LONG reply = 0, after = 0;
  ASYNC_NUMBERS pipe;

  c_Give (&async, office_binding, OFFICE_MANY, &pipe, &after);
  wait_while_it_pushes ();
  pull_many (&pipe, UNDER_WAY);
  ck_assert_int_eq (finish (&reply), 0);
  ck_assert_int_eq (office_given (), 0);
}
END_TEST

START_TEST (a_push_that_waits_fails_when_its_client_goes)
{
  LONG after;
  ASYNC_NUMBERS pipe;

  c_Give (&async, office_binding, OFFICE_MANY, &pipe, &after);
  wait_while_it_pushes ();
  ck_assert_int_eq (RpcAsyncCancelCall (&async, TRUE), 0);
  ck_assert_int_eq (customer_poll (&async), RPC_S_CALL_CANCELLED);
  ck_assert_int_eq (RpcAsyncCompleteCall (&async, NULL), RPC_S_CALL_CANCELLED);
  ck_assert_int_eq (office_given (), RPC_S_CALL_FAILED);
}
END_TEST

START_TEST (a_push_that_waits_fails_when_the_server_ends)
{
  static LONG values[10000];
  LONG after;
  ULONG count;
  ASYNC_NUMBERS pipe;
  RPC_STATUS status;

  c_Give (&async, office_binding, OFFICE_MANY, &pipe, &after);
  wait_while_it_pushes ();
  beck_rpc_server_close ();
  ck_assert_int_eq (office_given (), RPC_S_CALL_FAILED);
  do
    status = pull (&pipe, values, G_N_ELEMENTS (values), &count);
  while (status == 0);
  ck_assert_int_eq (status, RPC_S_CALL_FAILED);
  ck_assert_int_eq (finish (NULL), RPC_S_CALL_FAILED);
}
END_TEST

START_TEST (a_push_does_not_wait_if_its_manager_is_told)
{
  LONG reply = 0, after = 0;
  ASYNC_NUMBERS pipe;

  c_Give (&async, office_binding, OFFICE_TOLD, &pipe, &after);
  for (guint i = 0; i < 10 * 1000 && g_atomic_int_get (&office_pushed) < OFFICE_MANY; i++)
    g_usleep (1000);
  ck_assert_int_eq (g_atomic_int_get (&office_pushed), OFFICE_MANY);
  pull_many (&pipe, OFFICE_MANY);
  ck_assert_int_eq (finish (&reply), 0);
}
END_TEST

static TCase *
add_pipes (Suite *suite, const char *name, SFun before, SFun after)
{
  TCase *tcase = tcase_create (name);

  tcase_set_timeout (tcase, 60);
  tcase_add_checked_fixture (tcase, before, after);
  tcase_add_loop_test (tcase, what_is_pushed_arrives, 0, 5);
  tcase_add_test (tcase, each_push_is_told_if_that_is_wanted);
  tcase_add_loop_test (tcase, what_the_server_pushes_is_pulled, 0, 7);
  tcase_add_test (tcase, a_pipe_goes_both_ways);
  tcase_add_loop_test (tcase, a_synchronous_manager_fills_a_pipe_at_once, 0, 4);
  tcase_add_loop_test (tcase, a_synchronous_manager_gets_a_pipe_that_was_pushed, 0, 3);
  tcase_add_test (tcase, a_synchronous_manager_is_not_run_if_the_call_is_cancelled_before);
  tcase_add_test (tcase, a_fault_of_a_synchronous_manager_ends_a_pull);
  tcase_add_test (tcase, the_order_of_pipes_is_kept);
  tcase_add_test (tcase, a_direction_that_a_pipe_has_not_is_refused);
  tcase_add_test (tcase, a_fault_ends_a_pull);
  tcase_add_test (tcase, a_manager_that_does_not_drain_its_pipe_fails_the_call);
  tcase_add_test (tcase, a_call_may_be_cancelled_between_pushes);
  tcase_add_test (tcase, a_manager_that_pulls_hears_of_a_cancel);
  tcase_add_test (tcase, a_call_may_be_cancelled_between_pulls);
  tcase_add_test (tcase, a_push_waits_for_a_client_that_does_not_pull);
  tcase_add_test (tcase, a_push_that_waits_fails_when_its_client_goes);
  tcase_add_test (tcase, a_push_does_not_wait_if_its_manager_is_told);
  suite_add_tcase (suite, tcase);
  return tcase;
}

Suite *
pipe_suite (void)
{
  Suite *suite = suite_create ("pipe");
  TCase *connected = add_pipes (suite, "pipe", setup, teardown);

  tcase_add_test (connected, a_push_that_waits_fails_when_the_server_ends);
  add_pipes (suite, "within", setup_within, teardown_within);
  return suite;
}
