/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "pipe-async.h"

#include "base/alloc.h"

/* Alignment is at most 8; cutting input at multiples of this keeps it. */
#define BLOCK 16

/* Input that was pulled is moved out of the way when there is so much of it. */
#define STALE 4096

typedef struct
{
  BeckRpcPipes *pipes;
  const BeckNdrPipeType *type;
  gboolean sends, receives; /* at this side */
  gboolean sent_end, received_end;
  guint32 left; /* elements of the chunk being pulled */
} Pipe;

struct BeckRpcPipes
{
  const BeckRpcPipeSide *side;
  gpointer user;
  BeckLock lock;  /* guards what follows; pulls and pushes come one at a time */
  gsize position; /* in the input that is still there */
  gsize sent;
  gboolean pending; /* a pull found nothing */
  gboolean want_drain, stopped;
  guint n;
  Pipe pipes[];
};

/* ---- Order ---- */

static gboolean
sent_before (const BeckRpcPipes *pipes, const Pipe *end)
{
  for (const Pipe *pipe = pipes->pipes; pipe < end; pipe++)
    if (pipe->sends && !pipe->sent_end)
      return FALSE;
  return TRUE;
}

static gboolean
received_before (const BeckRpcPipes *pipes, const Pipe *end)
{
  for (const Pipe *pipe = pipes->pipes; pipe < end; pipe++)
    if (pipe->receives && !pipe->received_end)
      return FALSE;
  return TRUE;
}

static const Pipe *
end_of (const BeckRpcPipes *pipes)
{
  return pipes->pipes + pipes->n;
}

static guint32
check_pull (const Pipe *pipe)
{
  const BeckRpcPipes *pipes = pipe->pipes;

  if (!pipe->receives)
    return RPC_X_WRONG_PIPE_ORDER;
  if (pipe->received_end)
    return RPC_X_PIPE_EMPTY;
  if (!received_before (pipes, pipe))
    return RPC_X_WRONG_PIPE_ORDER;
  return pipes->side->client && !sent_before (pipes, end_of (pipes)) ? RPC_X_WRONG_PIPE_ORDER : 0;
}

static guint32
check_push (const Pipe *pipe)
{
  const BeckRpcPipes *pipes = pipe->pipes;

  if (!pipe->sends)
    return RPC_X_WRONG_PIPE_ORDER;
  if (pipe->sent_end)
    return RPC_X_PIPE_CLOSED;
  if (!sent_before (pipes, pipe))
    return RPC_X_WRONG_PIPE_ORDER;
  return !pipes->side->client && !received_before (pipes, end_of (pipes)) ? RPC_X_WRONG_PIPE_ORDER
                                                                          : 0;
}

/* ---- Pull ---- */

/* What is read is the front of what will come. An element's bytes are no more than it takes in
 * memory, and what aligns it; a failure with as much at hand has another reason than their lack. */
static gboolean
may_be_short (const Pipe *pipe, const BeckNdrReader *reader, gsize before, gboolean ended)
{
  return !ended && reader->size - MIN (before, reader->size) < pipe->type->size + 8;
}

/* The elements that are there, up to @capacity. 0 or a status. */
static guint32
read_elements (Pipe *pipe, BeckNdrReader *reader, gboolean ended, guint8 *buffer, ULONG capacity,
               ULONG *count)
{
  while (*count < capacity && pipe->left > 0)
    {
      gsize before = reader->pos;

      if (!pipe->type->get (reader, buffer + *count * pipe->type->size))
        {
          reader->pos = before;
          return may_be_short (pipe, reader, before, ended) ? 0 : reader->fault.status;
        }
      ++*count;
      pipe->left--;
    }
  return 0;
}

/* Begins the next chunk if the last one is at its end. */
static guint32
read_count (Pipe *pipe, BeckNdrReader *reader, gboolean ended)
{
  gsize before = reader->pos;
  guint32 count;

  if (pipe->left > 0)
    return 0;
  if (reader->size < ((before + 3) & ~(gsize) 3) + sizeof count)
    return ended ? RPC_X_BAD_STUB_DATA : RPC_S_ASYNC_CALL_PENDING;
  if (!beck_ndr_get_u32 (reader, &count))
    return reader->fault.status;
  pipe->left = count;
  pipe->received_end = count == 0;
  return 0;
}

static guint32
read_input (Pipe *pipe, BeckNdrReader *reader, gboolean ended, void *buffer, ULONG capacity,
            ULONG *count)
{
  guint32 status = 0;

  while (status == 0 && *count < capacity && !pipe->received_end)
    {
      status = read_count (pipe, reader, ended);
      if (status != 0 || pipe->received_end)
        break;
      status = read_elements (pipe, reader, ended, buffer, capacity, count);
      if (pipe->left > 0)
        break;
    }
  /* The end is told by a pull of its own. */
  if (*count > 0 && pipe->received_end)
    {
      pipe->received_end = FALSE;
      reader->pos -= sizeof (guint32);
    }
  if (status == RPC_S_ASYNC_CALL_PENDING && *count > 0)
    return 0;
  if (status == 0 && *count == 0 && !pipe->received_end && capacity > 0)
    return RPC_S_ASYNC_CALL_PENDING;
  return status;
}

static void
drop_stale (BeckRpcPipes *pipes, BeckRpcBytes *input)
{
  gsize stale = pipes->position & ~(gsize) (BLOCK - 1);

  if (stale < STALE || stale > input->size)
    return;
  beck_rpc_bytes_drop (input, stale);
  pipes->position -= stale;
}

/* With the input held. */
static guint32
pull_from (Pipe *pipe, BeckRpcBytes *input, guint8 drep, gboolean ended, void *buffer,
           ULONG capacity, ULONG *count)
{
  BeckRpcPipes *pipes = pipe->pipes;
  BeckNdrReader reader;
  guint32 status;

  beck_ndr_reader_init (&reader, input->data, input->size, drep, NULL, NULL, NULL);
  reader.pos = pipes->position;
  status = read_input (pipe, &reader, ended, buffer, capacity, count);
  pipes->position = reader.pos;
  beck_ndr_reader_end (&reader, TRUE);
  drop_stale (pipes, input);
  return status;
}

static guint32
pull_locked (Pipe *pipe, void *buffer, ULONG capacity, ULONG *count)
{
  BeckRpcPipes *pipes = pipe->pipes;
  BeckRpcBytes *input;
  gboolean ended;
  guint8 drep;
  guint32 status = check_pull (pipe);

  if (status != 0)
    return status;
  status = pipes->side->hold_input (pipes->user, &input, &drep, &ended);
  if (status == 0)
    status = pull_from (pipe, input, drep, ended, buffer, capacity, count);
  pipes->pending = status == RPC_S_ASYNC_CALL_PENDING;
  pipes->side->release_input (pipes->user);
  return status;
}

static RPC_STATUS
pull (char *state, void *buffer, ULONG capacity, ULONG *count)
{
  Pipe *pipe = (Pipe *) (gpointer) state;
  BeckRpcPipes *pipes = pipe->pipes;
  gboolean drained;
  guint32 status;

  *count = 0;
  if (!pipes->side->reserve (pipes->user))
    return RPC_S_OUT_OF_MEMORY;
  beck_lock_acquire (&pipes->lock);
  status = pull_locked (pipe, buffer, capacity, count);
  drained = status == 0 && pipes->want_drain && received_before (pipes, end_of (pipes));
  if (drained)
    pipes->want_drain = FALSE;
  beck_lock_release (&pipes->lock);
  if (drained)
    pipes->side->drained (pipes->user);
  return (RPC_STATUS) status;
}

/* ---- Push ---- */

/* The writer begins as many bytes behind a boundary as what is sent does. */
static gboolean
write_chunk (BeckNdrWriter *writer, const Pipe *pipe, gsize skew, const guint8 *buffer, ULONG count)
{
  for (gsize i = 0; i < skew; i++)
    if (!beck_ndr_put_u8 (writer, 0))
      return FALSE;
  if (!beck_ndr_put_u32 (writer, count))
    return FALSE;
  for (ULONG i = 0; i < count; i++)
    if (!pipe->type->put (writer, buffer + i * pipe->type->size))
      return FALSE;
  return TRUE;
}

static RPC_STATUS
push (char *state, void *buffer, ULONG count)
{
  Pipe *pipe = (Pipe *) (gpointer) state;
  BeckRpcPipes *pipes = pipe->pipes;
  gsize skew = pipes->sent % BLOCK;
  g_auto (BeckNdrWriter) writer = { 0 };
  guint32 status;
  gboolean last;

  if (!pipes->side->reserve (pipes->user))
    return RPC_S_OUT_OF_MEMORY;
  beck_lock_acquire (&pipes->lock);
  status = check_push (pipe);
  pipe->sent_end = pipe->sent_end || (status == 0 && count == 0);
  last = status == 0 && sent_before (pipes, end_of (pipes));
  beck_lock_release (&pipes->lock);
  if (status != 0)
    return (RPC_STATUS) status;
  beck_ndr_writer_init (&writer, NULL);
  if (!write_chunk (&writer, pipe, skew, buffer, count))
    return (RPC_STATUS) writer.fault.status;
  pipes->sent += writer.pos - skew;
  return (RPC_STATUS) pipes->side->send (pipes->user, writer.data + skew, writer.pos - skew, last);
}

/* ---- For the sides ---- */

BeckRpcPipes *
beck_rpc_pipes_new (const BeckRpcPipeSide *side, gpointer user, const BeckNdrMethod *method,
                    void *args, gsize position, gsize sent)
{
  guint n = method->n_async_pipes;
  BeckRpcPipes *pipes = beck_alloc0 (sizeof *pipes + n * sizeof (Pipe));

  if (pipes == NULL)
    return NULL;
  pipes->side = side;
  pipes->user = user;
  pipes->position = position;
  pipes->sent = sent;
  pipes->n = n;
  for (guint i = 0; i < n; i++)
    {
      const BeckNdrAsyncPipe *described = &method->async_pipes[i];
      BeckRpcAsyncPipe *face =
          *(BeckRpcAsyncPipe **) (gpointer) ((char *) args + described->offset);
      gboolean in = (described->type->flags & BECK_RPC_PIPE_IN) != 0;
      gboolean out = (described->type->flags & BECK_RPC_PIPE_OUT) != 0;

      pipes->pipes[i] = (Pipe){ .pipes = pipes,
                                .type = described->type,
                                .sends = side->client ? in : out,
                                .receives = side->client ? out : in };
      *face = (BeckRpcAsyncPipe){ pull, push, NULL, (char *) &pipes->pipes[i] };
    }
  return pipes;
}

void
beck_rpc_pipes_free (BeckRpcPipes *pipes)
{
  beck_free (pipes);
}

gsize
beck_rpc_pipes_get_sent (BeckRpcPipes *pipes)
{
  return pipes->sent;
}

gsize
beck_rpc_pipes_get_rest (BeckRpcPipes *pipes)
{
  return pipes->position;
}

gboolean
beck_rpc_pipes_have (const BeckNdrMethod *method, guint direction)
{
  for (guint i = 0; i < method->n_async_pipes; i++)
    if (method->async_pipes[i].type->flags & direction)
      return TRUE;
  return FALSE;
}

guint32
beck_rpc_pipes_check_ends (BeckRpcPipes *pipes)
{
  gboolean good;

  beck_lock_acquire (&pipes->lock);
  good = sent_before (pipes, end_of (pipes)) && received_before (pipes, end_of (pipes));
  beck_lock_release (&pipes->lock);
  return good ? 0 : RPC_X_PIPE_DISCIPLINE_ERROR;
}

gboolean
beck_rpc_pipes_take_pending (BeckRpcPipes *pipes)
{
  gboolean pending;

  beck_lock_acquire (&pipes->lock);
  pending = pipes->pending;
  pipes->pending = FALSE;
  beck_lock_release (&pipes->lock);
  return pending;
}

gboolean
beck_rpc_pipes_wait_for_drain (BeckRpcPipes *pipes)
{
  gboolean wanted;

  beck_lock_acquire (&pipes->lock);
  wanted = !pipes->stopped && !received_before (pipes, end_of (pipes));
  pipes->want_drain = wanted;
  beck_lock_release (&pipes->lock);
  return wanted;
}

gboolean
beck_rpc_pipes_stop_waiting (BeckRpcPipes *pipes)
{
  gboolean waited;

  beck_lock_acquire (&pipes->lock);
  waited = pipes->want_drain;
  pipes->want_drain = FALSE;
  pipes->stopped = TRUE;
  beck_lock_release (&pipes->lock);
  return waited;
}
