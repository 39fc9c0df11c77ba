/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Each operation changes the file's state only as its last step, on success, and can take
 * that back: a call may be cancelled while it works, and then must not have moved the
 * position. What is on the disk stays there.
 *
 * E_PENDING from an operation means: come again when the descriptor is ready. `done` then
 * says where to go on.
 */

#include "operation.h"

#include <beck/hresult.h>
#include <beck/memory.h>
#include <string.h>
#include <sys/epoll.h>

#include "simplestream.h"

typedef struct
{
  HRESULT (*perform) (OpenFile *file, StreamJob *job);
  void (*undo) (OpenFile *file, StreamJob *job); /* NULL: there is nothing to take back */
} Operation;

static gboolean
is_cancelled (StreamJob *job)
{
  return beck_job_is_cancelled (&job->lane.job);
}

static HRESULT
would_block (OpenFile *file, StreamJob *job, guint32 events)
{
  job->lane.fd = file->fd;
  job->lane.events = events;
  return E_PENDING;
}

/* Takes back a change of the position. */
static void
move_back (OpenFile *file, StreamJob *job)
{
  file->position = job->position;
}

static void
move_on (OpenFile *file, StreamJob *job, guint64 position)
{
  job->position = file->position;
  file->position = position;
}

/* --- Read --- */

/* Makes room for the next step. The memory grows with what there is to read, not with what
 * was asked for. */
static gboolean
make_room (StreamJob *job)
{
  ULONG room = MAX (job->room, OPEN_FILE_STEP / 2);
  byte *data;

  if (job->done < job->room || job->room == job->size)
    return TRUE;
  room = room < job->size / 2 ? room * 2 : job->size;
  data = CoTaskMemRealloc (job->data, room);
  if (data == NULL)
    return FALSE;
  job->data = data;
  job->room = room;
  return TRUE;
}

static HRESULT
read_step (OpenFile *file, StreamJob *job, ULONG *n)
{
  HRESULT hr;

  if (is_cancelled (job))
    return RPC_E_CALL_CANCELED;
  if (!make_room (job))
    return E_OUTOFMEMORY;
  hr = open_file_read (file, file->position + job->done, job->data + job->done,
                       job->room - job->done, n);
  return hr == E_PENDING ? would_block (file, job, EPOLLIN) : hr;
}

static HRESULT
read_seekable (OpenFile *file, StreamJob *job)
{
  while (job->done < job->size)
    {
      ULONG n = 0;
      HRESULT hr = read_step (file, job, &n);

      if (FAILED (hr))
        return hr;
      if (n == 0)
        break;
      job->done += n;
    }
  move_on (file, job, file->position + job->done);
  return job->done < job->size ? S_FALSE : S_OK;
}

/* What is there, but at least something: who reads a pipe wants to see it when it comes. */
static HRESULT
read_pipe (OpenFile *file, StreamJob *job)
{
  HRESULT hr;

  if (job->size == 0)
    return S_OK;
  if (!make_room (job))
    return E_OUTOFMEMORY;
  job->done = open_file_take_unread (file, job->data, job->room);
  job->back = job->done > 0;
  if (job->back)
    return S_OK;
  hr = read_step (file, job, &job->done);
  return SUCCEEDED (hr) && job->done == 0 ? S_FALSE : hr;
}

static HRESULT
perform_read (OpenFile *file, StreamJob *job)
{
  HRESULT hr = open_file_check (file, FILE_STREAM_READ);

  if (FAILED (hr))
    return hr;
  return file->seekable ? read_seekable (file, job) : read_pipe (file, job);
}

static void
undo_read (OpenFile *file, StreamJob *job)
{
  if (file->seekable)
    move_back (file, job);
  else if (job->back)
    open_file_unread (file, NULL, job->done);
  else if (job->done > 0)
    open_file_unread (file, g_steal_pointer (&job->data), job->done);
}

/* --- Write --- */

static HRESULT
perform_write (OpenFile *file, StreamJob *job)
{
  HRESULT hr = open_file_check (file, FILE_STREAM_WRITE);

  while (SUCCEEDED (hr) && job->done < job->size)
    {
      ULONG n = 0;

      if (is_cancelled (job))
        return RPC_E_CALL_CANCELED;
      hr = open_file_write (file, file->position + job->done, job->data + job->done,
                            job->size - job->done, &n);
      job->done += n;
    }
  if (hr == E_PENDING)
    return would_block (file, job, EPOLLOUT);
  if (SUCCEEDED (hr) && file->seekable)
    move_on (file, job, file->position + job->done);
  return hr;
}

static void
undo_write (OpenFile *file, StreamJob *job)
{
  if (file->seekable)
    move_back (file, job);
}

/* --- Seek, GetSize, SetSize --- */

static HRESULT
perform_seek (OpenFile *file, StreamJob *job)
{
  HRESULT hr = open_file_check (file, 0);

  if (SUCCEEDED (hr))
    hr = open_file_locate (file, job->move, job->mode, &job->value);
  if (SUCCEEDED (hr))
    move_on (file, job, job->value);
  return hr;
}

static HRESULT
perform_get_size (OpenFile *file, StreamJob *job)
{
  HRESULT hr = open_file_check (file, 0);

  return SUCCEEDED (hr) ? open_file_get_size (file, &job->value) : hr;
}

static HRESULT
perform_set_size (OpenFile *file, StreamJob *job)
{
  HRESULT hr = open_file_check (file, FILE_STREAM_WRITE);

  return SUCCEEDED (hr) ? open_file_set_size (file, job->value) : hr;
}

/* --- Open and Close --- */

static HRESULT
perform_open (OpenFile *file, StreamJob *job)
{
  return open_file_open (file, (const char *) job->data, job->mode, job->permissions);
}

static void
undo_open (OpenFile *file, StreamJob *job)
{
  open_file_close (file);
}

static HRESULT
perform_close (OpenFile *file, StreamJob *job)
{
  return open_file_close (file);
}

/* --- --- */

static const Operation operations[] = {
  [METHOD_READ] = { perform_read, undo_read },
  [METHOD_WRITE] = { perform_write, undo_write },
  [METHOD_SEEK] = { perform_seek, move_back },
  [METHOD_GET_SIZE] = { perform_get_size, NULL },
  [METHOD_OPEN] = { perform_open, undo_open },
  [METHOD_SET_SIZE] = { perform_set_size, NULL },
  [METHOD_CLOSE] = { perform_close, NULL },
};

gboolean
stream_job_run (LaneJob *lane_job)
{
  StreamJob *job = (StreamJob *) lane_job;
  const Operation *operation = &operations[job->method];
  HRESULT hr = operation->perform (job->file, job);

  if (hr == E_PENDING)
    return FALSE;
  if (!beck_job_complete (&lane_job->job, hr) && SUCCEEDED (hr) && operation->undo != NULL)
    operation->undo (job->file, job);
  return TRUE;
}

void
stream_job_clear (gpointer data)
{
  StreamJob *job = data;

  CoTaskMemFree (job->data);
}
