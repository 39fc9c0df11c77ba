/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Pipes at the server (rpc.md 4.1, wire.md 3.7): the manager drives functions that are made here.
 * A pull reads from the request, a push writes to the response. [in] pipes stand behind the
 * other arguments in the request, one after the other, and so they are drained; then the [out]
 * pipes are filled in their order. What is done out of order raises:
 *
 *   RPC_X_WRONG_PIPE_ORDER       another pipe comes first, or the direction is wrong
 *   RPC_X_PIPE_EMPTY             a pull after the end
 *   RPC_X_PIPE_CLOSED            a push after the end
 *   RPC_X_PIPE_DISCIPLINE_ERROR  a pull into nothing; and, as a fault, pipes that were not
 *                                brought to their end when the manager returned
 *
 * Requests and responses are whole messages: next_chunk() and manager_push() are where a
 * transport that streams would wait for more, or send.
 */

#include "private.h"

struct BeckRpcServerPipe
{
  BeckRpcServerPipe *next;
  const BeckNdrPipeType *type;
  BeckRpcDispatch *call;
  guint32 left;     /* elements of the chunk being read */
  gboolean drained; /* or nothing to pull */
  gboolean filled;  /* or nothing to push */
};

/* ---- For the manager ---- */

static gboolean
is_turn_to_pull (const BeckRpcServerPipe *pipe)
{
  for (const BeckRpcServerPipe *p = pipe->call->pipes; p != pipe; p = p->next)
    if (!p->drained)
      return FALSE;
  return TRUE;
}

static gboolean
is_turn_to_push (const BeckRpcServerPipe *pipe)
{
  for (const BeckRpcServerPipe *p = pipe->call->pipes; p != NULL; p = p->next)
    if (!p->drained)
      return FALSE;
  for (const BeckRpcServerPipe *p = pipe->call->pipes; p != pipe; p = p->next)
    if (!p->filled)
      return FALSE;
  return TRUE;
}

G_NORETURN static void
raise_fault (const BeckNdrFault *fault)
{
  beck_rpc_note_fault (fault);
  beck_exception_raise (fault->status);
}

static gboolean
next_chunk (BeckRpcServerPipe *pipe, BeckNdrReader *ndr)
{
  BECK_NDR_TRY (ndr, pipe->type->name, beck_ndr_get_u32 (ndr, &pipe->left));
  BECK_NDR_TRY (ndr, pipe->type->name,
                beck_ndr_get_check_elements (ndr, pipe->left, pipe->type->least));
  pipe->drained = pipe->left == 0;
  return TRUE;
}

static gboolean
get_elements (const BeckRpcServerPipe *pipe, BeckNdrReader *ndr, void *buffer, ULONG count)
{
  guint8 *element = buffer;

  for (ULONG i = 0; i < count; i++, element += pipe->type->size)
    BECK_NDR_TRY_AT (ndr, pipe->type->name, i, pipe->type->get (ndr, element));
  return TRUE;
}

static void
manager_pull (char *state, void *buffer, ULONG capacity, ULONG *count)
{
  BeckRpcServerPipe *pipe = (BeckRpcServerPipe *) (void *) state;
  BeckNdrReader *ndr = &pipe->call->reader;

  *count = 0;
  if (!(pipe->type->flags & BECK_RPC_PIPE_IN) || !is_turn_to_pull (pipe))
    beck_exception_raise (RPC_X_WRONG_PIPE_ORDER);
  if (pipe->drained)
    beck_exception_raise (RPC_X_PIPE_EMPTY);
  if (capacity == 0)
    beck_exception_raise (RPC_X_PIPE_DISCIPLINE_ERROR);
  if (pipe->left == 0 && !next_chunk (pipe, ndr))
    raise_fault (&ndr->fault);
  capacity = MIN (capacity, pipe->left);
  if (!get_elements (pipe, ndr, buffer, capacity))
    raise_fault (&ndr->fault);
  pipe->left -= capacity;
  *count = capacity;
}

static gboolean
put_chunk (const BeckRpcServerPipe *pipe, BeckNdrWriter *ndr, const void *buffer, ULONG count)
{
  const guint8 *element = buffer;

  BECK_NDR_TRY (ndr, pipe->type->name, beck_ndr_put_u32 (ndr, count));
  for (ULONG i = 0; i < count; i++, element += pipe->type->size)
    BECK_NDR_TRY_AT (ndr, pipe->type->name, i, pipe->type->put (ndr, element));
  return TRUE;
}

static void
manager_push (char *state, void *buffer, ULONG count)
{
  BeckRpcServerPipe *pipe = (BeckRpcServerPipe *) (void *) state;

  if (!(pipe->type->flags & BECK_RPC_PIPE_OUT) || !is_turn_to_push (pipe))
    beck_exception_raise (RPC_X_WRONG_PIPE_ORDER);
  if (pipe->filled)
    beck_exception_raise (RPC_X_PIPE_CLOSED);
  if (!put_chunk (pipe, pipe->call->response, buffer, count))
    raise_fault (&pipe->call->response->fault);
  pipe->filled = count == 0;
}

/* Managers need no function to get memory from, but the structure has a place for one. */
static void
manager_alloc (char *state, ULONG wanted, void **buffer, ULONG *got)
{
  BeckRpcServerPipe *pipe = (BeckRpcServerPipe *) (void *) state;

  *buffer = beck_ndr_arena_alloc (&pipe->call->arena, wanted);
  *got = *buffer != NULL ? wanted : 0;
}

/* ---- For generated code ---- */

gboolean
beck_rpc_get_in_pipe (BeckNdrReader *ndr, const BeckNdrPipeType *type, void *pipe)
{
  BeckRpcDispatch *call = ndr->hooks.context;
  BeckRpcServerPipe **end = &call->pipes;
  BeckRpcServerPipe *made = beck_ndr_arena_alloc (&call->arena, sizeof *made);

  if (made == NULL)
    return beck_ndr_reader_fail (ndr, RPC_X_NO_MEMORY, "no memory");
  *made = (BeckRpcServerPipe){ .type = type,
                               .call = call,
                               .drained = !(type->flags & BECK_RPC_PIPE_IN),
                               .filled = !(type->flags & BECK_RPC_PIPE_OUT) };
  while (*end != NULL)
    end = &(*end)->next;
  *end = made;
  *(BeckRpcPipe *) pipe = (BeckRpcPipe){ manager_pull, manager_push, manager_alloc,
                                         (char *) made };
  return TRUE;
}

/* What the manager pushed is in the response; beck_rpc_pipes_check() has seen its end. */
gboolean
beck_rpc_put_out_pipe (BeckNdrWriter *ndr, const BeckNdrPipeType *type, const void *pipe)
{
  return TRUE;
}

guint32
beck_rpc_pipes_check (const BeckRpcDispatch *call)
{
  for (const BeckRpcServerPipe *pipe = call->pipes; pipe != NULL; pipe = pipe->next)
    if (!pipe->drained || !pipe->filled)
      return RPC_X_PIPE_DISCIPLINE_ERROR;
  return 0;
}
