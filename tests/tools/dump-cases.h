/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Blobs for tests: of types in wire.idl.
 */

#include <glib.h>

enum
{
  BIG_ENDIAN_BLOB = 1 << 0,
  PICKLE_BLOB = 1 << 1,
  BAD_BLOB = 1 << 2, /* no value of its type */
};

typedef struct
{
  const char *name;
  const char *type;
  guint flags;
  const char *hex; /* blanks are ignored; "00*16" is that byte 16 times */
} DumpCase;

extern const DumpCase dump_cases[];
extern const guint n_dump_cases;

/* Free with g_byte_array_unref. */
GByteArray *dump_case_bytes (const DumpCase *c);
