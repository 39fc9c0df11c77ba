/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "orpc/link.h"

#include <beck/hresult.h>

#include "base/alloc.h"

static BeckLink *
new_link (IUnknown *object)
{
  BeckLink *link = beck_alloc (sizeof *link);

  if (link == NULL)
    return NULL;
  object->lpVtbl->AddRef (object);
  link->object = object;
  link->refs = 1;
  return link;
}

void
beck_link_unref (BeckLink *link)
{
  if (link == NULL || __atomic_sub_fetch (&link->refs, 1, __ATOMIC_ACQ_REL) > 0)
    return;
  link->object->lpVtbl->Release (link->object);
  beck_free (link);
}

HRESULT
beck_link_slot_connect (BeckLinkSlot *slot, gpointer object)
{
  BeckLink *link = new_link (object);
  gboolean taken;

  if (link == NULL)
    return E_OUTOFMEMORY;
  beck_lock_acquire (&slot->lock);
  taken = slot->link != NULL;
  if (!taken)
    slot->link = link;
  beck_lock_release (&slot->lock);
  if (taken)
    beck_link_unref (link);
  return taken ? E_UNEXPECTED : S_OK;
}

void
beck_link_slot_cut (BeckLinkSlot *slot)
{
  BeckLink *link;

  beck_lock_acquire (&slot->lock);
  link = slot->link;
  slot->link = NULL;
  beck_lock_release (&slot->lock);
  beck_link_unref (link);
}

BeckLink *
beck_link_slot_take (BeckLinkSlot *slot)
{
  BeckLink *link;

  beck_lock_acquire (&slot->lock);
  link = slot->link;
  if (link != NULL)
    __atomic_add_fetch (&link->refs, 1, __ATOMIC_RELAXED);
  beck_lock_release (&slot->lock);
  return link;
}
