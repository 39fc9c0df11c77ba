/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Association groups: the connections of one client to one endpoint, and the contexts they share
 * (wire.md 1.10). When the last connection has gone, the contexts are run down.
 *
 * An identity is a place in the table and a few random bits. It is no secret: contexts have
 * identities of their own that cannot be guessed.
 */

#include "rpc/server-private.h"

#include "association.h"
#include "base/alloc.h"

#define PLACE_BITS 20
#define MAX_PLACES (1u << PLACE_BITS)

struct BeckRpcGroup
{
  BeckWork work;
  guint32 id;
  guint uid;
  guint n_connections; /* with the lock */
  BeckRpcEndpointScope *scope;
  BeckRpcAssociation *association;
};

static struct
{
  BeckLock lock;
  BeckRpcGroup **places; /* from 1 */
  guint n_places, max_places;
  guint first_maybe_free;
} groups;

static atomic_uint n_ending; /* whose contexts are being run down */

gboolean
beck_rpc_groups_are_quiet (gpointer unused)
{
  return atomic_load (&n_ending) == 0;
}

guint32
beck_rpc_group_id (const BeckRpcGroup *group)
{
  return group->id;
}

BeckRpcAssociation *
beck_rpc_group_association (const BeckRpcGroup *group)
{
  return group->association;
}

/* ---- With the lock ---- */

static gboolean
make_room (void)
{
  guint max = groups.max_places == 0 ? 16 : 2 * groups.max_places;
  BeckRpcGroup **more;

  if (groups.n_places < groups.max_places)
    return TRUE;
  if (max > MAX_PLACES)
    return FALSE;
  more = beck_realloc (groups.places, max * sizeof *more);
  if (more == NULL)
    return FALSE;
  groups.places = more;
  groups.max_places = max;
  return TRUE;
}

/* A free place, or MAX_PLACES. Those before first_maybe_free are taken. */
static guint
find_place (void)
{
  guint place = groups.first_maybe_free;

  while (place < groups.n_places && groups.places[place] != NULL)
    place++;
  groups.first_maybe_free = place;
  if (place < groups.n_places)
    return place;
  if (!make_room ())
    return MAX_PLACES;
  groups.n_places++;
  return place;
}

static gboolean
insert (BeckRpcGroup *group)
{
  guint place = find_place ();

  if (place >= MAX_PLACES - 1)
    return FALSE;
  groups.places[place] = group;
  group->id = (g_random_int () << PLACE_BITS) | (place + 1);
  return TRUE;
}

static BeckRpcGroup *
find (BeckRpcEndpointScope *scope, guint uid, guint32 id)
{
  guint place = (id & (MAX_PLACES - 1)) - 1;
  BeckRpcGroup *group;

  if (place >= groups.n_places)
    return NULL;
  group = groups.places[place];
  if (group == NULL || group->id != id || group->scope != scope || group->uid != uid)
    return NULL;
  return group;
}

/* ---- */

static void
free_group (BeckRpcGroup *group)
{
  if (group->association != NULL)
    beck_rpc_association_unref (group->association);
  beck_free (group);
}

static BeckRpcGroup *
new_group (BeckRpcEndpointScope *scope, guint uid)
{
  BeckRpcGroup *group = beck_alloc0 (sizeof *group);
  gboolean inserted;

  if (group == NULL)
    return NULL;
  group->scope = scope;
  group->uid = uid;
  group->n_connections = 1;
  group->association = beck_rpc_association_new ();
  if (group->association != NULL)
    {
      beck_lock_acquire (&groups.lock);
      inserted = insert (group);
      beck_lock_release (&groups.lock);
      if (inserted)
        return group;
    }
  free_group (group);
  return NULL;
}

BeckRpcGroup *
beck_rpc_group_join (BeckRpcEndpointScope *scope, guint uid, guint32 id)
{
  BeckRpcGroup *group;

  if (id == 0)
    return new_group (scope, uid);
  beck_lock_acquire (&groups.lock);
  group = find (scope, uid, id);
  if (group != NULL)
    group->n_connections++;
  beck_lock_release (&groups.lock);
  return group;
}

/* Rundown routines are the program's. */
static void
end_group (BeckWork *work)
{
  BeckRpcGroup *group = (BeckRpcGroup *) work;

  beck_rpc_association_end (group->association);
  free_group (group);
  atomic_fetch_sub (&n_ending, 1);
  beck_rpc_server_wake_waiters ();
}

void
beck_rpc_group_leave (BeckRpcGroup *group)
{
  gboolean last;

  beck_lock_acquire (&groups.lock);
  last = --group->n_connections == 0;
  if (last)
    {
      guint place = (group->id & (MAX_PLACES - 1)) - 1;

      groups.places[place] = NULL;
      groups.first_maybe_free = MIN (groups.first_maybe_free, place);
    }
  beck_lock_release (&groups.lock);
  if (!last)
    return;
  atomic_fetch_add (&n_ending, 1);
  group->work.run = end_group;
  if (FAILED (beck_pool_push (&group->work)))
    end_group (&group->work);
}

/* Those of groups that come later are none of an interface that is not registered. */
static BeckRpcAssociation *
next_association (guint *place)
{
  BeckRpcAssociation *association = NULL;

  beck_lock_acquire (&groups.lock);
  for (; *place < groups.n_places && association == NULL; ++*place)
    if (groups.places[*place] != NULL)
      association = beck_rpc_association_ref (groups.places[*place]->association);
  beck_lock_release (&groups.lock);
  return association;
}

void
beck_rpc_groups_end_interface (const BeckNdrInterface *interface)
{
  BeckRpcAssociation *association;
  guint place = 0;

  while ((association = next_association (&place)) != NULL)
    {
      beck_rpc_association_end_interface (association, interface);
      beck_rpc_association_unref (association);
    }
}
