/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * A piece is one block of memory: its record, its vectors, and what it copied. A piece with a
 * single vector into itself may have room for more.
 */

#include "rpc/server-queue.h"

#include <string.h>

#include "base/alloc.h"
#include "base/spare.h"

/* Bytes of the smallest piece, for many short answers. */
#define SMALLEST ((gsize) 4096)

struct BeckRpcPiece
{
  BeckRpcPiece *next;
  gsize capacity;  /* of this, in all */
  gsize room;      /* behind the last vector */
  gpointer block;  /* (nullable): that was taken over, */
  gsize block_capacity;
  guint at, n;     /* the vectors from @at on are to be sent */
  struct iovec vectors[];
};

static gsize
size_of (const struct iovec *iov, guint n)
{
  gsize size = 0;

  for (guint i = 0; i < n; i++)
    size += iov[i].iov_len;
  return size;
}

/* ---- Pieces ---- */

static BeckRpcPiece *
new_piece (guint n, gsize bytes)
{
  gsize size = sizeof (BeckRpcPiece) + n * sizeof (struct iovec) + bytes;
  BeckRpcPiece *piece = size < BECK_SPARE_LEAST ? beck_alloc (size) : beck_spare_take (size, &size);

  if (piece == NULL)
    return NULL;
  piece->next = NULL;
  piece->capacity = size;
  piece->room = 0;
  piece->block = NULL;
  piece->block_capacity = 0;
  piece->at = 0;
  piece->n = n;
  return piece;
}

static void
free_piece (BeckRpcPiece *piece)
{
  beck_spare_give (piece->block, piece->block_capacity);
  beck_spare_give (piece, piece->capacity);
}

static guint8 *
copy_behind (guint8 *at, const struct iovec *iov)
{
  if (iov->iov_len > 0)
    memcpy (at, iov->iov_base, iov->iov_len);
  return at + iov->iov_len;
}

static void
copy_to (BeckRpcPiece *piece, const struct iovec *iov, guint n, gsize size)
{
  struct iovec *vector = &piece->vectors[0];
  guint8 *at = (guint8 *) vector->iov_base + vector->iov_len;

  for (guint i = 0; i < n; i++)
    at = copy_behind (at, &iov[i]);
  vector->iov_len += size;
  piece->room -= size;
}

static BeckRpcPiece *
new_copy (const struct iovec *iov, guint n, gsize size)
{
  gsize record = sizeof (BeckRpcPiece) + sizeof (struct iovec);
  BeckRpcPiece *piece = new_piece (1, MAX (size, SMALLEST - record));

  if (piece == NULL)
    return NULL;
  piece->vectors[0] = (struct iovec){ (guint8 *) piece + record, 0 };
  piece->room = piece->capacity - record;
  copy_to (piece, iov, n, size);
  return piece;
}

/* ---- Blocks that change owners ---- */

static gboolean
is_in (const BeckNdrWriter *owner, const struct iovec *iov)
{
  const guint8 *at = iov->iov_base;

  return at >= owner->data && at < owner->data + owner->capacity;
}

static gboolean
is_worth_taking (const BeckNdrWriter *owner)
{
  return owner != NULL && !owner->fixed && owner->pos >= BECK_SPARE_LEAST;
}

static gsize
size_outside (const BeckNdrWriter *owner, const struct iovec *iov, guint n)
{
  gsize size = 0;

  for (guint i = 0; i < n; i++)
    size += is_in (owner, &iov[i]) ? 0 : iov[i].iov_len;
  return size;
}

static BeckRpcPiece *
take_over (const struct iovec *iov, guint n, BeckNdrWriter *owner)
{
  BeckRpcPiece *piece = new_piece (n, size_outside (owner, iov, n));
  guint8 *at;

  if (piece == NULL)
    return NULL;
  at = (guint8 *) &piece->vectors[n];
  for (guint i = 0; i < n; i++)
    {
      piece->vectors[i] = iov[i];
      if (is_in (owner, &iov[i]))
        continue;
      piece->vectors[i].iov_base = at;
      at = copy_behind (at, &iov[i]);
    }
  piece->block_capacity = owner->capacity;
  piece->block = beck_ndr_writer_take (owner, &piece->room);
  piece->room = 0;
  return piece;
}

/* ---- The queue ---- */

static void
append (BeckRpcQueue *queue, BeckRpcPiece *piece)
{
  if (queue->last != NULL)
    queue->last->next = piece;
  else
    queue->first = piece;
  queue->last = piece;
}

gboolean
beck_rpc_queue_add (BeckRpcQueue *queue, const struct iovec *iov, guint n, BeckNdrWriter *owner)
{
  gsize size = size_of (iov, n);
  BeckRpcPiece *piece;

  if (size == 0)
    return TRUE;
  if (queue->last != NULL && queue->last->room >= size)
    copy_to (queue->last, iov, n, size);
  else
    {
      piece = is_worth_taking (owner) ? take_over (iov, n, owner) : new_copy (iov, n, size);
      if (piece == NULL)
        return FALSE;
      append (queue, piece);
    }
  queue->size += size;
  return TRUE;
}

guint
beck_rpc_queue_look (const BeckRpcQueue *queue, struct iovec *iov, guint max, gsize *size)
{
  guint found = 0;

  for (const BeckRpcPiece *piece = queue->first; piece != NULL && found < max; piece = piece->next)
    {
      guint n = MIN (piece->n - piece->at, max - found);

      memcpy (&iov[found], &piece->vectors[piece->at], n * sizeof *iov);
      found += n;
    }
  *size = size_of (iov, found);
  return found;
}

/* Passes over as much of @size as the piece has; what is left of that. */
static gsize
drop_from (BeckRpcPiece *piece, gsize size)
{
  for (; piece->at < piece->n; piece->at++)
    {
      struct iovec *vector = &piece->vectors[piece->at];
      gsize passed = MIN (size, vector->iov_len);

      vector->iov_base = (guint8 *) vector->iov_base + passed;
      vector->iov_len -= passed;
      size -= passed;
      if (vector->iov_len > 0)
        break;
    }
  return size;
}

static void
drop_first (BeckRpcQueue *queue)
{
  BeckRpcPiece *piece = queue->first;

  queue->first = piece->next;
  if (queue->first == NULL)
    queue->last = NULL;
  free_piece (piece);
}

void
beck_rpc_queue_drop (BeckRpcQueue *queue, gsize size)
{
  queue->size -= size;
  while (queue->first != NULL)
    {
      size = drop_from (queue->first, size);
      if (queue->first->at < queue->first->n)
        break;
      drop_first (queue);
    }
}

void
beck_rpc_queue_clear (BeckRpcQueue *queue)
{
  while (queue->first != NULL)
    drop_first (queue);
  queue->size = 0;
}
