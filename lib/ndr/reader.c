/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The reader: its account of what it allocated, and what is too rare or too long to be
 * inline.
 *
 * What is owned is noted in a list, newest last, so that a failure takes it all back; what
 * lies in the arena goes with the arena.
 */

#include "base/alloc.h"
#include "ndr/private.h"

/* An object and what releases it; or, with a type, a value of the program's. */
struct BeckNdrUndo
{
  GDestroyNotify release;
  gpointer object;
  const BeckNdrUserType *type;
  ULONG flags;
};

#define DREP_BIG_ENDIAN 0x00
#define DREP_LITTLE_ENDIAN 0x10

void
beck_ndr_reader_init (BeckNdrReader *reader, gconstpointer data, gsize size, guint8 drep,
                      BeckNdrArena *arena, const BeckNdrAllocator *allocator,
                      const BeckNdrLimits *limits)
{
  /* No bytes may lie anywhere, but NULL is what failures return. */
  reader->data = data != NULL ? data : (gconstpointer) "";
  reader->pos = 0;
  reader->size = size;
  reader->swap = (drep == DREP_BIG_ENDIAN) != (G_BYTE_ORDER == G_BIG_ENDIAN);
  reader->measuring = FALSE;
  reader->owned = arena == NULL;
  reader->depth = 0;
  reader->limits = *beck_ndr_limits_or_default (limits);
  reader->arena = arena;
  reader->allocator = allocator;
  reader->hooks = (BeckNdrHooks){ 0 };
  reader->full = NULL;
  reader->undo = NULL;
  reader->n_undo = reader->max_undo = 0;
  reader->block = NULL;
  reader->block_left = 0;
  reader->measured = 0;
  reader->aligned = NULL;
  reader->landing = NULL;
  reader->fault.status = 0;
  reader->fault.path[0] = '\0';
  if (drep == DREP_BIG_ENDIAN || drep == DREP_LITTLE_ENDIAN)
    return;
  /* Nothing is left to read, and why has been said. */
  reader->size = 0;
  beck_ndr_fault_set_numbers (&reader->fault, RPC_S_UNSUPPORTED_TYPE, 0,
                              "a data representation that is not known", drep, DREP_LITTLE_ENDIAN);
}

static void
undo (BeckNdrReader *reader)
{
  while (reader->n_undo > 0)
    {
      const BeckNdrUndo *last = &reader->undo[--reader->n_undo];

      if (last->type != NULL)
        beck_ndr_user_release (last->type, last->flags, last->object);
      else
        last->release (last->object);
    }
}

void
beck_ndr_reader_end (BeckNdrReader *reader, gboolean keep)
{
  if (!keep || reader->fault.status != 0)
    undo (reader);
  beck_free (reader->undo);
  beck_free (reader->aligned);
  beck_ndr_read_table_free (reader->full);
  reader->undo = NULL;
  reader->aligned = NULL;
  reader->n_undo = reader->max_undo = 0;
  reader->full = NULL;
}

gboolean
beck_ndr_reader_fail (BeckNdrReader *reader, guint32 status, const char *reason)
{
  return beck_ndr_fault_set (&reader->fault, status, reader->pos, reason);
}

gboolean
beck_ndr_reader_fail_numbers (BeckNdrReader *reader, guint32 status, const char *reason,
                              guint64 found, guint64 limit)
{
  return beck_ndr_fault_set_numbers (&reader->fault, status, reader->pos, reason, found, limit);
}

gboolean
beck_ndr_reader_short (BeckNdrReader *reader, gsize align, gsize size)
{
  gsize gap = (align - (reader->pos & (align - 1))) & (align - 1);
  gsize left = reader->size - reader->pos;

  return beck_ndr_fault_set_numbers (
      &reader->fault, RPC_X_BAD_STUB_DATA, reader->pos + MIN (gap, left),
      "the data ends too early: bytes left, not needed", left, gap + size);
}

/* ---- Scalars ---- */

gboolean
beck_ndr_get_enum16 (BeckNdrReader *reader, void *value)
{
  guint16 wire;
  gint32 number;

  if (!beck_ndr_get_u16 (reader, &wire))
    return FALSE;
  if (wire > 0x7FFF)
    return beck_ndr_fault_set_numbers (&reader->fault, RPC_X_BAD_STUB_DATA, reader->pos - 2,
                                       "an enum value that cannot be", wire, 0x7FFF);
  number = wire;
  memcpy (value, &number, sizeof number);
  return TRUE;
}

gboolean
beck_ndr_get_int3264 (BeckNdrReader *reader, LONG_PTR *value)
{
  gint32 wire;

  if (!beck_ndr_get_u32 (reader, &wire))
    return FALSE;
  *value = wire;
  return TRUE;
}

gboolean
beck_ndr_get_uint3264 (BeckNdrReader *reader, ULONG_PTR *value)
{
  guint32 wire;

  if (!beck_ndr_get_u32 (reader, &wire))
    return FALSE;
  *value = wire;
  return TRUE;
}

/* ---- Memory ---- */

/* Room for one more entry in the account. */
static gboolean
reserve_undo (BeckNdrReader *reader)
{
  guint max = reader->max_undo > 0 ? reader->max_undo * 2 : 16;
  BeckNdrUndo *list;

  if (reader->n_undo < reader->max_undo)
    return TRUE;
  list = beck_realloc (reader->undo, max * sizeof *list);
  if (list == NULL)
    return FALSE;
  reader->undo = list;
  reader->max_undo = max;
  return TRUE;
}

static gpointer
take_from_block (BeckNdrReader *reader, gsize size)
{
  guint8 *piece = reader->block;

  if (size > reader->block_left)
    {
      beck_ndr_reader_fail_numbers (reader, RPC_X_BYTE_COUNT_TOO_SMALL,
                                    "more bytes than the buffer has", size, reader->block_left);
      return NULL;
    }
  reader->block += size;
  reader->block_left -= size;
  return piece;
}

static gpointer
allocate_owned (BeckNdrReader *reader, gsize size)
{
  gpointer memory;

  if (!reserve_undo (reader))
    return NULL;
  memory = reader->allocator->alloc (size);
  if (memory != NULL)
    reader->undo[reader->n_undo++] =
        (BeckNdrUndo){ .release = reader->allocator->free, .object = memory };
  return memory;
}

gboolean
beck_ndr_get_alloc (BeckNdrReader *reader, void *pointer, gsize size)
{
  gpointer memory;

  if (size > reader->limits.bytes)
    return beck_ndr_reader_fail_numbers (reader, RPC_X_NO_MEMORY, "more memory than the limit",
                                         size, reader->limits.bytes);
  reader->limits.bytes -= size;
  reader->measured += (size + 7) & ~(gsize) 7;
  if (G_LIKELY (reader->block == NULL && !reader->owned))
    memory = beck_ndr_arena_take (reader->arena, size);
  else if (reader->block != NULL)
    memory = take_from_block (reader, (size + 7) & ~(gsize) 7);
  else
    memory = allocate_owned (reader, MAX (size, 1));
  if (memory == NULL)
    return beck_ndr_reader_fail (reader, RPC_X_NO_MEMORY, "no memory");
  memcpy (pointer, &memory, sizeof memory);
  return TRUE;
}

gboolean
beck_ndr_get_alloc_array (BeckNdrReader *reader, void *pointer, gsize count, gsize size)
{
  gsize total;

  if (!g_size_checked_mul (&total, count, size))
    return beck_ndr_reader_fail_numbers (reader, RPC_X_NO_MEMORY, "more memory than the limit",
                                         G_MAXSIZE, reader->limits.bytes);
  return beck_ndr_get_alloc (reader, pointer, total);
}

gboolean
beck_ndr_reader_defer (BeckNdrReader *reader, GDestroyNotify release, gpointer object)
{
  gboolean noted;

  if (release == NULL)
    return TRUE;
  if (!reader->owned)
    noted = beck_ndr_arena_on_clear (reader->arena, release, object);
  else
    {
      noted = reserve_undo (reader);
      if (noted)
        reader->undo[reader->n_undo++] = (BeckNdrUndo){ .release = release, .object = object };
      else
        release (object);
    }
  return noted || beck_ndr_reader_fail (reader, RPC_X_NO_MEMORY, "no memory");
}

gboolean
beck_ndr_reader_defer_user (BeckNdrReader *reader, const BeckNdrUserType *type, ULONG flags,
                            void *value)
{
  if (!reserve_undo (reader))
    {
      beck_ndr_user_release (type, flags, value);
      return FALSE;
    }
  reader->undo[reader->n_undo++] = (BeckNdrUndo){ .object = value, .type = type, .flags = flags };
  return TRUE;
}

/* ---- Several pointees in one block ---- */

void
beck_ndr_reader_enter_block (BeckNdrReader *reader, gpointer block, gsize size)
{
  reader->block = block;
  reader->block_left = size;
}

void
beck_ndr_reader_leave_block (BeckNdrReader *reader)
{
  reader->block = NULL;
  reader->block_left = 0;
}

gboolean
beck_ndr_reader_enter_buffer (BeckNdrReader *reader, void *buffer, gsize used, gint64 size)
{
  gsize start = (used + 7) & ~(gsize) 7;

  if (size < 0 || (gsize) size < used)
    return beck_ndr_reader_fail_numbers (reader, RPC_X_BYTE_COUNT_TOO_SMALL,
                                         "a buffer smaller than what goes into it", (guint64) size,
                                         used);
  /* Without a byte left the block is there all the same. */
  beck_ndr_reader_enter_block (reader, (guint8 *) buffer + MIN (start, (gsize) size),
                               (gsize) size - MIN (start, (gsize) size));
  return TRUE;
}

void
beck_ndr_reader_enter_scratch (BeckNdrReader *reader, BeckNdrScratch *scratch)
{
  *scratch = (BeckNdrScratch){ .memory = BECK_NDR_ARENA_INIT,
                               .arena = reader->arena,
                               .owned = reader->owned,
                               .block = reader->block,
                               .known = beck_ndr_read_table_count (reader->full) };
  reader->arena = &scratch->memory;
  reader->owned = FALSE;
  reader->block = NULL;
}

gboolean
beck_ndr_reader_leave_scratch (BeckNdrReader *reader, BeckNdrScratch *scratch)
{
  beck_ndr_arena_clear (&scratch->memory);
  reader->arena = scratch->arena;
  reader->owned = scratch->owned;
  reader->block = scratch->block;
  if (!beck_ndr_read_table_cut (reader->full, scratch->known))
    beck_ndr_reader_fail (reader, RPC_X_NO_MEMORY, "no memory");
  return reader->fault.status == 0;
}

/* Reads once, to know how much it is. */
static gboolean
measure (BeckNdrReader *reader, gboolean (*get) (BeckNdrReader *reader, void *args), void *args,
         gsize *size)
{
  BeckNdrReader before = *reader;
  BeckNdrScratch scratch;

  beck_ndr_reader_enter_scratch (reader, &scratch);
  reader->measuring = TRUE;
  reader->measured = 0;
  get (reader, args);
  *size = reader->measured;
  reader->measuring = before.measuring;
  reader->measured = before.measured;
  reader->limits = before.limits;
  if (!beck_ndr_reader_leave_scratch (reader, &scratch))
    return FALSE;
  reader->pos = before.pos;
  return TRUE;
}

gboolean
beck_ndr_get_all_nodes (BeckNdrReader *reader, gboolean (*get) (BeckNdrReader *reader, void *args),
                        void *args)
{
  gpointer block;
  gsize size;
  gboolean good;

  if (!measure (reader, get, args, &size))
    return FALSE;
  if (size == 0)
    return get (reader, args);
  if (!beck_ndr_get_alloc (reader, &block, size))
    return FALSE;
  /* The pieces are counted once more as they are cut from it. */
  reader->limits.bytes += size;
  beck_ndr_reader_enter_block (reader, block, size);
  good = get (reader, args);
  beck_ndr_reader_leave_block (reader);
  return good;
}

/* ---- Checks ---- */

gboolean
beck_ndr_get_no_arm (BeckNdrReader *reader, gint64 tag)
{
  return beck_ndr_reader_fail_numbers (reader, RPC_X_BAD_STUB_DATA, "a discriminant without an arm",
                                       (guint64) tag, 0);
}

gboolean
beck_ndr_get_note_same (BeckNdrReader *reader, gsize *count, gsize found)
{
  if (*count == BECK_NDR_NO_COUNT)
    *count = found;
  return beck_ndr_get_check_same (reader, "arrays of different sizes", found, (gint64) *count);
}

gboolean
beck_ndr_get_check_count (BeckNdrReader *reader, gint64 value, gsize *count)
{
  if (value < 0 || value > G_MAXUINT32)
    return beck_ndr_reader_fail_numbers (reader, RPC_X_BAD_STUB_DATA,
                                         "a number of elements that cannot be", (guint64) value,
                                         G_MAXUINT32);
  *count = (gsize) value;
  return TRUE;
}
