/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Pipes within the process when memory is lacking, on both sides: every call ends, and who pulled
 * in vain is told. */

#include "base/alloc.h"
#include "customer.h"
#include "suites.h"

#define PUSHES 30
#define GIVEN 3000

enum
{
  TAKE,
  GIVE,
  CHANGE,
  GIVE_AT_ONCE,
  CHANGE_AT_ONCE,
  N_PROCEDURES,
};

static gint told;
static RPC_ASYNC_STATE async;
static ASYNC_NUMBERS numbers;
static LONG after;

static void
note (RPC_ASYNC_STATE *state, void *context, RPC_ASYNC_EVENT event)
{
  g_atomic_int_inc (&told);
}

/* What it raises, or 0. */
static ULONG
begin (int procedure)
{
  volatile ULONG raised = 0;

  RpcAsyncInitializeHandle (&async, sizeof async);
  async.NotificationType = RpcNotificationTypeCallback;
  async.u.NotificationRoutine = note;
  RpcTryExcept
    {
      switch (procedure)
        {
        case TAKE: c_Take (&async, office_binding, 1, &numbers); break;
        case GIVE: c_Give (&async, office_binding, GIVEN, &numbers, &after); break;
        case CHANGE: c_Change (&async, office_binding, &numbers); break;
        case GIVE_AT_ONCE: c_GiveAtOnce (&async, office_binding, GIVEN, &numbers, &after); break;
        default: c_ChangeAtOnce (&async, office_binding, &numbers);
        }
    }
  RpcExcept (EXCEPTION_EXECUTE_HANDLER)
    {
      raised = RpcExceptionCode ();
    }
  RpcEndExcept
  return raised;
}

static RPC_STATUS
push_all (void)
{
  LONG values[64] = { 0 };
  RPC_STATUS status = 0;

  for (guint i = 0; i < PUSHES && status == 0; i++)
    status = numbers.push (numbers.state, values, G_N_ELEMENTS (values));
  return status != 0 ? status : numbers.push (numbers.state, NULL, 0);
}

static RPC_STATUS
pull_all (void)
{
  LONG values[64];
  RPC_STATUS status;
  ULONG count;

  do
    {
      gint before = g_atomic_int_get (&told);

      status = numbers.pull (numbers.state, values, G_N_ELEMENTS (values), &count);
      for (guint i = 0; i < 20 * 1000 && g_atomic_int_get (&told) == before
                        && status == RPC_S_ASYNC_CALL_PENDING; i++)
        g_usleep (1000);
      ck_assert (status != RPC_S_ASYNC_CALL_PENDING || g_atomic_int_get (&told) != before);
    }
  while (status == RPC_S_ASYNC_CALL_PENDING || (status == 0 && count > 0));
  return status;
}

static RPC_STATUS
go_through (int procedure)
{
  gboolean pushes = procedure == TAKE || procedure == CHANGE || procedure == CHANGE_AT_ONCE;
  RPC_STATUS status = pushes ? push_all () : 0;

  return status == 0 && procedure != TAKE ? pull_all () : status;
}

/* How the call ends during which the allocation @index fails; and how many there were. */
static RPC_STATUS
call_without (int procedure, gint64 index, gint64 *count)
{
  RPC_STATUS status, end;
  LONG reply;
  ULONG raised;

  beck_alloc_fail_at (index);
  raised = begin (procedure);
  status = raised == 0 ? go_through (procedure) : 0;
  *count = beck_alloc_count ();
  beck_alloc_fail_at (-1);
  if (raised != 0)
    return (RPC_STATUS) raised;
  if (status != 0)
    RpcAsyncCancelCall (&async, TRUE);
  end = customer_poll (&async);
  status = RpcAsyncCompleteCall (&async, &reply);
  ck_assert (status == end || end == 0);
  return status;
}

START_TEST (calls_with_pipes_end)
{
  gint64 count, unused;

  ck_assert_int_eq (call_without (_i, BECK_ALLOC_FAIL_NEVER, &count), 0);
  ck_assert_int_gt (count, 10);
  for (gint64 index = 0; index < count; index++)
    call_without (_i, index, &unused);
}
END_TEST

Suite *
memory_suite (void)
{
  Suite *suite = suite_create ("memory");
  TCase *tcase = tcase_create ("memory");

  tcase_set_timeout (tcase, 60);
  tcase_add_checked_fixture (tcase, office_setup_within, office_teardown_within);
  tcase_add_loop_test (tcase, calls_with_pipes_end, 0, N_PROCEDURES);
  suite_add_tcase (suite, tcase);
  return suite;
}
