/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The process options: IGlobalOptions and what the library makes of them. */

#include "suites.h"

#include "com/options.h"

static IGlobalOptions *options;

static void
set_up (void)
{
  assert_hr (beck_object_create (&beck_global_options_class, NULL, &IID_IGlobalOptions,
                                 (void **) &options),
             S_OK);
}

static void
tear_down (void)
{
  release (options);
  beck_options_set (COMGLB_BECK_TIMEOUT_STATUS, 0);
  beck_options_set (COMGLB_BECK_CONTAINER_LIMIT, 0);
}

static ULONG_PTR
value_of (GLOBALOPT_PROPERTIES property)
{
  ULONG_PTR value = 4711;

  assert_hr (options->lpVtbl->Query (options, property, &value), S_OK);
  return value;
}

START_TEST (time_outs_are_rpc_e_timeout_unless_asked_otherwise)
{
  assert_hr (beck_options_timeout_status (), RPC_E_TIMEOUT);
  assert_hr (options->lpVtbl->Set (options, COMGLB_BECK_TIMEOUT_STATUS, 1), S_OK);
  assert_hr (beck_options_timeout_status (), RPC_S_CALLPENDING);
  assert_hr (options->lpVtbl->Set (options, COMGLB_BECK_TIMEOUT_STATUS, 0), S_OK);
  assert_hr (beck_options_timeout_status (), RPC_E_TIMEOUT);
}
END_TEST

START_TEST (containers_have_no_limit_unless_asked_otherwise)
{
  ck_assert_uint_eq (beck_options_container_limit (), 0);
  assert_hr (options->lpVtbl->Set (options, COMGLB_BECK_CONTAINER_LIMIT, 63), S_OK);
  ck_assert_uint_eq (beck_options_container_limit (), 63);
}
END_TEST

START_TEST (all_objects_show_the_options_of_the_process)
{
  g_autoptr (IGlobalOptions) other = NULL;
  ULONG_PTR value = 0;

  assert_hr (beck_object_create (&beck_global_options_class, NULL, &IID_IGlobalOptions,
                                 (void **) &other),
             S_OK);
  assert_hr (other->lpVtbl->Set (other, COMGLB_BECK_CONTAINER_LIMIT, 7), S_OK);
  ck_assert_uint_eq (value_of (COMGLB_BECK_CONTAINER_LIMIT), 7);
  assert_hr (beck_options_get (COMGLB_BECK_CONTAINER_LIMIT, &value), S_OK);
  ck_assert_uint_eq (value, 7);
}
END_TEST

static const struct
{
  GLOBALOPT_PROPERTIES property;
  ULONG_PTR last_good;
} ranges[] = {
  { COMGLB_EXCEPTION_HANDLING, 2 },      { COMGLB_RPC_THREADPOOL_SETTING, 1 },
  { COMGLB_RO_SETTINGS, G_MAXUINT },     { COMGLB_UNMARSHALING_POLICY, 2 },
  { COMGLB_BECK_TIMEOUT_STATUS, 1 },     { COMGLB_BECK_CONTAINER_LIMIT, G_MAXUINT },
};

START_TEST (properties_keep_good_values_and_refuse_others)
{
  GLOBALOPT_PROPERTIES property = ranges[_i].property;
  ULONG_PTR last_good = ranges[_i].last_good;

  ck_assert_uint_eq (value_of (property), 0);
  assert_hr (options->lpVtbl->Set (options, property, last_good), S_OK);
  ck_assert_uint_eq (value_of (property), last_good);
  assert_hr (options->lpVtbl->Set (options, property, last_good + 1), E_INVALIDARG);
  ck_assert_uint_eq (value_of (property), last_good);
  assert_hr (options->lpVtbl->Set (options, property, 0), S_OK);
}
END_TEST

START_TEST (unknown_property_is_refused)
{
  ULONG_PTR value = 1;

  assert_hr (options->lpVtbl->Set (options, (GLOBALOPT_PROPERTIES) 6, 0), E_INVALIDARG);
  assert_hr (options->lpVtbl->Query (options, (GLOBALOPT_PROPERTIES) 6, &value), E_INVALIDARG);
  ck_assert_uint_eq (value, 0);
}
END_TEST

START_TEST (query_needs_a_place_for_the_value)
{
  assert_hr (options->lpVtbl->Query (options, COMGLB_APPID, NULL), E_POINTER);
}
END_TEST

START_TEST (application_id_is_copied_and_set_once)
{
  GUID mine = BECK_GUID (0x11223344, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
  const GUID copy = mine;
  const GUID other = BECK_GUID (0x11223345, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
  HRESULT (*set) (IGlobalOptions *, GLOBALOPT_PROPERTIES, ULONG_PTR) = options->lpVtbl->Set;

  ck_assert_uint_eq (value_of (COMGLB_APPID), 0);
  assert_hr (set (options, COMGLB_APPID, 0), E_INVALIDARG);
  assert_hr (set (options, COMGLB_APPID, (ULONG_PTR) &mine), S_OK);
  mine.Data1 = 0;
  ck_assert (beck_guid_equal ((const GUID *) value_of (COMGLB_APPID), &copy));
  assert_hr (set (options, COMGLB_APPID, (ULONG_PTR) &copy), S_OK);
  assert_hr (set (options, COMGLB_APPID, (ULONG_PTR) &other), RPC_E_TOO_LATE);
  ck_assert (beck_guid_equal ((const GUID *) value_of (COMGLB_APPID), &copy));
}
END_TEST

Suite *
options_suite (void)
{
  Suite *suite = suite_create ("options");
  TCase *tc = tcase_create ("options");

  tcase_add_checked_fixture (tc, set_up, tear_down);
  tcase_add_test (tc, time_outs_are_rpc_e_timeout_unless_asked_otherwise);
  tcase_add_test (tc, containers_have_no_limit_unless_asked_otherwise);
  tcase_add_test (tc, all_objects_show_the_options_of_the_process);
  tcase_add_loop_test (tc, properties_keep_good_values_and_refuse_others, 0,
                       G_N_ELEMENTS (ranges));
  tcase_add_test (tc, unknown_property_is_refused);
  tcase_add_test (tc, query_needs_a_place_for_the_value);
  tcase_add_test (tc, application_id_is_copied_and_set_once);
  suite_add_tcase (suite, tc);
  return suite;
}
