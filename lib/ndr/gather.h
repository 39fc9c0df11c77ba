/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Large arrays that a writer leaves where they are, for who sends what it wrote at once and from
 * several places. Only arrays in one arena are left there: others may be gone when their function
 * returns.
 *
 * The writer's data has a filler in place of each, of as many bytes as keep the alignment of what
 * follows. Faults and limits know nothing of fillers but for the sum.
 */

#include <beck/ndr-writer.h>
#include <sys/uio.h>

#define BECK_NDR_GATHER_MAX 4

/* Bytes that are not worth it are copied. */
#define BECK_NDR_GATHER_LEAST ((gsize) 8 << 10)

typedef struct
{
  gsize at; /* in the writer's data */
  gsize filler;
  gconstpointer data;
  gsize size;
} BeckNdrPiece;

struct BeckNdrGather
{
  const BeckNdrArena *arena;
  gsize size; /* of all pieces, less their fillers */
  guint n;
  BeckNdrPiece pieces[BECK_NDR_GATHER_MAX];
};

/* What @gather and those of beck_ndr_gather_look() have at most. */
#define BECK_NDR_GATHER_VECTORS (2 * BECK_NDR_GATHER_MAX + 1)

/* Has @writer, which is empty, use @gather, until it is cleared. */
static inline void
beck_ndr_gather_begin (BeckNdrGather *gather, const BeckNdrArena *arena, BeckNdrWriter *writer)
{
  gather->arena = arena;
  gather->size = 0;
  gather->n = 0;
  writer->gather = gather;
}

/* Whether what @writer wrote is not all in its own data. */
static inline gboolean
beck_ndr_gather_has_pieces (const BeckNdrWriter *writer)
{
  return writer->gather != NULL && writer->gather->n > 0;
}

/* For the writer: takes note of an array that may be left where it is. */
G_GNUC_INTERNAL gboolean beck_ndr_gather_takes (const BeckNdrWriter *writer, gconstpointer data,
                                                gsize size);
G_GNUC_INTERNAL gboolean beck_ndr_gather_add (BeckNdrWriter *writer, gconstpointer data, gsize size,
                                              gsize align);

/* All that @writer wrote, in order; how many places, and @size bytes. */
G_GNUC_INTERNAL guint beck_ndr_gather_look (const BeckNdrWriter *writer,
                                            struct iovec vectors[BECK_NDR_GATHER_VECTORS],
                                            gsize *size);
