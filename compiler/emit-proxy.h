/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Proxies and stubs of object interfaces as C, over <beck/proxy.h>.
 */

#include "layout.h"

/* The file as a whole; free with g_free. NULL if it defines no interface that travels. */
char *idl_emit_proxy (IdlCompiler *compiler, const IdlLayouts *layouts);

/* ---- For the files of this printer ---- */

/* What of an interface is printed. Bases from other files are printed along, since a file of
 * proxies stands on its own, but only as far as what derives from them needs it. */
typedef struct
{
  const IdlInterfaceLayout *layout;
  gboolean own;         /* defined in this file */
  gboolean calls_async; /* asynchronous proxies are wanted */
} IdlProxy;

/* emit-proxy-method.c: what a client calls, and what a stub calls for the server's method */
void idl_emit_proxy_call (const IdlProcLayout *proc, GString *out);
void idl_emit_proxy_invoke (const IdlProcLayout *proc, GString *out);

/* A method that does not travel, in the vtable all the same. */
void idl_emit_proxy_local (const IdlProc *proc, GString *out);

/* emit-proxy-async.c: the same for the halves of an asynchronous method */
void idl_emit_proxy_halves (const IdlProcLayout *proc, gboolean calls_async, GString *out);

/* The initialiser of each slot behind those of IUnknown, one to a line. */
void idl_emit_proxy_slots (const IdlInterface *interface, const char *indent, GString *out);

/* A name for a variable in a function with parameters @params, as close to @name as they allow. */
char *idl_proxy_variable (const GPtrArray *params, const char *name);

/* Appends @items, separated by commas, on lines that begin where the first one does. */
void idl_proxy_append_list (GString *out, const GPtrArray *items);

/* ".a = a", ".b = b": of the argument record; @params are those of the method or of half of it. */
GPtrArray *idl_proxy_members (const IdlProcLayout *layout, const GPtrArray *params);

/* "This", "args->a", "args->b" */
GPtrArray *idl_proxy_arguments (const IdlProcLayout *layout, const GPtrArray *params);
