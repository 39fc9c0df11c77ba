/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Serialization: the functions of types and procedures with [encode] or [decode], over the
 * functions of emit-ndr.h. They go into the file of the client.
 */

#include "layout.h"
#include "rpc.h" /* idl_proc_is_pickled() */

/* For each pickled type T its record T_PickleType and those of T_AlignSize, T_Encode, T_Decode,
 * T_Free that its attributes ask for. The functions of emit-ndr.h, and an "allocator" of
 * BeckNdrAllocator, stand before. */
void idl_emit_pickles (IdlCompiler *compiler, const IdlLayouts *layouts, GString *out);

/* The function of a pickled procedure. Its record I_M_Args and I_interface stand before. */
void idl_emit_pickle_proc (const IdlProcLayout *proc, GString *out);
