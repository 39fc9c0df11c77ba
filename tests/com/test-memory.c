/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Lack of memory at every single allocation of lib/com. */

#include "suites.h"

#include <beck/bstr.h>
#include <beck/errorinfo.h>

#include "base/alloc.h"
#include "faults.h"

static HRESULT
create (void)
{
  g_autoptr (ISynchronize) sample = NULL;

  return beck_object_create (&sample_class, NULL, &IID_ISynchronize, (void **) &sample);
}

static HRESULT
aggregate (void)
{
  g_autoptr (ISequentialStream) stream = NULL;

  return beck_object_create (&whole_class, NULL, &IID_ISequentialStream, (void **) &stream);
}

static HRESULT
create_by_factory (void)
{
  g_autoptr (IClassFactory) factory = NULL;
  g_autoptr (IUnknown) sample = NULL;
  HRESULT hr = beck_class_get_factory (&sample_class, &IID_IClassFactory, (void **) &factory);

  if (FAILED (hr))
    return hr;
  return factory->lpVtbl->CreateInstance (factory, NULL, &IID_IUnknown, (void **) &sample);
}

static HRESULT
register_class (void)
{
  HRESULT hr = beck_class_register (&sample_class, BECK_THREADING_BOTH);

  if (SUCCEEDED (hr))
    assert_hr (beck_class_unregister (&sample_class), S_OK);
  return hr;
}

static HRESULT
fill_error_info (void)
{
  g_autoptr (ICreateErrorInfo) create_info = NULL;
  g_autoptr (IErrorInfo) info = NULL;
  BSTR text;
  HRESULT hr = CreateErrorInfo (&create_info);

  if (SUCCEEDED (hr))
    hr = create_info->lpVtbl->SetSource (create_info, (LPOLESTR) u"source");
  if (SUCCEEDED (hr))
    hr = create_info->lpVtbl->SetDescription (create_info, (LPOLESTR) u"description");
  if (SUCCEEDED (hr))
    hr = query (create_info, &IID_IErrorInfo, &info);
  if (SUCCEEDED (hr))
    hr = info->lpVtbl->GetSource (info, &text);
  if (SUCCEEDED (hr))
    SysFreeString (text);
  return hr;
}

static HRESULT (*const scenarios[]) (void)
    = { create, aggregate, create_by_factory, register_class, fill_error_info };

START_TEST (scenario_survives_each_failure)
{
  fail_each_allocation (scenarios[_i]);
}
END_TEST

/* The failure is what matters: with too little memory for a text it is still returned, and the
 * text of an earlier one is gone. */
START_TEST (failure_is_returned_without_memory_for_its_text)
{
  gint64 index = -1, n_tried;

  do
    {
      g_autoptr (IErrorInfo) info = NULL;

      beck_error_info_set (E_FAIL, &IID_NULL, NULL, "earlier");
      beck_alloc_fail_at (++index);
      assert_hr (beck_error_info_set (E_ACCESSDENIED, &IID_NULL, "source", "text %d", 1),
                 E_ACCESSDENIED);
      n_tried = beck_alloc_count ();
      beck_alloc_fail_at (-1);
      assert_hr (GetErrorInfo (0, &info), index < n_tried ? S_FALSE : S_OK);
    }
  while (index < n_tried);
  ck_assert_int_gt (n_tried, 3);
}
END_TEST

Suite *
memory_suite (void)
{
  Suite *suite = suite_create ("memory");
  TCase *tc = tcase_create ("failure");

  tcase_add_loop_test (tc, scenario_survives_each_failure, 0, G_N_ELEMENTS (scenarios));
  tcase_add_test (tc, failure_is_returned_without_memory_for_its_text);
  suite_add_tcase (suite, tc);
  return suite;
}
