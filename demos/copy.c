/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * A ring of blocks. Each goes round: it is read, written, counted into the digest, and read
 * again. As the calls of a stream take effect in the order of Begin_, the n-th read to begin
 * reads the n-th block of the file, whatever order the calls are found complete in; three
 * marks on the ring keep writing and counting in that order:
 *
 *        counted        written          read
 *   ───────┴───────────────┴───────────────┴────────
 *    idle  │ WRITING, DONE │ READING, READ │  idle
 */

#include "copy.h"

#include <string.h>

#define BLOCK_SIZE (256 * 1024)

typedef enum
{
  BLOCK_IDLE,
  BLOCK_READING, /* a call is in flight */
  BLOCK_READ,
  BLOCK_WRITING, /* a call is in flight */
  BLOCK_SKIPPING, /* likewise: a hole, the target is moved on */
  BLOCK_DONE,
} BlockState;

typedef struct
{
  AsyncISimpleStream *call;
  ISynchronize *sync;
} Call;

typedef struct
{
  BlockState state;
  Call read;
  Call write;
  byte *data;
  ULONG size;
} Block;

typedef struct
{
  const CopyRequest *request;
  CopyResult *result;
  ISynchronizeContainer *container;
  GChecksum *checksum;
  Block blocks[COPY_DEPTH];
  guint64 n_read;    /* blocks whose read was begun */
  guint64 n_written; /* blocks whose write was begun */
  guint64 n_counted;
  guint in_flight;
  gboolean at_end;   /* of the source */
  gboolean has_hole;
} Copy;

static Block *
block_at (Copy *copy, guint64 index)
{
  return &copy->blocks[index % COPY_DEPTH];
}

static gboolean
is_in_flight (const Block *block)
{
  return block->state == BLOCK_READING || block->state == BLOCK_WRITING
         || block->state == BLOCK_SKIPPING;
}

/* --- beginning --- */

/* Enters a call that was begun. */
static HRESULT
launch (Copy *copy, Block *block, BlockState state, Call *call)
{
  block->state = state;
  copy->in_flight++;
  return ISynchronizeContainer_AddSynchronize (copy->container, call->sync);
}

static HRESULT
begin_read (Copy *copy)
{
  Block *block = block_at (copy, copy->n_read);
  HRESULT hr = AsyncISimpleStream_Begin_Read (block->read.call, BLOCK_SIZE);

  if (FAILED (hr))
    return hr;
  copy->n_read++;
  return launch (copy, block, BLOCK_READING, &block->read);
}

static gboolean
is_zero (const byte *data, ULONG size)
{
  return data[0] == 0 && memcmp (data, data + 1, size - 1) == 0;
}

static HRESULT
begin_write (Copy *copy)
{
  Block *block = block_at (copy, copy->n_written++);
  BlockState state = BLOCK_WRITING;
  HRESULT hr;

  if (block->size == 0)
    {
      block->state = BLOCK_DONE;
      return S_OK;
    }
  if (copy->request->sparse && is_zero (block->data, block->size))
    {
      state = BLOCK_SKIPPING;
      copy->has_hole = TRUE;
      hr = AsyncISimpleStream_Begin_Seek (block->write.call, block->size, STREAM_SEEK_CUR);
    }
  else
    hr = AsyncISimpleStream_Begin_Write (block->write.call, block->data, block->size);
  copy->result->target_failed = FAILED (hr);
  return SUCCEEDED (hr) ? launch (copy, block, state, &block->write) : hr;
}

/* --- finishing --- */

static HRESULT
finish_read (Copy *copy, Block *block)
{
  HRESULT hr = AsyncISimpleStream_Finish_Read (block->read.call, block->data, &block->size);

  block->state = BLOCK_READ;
  if (hr == S_FALSE)
    copy->at_end = TRUE;
  return hr;
}

static HRESULT
finish_write (Copy *copy, Block *block)
{
  ULONGLONG position;
  ULONG n;
  HRESULT hr = block->state == BLOCK_WRITING
                   ? AsyncISimpleStream_Finish_Write (block->write.call, &n)
                   : AsyncISimpleStream_Finish_Seek (block->write.call, &position);

  block->state = BLOCK_DONE;
  copy->result->target_failed = FAILED (hr);
  return hr;
}

static HRESULT
finish (Copy *copy, Block *block)
{
  copy->in_flight--;
  return block->state == BLOCK_READING ? finish_read (copy, block) : finish_write (copy, block);
}

static void
count (Copy *copy)
{
  Block *block = block_at (copy, copy->n_counted++);

  g_checksum_update (copy->checksum, block->data, block->size);
  copy->result->size += block->size;
  block->state = BLOCK_IDLE;
  progress_update (copy->request->progress, copy->result->size);
}

/* Does all that the completed calls allow. */
static HRESULT
advance (Copy *copy)
{
  HRESULT hr = S_OK;

  while (SUCCEEDED (hr) && copy->n_written < copy->n_read
         && block_at (copy, copy->n_written)->state == BLOCK_READ)
    hr = begin_write (copy);
  while (copy->n_counted < copy->n_written
         && block_at (copy, copy->n_counted)->state == BLOCK_DONE)
    count (copy);
  while (SUCCEEDED (hr) && !copy->at_end && copy->n_read < copy->n_counted + COPY_DEPTH)
    hr = begin_read (copy);
  return hr;
}

/* --- the loop --- */

static Block *
block_of (Copy *copy, ISynchronize *sync)
{
  for (int i = 0; i < COPY_DEPTH; i++)
    if (copy->blocks[i].read.sync == sync || copy->blocks[i].write.sync == sync)
      return &copy->blocks[i];
  return NULL;
}

/* Waits for one call, whichever it is, and finishes it. */
static HRESULT
reap_one (Copy *copy)
{
  g_autoptr (ISynchronize) sync = NULL;
  HRESULT hr = ISynchronizeContainer_WaitMultiple (copy->container, 0, INFINITE, &sync);

  if (FAILED (hr))
    return hr;
  if (sync == copy->request->interrupt)
    return RPC_E_CALL_CANCELED;
  return finish (copy, block_of (copy, sync));
}

/* A call that completed meanwhile cannot be cancelled any more, and is just finished. */
static void
cancel (Copy *copy, Block *block)
{
  gboolean is_read = block->state == BLOCK_READING;
  Call *call = is_read ? &block->read : &block->write;
  g_autoptr (ICancelMethodCalls) cancel_calls = NULL;

  if (SUCCEEDED (ISynchronize_QueryInterface (call->sync, &IID_ICancelMethodCalls,
                                              (void **) &cancel_calls)))
    ICancelMethodCalls_Cancel (cancel_calls, 0);
  if (finish (copy, block) != RPC_E_CALL_CANCELED)
    copy->result->completed++;
  else if (is_read)
    copy->result->reads_cancelled++;
  else
    copy->result->writes_cancelled++;
}

/* Leaves nothing in flight. The first failure's owner has been noted. */
static void
give_up (Copy *copy)
{
  gboolean target_failed = copy->result->target_failed;

  for (int i = 0; i < COPY_DEPTH; i++)
    if (is_in_flight (&copy->blocks[i]))
      cancel (copy, &copy->blocks[i]);
  copy->result->target_failed = target_failed;
}

/* A hole at the end has not made the file longer yet. */
static HRESULT
set_size (Copy *copy)
{
  g_autoptr (IFileStream) file = NULL;
  HRESULT hr
      = ISimpleStream_QueryInterface (copy->request->target, &IID_IFileStream, (void **) &file);

  if (SUCCEEDED (hr))
    hr = IFileStream_SetSize (file, copy->result->size);
  copy->result->target_failed = FAILED (hr);
  return hr;
}

static HRESULT
run (Copy *copy)
{
  HRESULT hr = ISynchronizeContainer_AddSynchronize (copy->container, copy->request->interrupt);

  if (SUCCEEDED (hr))
    hr = advance (copy);
  while (SUCCEEDED (hr) && copy->in_flight > 0)
    {
      hr = reap_one (copy);
      if (SUCCEEDED (hr))
        hr = advance (copy);
    }
  if (SUCCEEDED (hr) && copy->has_hole)
    hr = set_size (copy);
  if (FAILED (hr))
    give_up (copy);
  return hr;
}

/* --- making and clearing --- */

static HRESULT
call_init (Call *call, ISimpleStream *stream)
{
  HRESULT hr = demo_new_call (stream, &IID_AsyncISimpleStream, &call->call);

  if (SUCCEEDED (hr))
    hr = AsyncISimpleStream_QueryInterface (call->call, &IID_ISynchronize, (void **) &call->sync);
  return hr;
}

static void
call_clear (Call *call)
{
  if (call->sync != NULL)
    ISynchronize_Release (call->sync);
  if (call->call != NULL)
    AsyncISimpleStream_Release (call->call);
}

static HRESULT
copy_init (Copy *copy)
{
  HRESULT hr = CoCreateInstance (&CLSID_SynchronizeContainer, NULL, CLSCTX_INPROC_SERVER,
                                 &IID_ISynchronizeContainer, (void **) &copy->container);

  for (int i = 0; SUCCEEDED (hr) && i < COPY_DEPTH; i++)
    {
      copy->blocks[i].data = g_malloc (BLOCK_SIZE);
      hr = call_init (&copy->blocks[i].read, copy->request->source);
      if (SUCCEEDED (hr))
        hr = call_init (&copy->blocks[i].write, copy->request->target);
    }
  return hr;
}

static void
copy_clear (Copy *copy)
{
  for (int i = 0; i < COPY_DEPTH; i++)
    {
      call_clear (&copy->blocks[i].read);
      call_clear (&copy->blocks[i].write);
      g_free (copy->blocks[i].data);
    }
  if (copy->container != NULL)
    ISynchronizeContainer_Release (copy->container);
  g_checksum_free (copy->checksum);
}

HRESULT
copy_run (const CopyRequest *request, CopyResult *result)
{
  Copy copy = { .request = request, .result = result };
  HRESULT hr;

  *result = (CopyResult){ 0 };
  copy.checksum = g_checksum_new (G_CHECKSUM_SHA256);
  hr = copy_init (&copy);
  if (SUCCEEDED (hr))
    hr = run (&copy);
  if (SUCCEEDED (hr))
    g_strlcpy (result->digest, g_checksum_get_string (copy.checksum), sizeof result->digest);
  copy_clear (&copy);
  return hr;
}
