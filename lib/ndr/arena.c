/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The memory of one call: blocks from which pieces are cut, each larger than the one
 * before, so that a small call takes one and a large one few. Objects that must be released
 * are noted in the arena itself.
 */

#include <beck/memory.h>
#include <beck/ndr-memory.h>

#include "base/alloc.h"
#include "base/spare.h"
#include "ndr/private.h"

/* What malloc() has at hand without a search. */
#define FIRST_BLOCK ((gsize) 1024)
#define LARGEST_BLOCK ((gsize) 256 << 10)

/* The header has the alignment of the pieces. */
struct BeckNdrBlock
{
  _Alignas(16) BeckNdrBlock *next;
  gsize size; /* of the whole block */
};

struct BeckNdrCleanup
{
  BeckNdrCleanup *next;
  GDestroyNotify release;
  gpointer object;
};

const BeckNdrAllocator beck_ndr_task_allocator = { CoTaskMemAlloc, CoTaskMemFree };

static gsize
round_up (gsize size)
{
  return (size + BECK_NDR_ARENA_ALIGN - 1) & ~(BECK_NDR_ARENA_ALIGN - 1);
}

static gboolean
add_block (BeckNdrArena *arena, gsize size)
{
  gsize wanted = arena->blocks != NULL ? MIN (arena->blocks->size * 2, LARGEST_BLOCK) : FIRST_BLOCK;
  BeckNdrBlock *block;

  wanted = MAX (wanted, size + sizeof (BeckNdrBlock));
  block = wanted < BECK_SPARE_LEAST ? beck_alloc (wanted) : beck_spare_take (wanted, &wanted);
  if (block == NULL)
    return FALSE;
  block->next = arena->blocks;
  block->size = wanted;
  arena->blocks = block;
  arena->next = (guint8 *) (block + 1);
  arena->end = (guint8 *) block + wanted;
  return TRUE;
}

gpointer
beck_ndr_arena_alloc (BeckNdrArena *arena, gsize size)
{
  gpointer piece;

  if (size > G_MAXSIZE / 2)
    return NULL;
  /* Pieces without bytes have addresses of their own, too. */
  size = round_up (MAX (size, 1));
  if ((gsize) (arena->end - arena->next) < size && !add_block (arena, size))
    return NULL;
  piece = arena->next;
  arena->next += size;
  return piece;
}

gboolean
beck_ndr_arena_owns (const BeckNdrArena *arena, gconstpointer pointer)
{
  guintptr address = (guintptr) pointer;

  for (const BeckNdrBlock *block = arena->blocks; block != NULL; block = block->next)
    if (address >= (guintptr) (block + 1) && address < (guintptr) block + block->size)
      return TRUE;
  return FALSE;
}

gboolean
beck_ndr_arena_on_clear (BeckNdrArena *arena, GDestroyNotify release, gpointer object)
{
  BeckNdrCleanup *cleanup;

  if (release == NULL)
    return TRUE;
  cleanup = beck_ndr_arena_alloc (arena, sizeof *cleanup);
  if (cleanup == NULL)
    {
      release (object);
      return FALSE;
    }
  cleanup->next = arena->cleanups;
  cleanup->release = release;
  cleanup->object = object;
  arena->cleanups = cleanup;
  return TRUE;
}

void
beck_ndr_arena_clear (BeckNdrArena *arena)
{
  BeckNdrBlock *block = arena->blocks;

  while (arena->cleanups != NULL)
    {
      BeckNdrCleanup *cleanup = arena->cleanups;

      arena->cleanups = cleanup->next;
      cleanup->release (cleanup->object);
    }
  while (block != NULL)
    {
      BeckNdrBlock *next = block->next;

      beck_spare_give (block, block->size);
      block = next;
    }
  *arena = (BeckNdrArena) BECK_NDR_ARENA_INIT;
}
