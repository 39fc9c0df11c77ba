/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "client-link.h"

#include <string.h>
#include <time.h>

#include "base/alloc.h"
#include "io/socket.h"

/* How long a link nobody uses stays (rpc.md 2.8), and lines nobody needs. */
#define LINGER (20 * G_USEC_PER_SEC)
#define MAX_IDLE_LINES 16

/* What is proposed in binds: as Windows does, and as much as there can be where it is our own peers
 * that use Unix sockets. */
#define MAX_FRAGMENT 5840
#define MAX_LOCAL_FRAGMENT 65528

/* After this time without a call a line is looked at before it is used. */
#define TRUSTED (10 * 1000)

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
  g_mutex_clear (&link->connecting);
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
  g_mutex_init (&link->connecting);
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

/* ---- Connections ---- */

gboolean
beck_rpc_link_is_alone (BeckRpcLink *link)
{
  return atomic_load_explicit (&link->alone, memory_order_relaxed);
}

void
beck_rpc_link_set_alone (BeckRpcLink *link)
{
  atomic_store_explicit (&link->alone, TRUE, memory_order_relaxed);
}

/* RPC_C_BINDING_MIN_TIMEOUT is a minute, the default twelve; the step is not documented. */
static gint64
connect_deadline (const BeckRpcLink *link)
{
  if (link->com_timeout >= 10)
    return -1;
  return g_get_monotonic_time () + (60 + 132 * (gint64) link->com_timeout) * G_USEC_PER_SEC;
}

static int
connect_local (BeckRpcLink *link, guint32 *status)
{
  char *path = beck_rpc_local_path (link->endpoint, BECK_RPC_PATH_CLIENT, status);
  int fd;

  if (path == NULL)
    return -1;
  fd = beck_socket_connect_local (path, connect_deadline (link));
  beck_free (path);
  *status = RPC_S_SERVER_UNAVAILABLE;
  return fd;
}

static int
connect_link (BeckRpcLink *link, guint32 *status)
{
  if (link->protseq == BECK_RPC_PROTSEQ_LOCAL)
    return connect_local (link, status);
  *status = RPC_S_SERVER_UNAVAILABLE;
  return beck_socket_connect_tcp (link->address[0] != '\0' ? link->address : "localhost",
                                  link->endpoint, connect_deadline (link));
}

/* ---- Lines ---- */

/* Microseconds, in steps of a few milliseconds: to tell how long a line was idle. */
static gint64
coarse_time (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC_COARSE, &now);
  return now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

static BeckRpcLine *
take_idle (BeckRpcLink *link)
{
  BeckRpcLine *line;

  beck_lock_acquire (&link->lock);
  line = link->lines;
  if (line != NULL)
    {
      link->lines = line->next;
      link->n_lines--;
    }
  beck_lock_release (&link->lock);
  return line;
}

static BeckRpcLine *
take_good (BeckRpcLink *link)
{
  BeckRpcLine *line;

  while ((line = take_idle (link)) != NULL)
    {
      if (coarse_time () - line->idle_since < TRUSTED || !beck_rpc_line_is_stale (line))
        return line;
      beck_rpc_line_free (line);
    }
  return NULL;
}

/* With the mutex of those who connect. */
static BeckRpcLine *
open_line (BeckRpcLink *link, gboolean multiplex, const BeckRpcSyntax *syntax, guint16 *context,
           guint32 *status)
{
  BeckRpcClientRules rules = {
    .max_fragment = link->protseq == BECK_RPC_PROTSEQ_LOCAL ? MAX_LOCAL_FRAGMENT : MAX_FRAGMENT,
    .multiplex = multiplex,
  };
  int fd = connect_link (link, status);
  BeckRpcLine *line;

  if (fd < 0)
    return NULL;
  line = beck_rpc_line_new (fd, &rules, link->group);
  if (line == NULL)
    {
      *status = RPC_S_OUT_OF_MEMORY;
      return NULL;
    }
  *status = beck_rpc_line_bind (line, syntax, context);
  if (*status == 0)
    {
      link->group = line->core.group;
      return line;
    }
  beck_rpc_line_free (line);
  return NULL;
}

/* The first connection finds out the association group, which the others join. A server that was
 * started anew does not know the group of before. */
BeckRpcLine *
beck_rpc_link_open_line (BeckRpcLink *link, gboolean multiplex, const BeckRpcSyntax *syntax,
                         guint16 *context, guint32 *status)
{
  BeckRpcLine *line;

  g_mutex_lock (&link->connecting);
  line = open_line (link, multiplex, syntax, context, status);
  if (line == NULL && link->group != 0 && *status == RPC_S_SERVER_UNAVAILABLE)
    {
      link->group = 0;
      line = open_line (link, multiplex, syntax, context, status);
    }
  g_mutex_unlock (&link->connecting);
  return line;
}

BeckRpcLine *
beck_rpc_link_take_line (BeckRpcLink *link, gboolean fresh, const BeckRpcSyntax *syntax,
                         guint16 *context, guint32 *status)
{
  BeckRpcLine *line = fresh ? NULL : take_good (link);

  if (line == NULL)
    return beck_rpc_link_open_line (link, FALSE, syntax, context, status);
  *status = beck_rpc_line_bind (line, syntax, context);
  if (*status == 0)
    return line;
  beck_rpc_link_return_line (link, line);
  return NULL;
}

void
beck_rpc_link_return_line (BeckRpcLink *link, BeckRpcLine *line)
{
  gboolean kept = FALSE;

  line->idle_since = coarse_time ();
  beck_lock_acquire (&link->lock);
  if (!line->broken && !link->closed && link->n_lines < MAX_IDLE_LINES)
    {
      line->next = link->lines;
      link->lines = line;
      link->n_lines++;
      kept = TRUE;
    }
  beck_lock_release (&link->lock);
  if (!kept)
    beck_rpc_line_free (line);
}
