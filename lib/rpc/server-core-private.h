/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What the files of the server's core share. Each function handles one PDU and returns the step.
 */

#include "rpc/server-core.h"

/* Statuses of faults that the core itself sends. */
enum
{
  BECK_FAULT_ACCESS_DENIED = 5,
  BECK_FAULT_NO_CALL_ACTIVE = 0x6bd,
  BECK_FAULT_NO_MEMORY = 0x1c00001b,
  BECK_FAULT_UNKNOWN_INTERFACE = 0x1c010003,
  BECK_FAULT_PROTOCOL = 0x1c01000b,
  BECK_FAULT_TOO_BUSY = 0x1c010014,
};

/* Flags of a fault: whether it says that nothing was executed. */
enum
{
  BECK_FAULT_UNKNOWN = BECK_PDU_WHOLE,
  BECK_FAULT_NOT_EXECUTED = BECK_PDU_WHOLE | BECK_PDU_DID_NOT_EXECUTE,
};

/* A whole PDU. */
typedef struct
{
  BeckPduHeader header;
  const guint8 *data;
} BeckPdu;

/* Closes without a word. */
G_GNUC_INTERNAL BeckRpcServerStep beck_rpc_server_core_close (BeckRpcServerCore *core,
                                                              BeckRpcServerEvent *event,
                                                              const char *reason);
G_GNUC_INTERNAL BeckRpcServerStep beck_rpc_server_core_nak (BeckRpcServerCore *core,
                                                            BeckRpcServerEvent *event,
                                                            guint32 call_id, guint16 nak,
                                                            const char *reason);

/* Sends a fault; the connection stays. */
G_GNUC_INTERNAL BeckRpcServerStep beck_rpc_server_core_fault (BeckRpcServerCore *core,
                                                              BeckRpcServerEvent *event,
                                                              guint32 call_id, guint16 context_id,
                                                              guint32 status);

/* Sends a fault and closes. */
G_GNUC_INTERNAL BeckRpcServerStep
beck_rpc_server_core_fault_close (BeckRpcServerCore *core, BeckRpcServerEvent *event, guint8 flags,
                                  guint32 call_id, guint16 context_id, guint32 status,
                                  const char *reason);

/* Without memory for what has to be sent there is nothing left to do. */
G_GNUC_INTERNAL BeckRpcServerStep beck_rpc_server_core_no_memory (BeckRpcServerCore *core,
                                                                  BeckRpcServerEvent *event);

/* bind and alter_context: server-core-bind.c */
G_GNUC_INTERNAL BeckRpcServerStep beck_rpc_server_core_bind (BeckRpcServerCore *core,
                                                             const BeckPdu *pdu,
                                                             BeckRpcServerEvent *event);

/* request: server-core-request.c */
G_GNUC_INTERNAL BeckRpcServerStep beck_rpc_server_core_request (BeckRpcServerCore *core,
                                                                const BeckPdu *pdu,
                                                                BeckRpcServerEvent *event);

/* What was coming in is not wanted any more: the rest of it is passed over. */
G_GNUC_INTERNAL void beck_rpc_server_core_drop_assembly (BeckRpcServerCore *core);
