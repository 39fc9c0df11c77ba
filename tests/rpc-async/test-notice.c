/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Notifications when memory is lacking: a call that has begun tells of its end. */

#include <beck/exception.h>
#include <beck/handle.h>
#include <beck/status.h>
#include <beck/wait.h>
#include <string.h>

#include "base/alloc.h"
#include "beck-test.h"
#include "guest.h"
#include "suites.h"

static gint told;

static void
note (RPC_ASYNC_STATE *async, void *context, RPC_ASYNC_EVENT event)
{
  ck_assert_ptr_null (context);
  ck_assert_int_eq (event, RpcCallComplete);
  ck_assert_ptr_nonnull (async);
  g_atomic_int_inc (&told);
}

static void
begin_with_notice (Call *call, RPC_NOTIFICATION_TYPES type)
{
  memset (call, 0, sizeof *call);
  RpcAsyncInitializeHandle (&call->async, sizeof call->async);
  call->async.NotificationType = type;
  if (type == RpcNotificationTypeApc)
    call->async.u.APC.NotificationRoutine = note;
  else
    call->async.u.NotificationRoutine = note;
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

/* An APC waits for an alertable wait. */
static void
wait_for_notice (HANDLE *never)
{
  DWORD index;

  for (guint i = 0; i < 2000 && g_atomic_int_get (&told) == 0; i++)
    CoWaitForMultipleHandles (COWAIT_ALERTABLE, 5, 1, never, &index);
  ck_assert_int_eq (g_atomic_int_get (&told), 1);
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

START_TEST (a_call_that_has_begun_tells_of_its_end)
{
  RPC_NOTIFICATION_TYPES type = _i == 0 ? RpcNotificationTypeApc : RpcNotificationTypeCallback;
  HANDLE never;
  gint64 count, unused;

  wait_once ();
  never = beck_handle_new_event (FALSE, FALSE);
  ck_assert_int_eq (call_without (type, &never, BECK_ALLOC_FAIL_NEVER, &count), 0);
  ck_assert_int_gt (count, 5);
  for (gint64 index = 0; index < count; index++)
    call_without (type, &never, index, &unused);
  beck_handle_close (never);
}
END_TEST

Suite *
notice_suite (void)
{
  Suite *suite = suite_create ("notice");
  TCase *tcase = tcase_create ("notice");

  tcase_set_timeout (tcase, 60);
  tcase_add_loop_test (tcase, a_call_that_has_begun_tells_of_its_end, 0, 2);
  suite_add_tcase (suite, tcase);
  return suite;
}
