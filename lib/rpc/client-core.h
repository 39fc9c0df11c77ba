/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The client's end of a connection, without the connection: the mirror of server-core.h. It
 * makes the PDUs that bind and alter presentation contexts and checks what comes back. Calls belong
 * to the owner, who is told of their fragments. Not thread-safe: its owner has a lock. The
 * structure may be moved.
 */

#include "rpc/bytes.h"
#include "rpc/pdu.h"

typedef struct BeckRpcClientCore BeckRpcClientCore;

typedef enum
{
  BECK_RPC_CLIENT_MORE,     /* the bytes do not reach for a PDU */
  BECK_RPC_CLIENT_NOTHING,  /* there was one, which the owner need not know of */
  BECK_RPC_CLIENT_BOUND,    /* bind or alter was answered: the states of contexts have changed */
  BECK_RPC_CLIENT_RESPONSE, /* a fragment of a response */
  BECK_RPC_CLIENT_FAULT,    /* a call failed */
  BECK_RPC_CLIENT_SHUTDOWN, /* the server wants no new calls on this connection */
  BECK_RPC_CLIENT_CLOSE,    /* the connection is of no use: @status, @reason */
} BeckRpcClientStep;

typedef struct
{
  guint32 call_id;
  gboolean first, last;
  guint8 drep;
  const guint8 *stub; /* in the bytes given */
  gsize size;
  guint32 hint; /* alloc_hint: what is said to come in all; never believed without a bound */
  guint32 fault; /* FAULT: as on the wire */
  gboolean did_not_execute;
  guint32 status;     /* CLOSE: RPC_S_* */
  const char *reason; /* CLOSE: for people */
} BeckRpcClientEvent;

typedef enum
{
  BECK_RPC_CONTEXT_UNKNOWN, /* not proposed yet */
  BECK_RPC_CONTEXT_ASKED,
  BECK_RPC_CONTEXT_GOOD,
  BECK_RPC_CONTEXT_REFUSED,
} BeckRpcContextState;

typedef struct
{
  guint max_fragment; /* proposed in the bind, both ways */
  gboolean multiplex; /* ask for concurrent calls */
} BeckRpcClientRules;

/* A presentation context that was proposed. */
typedef struct
{
  BeckRpcSyntax syntax;
  guint16 id;
  BeckRpcContextState state;
  guint32 status; /* REFUSED */
} BeckRpcProposal;

struct BeckRpcClientCore
{
  guint max_stub; /* stub bytes per fragment of a request; with an object it has 16 less. 0 before
                   * the bind is answered */
  gboolean bound;
  gboolean multiplexed; /* the server agreed */
  gboolean keep_open_on_orphaned; /* it agreed to that, too */
  guint32 group; /* the association group */
  /*< private >*/
  gboolean closed;
  BeckRpcClientRules rules;
  guint32 last_call_id;
  guint32 ask_call_id; /* of the bind or alter_context that is not answered */
  gboolean asking;
  guint asked; /* the index of what it asks for */
  BeckRpcProposal *proposals;
  guint n_proposals, max_proposals;
};

/* @group: to enter, or 0. @rules are copied. */
G_GNUC_INTERNAL void beck_rpc_client_core_init (BeckRpcClientCore *core,
                                                const BeckRpcClientRules *rules, guint32 group);
G_GNUC_INTERNAL void beck_rpc_client_core_clear (BeckRpcClientCore *core);

/* The context of an interface, and its number. With REFUSED, @status tells why. */
G_GNUC_INTERNAL BeckRpcContextState
beck_rpc_client_core_context (const BeckRpcClientCore *core, const BeckRpcSyntax *interface,
                              guint16 *id, guint32 *status);

/* Appends a bind, or once that was answered an alter_context, that asks for @interface; again, if
 * it was refused. FALSE without memory, or while another one is not answered. */
G_GNUC_INTERNAL gboolean beck_rpc_client_core_ask (BeckRpcClientCore *core,
                                                   const BeckRpcSyntax *interface,
                                                   BeckRpcBytes *out);

/* A number for a new call; never 0. */
G_GNUC_INTERNAL guint32 beck_rpc_client_core_next_call_id (BeckRpcClientCore *core);

/* Looks at the first PDU of @data; @used: the bytes to be passed over. After CLOSE every step is
 * CLOSE. */
G_GNUC_INTERNAL BeckRpcClientStep beck_rpc_client_core_step (BeckRpcClientCore *core,
                                                             const guint8 *data, gsize size,
                                                             gsize *used,
                                                             BeckRpcClientEvent *event);

/* Whether @data, which is not a whole PDU, is the beginning of a response that can be taken before
 * its end; then @event is of that, with the data there is, and @whole what it will be. Such a PDU is
 * passed over without a step. */
G_GNUC_INTERNAL gboolean beck_rpc_client_core_begins_response (const BeckRpcClientCore *core,
                                                               const guint8 *data, gsize size,
                                                               BeckRpcClientEvent *event,
                                                               gsize *whole);
