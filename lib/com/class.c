/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The class records that the process registered. Programs register a handful, so a list
 * serves; there is at most one entry for a CLSID. No foreign code runs under the lock.
 */

#include "com/class.h"

#include <beck/guid.h>
#include <beck/hresult.h>

#include "base/alloc.h"
#include "base/lock.h"

typedef struct Entry Entry;

struct Entry
{
  Entry *next;
  const BeckClass *klass;
  BeckThreadingModel model;
};

static BeckLock lock;
static Entry *entries;

/* Where the entry for @clsid hangs, or where one would be appended. Under the lock. */
static Entry **
find_link (REFCLSID clsid)
{
  Entry **link = &entries;

  while (*link != NULL && !beck_guid_equal ((*link)->klass->clsid, clsid))
    link = &(*link)->next;
  return link;
}

HRESULT
beck_class_register (const BeckClass *klass, BeckThreadingModel model)
{
  Entry *entry, **link;
  gboolean taken;

  if (klass == NULL || klass->clsid == NULL)
    return E_INVALIDARG;
  if ((guint) model > BECK_THREADING_NEUTRAL)
    return REGDB_E_BADTHREADINGMODEL;
  entry = beck_alloc0 (sizeof *entry);
  if (entry == NULL)
    return E_OUTOFMEMORY;
  entry->klass = klass;
  entry->model = model;

  beck_lock_acquire (&lock);
  link = find_link (klass->clsid);
  taken = *link != NULL;
  if (!taken)
    *link = entry;
  beck_lock_release (&lock);

  if (taken)
    beck_free (entry);
  return taken ? CO_E_OBJISREG : S_OK;
}

HRESULT
beck_class_unregister (const BeckClass *klass)
{
  Entry *entry = NULL, **link;

  if (klass == NULL || klass->clsid == NULL)
    return REGDB_E_CLASSNOTREG;

  beck_lock_acquire (&lock);
  link = find_link (klass->clsid);
  if (*link != NULL && (*link)->klass == klass)
    {
      entry = *link;
      *link = entry->next;
    }
  beck_lock_release (&lock);

  beck_free (entry);
  return entry != NULL ? S_OK : REGDB_E_CLASSNOTREG;
}

const BeckClass *
beck_class_find (REFCLSID clsid, BeckThreadingModel *model)
{
  const BeckClass *klass = NULL;
  Entry *entry;

  beck_lock_acquire (&lock);
  entry = *find_link (clsid);
  if (entry != NULL)
    {
      klass = entry->klass;
      *model = entry->model;
    }
  beck_lock_release (&lock);
  return klass;
}
