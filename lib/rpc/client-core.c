/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The client's end of a connection: what a server may send, and the fragments in it. Whether a call
 * of that number exists is the owner's to know; so responses may be interleaved.
 */

#include "rpc/client-core-private.h"

#include <beck/status.h>

#include "base/alloc.h"

void
beck_rpc_client_core_init (BeckRpcClientCore *core, const BeckRpcClientRules *rules, guint32 group)
{
  *core = (BeckRpcClientCore){ .rules = *rules, .group = group };
}

void
beck_rpc_client_core_clear (BeckRpcClientCore *core)
{
  beck_free (core->proposals);
  core->proposals = NULL;
  core->n_proposals = core->max_proposals = 0;
}

guint32
beck_rpc_client_core_next_call_id (BeckRpcClientCore *core)
{
  if (++core->last_call_id == 0)
    core->last_call_id = 1;
  return core->last_call_id;
}

BeckRpcClientStep
beck_rpc_client_core_close (BeckRpcClientCore *core, BeckRpcClientEvent *event, guint32 status,
                            const char *reason)
{
  core->closed = TRUE;
  event->status = status;
  event->reason = reason;
  return BECK_RPC_CLIENT_CLOSE;
}

static BeckRpcClientStep
violation (BeckRpcClientCore *core, BeckRpcClientEvent *event, const char *reason)
{
  return beck_rpc_client_core_close (core, event, RPC_S_PROTOCOL_ERROR, reason);
}

/* ---- Headers ---- */

/* The bytes that a PDU of this type has at least; 0 for one that servers do not send. */
static gsize
least_length (guint8 type)
{
  switch (type)
    {
    case BECK_PDU_RESPONSE:
    case BECK_PDU_FAULT: /* the status may lack */
      return BECK_PDU_RESPONSE_SIZE;
    case BECK_PDU_BIND_ACK:
    case BECK_PDU_ALTER_RESPONSE:
      return BECK_PDU_BIND_SIZE;
    case BECK_PDU_BIND_NAK: /* the versions may lack */
      return BECK_PDU_HEADER_SIZE + 2;
    case BECK_PDU_SHUTDOWN:
      return BECK_PDU_HEADER_SIZE;
    default:
      return 0;
    }
}

/* NULL if there is nothing against it. */
static const char *
judge (const BeckRpcClientCore *core, const BeckPduHeader *header)
{
  gsize least = least_length (header->type);

  if (!beck_pdu_header_is_good (header))
    return "not a header of DCE/RPC 5.0";
  if (least == 0)
    return "a PDU that servers do not send";
  if (header->length < least)
    return "a PDU shorter than its header";
  if (!core->bound
      && (header->type == BECK_PDU_RESPONSE || header->type == BECK_PDU_ALTER_RESPONSE))
    return "an answer before the bind's";
  return NULL;
}

/* ---- Responses and faults ---- */

/* What both have in common. FALSE: the sec_trailer is none. One that was not asked for is taken
 * off: what it would prove is not relied on. */
static gboolean
parse_answer (const BeckPduHeader *header, const guint8 *data, gsize start,
              BeckRpcClientEvent *event)
{
  BeckPduTrailer trailer = { .end = header->length };

  if (header->auth_length != 0 && !beck_pdu_parse_trailer (data, header, start, &trailer))
    return FALSE;
  event->first = (header->flags & BECK_PDU_FIRST) != 0;
  event->last = (header->flags & BECK_PDU_LAST) != 0;
  event->drep = header->drep[0];
  event->hint = beck_pdu_get32 (data + 16, header->swap);
  event->stub = data + start;
  event->size = trailer.end - start;
  return TRUE;
}

static BeckRpcClientStep
take_response (BeckRpcClientCore *core, const BeckPduHeader *header, const guint8 *data,
               BeckRpcClientEvent *event)
{
  if (!parse_answer (header, data, BECK_PDU_RESPONSE_SIZE, event))
    return violation (core, event, "a response with a sec_trailer where there can be none");
  return BECK_RPC_CLIENT_RESPONSE;
}

/* The header of a fault may be cut before, in or behind the status; no status is the same as 0. */
static BeckRpcClientStep
take_fault (BeckRpcClientCore *core, const BeckPduHeader *header, const guint8 *data,
            BeckRpcClientEvent *event)
{
  if (!parse_answer (header, data, BECK_PDU_RESPONSE_SIZE, event))
    return violation (core, event, "a fault with a sec_trailer where there can be none");
  event->fault = event->size >= 4 ? beck_pdu_get32 (data + 24, header->swap) : 0;
  event->size -= MIN (event->size, BECK_PDU_FAULT_SIZE - BECK_PDU_RESPONSE_SIZE);
  event->stub = data + header->length - event->size;
  event->did_not_execute = (header->flags & BECK_PDU_DID_NOT_EXECUTE) != 0;
  if (core->asking && core->ask_call_id == header->call_id)
    return beck_rpc_client_core_refused (core, event);
  if (!core->bound)
    return violation (core, event, "a fault before the bind was answered");
  return BECK_RPC_CLIENT_FAULT;
}

/* ---- Steps ---- */

/* Copied, which is quicker than what compilers make of a literal. */
static const BeckRpcClientEvent none;

static BeckRpcClientStep
handle (BeckRpcClientCore *core, const BeckPduHeader *header, const guint8 *data,
        BeckRpcClientEvent *event)
{
  switch (header->type)
    {
    case BECK_PDU_RESPONSE:
      return take_response (core, header, data, event);
    case BECK_PDU_FAULT:
      return take_fault (core, header, data, event);
    case BECK_PDU_SHUTDOWN:
      return BECK_RPC_CLIENT_SHUTDOWN;
    case BECK_PDU_BIND_NAK:
      return beck_rpc_client_core_nak (core, header, data, event);
    default:
      return beck_rpc_client_core_answer (core, header, data, event);
    }
}

BeckRpcClientStep
beck_rpc_client_core_step (BeckRpcClientCore *core, const guint8 *data, gsize size, gsize *used,
                           BeckRpcClientEvent *event)
{
  BeckPduHeader header;
  const char *reason;

  *event = none;
  *used = size;
  if (core->closed)
    return violation (core, event, "the connection is closed");
  *used = 0;
  if (size < BECK_PDU_HEADER_SIZE)
    return BECK_RPC_CLIENT_MORE;
  beck_pdu_parse_header (data, &header);
  event->call_id = header.call_id;
  reason = judge (core, &header);
  if (reason != NULL)
    {
      *used = size;
      return violation (core, event, reason);
    }
  if (size < header.length)
    return BECK_RPC_CLIENT_MORE;
  *used = header.length;
  return handle (core, &header, data, event);
}

gboolean
beck_rpc_client_core_begins_response (const BeckRpcClientCore *core, const guint8 *data, gsize size,
                                      BeckRpcClientEvent *event, gsize *whole)
{
  BeckPduHeader header;

  if (core->closed || size < BECK_PDU_RESPONSE_SIZE)
    return FALSE;
  beck_pdu_parse_header (data, &header);
  if (judge (core, &header) != NULL || header.type != BECK_PDU_RESPONSE || header.auth_length != 0
      || size >= header.length)
    return FALSE;
  *event = none;
  event->call_id = header.call_id;
  parse_answer (&header, data, BECK_PDU_RESPONSE_SIZE, event);
  *whole = event->size;
  event->size = size - BECK_PDU_RESPONSE_SIZE;
  return TRUE;
}
