/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Notifications when memory is lacking: a call that has begun tells of its end, and a pipe that has
 * been pulled in vain that there is more. */

#include <beck/exception.h>
#include <beck/handle.h>
#include <beck/port.h>
#include <beck/status.h>
#include <beck/wait.h>
#include <beck/window.h>
#include <string.h>

#include "base/alloc.h"
#include "beck-test.h"
#include "guest.h"
#include "suites.h"

static const RPC_NOTIFICATION_TYPES types[] = {
  RpcNotificationTypeApc,
  RpcNotificationTypeCallback,
  RpcNotificationTypeIoc,
  RpcNotificationTypeHwnd,
};

static gint told;
static HANDLE port;
static HWND window;

static void
note (RPC_ASYNC_STATE *async, void *context, RPC_ASYNC_EVENT event)
{
  ck_assert_ptr_null (context);
  ck_assert_ptr_nonnull (async);
  g_atomic_int_inc (&told);
}

static void
note_message (HWND handle, UINT message, ULONG_PTR wparam, LONG_PTR lparam, gpointer user_data)
{
  g_atomic_int_inc (&told);
}

static void
prepare (Call *call, RPC_NOTIFICATION_TYPES type)
{
  memset (call, 0, sizeof *call);
  RpcAsyncInitializeHandle (&call->async, sizeof call->async);
  call->async.NotificationType = type;
  switch (type)
    {
    case RpcNotificationTypeApc:
      call->async.u.APC.NotificationRoutine = note;
      break;
    case RpcNotificationTypeIoc:
      call->async.u.IOC.hIOPort = port;
      break;
    case RpcNotificationTypeHwnd:
      call->async.u.HWND.hWnd = window;
      break;
    default:
      call->async.u.NotificationRoutine = note;
    }
}

static void
begin_with_notice (Call *call, RPC_NOTIFICATION_TYPES type)
{
  prepare (call, type);
  RpcTryExcept
  {
    c_Later (&call->async, binding, 7, &call->twice, &call->touched);
  }
  RpcExcept (EXCEPTION_EXECUTE_HANDLER)
  {
    call->raised = RpcExceptionCode ();
  }
  RpcEndExcept
}

/* The first one opens a descriptor for the life of the thread. */
static void
wait_once (void)
{
  HANDLE never = beck_handle_new_event (FALSE, FALSE);
  DWORD index;

  CoWaitForMultipleHandles (COWAIT_ALERTABLE, 1, 1, &never, &index);
  beck_handle_close (never);
  beck_test_keep_descriptors ();
}

/* An APC waits for an alertable wait, a packet and a message for who takes them. */
static void
take_notices (HANDLE *never, DWORD timeout_ms)
{
  BeckPacket packet;
  DWORD index;

  CoWaitForMultipleHandles (COWAIT_ALERTABLE, timeout_ms, 1, never, &index);
  while (SUCCEEDED (beck_port_get (port, 0, &packet)))
    g_atomic_int_inc (&told);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
wait_for_notice (HANDLE *never)
{
  for (guint i = 0; i < 2000 && g_atomic_int_get (&told) == 0; i++)
    take_notices (never, 5);
  ck_assert_int_ne (g_atomic_int_get (&told), 0);
}

/* The status of a call during which the allocation @index fails. */
static RPC_STATUS
call_without (RPC_NOTIFICATION_TYPES type, HANDLE *never, gint64 index, gint64 *count)
{
  FakeManners manners = { .multiplex = TRUE, .nak = -1 };
  Fake *fake = fake_open (&manners);
  RPC_STATUS status;
  Call call;

  bind_to (fake);
  g_atomic_int_set (&told, 0);
  beck_alloc_fail_at (index);
  begin_with_notice (&call, type);
  if (call.raised == 0)
    wait_for_notice (never);
  *count = beck_alloc_count ();
  beck_alloc_fail_at (-1);
  status = end (&call);
  ck_assert_int_eq (g_atomic_int_get (&told), call.raised == 0);
  leave (fake);
  return status;
}

static void
setup (void)
{
  wait_once ();
  port = beck_port_new ();
  window = beck_window_new (NULL, note_message, NULL, NULL);
}

static void
teardown (void)
{
  beck_window_free (window);
  beck_handle_close (port);
}

START_TEST (a_call_that_has_begun_tells_of_its_end)
{
  HANDLE never = beck_handle_new_event (FALSE, FALSE);
  gint64 count, unused;

  ck_assert_int_eq (call_without (types[_i], &never, BECK_ALLOC_FAIL_NEVER, &count), 0);
  ck_assert_int_gt (count, 5);
  for (gint64 index = 0; index < count; index++)
    call_without (types[_i], &never, index, &unused);
  beck_handle_close (never);
}
END_TEST

/* ---- Pipes ---- */

/* Three numbers, as the first fragment of an answer that has no other yet. */
static const guint8 numbers[] = {
  5, 0, 2, 1, 0x10, 0, 0, 0, 40, 0, 0, 0, 2, 0, 0, 0, /* header */
  0, 0, 0, 0, 0,    0, 0, 0,                          /* a response */
  3, 0, 0, 0, 1,    0, 0, 0, 2,  0, 0, 0, 3, 0, 0, 0,
};

static void
begin_to_pull (Call *call, RPC_NOTIFICATION_TYPES type, ASYNC_NUMBERS *pipe)
{
  prepare (call, type);
  RpcTryExcept
  {
    c_Give (&call->async, binding, 3, pipe, &call->twice);
  }
  RpcExcept (EXCEPTION_EXECUTE_HANDLER)
  {
    call->raised = RpcExceptionCode ();
  }
  RpcEndExcept
}

/* Pulls once, and again if that was in vain and this has been told. The status of the last pull. */
static RPC_STATUS
pull (ASYNC_NUMBERS *pipe, HANDLE *never)
{
  RPC_STATUS status;
  ULONG count;
  LONG values[3];

  status = pipe->pull (pipe->state, values, 3, &count);
  if (status != RPC_S_ASYNC_CALL_PENDING)
    return status;
  wait_for_notice (never);
  status = pipe->pull (pipe->state, values, 3, &count);
  ck_assert (status != 0 || values[2] == 3);
  return status;
}

/* The status of a pull during which the allocation @index fails; the call is cancelled. */
static RPC_STATUS
pull_without (RPC_NOTIFICATION_TYPES type, HANDLE *never, gint64 index, gint64 *count)
{
  FakeManners manners
      = { .multiplex = TRUE, .nak = -1, .instead = numbers, .instead_size = sizeof numbers };
  Fake *fake = fake_open (&manners);
  RPC_STATUS status = -1;
  ASYNC_NUMBERS pipe;
  Call call;

  bind_to (fake);
  g_atomic_int_set (&told, 0);
  beck_alloc_fail_at (index);
  begin_to_pull (&call, type, &pipe);
  if (call.raised == 0)
    status = pull (&pipe, never);
  *count = beck_alloc_count ();
  beck_alloc_fail_at (-1);
  if (call.raised == 0)
    RpcAsyncCancelCall (&call.async, TRUE);
  end (&call);
  leave (fake);
  take_notices (never, 0);
  return status;
}

START_TEST (who_pulls_in_vain_is_told_of_more)
{
  HANDLE never = beck_handle_new_event (FALSE, FALSE);
  gint64 count, unused;

  ck_assert_int_eq (pull_without (types[_i], &never, BECK_ALLOC_FAIL_NEVER, &count), 0);
  ck_assert_int_gt (count, 5);
  for (gint64 index = 0; index < count; index++)
    pull_without (types[_i], &never, index, &unused);
  beck_handle_close (never);
}
END_TEST

Suite *
notice_suite (void)
{
  Suite *suite = suite_create ("notice");
  TCase *tcase = tcase_create ("notice");

  tcase_set_timeout (tcase, 60);
  tcase_add_checked_fixture (tcase, setup, teardown);
  tcase_add_loop_test (tcase, a_call_that_has_begun_tells_of_its_end, 0, G_N_ELEMENTS (types));
  tcase_add_loop_test (tcase, who_pulls_in_vain_is_told_of_more, 0, G_N_ELEMENTS (types));
  suite_add_tcase (suite, tcase);
  return suite;
}
