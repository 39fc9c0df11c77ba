/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Replays the seeds of the side that the program is built for, before what is in files. */

#include "fuzz.h"
#include "wire-seed.h"

static void
replay (const char *name, const guint8 *bytes, gsize size, gpointer n)
{
  LLVMFuzzerTestOneInput (bytes, size);
  g_print ("ok %u - %s\n", ++*(guint *) n, name);
}

guint
fuzz_replay_seeds (void)
{
  guint n = 0;

  wire_seeds_each (WIRE_SIDE, replay, &n);
  return n;
}
