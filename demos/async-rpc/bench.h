/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The bench: the one thread on which all pieces are made, however many there are.
 */

#include "piece.h"

/* Before the first piece. */
gboolean bench_start (void);

/* Takes over @piece. Threading: any thread. */
void bench_put (Piece *piece);

/* The steps of a piece that are done, or -1 if it is not made here. Threading: any thread. */
LONG bench_progress (const char *name);

/* Has a piece aborted with @code. FALSE if it is not made here. Threading: any thread. */
gboolean bench_reject (const char *name, ULONG code);

/* For the thread of the bench: waits until there is something to do, or the client of a piece has
 * done something that was told meanwhile. */
void bench_wait (DWORD timeout_ms);

/* Aborts all that is being made and ends the thread. What is put later is aborted at once. */
void bench_stop (void);
