/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What the header, the client's stubs and the server's have in common of an RPC interface.
 */

#include "compiler.h"

/* Result and parameters of a procedure as C has them, for stub, manager and entry point vector: the
 * added handle and the state of [async] included. */
void idl_emit_rpc_result (const IdlProc *proc, GString *out);
void idl_emit_rpc_params (const IdlProc *proc, GString *out);

/* Whether a call of @proc reaches the server's manager. */
gboolean idl_rpc_is_remote (const IdlProc *proc);

/* "I_v1_0_c_ifspec" and "I_v1_0_s_ifspec", or "I_ClientIfHandle" and "I_ServerIfHandle"; free with
 * g_free */
char *idl_rpc_handle_name (const IdlCompiler *compiler, const IdlInterface *interface,
                           gboolean server);

/* [endpoint]: the table of them, and the members of the interface's record that refer to it.
 * Nothing without the attribute. */
void idl_emit_rpc_endpoints (const IdlInterface *interface, GString *out);
void idl_emit_rpc_endpoint_members (const IdlInterface *interface, GString *out);

/* "I_v1_0_epv_t", or "I_SERVER_EPV"; free with g_free */
char *idl_rpc_epv_name (const IdlCompiler *compiler, const IdlInterface *interface);
