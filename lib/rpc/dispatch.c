/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The server's side of a call: bytes to arguments, the manager, results to bytes. Managers and
 * other functions of the program may raise in the middle; the exception is the fault
 * then, and what the call holds is released behind the block that caught it.
 */

#include "private.h"

#include <string.h>

#include "ss-release.h"

static _Thread_local BeckRpcDispatch *current;

void
beck_rpc_dispatch_enter (BeckRpcDispatch *call)
{
  call->outer = current;
  current = call;
  beck_rpc_heap_enter (&call->heap);
}

void
beck_rpc_dispatch_leave (BeckRpcDispatch *call)
{
  beck_rpc_heap_leave (&call->heap);
  current = call->outer;
}

BeckRpcDispatch *
beck_rpc_dispatch_current (void)
{
  return current;
}

static void
fault (BeckRpcDispatch *call, const BeckNdrFault *fault)
{
  beck_rpc_note_fault (fault);
  call->status = fault->status;
}

static gboolean
read_request (BeckRpcDispatch *call)
{
  call->args = beck_ndr_arena_alloc (&call->arena, call->method->args_size);
  if (call->args == NULL)
    {
      call->status = RPC_X_NO_MEMORY;
      return FALSE;
    }
  memset (call->args, 0, call->method->args_size);
  if (!call->method->get_in (&call->reader, call->args))
    {
      fault (call, &call->reader.fault);
      return FALSE;
    }
  return TRUE;
}

gboolean
beck_rpc_dispatch_read (BeckRpcDispatch *call)
{
  if (!read_request (call))
    return FALSE;
  call->status = beck_rpc_contexts_lock (call);
  return call->status == 0;
}

void
beck_rpc_dispatch_invoke (BeckRpcDispatch *call)
{
  const BeckRpcRequest *request = call->request;
  const void *epv = request->epv != NULL ? request->epv : request->interface->epv;

  call->called = TRUE;
  call->method->invoke ((void *) epv, call->args);
}

void
beck_rpc_dispatch_write (BeckRpcDispatch *call)
{
  beck_rpc_contexts_settle (call);
  call->status = beck_rpc_pipes_check (call);
  if (call->status == 0 && !call->method->put_out (call->response, call->args))
    fault (call, &call->response->fault);
}

/* May be left by an exception at any place. */
static void
run (gpointer data)
{
  BeckRpcDispatch *call = data;

  if (!beck_rpc_dispatch_read (call))
    return;
  beck_rpc_dispatch_invoke (call);
  beck_rpc_dispatch_write (call);
}

typedef struct
{
  BeckRpcDispatch *call;
  BeckNdrReleaser releaser;
} ReleaseResults;

/* Runs functions of the program, which may raise. */
static void
release_by (gpointer data)
{
  ReleaseResults *release = data;

  release->call->method->free_out (&release->releaser, release->call->args);
}

static void
release_results (BeckRpcDispatch *call)
{
  ReleaseResults release = { .call = call };
  BeckRpcHeapFilter filter;
  guint32 ignored;

  release.releaser = (BeckNdrReleaser){
    .arena = &call->arena,
    .allocator = beck_rpc_heap_filter_begin (&filter, call->heap.heap,
                                             call->request->interface->ndr->allocator),
    .user_flags = call->request->user_flags,
  };
  beck_exception_catch (release_by, &release, &ignored);
  beck_ndr_releaser_clear (&release.releaser);
  beck_rpc_heap_filter_end (&filter);
}

void
beck_rpc_dispatch_drop (BeckRpcDispatch *call)
{
  if (call->called && !call->settled)
    beck_rpc_contexts_settle (call);
  if (call->called && call->method->free_out != NULL)
    release_results (call);
  beck_rpc_contexts_release (call);
  beck_ndr_reader_end (&call->reader, call->called);
  beck_ndr_arena_clear (&call->arena);
  beck_rpc_heap_end (&call->heap);
}

typedef struct
{
  void (*function) (gboolean called);
  gboolean called;
} Notice;

static void
notify (gpointer data)
{
  const Notice *notice = data;

  notice->function (notice->called);
}

/* [notify], [notify_flag]: when all is released, also if the manager was never reached. */
static void
tell_end (const BeckRpcDispatch *call)
{
  const BeckRpcInterface *interface = call->request->interface;
  Notice notice = { NULL, call->called };
  guint32 ignored;

  if (interface->notify != NULL)
    notice.function = interface->notify[call->request->opnum];
  if (notice.function != NULL)
    beck_exception_catch (notify, &notice, &ignored);
}

void
beck_rpc_dispatch_end (BeckRpcDispatch *call)
{
  beck_rpc_dispatch_drop (call);
  tell_end (call);
}

static void
begin (BeckRpcDispatch *call)
{
  const BeckRpcRequest *request = call->request;
  BeckNdrHooks hooks = { .user_flags = request->user_flags,
                         .contexts = &beck_rpc_server_contexts,
                         .context = call };

  call->response->hooks = hooks;
  beck_ndr_reader_init (&call->reader, request->data, request->size, request->drep, &call->arena,
                        request->interface->ndr->allocator, request->limits);
  call->reader.hooks = hooks;
}

static const BeckNdrMethod *
find_method (const BeckNdrInterface *interface, guint32 opnum)
{
  /* Those that are pickled have a number, but cannot be called. */
  if (opnum >= interface->n_methods || interface->methods[opnum].invoke == NULL)
    return NULL;
  return &interface->methods[opnum];
}

gboolean
beck_rpc_dispatch_begin (BeckRpcDispatch *call, const BeckRpcRequest *request,
                         BeckNdrWriter *response)
{
  *call = (BeckRpcDispatch){ .request = request,
                             .method = find_method (request->interface->ndr, request->opnum),
                             .response = response,
                             .arena = BECK_NDR_ARENA_INIT };
  if (call->method == NULL)
    return FALSE;
  begin (call);
  return TRUE;
}

guint32
beck_rpc_dispatch_to (const BeckRpcRequest *request, BeckNdrWriter *response,
                      void (*send) (gpointer user, BeckNdrWriter *response), gpointer user)
{
  BeckRpcDispatch call;
  BeckNdrGather gather;
  guint32 status;

  if (!beck_rpc_dispatch_begin (&call, request, response))
    return RPC_S_PROCNUM_OUT_OF_RANGE;
  if (send != NULL)
    beck_ndr_gather_begin (&gather, &call.arena, response);
  beck_rpc_dispatch_enter (&call);
  if (call.method->flags & BECK_NDR_METHOD_ASYNC)
    call.status = RPC_S_CANNOT_SUPPORT;
  else if (beck_exception_catch (run, &call, &status))
    call.status = status != 0 ? status : RPC_S_CALL_FAILED;
  beck_rpc_dispatch_leave (&call);
  if (call.status == 0 && beck_ndr_gather_has_pieces (response))
    send (user, response);
  response->gather = NULL;
  beck_rpc_dispatch_end (&call);
  return call.status;
}

guint32
beck_rpc_dispatch (const BeckRpcRequest *request, BeckNdrWriter *response)
{
  return beck_rpc_dispatch_to (request, response, NULL, NULL);
}
