/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The connections of a link: what all of them have in common, and the lines of synchronous calls.
 *
 * The connections are of one association group, which the first of them finds out and the others
 * enter; where several are the first at a time, one of them settles it.
 */

#include "client-link.h"

#include <errno.h>
#include <fcntl.h>
#include <time.h>

#include "base/alloc.h"
#include "base/futex.h"
#include "client-dial.h"
#include "io/socket.h"

/* What is proposed in binds: as Windows does, and as much as there can be where it is our own peers
 * that use Unix sockets. */
#define MAX_FRAGMENT 5840
#define MAX_LOCAL_FRAGMENT 65528

/* Lines that are kept for the next calls. */
#define MAX_IDLE_LINES 16

/* After this time without a call a connection is looked at before it is used. */
#define TRUSTED (10 * 1000)

/* Connections that are opened for one line: the group may turn out to be gone, or another
 * connection to be the first. Where many are opened and broken off, both may happen again and again,
 * each time because somebody else came along; a server that is not there is found out by the
 * second. */
#define MAX_ATTEMPTS 64

/* ---- The server ---- */

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
gint64
beck_rpc_link_connect_deadline (const BeckRpcLink *link)
{
  if (link->com_timeout >= 10)
    return -1;
  return g_get_monotonic_time () + (60 + 132 * (gint64) link->com_timeout) * G_USEC_PER_SEC;
}

BeckRpcClientRules
beck_rpc_link_rules (const BeckRpcLink *link, gboolean multiplex)
{
  return (BeckRpcClientRules){
    .max_fragment = link->protseq == BECK_RPC_PROTSEQ_LOCAL ? MAX_LOCAL_FRAGMENT : MAX_FRAGMENT,
    .multiplex = multiplex,
  };
}

gint64
beck_rpc_link_coarse_time (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC_COARSE, &now);
  return now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

gboolean
beck_rpc_link_is_trusted (gint64 idle_since)
{
  return beck_rpc_link_coarse_time () - idle_since < TRUSTED;
}

/* ---- The association group ---- */

guint32
beck_rpc_link_get_group (BeckRpcLink *link)
{
  guint32 group;

  beck_lock_acquire (&link->lock);
  group = link->group;
  beck_lock_release (&link->lock);
  return group;
}

gboolean
beck_rpc_link_join_group (BeckRpcLink *link, guint32 asked, guint32 got)
{
  gboolean joined;

  beck_lock_acquire (&link->lock);
  joined = asked != 0 || link->group == 0 || link->group == got;
  if (joined)
    link->group = got;
  beck_lock_release (&link->lock);
  return joined;
}

gboolean
beck_rpc_link_forget_group (BeckRpcLink *link, guint32 asked)
{
  beck_lock_acquire (&link->lock);
  if (link->group == asked)
    link->group = 0;
  beck_lock_release (&link->lock);
  return asked != 0;
}

/* ---- Opening lines ---- */

/* The earlier of two deadlines, of which @b may be none. */
static gint64
sooner (gint64 a, gint64 b)
{
  return b < 0 || (a >= 0 && a < b) ? a : b;
}

static int
connect_local (BeckRpcLink *link, gint64 deadline, guint32 *status)
{
  char *path = beck_rpc_local_path (link->endpoint, BECK_RPC_PATH_CLIENT, status);
  int fd;

  if (path == NULL)
    return -1;
  fd = beck_socket_connect_local (path, deadline);
  beck_free (path);
  *status = RPC_S_SERVER_UNAVAILABLE;
  return fd;
}

/* ---- Names, which others look up: that cannot be ended before its time ---- */

typedef struct
{
  int fd;
  guint32 status;
  atomic_uint done;
} Dialled;

static void
dialled (gpointer owner, int fd, guint32 status)
{
  Dialled *result = owner;

  result->fd = fd;
  result->status = status;
  atomic_store (&result->done, TRUE);
  beck_futex_wake (&result->done, 1);
}

/* The dial has ended, by itself or because the time is up. */
static void
wait_for_dial (BeckRpcDial *dial, Dialled *result, gint64 deadline)
{
  while (!atomic_load (&result->done)
         && beck_futex_wait (&result->done, FALSE, deadline) != ETIMEDOUT)
    ;
  if (beck_rpc_dial_end (dial))
    return;
  while (!atomic_load (&result->done))
    beck_futex_wait (&result->done, FALSE, BECK_FOR_EVER);
}

static int
connect_by_name (BeckRpcLink *link, gint64 deadline, guint32 *status)
{
  Dialled result = { .fd = -1, .status = RPC_S_SERVER_UNAVAILABLE };
  BeckRpcDial *dial = beck_rpc_dial_new (link, dialled, &result);

  *status = RPC_S_OUT_OF_MEMORY;
  if (dial == NULL)
    return -1;
  beck_rpc_dial_start (dial);
  wait_for_dial (dial, &result, deadline);
  *status = result.status;
  if (result.fd >= 0)
    fcntl (result.fd, F_SETFL, fcntl (result.fd, F_GETFL) & ~O_NONBLOCK);
  return result.fd;
}

static int
connect_link (BeckRpcLink *link, gint64 deadline, guint32 *status)
{
  gint64 until = sooner (beck_rpc_link_connect_deadline (link), deadline);

  if (link->protseq == BECK_RPC_PROTSEQ_LOCAL)
    return connect_local (link, until, status);
  if (link->address[0] != '\0' && !g_hostname_is_ip_address (link->address))
    return connect_by_name (link, until, status);
  *status = RPC_S_SERVER_UNAVAILABLE;
  return beck_socket_connect_tcp (link->address[0] != '\0' ? link->address : "localhost",
                                  link->endpoint, until);
}

/* One attempt, in the group @group; NULL and a status. */
static BeckRpcLine *
open_line (BeckRpcLink *link, guint32 group, const BeckRpcSyntax *syntax, gint64 deadline,
           guint16 *context, guint32 *status)
{
  BeckRpcClientRules rules = beck_rpc_link_rules (link, FALSE);
  int fd = connect_link (link, deadline, status);
  BeckRpcLine *line;

  if (fd < 0)
    return NULL;
  line = beck_rpc_line_new (fd, &rules, group);
  if (line == NULL)
    {
      *status = RPC_S_OUT_OF_MEMORY;
      return NULL;
    }
  *status = beck_rpc_line_bind (line, syntax, deadline, context);
  if (*status == 0)
    return line;
  beck_rpc_line_free (line);
  return NULL;
}

/* A server that was started anew does not know the group of before. */
static BeckRpcLine *
open_in_group (BeckRpcLink *link, const BeckRpcSyntax *syntax, gint64 deadline, guint16 *context,
               guint32 *status)
{
  for (guint attempt = 0; attempt < MAX_ATTEMPTS; attempt++)
    {
      guint32 group = beck_rpc_link_get_group (link);
      BeckRpcLine *line = open_line (link, group, syntax, deadline, context, status);

      if (line != NULL && beck_rpc_link_join_group (link, group, line->core.group))
        return line;
      if (line != NULL)
        beck_rpc_line_free (line);
      else if (*status != RPC_S_SERVER_UNAVAILABLE || !beck_rpc_link_forget_group (link, group))
        return NULL;
    }
  *status = RPC_S_SERVER_UNAVAILABLE;
  return NULL;
}

/* ---- Lines ---- */

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
      if (beck_rpc_link_is_trusted (line->idle_since) || !beck_rpc_line_is_stale (line))
        return line;
      beck_rpc_line_free (line);
    }
  return NULL;
}

BeckRpcLine *
beck_rpc_link_take_line (BeckRpcLink *link, gboolean fresh, const BeckRpcSyntax *syntax,
                         gint64 deadline, guint16 *context, guint32 *status)
{
  BeckRpcLine *line = fresh ? NULL : take_good (link);

  if (line == NULL)
    return open_in_group (link, syntax, deadline, context, status);
  *status = beck_rpc_line_bind (line, syntax, deadline, context);
  if (*status == 0)
    return line;
  beck_rpc_link_return_line (link, line);
  return NULL;
}

void
beck_rpc_link_return_line (BeckRpcLink *link, BeckRpcLine *line)
{
  gboolean kept = FALSE;

  line->idle_since = beck_rpc_link_coarse_time ();
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
