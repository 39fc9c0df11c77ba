/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What one peer may use of the server.
 */

#include "rpc/server-private.h"

static struct
{
  BeckLock lock;
  BeckRpcServerLimits limits;
} current = {
  .limits = {
    .fragment = 5840,
    .request = 16 * 1024 * 1024,
    .contexts = 1024,
    .calls = 4096,
    .connections = 32768,
    .connections_per_peer = 16384,
    .bind_ms = 30 * 1000,
    .idle_ms = 0,
    .unread = 4 * 1024 * 1024,
    .unsent = 512 * 1024,
  },
};

void
beck_rpc_server_get_limits (BeckRpcServerLimits *limits)
{
  beck_lock_acquire (&current.lock);
  *limits = current.limits;
  beck_lock_release (&current.lock);
}

/* The header's fields for lengths have 16 bits, and fragments less than the smallest that clients
 * must take (wire.md 1.6). */
void
beck_rpc_server_set_limits (const BeckRpcServerLimits *limits)
{
  BeckRpcServerLimits checked = *limits;

  checked.fragment = CLAMP (limits->fragment, 2048, 65528) & ~7u;
  beck_lock_acquire (&current.lock);
  current.limits = checked;
  beck_lock_release (&current.lock);
}
