/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* What libFuzzer calls, and replay.c. */
int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* (nullable) What a replay runs besides what is in files; tells how much that was. */
guint fuzz_replay_seeds (void) __attribute__ ((weak));
