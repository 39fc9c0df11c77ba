/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A server that registers an endpoint, says so, and waits for its end. */

#include <beck/rpc-endpoint.h>
#include <stdio.h>
#include <unistd.h>

static const BeckNdrInterface ndr
    = { .name = "scene", .uuid = { 0x5ce9e003, 1, 2, { 3, 4, 5, 6, 7, 8, 9, 10 } }, .major = 1 };
static const BeckRpcInterface interface = { .ndr = &ndr };

int
main (void)
{
  RPC_BINDING_VECTOR vector = { 1, { NULL } };

  if (RpcBindingFromStringBindingA ((RPC_CSTR) "ncacn_ip_tcp:127.0.0.1[3003]", vector.BindingH)
          != RPC_S_OK
      || RpcEpRegisterA ((RPC_IF_HANDLE) &interface, &vector, NULL, NULL) != RPC_S_OK)
    return 1;
  puts ("ready");
  fflush (stdout);
  pause ();
  return 0;
}
