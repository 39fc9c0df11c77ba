/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * A few blocks are kept, the latest in front as it is the one that caches still have; when there is
 * no room for one more the oldest goes. What is kept is bounded by N_KEPT * LARGEST bytes for the
 * process.
 */

#include "base/spare.h"

#include <string.h>

#include "base/alloc.h"
#include "base/lock.h"

#define N_KEPT 16
#define LARGEST ((gsize) 128 << 10)

/* Sizes are rounded up to this, so that messages which differ a little use the same blocks. */
#define STEP ((gsize) 16 << 10)

/* Under the address sanitizer nothing is kept: what is used after it was given up is to be seen. */
#ifdef __SANITIZE_ADDRESS__
#define KEEPS FALSE
#else
#define KEEPS TRUE
#endif

typedef struct
{
  gpointer block;
  gsize capacity;
} Spare;

static struct
{
  BeckLock lock;
  guint n;
  Spare kept[N_KEPT];
} spares;

/* ---- With the lock ---- */

/* Not one that would be mostly empty. */
static gboolean
suits (const Spare *spare, gsize size)
{
  return spare->capacity >= size && spare->capacity / 4 <= size;
}

static Spare
take_kept (gsize size)
{
  for (guint i = 0; i < spares.n; i++)
    {
      Spare spare = spares.kept[i];

      if (!suits (&spare, size))
        continue;
      spares.n--;
      memmove (&spares.kept[i], &spares.kept[i + 1], (spares.n - i) * sizeof spare);
      return spare;
    }
  return (Spare){ NULL, 0 };
}

/* Returns what has to go for it. */
static gpointer
keep (Spare spare)
{
  gpointer oldest = NULL;

  if (spares.n == N_KEPT)
    oldest = spares.kept[--spares.n].block;
  memmove (&spares.kept[1], &spares.kept[0], spares.n * sizeof spare);
  spares.kept[0] = spare;
  spares.n++;
  return oldest;
}

/* ---- Without ---- */

gpointer
beck_spare_take (gsize size, gsize *capacity)
{
  Spare spare = { NULL, 0 };

  /* Whatever is kept, the tests count one allocation. */
  if (beck_alloc_refused () || size > G_MAXSSIZE)
    return NULL;
  if (size <= LARGEST)
    {
      beck_lock_acquire (&spares.lock);
      spare = take_kept (size);
      beck_lock_release (&spares.lock);
    }
  if (spare.block == NULL)
    {
      spare.capacity = (size + STEP - 1) & ~(STEP - 1);
      spare.block = malloc (spare.capacity);
    }
  *capacity = spare.capacity;
  return spare.block;
}

void
beck_spare_give (gpointer block, gsize capacity)
{
  if (KEEPS && block != NULL && capacity >= BECK_SPARE_LEAST && capacity <= LARGEST)
    {
      beck_lock_acquire (&spares.lock);
      block = keep ((Spare){ block, capacity });
      beck_lock_release (&spares.lock);
    }
  beck_free (block);
}

gpointer
beck_spare_resize (gpointer block, gsize used, gsize *capacity, gsize size)
{
  gpointer larger;

  /* Very large ones the system moves without copying. */
  if (size < BECK_SPARE_LEAST || *capacity >= LARGEST)
    {
      larger = beck_realloc (block, size);
      *capacity = larger != NULL ? size : *capacity;
      return larger;
    }
  larger = beck_spare_take (size, &size);
  if (larger == NULL)
    return NULL;
  if (used > 0)
    memcpy (larger, block, used);
  beck_spare_give (block, *capacity);
  *capacity = size;
  return larger;
}
