/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Lack of memory: each scenario is run again and again, with the first, the second, … of its
 * allocations failing, until none fails any more. What fails says so, keeps no reference, and can be
 * tried again.
 */

#include "object.h"
#include "suites.h"

#include <beckclasses.h>

#include "base/alloc.h"

static Thing *thing;
static IGlobalInterfaceTable *git;

static void
set_up (void)
{
  assert_hr (CoInitializeEx (NULL, COINIT_MULTITHREADED), S_OK);
  assert_hr (CoCreateInstance (&CLSID_StdGlobalInterfaceTable, NULL, CLSCTX_INPROC_SERVER,
                               &IID_IGlobalInterfaceTable, (void **) &git),
             S_OK);
  register_reader ();
}

static void
tear_down (void)
{
  unregister_reader ();
  CoUninitialize ();
}

static HRESULT
through_a_stream (void)
{
  ISynchronize *sync = NULL;
  IStream *stream;
  HRESULT hr = CoMarshalInterThreadInterfaceInStream (&IID_ISynchronize, thing_unknown (thing),
                                                      &stream);

  if (FAILED (hr))
    return hr;
  hr = CoUnmarshalInterface (stream, &IID_ISynchronize, (void **) &sync);
  if (FAILED (hr))
    {
      ck_assert_ptr_null (sync);
      rewind_stream (stream);
      CoReleaseMarshalData (stream);
    }
  else
    ISynchronize_Release (sync);
  IStream_Release (stream);
  return hr;
}

static HRESULT
through_the_table (void)
{
  ISynchronize *sync;
  DWORD cookie;
  HRESULT hr = IGlobalInterfaceTable_RegisterInterfaceInGlobal (git, thing_unknown (thing),
                                                                &IID_ISynchronize, &cookie);

  if (FAILED (hr))
    return hr;
  hr = IGlobalInterfaceTable_GetInterfaceFromGlobal (git, cookie, &IID_ISynchronize,
                                                     (void **) &sync);
  if (SUCCEEDED (hr))
    ISynchronize_Release (sync);
  assert_hr (IGlobalInterfaceTable_RevokeInterfaceFromGlobal (git, cookie), S_OK);
  return hr;
}

static HRESULT
through_a_reference (AgileReferenceOptions option)
{
  IAgileReference *reference;
  ISynchronize *sync;
  HRESULT hr
      = RoGetAgileReference (option, &IID_ISynchronize, thing_unknown (thing), &reference);

  if (FAILED (hr))
    return hr;
  hr = IAgileReference_Resolve (reference, &IID_ISynchronize, (void **) &sync);
  if (SUCCEEDED (hr))
    ISynchronize_Release (sync);
  IAgileReference_Release (reference);
  return hr;
}

static HRESULT
through_a_reference_at_once (void)
{
  return through_a_reference (AGILEREFERENCE_DEFAULT);
}

static HRESULT
through_a_reference_later (void)
{
  return through_a_reference (AGILEREFERENCE_DELAYEDMARSHAL);
}

static HRESULT
ask_for_the_size (void)
{
  ULONG size;

  return CoGetMarshalSizeMax (&size, &IID_ISynchronize, thing_unknown (thing), MSHCTX_INPROC, NULL,
                              0);
}

static HRESULT
through_a_proxy (void)
{
  ISynchronize *sync;
  HRESULT hr = beck_proxy_to_own (thing_unknown (thing), &IID_ISynchronize, (void **) &sync);

  if (FAILED (hr))
    return hr;
  hr = ISynchronize_Signal (sync);
  ISynchronize_Release (sync);
  return hr;
}

static HRESULT
write_and_clone_a_stream (void)
{
  IStream *stream, *clone;
  HRESULT hr = beck_memory_stream_new ("abc", 3, &stream);

  if (FAILED (hr))
    return hr;
  hr = IStream_Clone (stream, &clone);
  if (SUCCEEDED (hr))
    IStream_Release (clone);
  if (SUCCEEDED (hr))
    hr = IStream_Write (stream, &hr, sizeof hr, NULL);
  IStream_Release (stream);
  return hr == STG_E_MEDIUMFULL ? E_OUTOFMEMORY : hr;
}

static const struct
{
  HRESULT (*scenario) (void);
  Kind kind;
} rows[] = {
  { through_a_stream, PLAIN },
  { through_a_stream, AGILE },
  { through_a_stream, OWN_MARSHAL },
  { through_a_stream, FREE },
  { through_a_stream, HANDLED },
  { through_the_table, PLAIN },
  { through_the_table, FREE },
  { through_the_table, AGILE },
  { through_a_reference_at_once, PLAIN },
  { through_a_reference_at_once, FREE },
  { through_a_reference_later, PLAIN },
  { ask_for_the_size, PLAIN },
  { through_a_proxy, PLAIN },
  { write_and_clone_a_stream, PLAIN },
};

START_TEST (every_allocation_may_fail)
{
  gboolean failed = FALSE;
  gint64 index = -1, n_tried;
  HRESULT hr;

  thing = thing_new (rows[_i].kind);
  /* What is made once, and stays, is made. */
  assert_hr (rows[_i].scenario (), S_OK);
  do
    {
      beck_alloc_fail_at (++index);
      hr = rows[_i].scenario ();
      n_tried = beck_alloc_count ();
      beck_alloc_fail_at (-1);
      if (hr != S_OK)
        assert_hr (hr, E_OUTOFMEMORY);
      failed |= hr != S_OK;
    }
  while (n_tried > index);
  assert_hr (hr, S_OK);
  ck_assert (failed);
  thing_end (thing);
}
END_TEST

Suite *
lack_suite (void)
{
  Suite *suite = suite_create ("lack");
  TCase *tc = tcase_create ("memory");

  tcase_add_checked_fixture (tc, set_up, tear_down);
  tcase_add_loop_test (tc, every_allocation_may_fail, 0, G_N_ELEMENTS (rows));
  suite_add_tcase (suite, tc);
  return suite;
}
