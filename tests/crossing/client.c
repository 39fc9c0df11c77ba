/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define COBJMACROS
#include "client.h"

#include <win/windows.h>

#include "beck-test.h"

gboolean
place_has_calls (guint kind, gboolean with_calls)
{
  return with_calls || place_kinds[kind].crosses;
}

gboolean
place_is_free (const Place *self, gboolean with_calls)
{
  return with_calls || self->kind->server == COINIT_MULTITHREADED;
}

gpointer
place_new_call (Place *self, REFIID async_iid)
{
  ICallFactory *factory;
  IUnknown *call;

  ck_assert_int_eq (IPlace_QueryInterface (self->place, &IID_ICallFactory, (void **) &factory),
                    S_OK);
  ck_assert_int_eq (ICallFactory_CreateCall (factory, async_iid, NULL, async_iid, &call), S_OK);
  ICallFactory_Release (factory);
  return call;
}

static gpointer
ask (gpointer object, REFIID riid)
{
  void *found;

  ck_assert_int_eq (IUnknown_QueryInterface ((IUnknown *) object, riid, &found), S_OK);
  return found;
}

HRESULT
call_wait (gpointer call, DWORD timeout)
{
  ISynchronize *sync = ask (call, &IID_ISynchronize);
  HRESULT hr = ISynchronize_Wait (sync, 0, timeout);

  ISynchronize_Release (sync);
  return hr;
}

HRESULT
call_cancel (gpointer call, ULONG seconds)
{
  ICancelMethodCalls *cancel = ask (call, &IID_ICancelMethodCalls);
  HRESULT hr = ICancelMethodCalls_Cancel (cancel, seconds);

  ICancelMethodCalls_Release (cancel);
  return hr;
}

HRESULT
call_test_cancel (gpointer call)
{
  ICancelMethodCalls *cancel = ask (call, &IID_ICancelMethodCalls);
  HRESULT hr = ICancelMethodCalls_TestCancel (cancel);

  ICancelMethodCalls_Release (cancel);
  return hr;
}

/* ---- Helpers ---- */

static gpointer
help (gpointer data)
{
  Helper *self = data;

  ck_assert_int_eq (CoInitializeEx (NULL, COINIT_MULTITHREADED), S_OK);
  ck_assert_int_eq (CoGetInterfaceAndReleaseStream (self->stream, &IID_IPlace,
                                                    (void **) &self->place),
                    S_OK);
  self->work (self);
  IPlace_Release (self->place);
  CoUninitialize ();
  return NULL;
}

void
helper_start (Helper *self, Place *place)
{
  ck_assert_int_eq (CoMarshalInterThreadInterfaceInStream (&IID_IPlace, (IUnknown *) place->place,
                                                           &self->stream),
                    S_OK);
  self->thread = g_thread_new ("helper", help, self);
}

typedef struct
{
  GThread *thread;
  HANDLE over;
} Joiner;

static gpointer
join (gpointer data)
{
  Joiner *joiner = data;

  g_thread_join (joiner->thread);
  SetEvent (joiner->over);
  return NULL;
}

void
helper_join (Helper *self)
{
  Joiner joiner = { self->thread, CreateEvent (NULL, TRUE, FALSE, NULL) };
  GThread *thread = g_thread_new ("join", join, &joiner);
  DWORD index;

  ck_assert_int_eq (CoWaitForMultipleHandles (0, INFINITE, 1, &joiner.over, &index), S_OK);
  g_thread_join (thread);
  CloseHandle (joiner.over);
}
