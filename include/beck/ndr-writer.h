/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Writing NDR (wire.md section 3): what generated code calls, one function per thing the
 * format has. Every function aligns for what it writes, fills gaps with zeros, and
 * returns %FALSE after the first fault, of which the writer keeps an account.
 *
 * Functions are named for what is written, not for how wide it is: a count is a count
 * whether the transfer syntax gives it four bytes or eight.
 *
 * Threading: one thread at a time.
 */

#include <string.h>

#include <beck/ndr-fault.h>
#include <beck/ndr-hooks.h>
#include <beck/ndr-memory.h>

G_BEGIN_DECLS

typedef struct BeckNdrFullTable BeckNdrFullTable;
typedef struct BeckNdrGather BeckNdrGather;

/**
 * BeckNdrWriter:
 *
 * The members up to @swap are for the inline functions, the others private or set through
 * functions. Initialize with beck_ndr_writer_init() or _init_fixed().
 */
struct BeckNdrWriter
{
  guint8 *data;
  gsize pos; /* bytes written */
  gsize capacity;
  gboolean swap;  /* write the byte order that is not this machine's */
  gboolean fixed; /* the buffer is the caller's and does not grow */
  guint32 next_id;
  guint depth;
  BeckNdrLimits limits;
  BeckNdrHooks hooks;
  BeckNdrFullTable *full;
  BeckNdrGather *gather;
  BeckNdrFault fault;
};

/**
 * beck_ndr_writer_init:
 * @limits: (nullable): %NULL for those of beck_ndr_use_limits()
 *
 * A writer with a buffer of its own, in this machine's byte order. The writer may be moved
 * in memory.
 */
void beck_ndr_writer_init (BeckNdrWriter *writer, const BeckNdrLimits *limits);

/**
 * beck_ndr_writer_init_fixed:
 * @buffer: (transfer none): aligned to 8 bytes; used until the writer is cleared
 * @size: its bytes; writing more is a fault, RPC_S_BUFFER_TOO_SMALL
 */
void beck_ndr_writer_init_fixed (BeckNdrWriter *writer, gpointer buffer, gsize size,
                                 const BeckNdrLimits *limits);

/**
 * beck_ndr_writer_clear:
 *
 * Frees the buffer unless it was taken or the caller's.
 */
void beck_ndr_writer_clear (BeckNdrWriter *writer);

/**
 * beck_ndr_writer_rewind:
 *
 * Forgets what was written, the fault included, and keeps the buffer.
 */
void beck_ndr_writer_rewind (BeckNdrWriter *writer);

/**
 * beck_ndr_writer_set_big_endian:
 * @big_endian: the byte order of all that is written from now on
 */
void beck_ndr_writer_set_big_endian (BeckNdrWriter *writer, gboolean big_endian);

/**
 * beck_ndr_writer_take:
 * @size: (out): bytes written
 *
 * Returns: (transfer full): the buffer, to be freed with g_free(); the writer is empty then
 */
gpointer beck_ndr_writer_take (BeckNdrWriter *writer, gsize *size);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BeckNdrWriter, beck_ndr_writer_clear)

/**
 * beck_ndr_writer_fail:
 *
 * Notes a fault at the current position.
 *
 * Returns: always %FALSE
 */
gboolean beck_ndr_writer_fail (BeckNdrWriter *writer, guint32 status, const char *reason);
gboolean beck_ndr_writer_fail_numbers (BeckNdrWriter *writer, guint32 status, const char *reason,
                                       guint64 found, guint64 limit);

/* ---- Room ---- */

/* Makes room for @size bytes behind the gap up to the next multiple of @align, which is
 * filled with zeros; a fault leaves everything as it is. For the functions below. */
gboolean beck_ndr_writer_grow (BeckNdrWriter *writer, gsize align, gsize size);

/* The place for @size bytes aligned to @align, or NULL after a fault; it counts as
 * written. @align is a power of two, at most 8. */
static inline guint8 *
beck_ndr_writer_claim (BeckNdrWriter *writer, gsize align, gsize size)
{
  gsize start = (writer->pos + align - 1) & ~(align - 1);
  guint8 *place;

  if (G_UNLIKELY (start > writer->capacity || writer->capacity - start < size))
    {
      if (!beck_ndr_writer_grow (writer, align, size))
        return NULL;
    }
  for (place = writer->data + writer->pos; writer->pos < start; writer->pos++)
    *place++ = 0;
  writer->pos = start + size;
  return writer->data + start;
}

/**
 * beck_ndr_put_align:
 * @align: 1, 2, 4 or 8: of a structure, or of the elements of an array
 */
static inline gboolean
beck_ndr_put_align (BeckNdrWriter *writer, gsize align)
{
  return (writer->pos & (align - 1)) == 0 || beck_ndr_writer_claim (writer, align, 0) != NULL;
}

/* ---- Scalars (3.1) ---- */

static inline gboolean
beck_ndr_put_u8 (BeckNdrWriter *writer, guint8 value)
{
  guint8 *place = beck_ndr_writer_claim (writer, 1, 1);

  if (G_UNLIKELY (place == NULL))
    return FALSE;
  *place = value;
  return TRUE;
}

static inline gboolean
beck_ndr_put_u16 (BeckNdrWriter *writer, guint16 value)
{
  guint8 *place = beck_ndr_writer_claim (writer, 2, 2);

  if (G_UNLIKELY (place == NULL))
    return FALSE;
  if (G_UNLIKELY (writer->swap))
    value = GUINT16_SWAP_LE_BE (value);
  memcpy (place, &value, 2);
  return TRUE;
}

static inline gboolean
beck_ndr_put_u32 (BeckNdrWriter *writer, guint32 value)
{
  guint8 *place = beck_ndr_writer_claim (writer, 4, 4);

  if (G_UNLIKELY (place == NULL))
    return FALSE;
  if (G_UNLIKELY (writer->swap))
    value = GUINT32_SWAP_LE_BE (value);
  memcpy (place, &value, 4);
  return TRUE;
}

static inline gboolean
beck_ndr_put_u64 (BeckNdrWriter *writer, guint64 value)
{
  guint8 *place = beck_ndr_writer_claim (writer, 8, 8);

  if (G_UNLIKELY (place == NULL))
    return FALSE;
  if (G_UNLIKELY (writer->swap))
    value = GUINT64_SWAP_LE_BE (value);
  memcpy (place, &value, 8);
  return TRUE;
}

static inline gboolean
beck_ndr_put_float (BeckNdrWriter *writer, float value)
{
  guint32 bits;

  memcpy (&bits, &value, 4);
  return beck_ndr_put_u32 (writer, bits);
}

static inline gboolean
beck_ndr_put_double (BeckNdrWriter *writer, double value)
{
  guint64 bits;

  memcpy (&bits, &value, 8);
  return beck_ndr_put_u64 (writer, bits);
}

/* An enum without [v1_enum]; values above 0x7fff do not fit (RPC_X_ENUM_VALUE_OUT_OF_RANGE). */
static inline gboolean
beck_ndr_put_enum16 (BeckNdrWriter *writer, gint32 value)
{
  if (G_UNLIKELY (value < 0 || value > 0x7FFF))
    return beck_ndr_writer_fail_numbers (writer, RPC_X_ENUM_VALUE_OUT_OF_RANGE,
                                         "an enum value that does not fit in 16 bits",
                                         (guint64) value, 0x7FFF);
  return beck_ndr_put_u16 (writer, (guint16) value);
}

/* __int3264: the width of a pointer here, 32 bits on the wire; what does not fit is a
 * fault, RPC_X_INVALID_BOUND. */
gboolean beck_ndr_put_int3264 (BeckNdrWriter *writer, gint64 value);
gboolean beck_ndr_put_uint3264 (BeckNdrWriter *writer, guint64 value);

/* ---- Arrays and strings (3.2, 3.3) ---- */

/* max_count of a conformant array; more than 32 bits is a fault. */
gboolean beck_ndr_put_max_count (BeckNdrWriter *writer, guint64 count);

/* offset and actual_count of a varying array of which @max elements exist; elements
 * outside the array are a fault, RPC_X_INVALID_BOUND. */
gboolean beck_ndr_put_variance (BeckNdrWriter *writer, guint64 first, guint64 length, guint64 max);

/* @count elements in a row, aligned also if there are none. */
gboolean beck_ndr_put_bytes (BeckNdrWriter *writer, gconstpointer values, gsize count);
gboolean beck_ndr_put_u16s (BeckNdrWriter *writer, gconstpointer values, gsize count);
gboolean beck_ndr_put_u32s (BeckNdrWriter *writer, gconstpointer values, gsize count);
gboolean beck_ndr_put_u64s (BeckNdrWriter *writer, gconstpointer values, gsize count);

/* [string]: max_count (if @conformant), offset 0, actual_count, characters with the NUL. @limit
 * is the number of characters the array has, G_MAXSIZE for those that end at their NUL only;
 * no NUL within it is a fault, RPC_X_INVALID_BOUND. max_count is @max, or, if that
 * is 0, the length with the NUL. */
gboolean beck_ndr_put_string (BeckNdrWriter *writer, const void *text, gsize limit, gsize max,
                              gboolean conformant);
gboolean beck_ndr_put_string16 (BeckNdrWriter *writer, const void *text, gsize limit, gsize max,
                                gboolean conformant);

/* Characters of @text with the NUL. */
static inline gsize
beck_ndr_string_size (const void *text)
{
  return strlen ((const char *) text) + 1;
}

static inline gsize
beck_ndr_string_size16 (const void *text)
{
  const WCHAR *end = (const WCHAR *) text;

  while (*end != 0)
    end++;
  return (gsize) (end - (const WCHAR *) text) + 1;
}

/* ---- Pointers (3.6) ---- */

/* The referent of a unique pointer, 0 for %NULL. */
static inline gboolean
beck_ndr_put_unique (BeckNdrWriter *writer, const void *pointer)
{
  guint32 id = 0;

  if (pointer != NULL)
    {
      id = writer->next_id;
      writer->next_id += 4;
    }
  return beck_ndr_put_u32 (writer, id);
}

/* The same for a ref pointer inside something; %NULL is a fault, RPC_X_NULL_REF_POINTER. */
static inline gboolean
beck_ndr_put_ref (BeckNdrWriter *writer, const void *pointer)
{
  if (G_UNLIKELY (pointer == NULL))
    return beck_ndr_writer_fail (writer, RPC_X_NULL_REF_POINTER, "a null reference pointer");
  return beck_ndr_put_unique (writer, pointer);
}

/* Of a top-level ref pointer nothing is written, but it must not be %NULL either. */
static inline gboolean
beck_ndr_put_check_ref (BeckNdrWriter *writer, const void *pointer)
{
  if (G_UNLIKELY (pointer == NULL))
    return beck_ndr_writer_fail (writer, RPC_X_NULL_REF_POINTER, "a null reference pointer");
  return TRUE;
}

/* ---- The short way through the flat part of a structure ---- */

/* The place for all of it, @size bytes aligned to @align, if it can be written member by
 * member as it is in memory; or NULL, without a fault, if not: then it takes the functions for
 * its members. */
static inline guint8 *
beck_ndr_put_direct (BeckNdrWriter *writer, gsize align, gsize size)
{
  gsize start = (writer->pos + align - 1) & ~(align - 1);

  if (G_UNLIKELY (writer->swap || start > writer->capacity || writer->capacity - start < size))
    return NULL;
  return beck_ndr_writer_claim (writer, align, size);
}

/* The referent of a unique pointer, @at a place in there. */
static inline void
beck_ndr_put_direct_unique (BeckNdrWriter *writer, guint8 *at, const void *pointer)
{
  guint32 id = 0;

  if (pointer != NULL)
    {
      id = writer->next_id;
      writer->next_id += 4;
    }
  memcpy (at, &id, 4);
}

/* The number of a full pointer: the same for the same address. */
gboolean beck_ndr_put_full (BeckNdrWriter *writer, const void *pointer);

/* Whether what full pointer @pointer refers to has still to be written; TRUE only once. */
gboolean beck_ndr_put_full_first (BeckNdrWriter *writer, const void *pointer);

/* Around what may recurse. */
static inline gboolean
beck_ndr_put_enter (BeckNdrWriter *writer)
{
  if (G_UNLIKELY (writer->depth >= writer->limits.depth))
    return beck_ndr_writer_fail_numbers (writer, RPC_X_BAD_STUB_DATA, "nested too deeply",
                                         writer->depth + 1, writer->limits.depth);
  writer->depth++;
  return TRUE;
}

static inline gboolean
beck_ndr_put_leave (BeckNdrWriter *writer)
{
  writer->depth--;
  return TRUE;
}

/* ---- Checks of what the caller promised ---- */

/* [range (low, high)]; outside it RPC_X_INVALID_BOUND. */
static inline gboolean
beck_ndr_put_check_range (BeckNdrWriter *writer, gint64 value, gint64 low, gint64 high)
{
  if (G_UNLIKELY (value < low || value > high))
    return beck_ndr_writer_fail_numbers (writer, RPC_X_INVALID_BOUND, "outside its [range]",
                                         (guint64) value, (guint64) (value < low ? low : high));
  return TRUE;
}

/* Whether @elements fit where @room - 1 do; a room of 0 is not known. */
static inline gboolean
beck_ndr_fits_room (gsize elements, gsize room)
{
  return room == 0 || elements < room;
}

/* What a method left against the room it was given; more is RPC_X_INVALID_BOUND. */
static inline gboolean
beck_ndr_put_check_room (BeckNdrWriter *writer, gsize elements, gsize room)
{
  if (G_UNLIKELY (!beck_ndr_fits_room (elements, room)))
    return beck_ndr_writer_fail_numbers (
        writer, RPC_X_INVALID_BOUND, "more elements than there was room for", elements, room - 1);
  return TRUE;
}

/* A union whose discriminant has no arm: RPC_X_INVALID_TAG. */
gboolean beck_ndr_put_no_arm (BeckNdrWriter *writer, gint64 tag);

/* A size or length that came out negative or above 32 bits: RPC_X_INVALID_BOUND; otherwise TRUE,
 * with the number in @count. */
gboolean beck_ndr_put_check_count (BeckNdrWriter *writer, gint64 value, gsize *count);

/* ---- What others marshal ---- */

/* A value with [wire_marshal] or [user_marshal]; @align is that of its wire type. */
gboolean beck_ndr_put_user (BeckNdrWriter *writer, const BeckNdrUserType *type, gsize align,
                            const void *value);

/* Behind the pointer: MInterfacePointer, count and bytes of an object reference (3.8). @object is
 * not NULL. */
gboolean beck_ndr_put_interface (BeckNdrWriter *writer, REFIID iid, void *object);

/* A context handle, 20 bytes (3.8); NULL is all zeros, and a fault if not @nullable
 * (RPC_X_SS_IN_NULL_CONTEXT). */
gboolean beck_ndr_put_context (BeckNdrWriter *writer, const BeckNdrContextType *type, void *handle,
                               gboolean nullable);

G_END_DECLS
