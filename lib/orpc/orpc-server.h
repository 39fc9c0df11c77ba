/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * This process as a server of object RPC: where it listens, and how calls come in from there.
 *
 * It listens at a Unix socket of its own, whose name begins with "orpc-" and its pid, in the
 * directory of ncalrpc; and by TCP where BECK_ORPC_LISTEN says so: string bindings with commas
 * between them, "ncacn_ip_tcp:127.0.0.1[0]". There, it serves the interfaces that were offered,
 * IRemUnknown, and IObjectExporter for itself.
 *
 * All functions: any thread.
 */

#include <beck/types.h>

#include "orpc/string-array.h"

/* Begins to listen, the first time, and says where its resolver is reached: what references to its
 * objects carry. @addresses (nullable) refers to memory that stays as long as the process. S_OK;
 * E_OUTOFMEMORY, or HRESULT_FROM_WIN32() of what kept it from listening. The Unix socket is tried
 * again the next time, what BECK_ORPC_LISTEN names is not. */
HRESULT beck_orpc_server_start (BeckStringArray *addresses);

/* Requests for interface @iid are taken from now on: to be called before the first reference to
 * such an interface goes to another process; quick when it was before. Starts the server. */
HRESULT beck_orpc_server_offer (REFIID iid);

/* Where objects are called once the server has started. */
HRESULT beck_orpc_server_endpoints (BeckStringArray *endpoints);

/* Whether calls from other machines are taken: only where BECK_ORPC_LISTEN says so. A program's own
 * endpoints by TCP are not meant for its objects. */
gboolean beck_orpc_server_allows_network (void);

/* The IPID of this process's IRemUnknown. */
const GUID *beck_orpc_server_rem_unknown (void);

/* From now on references tell these addresses of the machine's resolver to other machines, in
 * place of the process's own. */
HRESULT beck_orpc_server_set_resolvers (const BeckStringBinding *bindings, guint n);
