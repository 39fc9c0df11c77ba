/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "sample.h"

const CLSID sample_clsid = BECK_GUID (0x5a3b1f00, 0x7c11, 0x4d0e, 0x9a, 0x01, 0x10, 0x20, 0x30,
                                      0x40, 0x50, 0x60);

atomic_int n_live_samples;
HRESULT sample_init_result = S_OK;

static HRESULT
sample_wait (ISynchronize *This, DWORD flags, DWORD timeout_ms)
{
  return S_OK;
}

static HRESULT
sample_signal (ISynchronize *This)
{
  BECK_SELF (Sample, synchronize, This)->n_signals++;
  return S_OK;
}

static HRESULT
sample_reset (ISynchronize *This)
{
  BECK_SELF (Sample, synchronize, This)->n_signals = 0;
  return S_OK;
}

static HRESULT
sample_read (ISequentialStream *This, void *data, ULONG size, ULONG *n_read)
{
  *n_read = BECK_SELF (Sample, stream, This)->n_signals;
  return S_FALSE;
}

static HRESULT
sample_write (ISequentialStream *This, const void *data, ULONG size, ULONG *n_written)
{
  return STG_E_MEDIUMFULL;
}

static HRESULT
sample_init (gpointer self)
{
  atomic_fetch_add (&n_live_samples, 1);
  return sample_init_result;
}

static void
sample_finalize (gpointer self)
{
  atomic_fetch_sub (&n_live_samples, 1);
}

const BeckClass sample_class = {
  .name = "Sample",
  .size = sizeof (Sample),
  .clsid = &sample_clsid,
  .interfaces = BECK_INTERFACES (
      BECK_INTERFACE (Sample, synchronize, ISynchronize, .Wait = sample_wait,
                      .Signal = sample_signal, .Reset = sample_reset),
      BECK_INTERFACE (Sample, stream, ISequentialStream, .Read = sample_read,
                      .Write = sample_write)),
  .init = sample_init,
  .finalize = sample_finalize,
};

static HRESULT
whole_init (gpointer object)
{
  Whole *self = object;

  /* The part belongs to the outermost object, which need not be this one. */
  return beck_object_create (&sample_class, self->object.outer, &IID_IUnknown,
                             (void **) &self->part);
}

static void
whole_finalize (gpointer object)
{
  Whole *self = object;

  if (self->part != NULL)
    release (self->part);
}

static HRESULT
whole_synchronize (ISynchronize *This)
{
  return E_NOTIMPL;
}

const BeckClass whole_class = {
  .name = "Whole",
  .size = sizeof (Whole),
  .interfaces = BECK_INTERFACES (
      BECK_INTERFACE (Whole, synchronize, ISynchronize, .Wait = sample_wait,
                      .Signal = whole_synchronize, .Reset = whole_synchronize),
      BECK_INNER_INTERFACE (Whole, part, ISequentialStream)),
  .init = whole_init,
  .finalize = whole_finalize,
};

ISynchronize *
sample_new (void)
{
  ISynchronize *sample;

  assert_hr (beck_object_create (&sample_class, NULL, &IID_ISynchronize, (void **) &sample), S_OK);
  return sample;
}

ULONG
count_of (gpointer iface)
{
  IUnknown *unknown = iface;

  unknown->lpVtbl->AddRef (unknown);
  return unknown->lpVtbl->Release (unknown);
}

HRESULT
query (gpointer iface, REFIID iid, gpointer ret)
{
  return ((IUnknown *) iface)->lpVtbl->QueryInterface (iface, iid, ret);
}

ULONG
release (gpointer iface)
{
  return ((IUnknown *) iface)->lpVtbl->Release (iface);
}
