/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Standard packets: plain objects of the MTA, unmarshaled there and in STAs.
 */

#include "object.h"
#include "suites.h"

#include <beckclasses.h>

static Thing *thing;
static IStream *stream;

static void
set_up (void)
{
  assert_hr (CoInitializeEx (NULL, COINIT_MULTITHREADED), S_OK);
  thing = thing_new (PLAIN);
  stream = stream_new ();
}

static void
tear_down (void)
{
  IStream_Release (stream);
  if (thing != NULL)
    thing_end (thing);
  CoUninitialize ();
}

static void
marshal (DWORD flags)
{
  assert_hr (CoMarshalInterface (stream, &IID_ISynchronize, thing_unknown (thing), MSHCTX_INPROC,
                                 NULL, flags),
             S_OK);
  rewind_stream (stream);
}

static HRESULT
unmarshal_from (IStream *from, ISynchronize **sync)
{
  rewind_stream (from);
  return CoUnmarshalInterface (from, &IID_ISynchronize, (void **) sync);
}

static void
expect (HRESULT hr)
{
  ISynchronize *sync;

  assert_hr (unmarshal_from (stream, &sync), hr);
  if (SUCCEEDED (hr))
    ISynchronize_Release (sync);
  else
    ck_assert_ptr_null (sync);
}

static void
expect_elsewhere (gpointer hr)
{
  expect (*(HRESULT *) hr);
}

static void
release (void)
{
  rewind_stream (stream);
  assert_hr (CoReleaseMarshalData (stream), S_OK);
}

/* ---- At home ---- */

START_TEST (at_home_it_is_the_pointer)
{
  ISynchronize *sync;

  marshal (MSHLFLAGS_NORMAL);
  ck_assert_int_gt (thing_refs (thing), 1);
  assert_hr (unmarshal_from (stream, &sync), S_OK);
  ck_assert_ptr_eq (sync, &thing->sync);
  ISynchronize_Release (sync);
}
END_TEST

START_TEST (no_iid_means_that_of_the_packet)
{
  ISynchronize *sync;

  marshal (MSHLFLAGS_NORMAL);
  assert_hr (CoUnmarshalInterface (stream, &IID_NULL, (void **) &sync), S_OK);
  ck_assert_ptr_eq (sync, &thing->sync);
  ISynchronize_Release (sync);
}
END_TEST

START_TEST (a_normal_packet_is_good_once)
{
  HRESULT gone = CO_E_OBJNOTCONNECTED;

  marshal (MSHLFLAGS_NORMAL);
  expect (S_OK);
  expect (CO_E_OBJNOTCONNECTED);
  in_apartment (COINIT_APARTMENTTHREADED, expect_elsewhere, &gone);
}
END_TEST

START_TEST (a_normal_packet_elsewhere_is_good_once)
{
  HRESULT good = S_OK, gone = CO_E_OBJNOTCONNECTED;

  marshal (MSHLFLAGS_NORMAL);
  in_apartment (COINIT_APARTMENTTHREADED, expect_elsewhere, &good);
  in_apartment (COINIT_APARTMENTTHREADED, expect_elsewhere, &gone);
  expect (CO_E_OBJNOTCONNECTED);
}
END_TEST

START_TEST (a_released_packet_is_good_no_more)
{
  marshal (MSHLFLAGS_NORMAL);
  release ();
  ck_assert_int_eq (thing_refs (thing), 1);
  expect (CO_E_OBJNOTCONNECTED);
}
END_TEST

START_TEST (a_strong_table_is_good_until_released)
{
  HRESULT good = S_OK;

  marshal (MSHLFLAGS_TABLESTRONG);
  for (guint i = 0; i < 3; i++)
    {
      expect (S_OK);
      in_apartment (COINIT_APARTMENTTHREADED, expect_elsewhere, &good);
    }
  ck_assert_int_gt (thing_refs (thing), 1);
  release ();
  expect (CO_E_OBJNOTREG);
}
END_TEST

START_TEST (a_strong_table_keeps_the_object)
{
  marshal (MSHLFLAGS_TABLESTRONG);
  thing_unref (thing);
  expect (S_OK);
  release ();
  thing = NULL;
}
END_TEST

START_TEST (a_weak_table_does_not_keep_the_object)
{
  marshal (MSHLFLAGS_TABLEWEAK);
  expect (S_OK);
  thing_unref (thing);
  thing = NULL;
  expect (CO_E_OBJNOTREG);
}
END_TEST

START_TEST (sizes_are_enough)
{
  static const DWORD contexts[] = { MSHCTX_INPROC, MSHCTX_CROSSCTX };

  for (guint i = 0; i < G_N_ELEMENTS (contexts); i++)
    {
      IStream *fresh = stream_new ();
      ULONG size;

      assert_hr (CoGetMarshalSizeMax (&size, &IID_ISynchronize, thing_unknown (thing), contexts[i],
                                      NULL, 0),
                 S_OK);
      ck_assert_int_eq (thing_refs (thing), 1);
      assert_hr (CoMarshalInterface (fresh, &IID_ISynchronize, thing_unknown (thing), contexts[i],
                                     NULL, 0),
                 S_OK);
      ck_assert_uint_le (stream_size (fresh), size);
      rewind_stream (fresh);
      assert_hr (CoReleaseMarshalData (fresh), S_OK);
      IStream_Release (fresh);
    }
}
END_TEST

START_TEST (handlers_are_named_in_the_packet)
{
  Thing *handled = thing_new (HANDLED);
  ISynchronize *sync;
  PVOID block;

  assert_hr (CoMarshalInterface (stream, &IID_ISynchronize, thing_unknown (handled),
                                 MSHCTX_INPROC, NULL, 0),
             S_OK);
  assert_hr (GetHGlobalFromStream (stream, &block), S_OK);
  ck_assert_uint_eq (((guint8 *) block)[4], 2);
  ck_assert_mem_eq ((guint8 *) block + 24 + 40, &CLSID_ThingReader, 16);
  assert_hr (unmarshal_from (stream, &sync), S_OK);
  ISynchronize_Release (sync);
  thing_end (handled);
}
END_TEST

/* ---- The standard marshaler by name ---- */

START_TEST (the_standard_marshaler_writes_what_everybody_reads)
{
  IMarshal *own;
  CLSID clsid;
  ULONG size;

  assert_hr (CoGetStandardMarshal (&IID_ISynchronize, thing_unknown (thing), MSHCTX_INPROC, NULL,
                                   0, &own),
             S_OK);
  assert_hr (IMarshal_GetUnmarshalClass (own, &IID_ISynchronize, NULL, MSHCTX_INPROC, NULL, 0,
                                         &clsid),
             S_OK);
  ck_assert_mem_eq (&clsid, &CLSID_StdMarshal, sizeof clsid);
  assert_hr (IMarshal_GetMarshalSizeMax (own, &IID_ISynchronize, NULL, MSHCTX_INPROC, NULL, 0,
                                         &size),
             S_OK);
  assert_hr (IMarshal_MarshalInterface (own, stream, &IID_ISynchronize, NULL, MSHCTX_INPROC, NULL,
                                        0),
             S_OK);
  ck_assert_uint_le (stream_size (stream), size);
  IMarshal_Release (own);
  expect (S_OK);
}
END_TEST

START_TEST (the_standard_marshaler_reads_and_releases)
{
  ISynchronize *sync;
  IMarshal *own;

  assert_hr (CoGetStandardMarshal (&IID_ISynchronize, NULL, MSHCTX_INPROC, NULL, 0, &own), S_OK);
  assert_hr (IMarshal_MarshalInterface (own, stream, &IID_ISynchronize, NULL, MSHCTX_INPROC, NULL,
                                        0),
             E_INVALIDARG);
  marshal (MSHLFLAGS_TABLESTRONG);
  assert_hr (IMarshal_UnmarshalInterface (own, stream, &IID_ISynchronize, (void **) &sync), S_OK);
  ck_assert_ptr_eq (sync, &thing->sync);
  ISynchronize_Release (sync);
  rewind_stream (stream);
  assert_hr (IMarshal_ReleaseMarshalData (own, stream), S_OK);
  IMarshal_Release (own);
}
END_TEST

/* ---- Between threads ---- */

static void
fetch_and_call (gpointer from)
{
  ISynchronize *sync;

  assert_hr (CoGetInterfaceAndReleaseStream ((IStream *) from, &IID_ISynchronize, (void **) &sync),
             S_OK);
  ck_assert_ptr_ne (sync, &thing->sync);
  assert_hr (ISynchronize_Signal (sync), S_OK);
  ck_assert (CoIsHandlerConnected ((IUnknown *) sync));
  ISynchronize_Release (sync);
}

START_TEST (another_thread_gets_a_proxy_from_a_stream)
{
  IStream *made;

  assert_hr (CoMarshalInterThreadInterfaceInStream (&IID_ISynchronize, thing_unknown (thing),
                                                    &made),
             S_OK);
  in_apartment (COINIT_APARTMENTTHREADED, fetch_and_call, made);
  ck_assert_int_eq (thing->n_signals, 1);
}
END_TEST

START_TEST (the_stream_is_released_also_after_a_failure)
{
  void *interface;
  IStream *empty = stream_new ();

  assert_hr (CoGetInterfaceAndReleaseStream (empty, &IID_ISynchronize, &interface),
             STG_E_READFAULT);
  ck_assert_ptr_null (interface);
  empty = stream_new ();
  assert_hr (CoGetInterfaceAndReleaseStream (empty, &IID_ISynchronize, NULL), E_INVALIDARG);
}
END_TEST

static void
marshal_proxy_again (gpointer unused)
{
  IStream *passed = stream_new ();
  ISynchronize *sync, *again;

  assert_hr (unmarshal_from (stream, &sync), S_OK);
  assert_hr (CoMarshalInterface (passed, &IID_ISynchronize, (IUnknown *) sync, MSHCTX_INPROC, NULL,
                                 0),
             S_OK);
  assert_hr (unmarshal_from (passed, &again), S_OK);
  ck_assert_ptr_eq (again, sync);
  ISynchronize_Release (again);
  ISynchronize_Release (sync);
  IStream_Release (passed);
}

START_TEST (a_proxy_is_passed_on_as_its_object)
{
  marshal (MSHLFLAGS_NORMAL);
  in_apartment (COINIT_APARTMENTTHREADED, marshal_proxy_again, NULL);
}
END_TEST

/* ---- Objects that others have ---- */

static void
disconnect_thing (gpointer unused)
{
  assert_hr (CoDisconnectObject (thing_unknown (thing), 0), S_OK);
}

static void
call_a_disconnected_object (gpointer unused)
{
  ISynchronize *sync;

  assert_hr (unmarshal_from (stream, &sync), S_OK);
  assert_hr (ISynchronize_Signal (sync), S_OK);
  in_apartment (COINIT_MULTITHREADED, disconnect_thing, NULL);
  assert_hr (ISynchronize_Signal (sync), RPC_E_DISCONNECTED);
  ISynchronize_Release (sync);
}

START_TEST (a_disconnected_object_is_called_no_more)
{
  marshal (MSHLFLAGS_NORMAL);
  in_apartment (COINIT_APARTMENTTHREADED, call_a_disconnected_object, NULL);
  ck_assert_int_eq (thing->n_signals, 1);
}
END_TEST

START_TEST (disconnecting_what_nobody_has_is_good)
{
  assert_hr (CoDisconnectObject (thing_unknown (thing), 0), S_OK);
}
END_TEST

static void
refuse_proxies (gpointer unused)
{
  ISynchronize *sync;

  assert_hr (unmarshal_from (stream, &sync), S_OK);
  assert_hr (CoDisconnectObject ((IUnknown *) sync, 0), E_INVALIDARG);
  assert_hr (CoLockObjectExternal ((IUnknown *) sync, TRUE, FALSE), E_INVALIDARG);
  ISynchronize_Release (sync);
}

START_TEST (proxies_are_not_disconnected_or_locked)
{
  marshal (MSHLFLAGS_NORMAL);
  in_apartment (COINIT_APARTMENTTHREADED, refuse_proxies, NULL);
}
END_TEST

START_TEST (a_lock_keeps_the_object)
{
  assert_hr (CoLockObjectExternal (thing_unknown (thing), TRUE, FALSE), S_OK);
  ck_assert_int_gt (thing_refs (thing), 1);
  assert_hr (CoLockObjectExternal (thing_unknown (thing), FALSE, TRUE), S_OK);
  ck_assert_int_eq (thing_refs (thing), 1);
}
END_TEST

START_TEST (an_own_object_may_have_a_proxy)
{
  ISynchronize *sync;

  assert_hr (beck_proxy_to_own (thing_unknown (thing), &IID_ISynchronize, (void **) &sync), S_OK);
  ck_assert_ptr_ne (sync, &thing->sync);
  assert_hr (ISynchronize_Signal (sync), S_OK);
  ck_assert_int_eq (thing->n_signals, 1);
  ISynchronize_Release (sync);
}
END_TEST

Suite *
standard_suite (void)
{
  Suite *suite = suite_create ("standard");
  TCase *tc = tcase_create ("packet");

  tcase_add_checked_fixture (tc, set_up, tear_down);
  tcase_add_test (tc, at_home_it_is_the_pointer);
  tcase_add_test (tc, no_iid_means_that_of_the_packet);
  tcase_add_test (tc, a_normal_packet_is_good_once);
  tcase_add_test (tc, a_normal_packet_elsewhere_is_good_once);
  tcase_add_test (tc, a_released_packet_is_good_no_more);
  tcase_add_test (tc, a_strong_table_is_good_until_released);
  tcase_add_test (tc, a_strong_table_keeps_the_object);
  tcase_add_test (tc, a_weak_table_does_not_keep_the_object);
  tcase_add_test (tc, sizes_are_enough);
  tcase_add_test (tc, handlers_are_named_in_the_packet);
  suite_add_tcase (suite, tc);

  tc = tcase_create ("marshaler");
  tcase_add_checked_fixture (tc, set_up, tear_down);
  tcase_add_test (tc, the_standard_marshaler_writes_what_everybody_reads);
  tcase_add_test (tc, the_standard_marshaler_reads_and_releases);
  suite_add_tcase (suite, tc);

  tc = tcase_create ("threads");
  tcase_add_checked_fixture (tc, set_up, tear_down);
  tcase_add_test (tc, another_thread_gets_a_proxy_from_a_stream);
  tcase_add_test (tc, the_stream_is_released_also_after_a_failure);
  tcase_add_test (tc, a_proxy_is_passed_on_as_its_object);
  suite_add_tcase (suite, tc);

  tc = tcase_create ("objects");
  tcase_add_checked_fixture (tc, set_up, tear_down);
  tcase_add_test (tc, a_disconnected_object_is_called_no_more);
  tcase_add_test (tc, disconnecting_what_nobody_has_is_good);
  tcase_add_test (tc, proxies_are_not_disconnected_or_locked);
  tcase_add_test (tc, a_lock_keeps_the_object);
  tcase_add_test (tc, an_own_object_may_have_a_proxy);
  suite_add_tcase (suite, tc);
  return suite;
}
