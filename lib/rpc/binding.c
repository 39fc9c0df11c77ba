/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Bindings. A handle_t may be a serialization handle, too, or nothing good at all; both
 * kinds begin with a number that says what they are.
 */

#include "private.h"

#define BINDING_MAGIC 0x6b636542u /* "Beck" */

void
beck_rpc_binding_init (BeckRpcBinding *binding, const BeckRpcTransport *transport)
{
  binding->magic = BINDING_MAGIC;
  binding->refs = 1;
  binding->transport = transport;
  binding->association = NULL;
}

BeckRpcBinding *
beck_rpc_binding_from_handle (handle_t handle)
{
  BeckRpcBinding *binding = handle;

  return binding != NULL && binding->magic == BINDING_MAGIC ? binding : NULL;
}

BeckRpcBinding *
beck_rpc_binding_ref (BeckRpcBinding *binding)
{
  g_atomic_int_inc (&binding->refs);
  return binding;
}

void
beck_rpc_binding_unref (BeckRpcBinding *binding)
{
  if (!g_atomic_int_dec_and_test (&binding->refs))
    return;
  binding->magic = 0;
  binding->transport->finalize (binding);
}

/* ---- Nowhere ---- */

static BeckRpcOutcome
call_unknown_server (BeckRpcBinding *binding, BeckRpcExchange *exchange)
{
  return (BeckRpcOutcome){ RPC_S_NO_BINDINGS, BECK_RPC_TRANSPORT };
}

static BeckRpcOutcome
call_no_context (BeckRpcBinding *binding, BeckRpcExchange *exchange)
{
  return (BeckRpcOutcome){ RPC_X_SS_IN_NULL_CONTEXT, BECK_RPC_CALLER };
}

/* These have a reference that nobody gives away. */
static void
finalize_never (BeckRpcBinding *binding)
{
  g_assert_not_reached ();
}

static const BeckRpcTransport unknown_server = {
  .name = "auto_handle",
  .call = call_unknown_server,
  .finalize = finalize_never,
};

static const BeckRpcTransport no_context = {
  .name = "context",
  .call = call_no_context,
  .finalize = finalize_never,
};

BeckRpcBinding beck_rpc_binding_unknown_server = { BINDING_MAGIC, 1, &unknown_server, NULL };
BeckRpcBinding beck_rpc_binding_no_context = { BINDING_MAGIC, 1, &no_context, NULL };

handle_t
beck_rpc_auto_handle (const BeckNdrInterface *interface)
{
  return &beck_rpc_binding_unknown_server;
}
