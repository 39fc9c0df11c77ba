/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What the files of the client's core share. Each function handles one whole PDU.
 */

#include "rpc/client-core.h"

G_GNUC_INTERNAL BeckRpcClientStep beck_rpc_client_core_close (BeckRpcClientCore *core,
                                                              BeckRpcClientEvent *event,
                                                              guint32 status, const char *reason);

/* bind_ack, alter_context_resp, bind_nak: client-core-bind.c */
G_GNUC_INTERNAL BeckRpcClientStep beck_rpc_client_core_answer (BeckRpcClientCore *core,
                                                               const BeckPduHeader *header,
                                                               const guint8 *data,
                                                               BeckRpcClientEvent *event);
G_GNUC_INTERNAL BeckRpcClientStep beck_rpc_client_core_nak (BeckRpcClientCore *core,
                                                            const BeckPduHeader *header,
                                                            const guint8 *data,
                                                            BeckRpcClientEvent *event);

/* The bind or alter_context that is not answered has ended in a fault. */
G_GNUC_INTERNAL BeckRpcClientStep beck_rpc_client_core_refused (BeckRpcClientCore *core,
                                                                BeckRpcClientEvent *event);
