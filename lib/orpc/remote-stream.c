/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The remote forms of streams and class factories: their local forms take NULL for a result that
 * is not wanted, and an outer object, which do not travel.
 */

#include <beck/hresult.h>
#include <objidlbase.h>

/* ---- IClassFactory ---- */

HRESULT
IClassFactory_CreateInstance_Proxy (IClassFactory *This, IUnknown *outer, REFIID riid, void **ppv)
{
  if (ppv == NULL)
    return E_POINTER;
  *ppv = NULL;
  /* An aggregate does not reach into another apartment. */
  if (outer != NULL)
    return CLASS_E_NOAGGREGATION;
  return IClassFactory_RemoteCreateInstance_Proxy (This, riid, (IUnknown **) ppv);
}

HRESULT
IClassFactory_CreateInstance_Stub (IClassFactory *This, REFIID riid, IUnknown **ppv)
{
  return This->lpVtbl->CreateInstance (This, NULL, riid, (void **) ppv);
}

HRESULT
IClassFactory_LockServer_Proxy (IClassFactory *This, BOOL lock)
{
  return IClassFactory_RemoteLockServer_Proxy (This, lock);
}

HRESULT
IClassFactory_LockServer_Stub (IClassFactory *This, BOOL lock)
{
  return This->lpVtbl->LockServer (This, lock);
}

/* ---- ISequentialStream ---- */

HRESULT
ISequentialStream_Read_Proxy (ISequentialStream *This, void *buffer, ULONG size, ULONG *n_read)
{
  ULONG n = 0;
  HRESULT hr = ISequentialStream_RemoteRead_Proxy (This, buffer, size, &n);

  if (n_read != NULL)
    *n_read = n;
  return hr;
}

HRESULT
ISequentialStream_Read_Stub (ISequentialStream *This, byte *buffer, ULONG size, ULONG *n_read)
{
  *n_read = 0;
  return This->lpVtbl->Read (This, buffer, size, n_read);
}

HRESULT
ISequentialStream_Write_Proxy (ISequentialStream *This, const void *data, ULONG size,
                               ULONG *n_written)
{
  ULONG n = 0;
  HRESULT hr = ISequentialStream_RemoteWrite_Proxy (This, data, size, &n);

  if (n_written != NULL)
    *n_written = n;
  return hr;
}

HRESULT
ISequentialStream_Write_Stub (ISequentialStream *This, const byte *data, ULONG size,
                              ULONG *n_written)
{
  *n_written = 0;
  return This->lpVtbl->Write (This, data, size, n_written);
}

/* ---- IStream ---- */

HRESULT
IStream_Seek_Proxy (IStream *This, LARGE_INTEGER move, DWORD origin, ULARGE_INTEGER *position)
{
  ULARGE_INTEGER unwanted;

  return IStream_RemoteSeek_Proxy (This, move, origin,
                                   position != NULL ? position : &unwanted);
}

HRESULT
IStream_Seek_Stub (IStream *This, LARGE_INTEGER move, DWORD origin, ULARGE_INTEGER *position)
{
  return This->lpVtbl->Seek (This, move, origin, position);
}

HRESULT
IStream_CopyTo_Proxy (IStream *This, IStream *to, ULARGE_INTEGER n, ULARGE_INTEGER *n_read,
                      ULARGE_INTEGER *n_written)
{
  ULARGE_INTEGER unwanted_read, unwanted_written;

  return IStream_RemoteCopyTo_Proxy (This, to, n, n_read != NULL ? n_read : &unwanted_read,
                                     n_written != NULL ? n_written : &unwanted_written);
}

HRESULT
IStream_CopyTo_Stub (IStream *This, IStream *to, ULARGE_INTEGER n, ULARGE_INTEGER *n_read,
                     ULARGE_INTEGER *n_written)
{
  return This->lpVtbl->CopyTo (This, to, n, n_read, n_written);
}
