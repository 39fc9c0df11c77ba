/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* How programs are told of the end of calls (rpc.md 2.5), and managers of what clients do (2.4). */

#include <beck/hresult.h>
#include <beck/port.h>
#include <beck/window.h>

#include "customer.h"
#include "suites.h"

static Customer customer;

static void
end_one (LONG number)
{
  OfficeCall call;

  ck_assert_uint_eq (customer_call (&customer, number), 0);
  call = office_next ();
  office_complete (&call);
}

static void
expect_success (LONG expected)
{
  LONG reply = 0;

  ck_assert_int_eq (RpcAsyncGetCallStatus (&customer.async), 0);
  ck_assert_int_eq (customer.async.Event, RpcCallComplete);
  ck_assert_int_eq (RpcAsyncCompleteCall (&customer.async, &reply), 0);
  ck_assert_int_eq (reply, expected);
}

START_TEST (an_event_is_signaled_once)
{
  HANDLE event;
  DWORD index;

  customer_init_event (&customer);
  end_one (20);
  customer_wait (&customer);
  expect_success (21);
  event = customer.async.u.hEvent;
  ck_assert (BECK_TIMED_OUT (CoWaitForMultipleHandles (0, 20, 1, &event, &index)));
  customer_free_event (&customer);
}
END_TEST

START_TEST (an_event_is_signaled_for_a_cancel)
{
  OfficeCall call;
  LONG reply = 0;

  customer_init_event (&customer);
  ck_assert_uint_eq (customer_call (&customer, 1), 0);
  call = office_next ();
  ck_assert_int_eq (RpcAsyncCancelCall (&customer.async, TRUE), 0);
  customer_wait (&customer);
  ck_assert_int_eq (RpcAsyncCompleteCall (&customer.async, NULL), RPC_S_CALL_CANCELLED);
  RpcAsyncCompleteCall (call.async, &reply);
  customer_free_event (&customer);
}
END_TEST

/* ---- Routines ---- */

static gint routine_calls;
static GThread *routine_thread;
static RPC_ASYNC_EVENT routine_event;

static void
routine (RPC_ASYNC_STATE *async, void *context, RPC_ASYNC_EVENT event)
{
  ck_assert_ptr_null (context);
  ck_assert_ptr_eq (async, &customer.async);
  routine_event = event;
  routine_thread = g_thread_self ();
  g_atomic_int_inc (&routine_calls);
}

static void
expect_routine (gint calls)
{
  for (guint i = 0; i < 10 * 1000 && g_atomic_int_get (&routine_calls) < calls; i++)
    g_usleep (1000);
  ck_assert_int_eq (g_atomic_int_get (&routine_calls), calls);
  ck_assert_int_eq (routine_event, RpcCallComplete);
}

START_TEST (a_callback_runs_on_another_thread)
{
  g_atomic_int_set (&routine_calls, 0);
  customer_init (&customer);
  customer.async.NotificationType = RpcNotificationTypeCallback;
  customer.async.u.NotificationRoutine = routine;
  end_one (20);
  expect_routine (1);
  ck_assert_ptr_ne (routine_thread, g_thread_self ());
  expect_success (21);
}
END_TEST

START_TEST (an_apc_runs_in_an_alertable_wait_of_the_caller)
{
  HANDLE never = beck_handle_new_event (FALSE, FALSE);
  DWORD index;
  HRESULT hr;

  g_atomic_int_set (&routine_calls, 0);
  customer_init (&customer);
  customer.async.NotificationType = RpcNotificationTypeApc;
  customer.async.u.APC.NotificationRoutine = routine;
  customer.async.u.APC.hThread = NULL;
  end_one (20);
  ck_assert_int_eq (customer_poll (&customer.async), 0);
  hr = CoWaitForMultipleHandles (0, 20, 1, &never, &index);
  ck_assert (BECK_TIMED_OUT (hr));
  ck_assert_int_eq (g_atomic_int_get (&routine_calls), 0); /* that wait was not alertable */
  hr = CoWaitForMultipleHandles (COWAIT_ALERTABLE, 10 * 1000, 1, &never, &index);
  ck_assert (SUCCEEDED (hr));
  ck_assert_uint_eq (index, WAIT_IO_COMPLETION);
  expect_routine (1);
  ck_assert_ptr_eq (routine_thread, g_thread_self ());
  expect_success (21);
  beck_handle_close (never);
}
END_TEST

START_TEST (a_port_gets_the_packet_bit_for_bit)
{
  HANDLE port = beck_port_new ();
  BeckPacket packet;

  customer_init (&customer);
  customer.async.NotificationType = RpcNotificationTypeIoc;
  customer.async.u.IOC.hIOPort = port;
  customer.async.u.IOC.dwNumberOfBytesTransferred = 0xFEDCBA98;
  customer.async.u.IOC.dwCompletionKey = (DWORD_PTR) 0x123456789ABCDEF0;
  customer.async.u.IOC.lpOverlapped = (struct _OVERLAPPED *) &customer;
  end_one (20);
  ck_assert_int_eq (beck_port_get (port, 10 * 1000, &packet), 0);
  ck_assert_uint_eq (packet.bytes, 0xFEDCBA98);
  ck_assert_uint_eq (packet.key, 0x123456789ABCDEF0);
  ck_assert_ptr_eq (packet.overlapped, &customer);
  expect_success (21);
  beck_handle_close (port);
}
END_TEST

static void
on_message (HWND window, UINT message, ULONG_PTR wparam, LONG_PTR lparam, gpointer user_data)
{
  ck_assert_uint_eq (message, 0x401);
  ck_assert_uint_eq (wparam, 0);
  ck_assert_ptr_eq ((gpointer) lparam, &customer.async);
  g_main_loop_quit (user_data);
}

START_TEST (a_window_gets_the_message_in_its_main_loop)
{
  GMainLoop *loop = g_main_loop_new (NULL, FALSE);
  HWND window = beck_window_new (NULL, on_message, loop, NULL);

  customer_init (&customer);
  customer.async.NotificationType = RpcNotificationTypeHwnd;
  customer.async.u.HWND.hWnd = window;
  customer.async.u.HWND.Msg = 0x401;
  end_one (20);
  g_main_loop_run (loop);
  expect_success (21);
  beck_window_free (window);
  g_main_loop_unref (loop);
}
END_TEST

START_TEST (a_notification_that_is_none_is_refused)
{
  customer_init (&customer);
  customer.async.NotificationType = (RPC_NOTIFICATION_TYPES) 6;
  ck_assert_uint_eq (customer_call (&customer, 1), RPC_S_INVALID_ARG);
  customer.async.NotificationType = RpcNotificationTypeCallback;
  customer.async.u.NotificationRoutine = NULL;
  ck_assert_uint_eq (customer_call (&customer, 1), RPC_S_INVALID_ARG);
  ck_assert (office_is_idle ());
}
END_TEST

START_TEST (that_the_request_is_sent_is_told_before_the_end)
{
  customer_init_event (&customer);
  customer.async.Flags = RPC_C_NOTIFY_ON_SEND_COMPLETE;
  ck_assert_uint_eq (customer_call (&customer, 20), 0);
  customer_wait (&customer);
  ck_assert_int_eq (customer.async.Event, RpcSendComplete);
  ck_assert_int_eq (RpcAsyncGetCallStatus (&customer.async), RPC_S_ASYNC_CALL_PENDING);
  {
    OfficeCall call = office_next ();

    office_complete (&call);
  }
  customer_wait (&customer);
  expect_success (21);
  customer_free_event (&customer);
}
END_TEST

/* ---- At the server ---- */

static OfficeCall held;
static gint cancels, disconnects;

static void
heard (RPC_ASYNC_STATE *async, void *context, RPC_ASYNC_EVENT event)
{
  ck_assert_ptr_eq (async, held.async);
  if (event == RpcClientCancel)
    g_atomic_int_inc (&cancels);
  if (event == RpcClientDisconnect)
    g_atomic_int_inc (&disconnects);
}

static void
hold_one (RPC_NOTIFICATIONS mask)
{
  RPC_ASYNC_NOTIFICATION_INFO info = { .NotificationRoutine = heard };

  g_atomic_int_set (&cancels, 0);
  g_atomic_int_set (&disconnects, 0);
  customer_init (&customer);
  ck_assert_uint_eq (customer_call (&customer, 20), 0);
  held = office_next ();
  ck_assert_int_eq (RpcServerSubscribeForNotification (RpcAsyncGetCallHandle (held.async), mask,
                                                       RpcNotificationTypeCallback, &info),
                    0);
}

static void
expect_heard (gint *counter)
{
  for (guint i = 0; i < 10 * 1000 && g_atomic_int_get (counter) == 0; i++)
    g_usleep (1000);
  g_usleep (5000);
  ck_assert_int_eq (g_atomic_int_get (counter), 1);
}

START_TEST (a_manager_hears_of_a_cancel_once)
{
  hold_one (RpcNotificationCallCancel);
  for (guint i = 0; i < 3; i++)
    ck_assert_int_eq (RpcAsyncCancelCall (&customer.async, FALSE), 0);
  expect_heard (&cancels);
  ck_assert_int_eq (disconnects, 0);
  office_complete (&held);
  ck_assert_int_eq (customer_poll (&customer.async), 0);
  expect_success (21);
}
END_TEST

START_TEST (a_manager_hears_that_its_client_is_gone)
{
  LONG reply = 0;

  hold_one (RpcNotificationClientDisconnect);
  ck_assert_int_eq (RpcAsyncCancelCall (&customer.async, TRUE), 0);
  expect_heard (&disconnects);
  ck_assert_int_eq (RpcAsyncCompleteCall (&customer.async, NULL), RPC_S_CALL_CANCELLED);
  RpcAsyncCompleteCall (held.async, &reply);
}
END_TEST

START_TEST (an_end_of_subscription_is_heeded)
{
  ULONG queued = 77;

  hold_one (RpcNotificationCallCancel);
  ck_assert_int_eq (RpcServerUnsubscribeForNotification (RpcAsyncGetCallHandle (held.async),
                                                         RpcNotificationCallCancel, &queued),
                    0);
  ck_assert_uint_eq (queued, 0);
  ck_assert_int_eq (RpcAsyncCancelCall (&customer.async, FALSE), 0);
  for (guint i = 0; i < 10 * 1000
                    && RpcServerTestCancel (RpcAsyncGetCallHandle (held.async)) != 0;
       i++)
    g_usleep (1000);
  g_usleep (5000);
  ck_assert_int_eq (cancels, 0);
  office_complete (&held);
  ck_assert_int_eq (customer_poll (&customer.async), 0);
  expect_success (21);
}
END_TEST

START_TEST (subscriptions_that_make_no_sense_are_refused)
{
  RPC_ASYNC_NOTIFICATION_INFO info = { .NotificationRoutine = heard };
  RPC_BINDING_HANDLE handle;
  ULONG queued;

  hold_one (RpcNotificationCallCancel);
  handle = RpcAsyncGetCallHandle (held.async);
  ck_assert_int_eq (RpcServerSubscribeForNotification (handle, RpcNotificationCallCancel,
                                                       RpcNotificationTypeNone, &info),
                    RPC_S_INVALID_ARG);
  ck_assert_int_eq (RpcServerSubscribeForNotification (handle, (RPC_NOTIFICATIONS) 8,
                                                       RpcNotificationTypeCallback, &info),
                    RPC_S_CANNOT_SUPPORT);
  ck_assert_int_eq (RpcServerSubscribeForNotification (office_binding, RpcNotificationCallCancel,
                                                       RpcNotificationTypeCallback, &info),
                    RPC_S_INVALID_BINDING);
  ck_assert_int_eq (RpcServerSubscribeForNotification (NULL, RpcNotificationCallCancel,
                                                       RpcNotificationTypeCallback, &info),
                    RPC_S_NO_CALL_ACTIVE);
  ck_assert_int_eq (
      RpcServerUnsubscribeForNotification (handle, RpcNotificationCallCancel, NULL),
      RPC_S_INVALID_ARG);
  ck_assert_int_eq (
      RpcServerUnsubscribeForNotification (handle, (RPC_NOTIFICATIONS) 8, &queued),
      RPC_S_CANNOT_SUPPORT);
  office_complete (&held);
  ck_assert_int_eq (customer_poll (&customer.async), 0);
  expect_success (21);
}
END_TEST

static void
add_client (Suite *suite, const char *name, SFun setup, SFun teardown)
{
  TCase *client = tcase_create (name);

  tcase_add_checked_fixture (client, setup, teardown);
  tcase_add_test (client, an_event_is_signaled_once);
  tcase_add_test (client, an_event_is_signaled_for_a_cancel);
  tcase_add_test (client, a_callback_runs_on_another_thread);
  tcase_add_test (client, an_apc_runs_in_an_alertable_wait_of_the_caller);
  tcase_add_test (client, a_port_gets_the_packet_bit_for_bit);
  tcase_add_test (client, a_window_gets_the_message_in_its_main_loop);
  tcase_add_test (client, a_notification_that_is_none_is_refused);
  tcase_add_test (client, that_the_request_is_sent_is_told_before_the_end);
  suite_add_tcase (suite, client);
}

static void
add_server (Suite *suite, const char *name, SFun setup, SFun teardown)
{
  TCase *server = tcase_create (name);

  tcase_add_checked_fixture (server, setup, teardown);
  tcase_add_test (server, a_manager_hears_of_a_cancel_once);
  tcase_add_test (server, a_manager_hears_that_its_client_is_gone);
  tcase_add_test (server, an_end_of_subscription_is_heeded);
  tcase_add_test (server, subscriptions_that_make_no_sense_are_refused);
  suite_add_tcase (suite, server);
}

Suite *
notification_suite (void)
{
  Suite *suite = suite_create ("notification");

  add_client (suite, "client", office_setup, office_teardown);
  add_server (suite, "server", office_setup, office_teardown);
  add_client (suite, "client-within", office_setup_within, office_teardown_within);
  add_server (suite, "server-within", office_setup_within, office_teardown_within);
  return suite;
}
