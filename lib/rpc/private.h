/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What the files of the RPC runtime share: the records of a call at either side.
 */

#include <beck/rpc.h>

#include "ndr/gather.h"
#include "ndr/landing.h"
#include "ss-memory.h"

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
  BeckNdrLanding landing;
  gboolean reading; /* there is a reader to end */
  BeckNdrArena arena;
  BeckRpcOpened *opened;
} BeckRpcCall;

/* The steps of a call, call.c. The binding stays until its end. What may raise runs in a block of the caller's; failures are in the
 * outcome. */
G_GNUC_INTERNAL void beck_rpc_call_init (BeckRpcCall *call, const BeckNdrInterface *interface,
                                         const BeckNdrMethod *method, BeckRpcBinding *binding,
                                         void *args);
/* Arguments to the request; may raise. */
G_GNUC_INTERNAL gboolean beck_rpc_call_write (BeckRpcCall *call);
/* Where bytes of the answer may be put, of a call of a method that has land_out, and whose request
 * was written; NULL and 0 if it is not worth it. */
G_GNUC_INTERNAL void beck_rpc_call_find_landing (const BeckNdrMethod *method, const void *args,
                                                 void **land, gsize *size);
/* The response, from @start on, to results; may raise. */
G_GNUC_INTERNAL gboolean beck_rpc_call_read (BeckRpcCall *call, gsize start);
G_GNUC_INTERNAL void beck_rpc_call_fail (BeckRpcCall *call, guint32 status);
/* [out] pointers of the caller's become NULL. */
G_GNUC_INTERNAL void beck_rpc_call_clear_out (const BeckRpcCall *call);
/* Releases what the call holds. */
G_GNUC_INTERNAL void beck_rpc_call_end (BeckRpcCall *call);

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

typedef struct BeckRpcDispatch BeckRpcDispatch;

/* A call being dispatched, and the context of the hooks. */
struct BeckRpcDispatch
{
  BeckRpcDispatch *outer; /* whose manager ran on this thread before */
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
  BeckRpcHeapUse heap;      /* of RpcSsAllocate() */
};

/* The steps of a call, dispatch.c. What may raise runs in a block of the caller's. */
/* FALSE if there is no such method. Otherwise the call has to be ended. */
G_GNUC_INTERNAL gboolean beck_rpc_dispatch_begin (BeckRpcDispatch *call,
                                                  const BeckRpcRequest *request,
                                                  BeckNdrWriter *response);
/* The request to arguments, with the contexts they name; may raise, and block. */
G_GNUC_INTERNAL gboolean beck_rpc_dispatch_read (BeckRpcDispatch *call);
/* The manager; may raise. */
G_GNUC_INTERNAL void beck_rpc_dispatch_invoke (BeckRpcDispatch *call);
/* Around that: the thread runs its manager. */
G_GNUC_INTERNAL void beck_rpc_dispatch_enter (BeckRpcDispatch *call);
G_GNUC_INTERNAL void beck_rpc_dispatch_leave (BeckRpcDispatch *call);
/* The innermost call whose manager the calling thread runs; NULL outside of any. */
G_GNUC_INTERNAL BeckRpcDispatch *beck_rpc_dispatch_current (void);
/* One call like beck_rpc_dispatch(); but large arrays among the results are not copied, and when
 * @response has such, @send is called with it before what the call holds is released. */
G_GNUC_INTERNAL guint32 beck_rpc_dispatch_to (const BeckRpcRequest *request,
                                              BeckNdrWriter *response,
                                              void (*send) (gpointer user, BeckNdrWriter *response),
                                              gpointer user);
/* What it left to the response; may raise. */
G_GNUC_INTERNAL void beck_rpc_dispatch_write (BeckRpcDispatch *call);
/* Releases what the call holds, for good or to begin it again. */
G_GNUC_INTERNAL void beck_rpc_dispatch_end (BeckRpcDispatch *call);
G_GNUC_INTERNAL void beck_rpc_dispatch_drop (BeckRpcDispatch *call);

G_GNUC_INTERNAL extern const BeckNdrContextHooks beck_rpc_server_contexts;

/* Takes the locks of all contexts the call uses and puts the managers' pointers into their
 * variables. Blocks. 0, or the status of a fault. */
G_GNUC_INTERNAL guint32 beck_rpc_contexts_lock (BeckRpcDispatch *call);

/* The call goes on without the thread that locked them. */
G_GNUC_INTERNAL void beck_rpc_contexts_detach (BeckRpcDispatch *call);

/* Closes the contexts whose variables the manager set to NULL. */
G_GNUC_INTERNAL void beck_rpc_contexts_settle (BeckRpcDispatch *call);

/* Unlocks. Contexts that the call opened are run down if it failed, and so are those of
 * an association that has ended. */
G_GNUC_INTERNAL void beck_rpc_contexts_release (BeckRpcDispatch *call);

/* After the manager: 0, or the status for pipes that were not brought to their end. */
G_GNUC_INTERNAL guint32 beck_rpc_pipes_check (const BeckRpcDispatch *call);
