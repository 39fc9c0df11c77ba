/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Requests (wire.md 1.8). One of a single fragment is handed on where it lies. One of several is
 * put together, or streams; there is one at a time, whatever was agreed about concurrent calls,
 * since its fragments may not be mixed with those of others.
 *
 * Requests that are refused at their first fragment are read to their last, for their client has
 * sent it all. Reading on ends with the next request, for some clients stop.
 */

#include "rpc/server-core-private.h"

/* Of memory, for what a hint says. */
#define MAX_HINTED 65536

void
beck_rpc_server_core_drop_assembly (BeckRpcServerCore *core)
{
  beck_rpc_bytes_clear (&core->assembly.bytes);
  core->assembly.entry = NULL;
  if (core->assembly.state != BECK_RPC_ASSEMBLY_NONE)
    core->assembly.state = BECK_RPC_ASSEMBLY_DROPPED;
}

/* ---- Refusals ---- */

static BeckRpcServerStep
violation (BeckRpcServerCore *core, const BeckRpcServerEvent *culprit, BeckRpcServerEvent *event,
           const char *reason)
{
  return beck_rpc_server_core_fault_close (core, event, BECK_FAULT_UNKNOWN, culprit->call_id,
                                           culprit->context_id, BECK_FAULT_PROTOCOL, reason);
}

static BeckRpcServerStep
too_large (BeckRpcServerCore *core, BeckRpcServerEvent *event, const char *reason)
{
  return beck_rpc_server_core_fault_close (core, event, BECK_FAULT_UNKNOWN, event->call_id,
                                           event->context_id, BECK_FAULT_ACCESS_DENIED, reason);
}

/* The call ends here; more of it may come. */
static BeckRpcServerStep
refuse (BeckRpcServerCore *core, BeckRpcServerEvent *event, guint32 status)
{
  core->assembly.state = event->last ? BECK_RPC_ASSEMBLY_NONE : BECK_RPC_ASSEMBLY_DROPPED;
  return beck_rpc_server_core_fault (core, event, event->call_id, event->context_id, status);
}

/* The trailer of a call on a connection that never authenticated (wire.md 1.11). */
static BeckRpcServerStep
refuse_secured (BeckRpcServerCore *core, const BeckPdu *pdu, gsize start,
                BeckRpcServerEvent *event)
{
  BeckPduTrailer trailer;

  if (!beck_pdu_parse_trailer (pdu->data, &pdu->header, start, &trailer))
    return violation (core, event, event, "a sec_trailer where there can be none");
  return beck_rpc_server_core_fault_close (core, event, BECK_FAULT_UNKNOWN, event->call_id,
                                           event->context_id, BECK_FAULT_ACCESS_DENIED,
                                           "security that was not agreed on");
}

/* ---- Fragments ---- */

/* Counts what brings nothing: it must end, too. */
static gboolean
is_endless (BeckRpcServerCore *core, const BeckRpcServerEvent *event)
{
  return event->size == 0 && !event->last && ++core->assembly.n_empty > core->rules->max_empty;
}

/* Whether the whole would be too large by what there is, or by what is said to come. Some clients
 * hint at what is left, others always at the whole. */
static gboolean
exceeds (const BeckRpcServerCore *core, gsize size, guint32 hint)
{
  gsize room = core->rules->max_request - core->assembly.bytes.size;

  return size > room || (hint > room && hint != core->assembly.hint);
}

static BeckRpcServerStep
hand_over (BeckRpcServerCore *core, BeckRpcServerEvent *event)
{
  BeckRpcAssembly *assembly = &core->assembly;

  *event = assembly->request;
  event->last = TRUE;
  event->stub = event->block = assembly->bytes.data;
  event->size = assembly->bytes.size;
  assembly->bytes = (BeckRpcBytes){ 0 };
  assembly->state = BECK_RPC_ASSEMBLY_NONE;
  return BECK_RPC_SERVER_REQUEST;
}

static BeckRpcServerStep
add_fragment (BeckRpcServerCore *core, BeckRpcServerEvent *event, guint32 hint)
{
  BeckRpcAssembly *assembly = &core->assembly;

  if (exceeds (core, event->size, hint))
    return too_large (core, event, "a request larger than any may be");
  if (!beck_rpc_bytes_append (&assembly->bytes, event->stub, event->size))
    {
      beck_rpc_server_core_drop_assembly (core);
      return refuse (core, event, BECK_FAULT_NO_MEMORY);
    }
  return event->last ? hand_over (core, event) : BECK_RPC_SERVER_NOTHING;
}

/* A piece of what streams. The call may have ended meanwhile, or was never begun. */
static BeckRpcServerStep
pass_fragment (BeckRpcServerCore *core, BeckRpcServerEvent *event)
{
  BeckRpcServerEntry *entry = core->assembly.entry;
  const guint8 *stub = event->stub;
  gboolean last = event->last;
  gsize size = event->size;

  if (entry == NULL)
    return BECK_RPC_SERVER_NOTHING;
  *event = core->assembly.request;
  event->first = FALSE;
  event->last = last;
  event->stub = stub;
  event->size = size;
  event->entry = entry;
  return BECK_RPC_SERVER_FRAGMENT;
}

static BeckRpcServerStep
take_fragment (BeckRpcServerCore *core, BeckRpcServerEvent *event, guint32 hint)
{
  BeckRpcAssembly *assembly = &core->assembly;
  BeckRpcServerStep step = BECK_RPC_SERVER_NOTHING;

  if (assembly->state == BECK_RPC_ASSEMBLY_WHOLE)
    return add_fragment (core, event, hint);
  if (assembly->state == BECK_RPC_ASSEMBLY_STREAM)
    step = pass_fragment (core, event);
  if (event->last)
    {
      assembly->state = BECK_RPC_ASSEMBLY_NONE;
      assembly->entry = NULL;
    }
  return step;
}

/* The numbers of context and operation are the first fragment's, whatever the later ones say. */
static BeckRpcServerStep
later_fragment (BeckRpcServerCore *core, BeckRpcServerEvent *event, guint32 hint)
{
  const BeckRpcServerEvent *request = &core->assembly.request;

  if (core->assembly.state == BECK_RPC_ASSEMBLY_NONE)
    return violation (core, event, event, "a fragment of nothing");
  if (request->call_id != event->call_id)
    return violation (core, event, event, "a fragment between those of another request");
  if (request->drep != event->drep)
    return violation (core, event, event, "a request in two data representations");
  event->context_id = request->context_id;
  if (is_endless (core, event))
    return too_large (core, event, "too many fragments without data");
  return take_fragment (core, event, hint);
}

/* ---- First fragments ---- */

/* A hint is believed as far as it costs little. */
static gboolean
prepare (BeckRpcServerCore *core, const BeckRpcServerEvent *event, guint32 hint)
{
  gsize capacity = MIN (MAX (hint, 2 * event->size), MIN (MAX_HINTED, core->rules->max_request));

  return beck_rpc_bytes_reserve (&core->assembly.bytes, MAX (capacity, 1));
}

static BeckRpcServerStep
start_assembly (BeckRpcServerCore *core, BeckRpcServerEvent *event, guint32 hint)
{
  BeckRpcAssembly *assembly = &core->assembly;
  gboolean streams = core->ops->streams (core->user, event->interface, event->opnum);

  assembly->state = streams ? BECK_RPC_ASSEMBLY_STREAM : BECK_RPC_ASSEMBLY_WHOLE;
  assembly->hint = 0;
  if (is_endless (core, event))
    return too_large (core, event, "too many fragments without data");
  if (streams)
    return BECK_RPC_SERVER_FRAGMENT;
  if (exceeds (core, event->size, hint))
    return too_large (core, event, "a request larger than any may be");
  assembly->hint = hint;
  if (!prepare (core, event, hint))
    return refuse (core, event, BECK_FAULT_NO_MEMORY);
  return add_fragment (core, event, hint);
}

static gboolean
is_busy (const BeckRpcAssembly *assembly)
{
  return assembly->state == BECK_RPC_ASSEMBLY_WHOLE
         || (assembly->state == BECK_RPC_ASSEMBLY_STREAM && assembly->entry != NULL);
}

/* Between the fragments of another: without multiplexing the client knows of that one only, and the
 * fault names it. */
static BeckRpcServerStep
intrusion (BeckRpcServerCore *core, BeckRpcServerEvent *event)
{
  return violation (core, core->multiplexed ? event : &core->assembly.request, event,
                    "a request between the fragments of another");
}

static BeckRpcServerStep
admit (BeckRpcServerCore *core, BeckRpcServerEvent *event, guint32 hint)
{
  const BeckRpcPresentation *context
      = beck_rpc_presentations_find (&core->presentations, event->context_id);

  if (!event->last)
    {
      core->assembly.request = *event;
      core->assembly.n_empty = 0;
    }
  if (context == NULL)
    return refuse (core, event, BECK_FAULT_UNKNOWN_INTERFACE);
  if (core->n_calls >= core->rules->max_calls)
    return refuse (core, event, BECK_FAULT_TOO_BUSY);
  event->interface = context->interface;
  if (!event->last)
    {
      core->assembly.request.interface = context->interface;
      return start_assembly (core, event, hint);
    }
  if (event->size > core->rules->max_request)
    return too_large (core, event, "a request larger than any may be");
  return BECK_RPC_SERVER_REQUEST;
}

static BeckRpcServerStep
first_fragment (BeckRpcServerCore *core, const BeckPdu *pdu, BeckRpcServerEvent *event)
{
  if (pdu->header.flags & BECK_PDU_PENDING_CANCEL)
    return beck_rpc_server_core_fault_close (core, event, BECK_FAULT_NOT_EXECUTED, event->call_id,
                                             event->context_id, BECK_FAULT_NO_CALL_ACTIVE,
                                             "a request cancelled at its beginning");
  if (is_busy (&core->assembly))
    return intrusion (core, event);
  if (!core->multiplexed && core->calls.n > 0)
    return violation (core, event, event, "a request while another runs, which was not agreed on");
  if (beck_rpc_call_table_find (&core->calls, event->call_id) != NULL)
    return violation (core, event, event, "the number of a call that runs");
  core->assembly.state = BECK_RPC_ASSEMBLY_NONE;
  return admit (core, event, beck_pdu_get32 (pdu->data + 16, pdu->header.swap));
}

/* ---- The PDU ---- */

static void
parse_request (const BeckPdu *pdu, BeckRpcServerEvent *event)
{
  gboolean swap = pdu->header.swap;
  guint8 flags = pdu->header.flags;
  gsize start = BECK_PDU_REQUEST_SIZE;

  event->context_id = beck_pdu_get16 (pdu->data + 20, swap);
  event->opnum = beck_pdu_get16 (pdu->data + 22, swap);
  event->first = (flags & BECK_PDU_FIRST) != 0;
  event->last = (flags & BECK_PDU_LAST) != 0;
  event->maybe = (flags & BECK_PDU_MAYBE) != 0;
  event->drep = pdu->header.drep[0];
  event->has_object = (flags & BECK_PDU_OBJECT) != 0;
  if (event->has_object)
    {
      beck_pdu_parse_guid (pdu->data + start, swap, &event->object);
      start += BECK_PDU_OBJECT_SIZE;
    }
  event->stub = pdu->data + start;
  event->size = pdu->header.length - start;
}

BeckRpcServerStep
beck_rpc_server_core_request (BeckRpcServerCore *core, const BeckPdu *pdu,
                              BeckRpcServerEvent *event)
{
  gsize start = BECK_PDU_REQUEST_SIZE;

  if (pdu->header.flags & BECK_PDU_OBJECT)
    start += BECK_PDU_OBJECT_SIZE;
  if (pdu->header.length < start)
    return beck_rpc_server_core_close (core, event, "a request shorter than its header");
  parse_request (pdu, event);
  if (pdu->header.auth_length != 0)
    return refuse_secured (core, pdu, start, event);
  if (event->first)
    return first_fragment (core, pdu, event);
  return later_fragment (core, event, beck_pdu_get32 (pdu->data + 16, pdu->header.swap));
}
