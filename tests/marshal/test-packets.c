/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * CoMarshalInterface() and its relatives: what they refuse, and packets that objects make
 * themselves.
 */

#include "object.h"
#include "suites.h"

#include <beckclasses.h>
#include <string.h>

static Thing *thing;
static IStream *stream;

static void
set_up (Kind kind)
{
  assert_hr (CoInitializeEx (NULL, COINIT_MULTITHREADED), S_OK);
  thing = thing_new (kind);
  stream = stream_new ();
  register_reader ();
}

static void
set_up_plain (void)
{
  set_up (PLAIN);
}

static void
set_up_own (void)
{
  set_up (OWN_MARSHAL);
}

static void
tear_down (void)
{
  unregister_reader ();
  IStream_Release (stream);
  ck_assert_int_eq (thing_refs (thing), 1);
  thing_unref (thing);
  CoUninitialize ();
}

static HRESULT
marshal (DWORD context, DWORD flags)
{
  return CoMarshalInterface (stream, &IID_ISynchronize, thing_unknown (thing), context, NULL,
                             flags);
}

/* ---- What is refused ---- */

START_TEST (null_is_invalid_everywhere)
{
  IUnknown *object = thing_unknown (thing);
  void *interface;
  IStream *made;
  IMarshal *own;
  IAgileReference *reference;
  HRESULT result;
  ULONG size;
  CLSID clsid;

  assert_hr (CoMarshalInterface (NULL, &IID_IUnknown, object, 0, NULL, 0), E_INVALIDARG);
  assert_hr (CoMarshalInterface (stream, NULL, object, 0, NULL, 0), E_INVALIDARG);
  assert_hr (CoMarshalInterface (stream, &IID_IUnknown, NULL, 0, NULL, 0), E_INVALIDARG);
  assert_hr (CoUnmarshalInterface (NULL, &IID_IUnknown, &interface), E_INVALIDARG);
  assert_hr (CoUnmarshalInterface (stream, NULL, &interface), E_INVALIDARG);
  assert_hr (CoUnmarshalInterface (stream, &IID_IUnknown, NULL), E_INVALIDARG);
  assert_hr (CoReleaseMarshalData (NULL), E_INVALIDARG);
  assert_hr (CoGetMarshalSizeMax (NULL, &IID_IUnknown, object, 0, NULL, 0), E_INVALIDARG);
  assert_hr (CoGetMarshalSizeMax (&size, NULL, object, 0, NULL, 0), E_INVALIDARG);
  assert_hr (CoGetMarshalSizeMax (&size, &IID_IUnknown, NULL, 0, NULL, 0), E_INVALIDARG);
  assert_hr (CoGetStandardMarshal (NULL, object, 0, NULL, 0, &own), E_INVALIDARG);
  assert_hr (CoGetStandardMarshal (&IID_IUnknown, object, 0, NULL, 0, NULL), E_INVALIDARG);
  assert_hr (CoMarshalInterThreadInterfaceInStream (NULL, object, &made), E_INVALIDARG);
  assert_hr (CoMarshalInterThreadInterfaceInStream (&IID_IUnknown, NULL, &made), E_INVALIDARG);
  ck_assert_ptr_null (made);
  assert_hr (CoMarshalInterThreadInterfaceInStream (&IID_IUnknown, object, NULL), E_INVALIDARG);
  assert_hr (CoGetInterfaceAndReleaseStream (NULL, &IID_IUnknown, &interface), E_INVALIDARG);
  ck_assert_ptr_null (interface);
  assert_hr (CoMarshalHresult (NULL, S_OK), E_INVALIDARG);
  assert_hr (CoUnmarshalHresult (NULL, &result), E_INVALIDARG);
  assert_hr (CoUnmarshalHresult (stream, NULL), E_INVALIDARG);
  assert_hr (CoDisconnectObject (NULL, 0), E_INVALIDARG);
  assert_hr (CoDisconnectObject (object, 1), E_INVALIDARG);
  assert_hr (CoLockObjectExternal (NULL, TRUE, FALSE), E_INVALIDARG);
  ck_assert (!CoIsHandlerConnected (NULL));
  assert_hr (CoCreateFreeThreadedMarshaler (NULL, NULL), E_INVALIDARG);
  assert_hr (RoGetAgileReference (AGILEREFERENCE_DEFAULT, NULL, object, &reference), E_INVALIDARG);
  assert_hr (RoGetAgileReference (AGILEREFERENCE_DEFAULT, &IID_IUnknown, NULL, &reference),
             E_INVALIDARG);
  assert_hr (RoGetAgileReference (AGILEREFERENCE_DEFAULT, &IID_IUnknown, object, NULL),
             E_INVALIDARG);
  assert_hr (RoGetAgileReference (2, &IID_IUnknown, object, &reference), E_INVALIDARG);
  assert_hr (beck_proxy_to_own (NULL, &IID_IUnknown, &interface), E_INVALIDARG);
  assert_hr (beck_proxy_to_own (object, NULL, &interface), E_INVALIDARG);
  assert_hr (beck_proxy_to_own (object, &IID_IUnknown, NULL), E_INVALIDARG);
  assert_hr (beck_proxy_register (NULL), E_INVALIDARG);
  assert_hr (CoRegisterPSClsid (NULL, &IID_IUnknown), E_INVALIDARG);
  assert_hr (CoRegisterPSClsid (&IID_IUnknown, NULL), E_INVALIDARG);
  assert_hr (CoGetPSClsid (NULL, &clsid), E_INVALIDARG);
  assert_hr (CoGetPSClsid (&IID_IUnknown, NULL), E_INVALIDARG);
}
END_TEST

static const struct
{
  DWORD context, flags;
} no_destinations[] = {
  { MSHCTX_CROSSCTX + 1, 0 },
  { MSHCTX_INPROC, MSHLFLAGS_TABLESTRONG | MSHLFLAGS_TABLEWEAK },
  { MSHCTX_INPROC, 8 },
};

START_TEST (numbers_that_mean_nothing_are_invalid)
{
  ULONG size;
  IMarshal *own;
  DWORD context = no_destinations[_i].context, flags = no_destinations[_i].flags;

  assert_hr (marshal (context, flags), E_INVALIDARG);
  assert_hr (CoGetMarshalSizeMax (&size, &IID_IUnknown, thing_unknown (thing), context, NULL,
                                  flags),
             E_INVALIDARG);
  assert_hr (CoGetStandardMarshal (&IID_IUnknown, NULL, context, NULL, flags, &own), E_INVALIDARG);
}
END_TEST

static void
call_without_apartment (gpointer data)
{
  IUnknown *object = data;
  void *interface;
  IStream *made;
  ULONG size;

  assert_hr (CoMarshalInterface (stream, &IID_IUnknown, object, 0, NULL, 0), CO_E_NOTINITIALIZED);
  assert_hr (CoUnmarshalInterface (stream, &IID_IUnknown, &interface), CO_E_NOTINITIALIZED);
  assert_hr (CoReleaseMarshalData (stream), CO_E_NOTINITIALIZED);
  assert_hr (CoGetMarshalSizeMax (&size, &IID_IUnknown, object, 0, NULL, 0), CO_E_NOTINITIALIZED);
  assert_hr (CoMarshalInterThreadInterfaceInStream (&IID_IUnknown, object, &made),
             CO_E_NOTINITIALIZED);
  assert_hr (CoDisconnectObject (object, 0), CO_E_NOTINITIALIZED);
  assert_hr (CoLockObjectExternal (object, TRUE, FALSE), CO_E_NOTINITIALIZED);
}

START_TEST (threads_in_no_apartment_are_refused)
{
  CoUninitialize ();
  call_without_apartment (thing_unknown (thing));
  assert_hr (CoInitializeEx (NULL, COINIT_MULTITHREADED), S_OK);
}
END_TEST

START_TEST (a_stream_that_was_not_rewound_is_a_read_fault)
{
  void *interface = stream;

  assert_hr (marshal (MSHCTX_INPROC, MSHLFLAGS_NORMAL), S_OK);
  assert_hr (CoUnmarshalInterface (stream, &IID_ISynchronize, &interface), STG_E_READFAULT);
  ck_assert_ptr_null (interface);
  assert_hr (CoReleaseMarshalData (stream), STG_E_READFAULT);
  rewind_stream (stream);
  assert_hr (CoReleaseMarshalData (stream), S_OK);
}
END_TEST

/* Of the head of a custom packet, and of a standard one. */
START_TEST (a_stream_that_is_cut_off_anywhere_is_a_read_fault)
{
  void *interface;

  assert_hr (marshal (MSHCTX_INPROC, MSHLFLAGS_NORMAL), S_OK);
  for (guint64 size = stream_size (stream) - 1; size > 0; size--)
    {
      ULARGE_INTEGER cut = { .QuadPart = size };
      IStream *shorter = stream_new ();
      ULARGE_INTEGER n;

      rewind_stream (stream);
      assert_hr (IStream_CopyTo (stream, shorter, cut, &n, NULL), S_OK);
      rewind_stream (shorter);
      assert_hr (CoUnmarshalInterface (shorter, &IID_ISynchronize, &interface), STG_E_READFAULT);
      ck_assert_ptr_null (interface);
      IStream_Release (shorter);
    }
  rewind_stream (stream);
  assert_hr (CoReleaseMarshalData (stream), S_OK);
}
END_TEST

static const struct
{
  guint at;
  guint8 value;
} spoilt[] = {
  { 0, 'm' }, /* the signature */
  { 4, 0 },   /* of no kind */
  { 4, 3 },   /* of two kinds */
};

START_TEST (what_is_no_packet_is_an_invalid_reference)
{
  LARGE_INTEGER at = { .QuadPart = spoilt[_i].at };
  guint8 bytes[256] = "MEOW\1";
  void *interface;

  assert_hr (IStream_Write (stream, bytes, sizeof bytes, NULL), S_OK);
  assert_hr (IStream_Seek (stream, at, STREAM_SEEK_SET, NULL), S_OK);
  assert_hr (IStream_Write (stream, &spoilt[_i].value, 1, NULL), S_OK);
  rewind_stream (stream);
  assert_hr (CoUnmarshalInterface (stream, &IID_ISynchronize, &interface), RPC_E_INVALID_OBJREF);
  rewind_stream (stream);
  assert_hr (CoReleaseMarshalData (stream), RPC_E_INVALID_OBJREF);
}
END_TEST

START_TEST (interfaces_without_proxies_have_no_packets)
{
  assert_hr (CoMarshalInterface (stream, &IID_unknown_to_all, thing_unknown (thing), MSHCTX_INPROC,
                                 NULL, 0),
             E_NOINTERFACE);
  assert_hr (CoMarshalInterface (stream, &IID_IStream, thing_unknown (thing), MSHCTX_INPROC, NULL,
                                 0),
             E_NOINTERFACE);
  ck_assert_uint_eq (stream_size (stream), 0);
}
END_TEST

START_TEST (unknown_interfaces_have_no_class)
{
  CLSID clsid;

  assert_hr (CoGetPSClsid (&IID_unknown_to_all, &clsid), REGDB_E_IIDNOTREG);
  assert_hr (CoRegisterPSClsid (&IID_IMultiQI, &CLSID_ThingReader), S_OK);
  assert_hr (CoGetPSClsid (&IID_IMultiQI, &clsid), S_OK);
  ck_assert_mem_eq (&clsid, &CLSID_ThingReader, sizeof clsid);
}
END_TEST

START_TEST (objects_may_refuse_to_be_marshaled)
{
  Thing *refusing = thing_new (REFUSING);
  IUnknown *object = thing_unknown (refusing);
  IAgileReference *reference;
  ULONG size;

  assert_hr (CoMarshalInterface (stream, &IID_ISynchronize, object, 0, NULL, 0), E_NOINTERFACE);
  assert_hr (CoGetMarshalSizeMax (&size, &IID_ISynchronize, object, 0, NULL, 0), E_NOINTERFACE);
  assert_hr (RoGetAgileReference (AGILEREFERENCE_DEFAULT, &IID_ISynchronize, object, &reference),
             CO_E_NOT_SUPPORTED);
  assert_hr (RoGetAgileReference (AGILEREFERENCE_DELAYEDMARSHAL, &IID_ISynchronize, object,
                                  &reference),
             CO_E_NOT_SUPPORTED);
  ck_assert_int_eq (thing_refs (refusing), 1);
  thing_unref (refusing);
}
END_TEST

START_TEST (results_travel_in_four_bytes)
{
  HRESULT result = S_OK;

  assert_hr (CoUnmarshalHresult (stream, &result), STG_E_READFAULT);
  assert_hr (result, S_OK);
  assert_hr (CoMarshalHresult (stream, RPC_E_CALL_CANCELED), S_OK);
  ck_assert_uint_eq (stream_size (stream), 4);
  rewind_stream (stream);
  assert_hr (CoUnmarshalHresult (stream, &result), S_OK);
  assert_hr (result, RPC_E_CALL_CANCELED);
}
END_TEST

/* ---- Objects that marshal themselves ---- */

START_TEST (an_own_marshaler_makes_the_packet)
{
  ISynchronize *sync;
  ULONG size;

  assert_hr (CoGetMarshalSizeMax (&size, &IID_ISynchronize, thing_unknown (thing),
                                  MSHCTX_DIFFERENTMACHINE, NULL, MSHLFLAGS_NOPING),
             S_OK);
  assert_hr (marshal (MSHCTX_DIFFERENTMACHINE, MSHLFLAGS_NOPING), S_OK);
  ck_assert_uint_eq (seen_context, MSHCTX_DIFFERENTMACHINE);
  ck_assert_uint_eq (seen_flags, MSHLFLAGS_NOPING);
  ck_assert_uint_le (stream_size (stream), size);
  ck_assert_int_eq (thing_refs (thing), 2);
  rewind_stream (stream);
  assert_hr (CoUnmarshalInterface (stream, &IID_ISynchronize, (void **) &sync), S_OK);
  ck_assert_ptr_eq (sync, &thing->sync);
  ck_assert_int_eq (n_read, 1);
  ISynchronize_Release (sync);
}
END_TEST

START_TEST (an_own_packet_is_released_by_its_class)
{
  assert_hr (marshal (MSHCTX_LOCAL, MSHLFLAGS_NORMAL), S_OK);
  rewind_stream (stream);
  assert_hr (CoReleaseMarshalData (stream), S_OK);
  ck_assert_int_eq (n_released, 1);
}
END_TEST

START_TEST (what_is_behind_an_own_packet_stays)
{
  ISynchronize *sync;
  HRESULT result;

  assert_hr (marshal (MSHCTX_LOCAL, MSHLFLAGS_NORMAL), S_OK);
  assert_hr (CoMarshalHresult (stream, E_ABORT), S_OK);
  rewind_stream (stream);
  assert_hr (CoUnmarshalInterface (stream, &IID_ISynchronize, (void **) &sync), S_OK);
  ISynchronize_Release (sync);
  assert_hr (CoUnmarshalHresult (stream, &result), S_OK);
  assert_hr (result, E_ABORT);
}
END_TEST

START_TEST (an_own_marshaler_that_fails_is_heard)
{
  thing->fail_class = E_ACCESSDENIED;
  assert_hr (marshal (MSHCTX_LOCAL, MSHLFLAGS_NORMAL), E_ACCESSDENIED);
  thing->fail_class = S_OK;
  thing->fail_marshal = E_ABORT;
  assert_hr (marshal (MSHCTX_LOCAL, MSHLFLAGS_NORMAL), E_ABORT);
  ck_assert_uint_eq (stream_size (stream), 0);
}
END_TEST

START_TEST (an_own_marshaler_is_told_to_disconnect)
{
  assert_hr (CoDisconnectObject (thing_unknown (thing), 0), S_OK);
  ck_assert_int_eq (thing->n_disconnected, 1);
}
END_TEST

START_TEST (classes_of_others_may_be_forbidden)
{
  void *interface;

  assert_hr (marshal (MSHCTX_LOCAL, MSHLFLAGS_NORMAL), S_OK);
  assert_hr (beck_options_set (COMGLB_UNMARSHALING_POLICY, 1), S_OK);
  rewind_stream (stream);
  assert_hr (CoUnmarshalInterface (stream, &IID_ISynchronize, &interface), E_ACCESSDENIED);
  ck_assert_ptr_null (interface);
  ck_assert_int_eq (n_read, 0);
  assert_hr (beck_options_set (COMGLB_UNMARSHALING_POLICY, 0), S_OK);
  rewind_stream (stream);
  assert_hr (CoReleaseMarshalData (stream), S_OK);
}
END_TEST

START_TEST (an_unknown_class_reads_no_packet)
{
  void *interface;

  thing->unmarshal_class = IID_unknown_to_all;
  assert_hr (marshal (MSHCTX_LOCAL, MSHLFLAGS_NORMAL), S_OK);
  rewind_stream (stream);
  assert_hr (CoUnmarshalInterface (stream, &IID_ISynchronize, &interface), REGDB_E_CLASSNOTREG);
  ck_assert_ptr_null (interface);
  beck_object_release (thing);
}
END_TEST

/* A stream that takes so many bytes and no more. */
typedef struct
{
  BeckObject object;
  IStream stream;
  ULONG room;
} Narrow;

static HRESULT STDMETHODCALLTYPE
narrow_write (IStream *This, const void *data, ULONG n, ULONG *n_written)
{
  Narrow *self = BECK_SELF (Narrow, stream, This);

  if (n > self->room)
    return STG_E_MEDIUMFULL;
  self->room -= n;
  *n_written = n;
  return S_OK;
}

static const BeckClass narrow_class = {
  .name = "Narrow",
  .size = sizeof (Narrow),
  .interfaces = BECK_INTERFACES (BECK_INTERFACE (Narrow, stream, IStream, .Write = narrow_write)),
};

START_TEST (what_cannot_be_written_is_released)
{
  Narrow *narrow = beck_object_new (&narrow_class, NULL);

  narrow->room = 10;
  assert_hr (CoMarshalInterface (&narrow->stream, &IID_ISynchronize, thing_unknown (thing),
                                 MSHCTX_LOCAL, NULL, 0),
             STG_E_MEDIUMFULL);
  ck_assert_int_eq (n_released, 1);
  beck_object_unref (narrow);
}
END_TEST

Suite *
packets_suite (void)
{
  Suite *suite = suite_create ("packets");
  TCase *tc = tcase_create ("refused");

  tcase_add_checked_fixture (tc, set_up_plain, tear_down);
  tcase_add_test (tc, null_is_invalid_everywhere);
  tcase_add_loop_test (tc, numbers_that_mean_nothing_are_invalid, 0,
                       G_N_ELEMENTS (no_destinations));
  tcase_add_test (tc, threads_in_no_apartment_are_refused);
  tcase_add_test (tc, a_stream_that_was_not_rewound_is_a_read_fault);
  tcase_add_test (tc, a_stream_that_is_cut_off_anywhere_is_a_read_fault);
  tcase_add_loop_test (tc, what_is_no_packet_is_an_invalid_reference, 0, G_N_ELEMENTS (spoilt));
  tcase_add_test (tc, interfaces_without_proxies_have_no_packets);
  tcase_add_test (tc, unknown_interfaces_have_no_class);
  tcase_add_test (tc, objects_may_refuse_to_be_marshaled);
  tcase_add_test (tc, results_travel_in_four_bytes);
  suite_add_tcase (suite, tc);

  tc = tcase_create ("own");
  tcase_add_checked_fixture (tc, set_up_own, tear_down);
  tcase_add_test (tc, an_own_marshaler_makes_the_packet);
  tcase_add_test (tc, an_own_packet_is_released_by_its_class);
  tcase_add_test (tc, what_is_behind_an_own_packet_stays);
  tcase_add_test (tc, an_own_marshaler_that_fails_is_heard);
  tcase_add_test (tc, an_own_marshaler_is_told_to_disconnect);
  tcase_add_test (tc, a_stream_that_was_not_rewound_is_a_read_fault);
  tcase_add_test (tc, a_stream_that_is_cut_off_anywhere_is_a_read_fault);
  tcase_add_test (tc, classes_of_others_may_be_forbidden);
  tcase_add_test (tc, an_unknown_class_reads_no_packet);
  tcase_add_test (tc, what_cannot_be_written_is_released);
  suite_add_tcase (suite, tc);
  return suite;
}
