/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What the resolver was told of an object, and what holds here, differ until the next ping: an
 * object that is held and not told is to be added, one that is told and not held is to be deleted.
 * The timer runs while there are objects; it has a reference then.
 */

#include "orpc/pinger.h"

#include <orpcoxid.h>
#include <string.h>

#include <beck/hresult.h>

#include "base/alloc.h"
#include "call/timer.h"
#include "orpc/address.h"
#include "orpc/id-table.h"
#include "orpc/resolver.h"

/* Objects that one ping adds, and deletes. */
#define MAX_CHANGES 8192

typedef struct
{
  BeckIdNode node;
  guint n; /* holders */
  gboolean told;
} Held;

struct BeckPinger
{
  BeckTimer timer; /* first: the timer's work is the pinger */
  BeckPinger *next;
  guint refs; /* with the list's lock */
  BeckStringBinding address;
  BeckRpcRemoteBinding *binding;
  gint64 period;

  GMutex lock; /* guards what follows */
  BeckIdTable held;
  gboolean armed;
  SETID set;
  guint16 sequence;
};

static struct
{
  GMutex lock;
  BeckPinger *first;
} all;

/* ---- One ping ---- */

typedef struct
{
  guint n_add, n_delete;
  gboolean more;
  OID add[MAX_CHANGES], delete[MAX_CHANGES];
} Changes;

static void
collect_one (BeckIdNode *node, gpointer data)
{
  Held *held = (Held *) node;
  Changes *changes = data;
  gboolean adds = held->n > 0 && !held->told;
  gboolean deletes = held->n == 0;

  if (adds && changes->n_add < MAX_CHANGES)
    changes->add[changes->n_add++] = node->id;
  else if (deletes && changes->n_delete < MAX_CHANGES)
    changes->delete[changes->n_delete++] = node->id;
  else if (adds || deletes)
    changes->more = TRUE;
}

/* With the lock. */
static void
drop (BeckPinger *self, Held *held)
{
  beck_id_table_remove (&self->held, &held->node);
  beck_free (held);
}

/* The resolver knows the changes. With the lock. */
static void
note_told (BeckPinger *self, const Changes *changes)
{
  Held *held;

  for (guint i = 0; i < changes->n_add; i++)
    if ((held = (Held *) beck_id_table_find (&self->held, changes->add[i])) != NULL)
      held->told = TRUE;
  for (guint i = 0; i < changes->n_delete; i++)
    if ((held = (Held *) beck_id_table_find (&self->held, changes->delete[i])) != NULL)
      {
        held->told = FALSE;
        if (held->n == 0)
          drop (self, held);
      }
}

static void
forget_told (BeckIdNode *node, gpointer data)
{
  Held *held = (Held *) node;

  held->told = FALSE;
  if (held->n == 0)
    drop (data, held);
}

/* With the lock, which is given up meanwhile. */
static guint32
send_ping (BeckPinger *self, Changes *changes)
{
  SETID set = self->set;
  guint16 sequence = ++self->sequence, backoff = 0;
  guint32 status;

  g_mutex_unlock (&self->lock);
  if (changes->n_add == 0 && changes->n_delete == 0)
    status = set != 0 ? SimplePing (&self->binding->base, &set) : 0;
  else
    status = ComplexPing (&self->binding->base, &set, sequence, (USHORT) changes->n_add,
                          (USHORT) changes->n_delete, changes->add, changes->delete, &backoff);
  g_mutex_lock (&self->lock);
  if (status == 0 || status == OR_INVALID_OID)
    self->set = set;
  return status;
}

/* One, or as many as there are changes for; a set that the resolver has lost is made anew. A
 * resolver that is not there is asked again in a period. With the lock. */
static void
ping (BeckPinger *self, Changes *changes)
{
  gboolean anew = FALSE;
  guint32 status;

  do
    {
      changes->n_add = changes->n_delete = 0;
      changes->more = FALSE;
      beck_id_table_foreach (&self->held, collect_one, changes);
      status = send_ping (self, changes);
      if (status == OR_INVALID_SET && !anew)
        {
          anew = changes->more = TRUE;
          self->set = 0;
          beck_id_table_foreach (&self->held, forget_told, self);
        }
      else if (status == 0 || status == OR_INVALID_OID)
        note_told (self, changes);
      else
        changes->more = FALSE;
    }
  while (changes->more);
}

/* ---- Time ---- */

static void arm (BeckPinger *self, gint64 delay);

/* On a thread of the pool. */
static void
run (BeckWork *work)
{
  BeckPinger *self = (BeckPinger *) work;
  Changes *changes = beck_alloc (sizeof *changes);

  g_mutex_lock (&self->lock);
  self->armed = FALSE;
  if (changes != NULL)
    ping (self, changes);
  if (self->held.n > 0)
    arm (self, self->period);
  else
    self->set = 0;
  g_mutex_unlock (&self->lock);
  beck_free (changes);
  beck_pinger_unref (self);
}

static void
ref (BeckPinger *self)
{
  g_mutex_lock (&all.lock);
  self->refs++;
  g_mutex_unlock (&all.lock);
}

/* With the lock, which its run takes first; the timer gets a reference. */
static void
arm (BeckPinger *self, gint64 delay)
{
  if (self->armed)
    return;
  self->timer.work.run = run;
  self->armed = SUCCEEDED (beck_timer_arm (&self->timer, g_get_monotonic_time () + delay));
  if (self->armed)
    ref (self);
}

/* ---- Holding ---- */

static Held *
add_held (BeckPinger *self, OID oid)
{
  Held *held = beck_alloc0 (sizeof *held);

  if (held == NULL)
    return NULL;
  held->node.id = oid;
  beck_id_table_add (&self->held, &held->node);
  return held;
}

HRESULT
beck_pinger_hold (BeckPinger *self, OID oid)
{
  HRESULT hr = S_OK;
  Held *held;

  g_mutex_lock (&self->lock);
  held = (Held *) beck_id_table_find (&self->held, oid);
  if (held == NULL)
    held = add_held (self, oid);
  if (held == NULL)
    hr = E_OUTOFMEMORY;
  else
    {
      held->n++;
      /* Without memory for the timer, whoever holds something next arms it. */
      arm (self, self->period / 2);
    }
  g_mutex_unlock (&self->lock);
  return hr;
}

void
beck_pinger_let_go (BeckPinger *self, OID oid)
{
  Held *held;

  g_mutex_lock (&self->lock);
  held = (Held *) beck_id_table_find (&self->held, oid);
  if (held != NULL && held->n > 0 && --held->n == 0 && !held->told)
    drop (self, held);
  g_mutex_unlock (&self->lock);
}

/* ---- The list ---- */

static gboolean
is_same (const BeckStringBinding *a, const BeckStringBinding *b)
{
  return a->tower == b->tower && strcmp (a->address, b->address) == 0
         && strcmp (a->endpoint, b->endpoint) == 0;
}

static void
destroy (BeckPinger *self)
{
  BeckIdNode *node;

  while ((node = beck_id_table_take (&self->held)) != NULL)
    beck_free (node);
  beck_id_table_clear (&self->held);
  beck_rpc_binding_unref (&self->binding->base);
  g_mutex_clear (&self->lock);
  beck_free (self);
}

void
beck_pinger_unref (BeckPinger *self)
{
  BeckPinger **place;
  gboolean unused;

  g_mutex_lock (&all.lock);
  unused = --self->refs == 0;
  for (place = &all.first; unused && *place != self;)
    place = &(*place)->next;
  if (unused)
    *place = self->next;
  g_mutex_unlock (&all.lock);
  if (unused)
    destroy (self);
}

static BeckPinger *
make (const BeckStringBinding *address)
{
  BeckPinger *self = beck_alloc0 (sizeof *self);

  if (self == NULL)
    return NULL;
  self->binding = beck_address_bind (address);
  if (self->binding == NULL)
    {
      beck_free (self);
      return NULL;
    }
  self->address = *address;
  self->period = beck_resolver_default_period ();
  /* A resolver that hangs costs a thread, but not for ever. */
  self->binding->call_timeout = (guint) CLAMP (self->period / 1000, 1000, 60000);
  self->binding->com_timeout = RPC_C_BINDING_MIN_TIMEOUT;
  g_mutex_init (&self->lock);
  return self;
}

BeckPinger *
beck_pinger_get (const BeckStringBinding *address)
{
  BeckPinger *self;

  g_mutex_lock (&all.lock);
  for (self = all.first; self != NULL && !is_same (&self->address, address);)
    self = self->next;
  if (self == NULL && (self = make (address)) != NULL)
    {
      self->next = all.first;
      all.first = self;
    }
  if (self != NULL)
    self->refs++;
  g_mutex_unlock (&all.lock);
  return self;
}
