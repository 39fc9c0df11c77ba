/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Sets know their members by number only, and objects how many sets they are in. An object stays
 * known as long as either somebody holds it or a set has it, so that these counts agree.
 */

#include "orpc/resolver-private.h"

#include "base/alloc.h"

#define DEFAULT_PERIOD (120 * G_USEC_PER_SEC)

typedef struct
{
  BeckIdNode node; /* by the lower half of the OXID */
  BeckResolverExporter known;
  guint16 units[]; /* of its endpoints */
} Exporter;

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
      free_all (&((BeckResolverSet *) node)->members);
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

gboolean
beck_resolver_reserve_news (BeckResolverNews *news, guint n)
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

void
beck_resolver_add_news (BeckResolverNews *news, BeckResolverWhat what, OID oid)
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

BeckResolverObject *
beck_resolver_find_object (BeckResolver *self, OID oid)
{
  return (BeckResolverObject *) beck_id_table_find (&self->objects, oid);
}

BeckResolverObject *
beck_resolver_add_object (BeckResolver *self, OID oid)
{
  BeckResolverObject *object = beck_alloc0 (sizeof *object);

  if (object == NULL)
    return NULL;
  object->node.id = oid;
  beck_id_table_add (&self->objects, &object->node);
  return object;
}

void
beck_resolver_forget_unused (BeckResolver *self, BeckResolverObject *object)
{
  if (object->held || object->n_sets > 0)
    return;
  beck_id_table_remove (&self->objects, &object->node);
  beck_free (object);
}

guint32
beck_resolver_hold (BeckResolver *self, OID oid, gint64 now)
{
  BeckResolverObject *object = beck_resolver_find_object (self, oid);

  if (object == NULL)
    object = beck_resolver_add_object (self, oid);
  if (object == NULL)
    return RPC_S_OUT_OF_MEMORY;
  object->held = TRUE;
  object->since = now;
  return 0;
}

void
beck_resolver_let_go (BeckResolver *self, OID oid)
{
  BeckResolverObject *object = beck_resolver_find_object (self, oid);

  if (object == NULL)
    return;
  object->held = FALSE;
  beck_resolver_forget_unused (self, object);
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
  BeckResolverSet *set = (BeckResolverSet *) node;

  if (set->pinged > expiry->limit || !beck_resolver_reserve_news (expiry->news, set->members.n))
    return;
  beck_resolver_drop_set (expiry->self, set, expiry->news);
}

static void
expire_object (BeckIdNode *node, gpointer data)
{
  Expiry *expiry = data;
  BeckResolverObject *object = (BeckResolverObject *) node;

  if (!object->held || object->n_sets > 0 || object->since > expiry->limit
      || !beck_resolver_reserve_news (expiry->news, 1))
    return;
  beck_resolver_add_news (expiry->news, BECK_RESOLVER_RUN_DOWN, node->id);
  object->held = FALSE;
  beck_resolver_forget_unused (expiry->self, object);
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
