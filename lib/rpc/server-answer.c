/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * How calls end: responses and faults, as fragments (wire.md 1.5, 1.8, 1.11).
 *
 * The fragments of a response follow one another without anything in between; only those of a call
 * that streams its results alternate with other answers, as it may take its time.
 */

#include "rpc/server-private.h"

#include "base/alloc.h"
#include "fault.h"
#include "ndr/gather.h"
#include "rpc/pdu.h"

/* So many fragments are made on the stack. */
#define FEW 16

typedef guint8 Header[BECK_PDU_RESPONSE_SIZE];

/* Responses have just the low byte, as those of other servers. */
static guint16
context_id_of (const BeckRpcServerCall *call)
{
  return call->context_id & 0xff;
}

static void
count_packets (guint n)
{
  atomic_fetch_add_explicit (&beck_rpc_packets_out, n, memory_order_relaxed);
}

/* ---- The end, once ---- */

static gboolean
claim_end (BeckRpcServerCall *call)
{
  return !atomic_exchange (&call->ended, TRUE);
}

static void
unlink_call (BeckRpcConnection *connection, BeckRpcServerCall *call)
{
  if (call->previous != NULL)
    call->previous->next = call->next;
  else
    connection->calls = call->next;
  if (call->next != NULL)
    call->next->previous = call->previous;
}

/* Before the client is told: it may then make its next call at once. The connection forgets this
 * one. Whether its answer is wanted. */
static gboolean
retire (BeckRpcServerCall *call)
{
  BeckRpcConnection *connection = call->connection;
  gboolean wanted;

  beck_rpc_offer_free_place (call->offer);
  beck_rpc_server_free_place ();
  beck_lock_acquire (&connection->lock);
  beck_rpc_server_core_end (&connection->core, &call->entry);
  unlink_call (connection, call);
  beck_rpc_room_changed (connection);
  wanted = connection->state == BECK_RPC_CONNECTION_OPEN && !atomic_load (&call->disconnected);
  beck_lock_release (&connection->lock);
  return wanted;
}

/* When the answer is on its way: whoever waits for the end of calls may end the process. The place
 * of the call has been free since before. */
static void
settle (BeckRpcServerCall *call)
{
  beck_rpc_offer_leave (call->offer);
  beck_rpc_server_leave ();
  if (!call->on_stack)
    beck_rpc_server_call_unref (call);
}

static RPC_STATUS
status_of (gboolean sent)
{
  return sent ? RPC_S_OK : RPC_S_CALL_FAILED;
}

/* ---- Responses ---- */

typedef struct
{
  struct iovec data[BECK_NDR_GATHER_VECTORS];
  gsize size;
  gboolean first, last;
  BeckNdrWriter *owner; /* (nullable): has the data, or most of it, in its block */
} Part;

/* The places of the next @size bytes of the data at @from, which is passed over. Returns how many
 * there are: one at least, and in all no more than one per fragment and place. */
static guint
cut_data (struct iovec **from, gsize size, struct iovec *iov)
{
  guint n = 0;

  for (;;)
    {
      struct iovec *data = *from;
      gsize taken = MIN (size, data->iov_len);

      iov[n++] = (struct iovec){ data->iov_base, taken };
      size -= taken;
      if (taken < data->iov_len)
        data->iov_base = (guint8 *) data->iov_base + taken;
      data->iov_len -= taken;
      if (size == 0)
        return n;
      ++*from;
    }
}

/* Fills in a header and its data in @iov per fragment, and uses @part up; returns how many places
 * that took. */
static guint
make_fragments (const BeckRpcServerCall *call, Part *part, guint n, Header *headers,
                struct iovec *iov)
{
  gsize max = call->connection->core.max_stub;
  struct iovec *from = part->data;
  gsize done = 0;
  guint used = 0;

  for (guint i = 0; i < n; i++)
    {
      gsize size = MIN (part->size - done, max);
      guint8 flags = (i == 0 && part->first ? BECK_PDU_FIRST : 0)
                     | (i == n - 1 && part->last ? BECK_PDU_LAST : 0);

      beck_pdu_put_response (headers[i], flags, call->entry.call_id, context_id_of (call), 0, size,
                             part->size - done);
      iov[used++] = (struct iovec){ headers[i], BECK_PDU_RESPONSE_SIZE };
      used += cut_data (&from, size, &iov[used]);
      done += size;
    }
  return used;
}

static gboolean
send_few (BeckRpcServerCall *call, Part *part, guint n)
{
  Header headers[FEW];
  struct iovec iov[2 * FEW + BECK_NDR_GATHER_VECTORS];
  guint used = make_fragments (call, part, n, headers, iov);

  return beck_rpc_output_send (call->connection, iov, used, part->owner);
}

static gboolean
send_many (BeckRpcServerCall *call, Part *part, guint n)
{
  guint room = 2 * n + BECK_NDR_GATHER_VECTORS;
  struct iovec *iov = beck_alloc (room * sizeof *iov + n * sizeof (Header));
  gboolean sent;
  guint used;

  if (iov == NULL)
    {
      beck_rpc_connection_die (call->connection);
      return FALSE;
    }
  used = make_fragments (call, part, n, (Header *) (iov + room), iov);
  sent = beck_rpc_output_send (call->connection, iov, used, part->owner);
  beck_free (iov);
  return sent;
}

static gboolean
send_response (BeckRpcServerCall *call, Part *part)
{
  gsize max = call->connection->core.max_stub;
  guint n = part->size <= max ? 1 : (guint) ((part->size + max - 1) / max);

  count_packets (n);
  return n <= FEW ? send_few (call, part, n) : send_many (call, part, n);
}

RPC_STATUS
beck_rpc_served_respond (BeckRpcServerCall *call, BeckNdrWriter *response)
{
  Part part;
  gboolean sent;

  if (!claim_end (call))
    return RPC_S_INVALID_ASYNC_HANDLE;
  beck_ndr_gather_look (response, part.data, &part.size);
  part.first = part.last = TRUE;
  part.owner = response;
  sent = retire (call) && (call->maybe || send_response (call, &part));
  settle (call);
  return status_of (sent);
}

/* ---- Faults ---- */

static gboolean
send_fault (BeckRpcConnection *connection, guint32 call_id, guint16 context_id, guint32 status,
            gboolean did_not_execute)
{
  guint8 fault[BECK_PDU_FAULT_SIZE];
  struct iovec iov = { fault, sizeof fault };
  guint8 flags = BECK_PDU_FIRST | BECK_PDU_LAST;

  if (did_not_execute)
    flags |= BECK_PDU_DID_NOT_EXECUTE;
  beck_pdu_put_fault (fault, flags, call_id, context_id & 0xff, 0,
                      beck_rpc_fault_from_status (status));
  count_packets (1);
  return beck_rpc_output_send (connection, &iov, 1, NULL);
}

/* Being refused is no secret of those who were let in: other servers say so without the flag. */
static gboolean
denies_execution (guint32 status)
{
  return status != RPC_S_ACCESS_DENIED && status != RPC_X_NO_MEMORY;
}

static RPC_STATUS
end_with_fault (BeckRpcServerCall *call, guint32 status, gboolean did_not_execute)
{
  gboolean sent;

  if (!claim_end (call))
    return RPC_S_INVALID_ASYNC_HANDLE;
  sent = retire (call)
         && (call->maybe
             || send_fault (call->connection, call->entry.call_id, call->context_id, status,
                            did_not_execute));
  settle (call);
  return status_of (sent);
}

RPC_STATUS
beck_rpc_served_fault (BeckRpcServerCall *call, guint32 status)
{
  return end_with_fault (call, status, FALSE);
}

RPC_STATUS
beck_rpc_served_refuse (BeckRpcServerCall *call, guint32 status)
{
  return end_with_fault (call, status, denies_execution (status));
}

void
beck_rpc_refuse_event (BeckRpcConnection *connection, const BeckRpcServerEvent *event,
                       guint32 status)
{
  if (!event->maybe)
    send_fault (connection, event->call_id, event->context_id, status, denies_execution (status));
}

/* ---- Results that stream ---- */

/* Puts the call among those who are told when all is sent, if there is something to wait for. */
static gboolean
wait_sent (BeckRpcServerCall *call)
{
  BeckRpcConnection *connection = call->connection;
  gboolean waits;

  beck_lock_acquire (&connection->lock);
  waits = connection->unsent > 0 && connection->state == BECK_RPC_CONNECTION_OPEN;
  if (waits && !atomic_exchange (&call->waits, TRUE))
    {
      beck_rpc_served_hold (call);
      call->next_waiting = connection->waiting;
      connection->waiting = call;
    }
  beck_lock_release (&connection->lock);
  return waits;
}

static gboolean
is_wanted (BeckRpcServerCall *call)
{
  BeckRpcConnection *connection = call->connection;
  gboolean wanted;

  beck_lock_acquire (&connection->lock);
  wanted = connection->state == BECK_RPC_CONNECTION_OPEN && !atomic_load (&call->disconnected);
  beck_lock_release (&connection->lock);
  return wanted;
}

RPC_STATUS
beck_rpc_served_send_part (BeckRpcServerCall *call, gconstpointer data, gsize size,
                                gboolean last, gboolean *queued)
{
  Part part = { { { (gpointer) data, size } }, size, !call->first_sent, last, NULL };
  gboolean sent;

  *queued = FALSE;
  if (last ? !claim_end (call) : atomic_load (&call->ended))
    return RPC_S_INVALID_ASYNC_HANDLE;
  call->first_sent = TRUE;
  sent = last ? retire (call) : is_wanted (call);
  sent = sent && (call->maybe || send_response (call, &part));
  if (last)
    settle (call);
  else if (sent)
    *queued = wait_sent (call);
  return status_of (sent);
}
