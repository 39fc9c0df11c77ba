/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Pipes at the client (rpc.md 4.1, wire.md 3.7): the stub drives the program's functions. Chunks
 * are a count and as many elements; a count of 0 is the end.
 */

#include "private.h"

/* What the program is asked for: as many elements as fit, at least one. */
#define BUFFER_SIZE 16384

static ULONG
wanted_bytes (const BeckNdrPipeType *type)
{
  gsize bytes = type->size >= BUFFER_SIZE ? type->size : BUFFER_SIZE / type->size * type->size;

  return (ULONG) MIN (bytes, G_MAXUINT32);
}

/* The program's buffer and the number of elements it has room for; 0 if there is none. */
static ULONG
get_buffer (const BeckNdrPipeType *type, const BeckRpcPipe *pipe, void **buffer)
{
  ULONG got = 0;

  *buffer = NULL;
  pipe->alloc (pipe->state, wanted_bytes (type), buffer, &got);
  return *buffer != NULL ? (ULONG) (got / type->size) : 0;
}

/* ---- To the server ---- */

static gboolean
put_chunk (BeckNdrWriter *ndr, const BeckNdrPipeType *type, const void *buffer, ULONG count)
{
  const guint8 *element = buffer;

  BECK_NDR_TRY (ndr, type->name, beck_ndr_put_u32 (ndr, count));
  for (ULONG i = 0; i < count; i++, element += type->size)
    BECK_NDR_TRY_AT (ndr, type->name, i, type->put (ndr, element));
  return TRUE;
}

gboolean
beck_rpc_put_in_pipe (BeckNdrWriter *ndr, const BeckNdrPipeType *type, const void *pipe)
{
  const BeckRpcPipe *source = pipe;
  ULONG capacity, count;
  void *buffer;

  if (source == NULL || source->pull == NULL || source->alloc == NULL)
    return beck_ndr_writer_fail (ndr, RPC_X_INVALID_PIPE_OBJECT, "a pipe without functions");
  capacity = get_buffer (type, source, &buffer);
  if (capacity == 0)
    return beck_ndr_writer_fail (ndr, RPC_X_PIPE_APP_MEMORY, "a pipe without a buffer");
  do
    {
      count = 0;
      source->pull (source->state, buffer, capacity, &count);
      if (count > capacity)
        return beck_ndr_writer_fail_numbers (ndr, RPC_X_PIPE_DISCIPLINE_ERROR,
                                             "more elements than the buffer holds", count,
                                             capacity);
      if (!put_chunk (ndr, type, buffer, count))
        return FALSE;
    }
  while (count > 0);
  return TRUE;
}

/* ---- From the server ---- */

static gboolean
get_elements (BeckNdrReader *ndr, const BeckNdrPipeType *type, void *buffer, ULONG count)
{
  guint8 *element = buffer;

  for (ULONG i = 0; i < count; i++, element += type->size)
    BECK_NDR_TRY_AT (ndr, type->name, i, type->get (ndr, element));
  return TRUE;
}

/* A chunk of the server's, in as many pieces as the buffer needs. */
static gboolean
push_chunk (BeckNdrReader *ndr, const BeckNdrPipeType *type, const BeckRpcPipe *sink,
            void *buffer, ULONG capacity, ULONG count)
{
  while (count > 0)
    {
      ULONG piece = MIN (count, capacity);

      if (!get_elements (ndr, type, buffer, piece))
        return FALSE;
      sink->push (sink->state, buffer, piece);
      count -= piece;
    }
  return TRUE;
}

gboolean
beck_rpc_get_out_pipe (BeckNdrReader *ndr, const BeckNdrPipeType *type, const void *pipe)
{
  const BeckRpcPipe *sink = pipe;
  ULONG capacity;
  guint32 count;
  void *buffer;

  if (sink == NULL || sink->push == NULL || sink->alloc == NULL)
    return beck_ndr_reader_fail (ndr, RPC_X_INVALID_PIPE_OBJECT, "a pipe without functions");
  capacity = get_buffer (type, sink, &buffer);
  if (capacity == 0)
    return beck_ndr_reader_fail (ndr, RPC_X_PIPE_APP_MEMORY, "a pipe without a buffer");
  do
    {
      BECK_NDR_TRY (ndr, type->name, beck_ndr_get_u32 (ndr, &count));
      BECK_NDR_TRY (ndr, type->name, beck_ndr_get_check_elements (ndr, count, type->least));
      if (!push_chunk (ndr, type, sink, buffer, capacity, count))
        return FALSE;
    }
  while (count > 0);
  sink->push (sink->state, buffer, 0);
  return TRUE;
}
