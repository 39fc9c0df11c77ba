/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * A call at the server, for those who answer it: synchronous ones are answered by server-call.c
 * when their manager returns, asynchronous ones at any time and from any thread by async-server.c.
 * And what the management interface asks.
 *
 * A call ends once, by respond, by the last part, or by fault; then the client has been told. Its
 * record stays as long as somebody has a reference, also when the connection is gone. The record of
 * a synchronous call is on the stack of the thread that runs its manager, and nobody takes
 * references to it.
 */

#include <beck/rpc-server.h>
#include <beck/work.h>

#include "base/lock.h"
#include "rpc/bytes.h"
#include "rpc/server-core.h"

typedef struct BeckRpcServerCall BeckRpcServerCall;
typedef struct BeckRpcConnection BeckRpcConnection;
typedef struct BeckRpcOffer BeckRpcOffer; /* an interface that is registered: server-registry.c */

typedef enum
{
  BECK_RPC_TOLD_CANCEL,     /* the client wants the call cancelled; it waits for an answer still */
  BECK_RPC_TOLD_DISCONNECT, /* nobody waits for the answer any more; told once */
  BECK_RPC_TOLD_SENT,       /* the parts that were queued have been sent */
  BECK_RPC_TOLD_INPUT,      /* there are more bytes in @input, or no more will come */
  BECK_RPC_TOLD_FREE,       /* the record goes, and nothing more is told: to free @user */
} BeckRpcTold;

/* Who is answered: a client over a connection, or one of this process (local-call.c). The members
 * are behind the functions of these names; @release is for the end of the record. */
typedef struct
{
  RPC_STATUS (*respond) (BeckRpcServerCall *call, BeckNdrWriter *response);
  RPC_STATUS (*fault) (BeckRpcServerCall *call, guint32 status);
  RPC_STATUS (*send_part) (BeckRpcServerCall *call, gconstpointer data, gsize size, gboolean last,
                           gboolean *queued);
  void (*wait_for_room) (BeckRpcServerCall *call);
  void (*input_taken) (BeckRpcServerCall *call);
  void (*release) (BeckRpcServerCall *call);
  gboolean gathers; /* what is responded may be in several places: ndr/gather.h */
} BeckRpcAnswerOps;

struct BeckRpcServerCall
{
  BeckRpcBinding
      binding; /* what the program has as the handle of the call; its count is the call's */
  const BeckRpcAnswerOps *ops;
  BeckRpcServerEntry entry;
  BeckRpcConnection *connection; /* referenced; NULL within the process, like the next */
  BeckRpcOffer *offer;
  GUID object; /* nil if the client gave none */
  guint32 opnum;
  guint16 context_id;
  guint8 drep;
  gboolean maybe;   /* the client wants no answer */
  gboolean streams; /* the request is, or was, in @input */
  gboolean on_stack;
  gpointer block; /* (nullable): holds the data of the request */
  BeckRpcRequest request;
  struct BeckRpcDispatch *dispatch; /* (nullable): of an asynchronous procedure */
  void (*raw) (BeckRpcServerCall *call); /* (nullable): of an interface without methods: raw.h */

  /* Set before anybody else knows of the call, or with @lock. Called without locks, on any thread,
   * by one thread at a time for each reason, also when the call is ending. */
  void (*told) (BeckRpcServerCall *call, BeckRpcTold what);
  gpointer user; /* of whoever answers the call */

  BeckLock lock;
  /* With @lock: */
  BeckRpcBytes input;    /* of a call that streams: what was not taken yet */
  gboolean input_ended;  /* nothing will be added: all of it was there, or */
  gboolean input_failed; /* the rest never comes */

  atomic_bool cancelled;    /* a cancel has come */
  atomic_bool disconnected; /* nobody waits for the answer */

  /*< private >*/
  atomic_bool ended;
  atomic_bool full;    /* the connection is not read until input was taken */
  atomic_bool waits;   /* in the list of those who wait for output to be sent */
  atomic_uint tellers; /* who use a record on a stack */
  gboolean first_sent;
  BeckRpcServerCall *next, *previous; /* of the connection */
  BeckRpcServerCall *next_waiting, *next_told;
  BeckWork work;
  RPC_IF_CALLBACK_FN *callback;
  guint flags;       /* of the registration */
  atomic_uint check; /* of the program's asynchronous answer to @callback */
  RPC_STATUS check_status;
  gboolean called;          /* the manager was reached, so that a fault does not deny it */
  BeckRpcServerCall *outer; /* the call that this thread ran before */
};

/* The call whose manager runs on this thread, or NULL. */
BeckRpcServerCall *beck_rpc_server_call_current (void);

/* The call that a handle of the program's is, NULL for another kind of handle. A NULL handle is the
 * call of this thread. */
BeckRpcServerCall *beck_rpc_server_call_from_handle (RPC_BINDING_HANDLE handle);

BeckRpcServerCall *beck_rpc_server_call_ref (BeckRpcServerCall *call);
void beck_rpc_server_call_unref (BeckRpcServerCall *call);

/* Has @told called from now on. What has come before is in the flags. */
void beck_rpc_server_call_listen (BeckRpcServerCall *call,
                                  void (*told) (BeckRpcServerCall *call, BeckRpcTold what),
                                  gpointer user);

/* The answer: what @response has written, whose block is taken away where it cannot be sent at
 * once. 0; RPC_S_INVALID_ASYNC_HANDLE if the call has ended before; RPC_S_CALL_FAILED if the client
 * is gone, whereby the call has ended, too. */
RPC_STATUS beck_rpc_server_call_respond (BeckRpcServerCall *call, BeckNdrWriter *response);

/* The same with a fault, @status as of beck_rpc_dispatch(), not 0. */
RPC_STATUS beck_rpc_server_call_fault (BeckRpcServerCall *call, guint32 status);

/* A piece of the answer; by one thread at a time. Copied where it cannot be sent at once; then
 * @queued, and when all of it has been sent TOLD_SENT follows. The last one ends the call and is
 * not told of. Statuses as of respond. */
RPC_STATUS beck_rpc_server_call_send_part (BeckRpcServerCall *call, gconstpointer data, gsize size,
                                           gboolean last, gboolean *queued);

/* Returns when there is room for another part, or it is not wanted any more. Blocks. */
void beck_rpc_server_call_wait_for_room (BeckRpcServerCall *call);

/* After bytes were taken from @input: more is read from the connection, if that waits for it.
 * Without @lock. */
void beck_rpc_server_call_input_taken (BeckRpcServerCall *call);

/* Whether the client is on this machine, over a Unix socket; who it is, then, or (guint) -1. */
gboolean beck_rpc_server_call_is_local (const BeckRpcServerCall *call);
guint beck_rpc_server_call_uid (const BeckRpcServerCall *call);

/* ---- Asynchronous procedures: async-server.c ----
 *
 * Runs the manager of an [async] procedure, on the calling thread. The call owns the data of the
 * request; a reference is the caller's. It ends by respond, the last part or fault, whenever that
 * is; a procedure that cannot be begun is ended by fault in here. For a call that streams there is
 * no data in @request: all of it comes by @input. */
void beck_rpc_async_dispatch (BeckRpcServerCall *call, const BeckRpcRequest *request);

/* ---- For the management interface ---- */

typedef struct
{
  guint32 calls_in;
  guint32 calls_out;
  guint32 packets_in;
  guint32 packets_out;
} BeckRpcServerStats;

void beck_rpc_server_stats (BeckRpcServerStats *stats);
gboolean beck_rpc_server_listening (void);
/* RpcMgmtStopServerListening() of this process. */
RPC_STATUS beck_rpc_server_stop (void);
/* The interfaces that are registered: beck_free(). 0 or RPC_S_OUT_OF_MEMORY. */
RPC_STATUS beck_rpc_server_interfaces (RPC_IF_ID **ids, guint *n);

/* What every endpoint offers by itself: an RPC_IF_HANDLE of server stubs (mgmt.c). */
extern const BeckRpcInterface *beck_rpc_mgmt_interface (void);
