/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Blobs of NDR as text, by walking the layout of a type: no code is generated. A part of
 * the compiler that needs the reader of lib/ndr; what does not dump links without it.
 *
 * Total: any type with any bytes ends, in lines and perhaps a fault. Memory and lines are
 * in proportion to the bytes that are there, whatever counts they claim.
 */

#include <beck/ndr-fault.h>
#include <beck/ndr-memory.h>

#include "idl.h"

struct IdlLayout;

/**
 * IdlDumpLine:
 * @line: one line of text in UTF-8, without its end
 */
typedef void (*IdlDumpLine) (const char *line, gpointer data);

/**
 * IdlDumpOptions:
 * @big_endian: the sender's byte order; headers of type serialization have their own word on it
 * @pickle: the headers of type serialization, version 1, come first (wire.md 3.10)
 * @limits: (nullable): NULL for beck_ndr_default_limits
 */
typedef struct
{
  gboolean big_endian;
  gboolean pickle;
  const BeckNdrLimits *limits;
} IdlDumpOptions;

/**
 * idl_dump_type:
 * @result: a compilation without errors
 * @name: "T", "struct T", "union T", of the main file or an imported one
 *
 * Returns: (transfer none): the layout, which lives as long as @result, or NULL with @error set if
 *   there is no such type or it cannot travel
 */
const struct IdlLayout *idl_dump_type (IdlResult *result, const char *name, GError **error);

/**
 * idl_dump:
 * @type: from idl_dump_type() with the same @result
 * @name: what paths begin with
 * @data: the bytes
 * @line: called for each value, in the order of the wire
 * @fault: where and why the bytes are no such value, if they are not; also if there are more of
 *   them than it takes
 *
 * The value stands alone, as a pickled one or as the only parameter of a call: a reference pointer
 * outermost has no number.
 *
 * Returns: FALSE with @fault set, after the lines of what could be read
 */
gboolean idl_dump (IdlResult *result, const struct IdlLayout *type, const char *name,
                   gconstpointer data, gsize size, const IdlDumpOptions *options,
                   IdlDumpLine line, gpointer line_data, BeckNdrFault *fault);
