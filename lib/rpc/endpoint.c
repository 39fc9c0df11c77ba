/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Endpoints for partially bound bindings: those that the interface has itself ([endpoint]), or the
 * mapper of the server's machine is asked. Whatever
 * host it answers with, the connection is made to the one that was asked (wire.md 4.1).
 */

#include <beck/rpc-endpoint.h>
#include <beck/status.h>
#include <string.h>

#include "base/alloc.h"
#include "mapper.h"
#include "protseq.h"
#include "stub-memory.h"
#include "text.h"

/* Answers that are looked at. */
#define MAX_TOWERS 4

static gboolean
has_endpoint (BeckRpcRemoteBinding *remote)
{
  gboolean has;

  beck_lock_acquire (&remote->lock);
  has = remote->endpoint != NULL;
  beck_lock_release (&remote->lock);
  return has;
}

/* Another thread may have been faster; its answer is as good. */
static guint32
set_endpoint (BeckRpcRemoteBinding *remote, const char *endpoint)
{
  char *copy = beck_rpc_text_copy (endpoint), *unused = copy;

  if (copy == NULL)
    return RPC_S_OUT_OF_MEMORY;
  beck_lock_acquire (&remote->lock);
  if (remote->endpoint == NULL)
    {
      remote->endpoint = copy;
      remote->dynamic = TRUE;
      unused = NULL;
    }
  beck_lock_release (&remote->lock);
  beck_free (unused);
  return RPC_S_OK;
}

/* The endpoint of the first tower that suits goes to @tower. */
static guint32
choose (twr_t *const *towers, ULONG count, BeckRpcProtseq wanted, BeckRpcTower *tower)
{
  BeckRpcProtseq protseq;

  for (ULONG i = 0; i < count; i++)
    if (beck_rpc_twr_parse (towers[i], tower, &protseq) && protseq == wanted)
      return RPC_S_OK;
  return EPT_S_NOT_REGISTERED;
}

/* The mapper may keep something for further answers, which nobody wants. */
static void
end_lookup (BeckRpcRemoteBinding *mapper, ept_lookup_handle_t *handle)
{
  if (*handle != NULL)
    ept_lookup_handle_free (&mapper->base, handle);
  if (*handle != NULL)
    RpcSsDestroyClientContext (handle);
}

static guint32
ask (BeckRpcRemoteBinding *mapper, GUID *object, BeckRpcProtseq protseq, BeckRpcTower *tower)
{
  twr_t *towers[MAX_TOWERS] = { NULL };
  ept_lookup_handle_t handle = NULL;
  ULONG count = 0;
  BeckRpcTwr twr;
  guint32 status;

  beck_rpc_twr_build (&twr, tower);
  status = beck_rpc_mapper_status (
      ept_map (&mapper->base, object, &twr.twr, &handle, MAX_TOWERS, &count, towers));
  if (status == RPC_S_OK)
    status = choose (towers, MIN (count, MAX_TOWERS), protseq, tower);
  for (guint i = 0; i < MAX_TOWERS; i++)
    beck_rpc_stub_free (towers[i]);
  end_lookup (mapper, &handle);
  return status;
}

/* What of a binding matters to those who ask for it. */
static void
read_binding (BeckRpcRemoteBinding *remote, GUID *object, BeckRpcRemoteBinding *mapper)
{
  beck_lock_acquire (&remote->lock);
  *object = remote->object;
  mapper->com_timeout = remote->com_timeout;
  mapper->call_timeout = remote->call_timeout;
  beck_lock_release (&remote->lock);
}

/* Of the interface's own endpoints that of a protocol sequence, or NULL. */
static const char *
find_own (const BeckNdrInterface *interface, BeckRpcProtseq protseq)
{
  for (guint i = 0; i < interface->n_endpoints; i++)
    if (strcmp (interface->endpoints[i].protseq, beck_rpc_protseq_name (protseq)) == 0)
      return interface->endpoints[i].endpoint;
  return NULL;
}

guint32
beck_rpc_remote_resolve (BeckRpcRemoteBinding *remote, const BeckNdrInterface *interface)
{
  const char *own = find_own (interface, remote->protseq);
  BeckRpcRemoteBinding *mapper;
  BeckRpcTower tower;
  GUID object;
  guint32 status;

  if (has_endpoint (remote))
    return RPC_S_OK;
  if (own != NULL)
    return set_endpoint (remote, own);
  mapper = beck_rpc_mapper_new (remote->protseq, remote->address);
  if (mapper == NULL)
    return RPC_S_OUT_OF_MEMORY;
  read_binding (remote, &object, mapper);
  beck_rpc_tower_init (&tower, interface, remote->protseq);
  status = ask (mapper, &object, remote->protseq, &tower);
  /* A connection to a mapper that was started again meanwhile; asking twice does no harm. */
  if (status == RPC_S_CALL_FAILED)
    status = ask (mapper, &object, remote->protseq, &tower);
  beck_rpc_binding_unref (&mapper->base);
  return status == RPC_S_OK ? set_endpoint (remote, tower.endpoint) : status;
}

RPC_STATUS
RpcEpResolveBinding (RPC_BINDING_HANDLE binding, RPC_IF_HANDLE interface)
{
  BeckRpcRemoteBinding *remote = beck_rpc_remote_from_handle (binding);

  if (remote == NULL)
    return beck_rpc_refuse_handle (binding);
  if (interface == NULL)
    return RPC_S_UNKNOWN_IF;
  return (RPC_STATUS) beck_rpc_remote_resolve (remote,
                                               ((const BeckRpcInterface *) interface)->ndr);
}
