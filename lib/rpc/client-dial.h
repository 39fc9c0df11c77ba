/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Dialling: a connection to the server of a link, made without a thread that waits. The reactor
 * tells when a socket is connected, a timer when that takes too long. Only names of hosts are
 * looked up on threads, a few of them, which are there for nothing else.
 */

#include "client-link.h"

typedef struct BeckRpcDial BeckRpcDial;

/* The end of it: a connected non-blocking socket, the callee's; or -1 and the status that tells
 * why. With no lock held. */
typedef void (*BeckRpcDialled) (gpointer owner, int fd, guint32 status);

/* One that is not started; NULL without memory. */
G_GNUC_INTERNAL BeckRpcDial *beck_rpc_dial_new (BeckRpcLink *link, BeckRpcDialled done,
                                                gpointer owner);

/* Begins; @done may run before this returns. */
G_GNUC_INTERNAL void beck_rpc_dial_start (BeckRpcDial *dial);

/* Ends it, if need be, and drops the caller's reference. TRUE: @done has not run and will not. */
G_GNUC_INTERNAL gboolean beck_rpc_dial_end (BeckRpcDial *dial);
