/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "customer.h"

#include <string.h>

void
customer_init (Customer *customer)
{
  memset (customer, 0, sizeof *customer);
  customer->touched = 1;
  ck_assert_int_eq (RpcAsyncInitializeHandle (&customer->async, sizeof customer->async), 0);
}

void
customer_init_event (Customer *customer)
{
  customer_init (customer);
  customer->async.NotificationType = RpcNotificationTypeEvent;
  customer->async.u.hEvent = beck_handle_new_event (FALSE, FALSE);
}

void
customer_free_event (Customer *customer)
{
  beck_handle_close (customer->async.u.hEvent);
}

ULONG
customer_call (Customer *customer, LONG number)
{
  volatile ULONG raised = 0;

  RpcTryExcept
    {
      c_Later (&customer->async, office_binding, number, &customer->twice, &customer->touched);
    }
  RpcExcept (EXCEPTION_EXECUTE_HANDLER)
    {
      raised = RpcExceptionCode ();
    }
  RpcEndExcept
  return raised;
}

void
customer_wait (Customer *customer)
{
  HANDLE event = customer->async.u.hEvent;
  DWORD index;

  ck_assert_int_eq (CoWaitForMultipleHandles (0, 10 * 1000, 1, &event, &index), 0);
}

RPC_STATUS
customer_poll (RPC_ASYNC_STATE *async)
{
  for (guint i = 0; i < 10 * 1000; i++)
    {
      RPC_STATUS status = RpcAsyncGetCallStatus (async);

      if (status != RPC_S_ASYNC_CALL_PENDING)
        return status;
      g_usleep (1000);
    }
  ck_abort_msg ("the call did not end");
}
