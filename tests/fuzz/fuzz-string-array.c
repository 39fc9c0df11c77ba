/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Arbitrary bytes as an array of addresses.
 *
 * With libFuzzer this is a fuzz target, with replay.c a program that runs it on files.
 */

#include "again.h"
#include "fuzz.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  again_string_array (data, size);
  return 0;
}
