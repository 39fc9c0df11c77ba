/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Questions about RPC procedures: how they find their binding and what [async] makes
 * of them.
 */

#include "compiler.h"

/* The typedef of the pipe behind @type, a pipe or a pointer to one, or NULL. */
const IdlTypedef *idl_type_pipe (const IdlType *type);

/* TRUE for handle_t, a [handle] type and an incoming [context_handle]. */
gboolean idl_param_is_binding (const IdlVar *param);

/* TRUE if [explicit_handle] puts a handle_t in front of the parameters written. */
gboolean idl_proc_adds_handle (const IdlProc *proc);

/* Fills in what the routines of an RPC interface are called at either side. */
void idl_name_routines (IdlCompiler *compiler, IdlInterface *interface);

/* The [implicit_handle] that a procedure without a handle of its own is called over, or NULL. */
const IdlAttr *idl_proc_implicit_handle (const IdlProc *proc);

/* Takes "protseq:[endpoint]" of [endpoint] apart; both parts are to be freed with g_free. A host's
 * name in between is ignored: who calls names it. FALSE if the text is something else. */
gboolean idl_rpc_split_endpoint (const char *text, char **protseq, char **endpoint);

/* TRUE for [encode] or [decode], on the procedure or on its whole interface: called for what it
 * writes into a stream or reads from one (docs/serialization.md). */
gboolean idl_proc_is_pickled (const IdlProc *proc);

/* TRUE for [async], on the procedure or on its whole interface. */
gboolean idl_proc_is_async (const IdlProc *proc);
