/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <beck/rpc-binding.h>

/* RpcMgmtStopServerListening() of another server. */
G_GNUC_INTERNAL guint32 beck_rpc_mgmt_stop (RPC_BINDING_HANDLE binding);
