/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Bytes that grow: what is to be sent, and messages whose fragments are coming in.
 */

#include <glib.h>

typedef struct
{
  guint8 *data;
  gsize size;
  gsize capacity;
} BeckRpcBytes;

/* Room for @size more bytes at the end, which count as part of them; NULL without memory. */
guint8 *beck_rpc_bytes_extend (BeckRpcBytes *bytes, gsize size);
gboolean beck_rpc_bytes_append (BeckRpcBytes *bytes, gconstpointer data, gsize size);
/* Takes @size bytes away at the front. */
void beck_rpc_bytes_drop (BeckRpcBytes *bytes, gsize size);
/* Releases the memory; they are empty and can be used again. */
void beck_rpc_bytes_clear (BeckRpcBytes *bytes);
