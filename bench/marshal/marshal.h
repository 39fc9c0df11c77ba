/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "../harness.h"
#include "values.h"

G_BEGIN_DECLS

/*
 * Case K: what it costs to turn C values into bytes and bytes into values, for one peer. All the
 * work a program has is in it: from the same values in memory to bytes in memory that could
 * be sent, and from those to values that can be used, their strings terminated, everything
 * released.
 */

typedef struct
{
  const char *name;        /* "small": of the message */
  const char *write_note;  /* or NULL if @write is not to be measured */
  const char *read_note;
  gsize (*write) (void);   /* makes the message in the peer's memory; returns its bytes */
  void (*read) (gboolean check); /* reads it; with @check, everything must be as it was written */
} MarshalCase;

/* For peers that must do something for a read that is no part of the write before it. */
extern gboolean marshal_measuring;

/* Prints the figures: K.write.NAME and K.read.NAME. */
void marshal_run (const char *peer, const MarshalCase *cases, gsize n_cases);

/* Has the compiler believe that somebody looks at what @pointer refers to. */
static inline void
marshal_use (const void *pointer)
{
  __asm__ volatile("" : : "r"(pointer) : "memory");
}

G_END_DECLS
