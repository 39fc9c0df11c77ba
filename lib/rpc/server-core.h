/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The server's end of a connection, without the connection: bytes in, events and bytes out (wire.md
 * 1 and 7). It knows presentation contexts, fragments, which calls are running, and what a
 * peer may do when. It does no input or output, runs nothing foreign but the functions below, and
 * is not thread-safe: its owner has a lock.
 */

#include <beck/guid.h>

#include "rpc/bytes.h"
#include "rpc/call-table.h"
#include "rpc/pdu.h"
#include "rpc/presentation.h"

typedef struct BeckRpcServerCore BeckRpcServerCore;

/* What is bounded, and where. */
typedef struct
{
  guint max_fragment; /* bytes of a fragment of this transport: 5840 for TCP, 65528 locally */
  gsize max_request;  /* bytes of a request's stub data, unless it streams: 4 MiB */
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
  /* Whether the fragments of a request are wanted as they come (pipes), and not whole. Asked for
   * requests of more than one fragment. */
  gboolean (*streams) (gpointer user, gpointer interface, guint16 opnum);
  /* (nullable): a context that find_interface was called for is no more, or never was. */
  void (*release_interface) (gpointer user, gpointer interface);
} BeckRpcServerOps;

typedef enum
{
  BECK_RPC_SERVER_MORE,     /* the bytes do not reach for a PDU */
  BECK_RPC_SERVER_NOTHING,  /* there was one, which the owner need not know of */
  BECK_RPC_SERVER_BOUND,    /* the first bind was accepted */
  BECK_RPC_SERVER_REQUEST,  /* a whole request */
  BECK_RPC_SERVER_FRAGMENT, /* a piece of one that streams: @first, @last, @entry after the first */
  BECK_RPC_SERVER_CANCEL,   /* the client wants @entry cancelled */
  BECK_RPC_SERVER_ORPHANED, /* the client does not want the answer of @entry any more; when it is
                             * NULL, what was coming in as fragments was dropped, @call_id */
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
  const guint8 *stub; /* in the bytes given, or in @block */
  gsize size;
  gpointer block; /* (transfer full) (nullable): beck_free(); holds @stub if it was put together */
  BeckRpcServerEntry *entry;
  const char *reason; /* CLOSE: for people */
} BeckRpcServerEvent;

/* What is coming in as fragments. */
typedef enum
{
  BECK_RPC_ASSEMBLY_NONE,
  BECK_RPC_ASSEMBLY_WHOLE,   /* is put together */
  BECK_RPC_ASSEMBLY_STREAM,  /* goes on to the owner, while there is an entry */
  BECK_RPC_ASSEMBLY_DROPPED, /* was answered already, or orphaned */
} BeckRpcAssemblyState;

typedef struct
{
  BeckRpcAssemblyState state;
  guint n_empty;
  guint32 hint;
  BeckRpcServerEvent request; /* of the first fragment */
  BeckRpcServerEntry *entry;  /* of one that streams */
  BeckRpcBytes bytes;
} BeckRpcAssembly;

struct BeckRpcServerCore
{
  BeckRpcBytes out; /* to be sent before anything else is; the owner takes it away */
  guint max_stub;   /* stub bytes per fragment of a response; 0 before the bind */
  gboolean multiplexed;
  /*< private >*/
  gboolean bound, closed;
  guint max_fragment;
  guint32 group;
  guint n_calls; /* those orphaned among them */
  const BeckRpcServerRules *rules;
  const BeckRpcServerOps *ops;
  const char *secondary_address;
  gpointer user;
  BeckRpcPresentations presentations;
  BeckRpcCallTable calls;
  BeckRpcAssembly assembly;
};

/* What the pointers point to stays for as long as @core. @secondary_address: (nullable): what an
 * ack tells of the endpoint. */
G_GNUC_INTERNAL void beck_rpc_server_core_init (BeckRpcServerCore *core,
                                                const BeckRpcServerRules *rules,
                                                const BeckRpcServerOps *ops,
                                                const char *secondary_address, gpointer user);
G_GNUC_INTERNAL void beck_rpc_server_core_clear (BeckRpcServerCore *core);

/* Looks at the first PDU of @data. @used: the bytes to be passed over. A PDU that is not complete
 * stays the owner's. For REQUEST, and FRAGMENT with @first, the owner calls begin before the next
 * step; if it does not, the core forgets the call, whose refusal is the owner's to send, and passes
 * over the fragments that may follow. After CLOSE every step is CLOSE. */
G_GNUC_INTERNAL BeckRpcServerStep beck_rpc_server_core_step (BeckRpcServerCore *core,
                                                             const guint8 *data, gsize size,
                                                             gsize *used,
                                                             BeckRpcServerEvent *event);

/* The call of @event runs. */
G_GNUC_INTERNAL void beck_rpc_server_core_begin (BeckRpcServerCore *core,
                                                 const BeckRpcServerEvent *event,
                                                 BeckRpcServerEntry *entry);

/* It has ended: before its answer is sent, for the client may then use its number again, and
 * without multiplexing make its next call. */
G_GNUC_INTERNAL void beck_rpc_server_core_end (BeckRpcServerCore *core, BeckRpcServerEntry *entry);

/* How many bytes the PDU that begins @data has, 0 if that cannot be told yet. */
static inline gsize
beck_rpc_server_core_wanted (const guint8 *data, gsize size)
{
  return beck_pdu_wanted (data, size);
}
