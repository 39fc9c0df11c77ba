/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * bind and alter_context (wire.md 1.6, 1.7): presentation contexts are proposed, and each is
 * answered in its place.
 *
 * The elements are read twice: first to see that they are well-formed, so that nothing has
 * changed when they are not, then to answer them.
 */

#include "rpc/server-core-private.h"

#define MIN_FRAGMENT 2048 /* the least a server grants */
#define ELEMENT_SIZE (4 + BECK_PDU_SYNTAX_SIZE) /* and its transfer syntaxes */

/* A bind or alter_context that is being answered. */
typedef struct
{
  BeckRpcServerCore *core;
  BeckRpcServerEvent *event;
  const BeckPdu *pdu;
  gboolean alter;
  guint n_elements;
  gsize end; /* of the elements, at most */
} Proposal;

typedef struct
{
  guint16 id;
  guint n_transfers;
  BeckRpcSyntax syntax;
  const guint8 *transfers;
} Element;

typedef struct
{
  guint16 result, reason;
} Answer;

/* An element that breaks the rules, not one that is refused. */
#define ANSWER_CONFLICT ((Answer){ G_MAXUINT16, 0 })
#define ANSWER_GOOD ((Answer){ BECK_PDU_ACCEPTED, 0 })
#define ANSWER_REFUSED(reason) ((Answer){ BECK_PDU_REFUSED, (reason) })

/* A bind is refused by a nak, an alter_context by a fault; both end the connection. */
static BeckRpcServerStep
refuse (const Proposal *proposal, guint16 nak, guint32 fault, const char *reason)
{
  guint32 call_id = proposal->pdu->header.call_id;

  if (!proposal->alter)
    return beck_rpc_server_core_nak (proposal->core, proposal->event, call_id, nak, reason);
  return beck_rpc_server_core_fault_close (proposal->core, proposal->event,
                                           BECK_FAULT_NOT_EXECUTED, call_id, 0, fault, reason);
}

/* ---- Elements ---- */

static gboolean
next_element (const Proposal *proposal, gsize *at, Element *element)
{
  const guint8 *data = proposal->pdu->data + *at;
  gboolean swap = proposal->pdu->header.swap;
  gsize left = proposal->end - *at;

  if (left < ELEMENT_SIZE || left - ELEMENT_SIZE < data[2] * (gsize) BECK_PDU_SYNTAX_SIZE)
    return FALSE;
  element->id = beck_pdu_get16 (data, swap);
  element->n_transfers = data[2];
  beck_pdu_parse_syntax (data + 4, swap, &element->syntax);
  element->transfers = data + ELEMENT_SIZE;
  *at += ELEMENT_SIZE + element->n_transfers * (gsize) BECK_PDU_SYNTAX_SIZE;
  return TRUE;
}

static void
get_transfer (const Proposal *proposal, const Element *element, guint index,
              BeckRpcSyntax *transfer)
{
  beck_pdu_parse_syntax (element->transfers + index * (gsize) BECK_PDU_SYNTAX_SIZE,
                         proposal->pdu->header.swap, transfer);
}

/* What is no context, but a question for features: in a bind only. */
static gboolean
is_about_features (const Proposal *proposal, const Element *element, guint16 *features)
{
  BeckRpcSyntax transfer;

  if (proposal->alter)
    return FALSE;
  get_transfer (proposal, element, 0, &transfer);
  return beck_pdu_parse_features (&transfer, features);
}

static gboolean
offers_ndr (const Proposal *proposal, const Element *element)
{
  BeckRpcSyntax transfer;

  for (guint i = 0; i < element->n_transfers; i++)
    {
      get_transfer (proposal, element, i, &transfer);
      if (beck_rpc_syntax_equal (&transfer, &beck_rpc_ndr_syntax))
        return TRUE;
    }
  return FALSE;
}

/* ---- The first reading ---- */

typedef enum
{
  SURVEY_GOOD,
  SURVEY_CUT,      /* more elements than there are bytes */
  SURVEY_MALFORMED,
} Survey;

/* At most one element asks for features, and with nothing else; none is without transfer syntax. */
static Survey
survey (const Proposal *proposal)
{
  gboolean malformed = FALSE, asked = FALSE;
  gsize at = BECK_PDU_BIND_SIZE;
  guint16 features;
  Element element;

  for (guint i = 0; i < proposal->n_elements; i++)
    {
      if (!next_element (proposal, &at, &element))
        return SURVEY_CUT;
      if (element.n_transfers == 0)
        malformed = TRUE;
      else if (is_about_features (proposal, &element, &features))
        {
          malformed |= asked || element.n_transfers != 1;
          asked = TRUE;
        }
    }
  return malformed ? SURVEY_MALFORMED : SURVEY_GOOD;
}

/* ---- The second reading ---- */

static void
release (const BeckRpcServerCore *core, gpointer interface)
{
  if (core->ops->release_interface != NULL)
    core->ops->release_interface (core->user, interface);
}

static Answer
add_context (const Proposal *proposal, const Element *element)
{
  BeckRpcServerCore *core = proposal->core;
  BeckRpcPresentation context = { .syntax = element->syntax, .id = element->id };
  Answer answer = ANSWER_GOOD;

  context.interface = core->ops->find_interface (core->user, &element->syntax);
  if (context.interface == NULL)
    return ANSWER_REFUSED (BECK_PDU_NO_INTERFACE);
  if (!offers_ndr (proposal, element))
    answer = ANSWER_REFUSED (BECK_PDU_NO_TRANSFER_SYNTAX);
  else if (core->presentations.n >= core->rules->max_contexts
           || !beck_rpc_presentations_add (&core->presentations, &context))
    answer = ANSWER_REFUSED (BECK_PDU_LOCAL_LIMIT);
  if (answer.result != BECK_PDU_ACCEPTED)
    release (core, context.interface);
  return answer;
}

/* The same again is fine. With transfer syntaxes that are not known the context stays as it was. */
static Answer
confirm_context (const Proposal *proposal, const Element *element,
                 const BeckRpcPresentation *context)
{
  if (!beck_rpc_syntax_equal (&context->syntax, &element->syntax))
    return ANSWER_CONFLICT;
  return offers_ndr (proposal, element) ? ANSWER_GOOD
                                        : ANSWER_REFUSED (BECK_PDU_NO_TRANSFER_SYNTAX);
}

static Answer
answer_element (const Proposal *proposal, const Element *element)
{
  const BeckRpcPresentation *context;
  guint16 features;

  if (is_about_features (proposal, element, &features))
    return (Answer){ BECK_PDU_FEATURES, features & BECK_PDU_FEATURE_KEEP_ON_ORPHANED };
  context = beck_rpc_presentations_find (&proposal->core->presentations, element->id);
  return context != NULL ? confirm_context (proposal, element, context)
                         : add_context (proposal, element);
}

/* FALSE: one redefines a context. */
static gboolean
answer_elements (const Proposal *proposal, guint8 *results)
{
  gsize at = BECK_PDU_BIND_SIZE;
  Element element;
  Answer answer;

  for (guint i = 0; i < proposal->n_elements; i++, results += BECK_PDU_RESULT_SIZE)
    {
      next_element (proposal, &at, &element);
      answer = answer_element (proposal, &element);
      if (answer.result == ANSWER_CONFLICT.result)
        return FALSE;
      memset (results, 0, BECK_PDU_RESULT_SIZE);
      beck_pdu_set16 (results, answer.result);
      beck_pdu_set16 (results + 2, answer.reason);
      if (answer.result == BECK_PDU_ACCEPTED)
        beck_pdu_put_syntax (results + 4, &beck_rpc_ndr_syntax);
    }
  return TRUE;
}

/* ---- The answer ---- */

/* Of the secondary address, with its NUL. */
static gsize
address_size (const Proposal *proposal)
{
  const char *address = proposal->core->secondary_address;

  return proposal->alter || address == NULL ? 0 : strlen (address) + 1;
}

/* Up to the results. */
static gsize
answer_start (const Proposal *proposal)
{
  return ((26 + address_size (proposal) + 3) & ~(gsize) 3) + 4;
}

static void
put_answer (const Proposal *proposal, guint8 *out, gsize length)
{
  const BeckRpcServerCore *core = proposal->core;
  gsize start = answer_start (proposal), size = address_size (proposal);
  guint8 type = proposal->alter ? BECK_PDU_ALTER_RESPONSE : BECK_PDU_BIND_ACK;
  guint8 flags = BECK_PDU_WHOLE;

  if (!proposal->alter && core->multiplexed)
    flags |= BECK_PDU_MULTIPLEX;
  beck_pdu_put_header (out, type, flags, length, proposal->pdu->header.call_id);
  memset (out + BECK_PDU_HEADER_SIZE, 0, start - BECK_PDU_HEADER_SIZE);
  beck_pdu_set16 (out + 16, (guint16) core->max_fragment);
  beck_pdu_set16 (out + 18, (guint16) core->max_fragment);
  beck_pdu_set32 (out + 20, core->group);
  beck_pdu_set16 (out + 24, (guint16) size);
  if (size > 0)
    memcpy (out + 26, core->secondary_address, size);
  out[start - 4] = (guint8) proposal->n_elements;
}

/* The smaller of the client's sizes, within what both can do, for both directions. */
static void
choose_fragment (const Proposal *proposal)
{
  BeckRpcServerCore *core = proposal->core;
  const BeckPdu *pdu = proposal->pdu;
  guint xmit = beck_pdu_get16 (pdu->data + 16, pdu->header.swap);
  guint recv = beck_pdu_get16 (pdu->data + 18, pdu->header.swap);

  core->max_fragment = MIN (MAX (MIN (xmit, recv), MIN_FRAGMENT), core->rules->max_fragment) & ~7u;
  core->max_stub = beck_pdu_max_stub (core->max_fragment, BECK_PDU_RESPONSE_SIZE);
}

/* FALSE: there is no such group. */
static gboolean
settle_bind (const Proposal *proposal)
{
  BeckRpcServerCore *core = proposal->core;
  const BeckPdu *pdu = proposal->pdu;
  guint32 group = beck_pdu_get32 (pdu->data + 20, pdu->header.swap);

  core->group = core->ops->join_group (core->user, group);
  if (core->group == 0)
    return FALSE;
  choose_fragment (proposal);
  core->multiplexed = (pdu->header.flags & BECK_PDU_MULTIPLEX) != 0;
  core->bound = TRUE;
  return TRUE;
}

/* Takes an unfinished answer back. */
static BeckRpcServerStep
withdraw (const Proposal *proposal, gsize length, guint32 fault, const char *reason)
{
  proposal->core->out.size -= length;
  return refuse (proposal, BECK_PDU_NAK_NOT_SPECIFIED, fault, reason);
}

static BeckRpcServerStep
accept_proposal (const Proposal *proposal)
{
  gsize start = answer_start (proposal);
  gsize length = start + proposal->n_elements * (gsize) BECK_PDU_RESULT_SIZE;
  guint8 *out = beck_rpc_bytes_extend (&proposal->core->out, length);

  if (out == NULL)
    return beck_rpc_server_core_no_memory (proposal->core, proposal->event);
  if (!answer_elements (proposal, out + start))
    return withdraw (proposal, length, BECK_FAULT_PROTOCOL, "a context defined in two ways");
  if (!proposal->alter && !settle_bind (proposal))
    return withdraw (proposal, length, 0, "an unknown association group");
  put_answer (proposal, out, length);
  return proposal->alter ? BECK_RPC_SERVER_NOTHING : BECK_RPC_SERVER_BOUND;
}

/* ---- Security: there is none yet ---- */

static gboolean
level_is_good (guint8 level)
{
  return level >= 2 && level <= 6;
}

static BeckRpcServerStep
refuse_secured (const Proposal *proposal, const BeckPduTrailer *trailer)
{
  guint16 nak = BECK_PDU_NAK_NOT_SPECIFIED;

  if (level_is_good (trailer->level))
    nak = BECK_PDU_NAK_AUTH_TYPE;
  return refuse (proposal, nak, BECK_FAULT_ACCESS_DENIED, "an unknown kind of security");
}

/* ---- The PDU ---- */

static BeckRpcServerStep
judge_elements (const Proposal *proposal)
{
  if (proposal->n_elements == 0)
    return refuse (proposal, BECK_PDU_NAK_VERSION, BECK_FAULT_PROTOCOL, "no context proposed");
  switch (survey (proposal))
    {
    case SURVEY_CUT:
      return beck_rpc_server_core_close (proposal->core, proposal->event,
                                         "more contexts announced than proposed");
    case SURVEY_MALFORMED:
      return refuse (proposal, BECK_PDU_NAK_NOT_SPECIFIED, BECK_FAULT_PROTOCOL,
                     "contexts proposed against the rules");
    case SURVEY_GOOD:
      break;
    }
  return BECK_RPC_SERVER_NOTHING;
}

BeckRpcServerStep
beck_rpc_server_core_bind (BeckRpcServerCore *core, const BeckPdu *pdu, BeckRpcServerEvent *event)
{
  Proposal proposal = { .core = core, .event = event, .pdu = pdu, .end = pdu->header.length };
  BeckPduTrailer trailer;
  BeckRpcServerStep step;

  proposal.alter = pdu->header.type == BECK_PDU_ALTER;
  if (pdu->header.length < BECK_PDU_BIND_SIZE)
    return beck_rpc_server_core_close (core, event, "a bind shorter than its header");
  proposal.n_elements = pdu->data[24];
  if (pdu->header.auth_length != 0)
    {
      if (!beck_pdu_parse_trailer (pdu->data, &pdu->header, BECK_PDU_BIND_SIZE, &trailer))
        return refuse (&proposal, BECK_PDU_NAK_VERSION, BECK_FAULT_PROTOCOL,
                       "a sec_trailer where there can be none");
      proposal.end = trailer.end;
    }
  step = judge_elements (&proposal);
  if (step == BECK_RPC_SERVER_NOTHING && pdu->header.auth_length != 0)
    step = refuse_secured (&proposal, &trailer);
  return step == BECK_RPC_SERVER_NOTHING ? accept_proposal (&proposal) : step;
}
