/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Bindings while calls are made over them, from both sides; over a Unix socket and over TCP. */

#include <beck/rpc-memory.h>
#include <beck/rpc-security.h>
#include <beck/rpc-server.h>
#include <beck/rpc-uuid.h>
#include <beck/status.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

#include "beck-test.h"
#include "desk.h"
#include "shared.h"
#include "suites.h"

#define OBJECT "12345678-9abc-def0-1234-56789abcdef0"

/* ---- The program's memory ---- */

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

static struct
{
  GMutex mutex;
  GCond changed;
  gboolean open;
  int waiting;
} gate;

static RPC_SS_THREAD_HANDLE last_heap;

static void
describe (handle_t h, Name *object, unsigned char **string)
{
  UUID uuid;
  RPC_CSTR text;

  ck_assert_int_eq (RpcBindingInqObject (h, &uuid), RPC_S_OK);
  memcpy (object, &uuid, sizeof uuid);
  ck_assert_int_eq (RpcBindingToStringBindingA (h, &text), RPC_S_OK);
  *string = (unsigned char *) strdup ((char *) text);
  RpcStringFreeA (&text);
}

static RPC_STATUS
try_free (handle_t h)
{
  return RpcBindingFree (&h);
}

static RPC_STATUS
try_copy (handle_t h)
{
  RPC_BINDING_HANDLE copy;

  return RpcBindingCopy (h, &copy);
}

static RPC_STATUS
try_set_object (handle_t h)
{
  return RpcBindingSetObject (h, NULL);
}

static RPC_STATUS
try_set_auth_info (handle_t h)
{
  return RpcBindingSetAuthInfoA (h, NULL, RPC_C_AUTHN_LEVEL_NONE, 0, NULL, 0);
}

static RPC_STATUS
try_auth_client (handle_t h)
{
  ULONG level;

  return RpcBindingInqAuthClientA (h, NULL, NULL, &level, NULL, NULL);
}

static RPC_STATUS
try_auth_client_here (handle_t h)
{
  return try_auth_client (NULL);
}

static RPC_STATUS
try_impersonate_here (handle_t h)
{
  return RpcImpersonateClient (NULL);
}

static RPC_STATUS
try_revert_here (handle_t h)
{
  return RpcRevertToSelf ();
}

static RPC_STATUS
try_object_here (handle_t h)
{
  UUID object;

  return RpcBindingInqObject (NULL, &object);
}

static const struct
{
  RPC_STATUS (*function) (handle_t h);
  RPC_STATUS expected;
} functions[] = {
  { try_free, RPC_S_WRONG_KIND_OF_BINDING },
  { try_copy, RPC_S_WRONG_KIND_OF_BINDING },
  { RpcBindingReset, RPC_S_WRONG_KIND_OF_BINDING },
  { try_set_object, RPC_S_WRONG_KIND_OF_BINDING },
  { try_set_auth_info, RPC_S_WRONG_KIND_OF_BINDING },
  { try_auth_client, RPC_S_BINDING_HAS_NO_AUTH },
  { try_auth_client_here, RPC_S_BINDING_HAS_NO_AUTH },
  { RpcImpersonateClient, RPC_S_NO_CONTEXT_AVAILABLE },
  { try_impersonate_here, RPC_S_NO_CONTEXT_AVAILABLE },
  { try_revert_here, RPC_S_NO_CONTEXT_AVAILABLE },
  { try_object_here, RPC_S_OK },
};

static LONG
try (handle_t h, LONG function)
{
  return functions[function].function (h);
}

static LONG
wait_at_gate (handle_t h, LONG count)
{
  g_mutex_lock (&gate.mutex);
  gate.waiting++;
  g_cond_broadcast (&gate.changed);
  while (!gate.open)
    g_cond_wait (&gate.changed, &gate.mutex);
  g_mutex_unlock (&gate.mutex);
  return count;
}

static void
allocate (handle_t h, LONG count, ULONG status)
{
  last_heap = RpcSsGetThreadHandle ();
  for (LONG i = 0; i < count; i++)
    memset (RpcSsAllocate (1000), 1, 1000);
  if (status != 0)
    RpcRaiseException ((LONG) status);
}

static void
speak (handle_t h, unsigned char **text)
{
  *text = (unsigned char *) strdup ("a text");
}

static const desk_v1_0_epv_t managers = { describe, try, wait_at_gate, allocate, speak };

/* ---- The scene ---- */

static const char *const ways[] = { "ncalrpc:", "ncacn_ip_tcp:" };

static char *directory;
static RPC_BINDING_HANDLE binding;

static void
set_up (void)
{
  directory = g_dir_make_tmp ("beck-XXXXXX", NULL);
  g_setenv ("BECK_NCALRPC_DIR", directory, TRUE);
  ck_assert_int_eq (RpcServerUseProtseqEpA (TEXT ("ncalrpc"), 10, TEXT ("desk"), NULL), RPC_S_OK);
  ck_assert_int_eq (RpcServerUseProtseqA (TEXT ("ncacn_ip_tcp"), 10, NULL), RPC_S_OK);
  ck_assert_int_eq (RpcServerRegisterIf (desk_v1_0_s_ifspec, NULL, (void *) &managers), RPC_S_OK);
  ck_assert_int_eq (RpcServerListen (1, RPC_C_LISTEN_MAX_CALLS_DEFAULT, TRUE), RPC_S_OK);
  gate.open = FALSE;
  gate.waiting = 0;
}

static void
tear_down (void)
{
  RpcBindingFree (&binding);
  beck_rpc_server_close ();
  g_rmdir (directory);
  g_clear_pointer (&directory, g_free);
}

/* One of the server's own bindings, which lead to it. */
static void
bind_by (const char *protseq)
{
  RPC_BINDING_VECTOR *vector;

  ck_assert_int_eq (RpcServerInqBindings (&vector), RPC_S_OK);
  for (ULONG i = 0; i < vector->Count && binding == NULL; i++)
    {
      RPC_CSTR string;

      RpcBindingToStringBindingA (vector->BindingH[i], &string);
      if (g_str_has_prefix ((char *) string, protseq))
        binding = g_steal_pointer (&vector->BindingH[i]);
      RpcStringFreeA (&string);
    }
  RpcBindingVectorFree (&vector);
  ck_assert_ptr_nonnull (binding);
  /* Or its connection would still be there when the test has ended. */
  RpcBindingSetOption (binding, RPC_C_OPT_DONT_LINGER, TRUE);
}

START_TEST (manager_learns_of_its_call)
{
  UUID object = { 0 };
  Name name;
  unsigned char *string;

  bind_by (ways[_i]);
  UuidFromStringA (TEXT (OBJECT), &object);
  RpcBindingSetObject (binding, &object);
  Describe (binding, &name, &string);
  ck_assert_mem_eq (&name, &object, sizeof object);
  ck_assert_ptr_nonnull (strstr ((char *) string, ways[_i]));
  ck_assert (g_str_has_prefix ((char *) string, OBJECT "@"));
  midl_user_free (string);
}
END_TEST

START_TEST (handle_of_a_call_is_not_the_managers)
{
  bind_by (ways[0]);
  for (guint i = 0; i < G_N_ELEMENTS (functions); i++)
    ck_assert_int_eq (Try (binding, (LONG) i), functions[i].expected);
}
END_TEST

static gpointer
call_and_wait (gpointer data)
{
  return GINT_TO_POINTER (Wait (data, 5));
}

static void
wait_for_waiters (int count)
{
  g_mutex_lock (&gate.mutex);
  while (gate.waiting < count)
    g_cond_wait (&gate.changed, &gate.mutex);
  g_mutex_unlock (&gate.mutex);
}

static void
open_gate (void)
{
  g_mutex_lock (&gate.mutex);
  gate.open = TRUE;
  g_cond_broadcast (&gate.changed);
  g_mutex_unlock (&gate.mutex);
}

START_TEST (freed_binding_lets_its_calls_go_on)
{
  GThread *thread;

  bind_by (ways[_i]);
  thread = g_thread_new ("caller", call_and_wait, binding);
  wait_for_waiters (1);
  ck_assert_int_eq (RpcBindingFree (&binding), RPC_S_OK);
  open_gate ();
  ck_assert_int_eq (GPOINTER_TO_INT (g_thread_join (thread)), 5);
}
END_TEST

START_TEST (reset_binding_lets_its_calls_go_on)
{
  GThread *thread;

  bind_by (ways[_i]);
  thread = g_thread_new ("caller", call_and_wait, binding);
  wait_for_waiters (1);
  ck_assert_int_eq (RpcBindingReset (binding), RPC_S_OK);
  open_gate ();
  ck_assert_int_eq (GPOINTER_TO_INT (g_thread_join (thread)), 5);
}
END_TEST

START_TEST (copy_calls_when_the_first_is_gone)
{
  RPC_BINDING_HANDLE copy;

  bind_by (ways[_i]);
  open_gate ();
  ck_assert_int_eq (Wait (binding, 1), 1);
  RpcBindingCopy (binding, &copy);
  RpcBindingFree (&binding);
  ck_assert_int_eq (Wait (copy, 2), 2);
  RpcBindingFree (&copy);
}
END_TEST

START_TEST (used_binding_has_its_sharing_settled)
{
  bind_by (ways[_i]);
  open_gate ();
  ck_assert_int_eq (RpcBindingSetOption (binding, RPC_C_OPT_UNIQUE_BINDING, TRUE), RPC_S_OK);
  ck_assert_int_eq (Wait (binding, 1), 1);
  ck_assert_int_eq (RpcBindingSetOption (binding, RPC_C_OPT_UNIQUE_BINDING, FALSE),
                    RPC_S_WRONG_KIND_OF_BINDING);
  ck_assert_int_eq (RpcBindingSetOption (binding, RPC_C_OPT_DONT_LINGER, TRUE),
                    RPC_S_WRONG_KIND_OF_BINDING);
  ck_assert_int_eq (RpcBindingSetOption (binding, RPC_C_OPT_CALL_TIMEOUT, 1), RPC_S_OK);
}
END_TEST

START_TEST (call_that_takes_too_long_is_cancelled)
{
  volatile guint32 raised = 0;

  bind_by (ways[_i]);
  RpcBindingSetOption (binding, RPC_C_OPT_CALL_TIMEOUT, 20);
  RpcTryExcept
    {
      Wait (binding, 1);
    }
  RpcExcept (1)
    {
      raised = RpcExceptionCode ();
    }
  RpcEndExcept
  open_gate ();
  ck_assert_uint_eq (raised, RPC_S_CALL_CANCELLED);
}
END_TEST

/* ---- Memory ---- */

/* That nothing is left is what the leak checkers see. */
START_TEST (memory_of_a_manager_goes_with_its_call)
{
  volatile guint32 raised = 0;

  bind_by (ways[_i]);
  Allocate (binding, 10, 0);
  ck_assert_ptr_nonnull (last_heap);
  RpcTryExcept
    {
      Allocate (binding, 10, 1000);
    }
  RpcExcept (1)
    {
      raised = RpcExceptionCode ();
    }
  RpcEndExcept
  ck_assert_uint_eq (raised, 1000);
}
END_TEST

START_TEST (local_call_does_not_touch_the_callers_heap)
{
  const BeckRpcManager here = { desk_v1_0_s_ifspec, &managers };
  RPC_SS_THREAD_HANDLE own = RpcSsGetThreadHandle ();
  char *block = RpcSsAllocate (1);

  binding = beck_rpc_binding_new_local (&here, 1);
  Allocate (binding, 10, 0);
  ck_assert_ptr_ne (last_heap, own);
  ck_assert_ptr_eq (RpcSsGetThreadHandle (), own);
  *block = 1;
}
END_TEST

START_TEST (client_stub_uses_the_memory_that_was_chosen)
{
  RPC_SS_THREAD_HANDLE own = RpcSsGetThreadHandle ();
  unsigned char *text;

  bind_by (ways[_i]);
  RpcSsSetClientAllocFree (RpcSsAllocate, RpcSsFree);
  Speak (binding, &text);
  RpcSsSetClientAllocFree (NULL, NULL);
  ck_assert_str_eq ((char *) text, "a text");
  ck_assert_ptr_eq (RpcSsGetThreadHandle (), own);
  RpcSsFree (text);
}
END_TEST

Suite *
binding_call_suite (void)
{
  Suite *suite = suite_create ("binding-call");
  TCase *calls = tcase_create ("calls");
  TCase *memory = tcase_create ("memory");
  const int n = G_N_ELEMENTS (ways);

  tcase_add_checked_fixture (calls, set_up, tear_down);
  tcase_add_loop_test (calls, manager_learns_of_its_call, 0, n);
  tcase_add_test (calls, handle_of_a_call_is_not_the_managers);
  tcase_add_loop_test (calls, freed_binding_lets_its_calls_go_on, 0, n);
  tcase_add_loop_test (calls, reset_binding_lets_its_calls_go_on, 0, n);
  tcase_add_loop_test (calls, copy_calls_when_the_first_is_gone, 0, n);
  tcase_add_loop_test (calls, used_binding_has_its_sharing_settled, 0, n);
  tcase_add_loop_test (calls, call_that_takes_too_long_is_cancelled, 0, n);
  suite_add_tcase (suite, calls);
  tcase_add_checked_fixture (memory, set_up, tear_down);
  tcase_add_loop_test (memory, memory_of_a_manager_goes_with_its_call, 0, n);
  tcase_add_test (memory, local_call_does_not_touch_the_callers_heap);
  tcase_add_loop_test (memory, client_stub_uses_the_memory_that_was_chosen, 0, n);
  suite_add_tcase (suite, memory);
  return suite;
}
