/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "request.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

/* Fragments that are written by one system call. */
#define BATCH 32

/* Data that is copied behind its header, for a cheaper system call. */
#define SHORT 1024

#define MAX_HEADER (BECK_PDU_REQUEST_SIZE + sizeof (GUID))

typedef struct
{
  guint8 headers[BATCH][MAX_HEADER];
  struct iovec vectors[2 * BATCH];
  guint n;
} Batch;

/* Data of one fragment: all but the last have a multiple of 16 (wire.md 1.8). */
static gsize
room_of (const BeckRpcRequestParts *parts)
{
  gsize room = parts->max_stub;

  if (parts->object != NULL)
    room = (room - sizeof (GUID)) & ~(gsize) 15;
  return room;
}

static guint8
flags_of (const BeckRpcRequestParts *parts, gboolean first, gboolean last)
{
  return (guint8) (parts->flags | (first ? BECK_PDU_FIRST : 0) | (last ? BECK_PDU_LAST : 0));
}

/* The header of the fragment with @size bytes, when @left bytes are to come. */
static gsize
put_header (guint8 *out, const BeckRpcRequestParts *parts, gboolean first, gboolean last,
            gsize size, gsize left)
{
  return beck_pdu_put_request (out, flags_of (parts, first, last), parts->call_id,
                               parts->context_id, parts->opnum, parts->object, size, left);
}

/* ---- To a socket ---- */

/* The next fragments, from @offset on. Returns where they end. */
static gsize
fill_batch (Batch *batch, const BeckRpcRequestParts *parts, gsize offset)
{
  gsize room = room_of (parts);

  batch->n = 0;
  do
    {
      guint8 *header = batch->headers[batch->n / 2];
      gsize left = parts->size - offset;
      gsize size = MIN (left, room);
      gsize length = put_header (header, parts, offset == 0, size == left, size, left);

      batch->vectors[batch->n++] = (struct iovec){ header, length };
      batch->vectors[batch->n++] = (struct iovec){ (guint8 *) parts->data + offset, size };
      offset += size;
    }
  while (offset < parts->size && batch->n < 2 * BATCH);
  return offset;
}

static void
advance (struct msghdr *message, gsize n)
{
  while (message->msg_iovlen > 0 && n >= message->msg_iov->iov_len)
    {
      n -= message->msg_iov->iov_len;
      message->msg_iov++;
      message->msg_iovlen--;
    }
  if (message->msg_iovlen > 0)
    {
      message->msg_iov->iov_base = (guint8 *) message->msg_iov->iov_base + n;
      message->msg_iov->iov_len -= n;
    }
}

static gboolean
send_batch (int fd, Batch *batch, gsize *sent)
{
  struct msghdr message = { .msg_iov = batch->vectors, .msg_iovlen = batch->n };

  while (message.msg_iovlen > 0)
    {
      ssize_t n = sendmsg (fd, &message, MSG_NOSIGNAL);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return FALSE;
      *sent += (gsize) n;
      advance (&message, (gsize) n);
    }
  return TRUE;
}

/* A short request goes faster in one piece than in two. */
static gboolean
send_short (int fd, const BeckRpcRequestParts *parts, gsize *sent)
{
  guint8 pdu[MAX_HEADER + SHORT];
  gsize length = put_header (pdu, parts, TRUE, TRUE, parts->size, parts->size);
  ssize_t n;

  if (parts->size > 0)
    memcpy (pdu + length, parts->data, parts->size);
  length += parts->size;
  while (*sent < length)
    {
      n = send (fd, pdu + *sent, length - *sent, MSG_NOSIGNAL);
      if (n < 0 && errno != EINTR)
        return FALSE;
      *sent += n > 0 ? (gsize) n : 0;
    }
  return TRUE;
}

static gboolean
send_long (int fd, const BeckRpcRequestParts *parts, gsize *sent)
{
  gsize offset = 0;
  Batch batch;

  do
    {
      offset = fill_batch (&batch, parts, offset);
      if (!send_batch (fd, &batch, sent))
        return FALSE;
    }
  while (offset < parts->size);
  return TRUE;
}

gboolean
beck_rpc_request_send (int fd, const BeckRpcRequestParts *parts, gsize *sent)
{
  return parts->size <= MIN (SHORT, room_of (parts)) ? send_short (fd, parts, sent)
                                                     : send_long (fd, parts, sent);
}

/* ---- To a buffer ---- */

static gboolean
append_fragments (BeckRpcBytes *out, const BeckRpcRequestParts *parts, gboolean first,
                  gboolean last)
{
  gsize room = room_of (parts);
  gsize offset = 0;
  guint8 header[MAX_HEADER];

  do
    {
      gsize left = parts->size - offset;
      gsize size = MIN (left, room);
      gsize length = put_header (header, parts, first && offset == 0, last && size == left, size,
                                 last ? left : 0);

      if (!beck_rpc_bytes_append (out, header, length)
          || !beck_rpc_bytes_append (out, (const guint8 *) parts->data + offset, size))
        return FALSE;
      offset += size;
    }
  while (offset < parts->size);
  return TRUE;
}

gboolean
beck_rpc_request_append_piece (BeckRpcBytes *out, const BeckRpcRequestParts *parts, gboolean first,
                               gboolean last)
{
  gsize before = out->size;

  if (append_fragments (out, parts, first, last))
    return TRUE;
  out->size = before;
  return FALSE;
}

gboolean
beck_rpc_request_append (BeckRpcBytes *out, const BeckRpcRequestParts *parts)
{
  return beck_rpc_request_append_piece (out, parts, TRUE, TRUE);
}
