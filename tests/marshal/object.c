/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "object.h"

#include <beckclasses.h>
#include <string.h>

const IID IID_unknown_to_all
    = { 0x5d0a8f11, 0x3c3b, 0x4a3e, { 0x90, 0x01, 0x4a, 0x54, 0x1e, 0x0b, 0x77, 0x01 } };
const CLSID CLSID_ThingReader
    = { 0x5d0a8f11, 0x3c3b, 0x4a3e, { 0x90, 0x01, 0x4a, 0x54, 0x1e, 0x0b, 0x77, 0x02 } };

gint n_read, n_released;
DWORD seen_context, seen_flags;

/* ---- ISynchronize ---- */

static HRESULT STDMETHODCALLTYPE
thing_wait (ISynchronize *This, DWORD flags, DWORD ms)
{
  return S_FALSE;
}

static HRESULT STDMETHODCALLTYPE
thing_signal (ISynchronize *This)
{
  atomic_fetch_add (&BECK_SELF (Thing, sync, This)->n_signals, 1);
  return S_OK;
}

static HRESULT STDMETHODCALLTYPE
thing_reset (ISynchronize *This)
{
  return E_NOTIMPL;
}

/* ---- IMarshal: the address, with a reference ---- */

static Thing *
marshal_self (IMarshal *This)
{
  return BECK_SELF (Thing, marshal, This);
}

static HRESULT STDMETHODCALLTYPE
own_get_class (IMarshal *This, REFIID riid, void *pv, DWORD context, void *data, DWORD flags,
               CLSID *clsid)
{
  seen_context = context;
  seen_flags = flags;
  *clsid = marshal_self (This)->unmarshal_class;
  return marshal_self (This)->fail_class;
}

static HRESULT STDMETHODCALLTYPE
own_get_size (IMarshal *This, REFIID riid, void *pv, DWORD context, void *data, DWORD flags,
              DWORD *size)
{
  *size = sizeof (Thing *);
  return S_OK;
}

static HRESULT STDMETHODCALLTYPE
own_marshal (IMarshal *This, IStream *stream, REFIID riid, void *pv, DWORD context, void *data,
             DWORD flags)
{
  Thing *self = marshal_self (This);
  HRESULT hr = self->fail_marshal;

  if (SUCCEEDED (hr))
    hr = IStream_Write (stream, &self, sizeof self, NULL);
  if (SUCCEEDED (hr))
    beck_object_ref (self);
  return hr;
}

static HRESULT
take_thing (IStream *stream, Thing **thing)
{
  HRESULT hr = IStream_Read (stream, thing, sizeof *thing, NULL);

  return hr == S_OK ? S_OK : STG_E_READFAULT;
}

static HRESULT STDMETHODCALLTYPE
own_unmarshal (IMarshal *This, IStream *stream, REFIID riid, void **ppv)
{
  Thing *thing;
  HRESULT hr = take_thing (stream, &thing);

  if (FAILED (hr))
    return hr;
  n_read++;
  hr = beck_object_query (thing, riid, ppv);
  beck_object_release (thing);
  return hr;
}

static HRESULT STDMETHODCALLTYPE
own_release (IMarshal *This, IStream *stream)
{
  Thing *thing;
  HRESULT hr = take_thing (stream, &thing);

  if (FAILED (hr))
    return hr;
  n_released++;
  beck_object_release (thing);
  return S_OK;
}

static HRESULT STDMETHODCALLTYPE
own_disconnect (IMarshal *This, DWORD reserved)
{
  marshal_self (This)->n_disconnected++;
  return S_OK;
}

#define OWN_METHODS                                                                                \
  .GetUnmarshalClass = own_get_class, .GetMarshalSizeMax = own_get_size,                           \
  .MarshalInterface = own_marshal, .UnmarshalInterface = own_unmarshal,                            \
  .ReleaseMarshalData = own_release, .DisconnectObject = own_disconnect

/* ---- IStdMarshalInfo ---- */

static HRESULT STDMETHODCALLTYPE
info_get_class (IStdMarshalInfo *This, DWORD context, void *data, CLSID *clsid)
{
  *clsid = CLSID_ThingReader;
  return S_OK;
}

/* ---- The classes ---- */

#define SYNC                                                                                       \
  BECK_INTERFACE (Thing, sync, ISynchronize, .Wait = thing_wait, .Signal = thing_signal,           \
                  .Reset = thing_reset),                                                           \
      { &IID_unknown_to_all, NULL, offsetof (Thing, sync), BECK_INTERFACE_OWN }

static HRESULT
free_init (gpointer self)
{
  return CoCreateFreeThreadedMarshaler (beck_object_get_unknown (self),
                                        &((Thing *) self)->free_marshaler);
}

static void
free_finalize (gpointer self)
{
  if (((Thing *) self)->free_marshaler != NULL)
    IUnknown_Release (((Thing *) self)->free_marshaler);
}

static const BeckClass classes[] = {
  [PLAIN] = { .name = "Plain", .size = sizeof (Thing), .interfaces = BECK_INTERFACES (SYNC) },
  [AGILE] = { .name = "Agile",
              .size = sizeof (Thing),
              .interfaces
              = BECK_INTERFACES (SYNC, BECK_INTERFACE (Thing, agile, IAgileObject, )) },
  [REFUSING] = { .name = "Refusing",
                 .size = sizeof (Thing),
                 .interfaces
                 = BECK_INTERFACES (SYNC, BECK_INTERFACE (Thing, no_marshal, INoMarshal, )) },
  [OWN_MARSHAL] = { .name = "OwnMarshal",
                    .size = sizeof (Thing),
                    .interfaces = BECK_INTERFACES (
                        SYNC, BECK_INTERFACE (Thing, marshal, IMarshal, OWN_METHODS)) },
  [FREE] = { .name = "Free",
             .size = sizeof (Thing),
             .interfaces
             = BECK_INTERFACES (SYNC, BECK_INNER_INTERFACE (Thing, free_marshaler, IMarshal)),
             .init = free_init,
             .finalize = free_finalize },
  [HANDLED] = { .name = "Handled",
                .size = sizeof (Thing),
                .interfaces = BECK_INTERFACES (
                    SYNC, BECK_INTERFACE (Thing, info, IStdMarshalInfo,
                                          .GetClassForHandler = info_get_class)) },
};

Thing *
thing_new (Kind kind)
{
  Thing *thing = beck_object_new (&classes[kind], NULL);

  if (thing != NULL)
    thing->unmarshal_class = CLSID_ThingReader;
  return thing;
}

void
thing_unref (Thing *thing)
{
  beck_object_unref (thing);
}

gint
thing_refs (Thing *thing)
{
  IUnknown_AddRef (thing_unknown (thing));
  return (gint) IUnknown_Release (thing_unknown (thing));
}

void
thing_end (Thing *thing)
{
  ISynchronize *never;

  assert_hr (CoCreateInstance (&CLSID_ManualResetEvent, NULL, CLSCTX_INPROC_SERVER,
                               &IID_ISynchronize, (void **) &never),
             S_OK);
  /* An object of an STA is let go of there, which waiting allows. */
  for (guint i = 0; thing_refs (thing) != 1 && i < 1000; i++)
    ck_assert (BECK_TIMED_OUT (ISynchronize_Wait (never, COWAIT_DEFAULT, 5)));
  ISynchronize_Release (never);
  ck_assert_int_eq (thing_refs (thing), 1);
  thing_unref (thing);
}

static const BeckClass reader_class = {
  .name = "ThingReader",
  .size = sizeof (Thing),
  .clsid = &CLSID_ThingReader,
  .interfaces = BECK_INTERFACES (BECK_INTERFACE (Thing, marshal, IMarshal, OWN_METHODS)),
};

void
register_reader (void)
{
  n_read = n_released = 0;
  assert_hr (beck_class_register (&reader_class, BECK_THREADING_BOTH), S_OK);
}

void
unregister_reader (void)
{
  assert_hr (beck_class_unregister (&reader_class), S_OK);
}

/* ---- Streams ---- */

IStream *
stream_new (void)
{
  IStream *stream;

  assert_hr (beck_memory_stream_new (NULL, 0, &stream), S_OK);
  return stream;
}

void
rewind_stream (IStream *stream)
{
  LARGE_INTEGER beginning = { .QuadPart = 0 };

  assert_hr (IStream_Seek (stream, beginning, STREAM_SEEK_SET, NULL), S_OK);
}

guint64
stream_size (IStream *stream)
{
  STATSTG stat;

  assert_hr (IStream_Stat (stream, &stat, STATFLAG_NONAME), S_OK);
  return stat.cbSize.QuadPart;
}

/* ---- Other apartments ---- */

typedef struct
{
  int coinit;
  void (*func) (gpointer data);
  gpointer data;
  ISynchronize *done;
} Visit;

static gpointer
visit (gpointer data)
{
  Visit *visit = data;

  if (visit->coinit >= 0)
    assert_hr (CoInitializeEx (NULL, (DWORD) visit->coinit), S_OK);
  visit->func (visit->data);
  if (visit->coinit >= 0)
    CoUninitialize ();
  ISynchronize_Signal (visit->done);
  return NULL;
}

/* The thread that waits serves its apartment meanwhile, as a call would. */
void
in_apartment (int coinit, void (*func) (gpointer data), gpointer data)
{
  Visit its = { coinit, func, data, NULL };
  GThread *thread;

  assert_hr (CoCreateInstance (&CLSID_ManualResetEvent, NULL, CLSCTX_INPROC_SERVER,
                               &IID_ISynchronize, (void **) &its.done),
             S_OK);
  thread = g_thread_new ("visitor", visit, &its);
  assert_hr (ISynchronize_Wait (its.done, COWAIT_DEFAULT, INFINITE), S_OK);
  g_thread_join (thread);
  ISynchronize_Release (its.done);
}
