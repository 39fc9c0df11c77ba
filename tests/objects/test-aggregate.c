/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Aggregation in both directions: a stream as part of another object, and a call object as part
 * of one that wants to be told of its completion. */

#include "suites.h"

/* --- the stream as a part --- */

typedef struct
{
  BeckObject object;
  IUnknown *part;
} Whole;

static void
whole_finalize (gpointer object)
{
  Whole *self = object;

  if (self->part != NULL)
    IUnknown_Release (self->part);
}

static HRESULT
whole_init (gpointer object)
{
  Whole *self = object;

  return beck_object_create (&file_stream_class, BECK_UNKNOWN (self), &IID_IUnknown,
                             (void **) &self->part);
}

static const BeckClass whole_class = {
  .name = "Whole",
  .size = sizeof (Whole),
  .interfaces = BECK_INTERFACES (BECK_INNER_INTERFACE (Whole, part, ISimpleStream),
                                 BECK_INNER_INTERFACE (Whole, part, IFileStream),
                                 BECK_INNER_INTERFACE (Whole, part, ICallFactory)),
  .init = whole_init,
  .finalize = whole_finalize,
};

START_TEST (part_of_an_aggregate_is_a_stream)
{
  g_autoptr (ISimpleStream) stream = NULL;
  g_autoptr (IFileStream) file = NULL;
  g_autoptr (AsyncISimpleStream) call = NULL;
  byte data[10];
  ULONG n;

  assert_hr (beck_object_create (&whole_class, NULL, &IID_ISimpleStream, (void **) &stream), S_OK);
  file = scene_file_of (stream);
  assert_hr (IFileStream_Open (file, scene_file ("file", 10), FILE_STREAM_READ, 0), S_OK);
  assert_hr (ISimpleStream_Read (stream, data, 4, &n), S_OK);
  call = scene_call (stream);
  assert_hr (AsyncISimpleStream_Begin_Read (call, 6), S_OK);
  assert_hr (AsyncISimpleStream_Finish_Read (call, data + 4, &n), S_OK);
  scene_assert_bytes (data, 0, 10);
}
END_TEST

START_TEST (call_in_flight_keeps_the_aggregate)
{
  ISimpleStream *stream;
  IFileStream *file;
  g_autoptr (AsyncISimpleStream) call = NULL;
  byte data[10];
  ULONG n;

  assert_hr (beck_object_create (&whole_class, NULL, &IID_ISimpleStream, (void **) &stream), S_OK);
  file = scene_file_of (stream);
  assert_hr (IFileStream_Open (file, scene_file ("file", 10), FILE_STREAM_READ, 0), S_OK);
  IFileStream_Release (file);
  call = scene_call (stream);
  assert_hr (AsyncISimpleStream_Begin_Read (call, 10), S_OK);
  ISimpleStream_Release (stream);
  assert_hr (AsyncISimpleStream_Finish_Read (call, data, &n), S_OK);
}
END_TEST

/* --- the call object as a part --- */

typedef struct
{
  BeckObject object;
  ISynchronize sync;
  IUnknown *call;
  gint n_signals; /* atomic */
  gint n_resets;  /* atomic */
} Listener;

static HRESULT
listener_wait (ISynchronize *This, DWORD flags, DWORD timeout_ms)
{
  return E_NOTIMPL;
}

static HRESULT
listener_signal (ISynchronize *This)
{
  g_atomic_int_inc (&BECK_SELF (Listener, sync, This)->n_signals);
  return S_OK;
}

static HRESULT
listener_reset (ISynchronize *This)
{
  g_atomic_int_inc (&BECK_SELF (Listener, sync, This)->n_resets);
  return S_OK;
}

static void
listener_finalize (gpointer object)
{
  Listener *self = object;

  if (self->call != NULL)
    IUnknown_Release (self->call);
}

static const BeckClass listener_class = {
  .name = "Listener",
  .size = sizeof (Listener),
  .interfaces = BECK_INTERFACES (
      BECK_INTERFACE (Listener, sync, ISynchronize, .Wait = listener_wait,
                      .Signal = listener_signal, .Reset = listener_reset),
      BECK_BASE_INTERFACE (Listener, sync, IAgileObject),
      BECK_INNER_INTERFACE (Listener, call, AsyncISimpleStream)),
  .finalize = listener_finalize,
};

START_TEST (outer_object_hears_of_each_call_once)
{
  g_autoptr (ISimpleStream) stream = scene_stream (scene_file ("file", 10), FILE_STREAM_READ);
  g_autoptr (ICallFactory) factory = NULL;
  g_autoptr (AsyncISimpleStream) call = NULL;
  Listener *listener = beck_object_new (&listener_class, NULL);
  byte data[5];
  ULONG n;

  assert_hr (ISimpleStream_QueryInterface (stream, &IID_ICallFactory, (void **) &factory), S_OK);
  assert_hr (ICallFactory_CreateCall (factory, &IID_AsyncISimpleStream, BECK_UNKNOWN (listener),
                                      &IID_AsyncISimpleStream, &listener->call), E_INVALIDARG);
  assert_hr (ICallFactory_CreateCall (factory, &IID_AsyncISimpleStream, BECK_UNKNOWN (listener),
                                      &IID_IUnknown, &listener->call), S_OK);
  assert_hr (beck_object_query (listener, &IID_AsyncISimpleStream, (void **) &call), S_OK);
  for (int i = 1; i <= 2; i++)
    {
      assert_hr (AsyncISimpleStream_Begin_Read (call, 5), S_OK);
      assert_hr (AsyncISimpleStream_Finish_Read (call, data, &n), S_OK);
      ck_assert_int_eq (g_atomic_int_get (&listener->n_signals), i);
      ck_assert_int_eq (g_atomic_int_get (&listener->n_resets), i);
    }
  beck_object_unref (listener);
}
END_TEST

Suite *
aggregate_suite (void)
{
  Suite *suite = suite_create ("aggregate");
  TCase *tcase = scene_case ("aggregate");

  tcase_add_test (tcase, part_of_an_aggregate_is_a_stream);
  tcase_add_test (tcase, call_in_flight_keeps_the_aggregate);
  tcase_add_test (tcase, outer_object_hears_of_each_call_once);
  suite_add_tcase (suite, tcase);
  return suite;
}
