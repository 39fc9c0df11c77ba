/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The file stream object. A synchronous method is an asynchronous call that is waited for:
 * so there is one order of all calls, and a call that blocks can be cancelled from another
 * thread by CoCancelCall().
 */

#define COBJMACROS
#include "file-stream.h"

#include <beck/cancel.h>
#include <beck/hresult.h>

#include "stream-call.h"

static HRESULT
create_call (FileStream *self, REFIID riid, gpointer *call)
{
  return ICallFactory_CreateCall (&self->factory, riid, NULL, riid, (IUnknown **) call);
}

/* Evaluates @finish, which waits for @call, as a synchronous call of this thread. */
#define WAITING_FOR(call, finish)                                                                  \
  G_GNUC_EXTENSION ({                                                                              \
    BeckSyncCall frame_;                                                                           \
    HRESULT hr_;                                                                                   \
                                                                                                   \
    beck_sync_call_enter (&frame_, (IUnknown *) (call));                                           \
    hr_ = (finish);                                                                                \
    beck_sync_call_leave (&frame_);                                                                \
    hr_;                                                                                           \
  })

/* --- ISimpleStream --- */

static HRESULT
stream_call (ISimpleStream *This, AsyncISimpleStream **call)
{
  return create_call (BECK_SELF (FileStream, stream, This), &IID_AsyncISimpleStream,
                      (gpointer *) call);
}

static HRESULT
stream_read (ISimpleStream *This, byte *pv, ULONG cb, ULONG *pcbRead)
{
  g_autoptr (AsyncISimpleStream) call = NULL;
  HRESULT hr;

  if (pv == NULL || pcbRead == NULL)
    return E_POINTER;
  *pcbRead = 0;
  hr = stream_call (This, &call);
  if (SUCCEEDED (hr))
    hr = AsyncISimpleStream_Begin_Read (call, cb);
  if (SUCCEEDED (hr))
    hr = WAITING_FOR (call, AsyncISimpleStream_Finish_Read (call, pv, pcbRead));
  return hr;
}

static HRESULT
stream_write (ISimpleStream *This, const byte *pv, ULONG cb, ULONG *pcbWritten)
{
  g_autoptr (AsyncISimpleStream) call = NULL;
  HRESULT hr;

  if (pv == NULL || pcbWritten == NULL)
    return E_POINTER;
  *pcbWritten = 0;
  hr = stream_call (This, &call);
  if (SUCCEEDED (hr))
    hr = AsyncISimpleStream_Begin_Write (call, pv, cb);
  if (SUCCEEDED (hr))
    hr = WAITING_FOR (call, AsyncISimpleStream_Finish_Write (call, pcbWritten));
  return hr;
}

static HRESULT
stream_seek (ISimpleStream *This, LONGLONG move, DWORD origin, ULONGLONG *newPosition)
{
  g_autoptr (AsyncISimpleStream) call = NULL;
  HRESULT hr;

  if (newPosition == NULL)
    return E_POINTER;
  *newPosition = 0;
  hr = stream_call (This, &call);
  if (SUCCEEDED (hr))
    hr = AsyncISimpleStream_Begin_Seek (call, move, origin);
  if (SUCCEEDED (hr))
    hr = WAITING_FOR (call, AsyncISimpleStream_Finish_Seek (call, newPosition));
  return hr;
}

static HRESULT
stream_get_size (ISimpleStream *This, ULONGLONG *size)
{
  g_autoptr (AsyncISimpleStream) call = NULL;
  HRESULT hr;

  if (size == NULL)
    return E_POINTER;
  *size = 0;
  hr = stream_call (This, &call);
  if (SUCCEEDED (hr))
    hr = AsyncISimpleStream_Begin_GetSize (call);
  if (SUCCEEDED (hr))
    hr = WAITING_FOR (call, AsyncISimpleStream_Finish_GetSize (call, size));
  return hr;
}

/* --- IFileStream --- */

static HRESULT
file_call (IFileStream *This, AsyncIFileStream **call)
{
  return create_call (BECK_SELF (FileStream, file, This), &IID_AsyncIFileStream,
                      (gpointer *) call);
}

static HRESULT
file_open (IFileStream *This, const CHAR *path, DWORD mode, DWORD permissions)
{
  g_autoptr (AsyncIFileStream) call = NULL;
  HRESULT hr = file_call (This, &call);

  if (SUCCEEDED (hr))
    hr = AsyncIFileStream_Begin_Open (call, path, mode, permissions);
  if (SUCCEEDED (hr))
    hr = WAITING_FOR (call, AsyncIFileStream_Finish_Open (call));
  return hr;
}

static HRESULT
file_set_size (IFileStream *This, ULONGLONG size)
{
  g_autoptr (AsyncIFileStream) call = NULL;
  HRESULT hr = file_call (This, &call);

  if (SUCCEEDED (hr))
    hr = AsyncIFileStream_Begin_SetSize (call, size);
  if (SUCCEEDED (hr))
    hr = WAITING_FOR (call, AsyncIFileStream_Finish_SetSize (call));
  return hr;
}

static HRESULT
file_close (IFileStream *This)
{
  g_autoptr (AsyncIFileStream) call = NULL;
  HRESULT hr = file_call (This, &call);

  if (SUCCEEDED (hr))
    hr = AsyncIFileStream_Begin_Close (call);
  if (SUCCEEDED (hr))
    hr = WAITING_FOR (call, AsyncIFileStream_Finish_Close (call));
  return hr;
}

/* --- the class --- */

static HRESULT
file_stream_init (gpointer object)
{
  FileStream *self = object;

  lane_init (&self->lane, self);
  open_file_init (&self->open);
  return S_OK;
}

static void
file_stream_finalize (gpointer object)
{
  FileStream *self = object;

  open_file_close (&self->open);
  lane_clear (&self->lane);
}

const BeckClass file_stream_class = {
  .name = "FileStream",
  .size = sizeof (FileStream),
  .clsid = &CLSID_FileStream,
  .interfaces = BECK_INTERFACES (
      BECK_INTERFACE (FileStream, stream, ISimpleStream, .Read = stream_read,
                      .Write = stream_write, .Seek = stream_seek, .GetSize = stream_get_size),
      BECK_INTERFACE (FileStream, file, IFileStream, .Open = file_open,
                      .SetSize = file_set_size, .Close = file_close),
      BECK_CALL_FACTORY (FileStream, factory),
      /* A marker without methods: the lane serves callers from every apartment. */
      BECK_BASE_INTERFACE (FileStream, stream, IAgileObject)),
  .calls = BECK_CALLS ({ &IID_AsyncISimpleStream, &stream_call_class },
                       { &IID_AsyncIFileStream, &stream_call_class }),
  .init = file_stream_init,
  .finalize = file_stream_finalize,
};
