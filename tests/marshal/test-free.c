/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Objects that are at home in every apartment: the free-threaded marshaler and IAgileObject.
 */

#include "object.h"
#include "suites.h"

#include <beckclasses.h>
#include <string.h>

/* Of a custom reference in front of the free-threaded marshaler's own data. */
#define HEAD 48
#define DATA (4 + 8 + 16)

static const Kind kinds[] = { FREE, AGILE };

static Thing *thing;
static IStream *stream;

static void
set_up (void)
{
  assert_hr (CoInitializeEx (NULL, COINIT_MULTITHREADED), S_OK);
  thing = NULL;
  stream = stream_new ();
}

static void
tear_down (void)
{
  IStream_Release (stream);
  if (thing != NULL)
    ck_assert_int_eq (thing_refs (thing), 1);
  thing_unref (thing);
  CoUninitialize ();
}

static void
marshal (DWORD context, DWORD flags)
{
  assert_hr (CoMarshalInterface (stream, &IID_ISynchronize, thing_unknown (thing), context, NULL,
                                 flags),
             S_OK);
  rewind_stream (stream);
}

static void
unmarshal_the_pointer (gpointer unused)
{
  ISynchronize *sync;

  rewind_stream (stream);
  assert_hr (CoUnmarshalInterface (stream, &IID_ISynchronize, (void **) &sync), S_OK);
  ck_assert_ptr_eq (sync, &thing->sync);
  ISynchronize_Release (sync);
}

START_TEST (the_marshaler_counts_flags_pointer_and_secret)
{
  IUnknown *marshaler;
  IMarshal *own;
  CLSID clsid;
  ULONG size;

  thing = thing_new (FREE);
  assert_hr (CoCreateFreeThreadedMarshaler (NULL, &marshaler), S_OK);
  assert_hr (IUnknown_QueryInterface (marshaler, &IID_IMarshal, (void **) &own), S_OK);
  assert_hr (IMarshal_GetMarshalSizeMax (own, &IID_ISynchronize, thing_unknown (thing),
                                         MSHCTX_INPROC, NULL, MSHLFLAGS_NORMAL, &size),
             S_OK);
  ck_assert_uint_eq (size, 4 + 8 + 16);
  assert_hr (IMarshal_GetUnmarshalClass (own, &IID_ISynchronize, thing_unknown (thing),
                                         MSHCTX_CROSSCTX, NULL, MSHLFLAGS_NORMAL, &clsid),
             S_OK);
  ck_assert_mem_eq (&clsid, &CLSID_InProcFreeMarshaler, sizeof clsid);
  assert_hr (IMarshal_GetUnmarshalClass (own, &IID_ISynchronize, thing_unknown (thing),
                                         MSHCTX_LOCAL, NULL, MSHLFLAGS_NORMAL, &clsid),
             S_OK);
  ck_assert_mem_eq (&clsid, &CLSID_StdMarshal, sizeof clsid);
  IMarshal_Release (own);
  IUnknown_Release (marshaler);
}
END_TEST

START_TEST (the_class_makes_marshalers_too)
{
  IMarshal *own;

  assert_hr (CoCreateInstance (&CLSID_InProcFreeMarshaler, NULL, CLSCTX_INPROC_SERVER,
                               &IID_IMarshal, (void **) &own),
             S_OK);
  IMarshal_Release (own);
}
END_TEST

START_TEST (every_apartment_has_the_pointer_itself)
{
  thing = thing_new (kinds[_i]);
  marshal (MSHCTX_INPROC, MSHLFLAGS_TABLESTRONG);
  ck_assert_uint_eq (stream_size (stream), HEAD + DATA);
  in_apartment (COINIT_APARTMENTTHREADED, unmarshal_the_pointer, NULL);
  in_apartment (COINIT_MULTITHREADED, unmarshal_the_pointer, NULL);
  unmarshal_the_pointer (NULL);
  rewind_stream (stream);
  assert_hr (CoReleaseMarshalData (stream), S_OK);
}
END_TEST

START_TEST (a_normal_packet_is_good_once)
{
  void *interface;

  thing = thing_new (kinds[_i]);
  marshal (MSHCTX_INPROC, MSHLFLAGS_NORMAL);
  ck_assert_int_eq (thing_refs (thing), 2);
  unmarshal_the_pointer (NULL);
  rewind_stream (stream);
  assert_hr (CoUnmarshalInterface (stream, &IID_ISynchronize, &interface), CO_E_OBJNOTCONNECTED);
  ck_assert_ptr_null (interface);
  rewind_stream (stream);
  assert_hr (CoReleaseMarshalData (stream), CO_E_OBJNOTCONNECTED);
}
END_TEST

START_TEST (a_released_packet_is_good_no_more)
{
  void *interface;

  thing = thing_new (kinds[_i]);
  marshal (MSHCTX_CROSSCTX, MSHLFLAGS_TABLESTRONG);
  assert_hr (CoReleaseMarshalData (stream), S_OK);
  ck_assert_int_eq (thing_refs (thing), 1);
  rewind_stream (stream);
  assert_hr (CoUnmarshalInterface (stream, &IID_ISynchronize, &interface), CO_E_OBJNOTCONNECTED);
}
END_TEST

START_TEST (a_strong_table_keeps_the_object)
{
  ISynchronize *sync;

  thing = thing_new (kinds[_i]);
  marshal (MSHCTX_INPROC, MSHLFLAGS_TABLESTRONG);
  thing_unref (thing);
  assert_hr (CoUnmarshalInterface (stream, &IID_ISynchronize, (void **) &sync), S_OK);
  assert_hr (ISynchronize_Signal (sync), S_OK);
  ISynchronize_Release (sync);
  rewind_stream (stream);
  assert_hr (CoReleaseMarshalData (stream), S_OK);
  thing = NULL;
}
END_TEST

/* Each byte of the pointer and of the secret, one at a time. */
START_TEST (a_forged_packet_finds_nothing)
{
  PVOID block;
  guint8 *bytes;

  thing = thing_new (FREE);
  marshal (MSHCTX_INPROC, MSHLFLAGS_NORMAL);
  assert_hr (GetHGlobalFromStream (stream, &block), S_OK);
  bytes = (guint8 *) block + HEAD;
  for (guint i = 4; i < DATA; i++)
    {
      void *interface = thing;
      HRESULT hr;

      bytes[i] ^= 0x5a;
      rewind_stream (stream);
      hr = CoUnmarshalInterface (stream, &IID_ISynchronize, &interface);
      ck_assert (hr == CO_E_OBJNOTCONNECTED || hr == RPC_E_INVALID_OBJREF);
      ck_assert_ptr_null (interface);
      rewind_stream (stream);
      ck_assert (FAILED (CoReleaseMarshalData (stream)));
      bytes[i] ^= 0x5a;
    }
  rewind_stream (stream);
  assert_hr (CoReleaseMarshalData (stream), S_OK);
}
END_TEST

/* What a packet is good for stands here, not in the packet. */
START_TEST (flags_in_the_packet_change_nothing)
{
  PVOID block;

  thing = thing_new (FREE);
  marshal (MSHCTX_INPROC, MSHLFLAGS_NORMAL);
  assert_hr (GetHGlobalFromStream (stream, &block), S_OK);
  ((guint8 *) block)[HEAD] = MSHLFLAGS_TABLESTRONG;
  unmarshal_the_pointer (NULL);
  ck_assert_int_eq (thing_refs (thing), 1);
  rewind_stream (stream);
  assert_hr (CoReleaseMarshalData (stream), CO_E_OBJNOTCONNECTED);
}
END_TEST

START_TEST (a_missing_interface_uses_the_packet_up)
{
  void *interface = thing;

  thing = thing_new (FREE);
  marshal (MSHCTX_INPROC, MSHLFLAGS_NORMAL);
  assert_hr (CoUnmarshalInterface (stream, &IID_IStream, &interface), E_NOINTERFACE);
  ck_assert_ptr_null (interface);
}
END_TEST

static gpointer
use_up (gpointer won)
{
  void *interface;
  IStream *mine;

  assert_hr (IStream_Clone (stream, &mine), S_OK);
  if (SUCCEEDED (CoUnmarshalInterface (mine, &IID_ISynchronize, &interface)))
    {
      IUnknown_Release ((IUnknown *) interface);
      atomic_fetch_add ((atomic_int *) won, 1);
    }
  IStream_Release (mine);
  return NULL;
}

START_TEST (of_threads_that_race_one_has_the_packet)
{
  thing = thing_new (FREE);
  for (guint round = 0; round < 50; round++)
    {
      GThread *threads[3];
      atomic_int won = 0;

      rewind_stream (stream);
      marshal (MSHCTX_INPROC, MSHLFLAGS_NORMAL);
      for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
        threads[i] = g_thread_new ("racer", use_up, &won);
      for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
        g_thread_join (threads[i]);
      ck_assert_int_eq (won, 1);
    }
}
END_TEST

START_TEST (weak_packets_are_the_standard_marshalers)
{
  thing = thing_new (kinds[_i]);
  marshal (MSHCTX_INPROC, MSHLFLAGS_TABLEWEAK);
  ck_assert_uint_ne (stream_size (stream), HEAD + DATA);
  unmarshal_the_pointer (NULL);
  rewind_stream (stream);
  assert_hr (CoReleaseMarshalData (stream), S_OK);
}
END_TEST

Suite *
free_suite (void)
{
  Suite *suite = suite_create ("free");
  TCase *tc = tcase_create ("threaded");

  tcase_add_checked_fixture (tc, set_up, tear_down);
  tcase_add_test (tc, the_marshaler_counts_flags_pointer_and_secret);
  tcase_add_test (tc, the_class_makes_marshalers_too);
  tcase_add_loop_test (tc, every_apartment_has_the_pointer_itself, 0, G_N_ELEMENTS (kinds));
  tcase_add_loop_test (tc, a_normal_packet_is_good_once, 0, G_N_ELEMENTS (kinds));
  tcase_add_loop_test (tc, a_released_packet_is_good_no_more, 0, G_N_ELEMENTS (kinds));
  tcase_add_loop_test (tc, a_strong_table_keeps_the_object, 0, G_N_ELEMENTS (kinds));
  tcase_add_loop_test (tc, weak_packets_are_the_standard_marshalers, 0, G_N_ELEMENTS (kinds));
  tcase_add_test (tc, a_missing_interface_uses_the_packet_up);
  suite_add_tcase (suite, tc);

  tc = tcase_create ("forged");
  tcase_add_checked_fixture (tc, set_up, tear_down);
  tcase_add_test (tc, a_forged_packet_finds_nothing);
  tcase_add_test (tc, flags_in_the_packet_change_nothing);
  tcase_add_test (tc, of_threads_that_race_one_has_the_packet);
  suite_add_tcase (suite, tc);
  return suite;
}
