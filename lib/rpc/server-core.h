/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The server's end of a connection, without the connection: bytes in, events and bytes out (wire.md
 * 1 and 7). It knows presentation contexts, fragments, which calls are running, and what a
 * peer may do when. It does no input or output, runs nothing foreign but the three functions below, and
 * is not thread-safe: its owner has a lock.
 */

#include <beck/guid.h>

#include "rpc/bytes.h"
#include "rpc/pdu.h"

typedef struct BeckRpcServerCore BeckRpcServerCore;

/* What is bounded, and where. */
typedef struct
{
  guint max_fragment; /* bytes of a fragment of this transport: 5840 for TCP, 65528 locally */
  gsize max_request;  /* bytes of a request's stub data: 4 MiB */
  guint max_contexts; /* presentation contexts per connection */
  guint max_calls;    /* that run or wait to be answered, per connection */
  guint max_empty;    /* fragments without data in one request */
} BeckRpcServerRules;

typedef struct
{
  /* The interface somebody binds to, major equal and minor not above; NULL if there is none. */
  gpointer (*find_interface) (gpointer user, const BeckRpcSyntax *syntax);
  /* Enters the association group @id, or a new one if that is 0. 0 if there is none. */
  guint32 (*join_group) (gpointer user, guint32 id);
  /* Whether the fragments of a request are wanted as they come (pipes), and not whole. */
  gboolean (*streams) (gpointer user, gpointer interface, guint16 opnum);
} BeckRpcServerOps;

/* A call that runs, in the record of its owner. */
typedef struct BeckRpcServerEntry BeckRpcServerEntry;

struct BeckRpcServerEntry
{
  BeckRpcServerEntry *next;
  guint32 call_id;
};

typedef enum
{
  BECK_RPC_SERVER_MORE,     /* the bytes do not reach for a PDU */
  BECK_RPC_SERVER_NOTHING,  /* there was one, which the owner need not know of */
  BECK_RPC_SERVER_BOUND,    /* the first bind was accepted */
  BECK_RPC_SERVER_REQUEST,  /* a whole request */
  BECK_RPC_SERVER_FRAGMENT, /* a piece of one that streams: @first, @last */
  BECK_RPC_SERVER_CANCEL,   /* the client wants @entry cancelled */
  BECK_RPC_SERVER_ORPHANED, /* the client does not want the answer of @entry any more; when it is NULL,
                             * what was coming in as fragments was dropped, @call_id */
  BECK_RPC_SERVER_CLOSE,    /* @out is to be sent, then the connection closed */
} BeckRpcServerStep;

typedef struct
{
  guint32 call_id;
  guint16 context_id;
  guint16 opnum;
  gpointer interface; /* what find_interface returned */
  gboolean first, last;
  gboolean has_object;
  gboolean maybe;
  gboolean cancelled; /* a cancel came while the fragments did */
  GUID object;
  guint8 drep;
  const guint8 *stub; /* in the bytes given, or in the core until the next step */
  gsize size;
  gpointer block;    /* (transfer full) (nullable): beck_free(); holds @stub if it was put together. The owner may
                      * keep it */
  BeckRpcServerEntry *entry;
  const char *reason; /* CLOSE: for people */
} BeckRpcServerEvent;

struct BeckRpcServerCore
{
  BeckRpcBytes out; /* to be sent before anything else is; the owner takes it away */
  guint max_stub;   /* stub bytes per fragment of a response */
  gboolean multiplexed;
  /*< private >*/
  /* … */
};

void beck_rpc_server_core_init (BeckRpcServerCore *core, const BeckRpcServerRules *rules,
                                const BeckRpcServerOps *ops, const char *secondary_address, gpointer user);
void beck_rpc_server_core_clear (BeckRpcServerCore *core);

/* Looks at the first PDU of @data. @used: the bytes to be passed over. A PDU that is not complete stays the owner's. For
 * REQUEST, and FRAGMENT with @first, the owner calls begin before the next step, or has the
 * call refused by not doing so. */
BeckRpcServerStep beck_rpc_server_core_step (BeckRpcServerCore *core, const guint8 *data, gsize size,
                                             gsize *used, BeckRpcServerEvent *event);

/* The call of @event runs; it has ended. */
void beck_rpc_server_core_begin (BeckRpcServerCore *core, const BeckRpcServerEvent *event, BeckRpcServerEntry *entry);
void beck_rpc_server_core_end (BeckRpcServerCore *core, BeckRpcServerEntry *entry);

/* How many bytes the PDU that begins @data has, 0 if that cannot be told yet. */
gsize beck_rpc_server_core_wanted (const guint8 *data, gsize size);
