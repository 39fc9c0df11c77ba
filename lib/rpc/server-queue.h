/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What waits to be sent: pieces in a row. Little is copied behind what is there; a large answer
 * changes owners, and its writer loses its block. Not thread-safe.
 */

#include <beck/ndr-writer.h>
#include <sys/uio.h>

typedef struct BeckRpcPiece BeckRpcPiece;

/* All zero: empty, and without memory. */
typedef struct
{
  BeckRpcPiece *first, *last;
  gsize size; /* bytes in all */
} BeckRpcQueue;

/* Adds the bytes of @iov. Those that lie in the block of @owner (nullable) stay there if they are
 * many, and the block is taken from it. FALSE without memory. */
G_GNUC_INTERNAL gboolean beck_rpc_queue_add (BeckRpcQueue *queue, const struct iovec *iov, guint n,
                                             BeckNdrWriter *owner);

/* The first bytes, in at most @max vectors; returns how many there are, and @size bytes. */
G_GNUC_INTERNAL guint beck_rpc_queue_look (const BeckRpcQueue *queue, struct iovec *iov, guint max,
                                           gsize *size);

/* Passes over the first @size bytes, which there are. */
G_GNUC_INTERNAL void beck_rpc_queue_drop (BeckRpcQueue *queue, gsize size);

G_GNUC_INTERNAL void beck_rpc_queue_clear (BeckRpcQueue *queue);
