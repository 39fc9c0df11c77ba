/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "records.h"

G_BEGIN_DECLS

/*
 * What every peer writes, and what it must have read afterwards: anything else ends the program.
 * Peers with structures of their own are checked through these as well, field by field.
 */

#define N_ENTRIES 1000
#define N_BYTES 65536

typedef struct
{
  Small small;
  Record record;
  Entry entries[N_ENTRIES];
  byte bytes[N_BYTES];
} Values;

/* Constant after the first call. */
const Values *values (void);

void check_small (const Small *small);
void check_record (const Record *record);
void check_entries (const Entry *entries, gsize count);
void check_bytes (gconstpointer bytes, gsize count);

G_END_DECLS
