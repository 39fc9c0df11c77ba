/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Elements in one go, and strings (wire.md 3.2, 3.3).
 */

#include "ndr/gather.h"
#include "ndr/landing.h"
#include "ndr/private.h"

/* ---- Copying with the bytes of each element turned around ---- */

static void
swap16 (guint8 *to, const guint8 *from, gsize count)
{
  for (gsize i = 0; i < count; i++)
    {
      guint16 value;

      memcpy (&value, from + i * 2, 2);
      value = GUINT16_SWAP_LE_BE (value);
      memcpy (to + i * 2, &value, 2);
    }
}

static void
swap32 (guint8 *to, const guint8 *from, gsize count)
{
  for (gsize i = 0; i < count; i++)
    {
      guint32 value;

      memcpy (&value, from + i * 4, 4);
      value = GUINT32_SWAP_LE_BE (value);
      memcpy (to + i * 4, &value, 4);
    }
}

static void
swap64 (guint8 *to, const guint8 *from, gsize count)
{
  for (gsize i = 0; i < count; i++)
    {
      guint64 value;

      memcpy (&value, from + i * 8, 8);
      value = GUINT64_SWAP_LE_BE (value);
      memcpy (to + i * 8, &value, 8);
    }
}

static void
copy (guint8 *to, const guint8 *from, gsize count, gsize width, gboolean swap)
{
  if (!swap || width == 1)
    {
      if (count > 0)
        memcpy (to, from, count * width);
    }
  else if (width == 2)
    swap16 (to, from, count);
  else if (width == 4)
    swap32 (to, from, count);
  else
    swap64 (to, from, count);
}

/* ---- Writing ---- */

static gboolean
put_row (BeckNdrWriter *writer, gconstpointer values, gsize count, gsize width)
{
  guint8 *place;

  if (count > G_MAXSIZE / 2 / width)
    return beck_ndr_writer_fail (writer, RPC_X_INVALID_BOUND, "too many elements");
  if (values == NULL && count > 0)
    return beck_ndr_writer_fail (writer, RPC_X_NULL_REF_POINTER, "an array that is not there");
  if (writer->gather != NULL && !writer->swap
      && beck_ndr_gather_takes (writer, values, count * width))
    return beck_ndr_gather_add (writer, values, count * width, width);
  place = beck_ndr_writer_claim (writer, width, count * width);
  if (place == NULL)
    return FALSE;
  copy (place, values, count, width, writer->swap);
  return TRUE;
}

gboolean
beck_ndr_put_bytes (BeckNdrWriter *writer, gconstpointer values, gsize count)
{
  return put_row (writer, values, count, 1);
}

gboolean
beck_ndr_put_u16s (BeckNdrWriter *writer, gconstpointer values, gsize count)
{
  return put_row (writer, values, count, 2);
}

gboolean
beck_ndr_put_u32s (BeckNdrWriter *writer, gconstpointer values, gsize count)
{
  return put_row (writer, values, count, 4);
}

gboolean
beck_ndr_put_u64s (BeckNdrWriter *writer, gconstpointer values, gsize count)
{
  return put_row (writer, values, count, 8);
}

/* Text of @length units, the NUL included, or 0 for none within the limit. Most of what
 * programs send is text, hence counts and characters in one piece. */
static gboolean
put_text (BeckNdrWriter *writer, const void *text, gsize length, gsize max, gboolean conformant,
          gsize width)
{
  guint32 counts[] = { 0, 0, 0 };
  guint first = conformant ? 0 : 1;
  gsize header = (G_N_ELEMENTS (counts) - first) * 4;
  guint8 *place;

  if (max == 0)
    max = length;
  if (length == 0)
    return beck_ndr_writer_fail (writer, RPC_X_INVALID_BOUND, "a string without end");
  if (length > max)
    return beck_ndr_writer_fail_numbers (writer, RPC_X_INVALID_BOUND, "elements beyond the array",
                                         length, max);
  if (max > G_MAXUINT32)
    return beck_ndr_writer_fail_numbers (writer, RPC_X_INVALID_BOUND, "too many elements", max,
                                         G_MAXUINT32);
  place = beck_ndr_writer_claim (writer, 4, header + length * width);
  if (place == NULL)
    return FALSE;
  counts[0] = (guint32) max;
  counts[2] = (guint32) length;
  copy (place, (const guint8 *) &counts[first], header / 4, 4, writer->swap);
  copy (place + header, text, length, width, writer->swap);
  return TRUE;
}

gboolean
beck_ndr_put_string (BeckNdrWriter *writer, const void *text, gsize limit, gsize max,
                     gboolean conformant)
{
  const void *end;
  gsize length = 0;

  if (text == NULL)
    return beck_ndr_writer_fail (writer, RPC_X_NULL_REF_POINTER, "a string that is not there");
  if (limit == G_MAXSIZE)
    length = strlen (text) + 1;
  else if ((end = memchr (text, 0, limit)) != NULL)
    length = (gsize) ((const char *) end - (const char *) text) + 1;
  return put_text (writer, text, length, max, conformant, 1);
}

gboolean
beck_ndr_put_string16 (BeckNdrWriter *writer, const void *text, gsize limit, gsize max,
                       gboolean conformant)
{
  const WCHAR *units = text;
  gsize length = 0;

  if (text == NULL)
    return beck_ndr_writer_fail (writer, RPC_X_NULL_REF_POINTER, "a string that is not there");
  while (length < limit && units[length] != 0)
    length++;
  return put_text (writer, text, length < limit ? length + 1 : 0, max, conformant, 2);
}

/* ---- Counts ---- */

gboolean
beck_ndr_get_max_count (BeckNdrReader *reader, gsize *count)
{
  guint32 wire;

  if (!beck_ndr_get_u32 (reader, &wire))
    return FALSE;
  *count = wire;
  return TRUE;
}

gboolean
beck_ndr_get_variance (BeckNdrReader *reader, gsize max, gboolean offsets, gsize *first,
                       gsize *length)
{
  guint32 wire[2];

  if (!beck_ndr_get_u32 (reader, &wire[0]) || !beck_ndr_get_u32 (reader, &wire[1]))
    return FALSE;
  *first = wire[0];
  *length = wire[1];
  if (*first != 0 && !offsets)
    return beck_ndr_fault_set_numbers (&reader->fault, RPC_X_BAD_STUB_DATA, reader->pos - 8,
                                       "an offset where none can be", *first, 0);
  if (*first > max || *length > max - *first)
    return beck_ndr_fault_set_numbers (&reader->fault, RPC_X_BAD_STUB_DATA, reader->pos - 4,
                                       "more elements than the maximum", *first + *length, max);
  return TRUE;
}

gboolean
beck_ndr_get_check_elements (BeckNdrReader *reader, gsize count, gsize wire_size)
{
  gsize left = reader->size - reader->pos + beck_ndr_landing_left (reader);

  if (wire_size > 0 && count > left / wire_size)
    return beck_ndr_reader_fail_numbers (reader, RPC_X_BAD_STUB_DATA,
                                         "more elements than the data can hold", count,
                                         left / wire_size);
  if (count > reader->limits.elements)
    return beck_ndr_reader_fail_numbers (reader, RPC_X_BAD_STUB_DATA,
                                         "more elements than the limit", count,
                                         reader->limits.elements);
  reader->limits.elements -= count;
  return TRUE;
}

/* ---- Reading ---- */

static gboolean
get_row (BeckNdrReader *reader, void *values, gsize count, gsize width)
{
  const guint8 *place;

  if (count > G_MAXSIZE / 2 / width)
    return beck_ndr_reader_short (reader, width, G_MAXSIZE / 2);
  place = beck_ndr_reader_take (reader, width, count * width);
  if (place == NULL)
    return FALSE;
  copy (values, place, count, width, reader->swap);
  return TRUE;
}

gboolean
beck_ndr_get_bytes (BeckNdrReader *reader, void *values, gsize count)
{
  return G_UNLIKELY (beck_ndr_landing_has (reader, values))
             ? beck_ndr_landing_take (reader, count)
             : get_row (reader, values, count, 1);
}

gboolean
beck_ndr_get_u16s (BeckNdrReader *reader, void *values, gsize count)
{
  return get_row (reader, values, count, 2);
}

gboolean
beck_ndr_get_u32s (BeckNdrReader *reader, void *values, gsize count)
{
  return get_row (reader, values, count, 4);
}

gboolean
beck_ndr_get_u64s (BeckNdrReader *reader, void *values, gsize count)
{
  return get_row (reader, values, count, 8);
}

/* Only the last unit has to be the terminator (3.3): an earlier NUL makes a string shorter for C
 * and does no harm. */
gboolean
beck_ndr_get_chars (BeckNdrReader *reader, void *text, gsize length)
{
  if (length == 0 || length > reader->size - reader->pos)
    return length == 0 ? beck_ndr_reader_fail (reader, RPC_X_BAD_STUB_DATA, "a string without end")
                       : beck_ndr_reader_short (reader, 1, length);
  if (reader->data[reader->pos + length - 1] != 0)
    return beck_ndr_reader_fail (reader, RPC_X_BAD_STUB_DATA, "a string without end");
  return get_row (reader, text, length, 1);
}

gboolean
beck_ndr_get_chars16 (BeckNdrReader *reader, void *text, gsize length)
{
  const WCHAR *units = text;
  gsize start = reader->pos;

  if (length == 0)
    return beck_ndr_reader_fail (reader, RPC_X_BAD_STUB_DATA, "a string without end");
  if (!get_row (reader, text, length, 2))
    return FALSE;
  if (units[length - 1] == 0)
    return TRUE;
  reader->pos = start;
  return beck_ndr_reader_fail (reader, RPC_X_BAD_STUB_DATA, "a string without end");
}

/* The counts of a string: all at once if they are as they should be, or else one by one. */
static gboolean
get_string_counts (BeckNdrReader *reader, gsize *max, gsize *length)
{
  gsize start = reader->pos;
  const guint8 *place = beck_ndr_get_direct (reader, 4, 12);
  guint32 counts[3];
  gsize first;

  if (G_LIKELY (place != NULL))
    {
      memcpy (counts, place, sizeof counts);
      *max = counts[0];
      *length = counts[2];
      if (G_LIKELY (counts[1] == 0 && *length <= *max))
        return TRUE;
      reader->pos = start;
    }
  return beck_ndr_get_max_count (reader, max)
         && beck_ndr_get_variance (reader, *max, FALSE, &first, length);
}

/* max_count may exceed what travels: the receiver shall have room for more. */
static gboolean
get_string (BeckNdrReader *reader, void *text, gsize *max, gsize width)
{
  gsize length;
  guint8 *memory;

  if (!get_string_counts (reader, max, &length)
      || !beck_ndr_get_check_elements (reader, length, width)
      || !beck_ndr_get_alloc_array (reader, text, *max, width))
    return FALSE;
  memcpy (&memory, text, sizeof memory);
  if (!(width == 1 ? beck_ndr_get_chars (reader, memory, length)
                   : beck_ndr_get_chars16 (reader, memory, length)))
    return FALSE;
  if (length < *max)
    memset (memory + length * width, 0, (*max - length) * width);
  return TRUE;
}

gboolean
beck_ndr_get_string (BeckNdrReader *reader, void *text, gsize *max)
{
  return get_string (reader, text, max, 1);
}

gboolean
beck_ndr_get_string16 (BeckNdrReader *reader, void *text, gsize *max)
{
  return get_string (reader, text, max, 2);
}
