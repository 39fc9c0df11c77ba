/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The remote forms of notifications. Locally they return nothing; remotely, whether they arrived,
 * which nobody is told. Media of memory travel as streams.
 */

#include <beck/hresult.h>
#include <beck/stream.h>
#include <malloc.h>
#include <objidl.h>

/* ---- What travels as it is ---- */

#define NOTICE(Interface, Method, PARAMETERS, ARGUMENTS)                                           \
  void Interface##_##Method##_Proxy (Interface *This PARAMETERS ())                                \
  {                                                                                                \
    Interface##_Remote##Method##_Proxy (This ARGUMENTS ());                                        \
  }                                                                                                \
                                                                                                   \
  HRESULT Interface##_##Method##_Stub (Interface *This PARAMETERS ())                              \
  {                                                                                                \
    This->lpVtbl->Method (This ARGUMENTS ());                                                      \
    return S_OK;                                                                                   \
  }

#define ASYNC_HALF(Interface, Half, Method, PARAMETERS, ARGUMENTS)                                 \
  void Interface##_##Half##_##Method##_Proxy (Interface *This PARAMETERS ())                       \
  {                                                                                                \
    Interface##_##Half##_Remote##Method##_Proxy (This ARGUMENTS ());                               \
  }                                                                                                \
                                                                                                   \
  HRESULT Interface##_##Half##_##Method##_Stub (Interface *This PARAMETERS ())                     \
  {                                                                                                \
    This->lpVtbl->Half##_##Method (This ARGUMENTS ());                                             \
    return S_OK;                                                                                   \
  }

#define EITHER_NOTICE(Interface, Method, PARAMETERS, ARGUMENTS)                                    \
  NOTICE (Interface, Method, PARAMETERS, ARGUMENTS)                                                \
  ASYNC_HALF (Async##Interface, Begin, Method, PARAMETERS, ARGUMENTS)                              \
  ASYNC_HALF (Async##Interface, Finish, Method, NOTHING, NOTHING)

#define VIEW() , DWORD aspect, LONG index
#define THE_VIEW() , aspect, index
#define MONIKER() , IMoniker *moniker
#define THE_MONIKER() , moniker
#define NOTHING()

EITHER_NOTICE (IAdviseSink, OnViewChange, VIEW, THE_VIEW)
EITHER_NOTICE (IAdviseSink, OnRename, MONIKER, THE_MONIKER)
EITHER_NOTICE (IAdviseSink, OnSave, NOTHING, NOTHING)
EITHER_NOTICE (IAdviseSink, OnClose, NOTHING, NOTHING)
EITHER_NOTICE (IAdviseSink2, OnLinkSrcChange, MONIKER, THE_MONIKER)

/* ---- OnDataChange ---- */

/* @made: (out) (transfer full) (nullable): a stream that was made for it. */
static HRESULT
to_remote (const STGMEDIUM *medium, RemSTGMEDIUM *remote, IStream **made)
{
  HRESULT hr = S_OK;

  *made = NULL;
  *remote = (RemSTGMEDIUM){ .tymed = medium->tymed, .pUnkForRelease = medium->pUnkForRelease };
  switch (medium->tymed)
    {
    case TYMED_NULL:
      break;
    case TYMED_FILE:
      remote->u.lpszFileName = medium->u.lpszFileName;
      break;
    case TYMED_ISTREAM:
      remote->u.pstm = medium->u.pstm;
      break;
    case TYMED_HGLOBAL:
      hr = beck_memory_stream_new (medium->u.hGlobal, malloc_usable_size (medium->u.hGlobal), made);
      remote->tymed = TYMED_ISTREAM;
      remote->u.pstm = *made;
      break;
    default:
      hr = E_INVALIDARG;
    }
  return hr;
}

static HRESULT
from_remote (const RemSTGMEDIUM *remote, STGMEDIUM *medium)
{
  *medium = (STGMEDIUM){ .tymed = remote->tymed, .pUnkForRelease = remote->pUnkForRelease };
  if (remote->tymed == TYMED_FILE)
    medium->u.lpszFileName = remote->u.lpszFileName;
  else if (remote->tymed == TYMED_ISTREAM)
    medium->u.pstm = remote->u.pstm;
  else if (remote->tymed != TYMED_NULL)
    return E_INVALIDARG;
  return S_OK;
}

/* Both forms of the proxy's half: @call is told the medium as it travels. */
#define SEND_DATA_CHANGE(call)                                                                     \
  g_autoptr (IStream) made = NULL;                                                                 \
  RemSTGMEDIUM remote;                                                                             \
                                                                                                   \
  if (medium == NULL)                                                                              \
    call (This, format, NULL);                                                                     \
  else if (SUCCEEDED (to_remote (medium, &remote, &made)))                                         \
    call (This, format, &remote)

#define RECEIVE_DATA_CHANGE(method)                                                                \
  STGMEDIUM medium;                                                                                \
  HRESULT hr = remote != NULL ? from_remote (remote, &medium) : S_OK;                              \
                                                                                                   \
  if (SUCCEEDED (hr))                                                                              \
    This->lpVtbl->method (This, format, remote != NULL ? &medium : NULL);                          \
  return hr

void
IAdviseSink_OnDataChange_Proxy (IAdviseSink *This, FORMATETC *format, STGMEDIUM *medium)
{
  SEND_DATA_CHANGE (IAdviseSink_RemoteOnDataChange_Proxy);
}

HRESULT
IAdviseSink_OnDataChange_Stub (IAdviseSink *This, FORMATETC *format, RemSTGMEDIUM *remote)
{
  RECEIVE_DATA_CHANGE (OnDataChange);
}

void
AsyncIAdviseSink_Begin_OnDataChange_Proxy (AsyncIAdviseSink *This, FORMATETC *format,
                                           STGMEDIUM *medium)
{
  SEND_DATA_CHANGE (AsyncIAdviseSink_Begin_RemoteOnDataChange_Proxy);
}

HRESULT
AsyncIAdviseSink_Begin_OnDataChange_Stub (AsyncIAdviseSink *This, FORMATETC *format,
                                          RemSTGMEDIUM *remote)
{
  RECEIVE_DATA_CHANGE (Begin_OnDataChange);
}

ASYNC_HALF (AsyncIAdviseSink, Finish, OnDataChange, NOTHING, NOTHING)
