/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The writer's buffer, and what is too rare or too long to be inline.
 */

#include <beck/ndr-writer.h>

#include "base/spare.h"
#include "ndr/private.h"

#define FIRST_CAPACITY ((gsize) 512)

static void
init (BeckNdrWriter *writer, const BeckNdrLimits *limits)
{
  writer->data = NULL;
  writer->pos = 0;
  writer->capacity = 0;
  writer->swap = FALSE;
  writer->fixed = FALSE;
  writer->next_id = BECK_NDR_FIRST_ID;
  writer->depth = 0;
  writer->limits = *beck_ndr_limits_or_default (limits);
  writer->hooks = (BeckNdrHooks){ 0 };
  writer->full = NULL;
  writer->gather = NULL;
  writer->fault.status = 0;
  writer->fault.path[0] = '\0';
}

void
beck_ndr_writer_init (BeckNdrWriter *writer, const BeckNdrLimits *limits)
{
  init (writer, limits);
}

void
beck_ndr_writer_init_fixed (BeckNdrWriter *writer, gpointer buffer, gsize size,
                            const BeckNdrLimits *limits)
{
  init (writer, limits);
  writer->data = buffer;
  writer->capacity = size;
  writer->fixed = TRUE;
}

void
beck_ndr_writer_clear (BeckNdrWriter *writer)
{
  if (!writer->fixed)
    beck_spare_give (writer->data, writer->capacity);
  writer->data = NULL;
  writer->pos = writer->capacity = 0;
  beck_ndr_full_table_free (writer->full);
  writer->full = NULL;
  writer->gather = NULL;
}

void
beck_ndr_writer_rewind (BeckNdrWriter *writer)
{
  writer->pos = 0;
  writer->depth = 0;
  writer->next_id = BECK_NDR_FIRST_ID;
  writer->fault.status = 0;
  writer->fault.path[0] = '\0';
  beck_ndr_full_table_free (writer->full);
  writer->full = NULL;
}

void
beck_ndr_writer_set_big_endian (BeckNdrWriter *writer, gboolean big_endian)
{
  writer->swap = big_endian != (G_BYTE_ORDER == G_BIG_ENDIAN);
}

gpointer
beck_ndr_writer_take (BeckNdrWriter *writer, gsize *size)
{
  gpointer data = writer->data;

  *size = writer->pos;
  writer->data = NULL;
  writer->capacity = 0;
  beck_ndr_writer_rewind (writer);
  return data;
}

gboolean
beck_ndr_writer_fail (BeckNdrWriter *writer, guint32 status, const char *reason)
{
  return beck_ndr_fault_set (&writer->fault, status, writer->pos, reason);
}

gboolean
beck_ndr_writer_fail_numbers (BeckNdrWriter *writer, guint32 status, const char *reason,
                              guint64 found, guint64 limit)
{
  return beck_ndr_fault_set_numbers (&writer->fault, status, writer->pos, reason, found, limit);
}

gboolean
beck_ndr_writer_grow (BeckNdrWriter *writer, gsize align, gsize size)
{
  gsize start = (writer->pos + align - 1) & ~(align - 1);
  gsize limit = writer->limits.bytes;
  gsize wanted;
  guint8 *data;

  if (writer->fixed)
    return beck_ndr_writer_fail (writer, RPC_S_BUFFER_TOO_SMALL, "the buffer is too small");
  if (start > limit || limit - start < size)
    return beck_ndr_writer_fail_numbers (writer, RPC_X_NO_MEMORY, "more bytes than the limit",
                                         start + size, limit);
  wanted = MAX (MAX (start + size, FIRST_CAPACITY), MIN (writer->capacity * 2, limit));
  data = beck_spare_resize (writer->data, writer->pos, &writer->capacity, wanted);
  if (data == NULL)
    return beck_ndr_writer_fail (writer, RPC_X_NO_MEMORY, "no memory");
  writer->data = data;
  /* A block may be larger than what was wanted, and the limit holds. */
  writer->capacity = MIN (writer->capacity, MAX (wanted, limit));
  return TRUE;
}

/* ---- Scalars ---- */

gboolean
beck_ndr_put_int3264 (BeckNdrWriter *writer, gint64 value)
{
  if (value < G_MININT32 || value > G_MAXINT32)
    return beck_ndr_writer_fail_numbers (writer, RPC_X_INVALID_BOUND,
                                         "a number that 32 bits do not hold", (guint64) value,
                                         G_MAXINT32);
  return beck_ndr_put_u32 (writer, (guint32) (gint32) value);
}

gboolean
beck_ndr_put_uint3264 (BeckNdrWriter *writer, guint64 value)
{
  if (value > G_MAXUINT32)
    return beck_ndr_writer_fail_numbers (writer, RPC_X_INVALID_BOUND,
                                         "a number that 32 bits do not hold", value, G_MAXUINT32);
  return beck_ndr_put_u32 (writer, (guint32) value);
}

/* ---- Counts ---- */

gboolean
beck_ndr_put_max_count (BeckNdrWriter *writer, guint64 count)
{
  if (count > G_MAXUINT32)
    return beck_ndr_writer_fail_numbers (writer, RPC_X_INVALID_BOUND, "too many elements", count,
                                         G_MAXUINT32);
  return beck_ndr_put_u32 (writer, (guint32) count);
}

gboolean
beck_ndr_put_variance (BeckNdrWriter *writer, guint64 first, guint64 length, guint64 max)
{
  if (first > max || length > max - first)
    return beck_ndr_writer_fail_numbers (writer, RPC_X_INVALID_BOUND, "elements beyond the array",
                                         first + length, max);
  if (max > G_MAXUINT32)
    return beck_ndr_writer_fail_numbers (writer, RPC_X_INVALID_BOUND, "too many elements", max,
                                         G_MAXUINT32);
  return beck_ndr_put_u32 (writer, (guint32) first) && beck_ndr_put_u32 (writer, (guint32) length);
}

gboolean
beck_ndr_put_check_count (BeckNdrWriter *writer, gint64 value, gsize *count)
{
  if (value < 0 || value > G_MAXUINT32)
    return beck_ndr_writer_fail_numbers (writer, RPC_X_INVALID_BOUND,
                                         "a number of elements that cannot be", (guint64) value,
                                         G_MAXUINT32);
  *count = (gsize) value;
  return TRUE;
}

gboolean
beck_ndr_put_no_arm (BeckNdrWriter *writer, gint64 tag)
{
  return beck_ndr_writer_fail_numbers (writer, RPC_X_INVALID_TAG, "a discriminant without an arm",
                                       (guint64) tag, 0);
}
