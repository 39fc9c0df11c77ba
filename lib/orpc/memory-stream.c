/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Streams of memory. A stream is a position in a block of bytes, which its clones share; the block
 * goes with the last of them. A block is one piece of malloc(3), so that it may come from, and go
 * to, GlobalAlloc().
 */

#include "orpc/memory-stream.h"

#include <beck/hresult.h>
#include <beck/object.h>
#include <beck/stream.h>
#include <malloc.h>
#include <string.h>

#include "base/alloc.h"

/* Positions and sizes are below this, so that sums do not overflow. */
#define POSITION_MAX ((guint64) G_MAXINT64)

typedef struct
{
  gint refs;
  gboolean keep; /* the bytes are somebody else's, in the end */
  GMutex lock;   /* of what follows */
  guint8 *data;
  gsize size;
  gsize capacity;
} Block;

typedef struct
{
  BeckObject object;
  IStream stream;
  IAgileObject agile;
  Block *block;
  guint64 position; /* under the block's lock */
} MemoryStream;

static const BeckClass memory_stream_class;

static MemoryStream *
stream_self (IStream *This)
{
  return BECK_SELF (MemoryStream, stream, This);
}

/* ---- Blocks ---- */

static Block *
block_new (void)
{
  Block *block = beck_alloc0 (sizeof *block);

  if (block == NULL)
    return NULL;
  block->refs = 1;
  g_mutex_init (&block->lock);
  return block;
}

static void
block_unref (Block *block)
{
  if (block == NULL || __atomic_sub_fetch (&block->refs, 1, __ATOMIC_ACQ_REL) > 0)
    return;
  if (!block->keep)
    beck_free (block->data);
  g_mutex_clear (&block->lock);
  beck_free (block);
}

/* Under the lock. */
static HRESULT
block_reserve (Block *block, guint64 size)
{
  guint64 capacity = MAX (size, MIN (2 * (guint64) block->capacity, size + ((guint64) 1 << 24)));
  guint8 *data;

  if (size <= block->capacity)
    return S_OK;
  if (size > G_MAXSSIZE)
    return STG_E_MEDIUMFULL;
  data = beck_realloc (block->data, MAX (capacity, 64));
  if (data == NULL)
    return STG_E_MEDIUMFULL;
  block->data = data;
  block->capacity = MAX (capacity, 64);
  return S_OK;
}

/* Under the lock: bytes that come in between are zero. */
static HRESULT
block_resize (Block *block, guint64 size)
{
  HRESULT hr = block_reserve (block, size);

  if (FAILED (hr))
    return hr;
  if (size > block->size)
    memset (block->data + block->size, 0, size - block->size);
  block->size = size;
  return S_OK;
}

/* Under the lock: the bytes from @position on, at most @wanted. */
static gsize
block_left (const Block *block, guint64 position, guint64 wanted)
{
  return position < block->size ? MIN (wanted, block->size - position) : 0;
}

/* ---- ISequentialStream ---- */

static HRESULT STDMETHODCALLTYPE
stream_read (IStream *This, void *buffer, ULONG wanted, ULONG *n_read)
{
  MemoryStream *self = stream_self (This);
  Block *block = self->block;
  gsize n;

  if (buffer == NULL)
    return STG_E_INVALIDPOINTER;
  g_mutex_lock (&block->lock);
  n = block_left (block, self->position, wanted);
  if (n > 0)
    memcpy (buffer, block->data + self->position, n);
  self->position += n;
  g_mutex_unlock (&block->lock);
  if (n_read != NULL)
    *n_read = (ULONG) n;
  return n < wanted ? S_FALSE : S_OK;
}

/* Under the lock. */
static HRESULT
write_here (MemoryStream *self, const void *data, gsize n)
{
  Block *block = self->block;
  HRESULT hr = S_OK;

  if (n == 0)
    return S_OK;
  if (self->position > POSITION_MAX - n)
    return STG_E_MEDIUMFULL;
  if (self->position + n > block->size)
    {
      gsize end = block->size;

      hr = block_reserve (block, self->position + n);
      if (FAILED (hr))
        return hr;
      if (self->position > end)
        memset (block->data + end, 0, self->position - end);
      block->size = self->position + n;
    }
  memcpy (block->data + self->position, data, n);
  self->position += n;
  return S_OK;
}

static HRESULT STDMETHODCALLTYPE
stream_write (IStream *This, const void *data, ULONG n, ULONG *n_written)
{
  MemoryStream *self = stream_self (This);
  HRESULT hr;

  if (n_written != NULL)
    *n_written = 0;
  if (data == NULL)
    return STG_E_INVALIDPOINTER;
  g_mutex_lock (&self->block->lock);
  hr = write_here (self, data, n);
  g_mutex_unlock (&self->block->lock);
  if (SUCCEEDED (hr) && n_written != NULL)
    *n_written = n;
  return hr;
}

/* ---- IStream ---- */

static HRESULT
seek_from (guint64 base, gint64 move, guint64 *position)
{
  if (move < 0 ? base < (guint64) -(move + 1) + 1 : (guint64) move > POSITION_MAX - base)
    return STG_E_INVALIDFUNCTION;
  *position = base + (guint64) move;
  return S_OK;
}

static HRESULT STDMETHODCALLTYPE
stream_seek (IStream *This, LARGE_INTEGER move, DWORD origin, ULARGE_INTEGER *position)
{
  MemoryStream *self = stream_self (This);
  HRESULT hr = STG_E_INVALIDFUNCTION;

  g_mutex_lock (&self->block->lock);
  if (origin == STREAM_SEEK_SET)
    hr = seek_from (0, move.QuadPart, &self->position);
  else if (origin == STREAM_SEEK_CUR)
    hr = seek_from (self->position, move.QuadPart, &self->position);
  else if (origin == STREAM_SEEK_END)
    hr = seek_from (self->block->size, move.QuadPart, &self->position);
  if (position != NULL)
    position->QuadPart = self->position;
  g_mutex_unlock (&self->block->lock);
  return hr;
}

static HRESULT STDMETHODCALLTYPE
stream_set_size (IStream *This, ULARGE_INTEGER size)
{
  Block *block = stream_self (This)->block;
  HRESULT hr;

  g_mutex_lock (&block->lock);
  hr = block_resize (block, size.QuadPart);
  g_mutex_unlock (&block->lock);
  return hr;
}

/* Part of what is left, in a buffer, as the other stream is called without our lock. */
static HRESULT
copy_some (MemoryStream *self, IStream *to, ULONG wanted, ULONG *n_read, ULONG *n_written)
{
  guint8 buffer[4096];
  HRESULT hr = stream_read (&self->stream, buffer, MIN (wanted, sizeof buffer), n_read);

  *n_written = 0;
  if (FAILED (hr) || *n_read == 0)
    return hr;
  hr = to->lpVtbl->Write (to, buffer, *n_read, n_written);
  return SUCCEEDED (hr) && *n_written < *n_read ? STG_E_MEDIUMFULL : hr;
}

static HRESULT STDMETHODCALLTYPE
stream_copy_to (IStream *This, IStream *to, ULARGE_INTEGER n, ULARGE_INTEGER *n_read,
                ULARGE_INTEGER *n_written)
{
  guint64 total_read = 0, total_written = 0;
  ULONG just_read, just_written;
  HRESULT hr = S_OK;

  if (to == NULL)
    return STG_E_INVALIDPOINTER;
  while (SUCCEEDED (hr) && total_read < n.QuadPart)
    {
      hr = copy_some (stream_self (This), to, (ULONG) MIN (n.QuadPart - total_read, G_MAXUINT32),
                      &just_read, &just_written);
      total_read += just_read;
      total_written += just_written;
      if (just_read == 0)
        break;
    }
  if (n_read != NULL)
    n_read->QuadPart = total_read;
  if (n_written != NULL)
    n_written->QuadPart = total_written;
  return SUCCEEDED (hr) ? S_OK : hr;
}

static HRESULT STDMETHODCALLTYPE
stream_commit (IStream *This, DWORD flags)
{
  return S_OK;
}

static HRESULT STDMETHODCALLTYPE
stream_revert (IStream *This)
{
  return S_OK;
}

static HRESULT STDMETHODCALLTYPE
stream_lock_region (IStream *This, ULARGE_INTEGER offset, ULARGE_INTEGER n, DWORD type)
{
  return STG_E_INVALIDFUNCTION;
}

static HRESULT STDMETHODCALLTYPE
stream_stat (IStream *This, STATSTG *stat, DWORD flags)
{
  Block *block = stream_self (This)->block;

  if (stat == NULL)
    return STG_E_INVALIDPOINTER;
  memset (stat, 0, sizeof *stat);
  stat->type = STGTY_STREAM;
  g_mutex_lock (&block->lock);
  stat->cbSize.QuadPart = block->size;
  g_mutex_unlock (&block->lock);
  return S_OK;
}

static HRESULT STDMETHODCALLTYPE
stream_clone (IStream *This, IStream **clone)
{
  MemoryStream *self = stream_self (This);
  MemoryStream *made;

  if (clone == NULL)
    return STG_E_INVALIDPOINTER;
  *clone = NULL;
  made = beck_object_new (&memory_stream_class, NULL);
  if (made == NULL)
    return E_OUTOFMEMORY;
  made->block = self->block;
  __atomic_add_fetch (&self->block->refs, 1, __ATOMIC_RELAXED);
  g_mutex_lock (&self->block->lock);
  made->position = self->position;
  g_mutex_unlock (&self->block->lock);
  *clone = &made->stream;
  return S_OK;
}

/* ---- The class ---- */

static void
stream_finalize (gpointer object)
{
  block_unref (((MemoryStream *) object)->block);
}

static const BeckClass memory_stream_class = {
  .name = "BeckMemoryStream",
  .size = sizeof (MemoryStream),
  .interfaces = BECK_INTERFACES (
      BECK_INTERFACE (MemoryStream, stream, IStream, .Read = stream_read, .Write = stream_write,
                      .Seek = stream_seek, .SetSize = stream_set_size, .CopyTo = stream_copy_to,
                      .Commit = stream_commit, .Revert = stream_revert,
                      .LockRegion = stream_lock_region, .UnlockRegion = stream_lock_region,
                      .Stat = stream_stat, .Clone = stream_clone),
      BECK_BASE_INTERFACE (MemoryStream, stream, ISequentialStream),
      BECK_INTERFACE (MemoryStream, agile, IAgileObject, )),
  .finalize = stream_finalize,
};

static HRESULT
new_stream (IStream **stream, Block **block)
{
  MemoryStream *self = beck_object_new (&memory_stream_class, NULL);

  if (self == NULL)
    return E_OUTOFMEMORY;
  self->block = block_new ();
  if (self->block == NULL)
    {
      beck_object_unref (self);
      return E_OUTOFMEMORY;
    }
  *stream = &self->stream;
  *block = self->block;
  return S_OK;
}

HRESULT
beck_memory_stream_new (gconstpointer data, gsize size, IStream **stream)
{
  Block *block;
  HRESULT hr;

  if (stream == NULL)
    return E_INVALIDARG;
  *stream = NULL;
  if (data == NULL && size > 0)
    return E_INVALIDARG;
  hr = new_stream (stream, &block);
  if (FAILED (hr) || size == 0)
    return hr;
  if (FAILED (block_resize (block, size)))
    {
      (*stream)->lpVtbl->Release (*stream);
      *stream = NULL;
      return E_OUTOFMEMORY;
    }
  memcpy (block->data, data, size);
  return S_OK;
}

HRESULT
CreateStreamOnHGlobal (PVOID bytes, BOOL delete_on_release, IStream **stream)
{
  Block *block;
  HRESULT hr;

  if (stream == NULL)
    return E_INVALIDARG;
  *stream = NULL;
  hr = new_stream (stream, &block);
  if (FAILED (hr))
    return hr;
  block->keep = !delete_on_release;
  block->data = bytes;
  if (bytes != NULL)
    block->size = block->capacity = malloc_usable_size (bytes);
  return S_OK;
}

/* ---- What is in it ---- */

HRESULT
GetHGlobalFromStream (IStream *stream, PVOID *bytes)
{
  gsize size;

  if (bytes == NULL)
    return E_INVALIDARG;
  *bytes = NULL;
  if (stream == NULL || beck_object_from_interface (stream, &memory_stream_class) == NULL)
    return E_INVALIDARG;
  *bytes = (PVOID) (guintptr) beck_memory_stream_look (stream, &size);
  return S_OK;
}

const guint8 *
beck_memory_stream_look (IStream *stream, gsize *size)
{
  Block *block = stream_self (stream)->block;
  const guint8 *data;

  g_mutex_lock (&block->lock);
  data = block->data;
  *size = block->size;
  g_mutex_unlock (&block->lock);
  return data;
}
