/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * An input for something that is fed: pieces of what a peer sends, and commands. A byte below 0x7f
 * is the length of a piece that follows; 0x7f and a byte N are the length 127 + 64 N; other
 * bytes are commands.
 */

#include <glib.h>

typedef struct
{
  /* As much of the bytes as is passed over; 0 if more are wanted; -1 if nothing is wanted. */
  gssize (*take) (gpointer self, const guint8 *data, gsize size);
  void (*command) (gpointer self, guint8 command); /* from 0 on */
} FuzzEater;

/* How much of a piece is fed at once. */
typedef enum
{
  FUZZ_WHOLE,
  FUZZ_CRUMBS,
} FuzzManner;

void fuzz_feed (const FuzzEater *eater, gpointer self, FuzzManner manner, const guint8 *data,
                gsize size);

/* What happened, as a number: the same for both manners. */
typedef guint64 FuzzTrace;

void fuzz_trace (FuzzTrace *trace, guint64 value);
void fuzz_trace_bytes (FuzzTrace *trace, const guint8 *data, gsize size);
