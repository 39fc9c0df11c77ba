/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What the files of the server share.
 *
 * Who may touch what: the turn (io/io.h) protects what is being read; the lock of a connection its
 * core, its calls and its output. Locks are taken in this order: their list, connection, group or
 * offer; none is held while something foreign runs, and no other two together.
 */

#include <sys/uio.h>

#include "call/timer.h"
#include "io/io.h"
#include "rpc/server-queue.h"
#include "rpc/server.h"

/* ---- Endpoints and association groups (server-endpoint.c, server-group.c) ---- */

typedef struct BeckRpcGroup BeckRpcGroup;
typedef struct BeckRpcEndpointScope BeckRpcEndpointScope;

/* An endpoint: what groups belong to. Never freed, as connections outlive it. */
struct BeckRpcEndpointScope
{
  BeckRpcEndpointScope *next;
  gboolean local;   /* ncalrpc */
  gboolean dynamic; /* the program left it to us where */
  char *endpoint;
  atomic_bool closed; /* who was just let in has to go */
};

/* Enters the group @id, or a new one if that is 0; NULL if there is none for that endpoint and, if
 * it is a local one, that user; or no memory. */
G_GNUC_INTERNAL BeckRpcGroup *beck_rpc_group_join (BeckRpcEndpointScope *scope, guint uid,
                                                   guint32 id);
G_GNUC_INTERNAL void beck_rpc_group_leave (BeckRpcGroup *group);
/* Whether no contexts are being run down because their group has ended. */
G_GNUC_INTERNAL gboolean beck_rpc_groups_are_quiet (gpointer unused);
/* Runs down the contexts that methods of @interface opened. */
G_GNUC_INTERNAL void beck_rpc_groups_end_interface (const BeckNdrInterface *interface);
G_GNUC_INTERNAL guint32 beck_rpc_group_id (const BeckRpcGroup *group);
G_GNUC_INTERNAL BeckRpcAssociation *beck_rpc_group_association (const BeckRpcGroup *group);

/* ---- What is registered (server-registry.c, server-object.c) ---- */

/* The registered interface that serves @syntax; NULL if there is none. Offers are never freed. */
G_GNUC_INTERNAL BeckRpcOffer *beck_rpc_offer_find (const BeckRpcSyntax *syntax);

typedef struct
{
  const BeckRpcInterface *interface;
  guint flags;
  gsize max_size;
  RPC_IF_CALLBACK_FN *callback;
  void (*raw) (BeckRpcServerCall *call); /* (nullable): gets the requests, and there are no methods */
} BeckRpcOfferTerms;

/* A call of it begins: from now on the interface stays registered, until leave. 0 or a status. Its
 * place, of as many as the interface takes at once, is free before its client is answered. */
G_GNUC_INTERNAL guint32 beck_rpc_offer_enter (BeckRpcOffer *offer, BeckRpcOfferTerms *terms);
G_GNUC_INTERNAL void beck_rpc_offer_free_place (BeckRpcOffer *offer);
G_GNUC_INTERNAL void beck_rpc_offer_leave (BeckRpcOffer *offer);

/* The managers for @type. 0 or RPC_S_UNSUPPORTED_TYPE. */
G_GNUC_INTERNAL guint32 beck_rpc_offer_managers (BeckRpcOffer *offer, const GUID *type,
                                                 const void **epv);

/* Whether the fragments of that procedure's requests are wanted as they come. */
G_GNUC_INTERNAL gboolean beck_rpc_offer_streams (BeckRpcOffer *offer, guint32 opnum);

/* What the registration is called in RPC_IF_CALLBACK_FN. */
G_GNUC_INTERNAL const RPC_IF_ID *beck_rpc_offer_id (const BeckRpcOffer *offer);

/* Whether a procedure was seen to take long lately; and that it did, or did not. */
G_GNUC_INTERNAL gboolean beck_rpc_offer_is_slow (const BeckRpcOffer *offer, guint32 opnum);
G_GNUC_INTERNAL void beck_rpc_offer_note_time (BeckRpcOffer *offer, guint32 opnum, gboolean slow);

/* Whether some interface is served without RpcServerListen(). */
G_GNUC_INTERNAL gboolean beck_rpc_offers_autolisten (void);

/* Offers the management interface, which every server has. */
G_GNUC_INTERNAL void beck_rpc_offers_add_management (void);

/* For raw.c: offers @interface, which stays, with @raw. Whether @offer, which may be NULL, is such. */
G_GNUC_INTERNAL RPC_STATUS beck_rpc_offer_add_raw (const BeckRpcInterface *interface,
                                                   void (*raw) (BeckRpcServerCall *call));
G_GNUC_INTERNAL gboolean beck_rpc_offer_is_raw (BeckRpcOffer *offer);

/* Forgets all registrations, as for the next test. */
G_GNUC_INTERNAL void beck_rpc_offers_clear (void);

/* The type of an object, nil for one that has none. May run a function of the program. */
G_GNUC_INTERNAL void beck_rpc_object_type (const GUID *object, GUID *type);
G_GNUC_INTERNAL void beck_rpc_objects_clear (void);

/* ---- Life cycle (server-listen.c) ---- */

/* A call begins: 0, or RPC_S_SERVER_TOO_BUSY if the server does not listen, which @autolisten does
 * not care for, or has enough to do. Its place is free before its client is answered; it ends by
 * leave. */
G_GNUC_INTERNAL guint32 beck_rpc_server_enter (gboolean autolisten);
G_GNUC_INTERNAL void beck_rpc_server_free_place (void);
G_GNUC_INTERNAL void beck_rpc_server_leave (void);

/* Wakes those who wait for calls to end, and lets them look again. */
G_GNUC_INTERNAL void beck_rpc_server_wait_until (gboolean (*is_true) (gpointer data),
                                                 gpointer data);
G_GNUC_INTERNAL void beck_rpc_server_wake_waiters (void);

/* Begins or ends accepting as state and registrations are now (server-endpoint.c). */
G_GNUC_INTERNAL void beck_rpc_endpoints_update (void);
G_GNUC_INTERNAL gboolean beck_rpc_endpoints_exist (void);
G_GNUC_INTERNAL void beck_rpc_endpoints_close (void);

/* ---- Connections (server-connection.c, -output.c, -peer.c) ---- */

enum
{
  BECK_RPC_CONNECTION_OPEN,
  BECK_RPC_CONNECTION_FLUSHING, /* what is queued is sent, and nothing else is done */
  BECK_RPC_CONNECTION_DEAD,
};

struct BeckRpcConnection
{
  BeckIo io;
  BeckRpcConnection *next, *previous; /* of all, with their lock */
  BeckRpcEndpointScope *scope;
  guint64 peer;
  guint uid; /* of a local client; (guint) -1 */

  BeckRpcBytes partial; /* with the turn: read and not understood yet */

  BeckRpcQueue front; /* being sent */
  gboolean wants_output;

  BeckLock lock;
  /* With the lock: */
  guint8 state;
  guint8 corked;  /* the reader sends when it has seen to all it has read */
  guint8 sending; /* somebody sends, owns @front, and then looks whether there is more */
  guint8 resend;  /* … after trying once more */
  guint8 blocked; /* the kernel takes no more; there is room when ready() runs */
  guint8 paused;  /* nothing is read until something was sent */
  guint8 bound;
  guint8 lingers;               /* once dead: the peer is to read the last bytes */
  const guint8 *rest;           /* not seen to yet by the thread that lent the turn, */
  gsize rest_size;              /* in the buffer of that thread, */
  const guint8 *rest_at;        /* which begins here */
  BeckRpcQueue queue;           /* to be sent, behind @front */
  gsize unsent;                 /* bytes in both */
  guint n_pushers;              /* wait for fewer of them, */
  atomic_uint room;             /* … until this changes */
  BeckRpcServerCall *waiting;   /* calls to be told when all is sent, held */
  BeckRpcServerCall *calls;     /* that run */
  BeckRpcServerCall *streaming; /* whose fragments are coming in, referenced */
  BeckRpcGroup *group;
  BeckRpcAssociation *association; /* of the group; stays */
  BeckRpcServerRules rules;
  BeckRpcServerCore core;

  gsize max_unread, max_unsent;
  guint idle_ms;
  BeckTimer timer;   /* for the bind and for idle time; holds a reference while armed */
  atomic_llong used; /* monotonic microseconds */
};

/* A new one for @fd, which it takes; watched. Closes it if that cannot be. */
G_GNUC_INTERNAL void beck_rpc_connection_new (BeckRpcEndpointScope *scope, int fd);
G_GNUC_INTERNAL BeckRpcConnection *beck_rpc_connection_ref (BeckRpcConnection *connection);
G_GNUC_INTERNAL void beck_rpc_connection_unref (BeckRpcConnection *connection);

/* It is of no use any more: its calls are told, nothing is sent or read. From any thread, without
 * locks; only the first time counts. */
G_GNUC_INTERNAL void beck_rpc_connection_die (BeckRpcConnection *connection);

/* Takes it out of the list of all, of the peer's account, and from the timer. */
G_GNUC_INTERNAL void beck_rpc_connection_forget (BeckRpcConnection *connection);

G_GNUC_INTERNAL void beck_rpc_connection_start_timer (BeckRpcConnection *connection, guint ms);
G_GNUC_INTERNAL void beck_rpc_connection_stop_timer (BeckRpcConnection *connection);

/* Ends it when all that is queued has been sent. */
G_GNUC_INTERNAL void beck_rpc_connection_close (BeckRpcConnection *connection);

/* All of them: one more. */
G_GNUC_INTERNAL void beck_rpc_connections_add (BeckRpcConnection *connection);

/* Waits, if not for long, until what was answered has been sent: the process may end then. */
G_GNUC_INTERNAL void beck_rpc_connections_drain (void);

G_GNUC_INTERNAL void beck_rpc_connections_die (void);

/* Counts a connection of that peer; FALSE if there are too many. */
G_GNUC_INTERNAL gboolean beck_rpc_peer_enter (guint64 peer, const BeckRpcServerLimits *limits);
G_GNUC_INTERNAL void beck_rpc_peer_leave (guint64 peer);

/* ---- Output: in the order of the calls of these; without locks ---- */

/* FALSE if the connection is dead, or dies now. @iov is used up. What cannot be sent at once is
 * copied, unless it is in the block of @owner (nullable): that may be taken away instead. */
G_GNUC_INTERNAL gboolean beck_rpc_output_send (BeckRpcConnection *connection, struct iovec *iov,
                                               guint n, BeckNdrWriter *owner);
/* With the lock, for output that waits for beck_rpc_output_flush(). */
G_GNUC_INTERNAL gboolean beck_rpc_output_queue (BeckRpcConnection *connection,
                                                const struct iovec *iov, guint n,
                                                BeckNdrWriter *owner);
G_GNUC_INTERNAL void beck_rpc_output_flush (BeckRpcConnection *connection);
G_GNUC_INTERNAL void beck_rpc_output_cork (BeckRpcConnection *connection);
/* There may be room again. */
G_GNUC_INTERNAL void beck_rpc_output_ready (BeckRpcConnection *connection);

/* With the lock, for who waits for room: less is unsent; or there is another reason to look. */
G_GNUC_INTERNAL void beck_rpc_room_grew (BeckRpcConnection *connection);
G_GNUC_INTERNAL void beck_rpc_room_changed (BeckRpcConnection *connection);

/* ---- Calls (server-call.c, -answer.c, -run.c, -input.c) ---- */

G_GNUC_INTERNAL extern const BeckRpcTransport beck_rpc_server_transport;

/* A record for @event, zeroed, with what that says in it, but for the data. */
G_GNUC_INTERNAL void beck_rpc_served_init (BeckRpcServerCall *call, BeckRpcConnection *connection,
                                           const BeckRpcServerEvent *event);

/* The call of this thread from now on; the one before comes back by leave. */
G_GNUC_INTERNAL void beck_rpc_served_enter (BeckRpcServerCall *call);
G_GNUC_INTERNAL void beck_rpc_served_leave (BeckRpcServerCall *call);

/* The end of a record on the stack: nobody uses it any more. */
G_GNUC_INTERNAL void beck_rpc_served_clear (BeckRpcServerCall *call);

/* Tells whoever answers it. The caller has made sure that the call stays. */
G_GNUC_INTERNAL void beck_rpc_served_tell (BeckRpcServerCall *call, BeckRpcTold what);

/* With the lock of the connection, to tell the call something behind it: hold; then release. */
G_GNUC_INTERNAL void beck_rpc_served_hold (BeckRpcServerCall *call);
G_GNUC_INTERNAL void beck_rpc_served_release (BeckRpcServerCall *call);

/* Answering over connections (server-answer.c, server-input.c, server-room.c). */
G_GNUC_INTERNAL extern const BeckRpcAnswerOps beck_rpc_served_ops;
G_GNUC_INTERNAL RPC_STATUS beck_rpc_served_respond (BeckRpcServerCall *call,
                                                    BeckNdrWriter *response);
G_GNUC_INTERNAL RPC_STATUS beck_rpc_served_fault (BeckRpcServerCall *call, guint32 status);
G_GNUC_INTERNAL RPC_STATUS beck_rpc_served_send_part (BeckRpcServerCall *call, gconstpointer data,
                                                      gsize size, gboolean last, gboolean *queued);
G_GNUC_INTERNAL void beck_rpc_served_wait_for_room (BeckRpcServerCall *call);
G_GNUC_INTERNAL void beck_rpc_served_input_taken (BeckRpcServerCall *call);

/* A fault for a call that did not reach its manager. */
G_GNUC_INTERNAL RPC_STATUS beck_rpc_served_refuse (BeckRpcServerCall *call, guint32 status);
/* … or was not even begun. */
G_GNUC_INTERNAL void beck_rpc_refuse_event (BeckRpcConnection *connection,
                                            const BeckRpcServerEvent *event, guint32 status);

/* Runs the request of @event; the bytes from @rest on have come behind it. FALSE if the turn is
 * gone. */
G_GNUC_INTERNAL gboolean beck_rpc_run_request (BeckRpcConnection *connection,
                                               const BeckRpcServerEvent *event, const guint8 *rest,
                                               gsize rest_size);

/* The same with a fragment of a request that streams. */
G_GNUC_INTERNAL gboolean beck_rpc_run_fragment (BeckRpcConnection *connection,
                                                const BeckRpcServerEvent *event, const guint8 *rest,
                                                gsize rest_size);

/* Whether so much input waits that no more is read now. */
G_GNUC_INTERNAL gboolean beck_rpc_input_is_full (BeckRpcConnection *connection);

/* The call whose fragments are coming in, referenced; NULL if there is none. */
G_GNUC_INTERNAL BeckRpcServerCall *beck_rpc_connection_streaming (BeckRpcConnection *connection);
G_GNUC_INTERNAL void beck_rpc_connection_stop_streaming (BeckRpcConnection *connection);

/* Adds to the input of a call that streams. */
G_GNUC_INTERNAL void beck_rpc_input_add (BeckRpcServerCall *call, const guint8 *data, gsize size,
                                         gboolean last);
/* The rest never comes. */
G_GNUC_INTERNAL void beck_rpc_input_fail (BeckRpcServerCall *call);

/* Whether the program lets the client in, and to which managers: 0, RPC_S_ASYNC_CALL_PENDING if it
 * says later, or why not. Runs its functions. */
G_GNUC_INTERNAL guint32 beck_rpc_admit (BeckRpcServerCall *call);

/* Runs a call on the heap that has been admitted. */
G_GNUC_INTERNAL void beck_rpc_run_admitted (BeckRpcServerCall *call);

/* After a turn was taken away: what the thread had not seen to, in its buffer @at, becomes part of
 * what was read; NULL: whoever's it is. FALSE without memory. */
G_GNUC_INTERNAL gboolean beck_rpc_connection_save_rest (BeckRpcConnection *connection,
                                                        const guint8 *at);

/* ---- Statistics ---- */

G_GNUC_INTERNAL extern atomic_uint beck_rpc_packets_in, beck_rpc_packets_out;
G_GNUC_INTERNAL extern atomic_uint beck_rpc_calls_in, beck_rpc_calls_out;

/* All that is queued was sent, and nobody sends: TOLD_SENT, reading goes on, the closing too. */
G_GNUC_INTERNAL void beck_rpc_connection_drained (BeckRpcConnection *connection);
