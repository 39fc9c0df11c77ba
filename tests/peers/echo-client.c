/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * echo-client BINDING: our stubs call a server of rpcecho, whoever made it. A line for each claim,
 * "ok NAME" or "not ok NAME", and why not.
 */

#include <beck/rpc-async.h>
#include <beck/rpc-binding.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rpcecho.h"

/* Ends a claim. */
#define CLAIM(condition)                                                                           \
  do                                                                                               \
    if (!(condition))                                                                              \
      {                                                                                            \
        printf ("# %s:%d: %s\n", __FILE__, __LINE__, #condition);                                  \
        RpcRaiseException (RPC_S_INTERNAL_ERROR);                                                  \
      }                                                                                            \
  while (0)

static void
add_one (handle_t h)
{
  ULONG sum;

  for (ULONG i = 0; i < 1000; i++)
    {
      AddOne (h, i, &sum);
      CLAIM (sum == i + 1);
    }
  AddOne (h, 0xffffffff, &sum);
  CLAIM (sum == 0);
}

static void
echo_data (handle_t h)
{
  static const ULONG sizes[] = { 0, 1, 4000, 4256, 4257, 5840, 100 * 1000, 1000 * 1000 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      byte *there = g_malloc (sizes[i] + 1), *back = g_malloc (sizes[i] + 1);

      for (ULONG at = 0; at < sizes[i]; at++)
        there[at] = (byte) (at * 7 + at / 251);
      EchoData (h, sizes[i], there, back);
      CLAIM (memcmp (there, back, sizes[i]) == 0);
      g_free (there);
      g_free (back);
    }
}

static void
sink_data (handle_t h)
{
  static byte data[300 * 1000];

  SinkData (h, sizeof data, data);
  SinkData (h, 0, data);
}

static void
source_data (handle_t h)
{
  static byte data[205 * 1000];

  SourceData (h, sizeof data, data);
  for (ULONG i = 0; i < sizeof data; i++)
    CLAIM (data[i] == (byte) i);
}

static void
test_call (handle_t h)
{
  WCHAR text[] = u"ungew\u00f6hnlich \u20ac";
  WCHAR *copy = NULL;

  TestCall (h, text, &copy);
  CLAIM (copy != NULL && memcmp (copy, text, sizeof text) == 0);
  midl_user_free (copy);
}

static void
test_call2 (handle_t h)
{
  ECHO_INFO info;

  CLAIM (TestCall2 (h, 1, &info) == 0 && info.level1 == 10);
  CLAIM (TestCall2 (h, 2, &info) == 0 && info.level2 == 20);
  CLAIM (TestCall2 (h, 3, &info) == 0 && info.level3 == 30);
  CLAIM (TestCall2 (h, 4, &info) == 0 && info.level4 == 40);
  CLAIM (TestCall2 (h, 5, &info) == 0 && info.level5.first == 50 && info.level5.second == 60);
  CLAIM (TestCall2 (h, 6, &info) == 0 && info.level6.first == 70);
  CLAIM (info.level6.second.value == 80);
  CLAIM (TestCall2 (h, 7, &info) == 0 && info.level7.first == 80);
  CLAIM (info.level7.second.value == 90);
}

static void
a_fault_is_raised (handle_t h)
{
  volatile ULONG raised = 0;
  ULONG sum;
  ECHO_INFO info;

  RpcTryExcept
    {
      TestCall2 (h, 8, &info);
    }
  RpcExcept (EXCEPTION_EXECUTE_HANDLER)
    {
      raised = RpcExceptionCode ();
    }
  RpcEndExcept
  CLAIM (raised == RPC_X_BAD_STUB_DATA);
  AddOne (h, 1, &sum);
  CLAIM (sum == 2);
}

static void
test_enum (handle_t h)
{
  ECHO_ENUM foo1 = ECHO_ENUM1;
  ECHO_ENUMS foo2 = { ECHO_ENUM1, ECHO_ENUM1_LONG };
  ECHO_CHOICE foo3 = { .e1 = ECHO_ENUM2 };

  TestEnum (h, &foo1, &foo2, &foo3);
  CLAIM (foo1 == ECHO_ENUM1 && foo2.e1 == ECHO_ENUM2 && foo2.e2 == ECHO_ENUM1_LONG);
  CLAIM (foo3.e1 == ECHO_ENUM2);

  foo1 = ECHO_ENUM2;
  foo2.e1 = ECHO_ENUM1;
  foo3.e2 = (ECHO_ENUMS) { ECHO_ENUM1, ECHO_ENUM2_LONG };
  TestEnum (h, &foo1, &foo2, &foo3);
  CLAIM (foo2.e1 == ECHO_ENUM2 && foo3.e2.e1 == ECHO_ENUM1 && foo3.e2.e2 == ECHO_ENUM2_LONG);
}

static void
test_surrounding (handle_t h)
{
  USHORT there[] = { 0x1111, 0x2222 };
  USHORT back[] = { 1, 1, 1, 1 };
  LONG doubled = 0;

  TestSurrounding (h, 2, there, &doubled, back);
  CLAIM (doubled == 4);
  for (guint i = 0; i < 4; i++)
    CLAIM (back[i] == 0);
}

static void
test_double_pointer (handle_t h)
{
  SHORT number = 12;
  SHORT *inner = &number;
  SHORT **outer = &inner;

  CLAIM (TestDoublePointer (h, &outer) == 12);
  inner = NULL;
  CLAIM (TestDoublePointer (h, &outer) == 0);
  outer = NULL;
  CLAIM (TestDoublePointer (h, &outer) == 0);
}

/* Polls: the ways of being told are another test's. */
static RPC_STATUS
wait_for (PRPC_ASYNC_STATE async, ULONG *reply)
{
  RPC_STATUS status;

  while ((status = RpcAsyncCompleteCall (async, reply)) == RPC_S_ASYNC_CALL_PENDING)
    g_usleep (1000);
  return status;
}

static void
begin_sleep (handle_t h, RPC_ASYNC_STATE *async, ULONG seconds)
{
  CLAIM (RpcAsyncInitializeHandle (async, sizeof *async) == RPC_S_OK);
  async->NotificationType = RpcNotificationTypeNone;
  TestSleep (async, h, seconds);
}

static void
sleeping_calls_overlap (handle_t h)
{
  RPC_ASYNC_STATE slow, fast;
  ULONG reply = 0, sum;

  begin_sleep (h, &slow, 1);
  begin_sleep (h, &fast, 0);
  AddOne (h, 1, &sum);
  CLAIM (sum == 2);
  CLAIM (wait_for (&fast, &reply) == RPC_S_OK && reply == 0);
  CLAIM (wait_for (&slow, &reply) == RPC_S_OK && reply == 1);
}

static void
a_call_can_be_cancelled (handle_t h)
{
  RPC_ASYNC_STATE async;
  ULONG reply = 0;

  begin_sleep (h, &async, 100 * 1000);
  CLAIM (RpcAsyncCancelCall (&async, TRUE) == RPC_S_OK);
  CLAIM (wait_for (&async, &reply) == RPC_S_CALL_CANCELLED);
}

static const struct
{
  const char *name;
  void (*run) (handle_t h);
} claims[] = {
  { "AddOne", add_one },
  { "EchoData", echo_data },
  { "SinkData", sink_data },
  { "SourceData", source_data },
  { "TestCall", test_call },
  { "TestCall2", test_call2 },
  { "a_fault_is_raised", a_fault_is_raised },
  { "TestEnum", test_enum },
  { "TestSurrounding", test_surrounding },
  { "TestDoublePointer", test_double_pointer },
  { "sleeping_calls_overlap", sleeping_calls_overlap },
  { "a_call_can_be_cancelled", a_call_can_be_cancelled },
};

static void
check (guint i, handle_t h)
{
  volatile ULONG raised = 0;

  RpcTryExcept
    {
      claims[i].run (h);
    }
  RpcExcept (EXCEPTION_EXECUTE_HANDLER)
    {
      raised = RpcExceptionCode ();
    }
  RpcEndExcept
  if (raised == 0)
    printf ("ok %s\n", claims[i].name);
  else
    printf ("not ok %s\n# raised %u\n", claims[i].name, raised);
}

int
main (int argc, char **argv)
{
  RPC_BINDING_HANDLE binding = NULL;

  if (argc != 2 || RpcBindingFromStringBindingA ((RPC_CSTR) argv[1], &binding) != RPC_S_OK)
    {
      fprintf (stderr, "usage: echo-client BINDING\n");
      return 2;
    }
  for (guint i = 0; i < G_N_ELEMENTS (claims); i++)
    check (i, binding);
  return RpcBindingFree (&binding) == RPC_S_OK ? EXIT_SUCCESS : EXIT_FAILURE;
}
