/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <beck/rpc-server.h>

/* Registers the interface by which servers say what they offer: beckscm. */
RPC_STATUS beckd_registrar_start (void);
