/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Answers that begin with a large array of bytes are read right to where the caller wants them.
 * Of what comes the beginning goes into the line's buffer, what is likely to be the array to the
 * caller and the rest behind the beginning, with one system call. If the beginning then says that
 * it was something else, the bytes go to where they would have been.
 *
 * Nobody but the calling thread reads, so that nothing is written to the caller's memory when the
 * call has returned.
 */

#include <sys/socket.h>

#include "client-line.h"

/* The header, the count, and some bytes of the array: other PDUs are not longer. */
#define BEGINNING 64

/* The beginning's stub data, and the array's share of that. */
#define FIRST_STUB (BEGINNING - BECK_PDU_RESPONSE_SIZE)
#define FIRST_BYTES (FIRST_STUB - BECK_NDR_LANDING_AT)

G_STATIC_ASSERT (BEGINNING >= BECK_PDU_FAULT_SIZE && FIRST_BYTES < BECK_NDR_LANDING_LEAST);

static gboolean
is_before_response (const BeckRpcLine *line)
{
  return !line->in_part && line->start == line->end && line->kept_size == 0
         && line->core.max_stub > FIRST_STUB;
}

gboolean
beck_rpc_line_lands (const BeckRpcLine *line)
{
  return is_before_response (line)
         || (line->in_part && line->start == line->end
             && line->landing.landed < line->landing.room);
}

/* Whether @size bytes that were read to behind the first ones are where they belong, as the
 * beginning says; then all that was received of the array is taken. */
static gboolean
begin_part (BeckRpcLine *line, const guint8 *beginning, gsize size)
{
  BeckRpcClientEvent event;
  gsize whole;

  if (!beck_rpc_client_core_begins_response (&line->core, beginning, BEGINNING, &event, &whole)
      || event.call_id != line->call_id || whole - FIRST_STUB < size
      || !beck_rpc_line_keep (line, &event))
    return FALSE;
  line->landing.landed += size;
  line->in_part = TRUE;
  line->part = event;
  line->part.size = whole - FIRST_STUB - size;
  return TRUE;
}

/* The fragments of an answer are taken to be as long as those of a request. */
static ssize_t
receive_beginning (BeckRpcLine *line)
{
  guint8 *beginning = line->buffer + line->end, *behind = beginning + BEGINNING;
  guint8 *bytes = line->landing.bytes + FIRST_BYTES;
  gsize likely = MIN (line->landing.room - FIRST_BYTES, line->core.max_stub - FIRST_STUB);
  struct iovec iov[] = { { beginning, BEGINNING },
                         { bytes, likely },
                         { behind, BECK_RPC_LINE_BUFFER_SIZE - line->end - BEGINNING } };
  struct msghdr message = { .msg_iov = iov, .msg_iovlen = G_N_ELEMENTS (iov) };
  ssize_t n = recvmsg (line->fd, &message, MSG_DONTWAIT);
  gsize size, rest;

  size = n > BEGINNING ? MIN ((gsize) n - BEGINNING, likely) : 0;
  rest = n > BEGINNING ? (gsize) n - BEGINNING - size : 0;
  if (size > 0 && begin_part (line, beginning, size))
    {
      line->start = line->end + BEGINNING;
      line->end = line->start + rest;
      return n;
    }
  memmove (behind + size, behind, rest);
  memcpy (behind, bytes, size);
  line->end += n > 0 ? (gsize) n : 0;
  return n;
}

static ssize_t
receive_more (BeckRpcLine *line)
{
  BeckRpcLanding *landing = &line->landing;
  gsize wanted = MIN (line->part.size, landing->room - landing->landed);
  struct iovec iov[] = { { landing->bytes + landing->landed, wanted },
                         { line->buffer + line->end, BECK_RPC_LINE_BUFFER_SIZE - line->end } };
  struct msghdr message = { .msg_iov = iov, .msg_iovlen = G_N_ELEMENTS (iov) };
  ssize_t n = recvmsg (line->fd, &message, MSG_DONTWAIT);
  gsize size = n > 0 ? MIN ((gsize) n, wanted) : 0;

  landing->landed += size;
  line->part.size -= size;
  line->end += n > 0 ? (gsize) n - size : 0;
  return n;
}

ssize_t
beck_rpc_line_land (BeckRpcLine *line)
{
  return line->in_part ? receive_more (line) : receive_beginning (line);
}

BeckRpcClientStep
beck_rpc_line_next_piece (BeckRpcLine *line, BeckRpcClientEvent *event, gsize *used)
{
  gsize size = MIN (line->part.size, line->end - line->start);

  *used = size;
  if (size == 0 && line->part.size > 0)
    return BECK_RPC_CLIENT_MORE;
  line->part.size -= size;
  line->in_part = line->part.size > 0;
  *event = line->part;
  event->stub = line->buffer + line->start;
  event->size = size;
  event->last = line->part.last && !line->in_part;
  return BECK_RPC_CLIENT_RESPONSE;
}
