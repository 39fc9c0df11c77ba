/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * A call that comes in from the network, or from another process of this machine: what stands in
 * front of its parameters and results (wire.md 5.2), and who it is that calls.
 */

#include "rpc/raw.h"

/* A BeckRpcRawFunc: of all interfaces that objects of this process are called by. */
void beck_orpc_take_request (BeckRpcServerCall *call);
