/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The rules of the language that go beyond grammar. Everything declared in the main
 * file is checked; of imported files only the types that travel in its methods.
 */

#include "compiler.h"
#include "expr.h"

/* check.c: all of them */
void idl_check (IdlCompiler *compiler);

/* check-attr.c: may these attributes stand here, and together? */
void idl_check_attrs (IdlCompiler *compiler, const IdlAttrs *attrs, IdlAttrPlace place);

/* check-name.c: is the name of @decl, if it has one, one to C and C++, too? */
void idl_check_name (IdlCompiler *compiler, const IdlDecl *decl);

/* check-interface.c */
void idl_check_interface (IdlCompiler *compiler, const IdlInterface *interface);
/* UUIDs of interfaces, classes and libraries, none of which may appear twice. */
void idl_check_uuids (IdlCompiler *compiler, const GPtrArray *decls);

/* check-proc.c */
gboolean idl_proc_is_local (const IdlProc *proc);
void idl_check_proc (IdlCompiler *compiler, const IdlProc *proc);

/* check-rpc.c: handles, pipes, [async] and the like on procedures of RPC interfaces,
 * and their absence from object interfaces */
void idl_check_rpc_interface (IdlCompiler *compiler, const IdlInterface *interface);
void idl_check_rpc_proc (IdlCompiler *compiler, const IdlProc *proc);
void idl_check_object_proc (IdlCompiler *compiler, const IdlProc *proc);
void idl_check_pipe (IdlCompiler *compiler, const IdlTypedef *alias);

/* check-tag.c */
void idl_check_tag (IdlCompiler *compiler, IdlTag *tag);
/* The tags defined inside @type */
void idl_check_inner_tags (IdlCompiler *compiler, const IdlType *type);

/* check-var.c: the attributes of parameters and fields against their types */
typedef struct
{
  GHashTable *vars; /* name → IdlVar *, what expressions may refer to */
  gboolean params;
} IdlScope;

/* Fills @scope, reporting names that appear twice; clear with idl_scope_clear. */
void idl_scope_init (IdlScope *scope, IdlCompiler *compiler, const GPtrArray *vars,
                     gboolean params);
void idl_scope_clear (IdlScope *scope);
void idl_check_var (IdlCompiler *compiler, const IdlVar *var, const IdlScope *scope);
/* Rules about the type alone, which typedefs share. */
void idl_check_type_attrs (IdlCompiler *compiler, const IdlAttrs *attrs, const IdlType *type,
                           IdlPos pos);

/* check-remote.c: can what a method carries be marshaled? Types are queued and each is
 * looked at once, so that no chain of structures is too long. */
typedef struct
{
  IdlCompiler *compiler;
  GHashTable *seen;  /* IdlTag * */
  GQueue queue;      /* IdlTag * to look at */
} IdlRemote;

void idl_remote_init (IdlRemote *remote, IdlCompiler *compiler);
void idl_remote_clear (IdlRemote *remote);
void idl_remote_add_proc (IdlRemote *remote, const IdlProc *proc);
void idl_remote_run (IdlRemote *remote);
