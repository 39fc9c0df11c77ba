/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Secret memory: each block has pages of its own, so that giving it back unmaps them and nothing
 * else ever lies beside it. The size stands in front of the block.
 *
 * Locking is a request: where the limit of locked memory is reached, a secret that might be
 * paged out is better than no connection.
 */

#include "ras/secret.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/alloc.h"

/* Aligned for every type. */
typedef union
{
  gsize mapped;
  max_align_t alignment;
} Head;

static gsize
round_to_pages (gsize size)
{
  const gsize page = (gsize) sysconf (_SC_PAGESIZE);

  return (size + page - 1) / page * page;
}

/* A child gets zeros instead; where the kernel is too old for that, nothing. */
static void
protect (gpointer pages, gsize size)
{
  (void) !mlock (pages, size);
  (void) !madvise (pages, size, MADV_DONTDUMP);
  if (madvise (pages, size, MADV_WIPEONFORK) != 0)
    (void) !madvise (pages, size, MADV_DONTFORK);
}

gpointer
beck_ras_secret_alloc (gsize size)
{
  gsize mapped;
  Head *head;

  if (size > G_MAXSSIZE / 2 || beck_alloc_refused ())
    return NULL;
  mapped = round_to_pages (size + sizeof (Head));
  head = mmap (NULL, mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (head == MAP_FAILED)
    return NULL;
  protect (head, mapped);
  head->mapped = mapped;
  return head + 1;
}

void
beck_ras_secret_free (gpointer block)
{
  Head *head = block;
  gsize mapped;

  if (block == NULL)
    return;
  head--;
  mapped = head->mapped;
  explicit_bzero (head, mapped);
  munmap (head, mapped);
}
