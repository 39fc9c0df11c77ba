/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "office.h"

#include <beck/exception.h>
#include <beck/hresult.h>
#include <beck/rpc.h>
#include <beck/wait.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "beck-test.h"
#include "server/work.h"

RPC_BINDING_HANDLE office_binding;
/* What no function returns. */
#define UNKNOWN G_MAXINT

static gint second, third, given;
gint office_pulled;
gint office_pushed;
gint office_rundowns;
int office_shelf;

/* Not a GAsyncQueue: thread sanitizers see GLib's mutexes where we lock them ourselves. */
static struct
{
  GMutex mutex;
  GCond more;
  GQueue calls;
} pile = { .calls = G_QUEUE_INIT };

void *
midl_user_allocate (size_t size)
{
  return malloc (size);
}

void
midl_user_free (void *block)
{
  free (block);
}

/* ---- Managers ---- */

static void
put (PRPC_ASYNC_STATE async, LONG number, LONG *twice, LONG *touched)
{
  OfficeCall *call = g_new (OfficeCall, 1);

  *call = (OfficeCall){ async, number, twice, touched };
  g_mutex_lock (&pile.mutex);
  g_queue_push_tail (&pile.calls, call);
  g_cond_signal (&pile.more);
  g_mutex_unlock (&pile.mutex);
}

static void
complete_at_once (PRPC_ASYNC_STATE async)
{
  LONG seven = 7;

  ck_assert_int_eq (RpcAsyncCompleteCall (async, &seven), 0);
}

static void
complete_twice (PRPC_ASYNC_STATE async)
{
  LONG seven = 7;

  complete_at_once (async);
  g_atomic_int_set (&second, RpcAsyncCompleteCall (async, &seven));
  g_atomic_int_set (&third, RpcAsyncAbortCall (async, 5));
}

void
s_Later (PRPC_ASYNC_STATE async, handle_t binding, LONG number, LONG *twice, LONG *touched)
{
  switch (number)
    {
    case OFFICE_RAISE: RpcRaiseException (4711);
    case OFFICE_COMPLETE: complete_at_once (async); break;
    case OFFICE_COMPLETE_TWICE: complete_twice (async); break;
    case OFFICE_ABORT_AND_RAISE:
      RpcAsyncAbortCall (async, 1);
      RpcRaiseException (2);
    default: put (async, number, twice, touched);
    }
}

void
s_Nothing (PRPC_ASYNC_STATE async, handle_t binding, LONG number)
{
  put (async, number, NULL, NULL);
}

LONG
s_Prompt (handle_t binding, LONG number, LONG *twice)
{
  *twice = 2 * number;
  return number + 1;
}

LONG
s_Repeat (handle_t binding, LONG number, LONG *twice, LONG *touched)
{
  *twice = 2 * number;
  ++*touched;
  return number + 1;
}

LONG
s_Open (handle_t binding, LONG number, DESK *desk)
{
  *desk = g_memdup2 (&number, sizeof number);
  return 0;
}

void
s_Use (PRPC_ASYNC_STATE async, DESK desk, LONG number)
{
  put (async, number + *(LONG *) desk, NULL, NULL);
}

void
s_Await (PRPC_ASYNC_STATE async, handle_t binding, LONG number)
{
  put (async, number, NULL, NULL);
}

void
s_Check (PRPC_ASYNC_STATE async, handle_t binding, LONG number)
{
  put (async, number, NULL, NULL);
}

LONG
s_OpenShelf (handle_t binding, SHELF *shelf)
{
  *shelf = &office_shelf;
  return 0;
}

void
s_UseShelf (PRPC_ASYNC_STATE async, SHELF shelf, LONG number)
{
  put (async, number, NULL, NULL);
}

void
SHELF_rundown (SHELF shelf)
{
  g_atomic_int_inc (&office_rundowns);
}

LONG
s_Close (DESK *desk)
{
  g_free (*desk);
  *desk = NULL;
  return 0;
}

void
DESK_rundown (DESK desk)
{
  g_free (desk);
  g_atomic_int_inc (&office_rundowns);
}

/* ---- Managers with much to say ---- */

void
s_Bulk (handle_t binding, LONG size, LONG count, byte *bytes, hyper *numbers, LONG *last)
{
  for (LONG i = 0; i < size; i++)
    bytes[i] = (byte) OFFICE_BYTE (size, i);
  for (LONG i = 0; i < count; i++)
    numbers[i] = OFFICE_NUMBER (count, i);
  *last = size + count;
}

void
s_BulkLater (PRPC_ASYNC_STATE async, handle_t binding, LONG size, LONG count, byte *bytes,
             hyper *numbers, LONG *last)
{
  s_Bulk (binding, size, count, bytes, numbers, last);
  RpcAsyncCompleteCall (async, NULL);
}

/* ---- Managers of pipes, which wait on a thread of their own ---- */

typedef struct
{
  PRPC_ASYNC_STATE async;
  ASYNC_NUMBERS *numbers;
  LONG before;
  LONG *after;
} Pumping;

static void
start (PRPC_ASYNC_STATE async, ASYNC_NUMBERS *numbers, LONG before, LONG *after,
       GThreadFunc function)
{
  Pumping *pumping = g_new (Pumping, 1);

  *pumping = (Pumping){ async, numbers, before, after };
  g_thread_unref (g_thread_new ("pump", function, pumping));
}

/* Up to the end of the pipe, by polling. A status that ends it. */
static RPC_STATUS
pull_all (ASYNC_NUMBERS *numbers, LONG *sum, GArray *kept)
{
  LONG values[50];
  ULONG count = 1;
  RPC_STATUS status = 0;

  while (count > 0 || status == RPC_S_ASYNC_CALL_PENDING)
    {
      status = numbers->pull (numbers->state, values, 50, &count);
      if (status == RPC_S_ASYNC_CALL_PENDING)
        g_usleep (500);
      else if (status != 0)
        return status;
      for (ULONG i = 0; i < count; i++)
        *sum = (LONG) ((ULONG) *sum + (ULONG) values[i]); /* which may begin anew */
      if (kept != NULL)
        g_array_append_vals (kept, values, count);
    }
  return 0;
}

static gpointer
take (gpointer data)
{
  g_autofree Pumping *pumping = data;
  LONG sum = pumping->before;
  RPC_STATUS status;

  g_atomic_int_set (&office_pulled, OFFICE_PULLING);
  status = pull_all (pumping->numbers, &sum, NULL);
  if (status == 0)
    RpcAsyncCompleteCall (pumping->async, &sum);
  else
    {
      RpcAsyncAbortCall (pumping->async, (ULONG) status);
      g_atomic_int_set (&office_pulled, (gint) status);
    }
  return NULL;
}

void
s_Take (PRPC_ASYNC_STATE async, handle_t binding, LONG before, ASYNC_NUMBERS *numbers)
{
  LONG seven = 7;

  if (before == OFFICE_COMPLETE)
    g_atomic_int_set (&second, RpcAsyncCompleteCall (async, &seven));
  else
    start (async, numbers, before, NULL, take);
}

static gpointer
give (gpointer data)
{
  g_autofree Pumping *pumping = data;
  LONG count = pumping->before;
  LONG chunk[1000];
  LONG sent = 0;
  RPC_STATUS status = 0;

  if (count == OFFICE_TOLD)
    {
      count = OFFICE_MANY;
      pumping->async->Flags = RPC_C_NOTIFY_ON_SEND_COMPLETE;
    }
  while (status == 0 && sent < count)
    {
      ULONG n = (ULONG) MIN (count - sent, 1 + sent % 1000);

      for (ULONG i = 0; i < n; i++)
        chunk[i] = sent + (LONG) i;
      status = pumping->numbers->push (pumping->numbers->state, chunk, n);
      sent += (LONG) n;
      g_atomic_int_set (&office_pushed, sent);
    }
  if (status == 0)
    status = pumping->numbers->push (pumping->numbers->state, chunk, 0);
  *pumping->after = -count;
  RpcAsyncCompleteCall (pumping->async, &count);
  g_atomic_int_set (&given, (gint) status);
  return NULL;
}

void
s_Give (PRPC_ASYNC_STATE async, handle_t binding, LONG count, ASYNC_NUMBERS *numbers, LONG *after)
{
  if (count == OFFICE_RAISE)
    RpcRaiseException (4711);
  start (async, numbers, count, after, give);
}

static gpointer
change (gpointer data)
{
  g_autofree Pumping *pumping = data;
  g_autoptr (GArray) kept = g_array_new (FALSE, FALSE, sizeof (LONG));
  LONG sum = 0;
  RPC_STATUS status = pull_all (pumping->numbers, &sum, kept);

  for (guint i = 0; i < kept->len; i++)
    g_array_index (kept, LONG, i) *= 2;
  if (status == 0 && kept->len > 0)
    status = pumping->numbers->push (pumping->numbers->state, (LONG *) (gpointer) kept->data,
                                     kept->len);
  if (status == 0)
    status = pumping->numbers->push (pumping->numbers->state, NULL, 0);
  if (status == 0)
    RpcAsyncCompleteCall (pumping->async, &sum);
  else
    RpcAsyncAbortCall (pumping->async, (ULONG) status);
  return NULL;
}

void
s_Change (PRPC_ASYNC_STATE async, handle_t binding, ASYNC_NUMBERS *numbers)
{
  start (async, numbers, 0, NULL, change);
}

LONG
s_GiveAtOnce (handle_t binding, LONG count, NUMBERS *numbers, LONG *after)
{
  if (count == OFFICE_RAISE)
    RpcRaiseException (4711);
  for (LONG i = 0; i < count; i++)
    numbers->push (numbers->state, &i, 1);
  numbers->push (numbers->state, NULL, 0);
  *after = -count;
  return count;
}

static LONG
change_all (NUMBERS *numbers, GArray *kept)
{
  LONG values[50];
  LONG sum = 0;
  ULONG count;

  do
    {
      numbers->pull (numbers->state, values, G_N_ELEMENTS (values), &count);
      g_array_append_vals (kept, values, count);
    }
  while (count > 0);
  for (guint i = 0; i < kept->len; i++)
    {
      sum += g_array_index (kept, LONG, i);
      g_array_index (kept, LONG, i) *= 2;
    }
  numbers->push (numbers->state, (LONG *) (gpointer) kept->data, kept->len);
  if (kept->len > 0)
    numbers->push (numbers->state, NULL, 0);
  return sum;
}

/* Pipes raise. */
LONG
s_ChangeAtOnce (handle_t binding, NUMBERS *numbers)
{
  GArray *kept = g_array_new (FALSE, FALSE, sizeof (LONG));
  volatile LONG sum = 0;

  RpcTryFinally
    {
      sum = change_all (numbers, kept);
    }
  RpcFinally
    {
      g_array_unref (kept);
    }
  RpcEndFinally
  return sum;
}

/* ---- Opening hours ---- */

void
office_register (void)
{
  ck_assert_int_eq (RpcServerRegisterIf (Work_v1_0_s_ifspec, NULL, NULL), 0);
}

RPC_STATUS
office_unregister (int rundown)
{
  return RpcServerUnregisterIfEx (Work_v1_0_s_ifspec, NULL, rundown);
}

static char *directory; /* of sockets */

void
office_open (void)
{
  if (directory == NULL)
    directory = g_dir_make_tmp ("beck-test-XXXXXX", NULL);
  ck_assert_ptr_nonnull (directory);
  g_setenv ("BECK_NCALRPC_DIR", directory, TRUE);
  ck_assert_int_eq (
      RpcServerUseProtseqEpA ((RPC_CSTR) "ncalrpc", 10, (RPC_CSTR) "office", NULL), 0);
  office_register ();
  ck_assert_int_eq (RpcServerListen (1, RPC_C_LISTEN_MAX_CALLS_DEFAULT, TRUE), 0);
}

void
office_close (void)
{
  beck_rpc_close_idle ();
  beck_rpc_server_close ();
  rmdir (directory);
  g_clear_pointer (&directory, g_free);
  g_queue_clear_full (&pile.calls, g_free);
}

/* A thread that waits for descriptors has one of its own, from its first such wait on. */
static void
wait_once (void)
{
  HANDLE event = beck_handle_new_event (FALSE, TRUE);
  DWORD index;

  ck_assert_int_eq (beck_handle_reset (event), 0);
  ck_assert (
      BECK_TIMED_OUT (CoWaitForMultipleHandles (COWAIT_ALERTABLE, 1, 1, &event, &index)));
  beck_handle_close (event);
  beck_test_keep_descriptors ();
}

/* A call may let go of its connection only after it was completed, and then the connection is not to
 * wait for others. */
void
office_bind (void)
{
  ck_assert_int_eq (RpcBindingFromStringBindingA ((RPC_CSTR) OFFICE, &office_binding), 0);
  ck_assert_int_eq (RpcBindingSetOption (office_binding, RPC_C_OPT_DONT_LINGER, TRUE), 0);
}

static void
reset (void)
{
  g_atomic_int_set (&second, UNKNOWN);
  g_atomic_int_set (&third, UNKNOWN);
  g_atomic_int_set (&given, UNKNOWN);
  g_atomic_int_set (&office_pushed, 0);
  wait_once ();
}

void
office_setup (void)
{
  reset ();
  office_open ();
  office_bind ();
}

void
office_teardown (void)
{
  ck_assert_int_eq (RpcBindingFree (&office_binding), 0);
  office_close ();
}

void
office_setup_within (void)
{
  const BeckRpcManager managers[] = { { Work_v1_0_s_ifspec, NULL } };

  reset ();
  office_binding = beck_rpc_binding_new_local (managers, G_N_ELEMENTS (managers));
  ck_assert_ptr_nonnull (office_binding);
}

void
office_teardown_within (void)
{
  beck_rpc_binding_unref (office_binding);
  g_queue_clear_full (&pile.calls, g_free);
}

OfficeCall
office_next (void)
{
  gint64 deadline = g_get_monotonic_time () + 10 * G_USEC_PER_SEC;
  g_autofree OfficeCall *call = NULL;

  g_mutex_lock (&pile.mutex);
  while (g_queue_is_empty (&pile.calls)
         && g_cond_wait_until (&pile.more, &pile.mutex, deadline))
    ;
  call = g_queue_pop_head (&pile.calls);
  g_mutex_unlock (&pile.mutex);
  ck_assert_msg (call != NULL, "no call came");
  return *call;
}

static RPC_STATUS
wait_for (gint *status)
{
  for (guint i = 0; i < 10 * 1000 && g_atomic_int_get (status) == UNKNOWN; i++)
    g_usleep (1000);
  return g_atomic_int_get (status);
}

RPC_STATUS
office_second (void)
{
  return wait_for (&second);
}

RPC_STATUS
office_third (void)
{
  return wait_for (&third);
}

RPC_STATUS
office_given (void)
{
  return wait_for (&given);
}

gboolean
office_is_idle (void)
{
  gboolean idle;

  g_mutex_lock (&pile.mutex);
  idle = g_queue_is_empty (&pile.calls);
  g_mutex_unlock (&pile.mutex);
  return idle;
}

void
office_complete (OfficeCall *call)
{
  LONG result = call->number + 1;

  if (call->twice != NULL)
    *call->twice = 2 * call->number;
  if (call->touched != NULL)
    *call->touched += 100;
  ck_assert_int_eq (RpcAsyncCompleteCall (call->async, &result), 0);
}
