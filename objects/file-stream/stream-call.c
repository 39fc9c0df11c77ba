/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Begin_ methods take their arguments in, the data to be written too, and queue the job;
 * Finish_ methods hand its results out. Results go through the job's own memory: the
 * buffers of a client that was cancelled are gone while the work may still be under way.
 */

#include "stream-call.h"

#include <beck/hresult.h>
#include <beck/memory.h>
#include <string.h>

static HRESULT
begin (StreamCall *self, StreamMethod method, StreamJob **job)
{
  FileStream *stream = beck_call_get_server (self);
  HRESULT hr = beck_call_begin (self, method, job);

  if (FAILED (hr))
    return hr;
  (*job)->lane.run = stream_job_run;
  (*job)->file = &stream->open;
  (*job)->method = method;
  return S_OK;
}

static HRESULT
start (StreamJob *job)
{
  FileStream *stream = beck_job_get_server (&job->lane.job);

  return lane_start (&stream->lane, &job->lane);
}

/* Begins a call with a copy of @size bytes. */
static HRESULT
begin_with_data (StreamCall *self, StreamMethod method, gconstpointer data, ULONG size,
                 StreamJob **job)
{
  HRESULT hr = begin (self, method, job);

  if (FAILED (hr) || size == 0)
    return hr;
  (*job)->data = CoTaskMemAlloc (size);
  if ((*job)->data == NULL)
    return beck_job_refuse (&(*job)->lane.job, E_OUTOFMEMORY);
  memcpy ((*job)->data, data, size);
  (*job)->size = size;
  return S_OK;
}

/* For methods without results. */
static HRESULT
finish (StreamCall *self, StreamMethod method)
{
  StreamJob *job;
  HRESULT hr = beck_call_finish (self, method, &job);

  return beck_job_end (job, hr);
}

/* For methods whose result is a position or a size. */
static HRESULT
finish_with_value (StreamCall *self, StreamMethod method, ULONGLONG *value)
{
  StreamJob *job;
  HRESULT hr;

  if (value == NULL)
    return E_POINTER;
  hr = beck_call_finish (self, method, &job);
  *value = SUCCEEDED (hr) ? job->value : 0;
  return beck_job_end (job, hr);
}

/* --- AsyncISimpleStream --- */

static HRESULT
begin_read (AsyncISimpleStream *This, ULONG cb)
{
  StreamCall *self = BECK_SELF (StreamCall, stream, This);
  StreamJob *job;
  HRESULT hr = begin (self, METHOD_READ, &job);

  if (FAILED (hr))
    return hr;
  job->size = cb;
  return start (job);
}

/* @pv has the size that was given to Begin_Read. */
static HRESULT
finish_read (AsyncISimpleStream *This, byte *pv, ULONG *pcbRead)
{
  StreamJob *job;
  HRESULT hr;

  if (pv == NULL || pcbRead == NULL)
    return E_POINTER;
  hr = beck_call_finish (BECK_SELF (StreamCall, stream, This), METHOD_READ, &job);
  *pcbRead = SUCCEEDED (hr) ? job->done : 0;
  if (*pcbRead > 0)
    memcpy (pv, job->data, job->done);
  return beck_job_end (job, hr);
}

static HRESULT
begin_write (AsyncISimpleStream *This, const byte *pv, ULONG cb)
{
  StreamCall *self = BECK_SELF (StreamCall, stream, This);
  StreamJob *job;
  HRESULT hr;

  if (pv == NULL)
    return E_POINTER;
  hr = begin_with_data (self, METHOD_WRITE, pv, cb, &job);
  return SUCCEEDED (hr) ? start (job) : hr;
}

static HRESULT
finish_write (AsyncISimpleStream *This, ULONG *pcbWritten)
{
  StreamJob *job;
  HRESULT hr;

  if (pcbWritten == NULL)
    return E_POINTER;
  hr = beck_call_finish (BECK_SELF (StreamCall, stream, This), METHOD_WRITE, &job);
  *pcbWritten = SUCCEEDED (hr) ? job->done : 0;
  return beck_job_end (job, hr);
}

static HRESULT
begin_seek (AsyncISimpleStream *This, LONGLONG move, DWORD origin)
{
  StreamCall *self = BECK_SELF (StreamCall, stream, This);
  StreamJob *job;
  HRESULT hr = begin (self, METHOD_SEEK, &job);

  if (FAILED (hr))
    return hr;
  job->move = move;
  job->mode = origin;
  return start (job);
}

static HRESULT
finish_seek (AsyncISimpleStream *This, ULONGLONG *newPosition)
{
  return finish_with_value (BECK_SELF (StreamCall, stream, This), METHOD_SEEK, newPosition);
}

static HRESULT
begin_get_size (AsyncISimpleStream *This)
{
  StreamCall *self = BECK_SELF (StreamCall, stream, This);
  StreamJob *job;
  HRESULT hr = begin (self, METHOD_GET_SIZE, &job);

  return SUCCEEDED (hr) ? start (job) : hr;
}

static HRESULT
finish_get_size (AsyncISimpleStream *This, ULONGLONG *size)
{
  return finish_with_value (BECK_SELF (StreamCall, stream, This), METHOD_GET_SIZE, size);
}

/* --- AsyncIFileStream --- */

static HRESULT
begin_open (AsyncIFileStream *This, const CHAR *path, DWORD mode, DWORD permissions)
{
  StreamCall *self = BECK_SELF (StreamCall, file, This);
  StreamJob *job;
  HRESULT hr;

  if (path == NULL)
    return E_POINTER;
  hr = begin_with_data (self, METHOD_OPEN, path, (ULONG) strlen (path) + 1, &job);
  if (FAILED (hr))
    return hr;
  job->mode = mode;
  job->permissions = permissions;
  return start (job);
}

static HRESULT
finish_open (AsyncIFileStream *This)
{
  return finish (BECK_SELF (StreamCall, file, This), METHOD_OPEN);
}

static HRESULT
begin_set_size (AsyncIFileStream *This, ULONGLONG size)
{
  StreamCall *self = BECK_SELF (StreamCall, file, This);
  StreamJob *job;
  HRESULT hr = begin (self, METHOD_SET_SIZE, &job);

  if (FAILED (hr))
    return hr;
  job->value = size;
  return start (job);
}

static HRESULT
finish_set_size (AsyncIFileStream *This)
{
  return finish (BECK_SELF (StreamCall, file, This), METHOD_SET_SIZE);
}

static HRESULT
begin_close (AsyncIFileStream *This)
{
  StreamCall *self = BECK_SELF (StreamCall, file, This);
  StreamJob *job;
  HRESULT hr = begin (self, METHOD_CLOSE, &job);

  return SUCCEEDED (hr) ? start (job) : hr;
}

static HRESULT
finish_close (AsyncIFileStream *This)
{
  return finish (BECK_SELF (StreamCall, file, This), METHOD_CLOSE);
}

const BeckCallClass stream_call_class = {
  BECK_CALL_CLASS (
      StreamCall, job,
      BECK_INTERFACE (StreamCall, stream, AsyncISimpleStream, .Begin_Read = begin_read,
                      .Finish_Read = finish_read, .Begin_Write = begin_write,
                      .Finish_Write = finish_write, .Begin_Seek = begin_seek,
                      .Finish_Seek = finish_seek, .Begin_GetSize = begin_get_size,
                      .Finish_GetSize = finish_get_size),
      BECK_INTERFACE (StreamCall, file, AsyncIFileStream, .Begin_Open = begin_open,
                      .Finish_Open = finish_open, .Begin_SetSize = begin_set_size,
                      .Finish_SetSize = finish_set_size, .Begin_Close = begin_close,
                      .Finish_Close = finish_close)),
  .clear = stream_job_clear,
};
