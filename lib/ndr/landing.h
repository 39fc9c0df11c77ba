/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Bytes of an array that whoever received them put where they belong, so that the reader has none
 * to copy: the mirror of gather.h.
 *
 * The reader's data has a filler in their place, of as many bytes as keep the alignment of what
 * follows.
 */

#include <beck/ndr-reader.h>

/* Where they are in the data of an answer that begins with the array: behind its count. */
#define BECK_NDR_LANDING_AT ((gsize) 4)

/* Bytes that are not worth it are left in the data. */
#define BECK_NDR_LANDING_LEAST ((gsize) 4 << 10)

struct BeckNdrLanding
{
  const void *bytes;
  gsize size; /* > 0 */
};

/* The bytes of the filler in place of @size bytes. */
static inline gsize
beck_ndr_landing_filler (gsize size)
{
  return size & 7;
}

/* Has @reader, from which nothing was read, know of @landing, which stays as long. */
static inline void
beck_ndr_landing_begin (const BeckNdrLanding *landing, BeckNdrReader *reader)
{
  reader->landing = landing;
}

/* What the data of @reader lacks that is still to be read. */
static inline gsize
beck_ndr_landing_left (const BeckNdrReader *reader)
{
  const BeckNdrLanding *landing = reader->landing;

  return landing != NULL ? landing->size - beck_ndr_landing_filler (landing->size) : 0;
}

/* Whether the next @count bytes for @values are those. */
static inline gboolean
beck_ndr_landing_has (const BeckNdrReader *reader, const void *values)
{
  return reader->landing != NULL && reader->pos == BECK_NDR_LANDING_AT
         && reader->landing->bytes == values;
}

/* Passes over them, if they are @count. */
G_GNUC_INTERNAL gboolean beck_ndr_landing_take (BeckNdrReader *reader, gsize count);

/* A fault behind them says where it would be if they were in the data. */
G_GNUC_INTERNAL void beck_ndr_landing_place_fault (const BeckNdrLanding *landing,
                                                   BeckNdrFault *fault);
