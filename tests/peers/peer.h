/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * A server in a process of its own: beck-echo, which BECK_ECHO in the environment names.
 */

#include <beck/rpc-binding.h>

#include "beck-test.h"

G_BEGIN_DECLS

typedef struct
{
  GPid pid;
  int output;
  guint16 port;
} Peer;

/* Listens on loopback, at a port of its own choice. */
void peer_start (Peer *peer);
void peer_start_at (Peer *peer, guint16 port);

/* Asks it to end, and checks that it does so well. */
void peer_stop (Peer *peer);

/* kill -9. */
void peer_kill (Peer *peer);

/* "task": its threads; "fd": its descriptors. 0 for @pid is this process. */
guint peer_count (GPid pid, const char *what);

/* Bytes of memory that it has. */
gsize peer_memory (GPid pid);

/* A handle for 127.0.0.1 and @port. */
RPC_BINDING_HANDLE peer_bind (guint16 port);

/* Whether memory is looked at by a sanitizer, which keeps what is freed. */
gboolean peer_sanitized (void);

G_END_DECLS
