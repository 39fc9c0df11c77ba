/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "guest.h"

#include <beck/exception.h>
#include <beck/status.h>
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

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

RPC_BINDING_HANDLE binding;

void
bind_to (const Fake *fake)
{
  g_autofree char *text = g_strdup_printf ("ncacn_ip_tcp:127.0.0.1[%u]", fake->port);

  ck_assert_int_eq (RpcBindingFromStringBindingA ((RPC_CSTR) text, &binding), 0);
}

char *
listen_locally (int backlog, int *listener)
{
  g_autofree char *directory = g_dir_make_tmp ("beck-guest-XXXXXX", NULL);
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  char *path = g_build_filename (directory, "server", NULL);

  g_strlcpy (address.sun_path, path, sizeof address.sun_path);
  *listener = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  ck_assert_int_eq (bind (*listener, (struct sockaddr *) &address, sizeof address), 0);
  ck_assert_int_eq (listen (*listener, backlog), 0);
  return path;
}

void
bind_locally (const char *path)
{
  g_autofree char *text = g_strdup_printf ("ncalrpc:[%s]", path);

  ck_assert_int_eq (RpcBindingFromStringBindingA ((RPC_CSTR) text, &binding), 0);
}

void
unlisten (char *path)
{
  g_autofree char *directory = g_path_get_dirname (path);

  unlink (path);
  rmdir (directory);
  g_free (path);
}

/* A call that has ended may have its connection in use for a moment more. */
void
leave (Fake *fake)
{
  RpcBindingFree (&binding);
  for (guint i = 0; i < 10 * 1000 && g_atomic_int_get (&fake->open) > 1; i++)
    {
      beck_rpc_close_idle ();
      g_usleep (1000);
    }
  fake_close (fake);
}

void
begin_with (Call *call, LONG number)
{
  memset (call, 0, sizeof *call);
  RpcAsyncInitializeHandle (&call->async, sizeof call->async);
  RpcTryExcept
  {
    c_Later (&call->async, binding, number, &call->twice, &call->touched);
  }
  RpcExcept (EXCEPTION_EXECUTE_HANDLER)
  {
    call->raised = RpcExceptionCode ();
  }
  RpcEndExcept
}

void
begin (Call *call)
{
  begin_with (call, 7);
}

RPC_STATUS
end (Call *call)
{
  RPC_STATUS status;
  LONG result;

  if (call->raised != 0)
    return (RPC_STATUS) call->raised;
  ck_assert_int_eq (beck_rpc_async_wait (&call->async, 10 * 1000), 0);
  status = RpcAsyncGetCallStatus (&call->async);
  ck_assert_int_ne (status, RPC_S_ASYNC_CALL_PENDING);
  ck_assert_int_eq (RpcAsyncCompleteCall (&call->async, &result), status);
  return status;
}
