/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * A pointer to an object that somebody may cut while others are inside the object: the
 * channel of a proxy, the server of a stub. Who uses it takes the link first, and the
 * object is released when the last user has let go, never with a lock held.
 */

#include <beck/object.h>

#include "base/lock.h"

typedef struct
{
  IUnknown *object;
  gint refs;
} BeckLink;

/* Where links are kept. Zero bytes are an empty one; there is nothing to destroy but the
 * link in it. */
typedef struct
{
  BeckLock lock;
  BeckLink *link;
} BeckLinkSlot;

/* Puts a link to @object, which is referenced, in an empty slot. E_UNEXPECTED if it is not
 * empty; E_OUTOFMEMORY. */
HRESULT beck_link_slot_connect (BeckLinkSlot *slot, gpointer object);

/* Empties the slot. */
void beck_link_slot_cut (BeckLinkSlot *slot);

/* Returns (transfer full) (nullable): the link, to be given to beck_link_unref(). */
BeckLink *beck_link_slot_take (BeckLinkSlot *slot);

void beck_link_unref (BeckLink *link);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BeckLink, beck_link_unref)
