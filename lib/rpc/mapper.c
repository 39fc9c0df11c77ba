/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapper.h"

#include <beck/status.h>
#include <stdlib.h>
#include <string.h>

#include "protseq.h"

#define LOCAL_MAPPER "epmapper"
#define TCP_MAPPER "135"
#define PORT_VARIABLE "BECK_EPM_PORT"

/* Statuses of the mapper on the wire (wire.md 4.1) */
#define EPT_NOT_REGISTERED 0x16c9a0d6u
#define EPT_CANNOT_PERFORM 0x16c9a0cdu
#define EPT_NO_MEMORY 0x16c9a012u

static const char *
mapper_endpoint (BeckRpcProtseq protseq)
{
  const char *port = getenv (PORT_VARIABLE);

  if (protseq == BECK_RPC_PROTSEQ_LOCAL)
    return LOCAL_MAPPER;
  return port != NULL && beck_rpc_protseq_check_endpoint (protseq, port) == RPC_S_OK ? port
                                                                                     : TCP_MAPPER;
}

BeckRpcRemoteBinding *
beck_rpc_mapper_new (BeckRpcProtseq protseq, const char *address)
{
  return beck_rpc_remote_new (protseq, address, mapper_endpoint (protseq));
}

guint32
beck_rpc_mapper_status (guint32 status)
{
  switch (status)
    {
    case EPT_NOT_REGISTERED:
      return EPT_S_NOT_REGISTERED;
    case EPT_CANNOT_PERFORM:
      return EPT_S_CANT_PERFORM_OP;
    case EPT_NO_MEMORY:
      return RPC_S_SERVER_OUT_OF_MEMORY;
    default:
      return status;
    }
}

void
beck_rpc_twr_build (BeckRpcTwr *twr, const BeckRpcTower *tower)
{
  guint8 *bytes = twr->room + G_STRUCT_OFFSET (twr_t, tower);

  twr->twr.tower_length = (ULONG) beck_rpc_tower_build (tower, bytes, BECK_RPC_TOWER_MAX_SIZE);
}

gboolean
beck_rpc_twr_parse (const twr_t *twr, BeckRpcTower *tower, BeckRpcProtseq *protseq)
{
  return twr != NULL
         && beck_rpc_tower_parse (twr->tower, twr->tower_length, tower) == BECK_RPC_TOWER_GOOD
         && tower->protseq != NULL && tower->endpoint[0] != '\0'
         && beck_rpc_protseq_find (tower->protseq, protseq) == RPC_S_OK
         && beck_rpc_protseq_check_endpoint (*protseq, tower->endpoint) == RPC_S_OK;
}

void
beck_rpc_tower_init (BeckRpcTower *tower, const BeckNdrInterface *interface,
                     BeckRpcProtseq protseq)
{
  *tower = (BeckRpcTower){
    .interface = { interface->uuid, interface->major, interface->minor },
    .transfer = BECK_RPC_SYNTAX_NDR,
    .protseq = beck_rpc_protseq_name (protseq),
  };
}
