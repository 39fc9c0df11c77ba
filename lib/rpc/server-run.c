/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Running what a connection asks for, by the thread that read it (design decision 9).
 *
 * While a manager runs the turn is lent. If the manager takes long, another thread takes the turn,
 * and begins by saving what the first one has read and not seen to; that one finds the turn gone
 * when its manager returns, answers, and leaves. Procedures that were caught at that are given a
 * thread of their own at once, until they have been quick a few times.
 */

#include "rpc/server-private.h"

#include <string.h>

#include "base/alloc.h"
#include "rpc/pipe-async.h"

/* Microseconds that a procedure may take to be quick. */
#define QUICK 300

/* ---- The turn, around foreign code ---- */

typedef struct
{
  BeckRpcConnection *connection;
  BeckRpcOffer *offer;
  guint32 opnum;
  gboolean given;
  gint64 start;
  const guint8 *buffer;
} Leave;

static void
leave_turn (Leave *leave, BeckRpcServerCall *call)
{
  leave->connection = call->connection;
  leave->offer = call->offer;
  leave->opnum = call->opnum;
  leave->buffer = beck_io_buffer ();
  leave->given = FALSE;
  if (beck_rpc_offer_is_slow (call->offer, call->opnum))
    {
      beck_rpc_output_flush (call->connection);
      leave->start = g_get_monotonic_time ();
      leave->given = beck_io_give_away (&call->connection->io);
    }
  if (!leave->given)
    beck_io_lend (&call->connection->io);
}

/* With the turn, whose holder alone makes a note. */
static void
forget_rest (BeckRpcConnection *connection)
{
  if (connection->rest == NULL)
    return;
  beck_lock_acquire (&connection->lock);
  connection->rest = NULL;
  beck_lock_release (&connection->lock);
}

/* FALSE if the turn is gone. */
static gboolean
take_turn (const Leave *leave)
{
  BeckRpcConnection *connection = leave->connection;
  gboolean kept = !leave->given && beck_io_reclaim (&connection->io);

  if (kept)
    {
      forget_rest (connection);
      return TRUE;
    }
  if (!beck_rpc_connection_save_rest (connection, leave->buffer))
    beck_rpc_connection_die (connection);
  beck_rpc_offer_note_time (leave->offer, leave->opnum,
                            !leave->given || g_get_monotonic_time () - leave->start > QUICK);
  return FALSE;
}

/* ---- Beginning ---- */

static gboolean
has_whole_pdu (const guint8 *data, gsize size)
{
  gsize wanted = beck_rpc_server_core_wanted (data, size);

  return wanted != 0 && wanted <= size;
}

/* The connection knows of the call. FALSE if it is dead. */
static gboolean
begin (BeckRpcServerCall *call, const BeckRpcServerEvent *event, const guint8 *rest,
       gsize rest_size)
{
  BeckRpcConnection *connection = call->connection;
  gboolean more = has_whole_pdu (rest, rest_size);
  gboolean alive;

  beck_lock_acquire (&connection->lock);
  alive = connection->state == BECK_RPC_CONNECTION_OPEN;
  if (alive)
    {
      beck_rpc_server_core_begin (&connection->core, event, &call->entry);
      call->next = connection->calls;
      if (call->next != NULL)
        call->next->previous = call;
      connection->calls = call;
    }
  connection->rest = rest_size > 0 ? rest : NULL;
  connection->rest_size = rest_size;
  connection->rest_at = beck_io_buffer ();
  connection->corked |= more;
  beck_lock_release (&connection->lock);
  return alive;
}

static const BeckNdrMethod *
find_method (const BeckRpcInterface *interface, guint32 opnum)
{
  const BeckNdrInterface *ndr = interface->ndr;

  if (opnum >= ndr->n_methods || ndr->methods[opnum].invoke == NULL)
    return NULL;
  return &ndr->methods[opnum];
}

/* What can be said without asking the program. */
static guint32
check_terms (const BeckRpcConnection *connection, const BeckRpcServerEvent *event,
             const BeckRpcOfferTerms *terms)
{
  if ((terms->flags & RPC_IF_ALLOW_LOCAL_ONLY) && !connection->scope->local)
    return RPC_S_ACCESS_DENIED;
  if (terms->flags & RPC_IF_ALLOW_SECURE_ONLY)
    return RPC_S_ACCESS_DENIED;
  if (terms->callback != NULL && !(terms->flags & RPC_IF_ALLOW_CALLBACKS_WITH_NO_AUTH))
    return RPC_S_ACCESS_DENIED;
  if (event->size > terms->max_size)
    return RPC_S_ACCESS_DENIED;
  if (terms->raw == NULL && find_method (terms->interface, event->opnum) == NULL)
    return RPC_S_PROCNUM_OUT_OF_RANGE;
  return 0;
}

static void
leave (BeckRpcOffer *offer)
{
  beck_rpc_server_free_place ();
  beck_rpc_server_leave ();
  beck_rpc_offer_free_place (offer);
  beck_rpc_offer_leave (offer);
}

/* Enters what is left when the call ends. */
static guint32
enter (const BeckRpcConnection *connection, const BeckRpcServerEvent *event,
       BeckRpcOfferTerms *terms)
{
  guint32 status = beck_rpc_offer_enter (event->interface, terms);

  if (status != 0)
    return status;
  status = beck_rpc_server_enter ((terms->flags & RPC_IF_AUTOLISTEN) != 0);
  if (status != 0)
    {
      beck_rpc_offer_free_place (event->interface);
      beck_rpc_offer_leave (event->interface);
      return status;
    }
  status = check_terms (connection, event, terms);
  if (status != 0)
    leave (event->interface);
  return status;
}

static void
take_terms (BeckRpcServerCall *call, const BeckRpcOfferTerms *terms)
{
  call->request.interface = terms->interface;
  call->callback = terms->callback;
  call->flags = terms->flags;
  call->raw = terms->raw;
}

/* ---- Synchronous procedures, on the stack ---- */

static void
respond (gpointer call, BeckNdrWriter *response)
{
  beck_rpc_served_respond (call, response);
}

/* May answer the call already; there is only one answer. */
static void
dispatch (BeckRpcServerCall *call, guint32 *status, BeckNdrWriter *response)
{
  beck_ndr_writer_init (response, NULL);
  call->called = TRUE;
  *status = beck_rpc_dispatch_to (&call->request, response, respond, call);
}

static void
answer (BeckRpcServerCall *call, guint32 status, BeckNdrWriter *response)
{
  if (status == 0)
    beck_rpc_served_respond (call, response);
  else if (call->called)
    beck_rpc_served_fault (call, status);
  else
    beck_rpc_served_refuse (call, status);
}

static gboolean
run_on_stack (BeckRpcServerCall *call)
{
  BeckNdrWriter response;
  guint32 status;
  gboolean kept;
  Leave away;

  leave_turn (&away, call);
  beck_rpc_served_enter (call);
  status = beck_rpc_admit (call);
  if (status == 0)
    dispatch (call, &status, &response);
  beck_rpc_served_leave (call);
  kept = take_turn (&away);
  answer (call, status, &response);
  if (call->called)
    beck_ndr_writer_clear (&response);
  return kept;
}

static gboolean
run_synchronously (BeckRpcConnection *connection, const BeckRpcServerEvent *event,
                   const BeckRpcOfferTerms *terms, const guint8 *rest, gsize rest_size)
{
  BeckRpcServerCall call;
  gboolean kept = TRUE;

  beck_rpc_served_init (&call, connection, event);
  call.on_stack = TRUE;
  take_terms (&call, terms);
  call.request.data = event->stub;
  call.request.size = event->size;
  if (begin (&call, event, rest, rest_size))
    kept = run_on_stack (&call);
  else
    leave (event->interface);
  beck_rpc_served_clear (&call);
  beck_free (event->block);
  return kept;
}

/* ---- Others, on the heap ---- */

/* For who takes the data away: in a block of its own. */
static gboolean
copy_data (BeckRpcServerCall *call, const BeckRpcServerEvent *event)
{
  call->block = beck_alloc (MAX (event->size, 1));
  if (call->block == NULL)
    return FALSE;
  if (event->size > 0)
    memcpy (call->block, event->stub, event->size);
  call->request.data = call->block;
  return TRUE;
}

/* A call with the data of @event, which it keeps if it was put together for it, or copies. */
static BeckRpcServerCall *
new_call (BeckRpcConnection *connection, const BeckRpcServerEvent *event,
          const BeckRpcOfferTerms *terms, gboolean streams)
{
  gboolean copies = event->block == NULL && !streams;
  gsize copied = copies && terms->raw == NULL ? event->size : 0;
  BeckRpcServerCall *call = beck_alloc (sizeof *call + copied);

  if (call == NULL)
    return NULL;
  beck_rpc_served_init (call, beck_rpc_connection_ref (connection), event);
  take_terms (call, terms);
  call->streams = streams;
  if (streams)
    return call;
  call->block = event->block;
  call->request.data = event->stub;
  call->request.size = event->size;
  if (copied > 0)
    call->request.data = memcpy (call + 1, event->stub, copied);
  if (!copies || terms->raw == NULL || copy_data (call, event))
    return call;
  beck_rpc_server_call_unref (call);
  return NULL;
}

void
beck_rpc_run_admitted (BeckRpcServerCall *call)
{
  const BeckNdrMethod *method = find_method (call->request.interface, call->opnum);
  BeckNdrWriter response;
  guint32 status;

  if (call->raw != NULL)
    {
      call->called = TRUE;
      call->raw (call);
      return;
    }
  if (method->flags & BECK_NDR_METHOD_ASYNC)
    {
      call->called = TRUE;
      beck_rpc_async_dispatch (call, &call->request);
      return;
    }
  dispatch (call, &status, &response);
  answer (call, status, &response);
  beck_ndr_writer_clear (&response);
}

/* The list of the connection has one reference of two. */
static gboolean
run_on_heap (BeckRpcServerCall *call)
{
  guint32 status;
  gboolean kept;
  Leave away;

  leave_turn (&away, call);
  beck_rpc_served_enter (call);
  status = beck_rpc_admit (call);
  if (status == 0)
    beck_rpc_run_admitted (call);
  else if (status != RPC_S_ASYNC_CALL_PENDING)
    beck_rpc_served_refuse (call, status);
  beck_rpc_served_leave (call);
  kept = take_turn (&away);
  beck_rpc_server_call_unref (call);
  return kept;
}

static gboolean
begin_on_heap (BeckRpcServerCall *call, const BeckRpcServerEvent *event, const guint8 *rest,
               gsize rest_size)
{
  if (begin (call, event, rest, rest_size))
    {
      beck_rpc_server_call_ref (call);
      return TRUE;
    }
  leave (event->interface);
  beck_rpc_server_call_unref (call);
  return FALSE;
}

/* ---- What has come ---- */

static gboolean
is_plain (const BeckRpcOfferTerms *terms, guint32 opnum)
{
  if (terms->raw != NULL)
    return FALSE;
  if (terms->callback != NULL && (terms->flags & RPC_IF_ASYNC_CALLBACK))
    return FALSE;
  return !(terms->interface->ndr->methods[opnum].flags & BECK_NDR_METHOD_ASYNC);
}

static gboolean
refuse (BeckRpcConnection *connection, const BeckRpcServerEvent *event, guint32 status)
{
  beck_rpc_refuse_event (connection, event, status);
  beck_free (event->block);
  return TRUE;
}

/* Whether the procedure has [in] pipes that its manager pulls itself: then what is in a single
 * fragment is input, too. */
static gboolean
takes_input (const BeckRpcOfferTerms *terms, guint32 opnum)
{
  return terms->raw == NULL
         && beck_rpc_pipes_have (&terms->interface->ndr->methods[opnum], BECK_RPC_PIPE_IN);
}

gboolean
beck_rpc_run_request (BeckRpcConnection *connection, const BeckRpcServerEvent *event,
                      const guint8 *rest, gsize rest_size)
{
  BeckRpcServerCall *call;
  BeckRpcOfferTerms terms;
  guint32 status;

  atomic_fetch_add_explicit (&beck_rpc_calls_in, 1, memory_order_relaxed);
  status = enter (connection, event, &terms);
  if (status != 0)
    return refuse (connection, event, status);
  if (is_plain (&terms, event->opnum))
    return run_synchronously (connection, event, &terms, rest, rest_size);
  call = new_call (connection, event, &terms, takes_input (&terms, event->opnum));
  if (call == NULL)
    {
      leave (event->interface);
      return refuse (connection, event, RPC_X_NO_MEMORY);
    }
  if (call->streams)
    beck_rpc_input_add (call, event->stub, event->size, TRUE);
  return begin_on_heap (call, event, rest, rest_size) ? run_on_heap (call) : TRUE;
}

/* ---- Requests that stream ---- */

static void
expect_more (BeckRpcConnection *connection, BeckRpcServerCall *call)
{
  beck_lock_acquire (&connection->lock);
  if (connection->state == BECK_RPC_CONNECTION_OPEN)
    connection->streaming = beck_rpc_server_call_ref (call);
  beck_lock_release (&connection->lock);
}

static gboolean
run_first_fragment (BeckRpcConnection *connection, const BeckRpcServerEvent *event,
                    const guint8 *rest, gsize rest_size)
{
  BeckRpcServerCall *call = NULL;
  BeckRpcOfferTerms terms;
  guint32 status = enter (connection, event, &terms);

  atomic_fetch_add_explicit (&beck_rpc_calls_in, 1, memory_order_relaxed);
  if (status != 0)
    return refuse (connection, event, status);
  call = new_call (connection, event, &terms, TRUE);
  if (call == NULL)
    {
      leave (event->interface);
      return refuse (connection, event, RPC_X_NO_MEMORY);
    }
  beck_rpc_input_add (call, event->stub, event->size, event->last);
  if (!begin_on_heap (call, event, rest, rest_size))
    return TRUE;
  if (!event->last)
    expect_more (connection, call);
  return run_on_heap (call);
}

gboolean
beck_rpc_run_fragment (BeckRpcConnection *connection, const BeckRpcServerEvent *event,
                       const guint8 *rest, gsize rest_size)
{
  BeckRpcServerCall *call;

  if (event->first)
    return run_first_fragment (connection, event, rest, rest_size);
  call = beck_rpc_connection_streaming (connection);
  if (call == NULL)
    return TRUE;
  if (call->entry.call_id == event->call_id)
    beck_rpc_input_add (call, event->stub, event->size, event->last);
  if (event->last)
    beck_rpc_connection_stop_streaming (connection);
  beck_rpc_server_call_unref (call);
  return TRUE;
}
