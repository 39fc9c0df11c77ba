/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Reading NDR (wire.md section 3), the mirror of <beck/ndr-writer.h>. Nothing is believed:
 * each function checks what it reads against the bytes that are left, the limits and
 * its arguments, and returns %FALSE at the first fault, of which the reader keeps an
 * account.
 *
 * What was allocated before a fault is released by beck_ndr_reader_end(), so a function that fails
 * just returns.
 *
 * Between the flat part of a structure and the part behind it, a pointer that is
 * not NULL holds the number its sender gave it; the part behind replaces it. No such
 * value leaves the reader: whoever sees a failure never looks at what was half read.
 *
 * Threading: one thread at a time.
 */

#include <string.h>

#include <beck/ndr-fault.h>
#include <beck/ndr-hooks.h>
#include <beck/ndr-memory.h>

G_BEGIN_DECLS

typedef struct BeckNdrReadTable BeckNdrReadTable;
typedef struct BeckNdrUndo BeckNdrUndo;
typedef struct BeckNdrLanding BeckNdrLanding;

/**
 * BeckNdrReader:
 *
 * The members up to @swap are for the inline functions, the others private or set through
 * functions.
 */
struct BeckNdrReader
{
  const guint8 *data;
  gsize pos;
  gsize size;
  gboolean swap;      /* the sender's byte order is not this machine's */
  gboolean measuring; /* what is read is to be read again */
  gboolean owned;     /* pointees come from the allocator, not from the arena */
  guint depth;
  BeckNdrLimits limits; /* what is left of them */
  BeckNdrArena *arena;
  const BeckNdrAllocator *allocator;
  BeckNdrHooks hooks;
  BeckNdrReadTable *full;
  BeckNdrUndo *undo;
  guint n_undo, max_undo;
  guint8 *block; /* [allocate (all_nodes)], [byte_count]: where the next pointee goes */
  gsize block_left;
  gsize measured;  /* bytes of pointees so far, each rounded up to 8 */
  guint8 *aligned; /* a copy of the data for functions that need it aligned to 8, or NULL */
  const BeckNdrLanding *landing; /* bytes that are in place already, or NULL */
  BeckNdrFault fault;
};

/**
 * beck_ndr_reader_init:
 * @data: (transfer none): the bytes, any alignment; they stay valid and unchanged until the
 *   reader has ended
 * @drep: the first byte of the sender's data representation: 0x10 for little-endian, ASCII,
 *   0x00 for big-endian; others make every read fail with RPC_S_UNSUPPORTED_TYPE. The floating
 *   point format is checked by who has the other bytes (wire.md 1.2).
 * @arena: (nullable): for pointees while not owned; %NULL if all are owned
 * @allocator: (nullable): for those that are; %NULL if none is
 * @limits: (nullable): %NULL for those of beck_ndr_use_limits()
 */
void beck_ndr_reader_init (BeckNdrReader *reader, gconstpointer data, gsize size, guint8 drep,
                           BeckNdrArena *arena, const BeckNdrAllocator *allocator,
                           const BeckNdrLimits *limits);

/**
 * beck_ndr_reader_end:
 * @keep: whether what was read is kept; if not, or if there was a fault, everything owned is
 *   released in reverse
 *
 * Ends the reader. It may be used again after an init only.
 */
void beck_ndr_reader_end (BeckNdrReader *reader, gboolean keep);

/**
 * beck_ndr_reader_set_owned:
 * @owned: whether pointees read from now on come from the allocator instead of the arena
 */
static inline void
beck_ndr_reader_set_owned (BeckNdrReader *reader, gboolean owned)
{
  reader->owned = owned;
}

/**
 * beck_ndr_reader_fail:
 *
 * Notes a fault at the current position.
 *
 * Returns: always %FALSE
 */
gboolean beck_ndr_reader_fail (BeckNdrReader *reader, guint32 status, const char *reason);
gboolean beck_ndr_reader_fail_numbers (BeckNdrReader *reader, guint32 status, const char *reason,
                                       guint64 found, guint64 limit);

/* ---- Bytes ---- */

/* Notes that the data ends before @size bytes at a multiple of @align. */
gboolean beck_ndr_reader_short (BeckNdrReader *reader, gsize align, gsize size);

/* The next @size bytes at a multiple of @align, which count as read, or NULL. */
static inline const guint8 *
beck_ndr_reader_take (BeckNdrReader *reader, gsize align, gsize size)
{
  gsize start = (reader->pos + align - 1) & ~(align - 1);

  if (G_UNLIKELY (start > reader->size || reader->size - start < size))
    {
      beck_ndr_reader_short (reader, align, size);
      return NULL;
    }
  reader->pos = start + size;
  return reader->data + start;
}

static inline gboolean
beck_ndr_get_align (BeckNdrReader *reader, gsize align)
{
  return beck_ndr_reader_take (reader, align, 0) != NULL;
}

/* ---- Scalars (3.1): @value is any object of that width ---- */

static inline gboolean
beck_ndr_get_u8 (BeckNdrReader *reader, void *value)
{
  const guint8 *place = beck_ndr_reader_take (reader, 1, 1);

  if (G_UNLIKELY (place == NULL))
    return FALSE;
  memcpy (value, place, 1);
  return TRUE;
}

static inline gboolean
beck_ndr_get_u16 (BeckNdrReader *reader, void *value)
{
  const guint8 *place = beck_ndr_reader_take (reader, 2, 2);
  guint16 bits;

  if (G_UNLIKELY (place == NULL))
    return FALSE;
  memcpy (&bits, place, 2);
  if (G_UNLIKELY (reader->swap))
    bits = GUINT16_SWAP_LE_BE (bits);
  memcpy (value, &bits, 2);
  return TRUE;
}

static inline gboolean
beck_ndr_get_u32 (BeckNdrReader *reader, void *value)
{
  const guint8 *place = beck_ndr_reader_take (reader, 4, 4);
  guint32 bits;

  if (G_UNLIKELY (place == NULL))
    return FALSE;
  memcpy (&bits, place, 4);
  if (G_UNLIKELY (reader->swap))
    bits = GUINT32_SWAP_LE_BE (bits);
  memcpy (value, &bits, 4);
  return TRUE;
}

static inline gboolean
beck_ndr_get_u64 (BeckNdrReader *reader, void *value)
{
  const guint8 *place = beck_ndr_reader_take (reader, 8, 8);
  guint64 bits;

  if (G_UNLIKELY (place == NULL))
    return FALSE;
  memcpy (&bits, place, 8);
  if (G_UNLIKELY (reader->swap))
    bits = GUINT64_SWAP_LE_BE (bits);
  memcpy (value, &bits, 8);
  return TRUE;
}

/* An enum without [v1_enum]: 16 bits on the wire, 32 in memory; above 0x7fff is a fault. */
gboolean beck_ndr_get_enum16 (BeckNdrReader *reader, void *value);

/* __int3264: 32 bits on the wire, a pointer's width in memory. */
gboolean beck_ndr_get_int3264 (BeckNdrReader *reader, LONG_PTR *value);
gboolean beck_ndr_get_uint3264 (BeckNdrReader *reader, ULONG_PTR *value);

/* ---- Arrays and strings (3.2, 3.3) ---- */

/* max_count of a conformant array (or, times @count, of one more dimension). */
gboolean beck_ndr_get_max_count (BeckNdrReader *reader, gsize *count);

/* offset and actual_count, which lie within @max. An offset other than 0 is a fault
 * unless @offsets, for arrays with [first_is]. */
gboolean beck_ndr_get_variance (BeckNdrReader *reader, gsize max, gboolean offsets, gsize *first,
                                gsize *length);

/* Before an array of @count elements of at least @wire_size bytes each is allocated or
 * read: do the bytes that are left and the limit of elements allow it? */
gboolean beck_ndr_get_check_elements (BeckNdrReader *reader, gsize count, gsize wire_size);

/* @count elements in a row. The caller has room for them. */
gboolean beck_ndr_get_bytes (BeckNdrReader *reader, void *values, gsize count);
gboolean beck_ndr_get_u16s (BeckNdrReader *reader, void *values, gsize count);
gboolean beck_ndr_get_u32s (BeckNdrReader *reader, void *values, gsize count);
gboolean beck_ndr_get_u64s (BeckNdrReader *reader, void *values, gsize count);

/* The characters of a [string] behind its counts: @length of them, the last of which is NUL; an
 * earlier one only makes the text shorter. An actual_count of 0 is a fault. */
gboolean beck_ndr_get_chars (BeckNdrReader *reader, void *text, gsize length);
gboolean beck_ndr_get_chars16 (BeckNdrReader *reader, void *text, gsize length);

/* A whole conformant [string] into memory of its own: counts, allocation of max_count
 * characters, text. @max receives max_count. */
gboolean beck_ndr_get_string (BeckNdrReader *reader, void *text, gsize *max);
gboolean beck_ndr_get_string16 (BeckNdrReader *reader, void *text, gsize *max);

/* ---- Pointers (3.6) ---- */

/* The number of a unique pointer inside something, stored in @pointer (a T **): NULL for 0. */
static inline gboolean
beck_ndr_get_unique (BeckNdrReader *reader, void *pointer)
{
  guint32 id;
  void *mark;

  if (G_UNLIKELY (!beck_ndr_get_u32 (reader, &id)))
    return FALSE;
  mark = (void *) (guintptr) id;
  memcpy (pointer, &mark, sizeof mark);
  return TRUE;
}

/* The same for ref, where any number means something (3.6): the mark is never NULL. */
static inline gboolean
beck_ndr_get_ref (BeckNdrReader *reader, void *pointer)
{
  guint32 id;
  void *mark;

  if (G_UNLIKELY (!beck_ndr_get_u32 (reader, &id)))
    return FALSE;
  mark = (void *) (guintptr) 1;
  memcpy (pointer, &mark, sizeof mark);
  return TRUE;
}

/* ---- The short way through the flat part of a structure ---- */

/* The next @size bytes aligned to @align, if that is all of it and can be read member by member
 * as it is; or NULL, without a fault, if not: then it takes the functions for its members, one
 * of which finds the fault. */
static inline const guint8 *
beck_ndr_get_direct (BeckNdrReader *reader, gsize align, gsize size)
{
  gsize start = (reader->pos + align - 1) & ~(align - 1);

  if (G_UNLIKELY (reader->swap || start > reader->size || reader->size - start < size))
    return NULL;
  reader->pos = start + size;
  return reader->data + start;
}

/* The mark of a unique pointer whose number is @at a place in there. */
static inline void *
beck_ndr_get_direct_unique (const guint8 *at)
{
  guint32 id;

  memcpy (&id, at, 4);
  return (void *) (guintptr) id;
}

/* Memory for one pointee of @size bytes, aligned to 8, contents undefined, stored in @pointer
 * (a T **). Counts against the limit of bytes. */
gboolean beck_ndr_get_alloc (BeckNdrReader *reader, void *pointer, gsize size);

/* The same for @count elements of @size bytes. */
gboolean beck_ndr_get_alloc_array (BeckNdrReader *reader, void *pointer, gsize count, gsize size);

/* What a full pointer refers to, if it was read before: @pointer (a T **) holds the number
 * and then the address, and @known is TRUE. @type (compared as text) and @count must be what
 * they were then; a fault otherwise, since the memory would be another's. */
gboolean beck_ndr_get_full (BeckNdrReader *reader, void *pointer, const char *type, gsize count,
                            gboolean *known);

/* Notes where the pointee of full pointer @id was put; before it is read, so that
 * cycles end. */
gboolean beck_ndr_get_full_at (BeckNdrReader *reader, const void *id, void *address,
                               const char *type, gsize count);

/* Memory for a pointee of @size bytes, of which at least @least are still to come: a pointer to
 * nothing costs its sender four bytes and shall not cost the reader more. */
static inline gboolean
beck_ndr_get_pointee (BeckNdrReader *reader, void *pointer, gsize size, gsize least)
{
  if (G_UNLIKELY (reader->size - reader->pos < least))
    return beck_ndr_reader_short (reader, 1, least);
  return beck_ndr_get_alloc (reader, pointer, size);
}

/* Memory for a structure of @size bytes that ends in an array of @max elements of @element
 * bytes, which begins at @offset. */
static inline gboolean
beck_ndr_get_alloc_tail (BeckNdrReader *reader, void *pointer, gsize size, gsize offset, gsize max,
                         gsize element)
{
  gsize bytes;

  if (G_UNLIKELY (__builtin_mul_overflow (max, element, &bytes)
                  || __builtin_add_overflow (bytes, offset, &bytes)))
    bytes = G_MAXSIZE;
  return beck_ndr_get_alloc (reader, pointer, MAX (size, bytes));
}

/* A parameter that is a full pointer to @address, in the answer: known if it was read through an
 * alias before, which then must be of the same address; noted otherwise. */
gboolean beck_ndr_get_full_param (BeckNdrReader *reader, void *id, void *address, const char *type,
                                  gsize count, gboolean *known);

static inline gboolean
beck_ndr_get_enter (BeckNdrReader *reader)
{
  if (G_UNLIKELY (reader->depth >= reader->limits.depth))
    return beck_ndr_reader_fail_numbers (reader, RPC_X_BAD_STUB_DATA, "nested too deeply",
                                         reader->depth + 1, reader->limits.depth);
  reader->depth++;
  return TRUE;
}

static inline gboolean
beck_ndr_get_leave (BeckNdrReader *reader)
{
  reader->depth--;
  return TRUE;
}

/* ---- Checks ---- */

static inline gboolean
beck_ndr_get_check_range (BeckNdrReader *reader, gint64 value, gint64 low, gint64 high)
{
  if (G_UNLIKELY (value < low || value > high))
    return beck_ndr_reader_fail_numbers (reader, RPC_X_INVALID_BOUND, "outside its [range]",
                                         (guint64) value, (guint64) (value < low ? low : high));
  return TRUE;
}

/* An unknown arm of a union. */
gboolean beck_ndr_get_no_arm (BeckNdrReader *reader, gint64 tag);

/* The number of an array that was not read, since a pointer was NULL: equal to any size. */
#define BECK_NDR_NO_COUNT G_MAXSIZE

/* What was read (or BECK_NDR_NO_COUNT) against what the attribute comes out at. */
static inline gboolean
beck_ndr_get_check_same (BeckNdrReader *reader, const char *reason, gsize found, gint64 expected)
{
  if (G_UNLIKELY (found != BECK_NDR_NO_COUNT && (expected < 0 || found != (gsize) expected)))
    return beck_ndr_reader_fail_numbers (reader, RPC_X_BAD_STUB_DATA, reason, found,
                                         (guint64) expected);
  return TRUE;
}

/* The discriminant on the wire against that of [switch_is]. */
static inline gboolean
beck_ndr_get_check_tag (BeckNdrReader *reader, gint64 found, gint64 expected)
{
  if (G_UNLIKELY (found != expected))
    return beck_ndr_reader_fail_numbers (reader, RPC_X_BAD_STUB_DATA,
                                         "a union's tag that is not its discriminant",
                                         (guint64) found, (guint64) expected);
  return TRUE;
}

/* What a server sent against the room the caller has. */
static inline gboolean
beck_ndr_get_check_room (BeckNdrReader *reader, gsize found, gsize room)
{
  if (G_UNLIKELY (found > room))
    return beck_ndr_reader_fail_numbers (reader, RPC_X_BAD_STUB_DATA,
                                         "more elements than the caller has room for", found, room);
  return TRUE;
}

/* Elements of a varying array that did not travel are zero. */
static inline void
beck_ndr_get_zero_rest (void *elements, gsize size, gsize max, gsize first, gsize length)
{
  memset (elements, 0, first * size);
  memset ((guint8 *) elements + (first + length) * size, 0, (max - first - length) * size);
}

/* The discriminant that several unions share and that is not known yet: G_MININT64 until the
 * first was read. */
static inline gboolean
beck_ndr_get_note_tag (BeckNdrReader *reader, gint64 *tag, gint64 found)
{
  if (*tag == G_MININT64)
    *tag = found;
  return beck_ndr_get_check_tag (reader, found, *tag);
}

/* The number of elements of several dimensions. */
static inline gboolean
beck_ndr_get_total (BeckNdrReader *reader, gsize a, gsize b, gsize *total)
{
  if (G_UNLIKELY (__builtin_mul_overflow (a, b, total) || *total > G_MAXUINT32))
    return beck_ndr_reader_fail (reader, RPC_X_BAD_STUB_DATA, "dimensions whose product is absurd");
  return TRUE;
}

/* Several arrays of one level (the rows of an array of pointers) have one size: notes it in
 * @count the first time, compares it afterwards. */
gboolean beck_ndr_get_note_same (BeckNdrReader *reader, gsize *count, gsize found);

/* A size or length for room that nothing was read for ([out] parameters): negative or
 * above 32 bits is a fault. */
gboolean beck_ndr_get_check_count (BeckNdrReader *reader, gint64 value, gsize *count);

/* A top-level ref pointer the caller must have given. */
static inline gboolean
beck_ndr_get_check_ref (BeckNdrReader *reader, const void *pointer)
{
  if (G_UNLIKELY (pointer == NULL))
    return beck_ndr_reader_fail (reader, RPC_X_NULL_REF_POINTER, "a null reference pointer");
  return TRUE;
}

/* ---- What others marshal ---- */

/* A value whose wire type is a pointer: its place, and what is behind. In between, the value's
 * first byte tells whether the pointer was NULL. */
static inline gboolean
beck_ndr_get_user_mark (BeckNdrReader *reader, const BeckNdrUserType *type, void *value)
{
  guint32 id;

  if (G_UNLIKELY (!beck_ndr_get_u32 (reader, &id)))
    return FALSE;
  memset (value, 0, type->size);
  *(guint8 *) value = id != 0;
  return TRUE;
}

gboolean beck_ndr_get_user (BeckNdrReader *reader, const BeckNdrUserType *type, gsize align,
                            void *value);

static inline gboolean
beck_ndr_get_user_behind (BeckNdrReader *reader, const BeckNdrUserType *type, gsize align,
                          void *value)
{
  return *(guint8 *) value == 0 || beck_ndr_get_user (reader, type, align, value);
}

/* A value at its place; it is zeroed first. */
gboolean beck_ndr_get_user (BeckNdrReader *reader, const BeckNdrUserType *type, gsize align,
                            void *value);

/* Behind the pointer; a reference goes to @object (a void **), with its release noted. */
gboolean beck_ndr_get_interface (BeckNdrReader *reader, REFIID iid, void *object);

/* @handle (a void **) is the variable, which holds what was there before, or NULL. NULL is a
 * fault if not @nullable (RPC_X_SS_IN_NULL_CONTEXT). */
gboolean beck_ndr_get_context (BeckNdrReader *reader, const BeckNdrContextType *type, void *handle,
                               gboolean nullable);

/* ---- Releasing ---- */

/* Has @release called with @object if what was read is not kept (or, in the arena, when the
 * call ends); FALSE if there is no memory, and @release was called then. */
gboolean beck_ndr_reader_defer (BeckNdrReader *reader, GDestroyNotify release, gpointer object);

/* ---- What lasts only while it is looked at ---- */

/**
 * BeckNdrScratch:
 *
 * What a reader did before it began to read something that is turned into something else and then
 * forgotten ([transmit_as], [represent_as]). All members are private.
 */
typedef struct
{
  BeckNdrArena memory;
  BeckNdrArena *arena;
  gboolean owned;
  guint8 *block;
  guint known;
} BeckNdrScratch;

/* Pointees read until the matching leave lie in @scratch. */
void beck_ndr_reader_enter_scratch (BeckNdrReader *reader, BeckNdrScratch *scratch);

/* Releases them, and forgets the full pointers to them: an alias that comes later would lead
 * nowhere. FALSE after a fault, this one's or one before. */
gboolean beck_ndr_reader_leave_scratch (BeckNdrReader *reader, BeckNdrScratch *scratch);

/* ---- One block for several pointees ---- */

/* [allocate (all_nodes)] and [byte_count]: pointees read until beck_ndr_reader_leave_block()
 * lie one after the other in @block (RPC_X_BYTE_COUNT_TOO_SMALL if it ends). To know the size in
 * advance, read once into an arena with @measured set to 0, and then again from the same
 * place. */
void beck_ndr_reader_enter_block (BeckNdrReader *reader, gpointer block, gsize size);
void beck_ndr_reader_leave_block (BeckNdrReader *reader);

/* [byte_count]: the rest of a caller's @buffer of @size bytes, of which @used are what it is for;
 * smaller than that is a fault, RPC_X_BYTE_COUNT_TOO_SMALL. */
gboolean beck_ndr_reader_enter_buffer (BeckNdrReader *reader, void *buffer, gsize used,
                                       gint64 size);

/* [allocate (all_nodes)]: all pointees that @get reads in one allocation. @get is called twice. */
gboolean beck_ndr_get_all_nodes (BeckNdrReader *reader,
                                 gboolean (*get) (BeckNdrReader *reader, void *args), void *args);

G_END_DECLS
