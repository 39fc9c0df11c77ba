/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "client-link.h"

#include <string.h>

#include "base/alloc.h"

/* How long a link nobody uses stays (rpc.md 2.8). */
#define LINGER (20 * G_USEC_PER_SEC)

/* All links that bindings may share, and the holds of every link. */
static struct
{
  BeckLock lock;
  BeckRpcLink *links;
} all;

/* ---- Memory ---- */

BeckRpcLink *
beck_rpc_link_ref (BeckRpcLink *link)
{
  g_atomic_int_inc (&link->refs);
  return link;
}

void
beck_rpc_link_unref (BeckRpcLink *link)
{
  if (!g_atomic_int_dec_and_test (&link->refs))
    return;
  beck_free (link->endpoint);
  beck_free (link);
}

static void
close_lines (BeckRpcLine *lines)
{
  while (lines != NULL)
    {
      BeckRpcLine *line = lines;

      lines = line->next;
      beck_rpc_line_free (line);
    }
}

/* Closes the connections of a link that is in nobody's hands. */
static void
close_link (BeckRpcLink *link)
{
  BeckRpcLine *lines;
  BeckRpcTrunk *trunk;

  beck_lock_acquire (&link->lock);
  link->closed = TRUE;
  lines = link->lines;
  trunk = link->trunk;
  link->lines = NULL;
  link->n_lines = 0;
  link->trunk = NULL;
  beck_lock_release (&link->lock);
  close_lines (lines);
  if (trunk != NULL)
    beck_rpc_trunk_close (trunk);
  beck_rpc_link_unref (link);
}

/* ---- The list ---- */

static void
unlist (BeckRpcLink *link)
{
  BeckRpcLink **place = &all.links;

  while (*place != link)
    place = &(*place)->next;
  *place = link->next;
  link->listed = FALSE;
}

/* Its time has come, unless it is held again. On a thread of the pool. */
static void
linger_over (BeckWork *work)
{
  BeckRpcLink *link = (BeckRpcLink *) work;
  gboolean unused;

  beck_lock_acquire (&all.lock);
  link->lingering = FALSE;
  unused = g_atomic_int_get (&link->holds) == 0 && link->listed;
  if (unused)
    unlist (link);
  beck_lock_release (&all.lock);
  if (unused)
    close_link (link);
  beck_rpc_link_unref (link); /* the timer's */
}

/* With the list's lock: makes a link wait for its end, of which its timer has a reference. FALSE if
 * the end has to come now. A timer that has run out already just comes a little early. */
static gboolean
linger (BeckRpcLink *link)
{
  if (link->dont_linger || link->unique)
    return FALSE;
  if (link->lingering)
    return TRUE;
  link->linger.work.run = linger_over;
  if (FAILED (beck_timer_arm (&link->linger, g_get_monotonic_time () + LINGER)))
    return FALSE;
  link->lingering = TRUE;
  beck_rpc_link_ref (link);
  return TRUE;
}

/* The opposite, with the list's lock and a reference of the caller's. */
static void
stop_linger (BeckRpcLink *link)
{
  if (!link->lingering || !beck_timer_cancel (&link->linger))
    return;
  link->lingering = FALSE;
  beck_rpc_link_unref (link);
}

/* Unless it is the last one. */
static gboolean
drop_hold (BeckRpcLink *link)
{
  gint holds = g_atomic_int_get (&link->holds);

  while (holds > 1)
    {
      if (g_atomic_int_compare_and_exchange (&link->holds, holds, holds - 1))
        return TRUE;
      holds = g_atomic_int_get (&link->holds);
    }
  return FALSE;
}

void
beck_rpc_link_release (BeckRpcLink *link)
{
  gboolean over;

  if (link == NULL || drop_hold (link))
    return;
  beck_lock_acquire (&all.lock);
  over = g_atomic_int_dec_and_test (&link->holds) && !linger (link);
  if (over)
    unlist (link);
  beck_lock_release (&all.lock);
  if (over)
    close_link (link);
}

void
beck_rpc_close_idle (void)
{
  BeckRpcLink **place;
  BeckRpcLink *idle = NULL;

  beck_lock_acquire (&all.lock);
  for (place = &all.links; *place != NULL;)
    {
      BeckRpcLink *link = *place;

      if (g_atomic_int_get (&link->holds) > 0)
        {
          place = &link->next;
          continue;
        }
      unlist (link);
      stop_linger (link);
      link->next = idle;
      idle = link;
    }
  beck_lock_release (&all.lock);
  while (idle != NULL)
    {
      BeckRpcLink *link = idle;

      idle = link->next;
      close_link (link);
    }
}

/* ---- Finding and making ---- */

static gboolean
suits (const BeckRpcLink *link, const BeckRpcRemoteBinding *binding)
{
  return !link->unique && link->protseq == binding->protseq
         && strcmp (link->address, binding->address) == 0
         && strcmp (link->endpoint, binding->endpoint) == 0;
}

/* With the list's lock. */
static BeckRpcLink *
find (const BeckRpcRemoteBinding *binding)
{
  for (BeckRpcLink *link = all.links; link != NULL; link = link->next)
    if (suits (link, binding))
      return link;
  return NULL;
}

static char *
copy_text (const char *text)
{
  gsize size = strlen (text) + 1;
  char *copy = beck_alloc (size);

  return copy != NULL ? memcpy (copy, text, size) : NULL;
}

static BeckRpcLink *
make (const BeckRpcRemoteBinding *binding)
{
  gsize size = strlen (binding->address) + 1;
  BeckRpcLink *link = beck_alloc0 (sizeof *link + size);

  if (link == NULL)
    return NULL;
  memcpy (link->address, binding->address, size);
  link->endpoint = copy_text (binding->endpoint);
  if (link->endpoint == NULL)
    {
      beck_free (link);
      return NULL;
    }
  link->refs = 1;
  link->holds = 1;
  link->protseq = binding->protseq;
  link->unique = binding->unique;
  link->dont_linger = binding->dont_linger;
  link->com_timeout = binding->com_timeout;
  return link;
}

/* The link of a binding whose endpoint is known, under the binding's lock; held for it. */
static BeckRpcLink *
find_or_make (const BeckRpcRemoteBinding *binding)
{
  BeckRpcLink *made = make (binding);
  BeckRpcLink *found;

  if (made == NULL)
    return NULL;
  beck_lock_acquire (&all.lock);
  found = binding->unique ? NULL : find (binding);
  if (found == NULL)
    {
      made->listed = TRUE;
      made->next = all.links;
      all.links = made;
    }
  else if (g_atomic_int_add (&found->holds, 1) == 0)
    stop_linger (found);
  beck_lock_release (&all.lock);
  if (found == NULL)
    return made;
  beck_rpc_link_unref (made);
  return found;
}

/* Finds the link of a binding, and its endpoint before, if need be. Returns with the binding's lock
 * held, or NULL, a status, and no lock. */
static BeckRpcLink *
lock_link (BeckRpcRemoteBinding *binding, const BeckNdrInterface *interface, guint32 *status)
{
  *status = RPC_S_OUT_OF_MEMORY;
  beck_lock_acquire (&binding->lock);
  while (binding->endpoint == NULL)
    {
      beck_lock_release (&binding->lock);
      *status = beck_rpc_remote_resolve (binding, interface);
      if (*status != 0)
        return NULL;
      beck_lock_acquire (&binding->lock);
    }
  binding->used = TRUE;
  if (binding->link == NULL)
    {
      binding->link = find_or_make (binding);
      binding->base.association = binding->link;
    }
  if (binding->link == NULL)
    beck_lock_release (&binding->lock);
  return binding->link;
}

BeckRpcLink *
beck_rpc_link_get (BeckRpcRemoteBinding *binding, const BeckNdrInterface *interface,
                   guint32 *status)
{
  BeckRpcLink *link = lock_link (binding, interface, status);

  if (link == NULL)
    return NULL;
  g_atomic_int_inc (&link->holds); /* the binding has one */
  beck_lock_release (&binding->lock);
  return link;
}

BeckRpcLink *
beck_rpc_link_get_ref (BeckRpcRemoteBinding *binding, const BeckNdrInterface *interface,
                       guint32 *status)
{
  BeckRpcLink *link = lock_link (binding, interface, status);

  if (link == NULL)
    return NULL;
  beck_rpc_link_ref (link);
  beck_lock_release (&binding->lock);
  return link;
}
