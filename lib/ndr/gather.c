/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ndr/gather.h"

#include <beck/status.h>

/* What nothing is aligned to more. */
#define ALIGN ((gsize) 8)

gboolean
beck_ndr_gather_takes (const BeckNdrWriter *writer, gconstpointer data, gsize size)
{
  const BeckNdrGather *gather = writer->gather;

  return size >= BECK_NDR_GATHER_LEAST && gather->n < BECK_NDR_GATHER_MAX
         && beck_ndr_arena_owns (gather->arena, data);
}

gboolean
beck_ndr_gather_add (BeckNdrWriter *writer, gconstpointer data, gsize size, gsize align)
{
  BeckNdrGather *gather = writer->gather;
  gsize filler = size & (ALIGN - 1);
  gsize limit = writer->limits.bytes;
  gsize used, at;

  if (!beck_ndr_put_align (writer, align))
    return FALSE;
  used = writer->pos + gather->size;
  if (used > limit || limit - used < size)
    return beck_ndr_writer_fail_numbers (writer, RPC_X_NO_MEMORY, "more bytes than the limit",
                                         used + size, limit);
  at = writer->pos;
  while (writer->pos < at + filler)
    if (!beck_ndr_put_u8 (writer, 0))
      return FALSE;
  gather->pieces[gather->n++] = (BeckNdrPiece){ at, filler, data, size };
  gather->size += size - filler;
  return TRUE;
}

guint
beck_ndr_gather_look (const BeckNdrWriter *writer, struct iovec vectors[BECK_NDR_GATHER_VECTORS],
                      gsize *size)
{
  const BeckNdrGather *gather = writer->gather;
  gsize from = 0;
  guint n = 0;

  for (guint i = 0; gather != NULL && i < gather->n; i++)
    {
      const BeckNdrPiece *piece = &gather->pieces[i];

      vectors[n++] = (struct iovec){ writer->data + from, piece->at - from };
      vectors[n++] = (struct iovec){ (gpointer) (guintptr) piece->data, piece->size };
      from = piece->at + piece->filler;
    }
  vectors[n++] = (struct iovec){ writer->data != NULL ? writer->data + from : NULL,
                                 writer->pos - from };
  *size = writer->pos + (gather != NULL ? gather->size : 0);
  return n;
}
