/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * A request goes on as an incoming call (incoming.h), whose bringer is here. The carried record
 * knows both ends: it goes with the RPC call, which the incoming one has a reference to; and it has
 * a reference to the incoming one until that is answered, for those who tell of a cancel.
 */

#include "orpc/orpc-request.h"

#include <beck/hresult.h>
#include <objidl.h>
#include <orpcobj.h>
#include <string.h>

#include "base/alloc.h"
#include "orpc/access.h"
#include "orpc/incoming.h"
#include "orpc/message.h"
#include "orpc/orpc-header.h"
#include "orpc/orpc-server.h"
#include "orpc/rem-unknown.h"
#include "rpc/server-private.h"

/* Bytes of ORPCTHAT without extensions: no flags, no pointer, in any byte order. */
#define THAT_SIZE 8

/* IUnknown's, which never travel. */
#define FIRST_METHOD 3

typedef struct
{
  BeckRpcServerCall *rpc;
  BeckLock lock;
  BeckIncoming *call; /* counted; NULL once it is answered */
} Carried;

/* ---- The answer ---- */

static BeckIncoming *
take_call (Carried *carried)
{
  BeckIncoming *call;

  beck_lock_acquire (&carried->lock);
  call = carried->call;
  carried->call = NULL;
  beck_lock_release (&carried->lock);
  return call;
}

/* The writer is there to hand the bytes on; it frees them, or whoever takes them from it does. */
static void
respond (BeckRpcServerCall *rpc, BeckOrpcBytes *reply)
{
  BeckNdrWriter writer;

  beck_ndr_writer_init (&writer, NULL);
  writer.data = g_steal_pointer (&reply->data);
  writer.pos = writer.capacity = reply->size;
  memset (writer.data, 0, THAT_SIZE);
  beck_rpc_server_call_respond (rpc, &writer);
  beck_ndr_writer_clear (&writer);
}

static void
answer (BeckIncoming *call, HRESULT hr)
{
  Carried *carried = call->bringer;
  BeckIncoming *known = take_call (carried);

  if (SUCCEEDED (hr) && (call->reply.data == NULL || call->reply.start != THAT_SIZE))
    hr = RPC_E_SERVERFAULT;
  if (SUCCEEDED (hr))
    respond (carried->rpc, &call->reply);
  else
    beck_rpc_server_call_fault (carried->rpc, (guint32) hr);
  if (known != NULL)
    beck_object_unref (known);
}

static void
finalize (BeckIncoming *call)
{
  Carried *carried = call->bringer;

  beck_rpc_server_call_unref (carried->rpc);
}

static const BeckBringerOps local_ops = {
  .answer = answer,
  .header_size = THAT_SIZE,
  .destination = MSHCTX_LOCAL,
  .finalize = finalize,
};

static const BeckBringerOps network_ops = {
  .answer = answer,
  .header_size = THAT_SIZE,
  .destination = MSHCTX_DIFFERENTMACHINE,
  .finalize = finalize,
};

/* ---- Cancel ---- */

static void
cancel (Carried *carried)
{
  BeckIncoming *call;

  beck_lock_acquire (&carried->lock);
  call = carried->call != NULL ? beck_object_ref (carried->call) : NULL;
  beck_lock_release (&carried->lock);
  if (call == NULL)
    return;
  beck_incoming_cancel (call);
  beck_object_unref (call);
}

static void
told (BeckRpcServerCall *rpc, BeckRpcTold what)
{
  Carried *carried = rpc->user;

  if (what == BECK_RPC_TOLD_FREE)
    beck_free (carried);
  else if (what == BECK_RPC_TOLD_CANCEL || what == BECK_RPC_TOLD_DISCONNECT)
    cancel (carried);
}

/* ---- The request ---- */

typedef struct
{
  BeckOrpcBytes bytes;
  CID causality;
  gint64 deadline;
} Request;

static gint64
read_deadline (const BeckOrpcThis *header)
{
  gint64 now = g_get_monotonic_time ();
  guint64 left;

  if (!beck_orpc_extensions_get_deadline (&header->extensions, &left))
    return -1;
  return left < (guint64) (G_MAXINT64 - now) ? now + (gint64) left : -1;
}

/* 0, or the status of a fault. The reader stays at the parameters. */
static guint32
read_header (BeckNdrReader *reader, Request *request)
{
  BeckOrpcThis header;

  if (!beck_orpc_get_this (reader, &header))
    return reader->fault.status;
  request->bytes.start = reader->pos;
  request->causality = header.causality;
  request->deadline = read_deadline (&header);
  return 0;
}

static void
tell_caller (BeckIncoming *call, const BeckRpcServerPeer *peer)
{
  call->caller = (BeckCaller){ .is_local = peer->is_local,
                               .uid = peer->uid,
                               .gid = peer->gid,
                               .pid = peer->pid };
  g_strlcpy (call->caller.peer, peer->address, sizeof call->caller.peer);
}

static void
fill (BeckIncoming *call, BeckRpcServerCall *rpc, Request *request)
{
  call->ipid = rpc->object;
  call->iid = beck_rpc_offer_id (rpc->offer)->Uuid;
  call->method = rpc->opnum;
  call->causality = request->causality;
  call->deadline = request->deadline;
  call->request = request->bytes;
  request->bytes.data = NULL;
}

static guint32
dispatch (BeckRpcServerCall *rpc, Request *request)
{
  Carried *carried = beck_alloc0 (sizeof *carried);
  BeckRpcServerPeer peer;
  BeckIncoming *call;

  if (carried == NULL)
    return RPC_X_NO_MEMORY;
  beck_rpc_server_call_peer (rpc, &peer);
  call = beck_incoming_new (peer.is_local ? &local_ops : &network_ops, carried);
  if (call == NULL)
    {
      beck_free (carried);
      return RPC_X_NO_MEMORY;
    }
  carried->rpc = beck_rpc_server_call_ref (rpc);
  carried->call = beck_object_ref (call);
  tell_caller (call, &peer);
  fill (call, rpc, request);
  beck_rpc_server_call_listen (rpc, told, carried);
  if (atomic_load (&rpc->cancelled) || atomic_load (&rpc->disconnected))
    cancel (carried);
  beck_incoming_dispatch (call, TRUE);
  beck_object_unref (call);
  return 0;
}

static gboolean
is_for_rem_unknown (const BeckRpcServerCall *rpc)
{
  return beck_guid_equal (&rpc->object, beck_orpc_server_rem_unknown ());
}

static HRESULT
check_access (const BeckRpcServerCall *rpc)
{
  BeckRpcServerPeer peer;
  BeckAccessRequest request;

  beck_rpc_server_call_peer (rpc, &peer);
  request = (BeckAccessRequest){ .is_local = peer.is_local,
                                 .uid = peer.uid,
                                 .gid = peer.gid,
                                 .pid = peer.pid,
                                 .peer = peer.address,
                                 .iid = &beck_rpc_offer_id (rpc->offer)->Uuid,
                                 .method = rpc->opnum };
  return beck_access_check (&request);
}

static guint32
check (const BeckRpcServerCall *rpc)
{
  HRESULT hr;

  if (rpc->opnum < FIRST_METHOD)
    return RPC_S_PROCNUM_OUT_OF_RANGE;
  if (beck_guid_equal (&rpc->object, &GUID_NULL))
    return (guint32) RPC_E_INVALID_IPID;
  if (!beck_rpc_server_call_is_local (rpc) && !beck_orpc_server_allows_network ())
    return (guint32) E_ACCESSDENIED;
  hr = check_access (rpc);
  return FAILED (hr) ? (guint32) hr : 0;
}

/* 0: the call is answered, or will be. */
static guint32
take (BeckRpcServerCall *rpc, Request *request)
{
  BeckNdrArena arena = BECK_NDR_ARENA_INIT;
  BeckNdrReader reader;
  guint32 status;

  beck_ndr_reader_init (&reader, request->bytes.data, request->bytes.size, rpc->drep, &arena,
                        &beck_ndr_task_allocator, NULL);
  status = read_header (&reader, request);
  if (status == 0 && is_for_rem_unknown (rpc))
    status = beck_rem_unknown_serve (rpc, &reader);
  else if (status == 0)
    status = dispatch (rpc, request);
  beck_ndr_reader_end (&reader, FALSE);
  beck_ndr_arena_clear (&arena);
  return status;
}

void
beck_orpc_take_request (BeckRpcServerCall *rpc)
{
  Request request = { .bytes.drep = rpc->drep };
  guint32 status = check (rpc);

  if (status == 0)
    {
      request.bytes.data = beck_rpc_server_call_take_request (rpc, &request.bytes.size);
      status = request.bytes.data != NULL ? take (rpc, &request) : RPC_X_NO_MEMORY;
    }
  if (status != 0)
    beck_rpc_server_call_fault (rpc, status);
  beck_free (request.bytes.data);
}
