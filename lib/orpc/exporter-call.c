/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Calls to objects of other processes: ORPCTHIS in front of the parameters, the IPID as the
 * request's object, and what comes back (wire.md 5.2). Those that nobody waits for go over the
 * trunk; who waits, and may, has a line for the call and reads it (design decision 9).
 *
 * The record of a call on its way belongs to the outgoing call, of which the trunk has a reference
 * until it tells of the end.
 */

#include <beck/hresult.h>
#include <beck/rpc-async.h>
#include <string.h>

#include "base/alloc.h"
#include "orpc/exporter-there.h"
#include "orpc/orpc-header.h"
#include "orpc/rpc-result.h"
#include "rpc/client-link.h"

/* Bytes of ORPCTHIS with all that this library puts into it. */
#define MAX_THIS 128

typedef struct
{
  gboolean on_line; /* which of the next two it is */
} Carrier;

typedef struct
{
  Carrier carrier;
  BeckRpcTrunkCall trunk;
  BeckOutgoing *call; /* a reference while the call is on its way */
  BeckRpcLink *link;  /* held; NULL afterwards */
} Carried;

typedef struct
{
  Carrier carrier;
  BeckLock lock;            /* guards the rest */
  ICancelMethodCalls *line; /* (nullable): the line, while it is the call's */
  gboolean cancelled, forgotten;
} Waiting;

/* ---- The header ---- */

static BeckThere *
there_of (BeckExporter *self)
{
  return (BeckThere *) self;
}

static gboolean
put_header (BeckThere *there, const BeckOutgoing *call, BeckNdrWriter *writer)
{
  BeckOrpcThis header = { .version = there->rem.version, .causality = call->causality };
  guint8 room[BECK_ORPC_DEADLINE_SIZE];
  gint64 left;

  if (call->deadline >= 0)
    {
      left = call->deadline - g_get_monotonic_time ();
      beck_orpc_extensions_add_deadline (&header.extensions, (guint64) MAX (left, 0), room);
    }
  return beck_orpc_put_this (writer, &header);
}

/* With a deadline or without, it is a multiple of 8. */
gsize
beck_there_header_size (BeckExporter *self, const BeckOutgoing *call)
{
  guint8 buffer[MAX_THIS];
  BeckNdrWriter writer;
  gsize size;

  beck_ndr_writer_init_fixed (&writer, buffer, sizeof buffer, NULL);
  put_header (there_of (self), call, &writer);
  size = writer.pos;
  beck_ndr_writer_clear (&writer);
  g_assert (size % 8 == 0);
  return size;
}

void
beck_there_write_header (BeckExporter *self, BeckOutgoing *call)
{
  BeckNdrWriter writer;

  beck_ndr_writer_init_fixed (&writer, call->request.data, call->request.start, NULL);
  put_header (there_of (self), call, &writer);
  beck_ndr_writer_clear (&writer);
}

/* ---- The end ---- */

/* What comes back has ORPCTHAT in front. @data: (transfer full). */
static HRESULT
take_reply (BeckOutgoing *call, guint8 *data, gsize size, guint8 drep)
{
  BeckNdrArena arena = BECK_NDR_ARENA_INIT;
  BeckNdrReader reader;
  BeckOrpcThat header;
  gboolean good;

  beck_ndr_reader_init (&reader, data, size, drep, &arena, &beck_ndr_task_allocator, NULL);
  good = beck_orpc_get_that (&reader, &header);
  call->reply
      = (BeckOrpcBytes){ .data = data, .start = reader.pos, .size = size, .drep = drep };
  beck_ndr_reader_end (&reader, FALSE);
  beck_ndr_arena_clear (&arena);
  return good ? S_OK : RPC_E_INVALID_HEADER;
}

static gboolean
is_late (const BeckOutgoing *call)
{
  return call->deadline >= 0 && g_get_monotonic_time () >= call->deadline;
}

static HRESULT
note_result (BeckOutgoing *call, BeckRpcOutcome outcome)
{
  HRESULT hr = beck_orpc_result (outcome, is_late (call));

  /* A server that says that an object of its has died is there. */
  atomic_store (&there_of (call->exporter)->gone,
                outcome.origin == BECK_RPC_TRANSPORT && beck_orpc_result_is_gone (hr));
  return hr;
}

static void
ended (BeckRpcTrunkCall *trunk, BeckRpcOutcome outcome)
{
  Carried *carried = (Carried *) ((guint8 *) trunk - G_STRUCT_OFFSET (Carried, trunk));
  BeckOutgoing *call = carried->call;
  BeckRpcLink *link = g_steal_pointer (&carried->link);
  HRESULT hr = note_result (call, outcome);

  if (SUCCEEDED (hr))
    hr = take_reply (call, g_steal_pointer (&trunk->response.data), trunk->response.size,
                     trunk->drep);
  beck_outgoing_done (call, hr);
  beck_outgoing_unref (call);
  beck_rpc_link_release (link);
}

static void
free_carried (gpointer data)
{
  Carried *carried = data;

  beck_rpc_trunk_call_clear (&carried->trunk);
  beck_free (carried);
}

/* ---- The beginning ---- */

static Carried *
make_carried (BeckThere *there, BeckOutgoing *call, guint32 *status)
{
  Carried *carried = beck_alloc0 (sizeof *carried);

  *status = RPC_S_OUT_OF_MEMORY;
  if (carried == NULL)
    return NULL;
  carried->link = beck_rpc_link_get (there->binding, NULL, status);
  if (carried->link == NULL)
    {
      beck_free (carried);
      return NULL;
    }
  carried->call = call;
  carried->trunk.syntax = (BeckRpcSyntax){ call->iid, 0, 0 };
  carried->trunk.parts = (BeckRpcRequestParts){ .opnum = (guint16) call->method,
                                                .object = &call->ipid,
                                                .data = call->request.data,
                                                .size = call->request.size };
  carried->trunk.drep = BECK_RPC_DREP;
  carried->trunk.ended = ended;
  return carried;
}

static HRESULT
begin (BeckOutgoing *call, Carried *carried)
{
  BeckRpcLink *link = carried->link;
  guint32 status;

  beck_outgoing_ref (call);
  status = beck_rpc_trunk_begin (link, &carried->trunk);
  if (status == 0)
    return S_OK;
  carried->link = NULL;
  beck_rpc_link_release (link);
  beck_outgoing_unref (call);
  return beck_orpc_result ((BeckRpcOutcome){ status, BECK_RPC_TRANSPORT }, FALSE);
}

HRESULT
beck_there_send (BeckExporter *self, BeckOutgoing *call)
{
  guint32 status;
  Carried *carried = make_carried (there_of (self), call, &status);
  HRESULT hr;

  if (carried == NULL)
    return beck_orpc_result ((BeckRpcOutcome){ status, BECK_RPC_TRANSPORT }, FALSE);
  call->free_carrier = free_carried;
  __atomic_store_n (&call->carrier, carried, __ATOMIC_SEQ_CST);
  hr = begin (call, carried);
  /* Whoever cancelled before there was a carrier has not told it. */
  if (SUCCEEDED (hr) && beck_outgoing_is_cancelled (call))
    beck_rpc_trunk_cancel (&carried->trunk);
  /* Who waits for it has nothing else to do; the others let it go with what comes next. */
  if (SUCCEEDED (hr) && !call->is_async)
    beck_rpc_trunk_flush (&carried->trunk);
  return hr;
}

/* ---- Who waits ---- */

/* With the lock. That of a line does not look whose call it cancels: it is this one's as long as
 * the lock is held. Who has forgotten the call is not to wait for the server. */
static void
cancel_line (Waiting *waiting)
{
  if (waiting->line != NULL && (waiting->cancelled || waiting->forgotten))
    waiting->line->lpVtbl->Cancel (waiting->line, waiting->forgotten
                                                      ? 0
                                                      : (ULONG) RPC_C_CANCEL_INFINITE_TIMEOUT);
}

static void
under_way (gpointer user, ICancelMethodCalls *line)
{
  Waiting *waiting = user;

  beck_lock_acquire (&waiting->lock);
  waiting->line = line;
  cancel_line (waiting);
  beck_lock_release (&waiting->lock);
}

static void
stop_waiting (Waiting *waiting, gboolean forget)
{
  beck_lock_acquire (&waiting->lock);
  waiting->cancelled = TRUE;
  waiting->forgotten |= forget;
  cancel_line (waiting);
  beck_lock_release (&waiting->lock);
}

/* The response is the line's: a copy of it. */
static HRESULT
copy_reply (BeckOutgoing *call, const BeckRpcExchange *exchange)
{
  guint8 *data = beck_alloc (MAX (exchange->response_size, 1));

  if (data == NULL)
    return E_OUTOFMEMORY;
  memcpy (data, exchange->response, exchange->response_size);
  return take_reply (call, data, exchange->response_size, exchange->drep);
}

HRESULT
beck_there_call (BeckExporter *self, BeckOutgoing *call)
{
  const BeckNdrInterface interface = { .name = "object", .uuid = call->iid };
  const BeckNdrMethod method = { .name = "method", .opnum = call->method };
  BeckRpcExchange exchange = { .interface = &interface,
                               .method = &method,
                               .object = &call->ipid,
                               .request = call->request.data,
                               .request_size = call->request.size };
  Waiting *waiting = beck_alloc0 (sizeof *waiting);
  BeckRpcCallWatch watch = { under_way, waiting };
  HRESULT hr;

  if (waiting == NULL)
    return E_OUTOFMEMORY;
  waiting->carrier.on_line = TRUE;
  call->free_carrier = beck_free;
  __atomic_store_n (&call->carrier, waiting, __ATOMIC_SEQ_CST);
  if (beck_outgoing_is_cancelled (call))
    stop_waiting (waiting, TRUE);
  hr = note_result (call, beck_rpc_client_call_watched (&there_of (self)->binding->base, &exchange,
                                                        call->deadline, &watch));
  if (SUCCEEDED (hr))
    hr = copy_reply (call, &exchange);
  if (exchange.release != NULL)
    exchange.release (&exchange);
  beck_outgoing_done (call, hr);
  return S_OK;
}

/* ---- Cancel ---- */

void
beck_there_cancel (BeckExporter *self, BeckOutgoing *call)
{
  Carrier *carrier = __atomic_load_n (&call->carrier, __ATOMIC_SEQ_CST);

  if (carrier == NULL)
    return;
  if (carrier->on_line)
    stop_waiting ((Waiting *) carrier, FALSE);
  else
    beck_rpc_trunk_cancel (&((Carried *) carrier)->trunk);
}

/* A reply over the trunk finds that nobody wants it: to say so would cancel the call. Who waits on
 * a line lets go of it. */
void
beck_there_forget (BeckExporter *self, BeckOutgoing *call)
{
  Carrier *carrier = __atomic_load_n (&call->carrier, __ATOMIC_SEQ_CST);

  if (carrier != NULL && carrier->on_line)
    stop_waiting ((Waiting *) carrier, TRUE);
}
