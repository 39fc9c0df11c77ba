/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What the files of the reader and writer share.
 */

#include <beck/ndr.h>

/* The first referent of unique pointers: any number but 0 would do (wire.md 3.6). */
#define BECK_NDR_FIRST_ID 0x00020000u

G_GNUC_INTERNAL void beck_ndr_full_table_free (BeckNdrFullTable *table);
G_GNUC_INTERNAL void beck_ndr_read_table_free (BeckNdrReadTable *table);

#define BECK_NDR_ARENA_ALIGN ((gsize) 16)

/* beck_ndr_arena_alloc(), without a call if the block at hand has the room. */
static inline gpointer
beck_ndr_arena_take (BeckNdrArena *arena, gsize size)
{
  guint8 *piece = arena->next;
  gsize rounded = (size + BECK_NDR_ARENA_ALIGN - 1) & ~(BECK_NDR_ARENA_ALIGN - 1);

  if (G_UNLIKELY (rounded == 0 || (gsize) (arena->end - piece) < rounded))
    return beck_ndr_arena_alloc (arena, size);
  arena->next = piece + rounded;
  return piece;
}

/* How many full pointers are known, and forgetting all but the first @count of them, for which
 * there may be no memory. */
G_GNUC_INTERNAL guint beck_ndr_read_table_count (const BeckNdrReadTable *table);
G_GNUC_INTERNAL gboolean beck_ndr_read_table_cut (BeckNdrReadTable *table, guint count);

/* A value that has to be released if what was read is not kept; FALSE without memory, and then it
 * is released. */
G_GNUC_INTERNAL gboolean beck_ndr_reader_defer_user (BeckNdrReader *reader,
                                                     const BeckNdrUserType *type, ULONG flags,
                                                     void *value);
G_GNUC_INTERNAL void beck_ndr_user_release (const BeckNdrUserType *type, ULONG flags, void *value);

/* @limits, or if that is NULL the thread's, or the default. */
G_GNUC_INTERNAL const BeckNdrLimits *beck_ndr_limits_or_default (const BeckNdrLimits *limits);
