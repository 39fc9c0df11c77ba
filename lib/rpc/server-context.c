/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The contexts of one call. Those that come in are held while the arguments are read, locked
 * once all are known (in the order of the table, so that two calls with the same two never
 * wait for each other), and looked at again when the manager is done: a NULL in an [in,
 * out] variable closes the context, whatever becomes of the call. What goes out
 * otherwise is a context already known or a new one.
 */

#include "association.h"

/* ---- In ---- */

static gboolean
in_record (const BeckRpcDispatch *call, void **variable)
{
  const guint8 *args = call->args;
  const guint8 *place = (const guint8 *) variable;

  return place >= args && place < args + call->method->args_size;
}

static BeckRpcUse *
new_use (BeckRpcDispatch *call)
{
  BeckRpcUse *use = beck_ndr_arena_alloc (&call->arena, sizeof *use);

  if (use != NULL)
    *use = (BeckRpcUse){ 0 };
  return use;
}

static guint
order_of (const BeckRpcUse *use)
{
  return use->context->id.uuid.Data1;
}

/* In the order of the table. */
static void
insert_use (BeckRpcDispatch *call, BeckRpcUse *use)
{
  BeckRpcUse **link = &call->uses;

  while (*link != NULL && order_of (*link) <= order_of (use))
    link = &(*link)->next;
  use->next = *link;
  *link = use;
}

static guint32
from_wire (gpointer context, const BeckNdrContextType *type, const BeckNdrContextId *id,
           void **handle)
{
  BeckRpcDispatch *call = context;
  BeckRpcAssociation *association = call->request->association;
  BeckRpcUse *use = new_use (call);

  if (use == NULL)
    return RPC_X_NO_MEMORY;
  if (association != NULL)
    use->context = beck_rpc_association_hold (association, id, type, call->request->interface);
  if (use->context == NULL)
    return RPC_X_SS_CONTEXT_MISMATCH;
  use->variable = handle;
  use->returns = !in_record (call, handle);
  *handle = NULL;
  insert_use (call, use);
  return 0;
}

guint32
beck_rpc_contexts_lock (BeckRpcDispatch *call)
{
  const BeckRpcUse *before = NULL;

  for (BeckRpcUse *use = call->uses; use != NULL; before = use, use = use->next)
    {
      guint32 status;

      if (before != NULL && before->context == use->context)
        {
          *use->variable = *before->variable;
          continue;
        }
      status = beck_rpc_association_lock (call->request->association, use->context,
                                          use->variable);
      if (status != 0)
        return status;
      use->locked = TRUE;
    }
  return 0;
}

void
beck_rpc_contexts_detach (BeckRpcDispatch *call)
{
  for (const BeckRpcUse *use = call->uses; use != NULL; use = use->next)
    if (use->locked)
      beck_rpc_association_detach (call->request->association, use->context);
}

/* ---- The manager is done ---- */

void
beck_rpc_contexts_settle (BeckRpcDispatch *call)
{
  call->settled = TRUE;
  for (const BeckRpcUse *use = call->uses; use != NULL; use = use->next)
    if (use->returns)
      beck_rpc_association_set (call->request->association, use->context, *use->variable);
}

/* ---- Out ---- */

static BeckRpcUse *
find_returned (const BeckRpcDispatch *call, const BeckNdrContextType *type, const void *handle)
{
  for (BeckRpcUse *use = call->uses; use != NULL; use = use->next)
    if (use->returns && !use->sent && use->context->open && *use->variable == handle
        && use->context->type->rundown == type->rundown)
      return use;
  return NULL;
}

/* If this fails, nobody but the rundown routine can release what the manager has made. */
static guint32
open_context (BeckRpcDispatch *call, const BeckNdrContextType *type, void *handle,
              BeckNdrContextId *id)
{
  BeckRpcAssociation *association = call->request->association;
  BeckRpcUse *use = new_use (call);
  guint32 status = RPC_X_NO_MEMORY;

  if (association == NULL)
    status = RPC_S_CANNOT_SUPPORT;
  else if (use != NULL)
    use->context = beck_rpc_association_open (association, type, call->request->interface,
                                              handle, &status);
  if (status != 0)
    {
      beck_rpc_run_down (type, handle);
      return status;
    }
  *id = use->context->id;
  use->next = call->uses;
  call->uses = use;
  return 0;
}

static guint32
to_wire (gpointer context, const BeckNdrContextType *type, void *handle, BeckNdrContextId *id)
{
  BeckRpcDispatch *call = context;
  BeckRpcUse *use = find_returned (call, type, handle);

  if (use == NULL)
    return open_context (call, type, handle, id);
  use->sent = TRUE;
  *id = use->context->id;
  return 0;
}

const BeckNdrContextHooks beck_rpc_server_contexts = { to_wire, from_wire };

void
beck_rpc_contexts_release (BeckRpcDispatch *call)
{
  BeckRpcAssociation *association = call->request->association;

  for (const BeckRpcUse *use = call->uses; use != NULL; use = use->next)
    if (use->locked)
      beck_rpc_association_unlock (association, use->context);
  for (const BeckRpcUse *use = call->uses; use != NULL; use = use->next)
    beck_rpc_association_drop (association, use->context,
                               use->variable == NULL && call->status != 0);
  call->uses = NULL;
}
