/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The functions that carry values over the wire, as C. Every file of generated code (client,
 * server, proxies) holds those it needs, all static:
 *
 *   put_S, get_S, put_behind_S, get_behind_S, free_S   for a structure or union S
 *   struct I_M_Args                                     the arguments of method M of I
 *   put_in_I_M, get_in_I_M, put_out_I_M, get_out_I_M    and, where there is something to
 *   clear_out_I_M, free_out_I_M                         do, these two
 *   land_out_I_M                                        in client stubs, likewise
 *   put_T_value, get_T_value, free_T_value              for a pickled type T
 */

#include "layout.h"

/* What a file begins with: comment, includes. @file is the IDL's base name, "_c.c" or the like
 * is @ending, @what a phrase: "client stubs". */
void idl_emit_ndr_preamble (IdlCompiler *compiler, const char *ending, const char *what,
                            GString *out);

/* The functions of all shapes that @procs (IdlProcLayout *) and @pickles (IdlPickleLayout *)
 * reach; either may be NULL. Only a @server has the functions that run contexts down. */
void idl_emit_ndr_shapes (const IdlLayouts *layouts, const GPtrArray *procs,
                          const GPtrArray *pickles, gboolean server, GString *out);

/* The argument record of a procedure and its functions. */
void idl_emit_ndr_proc (const IdlProcLayout *proc, GString *out);

/* For client stubs: the function that tells where bytes of the answer belong, if it is of use. */
void idl_emit_ndr_land (const IdlProcLayout *proc, GString *out);

/* The functions of a pickled type. */
void idl_emit_ndr_pickle (const IdlPickleLayout *pickle, GString *out);

/* FALSE for a structure with an open end: the caller has a variable for it, of which nobody knows
 * the room. */
gboolean idl_ndr_can_decode (const IdlPickleLayout *pickle);

/* Which function pointers of the method record a file supplies, as I_M after these prefixes. */
typedef enum
{
  IDL_INVOKE_NONE,   /* client stubs */
  IDL_INVOKE_SERVER, /* invoke_I_M */
  IDL_INVOKE_OBJECT, /* invoke_I_M and, if the interface has an asynchronous partner, begin_I_M,
                        finish_I_M */
} IdlInvoke;

/* "static const BeckNdrMethod I_methods[]" and "static const BeckNdrInterface I_interface".
 * @allocator is a C expression or NULL. */
void idl_emit_ndr_interface (const IdlInterfaceLayout *interface, IdlInvoke invoke,
                             const char *allocator, GString *out);
