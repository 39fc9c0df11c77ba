/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * How many connections there are, in all and of each peer.
 */

#include "rpc/server-private.h"

#include "base/alloc.h"

#define N_CHAINS 1024

typedef struct Peer Peer;

struct Peer
{
  Peer *next;
  guint64 key;
  guint n;
};

static struct
{
  BeckLock lock;
  guint n;
  Peer *chains[N_CHAINS];
} peers;

static Peer **
find (guint64 key)
{
  Peer **link = &peers.chains[(key * 0x9e3779b97f4a7c15u) >> 54];

  while (*link != NULL && (*link)->key != key)
    link = &(*link)->next;
  return link;
}

/* With the lock. @fresh is used for a peer that is new. */
static gboolean
count (guint64 key, const BeckRpcServerLimits *limits, Peer **fresh)
{
  Peer **link = find (key);

  if (peers.n >= limits->connections)
    return FALSE;
  if (*link == NULL)
    {
      **fresh = (Peer){ NULL, key, 0 };
      *link = *fresh;
      *fresh = NULL;
    }
  else if ((*link)->n >= limits->connections_per_peer)
    return FALSE;
  (*link)->n++;
  peers.n++;
  return TRUE;
}

gboolean
beck_rpc_peer_enter (guint64 key, const BeckRpcServerLimits *limits)
{
  Peer *fresh = beck_alloc (sizeof *fresh);
  gboolean counted;

  if (fresh == NULL)
    return FALSE;
  beck_lock_acquire (&peers.lock);
  counted = count (key, limits, &fresh);
  beck_lock_release (&peers.lock);
  beck_free (fresh);
  return counted;
}

void
beck_rpc_peer_leave (guint64 key)
{
  Peer **link, *gone = NULL;

  beck_lock_acquire (&peers.lock);
  link = find (key);
  peers.n--;
  if (--(*link)->n == 0)
    {
      gone = *link;
      *link = gone->next;
    }
  beck_lock_release (&peers.lock);
  beck_free (gone);
}
