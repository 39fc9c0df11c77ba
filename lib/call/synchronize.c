/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "call/synchronize.h"

#include <beck/handle.h>
#include <beck/hresult.h>
#include <errno.h>

G_STATIC_ASSERT (sizeof (((BeckSynchronize *) 0)->event) == sizeof (BeckEvent));

static HRESULT STDMETHODCALLTYPE
sync_wait (ISynchronize *This, DWORD flags, DWORD timeout_ms)
{
  BeckSynchronize *self = BECK_SELF (BeckSynchronize, sync, This);

  return beck_event_wait (beck_synchronize_event (self), flags, timeout_ms);
}

static HRESULT STDMETHODCALLTYPE
sync_signal (ISynchronize *This)
{
  beck_event_signal (beck_synchronize_event (BECK_SELF (BeckSynchronize, sync, This)));
  return S_OK;
}

static HRESULT STDMETHODCALLTYPE
sync_reset (ISynchronize *This)
{
  beck_event_reset (beck_synchronize_event (BECK_SELF (BeckSynchronize, sync, This)));
  return S_OK;
}

static HRESULT STDMETHODCALLTYPE
handle_get_handle (ISynchronizeHandle *This, HANDLE *handle)
{
  BeckSynchronize *self = BECK_SELF (BeckSynchronize, handle, This);
  int fd;

  if (handle == NULL)
    return E_INVALIDARG;
  *handle = NULL;
  fd = beck_event_get_fd (beck_synchronize_event (self));
  if (fd < 0)
    return beck_hresult_from_errno (errno);
  *handle = beck_handle_from_fd (fd);
  return S_OK;
}

static void
synchronize_finalize (gpointer self)
{
  beck_event_clear (beck_synchronize_event (self));
}

const BeckClass beck_synchronize_class = {
  .name = "BeckSynchronize",
  .size = sizeof (BeckSynchronize),
  .interfaces = BECK_INTERFACES (
      BECK_INTERFACE (BeckSynchronize, sync, ISynchronize, .Wait = sync_wait,
                      .Signal = sync_signal, .Reset = sync_reset),
      BECK_INTERFACE (BeckSynchronize, handle, ISynchronizeHandle,
                      .GetHandle = handle_get_handle)),
  .finalize = synchronize_finalize,
};

BeckEvent *
beck_synchronize_base_event (ISynchronize *sync)
{
  if (sync->lpVtbl->Wait != sync_wait)
    return NULL;
  return beck_synchronize_event (BECK_SELF (BeckSynchronize, sync, sync));
}

HRESULT
beck_synchronize_get_fd (ISynchronize *sync, int *fd)
{
  ISynchronizeHandle *handle;
  HANDLE h;
  HRESULT hr = sync->lpVtbl->QueryInterface (sync, &IID_ISynchronizeHandle, (void **) &handle);

  *fd = -1;
  if (FAILED (hr))
    return hr;
  hr = handle->lpVtbl->GetHandle (handle, &h);
  handle->lpVtbl->Release (handle);
  if (SUCCEEDED (hr))
    *fd = beck_handle_to_fd (h);
  return hr;
}
