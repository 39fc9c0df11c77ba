/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * How much was done, for RpcMgmtInqStats(). Numbers of 32 bits, which begin anew.
 */

#include "rpc/server-private.h"

atomic_uint beck_rpc_packets_in, beck_rpc_packets_out;
atomic_uint beck_rpc_calls_in, beck_rpc_calls_out;

void
beck_rpc_server_stats (BeckRpcServerStats *stats)
{
  stats->calls_in = atomic_load (&beck_rpc_calls_in);
  stats->calls_out = atomic_load (&beck_rpc_calls_out);
  stats->packets_in = atomic_load (&beck_rpc_packets_in);
  stats->packets_out = atomic_load (&beck_rpc_packets_out);
}
