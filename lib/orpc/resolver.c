/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Sets know their members by number only, and objects how many sets they are in. An object stays
 * known as long as either somebody holds it or a set has it, so that these counts agree.
 */

#include "orpc/resolver.h"

#include <string.h>
#include <sys/random.h>

#include "base/alloc.h"

#define DEFAULT_PERIOD (120 * G_USEC_PER_SEC)

typedef struct
{
  BeckIdNode node; /* by the lower half of the OXID */
  BeckResolverExporter known;
  guint16 units[]; /* of its endpoints */
} Exporter;

typedef struct
{
  BeckIdNode node;
  gint64 since; /* it was given away, or last wanted */
  guint n_sets;
  gboolean held;
} Object;

typedef struct
{
  BeckIdNode node;
  guint64 peer;
  gint64 pinged;
  guint16 sequence;
  BeckIdTable members;
} Set;

/* Who has sets. */
typedef struct
{
  BeckIdNode node;
  guint n_sets;
} Peer;

struct BeckResolver
{
  BeckResolverRules rules;
  BeckResolverKind kind;
  BeckIdTable exporters, objects, sets, peers;
};

/* ---- Making ---- */

gint64
beck_resolver_default_period (void)
{
  const char *told = g_getenv ("BECK_ORPC_PING_PERIOD");
  guint64 ms = told != NULL ? g_ascii_strtoull (told, NULL, 10) : 0;

  return ms > 0 && ms <= G_MAXUINT32 ? (gint64) ms * 1000 : DEFAULT_PERIOD;
}

static void
set_default (guint *rule, guint value)
{
  if (*rule == 0)
    *rule = value;
}

BeckResolver *
beck_resolver_new (const BeckResolverRules *rules, BeckResolverKind kind)
{
  BeckResolver *self = beck_alloc0 (sizeof *self);

  if (self == NULL)
    return NULL;
  if (rules != NULL)
    self->rules = *rules;
  if (self->rules.period == 0)
    self->rules.period = beck_resolver_default_period ();
  set_default (&self->rules.missed, 3);
  set_default (&self->rules.max_sets, 65536);
  set_default (&self->rules.max_peer_sets, 4096);
  set_default (&self->rules.max_set_oids, 1u << 20);
  set_default (&self->rules.max_oxids, 65536);
  self->kind = kind;
  return self;
}

static void
free_all (BeckIdTable *table)
{
  BeckIdNode *node;

  while ((node = beck_id_table_take (table)) != NULL)
    beck_free (node);
  beck_id_table_clear (table);
}

void
beck_resolver_free (BeckResolver *self)
{
  BeckIdNode *node;

  if (self == NULL)
    return;
  while ((node = beck_id_table_take (&self->sets)) != NULL)
    {
      free_all (&((Set *) node)->members);
      beck_free (node);
    }
  beck_id_table_clear (&self->sets);
  free_all (&self->exporters);
  free_all (&self->objects);
  free_all (&self->peers);
  beck_free (self);
}

/* ---- News ---- */

void
beck_resolver_news_clear (BeckResolverNews *news)
{
  beck_free (news->items);
  *news = (BeckResolverNews){ 0 };
}

static gboolean
reserve_news (BeckResolverNews *news, guint n)
{
  guint room = MAX (news->n + n, news->room * 2);
  BeckResolverNewsItem *items;

  if (news->room - news->n >= n)
    return TRUE;
  items = beck_realloc (news->items, room * sizeof *items);
  if (items == NULL)
    return FALSE;
  news->items = items;
  news->room = room;
  return TRUE;
}

static void
add_news (BeckResolverNews *news, BeckResolverWhat what, OID oid)
{
  news->items[news->n++] = (BeckResolverNewsItem){ what, oid };
}

/* ---- Exporters ---- */

static Exporter *
find_exporter (BeckResolver *self, guint32 owner)
{
  return (Exporter *) beck_id_table_find (&self->exporters, owner);
}

static Exporter *
copy_exporter (const BeckResolverExporter *known)
{
  gsize size = beck_string_array_size (&known->endpoints);
  Exporter *copy = beck_alloc0 (sizeof *copy + size);

  if (copy == NULL)
    return NULL;
  copy->node.id = beck_oxid_owner (known->oxid);
  copy->known = *known;
  beck_string_array_print (&known->endpoints, (guint8 *) copy->units);
  beck_string_array_parse ((guint8 *) copy->units, size, &copy->known.endpoints);
  return copy;
}

guint32
beck_resolver_add (BeckResolver *self, const BeckResolverExporter *known)
{
  Exporter *old = find_exporter (self, beck_oxid_owner (known->oxid));
  Exporter *new;

  if (old != NULL && old->known.oxid != known->oxid)
    return OR_INVALID_OXID;
  if (old == NULL && self->exporters.n >= self->rules.max_oxids)
    return RPC_S_OUT_OF_RESOURCES;
  new = copy_exporter (known);
  if (new == NULL)
    return RPC_S_OUT_OF_MEMORY;
  if (old != NULL)
    beck_id_table_remove (&self->exporters, &old->node);
  beck_free (old);
  beck_id_table_add (&self->exporters, &new->node);
  return 0;
}

typedef struct
{
  BeckResolver *self;
  guint32 owner;
} Removal;

static void
remove_object_of (BeckIdNode *node, gpointer data)
{
  Removal *removal = data;

  if (beck_oid_owner (node->id) != removal->owner)
    return;
  beck_id_table_remove (&removal->self->objects, node);
  beck_free (node);
}

void
beck_resolver_remove (BeckResolver *self, OXID oxid)
{
  Exporter *exporter = find_exporter (self, beck_oxid_owner (oxid));
  Removal removal = { self, beck_oxid_owner (oxid) };

  if (exporter == NULL || exporter->known.oxid != oxid)
    return;
  beck_id_table_foreach (&self->objects, remove_object_of, &removal);
  beck_id_table_remove (&self->exporters, &exporter->node);
  beck_free (exporter);
}

guint32
beck_resolver_find (BeckResolver *self, OXID oxid, BeckResolverExporter *known)
{
  Exporter *exporter = find_exporter (self, beck_oxid_owner (oxid));

  if (exporter == NULL || exporter->known.oxid != oxid)
    return OR_INVALID_OXID;
  *known = exporter->known;
  return 0;
}

const BeckResolverExporter *
beck_resolver_find_owner (BeckResolver *self, OID oid)
{
  Exporter *exporter = find_exporter (self, beck_oid_owner (oid));

  return exporter != NULL ? &exporter->known : NULL;
}

/* ---- Objects ---- */

static Object *
find_object (BeckResolver *self, OID oid)
{
  return (Object *) beck_id_table_find (&self->objects, oid);
}

static Object *
add_object (BeckResolver *self, OID oid)
{
  Object *object = beck_alloc0 (sizeof *object);

  if (object == NULL)
    return NULL;
  object->node.id = oid;
  beck_id_table_add (&self->objects, &object->node);
  return object;
}

static void
forget_unused (BeckResolver *self, Object *object)
{
  if (object->held || object->n_sets > 0)
    return;
  beck_id_table_remove (&self->objects, &object->node);
  beck_free (object);
}

guint32
beck_resolver_hold (BeckResolver *self, OID oid, gint64 now)
{
  Object *object = find_object (self, oid);

  if (object == NULL)
    object = add_object (self, oid);
  if (object == NULL)
    return RPC_S_OUT_OF_MEMORY;
  object->held = TRUE;
  object->since = now;
  return 0;
}

void
beck_resolver_let_go (BeckResolver *self, OID oid)
{
  Object *object = find_object (self, oid);

  if (object == NULL)
    return;
  object->held = FALSE;
  forget_unused (self, object);
}

/* ---- Members of sets ---- */

/* The object that somebody pings, if there is one such; without memory there is none. */
static Object *
find_pinged (BeckResolver *self, OID oid)
{
  Object *object = find_object (self, oid);

  if (self->kind.runs_down)
    return object != NULL && object->held ? object : NULL;
  if (object == NULL && find_exporter (self, beck_oid_owner (oid)) != NULL)
    object = add_object (self, oid);
  return object;
}

static guint32
add_member (BeckResolver *self, Set *set, OID oid, BeckResolverNews *news)
{
  BeckIdNode *member;
  Object *object;

  if (beck_id_table_find (&set->members, oid) != NULL)
    return 0;
  if (set->members.n >= self->rules.max_set_oids)
    return RPC_S_OUT_OF_RESOURCES;
  object = find_pinged (self, oid);
  if (object == NULL)
    return OR_INVALID_OID;
  member = beck_alloc (sizeof *member);
  if (member == NULL || (!self->kind.runs_down && !reserve_news (news, 1)))
    {
      beck_free (member);
      forget_unused (self, object);
      return RPC_S_OUT_OF_MEMORY;
    }
  member->id = oid;
  beck_id_table_add (&set->members, member);
  if (object->n_sets++ == 0 && !self->kind.runs_down)
    add_news (news, BECK_RESOLVER_WANTED, oid);
  return 0;
}

/* The object was wanted by a set until @since. There is room for the news. */
static void
leave_set (BeckResolver *self, OID oid, gint64 since, BeckResolverNews *news)
{
  Object *object = find_object (self, oid);

  if (object == NULL || object->n_sets == 0)
    return;
  object->since = MAX (object->since, since);
  if (--object->n_sets > 0)
    return;
  if (!self->kind.runs_down)
    add_news (news, BECK_RESOLVER_UNWANTED, oid);
  forget_unused (self, object);
}

static guint32
remove_member (BeckResolver *self, Set *set, OID oid, gint64 now, BeckResolverNews *news)
{
  BeckIdNode *member = beck_id_table_find (&set->members, oid);

  if (member == NULL)
    return 0;
  if (!reserve_news (news, 1))
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

static Peer *
get_peer (BeckResolver *self, guint64 id)
{
  Peer *peer = (Peer *) beck_id_table_find (&self->peers, id);

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
  Peer *peer = (Peer *) beck_id_table_find (&self->peers, id);

  if (--peer->n_sets > 0)
    return;
  beck_id_table_remove (&self->peers, &peer->node);
  beck_free (peer);
}

static guint32
begin_set (BeckResolver *self, guint64 peer_id, guint16 sequence, Set **ret)
{
  Peer *peer;
  Set *set;

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

/* There is room for the news of all members. */
static void
drop_set (BeckResolver *self, Set *set, BeckResolverNews *news)
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
  Set *set = (Set *) beck_id_table_find (&self->sets, id);

  if (set == NULL)
    return OR_INVALID_SET;
  set->pinged = now;
  return 0;
}

/* What goes wrong with one does not keep the others from being added; the worst is told. */
static guint32
change_set (BeckResolver *self, Set *set, guint n_add, const OID *add, guint n_delete,
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
  Set *set = NULL;
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
    set = (Set *) beck_id_table_find (&self->sets, *id);
  if (set == NULL)
    return OR_INVALID_SET;
  set->pinged = now;
  if ((gint16) (sequence - set->sequence) < 0)
    return 0;
  set->sequence = sequence;
  return change_set (self, set, n_add, add, n_delete, delete, news);
}

/* ---- Time ---- */

typedef struct
{
  BeckResolver *self;
  gint64 limit; /* what was last wanted, or pinged, before is over */
  BeckResolverNews *news;
} Expiry;

static void
expire_set (BeckIdNode *node, gpointer data)
{
  Expiry *expiry = data;
  Set *set = (Set *) node;

  if (set->pinged > expiry->limit || !reserve_news (expiry->news, set->members.n))
    return;
  drop_set (expiry->self, set, expiry->news);
}

static void
expire_object (BeckIdNode *node, gpointer data)
{
  Expiry *expiry = data;
  Object *object = (Object *) node;

  if (!object->held || object->n_sets > 0 || object->since > expiry->limit
      || !reserve_news (expiry->news, 1))
    return;
  add_news (expiry->news, BECK_RESOLVER_RUN_DOWN, node->id);
  object->held = FALSE;
  forget_unused (expiry->self, object);
}

gint64
beck_resolver_expire (BeckResolver *self, gint64 now, BeckResolverNews *news)
{
  Expiry expiry = { self, now - (gint64) self->rules.missed * self->rules.period, news };

  beck_id_table_foreach (&self->sets, expire_set, &expiry);
  if (self->kind.runs_down)
    beck_id_table_foreach (&self->objects, expire_object, &expiry);
  return self->sets.n > 0 || self->objects.n > 0 ? now + self->rules.period : -1;
}

gint64
beck_resolver_period (const BeckResolver *self)
{
  return self->rules.period;
}

guint
beck_resolver_n_sets (const BeckResolver *self)
{
  return self->sets.n;
}

guint
beck_resolver_n_oids (const BeckResolver *self)
{
  return self->objects.n;
}
