/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What a client gives back at a time goes in one request: references to the interfaces of an object
 * mostly end together. Nobody waits for it, and nothing can be done about a failure: what does not
 * arrive is collected when this client does not ping any more. An apartment that ends lets it
 * arrive, since the process may end next.
 */

#include <beck/hresult.h>
#include <string.h>

#include "apartment/apartment.h"
#include "base/alloc.h"
#include "call/timer.h"
#include "orpc/exporter-there.h"
#include "orpc/rpc-result.h"

/* Microseconds that the first waits for others. */
#define DELAY 2000

/* Microseconds that the end of an apartment waits for what others send. */
#define LAST_TIME (10 * G_USEC_PER_SEC)

/* Entries of one request. */
#define MAX_REFS 1024

struct BeckReleases
{
  BeckTimer timer; /* first: the timer's work is this */
  BeckReleases *next; /* of those that have something to be sent */
  gint refs;
  BeckRemUnknown there;
  GMutex lock; /* guards what follows */
  gboolean armed;
  REMINTERFACEREF *items;
  guint n, room;
};

static struct
{
  GMutex lock;
  GCond changed;
  BeckReleases *waiting;
} all;

BeckReleases *
beck_releases_new (const BeckRemUnknown *there)
{
  BeckReleases *self = beck_alloc0 (sizeof *self);

  if (self == NULL)
    return NULL;
  self->refs = 1;
  self->there = *there;
  beck_rpc_binding_ref (&there->binding->base);
  g_mutex_init (&self->lock);
  return self;
}

/* The timer has a reference as long as something is to be sent. */
void
beck_releases_unref (BeckReleases *self)
{
  if (!g_atomic_int_dec_and_test (&self->refs))
    return;
  beck_rpc_binding_unref (&self->there.binding->base);
  g_mutex_clear (&self->lock);
  beck_free (self->items);
  beck_free (self);
}

static void
send_all (BeckReleases *self, const REMINTERFACEREF *items, guint n)
{
  for (guint at = 0; at < n; at += MAX_REFS)
    if (beck_orpc_result_is_gone (
            beck_rem_release (&self->there, (guint16) MIN (n - at, MAX_REFS), items + at)))
      return;
}

/* Nothing of it waits any more, or is on its way. */
static void
leave (BeckReleases *self)
{
  BeckReleases **place;

  g_mutex_lock (&all.lock);
  for (place = &all.waiting; *place != self;)
    place = &(*place)->next;
  *place = self->next;
  g_cond_broadcast (&all.changed);
  g_mutex_unlock (&all.lock);
}

/* On a thread of the pool, or of an apartment that ends. */
static void
run (BeckWork *work)
{
  BeckReleases *self = (BeckReleases *) work;
  REMINTERFACEREF *items;
  guint n;

  g_mutex_lock (&self->lock);
  do
    {
      items = self->items;
      n = self->n;
      self->items = NULL;
      self->n = self->room = 0;
      g_mutex_unlock (&self->lock);
      send_all (self, items, n);
      beck_free (items);
      g_mutex_lock (&self->lock);
    }
  while (self->n > 0);
  self->armed = FALSE;
  leave (self);
  g_mutex_unlock (&self->lock);
  beck_releases_unref (self);
}

/* ---- The end of an apartment ---- */

/* With the lock. */
static BeckReleases *
take_waiting (void)
{
  BeckReleases *one = all.waiting;

  while (one != NULL && !beck_timer_cancel (&one->timer))
    one = one->next;
  return one;
}

/* What others send is waited for, but not for ever. */
static void
apartment_gone (BeckApartment *apartment)
{
  const gint64 end = g_get_monotonic_time () + LAST_TIME;
  gboolean waits = TRUE;
  BeckReleases *one;

  g_mutex_lock (&all.lock);
  while (all.waiting != NULL && waits)
    {
      one = take_waiting ();
      if (one == NULL)
        {
          waits = g_cond_wait_until (&all.changed, &all.lock, end);
          continue;
        }
      g_mutex_unlock (&all.lock);
      run (&one->timer.work);
      g_mutex_lock (&all.lock);
    }
  g_mutex_unlock (&all.lock);
}

/* ---- Adding ---- */

/* With the lock. */
static void
arm (BeckReleases *self)
{
  if (self->armed)
    return;
  self->timer.work.run = run;
  g_mutex_lock (&all.lock);
  self->armed = SUCCEEDED (beck_timer_arm (&self->timer, g_get_monotonic_time () + DELAY));
  if (self->armed)
    {
      g_atomic_int_inc (&self->refs);
      self->next = all.waiting;
      all.waiting = self;
    }
  g_mutex_unlock (&all.lock);
}

static gboolean
make_room (BeckReleases *self, guint n)
{
  guint room = MAX (MAX (self->n + n, self->room * 2), 16);
  REMINTERFACEREF *items;

  if (self->room - self->n >= n)
    return TRUE;
  items = beck_realloc (self->items, room * sizeof *items);
  if (items == NULL)
    return FALSE;
  self->items = items;
  self->room = room;
  return TRUE;
}

void
beck_releases_add (BeckReleases *self, guint16 n, const REMINTERFACEREF *refs)
{
  /* Behind those by whom an apartment's proxies end. */
  beck_apartment_on_gone (apartment_gone);
  g_mutex_lock (&self->lock);
  if (make_room (self, n))
    {
      memcpy (self->items + self->n, refs, n * sizeof *refs);
      self->n += n;
      arm (self);
    }
  g_mutex_unlock (&self->lock);
}
