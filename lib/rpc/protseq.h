/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Protocol sequences: their names, and what addresses, endpoints and options look like in each.
 */

#include "remote.h"

enum
{
  BECK_RPC_N_PROTSEQS = BECK_RPC_PROTSEQ_TCP + 1,
};

/* 0, RPC_S_PROTSEQ_NOT_SUPPORTED for one that others have, RPC_S_INVALID_RPC_PROTSEQ for what
 * looks like none. */
G_GNUC_INTERNAL guint32 beck_rpc_protseq_find (const char *name, BeckRpcProtseq *protseq);

G_GNUC_INTERNAL const char *beck_rpc_protseq_name (BeckRpcProtseq protseq);

/* 0 or RPC_S_INVALID_NET_ADDR. Names are not looked up. */
G_GNUC_INTERNAL guint32 beck_rpc_protseq_check_address (BeckRpcProtseq protseq,
                                                        const char *address);

/* 0 or RPC_S_INVALID_ENDPOINT_FORMAT. */
G_GNUC_INTERNAL guint32 beck_rpc_protseq_check_endpoint (BeckRpcProtseq protseq,
                                                         const char *endpoint);

/* 0 or RPC_S_INVALID_NETWORK_OPTIONS. */
G_GNUC_INTERNAL guint32 beck_rpc_protseq_check_options (BeckRpcProtseq protseq,
                                                        const char *options);
