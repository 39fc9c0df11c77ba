/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A list through the connections, which are few. Whoever is in it has a reference to itself. */

#define COBJMACROS
#include "ras/registry.h"

#include <beck/guid.h>
#include <string.h>

static BeckLock lock;
static BeckRasConnection *first; /* with the lock */

static gboolean
is_of (const BeckRasConnection *connection, const BeckRasEntry *entry)
{
  const BeckRasEntry *its = connection->entry;

  return g_strcmp0 (beck_ras_entry_get_name (its), beck_ras_entry_get_name (entry)) == 0
         && g_strcmp0 (beck_ras_entry_get_book (its), beck_ras_entry_get_book (entry)) == 0;
}

gboolean
beck_ras_registry_add (BeckRasConnection *connection, const BeckRasEntry *entry)
{
  BeckRasConnection *other;

  beck_lock_acquire (&lock);
  for (other = first; other != NULL; other = other->next)
    if (is_of (other, entry))
      break;
  if (other == NULL)
    {
      connection->entry = entry;
      connection->next = first;
      first = connection;
    }
  beck_lock_release (&lock);
  return other == NULL;
}

void
beck_ras_registry_remove (BeckRasConnection *connection)
{
  BeckRasConnection **place;

  beck_lock_acquire (&lock);
  for (place = &first; *place != connection; place = &(*place)->next)
    ;
  *place = connection->next;
  connection->entry = NULL;
  beck_lock_release (&lock);
}

BeckRasConnection *
beck_ras_registry_find (const GUID *id)
{
  BeckRasConnection *connection;

  beck_lock_acquire (&lock);
  for (connection = first; connection != NULL; connection = connection->next)
    {
      gboolean found;

      beck_lock_acquire (&connection->lock);
      found = connection->phase == BECK_RAS_UP && IsEqualGUID (&connection->record->id, id);
      beck_lock_release (&connection->lock);
      if (found)
        break;
    }
  if (connection != NULL)
    IUnknown_AddRef (BECK_UNKNOWN (connection));
  beck_lock_release (&lock);
  return connection;
}
