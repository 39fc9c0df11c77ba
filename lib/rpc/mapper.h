/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The endpoint mapper, for those who ask it (wire.md 4): where it is, what it says, and the towers
 * that it is asked with.
 */

#include <beck/rpc-tower.h>

#include "epm.h"
#include "remote.h"

/* A binding to the mapper of a machine; NULL without memory. */
G_GNUC_INTERNAL BeckRpcRemoteBinding *beck_rpc_mapper_new (BeckRpcProtseq protseq,
                                                           const char *address);

/* What programs know a status of the mapper by. Those of calls stay what they are. */
G_GNUC_INTERNAL guint32 beck_rpc_mapper_status (guint32 status);

/* A twr_t with room for any tower of ours. */
typedef union
{
  twr_t twr;
  guint8 room[G_STRUCT_OFFSET (twr_t, tower) + BECK_RPC_TOWER_MAX_SIZE];
} BeckRpcTwr;

G_GNUC_INTERNAL void beck_rpc_twr_build (BeckRpcTwr *twr, const BeckRpcTower *tower);

/* FALSE for what this library cannot connect to; @protseq is what the tower names otherwise. */
G_GNUC_INTERNAL gboolean beck_rpc_twr_parse (const twr_t *twr, BeckRpcTower *tower,
                                             BeckRpcProtseq *protseq);

/* Of an interface; its transfer syntax is NDR. */
G_GNUC_INTERNAL void beck_rpc_tower_init (BeckRpcTower *tower, const BeckNdrInterface *interface,
                                          BeckRpcProtseq protseq);
