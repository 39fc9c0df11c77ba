/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * One row is one call of one procedure: its argument record and the bytes it must become.
 * rows-*.c hold the rows of one IDL each; the bytes in them are written by hand from
 * wire.md section 3, never taken from our writer.
 */

#include <beck/ndr-method.h>

G_BEGIN_DECLS

/**
 * NdrRow:
 * @claim: what the row shows
 * @method: the name of the procedure
 * @args: its argument record, for both directions
 * @in: (nullable): what goes to the server, in the notation of ndr-bytes.h
 * @out: (nullable): what comes back
 * @spec: (nullable): the little-endian bytes as wire.md 3.9 lists them, of @out if there is one
 * @block: whether a client gets results in one block, which only tests of that know to handle
 */
typedef struct
{
  const char *claim;
  const char *method;
  const void *args;
  const char *in;
  const char *out;
  const char *spec;
  gboolean block;
} NdrRow;

/* A row of procedure @M of interface @I; the arguments of the record come last. */
#define NDR_ROW(I, M, claim, in, out, ...)                                                         \
  {                                                                                                \
    (claim), #M, &(const struct I##_##M##_Args){ __VA_ARGS__ }, (in), (out), NULL, FALSE           \
  }
#define NDR_BLOCK_ROW(I, M, claim, in, out, ...)                                                   \
  {                                                                                                \
    (claim), #M, &(const struct I##_##M##_Args){ __VA_ARGS__ }, (in), (out), NULL, TRUE            \
  }
#define NDR_SPEC_ROW(I, M, claim, spec, in, out, ...)                                              \
  {                                                                                                \
    (claim), #M, &(const struct I##_##M##_Args){ __VA_ARGS__ }, (in), (out), (spec), FALSE         \
  }

typedef struct
{
  const BeckNdrInterface *interface;
  const NdrRow *rows;
  guint n_rows;
} NdrRows;

#define NDR_ROWS(interface, rows) { &(interface), (rows), G_N_ELEMENTS (rows) }

extern const NdrRows ndr_rows_examples;
extern const NdrRows ndr_rows_scalars;
extern const NdrRows ndr_rows_arrays;
extern const NdrRows ndr_rows_texts;
extern const NdrRows ndr_rows_unions;
extern const NdrRows ndr_rows_pointers;
extern const NdrRows ndr_rows_special;

/* All rows of all files, in order. */
guint ndr_n_rows (void);
const NdrRow *ndr_row (guint index, const BeckNdrMethod **method);

/* By its file and its place there; NULL if there is none. */
guint ndr_n_files (void);
const NdrRow *ndr_row_of (guint file, guint place, const BeckNdrMethod **method);

/* The procedure of that name, which must exist. */
const BeckNdrMethod *ndr_method (const BeckNdrInterface *interface, const char *name);

G_END_DECLS
