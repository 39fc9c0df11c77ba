/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Expected bytes, with what may be in their gaps left open, and their notation.
 *
 *   01            a byte
 *   0102          a number of two bytes; 01020304 of four; sixteen digits: of eight
 *   . ...         gaps of one byte, of three bytes
 *   'abc'         three bytes
 *   "abc"         three numbers of two bytes
 *   *8            what comes before once more, eight times in all
 *
 * separated by blanks. One text gives the bytes of both byte orders.
 */

#include <glib.h>

G_BEGIN_DECLS

/* What a byte is: one that matters, one of a gap, one of a pointer's number. */
typedef enum
{
  NDR_BYTE_EXACT,
  NDR_BYTE_GAP,
  NDR_BYTE_ID,
} NdrByteKind;

typedef struct
{
  guint8 *bytes;
  guint8 *kinds;
  gsize size;
} NdrBytes;

/* Of @text; a mistake in it ends the test. */
void ndr_bytes_parse (NdrBytes *bytes, const char *text, gboolean big_endian);

/* Of an image and a kind for each of its bytes, which are copied. */
void ndr_bytes_init (NdrBytes *bytes, const guint8 *image, const guint8 *kinds, gsize size);

void ndr_bytes_clear (NdrBytes *bytes);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (NdrBytes, ndr_bytes_clear)

/**
 * ndr_bytes_difference:
 * @written: what a writer made
 *
 * Bytes that matter must be equal, gaps zero (wire.md 3.1), and pointers NULL or not as in @bytes.
 *
 * Returns: (nullable) (transfer full): what is different, or %NULL for nothing
 */
char *ndr_bytes_difference (const NdrBytes *bytes, gconstpointer written, gsize size);

G_END_DECLS
