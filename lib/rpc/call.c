/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The client's side of a call: arguments to bytes, bytes to the binding, bytes to results.
 * Functions of the program that run in between may raise. All the call holds is in its
 * record, so that it is released whichever way the body ends.
 */

#include "private.h"

static _Thread_local BeckNdrFault last_fault;

void
beck_rpc_note_fault (const BeckNdrFault *fault)
{
  if (fault != NULL)
    last_fault = *fault;
  else
    last_fault.status = 0;
}

gboolean
beck_rpc_last_fault (BeckNdrFault *fault)
{
  *fault = last_fault;
  return last_fault.status != 0;
}

void
beck_rpc_call_fail (BeckRpcCall *call, guint32 status)
{
  /* An exception may have any code, but this is no success. */
  call->outcome = (BeckRpcOutcome){ status != 0 ? status : RPC_S_CALL_FAILED, BECK_RPC_CALLER };
}

static gboolean
fail_with (BeckRpcCall *call, const BeckNdrFault *fault)
{
  beck_rpc_note_fault (fault);
  beck_rpc_call_fail (call, fault->status);
  return FALSE;
}

static BeckNdrHooks
make_hooks (BeckRpcCall *call)
{
  return (BeckNdrHooks){ .user_flags = call->binding->transport->user_flags,
                         .contexts = &beck_rpc_client_contexts,
                         .context = call };
}

gboolean
beck_rpc_call_write (BeckRpcCall *call)
{
  call->writer.hooks = make_hooks (call);
  if (!call->method->put_in (&call->writer, call->args))
    return fail_with (call, &call->writer.fault);
  call->exchange.request = call->writer.data;
  call->exchange.request_size = call->writer.pos;
  return TRUE;
}

void
beck_rpc_call_find_landing (const BeckNdrMethod *method, const void *args, void **land, gsize *size)
{
  gint64 wanted = method->land_out (args, land);
  gboolean lands = wanted >= (gint64) BECK_NDR_LANDING_LEAST && wanted <= G_MAXUINT32;

  *size = lands ? (gsize) wanted : 0;
  if (!lands)
    *land = NULL;
}

gboolean
beck_rpc_call_read (BeckRpcCall *call, gsize start)
{
  const BeckRpcExchange *exchange = &call->exchange;

  beck_ndr_reader_init (&call->reader, exchange->response, exchange->response_size,
                        exchange->drep, &call->arena,
                        beck_rpc_client_allocator (exchange->interface->allocator), NULL);
  call->reader.pos = start;
  call->reader.hooks = make_hooks (call);
  call->reading = TRUE;
  call->landing = (BeckNdrLanding){ exchange->land, exchange->landed };
  if (exchange->landed > 0)
    beck_ndr_landing_begin (&call->landing, &call->reader);
  if (call->method->get_out (&call->reader, call->args))
    return TRUE;
  if (exchange->landed > 0)
    beck_ndr_landing_place_fault (&call->landing, &call->reader.fault);
  return fail_with (call, &call->reader.fault);
}

void
beck_rpc_call_clear_out (const BeckRpcCall *call)
{
  if (call->method->clear_out != NULL)
    call->method->clear_out (call->args);
}

/* May be left by an exception at any place. */
static void
run (gpointer data)
{
  BeckRpcCall *call = data;

  if (!beck_rpc_call_write (call))
    return;
  if (call->method->land_out != NULL)
    beck_rpc_call_find_landing (call->method, call->args, &call->exchange.land,
                                &call->exchange.land_size);
  /* A reply must not take what is in a variable yet to be filled for a handle. */
  beck_rpc_call_clear_out (call);
  call->outcome = call->binding->transport->call (call->binding, &call->exchange);
  if (call->method->flags & BECK_NDR_METHOD_MAYBE)
    call->outcome.status = 0;
  else if (call->outcome.status == 0)
    beck_rpc_call_read (call, 0);
}

void
beck_rpc_call_init (BeckRpcCall *call, const BeckNdrInterface *interface,
                    const BeckNdrMethod *method, BeckRpcBinding *binding, void *args)
{
  call->method = method;
  call->binding = binding;
  call->args = args;
  call->exchange = (BeckRpcExchange){ .interface = interface, .method = method };
  call->outcome = (BeckRpcOutcome){ 0, BECK_RPC_CALLER };
  call->reading = FALSE;
  call->arena = (BeckNdrArena) BECK_NDR_ARENA_INIT;
  call->opened = NULL;
  beck_ndr_writer_init (&call->writer, NULL);
}

void
beck_rpc_call_end (BeckRpcCall *call)
{
  gboolean good = call->outcome.status == 0;

  if (call->reading)
    beck_ndr_reader_end (&call->reader, good);
  if (!good)
    beck_rpc_client_contexts_undo (call);
  if (call->exchange.release != NULL)
    call->exchange.release (&call->exchange);
  beck_ndr_writer_clear (&call->writer);
  beck_ndr_arena_clear (&call->arena);
}

static BeckRpcOutcome
refuse_binding (const BeckNdrMethod *method, void *args)
{
  if (method->clear_out != NULL)
    method->clear_out (args);
  return (BeckRpcOutcome){ RPC_S_INVALID_BINDING, BECK_RPC_CALLER };
}

BeckRpcOutcome
beck_rpc_try_call (const BeckNdrInterface *interface, guint index, handle_t handle, void *args)
{
  const BeckNdrMethod *method = &interface->methods[index];
  BeckRpcBinding *binding = beck_rpc_binding_from_handle (handle);
  BeckRpcCall call;
  guint32 status;

  beck_rpc_note_fault (NULL);
  if (binding == NULL)
    return refuse_binding (method, args);
  beck_rpc_binding_ref (binding);
  beck_rpc_call_init (&call, interface, method, binding, args);
  if (beck_exception_catch (run, &call, &status))
    beck_rpc_call_fail (&call, status);
  if (call.outcome.status != 0)
    beck_rpc_call_clear_out (&call);
  beck_rpc_call_end (&call);
  beck_rpc_binding_unref (binding);
  return call.outcome;
}

void
beck_rpc_report (BeckRpcOutcome outcome, error_status_t *comm, error_status_t *fault)
{
  error_status_t *place = outcome.origin == BECK_RPC_TRANSPORT ? comm : fault;

  if (comm != NULL)
    *comm = 0;
  if (fault != NULL)
    *fault = 0;
  if (outcome.status == 0)
    return;
  if (place == NULL || (outcome.origin == BECK_RPC_CALLER && comm == NULL))
    beck_exception_raise (outcome.status);
  *place = outcome.status;
}

void
beck_rpc_call (const BeckNdrInterface *interface, guint index, handle_t binding, void *args)
{
  beck_rpc_report (beck_rpc_try_call (interface, index, binding, args), NULL, NULL);
}
