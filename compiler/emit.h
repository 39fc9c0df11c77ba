/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The printers. They run only on a tree without errors and write into strings; order
 * and text depend on the input files alone.
 */

#include "compiler.h"

typedef struct
{
  IdlCompiler *compiler;
  GString *body;       /* declarations, in the order of the file */
  GString *prototypes; /* functions the user supplies for types; they go last */
  gboolean uses_rpc;   /* names of the RPC runtime appear */
} IdlEmitter;

/* emit-header.c, emit-iid.c: the files as a whole; free with g_free */
char *idl_emit_header (IdlCompiler *compiler);
char *idl_emit_iid (IdlCompiler *compiler);

/* "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"; free with g_free. */
char *idl_guid_to_string (const GUID *guid);

/* "name.idl:12", without directories: outputs do not depend on where they are made. */
char *idl_emit_place (IdlPos pos);

/* emit-decl.c: anything but interfaces, libraries and the like */
void idl_emit_decl (IdlEmitter *emitter, const IdlDecl *decl);
void idl_emit_members (IdlEmitter *emitter, const GPtrArray *members);

/* emit-interface.c: an object interface */
void idl_emit_interface (IdlEmitter *emitter, const IdlInterface *interface);

/* emit-rpc.c: an RPC interface, pipe types, helpers of types */
void idl_emit_rpc_interface (IdlEmitter *emitter, const IdlInterface *interface);
void idl_emit_pipe (IdlEmitter *emitter, const IdlTypedef *alias);
void idl_emit_type_helpers (IdlEmitter *emitter, const IdlTypedef *alias);
