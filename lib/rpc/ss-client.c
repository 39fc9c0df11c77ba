/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Where the results of client stubs go: to the program's midl_user_allocate, or where a thread
 * wants its own (rpc.md 2.3).
 */

#include <beck/rpc-memory.h>
#include <beck/status.h>

#include "ss-memory.h"

static _Thread_local BeckNdrAllocator chosen;

const BeckNdrAllocator *
beck_rpc_client_allocator (const BeckNdrAllocator *usual)
{
  return chosen.alloc != NULL ? &chosen : usual;
}

RPC_STATUS
RpcSmSwapClientAllocFree (RPC_CLIENT_ALLOC *alloc, RPC_CLIENT_FREE *release,
                          RPC_CLIENT_ALLOC **old_alloc, RPC_CLIENT_FREE **old_free)
{
  if ((alloc == NULL) != (release == NULL) || old_alloc == NULL || old_free == NULL)
    return RPC_S_INVALID_ARG;
  *old_alloc = chosen.alloc;
  *old_free = chosen.free;
  chosen = (BeckNdrAllocator){ alloc, release };
  return RPC_S_OK;
}

RPC_STATUS
RpcSmSetClientAllocFree (RPC_CLIENT_ALLOC *alloc, RPC_CLIENT_FREE *release)
{
  RPC_CLIENT_ALLOC *old_alloc;
  RPC_CLIENT_FREE *old_free;

  return RpcSmSwapClientAllocFree (alloc, release, &old_alloc, &old_free);
}

static void
raise_unless_good (RPC_STATUS status)
{
  if (status != RPC_S_OK)
    beck_exception_raise ((guint32) status);
}

void
RpcSsSwapClientAllocFree (RPC_CLIENT_ALLOC *alloc, RPC_CLIENT_FREE *release,
                          RPC_CLIENT_ALLOC **old_alloc, RPC_CLIENT_FREE **old_free)
{
  raise_unless_good (RpcSmSwapClientAllocFree (alloc, release, old_alloc, old_free));
}

void
RpcSsSetClientAllocFree (RPC_CLIENT_ALLOC *alloc, RPC_CLIENT_FREE *release)
{
  raise_unless_good (RpcSmSetClientAllocFree (alloc, release));
}
