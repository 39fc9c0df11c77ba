/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The server's end of a connection: which PDUs may come when, and what controls calls that run.
 *
 * A header is judged as soon as it is there: a peer that has no right to what it announces need not
 * send it, and is not waited for. What is answered so depends on nothing behind the header, and
 * hence not on how the bytes were cut.
 */

#include "rpc/server-core-private.h"

void
beck_rpc_server_core_init (BeckRpcServerCore *core, const BeckRpcServerRules *rules,
                           const BeckRpcServerOps *ops, const char *secondary_address,
                           gpointer user)
{
  *core = (BeckRpcServerCore){
    .rules = rules, .ops = ops, .secondary_address = secondary_address, .user = user
  };
}

void
beck_rpc_server_core_clear (BeckRpcServerCore *core)
{
  if (core->ops != NULL && core->ops->release_interface != NULL)
    for (guint i = 0; i < core->presentations.n; i++)
      core->ops->release_interface (core->user, core->presentations.items[i].interface);
  beck_rpc_presentations_clear (&core->presentations);
  beck_rpc_call_table_clear (&core->calls);
  beck_rpc_bytes_clear (&core->assembly.bytes);
  beck_rpc_bytes_clear (&core->out);
}

/* ---- Answers of the core ---- */

BeckRpcServerStep
beck_rpc_server_core_close (BeckRpcServerCore *core, BeckRpcServerEvent *event, const char *reason)
{
  core->closed = TRUE;
  beck_rpc_server_core_drop_assembly (core);
  event->reason = reason;
  return BECK_RPC_SERVER_CLOSE;
}

BeckRpcServerStep
beck_rpc_server_core_no_memory (BeckRpcServerCore *core, BeckRpcServerEvent *event)
{
  return beck_rpc_server_core_close (core, event, "no memory for an answer");
}

BeckRpcServerStep
beck_rpc_server_core_nak (BeckRpcServerCore *core, BeckRpcServerEvent *event, guint32 call_id,
                          guint16 nak, const char *reason)
{
  guint8 *out = beck_rpc_bytes_extend (&core->out, BECK_PDU_NAK_SIZE);

  if (out == NULL)
    return beck_rpc_server_core_no_memory (core, event);
  beck_pdu_put_nak (out, call_id, nak);
  return beck_rpc_server_core_close (core, event, reason);
}

static gboolean
put_fault (BeckRpcServerCore *core, guint8 flags, guint32 call_id, guint16 context_id,
           guint32 status)
{
  guint8 *out = beck_rpc_bytes_extend (&core->out, BECK_PDU_FAULT_SIZE);

  if (out != NULL)
    beck_pdu_put_fault (out, flags, call_id, context_id, 0, status);
  return out != NULL;
}

BeckRpcServerStep
beck_rpc_server_core_fault (BeckRpcServerCore *core, BeckRpcServerEvent *event, guint32 call_id,
                            guint16 context_id, guint32 status)
{
  if (!put_fault (core, BECK_FAULT_NOT_EXECUTED, call_id, context_id, status))
    return beck_rpc_server_core_no_memory (core, event);
  return BECK_RPC_SERVER_NOTHING;
}

BeckRpcServerStep
beck_rpc_server_core_fault_close (BeckRpcServerCore *core, BeckRpcServerEvent *event, guint8 flags,
                                  guint32 call_id, guint16 context_id, guint32 status,
                                  const char *reason)
{
  if (!put_fault (core, flags, call_id, context_id, status))
    return beck_rpc_server_core_no_memory (core, event);
  return beck_rpc_server_core_close (core, event, reason);
}

/* ---- Headers ---- */

static BeckRpcServerStep
judge_first (BeckRpcServerCore *core, const BeckPduHeader *header, BeckRpcServerEvent *event)
{
  /* Something else than this protocol. */
  if (header->type != BECK_PDU_BIND && header->version != 5)
    return beck_rpc_server_core_close (core, event, "not DCE/RPC");
  if (header->type != BECK_PDU_BIND)
    return beck_rpc_server_core_nak (core, event, header->call_id, BECK_PDU_NAK_VERSION,
                                     "something else before a bind");
  if (!beck_pdu_header_is_good (header))
    return beck_rpc_server_core_nak (core, event, header->call_id, BECK_PDU_NAK_VERSION,
                                     "a bind of another version, or with lengths that disagree");
  return BECK_RPC_SERVER_NOTHING;
}

static gboolean
may_come (guint8 type)
{
  return type == BECK_PDU_REQUEST || type == BECK_PDU_ALTER || type == BECK_PDU_CANCEL
         || type == BECK_PDU_ORPHANED;
}

static BeckRpcServerStep
judge_next (BeckRpcServerCore *core, const BeckPduHeader *header, BeckRpcServerEvent *event)
{
  if (header->type == BECK_PDU_BIND)
    return beck_rpc_server_core_nak (core, event, header->call_id, BECK_PDU_NAK_NOT_SPECIFIED,
                                     "a second bind");
  if (!beck_pdu_header_is_good (header))
    return beck_rpc_server_core_fault_close (core, event, BECK_FAULT_NOT_EXECUTED, header->call_id,
                                             0, BECK_FAULT_PROTOCOL,
                                             "another version, or lengths that disagree");
  /* auth3 is among what may not come: nobody begins to authenticate. */
  if (!may_come (header->type))
    return beck_rpc_server_core_fault_close (core, event, BECK_FAULT_NOT_EXECUTED, header->call_id,
                                             0, BECK_FAULT_PROTOCOL,
                                             "a PDU that clients do not send");
  /* Tickets make an alter_context large (wire.md 1.6). */
  if (header->type != BECK_PDU_ALTER && header->length > core->rules->max_fragment)
    return beck_rpc_server_core_fault_close (core, event, BECK_FAULT_UNKNOWN, header->call_id, 0,
                                             BECK_FAULT_PROTOCOL,
                                             "a fragment larger than any may be");
  return BECK_RPC_SERVER_NOTHING;
}

/* NOTHING if there is nothing against it. */
static BeckRpcServerStep
judge (BeckRpcServerCore *core, const BeckPduHeader *header, BeckRpcServerEvent *event)
{
  if (header->length < BECK_PDU_HEADER_SIZE)
    return beck_rpc_server_core_close (core, event, "a PDU shorter than its header");
  if (header->type > BECK_PDU_RTS)
    return beck_rpc_server_core_close (core, event, "an unknown type of PDU");
  return core->bound ? judge_next (core, header, event) : judge_first (core, header, event);
}

/* ---- What controls calls ---- */

static gboolean
is_coming_in (const BeckRpcServerCore *core, guint32 call_id)
{
  return core->assembly.state == BECK_RPC_ASSEMBLY_WHOLE
         && core->assembly.request.call_id == call_id;
}

/* One whose number is not known came too late. */
static BeckRpcServerStep
cancel (BeckRpcServerCore *core, BeckRpcServerEvent *event)
{
  if (is_coming_in (core, event->call_id))
    core->assembly.request.cancelled = TRUE;
  event->entry = beck_rpc_call_table_find (&core->calls, event->call_id);
  return event->entry != NULL ? BECK_RPC_SERVER_CANCEL : BECK_RPC_SERVER_NOTHING;
}

/* The number of an orphaned call is free again while the call still runs. */
static BeckRpcServerStep
orphan (BeckRpcServerCore *core, BeckRpcServerEvent *event)
{
  if (is_coming_in (core, event->call_id))
    {
      beck_rpc_server_core_drop_assembly (core);
      return BECK_RPC_SERVER_ORPHANED;
    }
  event->entry = beck_rpc_call_table_find (&core->calls, event->call_id);
  if (event->entry == NULL)
    return BECK_RPC_SERVER_NOTHING;
  beck_rpc_call_table_remove (&core->calls, event->entry);
  event->entry->orphaned = TRUE;
  if (core->assembly.entry == event->entry)
    beck_rpc_server_core_drop_assembly (core);
  return BECK_RPC_SERVER_ORPHANED;
}

/* ---- Steps ---- */

/* Copied, which is quicker than what compilers make of a literal. */
static const BeckRpcServerEvent none;

static BeckRpcServerStep
handle (BeckRpcServerCore *core, const BeckPdu *pdu, BeckRpcServerEvent *event)
{
  switch (pdu->header.type)
    {
    case BECK_PDU_REQUEST:
      return beck_rpc_server_core_request (core, pdu, event);
    case BECK_PDU_CANCEL:
      return cancel (core, event);
    case BECK_PDU_ORPHANED:
      return orphan (core, event);
    default:
      return beck_rpc_server_core_bind (core, pdu, event);
    }
}

BeckRpcServerStep
beck_rpc_server_core_step (BeckRpcServerCore *core, const guint8 *data, gsize size, gsize *used,
                           BeckRpcServerEvent *event)
{
  BeckPdu pdu = { .data = data };
  BeckRpcServerStep step;

  *event = none;
  *used = size;
  if (core->closed)
    return beck_rpc_server_core_close (core, event, "the connection is closed");
  *used = 0;
  if (size < BECK_PDU_HEADER_SIZE)
    return BECK_RPC_SERVER_MORE;
  beck_pdu_parse_header (data, &pdu.header);
  event->call_id = pdu.header.call_id;
  step = judge (core, &pdu.header, event);
  if (step == BECK_RPC_SERVER_NOTHING && size < pdu.header.length)
    return BECK_RPC_SERVER_MORE;
  if (step == BECK_RPC_SERVER_NOTHING)
    step = handle (core, &pdu, event);
  *used = step == BECK_RPC_SERVER_CLOSE ? size : pdu.header.length;
  return step;
}

void
beck_rpc_server_core_begin (BeckRpcServerCore *core, const BeckRpcServerEvent *event,
                            BeckRpcServerEntry *entry)
{
  entry->call_id = event->call_id;
  entry->orphaned = FALSE;
  beck_rpc_call_table_add (&core->calls, entry);
  core->n_calls++;
  if (event->first && !event->last)
    core->assembly.entry = entry;
}

void
beck_rpc_server_core_end (BeckRpcServerCore *core, BeckRpcServerEntry *entry)
{
  if (core->assembly.entry == entry)
    core->assembly.entry = NULL;
  if (!entry->orphaned)
    beck_rpc_call_table_remove (&core->calls, entry);
  core->n_calls--;
}
