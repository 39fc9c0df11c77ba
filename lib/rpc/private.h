/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What the files of the RPC runtime share: the records of a call at either side.
 */

#include <beck/rpc.h>

/* This machine's data representation, its first byte. */
#define BECK_RPC_DREP (G_BYTE_ORDER == G_LITTLE_ENDIAN ? 0x10 : 0x00)

/* ---- The client's side ---- */

/* A context that a reply opened. */
typedef struct BeckRpcOpened BeckRpcOpened;

struct BeckRpcOpened
{
  BeckRpcOpened *next;
  void *handle;
};

/* A call, and the context of the hooks while its data is written and read. */
typedef struct
{
  const BeckNdrMethod *method;
  BeckRpcBinding *binding;
  void *args;
  BeckRpcExchange exchange;
  BeckRpcOutcome outcome;
  BeckNdrWriter writer;
  BeckNdrReader reader;
  gboolean reading; /* there is a reader to end */
  BeckNdrArena arena;
  BeckRpcOpened *opened;
} BeckRpcCall;

G_GNUC_INTERNAL extern const BeckNdrContextHooks beck_rpc_client_contexts;

/* Forgets the contexts that a failed call had opened. */
G_GNUC_INTERNAL void beck_rpc_client_contexts_undo (BeckRpcCall *call);

/* A binding over which every call ends like this. */
G_GNUC_INTERNAL extern BeckRpcBinding beck_rpc_binding_unknown_server;
G_GNUC_INTERNAL extern BeckRpcBinding beck_rpc_binding_no_context;

/* What bindings to this process are. */
G_GNUC_INTERNAL extern const BeckRpcTransport beck_rpc_local_transport;

/* Keeps a fault for beck_rpc_last_fault(); NULL forgets the last. */
G_GNUC_INTERNAL void beck_rpc_note_fault (const BeckNdrFault *fault);

/* ---- The server's side ---- */

typedef struct BeckRpcContext BeckRpcContext;
typedef struct BeckRpcUse BeckRpcUse;
typedef struct BeckRpcServerPipe BeckRpcServerPipe;

/* A context that a call uses or opens. */
struct BeckRpcUse
{
  BeckRpcUse *next;
  BeckRpcContext *context;
  void **variable; /* NULL for one that the call opened */
  gboolean returns; /* the variable is the manager's to change: [in, out] */
  gboolean sent;    /* … and has been in the response */
  gboolean locked;
};

/* A call being dispatched, and the context of the hooks. */
typedef struct
{
  const BeckRpcRequest *request;
  const BeckNdrMethod *method;
  BeckNdrWriter *response;
  BeckNdrReader reader;
  BeckNdrArena arena;
  void *args;
  guint32 status;
  gboolean called;  /* the manager */
  gboolean settled; /* what it left in context variables was looked at */
  BeckRpcUse *uses;
  BeckRpcServerPipe *pipes; /* in the order of the parameters */
} BeckRpcDispatch;

G_GNUC_INTERNAL extern const BeckNdrContextHooks beck_rpc_server_contexts;

/* Takes the locks of all contexts the call uses and puts the managers' pointers into their
 * variables. Blocks. 0, or the status of a fault. */
G_GNUC_INTERNAL guint32 beck_rpc_contexts_lock (BeckRpcDispatch *call);

/* Closes the contexts whose variables the manager set to NULL. */
G_GNUC_INTERNAL void beck_rpc_contexts_settle (BeckRpcDispatch *call);

/* Unlocks. Contexts that the call opened are run down if it failed, and so are those of
 * an association that has ended. */
G_GNUC_INTERNAL void beck_rpc_contexts_release (BeckRpcDispatch *call);

/* After the manager: 0, or the status for pipes that were not brought to their end. */
G_GNUC_INTERNAL guint32 beck_rpc_pipes_check (const BeckRpcDispatch *call);
