/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The resolver of this machine (wire.md 5.4), IObjectExporter: where its exporters are, and what
 * clients elsewhere ping, which is passed on.
 */

#include <beck/rpc.h>

#include "process.h"

/* Registers the interface. */
RPC_STATUS beckd_exporters_start (void);

/* S_OK; E_ACCESSDENIED if another user's process has the OXID already, or one with which it could
 * be confused; E_OUTOFMEMORY. */
HRESULT beckd_exporters_add (BeckdProcess *process);

/* Nothing if another process of the user has taken the place. */
void beckd_exporters_remove (const BeckdProcess *process);
