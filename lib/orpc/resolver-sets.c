/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Sets of objects that are pinged together. Who has one, and how many, is counted by peer, which is
 * known as long as it has any.
 */

#include "orpc/resolver-private.h"

#include <sys/random.h>

#include "base/alloc.h"

/* ---- Members of sets ---- */

/* The object that somebody pings, if there is one such; without memory there is none. */
static BeckResolverObject *
find_pinged (BeckResolver *self, OID oid)
{
  BeckResolverObject *object = beck_resolver_find_object (self, oid);

  if (self->kind.runs_down)
    return object != NULL && object->held ? object : NULL;
  if (object == NULL && beck_resolver_find_owner (self, oid) != NULL)
    object = beck_resolver_add_object (self, oid);
  return object;
}

static guint32
add_member (BeckResolver *self, BeckResolverSet *set, OID oid, BeckResolverNews *news)
{
  BeckIdNode *member;
  BeckResolverObject *object;

  if (beck_id_table_find (&set->members, oid) != NULL)
    return 0;
  if (set->members.n >= self->rules.max_set_oids)
    return RPC_S_OUT_OF_RESOURCES;
  object = find_pinged (self, oid);
  if (object == NULL)
    return OR_INVALID_OID;
  member = beck_alloc (sizeof *member);
  if (member == NULL || (!self->kind.runs_down && !beck_resolver_reserve_news (news, 1)))
    {
      beck_free (member);
      beck_resolver_forget_unused (self, object);
      return RPC_S_OUT_OF_MEMORY;
    }
  member->id = oid;
  beck_id_table_add (&set->members, member);
  if (object->n_sets++ == 0 && !self->kind.runs_down)
    beck_resolver_add_news (news, BECK_RESOLVER_WANTED, oid);
  return 0;
}

/* The object was wanted by a set until @since. There is room for the news. */
static void
leave_set (BeckResolver *self, OID oid, gint64 since, BeckResolverNews *news)
{
  BeckResolverObject *object = beck_resolver_find_object (self, oid);

  if (object == NULL || object->n_sets == 0)
    return;
  object->since = MAX (object->since, since);
  if (--object->n_sets > 0)
    return;
  if (!self->kind.runs_down)
    beck_resolver_add_news (news, BECK_RESOLVER_UNWANTED, oid);
  beck_resolver_forget_unused (self, object);
}

static guint32
remove_member (BeckResolver *self, BeckResolverSet *set, OID oid, gint64 now,
               BeckResolverNews *news)
{
  BeckIdNode *member = beck_id_table_find (&set->members, oid);

  if (member == NULL)
    return 0;
  if (!beck_resolver_reserve_news (news, 1))
    return RPC_S_OUT_OF_MEMORY;
  beck_id_table_remove (&set->members, member);
  beck_free (member);
  leave_set (self, oid, now, news);
  return 0;
}

/* ---- Sets ---- */

static SETID
make_set_id (BeckResolver *self)
{
  SETID id;

  do
    if (getrandom (&id, sizeof id, 0) != sizeof id)
      id = ((guint64) g_random_int () << 32) | g_random_int ();
  while (id == 0 || beck_id_table_find (&self->sets, id) != NULL);
  return id;
}

static BeckResolverPeer *
get_peer (BeckResolver *self, guint64 id)
{
  BeckResolverPeer *peer = (BeckResolverPeer *) beck_id_table_find (&self->peers, id);

  if (peer != NULL)
    return peer;
  peer = beck_alloc0 (sizeof *peer);
  if (peer == NULL)
    return NULL;
  peer->node.id = id;
  beck_id_table_add (&self->peers, &peer->node);
  return peer;
}

static void
leave_peer (BeckResolver *self, guint64 id)
{
  BeckResolverPeer *peer = (BeckResolverPeer *) beck_id_table_find (&self->peers, id);

  if (--peer->n_sets > 0)
    return;
  beck_id_table_remove (&self->peers, &peer->node);
  beck_free (peer);
}

static guint32
begin_set (BeckResolver *self, guint64 peer_id, guint16 sequence, BeckResolverSet **ret)
{
  BeckResolverPeer *peer;
  BeckResolverSet *set;

  if (self->sets.n >= self->rules.max_sets)
    return RPC_S_OUT_OF_RESOURCES;
  peer = get_peer (self, peer_id);
  if (peer == NULL)
    return RPC_S_OUT_OF_MEMORY;
  if (peer->n_sets >= self->rules.max_peer_sets)
    return RPC_S_OUT_OF_RESOURCES;
  peer->n_sets++;
  set = beck_alloc0 (sizeof *set);
  if (set == NULL)
    {
      leave_peer (self, peer_id);
      return RPC_S_OUT_OF_MEMORY;
    }
  set->node.id = make_set_id (self);
  set->peer = peer_id;
  set->sequence = sequence;
  beck_id_table_add (&self->sets, &set->node);
  *ret = set;
  return 0;
}

void
beck_resolver_drop_set (BeckResolver *self, BeckResolverSet *set, BeckResolverNews *news)
{
  BeckIdNode *member;

  while ((member = beck_id_table_take (&set->members)) != NULL)
    {
      leave_set (self, member->id, set->pinged, news);
      beck_free (member);
    }
  beck_id_table_clear (&set->members);
  beck_id_table_remove (&self->sets, &set->node);
  leave_peer (self, set->peer);
  beck_free (set);
}

/* ---- Pings ---- */

guint32
beck_resolver_simple_ping (BeckResolver *self, SETID id, gint64 now)
{
  BeckResolverSet *set = (BeckResolverSet *) beck_id_table_find (&self->sets, id);

  if (set == NULL)
    return OR_INVALID_SET;
  set->pinged = now;
  return 0;
}

/* What goes wrong with one does not keep the others from being added; the worst is told. */
static guint32
change_set (BeckResolver *self, BeckResolverSet *set, guint n_add, const OID *add, guint n_delete,
            const OID *delete, BeckResolverNews *news)
{
  guint32 result = 0, status;

  for (guint i = 0; i < n_add; i++)
    {
      status = add_member (self, set, add[i], news);
      if (status != 0 && (result == 0 || result == OR_INVALID_OID))
        result = status;
    }
  for (guint i = 0; i < n_delete; i++)
    {
      status = remove_member (self, set, delete[i], set->pinged, news);
      if (status != 0)
        result = status;
    }
  return result;
}

guint32
beck_resolver_complex_ping (BeckResolver *self, guint64 peer, SETID *id, guint16 sequence,
                            guint n_add, const OID *add, guint n_delete, const OID *delete,
                            gint64 now, BeckResolverNews *news)
{
  BeckResolverSet *set = NULL;
  guint32 status;

  if (*id == 0 && n_add == 0)
    return 0;
  if (*id == 0)
    {
      status = begin_set (self, peer, sequence, &set);
      if (status != 0)
        return status;
      *id = set->node.id;
    }
  else
    set = (BeckResolverSet *) beck_id_table_find (&self->sets, *id);
  if (set == NULL)
    return OR_INVALID_SET;
  set->pinged = now;
  if ((gint16) (sequence - set->sequence) < 0)
    return 0;
  set->sequence = sequence;
  return change_set (self, set, n_add, add, n_delete, delete, news);
}
