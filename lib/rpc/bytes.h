/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Bytes that grow: what is to be sent, and messages whose fragments are coming in.
 */

#include <glib.h>

/* All zero: empty, and without memory. */
typedef struct
{
  guint8 *data;
  gsize size;
  gsize capacity;
} BeckRpcBytes;

/* Room for @size more bytes at the end, which count as part of them; NULL without memory,
 * then nothing has changed. */
G_GNUC_INTERNAL guint8 *beck_rpc_bytes_extend (BeckRpcBytes *bytes, gsize size);

/* Whether there was memory for it. */
G_GNUC_INTERNAL gboolean beck_rpc_bytes_append (BeckRpcBytes *bytes, gconstpointer data,
                                                gsize size);

/* Memory for @capacity bytes in all, so that growing to there cannot fail. */
G_GNUC_INTERNAL gboolean beck_rpc_bytes_reserve (BeckRpcBytes *bytes, gsize capacity);

/* Takes @size bytes away at the front. */
G_GNUC_INTERNAL void beck_rpc_bytes_drop (BeckRpcBytes *bytes, gsize size);

/* Releases the memory; they are empty and can be used again. */
G_GNUC_INTERNAL void beck_rpc_bytes_clear (BeckRpcBytes *bytes);
