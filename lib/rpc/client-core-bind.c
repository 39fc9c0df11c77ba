/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The client asks for presentation contexts, one at a time: some servers accept no more than one
 * new one per PDU (wire.md 1.6). The bind also asks for the connection to outlive orphaned calls;
 * servers that know nothing of features refuse that like a context, and that is all.
 */

#include "rpc/client-core-private.h"

#include <beck/status.h>

#include "base/alloc.h"
#include "rpc/fault.h"

#define ELEMENT_SIZE (4 + 2 * BECK_PDU_SYNTAX_SIZE) /* with one transfer syntax */

/* ---- Contexts ---- */

static BeckRpcProposal *
find_proposal (const BeckRpcClientCore *core, const BeckRpcSyntax *interface)
{
  for (guint i = 0; i < core->n_proposals; i++)
    if (beck_rpc_syntax_equal (&core->proposals[i].syntax, interface))
      return &core->proposals[i];
  return NULL;
}

BeckRpcContextState
beck_rpc_client_core_context (const BeckRpcClientCore *core, const BeckRpcSyntax *interface,
                              guint16 *id, guint32 *status)
{
  const BeckRpcProposal *proposal = find_proposal (core, interface);

  if (proposal == NULL)
    return BECK_RPC_CONTEXT_UNKNOWN;
  *id = proposal->id;
  if (proposal->state == BECK_RPC_CONTEXT_REFUSED)
    *status = proposal->status;
  return proposal->state;
}

static BeckRpcProposal *
add_proposal (BeckRpcClientCore *core, const BeckRpcSyntax *interface)
{
  guint max = core->max_proposals == 0 ? 1 : 2 * core->max_proposals;
  BeckRpcProposal *more;

  /* The last number is for the features. */
  if (core->n_proposals == G_MAXUINT16)
    return NULL;
  if (core->n_proposals == core->max_proposals)
    {
      more = beck_realloc (core->proposals, max * sizeof *more);
      if (more == NULL)
        return NULL;
      core->proposals = more;
      core->max_proposals = max;
    }
  more = &core->proposals[core->n_proposals];
  *more = (BeckRpcProposal){ .syntax = *interface, .id = (guint16) core->n_proposals++ };
  return more;
}

/* ---- Asking ---- */

static guint8 *
put_element (guint8 *out, guint16 id, const BeckRpcSyntax *interface)
{
  const guint8 counts[2] = { 1, 0 };

  beck_pdu_set16 (out, id);
  memcpy (out + 2, counts, sizeof counts);
  beck_pdu_put_syntax (out + 4, interface);
  beck_pdu_put_syntax (out + 4 + BECK_PDU_SYNTAX_SIZE, &beck_rpc_ndr_syntax);
  return out + ELEMENT_SIZE;
}

static guint
count_elements (const BeckRpcClientCore *core)
{
  return core->bound ? 1 : 2;
}

static void
put_ask (const BeckRpcClientCore *core, const BeckRpcProposal *proposal, guint8 *out, gsize length)
{
  guint8 type = core->bound ? BECK_PDU_ALTER : BECK_PDU_BIND;
  guint8 flags = BECK_PDU_WHOLE;
  guint8 *at;

  if (!core->bound && core->rules.multiplex)
    flags |= BECK_PDU_MULTIPLEX;
  beck_pdu_put_header (out, type, flags, length, core->ask_call_id);
  beck_pdu_set16 (out + 16, (guint16) core->rules.max_fragment);
  beck_pdu_set16 (out + 18, (guint16) core->rules.max_fragment);
  beck_pdu_set32 (out + 20, core->group);
  beck_pdu_set32 (out + 24, 0);
  out[24] = (guint8) count_elements (core);
  at = put_element (out + BECK_PDU_BIND_SIZE, proposal->id, &proposal->syntax);
  if (!core->bound)
    {
      put_element (at, G_MAXUINT16, &proposal->syntax);
      beck_pdu_put_features (at + 4 + BECK_PDU_SYNTAX_SIZE, BECK_PDU_FEATURE_KEEP_ON_ORPHANED);
    }
}

gboolean
beck_rpc_client_core_ask (BeckRpcClientCore *core, const BeckRpcSyntax *interface,
                          BeckRpcBytes *out)
{
  gsize length = BECK_PDU_BIND_SIZE + count_elements (core) * (gsize) ELEMENT_SIZE;
  BeckRpcProposal *proposal;
  guint8 *at;

  if (core->asking || core->closed)
    return FALSE;
  proposal = find_proposal (core, interface);
  if (proposal == NULL)
    proposal = add_proposal (core, interface);
  at = proposal != NULL ? beck_rpc_bytes_extend (out, length) : NULL;
  if (at == NULL)
    return FALSE;
  core->asking = TRUE;
  core->asked = (guint) (proposal - core->proposals);
  core->ask_call_id = beck_rpc_client_core_next_call_id (core);
  proposal->state = BECK_RPC_CONTEXT_ASKED;
  put_ask (core, proposal, at, length);
  return TRUE;
}

/* ---- The answer ---- */

/* What is read of an ack. */
typedef struct
{
  guint xmit, recv;
  guint32 group;
  guint n_results;
  const guint8 *results;
} Ack;

static gboolean
parse_ack (const BeckPduHeader *header, const guint8 *data, Ack *ack)
{
  gsize address = beck_pdu_get16 (data + 24, header->swap);
  gsize at = (26 + address + 3) & ~(gsize) 3;

  if (at + 4 > header->length)
    return FALSE;
  ack->xmit = beck_pdu_get16 (data + 16, header->swap);
  ack->recv = beck_pdu_get16 (data + 18, header->swap);
  ack->group = beck_pdu_get32 (data + 20, header->swap);
  ack->n_results = data[at];
  ack->results = data + at + 4;
  return ack->n_results * (gsize) BECK_PDU_RESULT_SIZE <= header->length - at - 4;
}

/* Why a context was refused. */
static guint32
status_of_result (guint16 result, guint16 reason)
{
  if (result != BECK_PDU_REFUSED)
    return RPC_S_CALL_FAILED_DNE;
  switch (reason)
    {
    case BECK_PDU_NO_INTERFACE:
      return RPC_S_UNKNOWN_IF;
    case BECK_PDU_NO_TRANSFER_SYNTAX:
      return RPC_S_UNSUPPORTED_TRANS_SYN;
    case BECK_PDU_LOCAL_LIMIT:
      return RPC_S_SERVER_TOO_BUSY;
    default:
      return RPC_S_CALL_FAILED_DNE;
    }
}

static void
end_ask (BeckRpcClientCore *core, BeckRpcContextState state, guint32 status)
{
  core->proposals[core->asked].state = state;
  core->proposals[core->asked].status = status;
  core->asking = FALSE;
}

/* FALSE: it is no answer, or a transfer syntax that was not proposed. */
static gboolean
take_result (BeckRpcClientCore *core, const BeckPduHeader *header, const guint8 *result)
{
  guint16 value = beck_pdu_get16 (result, header->swap);
  guint16 reason = beck_pdu_get16 (result + 2, header->swap);
  BeckRpcSyntax transfer;

  beck_pdu_parse_syntax (result + 4, header->swap, &transfer);
  if (value == BECK_PDU_FEATURES
      || (value == BECK_PDU_ACCEPTED && !beck_rpc_syntax_equal (&transfer, &beck_rpc_ndr_syntax)))
    return FALSE;
  if (value == BECK_PDU_ACCEPTED)
    end_ask (core, BECK_RPC_CONTEXT_GOOD, 0);
  else
    end_ask (core, BECK_RPC_CONTEXT_REFUSED, status_of_result (value, reason));
  return TRUE;
}

static void
take_features (BeckRpcClientCore *core, const BeckPduHeader *header, const guint8 *result)
{
  if (beck_pdu_get16 (result, header->swap) == BECK_PDU_FEATURES)
    core->keep_open_on_orphaned = (beck_pdu_get16 (result + 2, header->swap)
                                   & BECK_PDU_FEATURE_KEEP_ON_ORPHANED) != 0;
}

static void
settle_bind (BeckRpcClientCore *core, const BeckPduHeader *header, const Ack *ack)
{
  core->bound = TRUE;
  core->group = ack->group;
  core->multiplexed = core->rules.multiplex && (header->flags & BECK_PDU_MULTIPLEX);
  core->max_stub = beck_pdu_max_stub (MIN (ack->recv, core->rules.max_fragment),
                                      BECK_PDU_REQUEST_SIZE);
  take_features (core, header, ack->results + BECK_PDU_RESULT_SIZE);
}

static const char *
judge_ack (const BeckRpcClientCore *core, const BeckPduHeader *header, const Ack *ack)
{
  if (ack->n_results != count_elements (core))
    return "an ack with another number of results than there were questions";
  if (header->type == BECK_PDU_BIND_ACK && MIN (ack->xmit, ack->recv) < BECK_PDU_MIN_FRAGMENT)
    return "an ack with fragments smaller than everybody can take";
  return NULL;
}

BeckRpcClientStep
beck_rpc_client_core_answer (BeckRpcClientCore *core, const BeckPduHeader *header,
                             const guint8 *data, BeckRpcClientEvent *event)
{
  gboolean alter = header->type == BECK_PDU_ALTER_RESPONSE;
  const char *reason;
  Ack ack;

  if (!core->asking || core->ask_call_id != header->call_id || alter != core->bound
      || (header->flags & BECK_PDU_WHOLE) != BECK_PDU_WHOLE)
    reason = "an answer to what was not asked";
  else if (!parse_ack (header, data, &ack))
    reason = "an ack with less in it than it says";
  else
    reason = judge_ack (core, header, &ack);
  if (reason == NULL && !take_result (core, header, ack.results))
    reason = "a context that was not proposed";
  if (reason != NULL)
    return beck_rpc_client_core_close (core, event, RPC_S_PROTOCOL_ERROR, reason);
  if (!alter)
    settle_bind (core, header, &ack);
  return BECK_RPC_CLIENT_BOUND;
}

/* ---- Refusals ---- */

/* By reason (wire.md 1.5). What is not here says that there is no server of use. */
static guint32
status_of_nak (guint16 reason)
{
  static const struct
  {
    guint16 reason;
    guint32 status;
  } rows[] = {
    { 0, RPC_S_SERVER_UNAVAILABLE },     /* not specified; an unknown association group, too */
    { 1, RPC_S_SERVER_TOO_BUSY },        /* temporary congestion */
    { 2, RPC_S_SERVER_TOO_BUSY },        /* local limit exceeded */
    { 3, RPC_S_SERVER_UNAVAILABLE },     /* called address unknown */
    { 4, RPC_S_PROTOCOL_ERROR },         /* protocol version not supported */
    { 5, RPC_S_UNSUPPORTED_TRANS_SYN },  /* default context not supported */
    { 6, RPC_S_PROTOCOL_ERROR },         /* user data not readable */
    { 7, RPC_S_SERVER_UNAVAILABLE },     /* no PSAP available */
    { 8, RPC_S_UNKNOWN_AUTHN_SERVICE },  /* authentication type not recognised */
    { 9, ERROR_ACCESS_DENIED },          /* invalid checksum */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (rows[i].reason == reason)
      return rows[i].status;
  return RPC_S_SERVER_UNAVAILABLE;
}

BeckRpcClientStep
beck_rpc_client_core_nak (BeckRpcClientCore *core, const BeckPduHeader *header, const guint8 *data,
                          BeckRpcClientEvent *event)
{
  guint32 status;

  if (core->bound || !core->asking || core->ask_call_id != header->call_id)
    return beck_rpc_client_core_close (core, event, RPC_S_PROTOCOL_ERROR,
                                       "a refusal of what was not asked");
  status = status_of_nak (beck_pdu_get16 (data + BECK_PDU_HEADER_SIZE, header->swap));
  end_ask (core, BECK_RPC_CONTEXT_REFUSED, status);
  return beck_rpc_client_core_close (core, event, status, "the server refused the bind");
}

BeckRpcClientStep
beck_rpc_client_core_refused (BeckRpcClientCore *core, BeckRpcClientEvent *event)
{
  guint32 status = beck_rpc_fault_to_status (event->fault);

  end_ask (core, BECK_RPC_CONTEXT_REFUSED, status);
  if (!core->bound)
    return beck_rpc_client_core_close (core, event, status, "a fault in answer to the bind");
  return BECK_RPC_CLIENT_BOUND;
}
