/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Questions about RPC procedures: how they find their binding and what [async] makes
 * of them.
 */

#include "ast.h"

/* The typedef of the pipe behind @type, a pipe or a pointer to one, or NULL. */
const IdlTypedef *idl_type_pipe (const IdlType *type);

/* TRUE for handle_t, a [handle] type and an incoming [context_handle]. */
gboolean idl_param_is_binding (const IdlVar *param);

/* TRUE if [explicit_handle] puts a handle_t in front of the parameters written. */
gboolean idl_proc_adds_handle (const IdlProc *proc);

/* The [implicit_handle] that a procedure without a handle of its own is called over, or NULL. */
const IdlAttr *idl_proc_implicit_handle (const IdlProc *proc);

/* TRUE for [encode] or [decode], on the procedure or on its whole interface: called for what it
 * writes into a stream or reads from one (docs/serialization.md). */
gboolean idl_proc_is_pickled (const IdlProc *proc);

/* TRUE for [async], on the procedure or on its whole interface. */
gboolean idl_proc_is_async (const IdlProc *proc);
