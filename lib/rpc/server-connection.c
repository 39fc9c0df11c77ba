/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * A connection at the server: reads what comes, steps the core over it, and runs what that finds.
 *
 * What was read is in a buffer of the thread, and only what is not a whole PDU yet is kept by the
 * connection, so that one which is idle has no buffers.
 */

#include "rpc/server-private.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/alloc.h"
#include "io/socket.h"

/* Bytes of a fragment where both ends have the same memory. */
#define LOCAL_FRAGMENT 65528

#define MAX_EMPTY_FRAGMENTS 64

/* Reads that empty the socket, and are followed by one more: a client that runs as soon as it is
 * answered has asked again by then, and costs no turn of the reactor. */
#define TRIES 3

/* What happened to what was read. */
typedef enum
{
  MORE,    /* it does not reach for a PDU */
  PAUSED,  /* nothing is to be done now, and ready() runs when it is */
  GONE,    /* the turn is somebody else's, and what was left, too */
  CLOSING, /* nothing is read any more */
} Outcome;

/* ---- What the core asks, with the lock ---- */

static gpointer
find_interface (gpointer user, const BeckRpcSyntax *syntax)
{
  return beck_rpc_offer_find (syntax);
}

static guint32
join_group (gpointer user, guint32 id)
{
  BeckRpcConnection *connection = user;
  BeckRpcGroup *group = beck_rpc_group_join (connection->scope, connection->uid, id);

  if (group == NULL)
    return 0;
  connection->group = group;
  connection->association = beck_rpc_association_ref (beck_rpc_group_association (group));
  return beck_rpc_group_id (group);
}

static gboolean
streams (gpointer user, gpointer interface, guint16 opnum)
{
  return beck_rpc_offer_streams (interface, opnum);
}

static const BeckRpcServerOps ops = {
  .find_interface = find_interface,
  .join_group = join_group,
  .streams = streams,
};

/* ---- What was read and not understood ---- */

gboolean
beck_rpc_connection_save_rest (BeckRpcConnection *connection, const guint8 *at)
{
  gboolean saved = TRUE;

  beck_lock_acquire (&connection->lock);
  if (connection->rest != NULL && (at == NULL || connection->rest_at == at))
    {
      saved =
          connection->rest_size == 0
          || beck_rpc_bytes_append (&connection->partial, connection->rest, connection->rest_size);
      connection->rest = NULL;
    }
  beck_lock_release (&connection->lock);
  return saved;
}

/* Into the thread's buffer, where it is put together with what comes. */
static gsize
take_partial (BeckRpcConnection *connection, guint8 *buffer)
{
  gsize size = connection->partial.size;

  if (size > 0)
    memcpy (buffer, connection->partial.data, size);
  beck_rpc_bytes_clear (&connection->partial);
  return size;
}

static gboolean
keep_partial (BeckRpcConnection *connection, const guint8 *data, gsize size)
{
  if (size == 0 || beck_rpc_bytes_append (&connection->partial, data, size))
    return TRUE;
  beck_rpc_connection_die (connection);
  return FALSE;
}

/* ---- One PDU ---- */

/* With the lock: what the core has to say goes out first. */
static gboolean
take_core_output (BeckRpcConnection *connection)
{
  struct iovec iov = { connection->core.out.data, connection->core.out.size };
  gboolean taken;

  if (iov.iov_len == 0)
    return TRUE;
  taken = beck_rpc_output_queue (connection, &iov, 1, NULL);
  beck_rpc_bytes_clear (&connection->core.out);
  return taken;
}

/* With the lock. The call to be told of a cancel, or that nobody waits for it any more; held. */
static BeckRpcServerCall *
find_told (BeckRpcConnection *connection, BeckRpcServerStep step, const BeckRpcServerEvent *event)
{
  BeckRpcServerCall *call;
  gboolean first;

  if ((step != BECK_RPC_SERVER_CANCEL && step != BECK_RPC_SERVER_ORPHANED) || event->entry == NULL)
    return NULL;
  call =
      (BeckRpcServerCall *) ((guint8 *) event->entry - G_STRUCT_OFFSET (BeckRpcServerCall, entry));
  first = !atomic_exchange (step == BECK_RPC_SERVER_CANCEL ? &call->cancelled : &call->disconnected,
                            TRUE);
  if (first)
    beck_rpc_served_hold (call);
  beck_rpc_room_changed (connection);
  return first ? call : NULL;
}

static void
tell (BeckRpcServerCall *call, BeckRpcServerStep step)
{
  if (call == NULL)
    return;
  if (step == BECK_RPC_SERVER_ORPHANED && call->streams)
    beck_rpc_input_fail (call);
  beck_rpc_served_tell (call, step == BECK_RPC_SERVER_CANCEL ? BECK_RPC_TOLD_CANCEL
                                                             : BECK_RPC_TOLD_DISCONNECT);
  beck_rpc_served_release (call);
}

typedef struct
{
  BeckRpcServerStep step;
  BeckRpcServerEvent event;
  BeckRpcServerCall *told;
  gsize used;
  gboolean output; /* there may be some to send */
} Pdu;

/* FALSE if the connection is not for reading any more. */
static gboolean
take_pdu (BeckRpcConnection *connection, const guint8 *data, gsize size, Pdu *pdu)
{
  gboolean good;

  beck_lock_acquire (&connection->lock);
  good = connection->state == BECK_RPC_CONNECTION_OPEN;
  if (good)
    {
      pdu->step =
          beck_rpc_server_core_step (&connection->core, data, size, &pdu->used, &pdu->event);
      pdu->told = find_told (connection, pdu->step, &pdu->event);
      pdu->output = connection->core.out.size > 0;
      connection->bound |= pdu->step == BECK_RPC_SERVER_BOUND;
      good = take_core_output (connection);
    }
  beck_lock_release (&connection->lock);
  return good;
}

/* The client gave up a request whose call does not run any more. */
static void
drop_stream (BeckRpcConnection *connection, guint32 call_id)
{
  BeckRpcServerCall *call = beck_rpc_connection_streaming (connection);

  if (call == NULL)
    return;
  if (call->entry.call_id == call_id)
    {
      beck_rpc_input_fail (call);
      beck_rpc_connection_stop_streaming (connection);
    }
  beck_rpc_server_call_unref (call);
}

/* FALSE if the turn is gone. */
static gboolean
run_pdu (BeckRpcConnection *connection, const Pdu *pdu, const guint8 *rest, gsize size)
{
  switch (pdu->step)
    {
    case BECK_RPC_SERVER_REQUEST:
      return beck_rpc_run_request (connection, &pdu->event, rest, size);
    case BECK_RPC_SERVER_FRAGMENT:
      return beck_rpc_run_fragment (connection, &pdu->event, rest, size);
    case BECK_RPC_SERVER_ORPHANED:
      if (pdu->event.entry == NULL)
        drop_stream (connection, pdu->event.call_id);
      break;
    default:
      break;
    }
  tell (pdu->told, pdu->step);
  return TRUE;
}

/* Whether the peer has to read, or the program, before more is read. */
static gboolean
must_pause (BeckRpcConnection *connection)
{
  gboolean paused, streams;

  beck_lock_acquire (&connection->lock);
  paused = connection->unsent > connection->max_unread;
  connection->paused = paused;
  if (paused)
    connection->corked = FALSE;
  streams = connection->streaming != NULL;
  beck_lock_release (&connection->lock);
  return paused || (streams && beck_rpc_input_is_full (connection));
}

/* ---- All that was read ---- */

/* Moves what is left to the beginning of @data. */
static Outcome
keep (BeckRpcConnection *connection, guint8 *data, gsize from, gsize *size, Outcome outcome)
{
  *size -= from;
  if (from > 0 && *size > 0)
    memmove (data, data + from, *size);
  return outcome;
}

static Outcome
process (BeckRpcConnection *connection, guint8 *data, gsize *size)
{
  gsize at = 0;
  Pdu pdu;

  while (at < *size)
    {
      /* Before the first one who reads has looked. */
      if (at > 0 && must_pause (connection))
        return keep (connection, data, at, size, PAUSED);
      if (!take_pdu (connection, data + at, *size - at, &pdu))
        return CLOSING;
      if (pdu.step == BECK_RPC_SERVER_MORE)
        break;
      at += pdu.used;
      atomic_fetch_add_explicit (&beck_rpc_packets_in, 1, memory_order_relaxed);
      if (pdu.step == BECK_RPC_SERVER_CLOSE)
        return CLOSING;
      if (!run_pdu (connection, &pdu, data + at, *size - at))
        return GONE;
      if (pdu.output)
        beck_rpc_output_flush (connection);
    }
  return keep (connection, data, at, size, MORE);
}

/* Bytes; 0 when there are none now, or will be none any more. */
static gsize
receive (BeckRpcConnection *connection, guint8 *data, gsize room)
{
  gssize got;

  do
    got = recv (connection->io.fd, data, room, MSG_DONTWAIT);
  while (got < 0 && errno == EINTR);
  if (got > 0)
    return (gsize) got;
  if (got == 0 || errno != EAGAIN)
    beck_rpc_connection_die (connection);
  return 0;
}

static Outcome
process_and_flush (BeckRpcConnection *connection, guint8 *data, gsize *size)
{
  Outcome outcome = process (connection, data, size);

  if (outcome == CLOSING)
    beck_rpc_connection_close (connection);
  else if (outcome != GONE)
    beck_rpc_output_flush (connection);
  return outcome;
}

static guint
get_state (BeckRpcConnection *connection)
{
  guint state;

  beck_lock_acquire (&connection->lock);
  state = connection->state;
  beck_lock_release (&connection->lock);
  return state;
}

/* What is not a whole PDU is smaller than the buffer, so that there is always room. */
static void
read_all (BeckRpcConnection *connection)
{
  guint8 *buffer = beck_io_buffer ();
  gsize size = take_partial (connection, buffer);
  Outcome outcome = MORE;
  gsize room, got;
  guint tries = TRIES;

  if (size > 0)
    outcome = process_and_flush (connection, buffer, &size);
  while (outcome == MORE)
    {
      room = BECK_IO_BUFFER_SIZE - size;
      got = receive (connection, buffer + size, room);
      size += got;
      if (got > 0)
        outcome = process_and_flush (connection, buffer, &size);
      if (got == 0 || (got < room && tries-- == 0))
        break;
    }
  if (outcome == MORE || outcome == PAUSED)
    keep_partial (connection, buffer, size);
}

/* Whether nothing waits to be read again, or to be sent: there is just something new. */
static gboolean
is_calm (BeckRpcConnection *connection)
{
  gboolean calm;

  beck_lock_acquire (&connection->lock);
  calm = connection->state == BECK_RPC_CONNECTION_OPEN && connection->rest == NULL
         && connection->unsent == 0 && !connection->sending && !connection->blocked
         && !connection->corked && !connection->paused && connection->streaming == NULL;
  beck_lock_release (&connection->lock);
  return calm;
}

/* Whether something is to be read now, when what waits has been seen to. */
static gboolean
may_read (BeckRpcConnection *connection)
{
  if (is_calm (connection))
    return TRUE;
  if (!beck_rpc_connection_save_rest (connection, NULL))
    beck_rpc_connection_die (connection);
  beck_rpc_output_ready (connection);
  beck_rpc_output_flush (connection);
  return get_state (connection) == BECK_RPC_CONNECTION_OPEN && !must_pause (connection);
}

static void
ready (BeckIo *io)
{
  BeckRpcConnection *connection = (BeckRpcConnection *) io;

  atomic_store_explicit (&connection->used, g_get_monotonic_time (), memory_order_relaxed);
  if (may_read (connection))
    read_all (connection);
}

/* ---- The record ---- */

static void
finalize (BeckIo *io)
{
  BeckRpcConnection *connection = (BeckRpcConnection *) io;

  if (connection->lingers)
    beck_socket_close_lingering (io->fd);
  else
    close (io->fd);
  beck_rpc_server_core_clear (&connection->core);
  beck_rpc_bytes_clear (&connection->partial);
  beck_rpc_queue_clear (&connection->front);
  beck_rpc_queue_clear (&connection->queue);
  if (connection->association != NULL)
    beck_rpc_association_unref (connection->association);
  beck_free (connection);
}

BeckRpcConnection *
beck_rpc_connection_ref (BeckRpcConnection *connection)
{
  beck_io_ref (&connection->io);
  return connection;
}

void
beck_rpc_connection_unref (BeckRpcConnection *connection)
{
  beck_io_unref (&connection->io);
}

static void
init_core (BeckRpcConnection *connection, const BeckRpcServerLimits *limits)
{
  connection->rules = (BeckRpcServerRules){
    .max_fragment = connection->scope->local ? LOCAL_FRAGMENT : limits->fragment,
    .max_request = limits->request,
    .max_contexts = limits->contexts,
    .max_calls = limits->calls,
    .max_empty = MAX_EMPTY_FRAGMENTS,
  };

  beck_rpc_server_core_init (&connection->core, &connection->rules, &ops,
                             connection->scope->endpoint, connection);
}

static BeckRpcConnection *
make (BeckRpcEndpointScope *scope, int fd, guint64 peer, const BeckRpcServerLimits *limits)
{
  BeckRpcConnection *connection = beck_alloc0 (sizeof *connection);

  if (connection == NULL)
    return NULL;
  beck_io_init (&connection->io, fd, ready, finalize);
  connection->scope = scope;
  connection->peer = peer;
  connection->uid = scope->local ? (guint) peer : (guint) -1;
  connection->max_unread = limits->unread;
  connection->max_unsent = limits->unsent;
  connection->idle_ms = limits->idle_ms;
  init_core (connection, limits);
  beck_rpc_connections_add (connection);
  return connection;
}

/* The server may end while somebody is let in. Then either its end finds the connection among all,
 * perhaps before there is anything to be undone, or this finds that the endpoint has ended. */
static void
start (BeckRpcConnection *connection, guint ms)
{
  beck_rpc_connection_start_timer (connection, ms);
  if (FAILED (beck_io_watch (&connection->io)) || atomic_load (&connection->scope->closed))
    beck_rpc_connection_die (connection);
  if (get_state (connection) == BECK_RPC_CONNECTION_DEAD)
    {
      beck_rpc_connection_stop_timer (connection);
      beck_io_unwatch (&connection->io);
    }
}

void
beck_rpc_connection_new (BeckRpcEndpointScope *scope, int fd)
{
  BeckRpcConnection *connection;
  BeckRpcServerLimits limits;
  guint64 peer = beck_socket_peer (fd, NULL);

  beck_rpc_server_get_limits (&limits);
  if (!beck_rpc_peer_enter (peer, &limits))
    {
      close (fd);
      return;
    }
  connection = make (scope, fd, peer, &limits);
  if (connection == NULL)
    {
      beck_rpc_peer_leave (peer);
      close (fd);
      return;
    }
  beck_rpc_connection_ref (connection);
  start (connection, limits.bind_ms != 0 ? limits.bind_ms : limits.idle_ms);
  beck_rpc_connection_unref (connection);
}
