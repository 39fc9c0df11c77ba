/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* A server of the interfaces of tests/rpc/store.idl, at ncalrpc endpoint "stage". */

#include <beck/rpc-server.h>

#include "scene.h"
#include "wire.h"

#define STAGE "stage"

/* Opnums of the interface store. */
enum
{
  STORE_ADD = 0,
  STORE_RAISE = 2,
  STORE_REVERSE = 7,
  STORE_OPEN = 8,
  STORE_USE = 9,
  STORE_OPEN_SHARED = 14,
  STORE_USE_SHARED = 15,
};

/* A directory for sockets, until stage_end(). */
void stage_prepare (void);

/* The endpoint and nothing else; ends with stage_end(). */
void stage_begin_silent (void);
/* The server listens, and store is registered. */
void stage_begin (void);
void stage_end (void);

/* A binding to nothing else: sends Add (@a, @b) as @call_id. */
void stage_send_add (int fd, guint32 call_id, gint32 a, gint32 b);
/* The next PDU is its answer. */
void stage_expect_sum (int fd, guint32 call_id, gint32 sum);
