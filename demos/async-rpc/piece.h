/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * A piece: one call of Make, from the manager's return to the answer. All functions are for the
 * thread of the bench (bench.h), where what clients do is told, too.
 */

#include <beck/rpc-async.h>

#include "workshop.h"

typedef struct
{
  PRPC_ASYNC_STATE async;
  const char *name; /* the caller's argument, which lasts as long as the call */
  LONG steps;
  LONG done; /* steps; read by other threads with the lock of the bench */
  LONG pause_ms;
  WATCH watch;
  LONG *ret_done;
  ULONG rejected; /* the code to abort with; written by other threads with that lock */
  gint64 due;     /* the next step */
  ULONG told;     /* notifications that came */
} Piece;

/* Subscribes to what the client does, if it is to be told. */
void piece_begin (Piece *piece);

/* Why the piece need not be finished: a status for the client, or 0. */
ULONG piece_given_up (Piece *piece);

/* Ends the call: by @code, or well if that is 0. Frees the piece. */
void piece_end (Piece *piece, ULONG code);
