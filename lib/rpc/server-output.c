/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What a connection sends, in order and never blocking.
 *
 * One thread at a time sends; what others have meanwhile they append to the queue, and the
 * sender sees to it. Nothing is copied as long as the kernel takes it, and large answers not even
 * then: they change owners. A reader that has many requests at once corks the output, so that their
 * answers leave with one system call.
 */

#include "rpc/server-private.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

/* More than this is not held back. */
#define CORK_BYTES ((gsize) 48 * 1024)

/* Vectors of one system call. */
#define MAX_IOV 64

/* Bytes that are joined for a cheaper system call. */
#define SHORT 1024

/* ---- The queue, with the lock ---- */

gboolean
beck_rpc_output_queue (BeckRpcConnection *connection, const struct iovec *iov, guint n,
                       BeckNdrWriter *owner)
{
  gsize before = connection->queue.size;
  gboolean queued = beck_rpc_queue_add (&connection->queue, iov, n, owner);

  connection->unsent += connection->queue.size - before;
  return queued;
}

/* Whether the caller is to send what is queued, and from now on does. */
static gboolean
claim (BeckRpcConnection *connection)
{
  if (connection->corked || connection->sending || connection->blocked
      || connection->queue.size == 0)
    return FALSE;
  connection->sending = TRUE;
  connection->resend = FALSE;
  return TRUE;
}

/* ---- By the one who sends, without the lock ---- */

/* A header and a little data go faster in one piece than in two. */
static gssize
transmit_short (BeckRpcConnection *connection, const struct iovec *iov)
{
  guint8 joined[SHORT];

  memcpy (joined, iov[0].iov_base, iov[0].iov_len);
  if (iov[1].iov_len > 0)
    memcpy (joined + iov[0].iov_len, iov[1].iov_base, iov[1].iov_len);
  return send (connection->io.fd, joined, iov[0].iov_len + iov[1].iov_len,
               MSG_NOSIGNAL | MSG_DONTWAIT);
}

static gssize
transmit_long (BeckRpcConnection *connection, struct iovec *iov, guint n)
{
  struct msghdr message = { .msg_iov = iov, .msg_iovlen = n };

  return sendmsg (connection->io.fd, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
}

/* How many bytes the kernel took; -1 if the connection broke. */
static gssize
transmit (BeckRpcConnection *connection, struct iovec *iov, guint n)
{
  gboolean is_short = n == 2 && iov[0].iov_len + iov[1].iov_len <= SHORT;
  gssize sent;

  do
    sent = is_short ? transmit_short (connection, iov) : transmit_long (connection, iov, n);
  while (sent < 0 && errno == EINTR);
  if (sent >= 0)
    return sent;
  return errno == EAGAIN || errno == ENOBUFS || errno == ENOMEM ? 0 : -1;
}

/* Passes over @size bytes; what is left begins at the result. */
static guint
advance (struct iovec *iov, guint n, gsize size)
{
  guint i;

  for (i = 0; i < n && size >= iov[i].iov_len; i++)
    size -= iov[i].iov_len;
  if (i < n)
    {
      iov[i].iov_base = (guint8 *) iov[i].iov_base + size;
      iov[i].iov_len -= size;
    }
  return i;
}

/* Waits for room, unless that has come already. FALSE for the latter, and for a connection that
 * broke. */
static gboolean
block (BeckRpcConnection *connection)
{
  gboolean again;

  if (!connection->wants_output && FAILED (beck_io_want_output (&connection->io, TRUE)))
    {
      beck_rpc_connection_die (connection);
      return TRUE;
    }
  connection->wants_output = TRUE;
  beck_lock_acquire (&connection->lock);
  again = connection->resend && connection->state != BECK_RPC_CONNECTION_DEAD;
  connection->resend = FALSE;
  connection->blocked = !again;
  connection->sending = again;
  beck_lock_release (&connection->lock);
  return !again;
}

static void
count_sent (BeckRpcConnection *connection, gsize size)
{
  beck_lock_acquire (&connection->lock);
  connection->unsent -= size;
  beck_rpc_room_grew (connection);
  beck_lock_release (&connection->lock);
}

/* With the lock: takes the queue to @front; or the caller does not send any more. */
static gboolean
take_or_end (BeckRpcConnection *connection)
{
  if (connection->queue.size > 0 && !connection->corked
      && connection->state != BECK_RPC_CONNECTION_DEAD)
    {
      connection->front = connection->queue;
      connection->queue = (BeckRpcQueue){ 0 };
      return TRUE;
    }
  /* Otherwise whoever reads what was sent would cause an event each time. */
  if (connection->wants_output)
    return FALSE;
  connection->sending = FALSE;
  connection->resend = FALSE;
  return FALSE;
}

/* Whether somebody waits for there being nothing left. */
static gboolean
is_drained (const BeckRpcConnection *connection)
{
  return connection->unsent == 0
         && (connection->waiting != NULL || connection->paused
             || connection->state == BECK_RPC_CONNECTION_FLUSHING);
}

/* The next bytes; FALSE, and the caller sends no more, if there are none. */
static gboolean
take_queue (BeckRpcConnection *connection)
{
  gboolean more, ended, drained;

  do
    {
      beck_lock_acquire (&connection->lock);
      more = take_or_end (connection);
      ended = !connection->sending;
      drained = ended && is_drained (connection);
      beck_lock_release (&connection->lock);
      if (!more && !ended)
        {
          connection->wants_output = FALSE;
          beck_io_want_output (&connection->io, FALSE);
        }
    }
  while (!more && !ended);
  if (drained)
    beck_rpc_connection_drained (connection);
  return more;
}

/* Sends until nothing is queued or the kernel takes no more. */
static void
pump (BeckRpcConnection *connection)
{
  struct iovec iov[MAX_IOV];
  gssize sent;
  gsize size;
  guint n;

  while (connection->front.size > 0 || take_queue (connection))
    {
      n = beck_rpc_queue_look (&connection->front, iov, MAX_IOV, &size);
      sent = transmit (connection, iov, n);
      if (sent < 0)
        {
          beck_rpc_connection_die (connection);
          return;
        }
      beck_rpc_queue_drop (&connection->front, (gsize) sent);
      count_sent (connection, (gsize) sent);
      if ((gsize) sent < size && block (connection))
        return;
    }
}

/* Keeps what of @iov the kernel did not take. */
static gboolean
keep (BeckRpcConnection *connection, const struct iovec *iov, guint n, BeckNdrWriter *owner)
{
  if (!beck_rpc_queue_add (&connection->front, iov, n, owner))
    return FALSE;
  beck_lock_acquire (&connection->lock);
  connection->unsent += connection->front.size;
  beck_lock_release (&connection->lock);
  return TRUE;
}

/* Sends @iov without copying it, and then what was queued meanwhile. */
static gboolean
send_now (BeckRpcConnection *connection, struct iovec *iov, guint n, BeckNdrWriter *owner)
{
  while (n > 0)
    {
      guint batch = MIN (n, MAX_IOV);
      gssize sent = transmit (connection, iov, batch);
      guint done;

      if (sent < 0)
        break;
      done = advance (iov, batch, (gsize) sent);
      iov += done;
      n -= done;
      if (done < batch)
        {
          if (!keep (connection, iov, n, owner))
            break;
          if (!block (connection))
            pump (connection);
          return TRUE;
        }
    }
  if (n == 0)
    pump (connection);
  else
    beck_rpc_connection_die (connection);
  return n == 0;
}

/* ---- Without the lock, by anybody ---- */

/* With the lock, which it gives up for a while: what is too large to be held back follows what was
 * at once. */
static void
uncork_for (BeckRpcConnection *connection, const struct iovec *iov, guint n)
{
  gsize size = 0;

  if (!connection->corked)
    return;
  for (guint i = 0; i < n; i++)
    size += iov[i].iov_len;
  if (size <= CORK_BYTES)
    return;
  connection->corked = FALSE;
  if (claim (connection))
    {
      beck_lock_release (&connection->lock);
      pump (connection);
      beck_lock_acquire (&connection->lock);
    }
}

gboolean
beck_rpc_output_send (BeckRpcConnection *connection, struct iovec *iov, guint n,
                      BeckNdrWriter *owner)
{
  gboolean queued, ok = TRUE, mine = FALSE;

  beck_lock_acquire (&connection->lock);
  uncork_for (connection, iov, n);
  if (connection->state != BECK_RPC_CONNECTION_OPEN)
    {
      beck_lock_release (&connection->lock);
      return FALSE;
    }
  queued = connection->corked || connection->sending || connection->blocked
           || connection->queue.size > 0;
  if (queued)
    {
      ok = beck_rpc_output_queue (connection, iov, n, owner);
      if (connection->queue.size > CORK_BYTES)
        connection->corked = FALSE;
      mine = claim (connection);
    }
  else
    connection->sending = TRUE;
  beck_lock_release (&connection->lock);
  if (!queued)
    return send_now (connection, iov, n, owner);
  if (mine)
    pump (connection);
  if (!ok)
    beck_rpc_connection_die (connection);
  return ok;
}

void
beck_rpc_output_cork (BeckRpcConnection *connection)
{
  beck_lock_acquire (&connection->lock);
  connection->corked = TRUE;
  beck_lock_release (&connection->lock);
}

void
beck_rpc_output_flush (BeckRpcConnection *connection)
{
  gboolean mine;

  beck_lock_acquire (&connection->lock);
  connection->corked = FALSE;
  mine = claim (connection);
  beck_lock_release (&connection->lock);
  if (mine)
    pump (connection);
}

void
beck_rpc_output_ready (BeckRpcConnection *connection)
{
  gboolean mine;

  beck_lock_acquire (&connection->lock);
  connection->resend = connection->sending;
  mine = connection->blocked && connection->state != BECK_RPC_CONNECTION_DEAD;
  if (mine)
    {
      connection->blocked = FALSE;
      connection->sending = TRUE;
    }
  beck_lock_release (&connection->lock);
  if (mine)
    pump (connection);
}
