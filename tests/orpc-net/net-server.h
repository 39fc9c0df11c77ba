/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The server of these tests in a process of its own, which BECK_NET_SERVER in the environment
 * names, and its object as this process sees it.
 */

#include <beck/beck.h>

#include "beck-test.h"
#include "net.h"

typedef struct
{
  const char *name;
  const char *listen; /* (nullable): BECK_ORPC_LISTEN */
} NetWay;

/* Unix socket, TCP. */
extern const NetWay net_ways[];
#define N_NET_WAYS 2

typedef struct
{
  GPid pid;
  int in, out;
  guint8 *reference;
  gsize size;
  INet *net;
} NetServer;

/* Milliseconds between pings of this process. */
#define NET_PERIOD 1000

/* The environment, before there are threads: a directory for sockets, and the period. */
void net_begin (void);
void net_end (void);

/* Enters the MTA; and back, with no connections and sockets left. Fixtures. */
void net_setup (void);
void net_teardown (void);

/* A server, and a proxy for its object. */
void net_open (NetServer *server, guint way);

/* The same with another period at the server, as text. */
void net_open_with (NetServer *server, guint way, const char *period);

/* Releases the proxy; the server ends, if it has not yet, and did so well. */
void net_close (NetServer *server);

/* kill -9; waits for the end. */
void net_kill (NetServer *server);

/* Another proxy, or why not. */
HRESULT net_unmarshal (const guint8 *reference, gsize size, REFIID riid, void **ppv);

/* Sockets in the directory for them. */
guint net_count_names (void);

/* Waits until the server has so many objects, or calls of Hold. */
void net_wait_objects (INet *net, LONG n);
void net_wait_holding (INet *net, LONG begun);
void net_wait_cancelled (INet *net, LONG cancelled);

/* A call of Hold that has begun. (transfer full): the call object. */
AsyncINet *net_begin_hold (INet *net);

/* Waits for its end, which has to come. */
HRESULT net_finish_hold (AsyncINet *call);
