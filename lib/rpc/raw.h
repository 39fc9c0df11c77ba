/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Interfaces that are offered as they come: whose requests are handed on as bytes, for those who
 * know themselves what to make of them. Object RPC has one per interface that an object of this
 * process was marshaled with, and the object of the call tells which object is meant.
 */

#include "rpc/server.h"

/* A request has come. @call stays until it has been answered, and as long as somebody has a
 * reference; it is answered once, now or later, by any thread: beck_rpc_server_call_respond() or
 * _fault(). Before anything else beck_rpc_server_call_listen() says who is told of cancels; what
 * came before is in the call's flags. Called on a thread that may block and run what was asked for
 * itself: others read the connection meanwhile. */
typedef void (*BeckRpcRawFunc) (BeckRpcServerCall *call);

/* Offers version 0.0 of @iid from now on and for good, whether the server listens or not. Once more
 * is no error. 0 or RPC_S_OUT_OF_MEMORY; RPC_S_TYPE_ALREADY_REGISTERED if the program has
 * registered an interface of that name. Any thread. */
RPC_STATUS beck_rpc_raw_offer (const IID *iid, BeckRpcRawFunc func);

/* Takes the request's bytes away, for beck_free(); by the one who answers, once. NULL without
 * memory; never NULL for no bytes. */
gpointer beck_rpc_server_call_take_request (BeckRpcServerCall *call, gsize *size);

/* Who calls. */
typedef struct
{
  gboolean is_local; /* over a Unix socket: the kernel vouches for the next three */
  guint uid, gid;
  gint pid;
  guint64 number; /* to count by, of this peer: what beck_socket_peer() says */
  char address[64]; /* for people: "pid 17", "192.0.2.1:4711" */
} BeckRpcServerPeer;

void beck_rpc_server_call_peer (const BeckRpcServerCall *call, BeckRpcServerPeer *peer);

/* The address at which a client over TCP has reached this server, without port; "" if it did not
 * come by TCP. */
void beck_rpc_server_call_reached_at (const BeckRpcServerCall *call, char address[64]);
