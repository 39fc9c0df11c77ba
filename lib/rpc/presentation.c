/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Presentation contexts, sorted. Clients choose the numbers, mostly small ones that rise, so that
 * the first look is mostly the last.
 */

#include "rpc/presentation.h"

#include "base/alloc.h"

/* The first that is not below @id. */
static guint
place_of (const BeckRpcPresentations *presentations, guint16 id)
{
  guint low = 0, high = presentations->n;

  while (low < high)
    {
      guint middle = (low + high) / 2;

      if (presentations->items[middle].id < id)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

const BeckRpcPresentation *
beck_rpc_presentations_find (const BeckRpcPresentations *presentations, guint16 id)
{
  guint at = id;

  if (at >= presentations->n || presentations->items[at].id != id)
    at = place_of (presentations, id);
  if (at == presentations->n || presentations->items[at].id != id)
    return NULL;
  return &presentations->items[at];
}

static gboolean
grow (BeckRpcPresentations *presentations)
{
  guint capacity = presentations->capacity == 0 ? 1 : 2 * presentations->capacity;
  BeckRpcPresentation *more;

  if (presentations->n < presentations->capacity)
    return TRUE;
  more = beck_realloc (presentations->items, capacity * sizeof *more);
  if (more == NULL)
    return FALSE;
  presentations->items = more;
  presentations->capacity = capacity;
  return TRUE;
}

gboolean
beck_rpc_presentations_add (BeckRpcPresentations *presentations,
                            const BeckRpcPresentation *presentation)
{
  guint at = place_of (presentations, presentation->id);

  if (!grow (presentations))
    return FALSE;
  memmove (presentations->items + at + 1, presentations->items + at,
           (presentations->n - at) * sizeof *presentation);
  presentations->items[at] = *presentation;
  presentations->n++;
  return TRUE;
}

void
beck_rpc_presentations_clear (BeckRpcPresentations *presentations)
{
  beck_free (presentations->items);
  *presentations = (BeckRpcPresentations){ 0 };
}
