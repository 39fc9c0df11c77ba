/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What a fault keeps and how it reads. */

#include "suites.h"

#include <beck/ndr.h>

START_TEST (the_first_fault_stays)
{
  BeckNdrFault fault = { 0 };

  ck_assert (!beck_ndr_fault_set_numbers (&fault, RPC_X_INVALID_BOUND, 4, "first", 9, 4));
  ck_assert (!beck_ndr_fault_set_numbers (&fault, RPC_X_NO_MEMORY, 8, "second", 1, 2));
  ck_assert (!beck_ndr_fault_set (&fault, RPC_X_BAD_STUB_DATA, 12, "third"));
  ck_assert_uint_eq (fault.status, RPC_X_INVALID_BOUND);
  ck_assert_uint_eq (fault.offset, 4);
  ck_assert_str_eq (fault.reason, "first");
  ck_assert_uint_eq (fault.found, 9);
  ck_assert_uint_eq (fault.limit, 4);
}
END_TEST

START_TEST (the_path_grows_from_the_inside_out)
{
  BeckNdrFault fault = { 0 };
  char *text;

  beck_ndr_fault_set_numbers (&fault, RPC_X_BAD_STUB_DATA, 36, "too many", 9, 4);
  ck_assert (!beck_ndr_fault_in (&fault, "name"));
  ck_assert (!beck_ndr_fault_at (&fault, 3));
  beck_ndr_fault_in (&fault, "entries");
  beck_ndr_fault_in (&fault, "book");
  ck_assert_str_eq (fault.path, "book.entries[3].name");
  text = beck_ndr_fault_to_string (&fault);
  ck_assert_str_eq (text, "offset 36: book.entries[3].name: too many: 9, not 4 "
                          "(RPC_X_BAD_STUB_DATA)");
  g_free (text);
}
END_TEST

START_TEST (indices_of_several_dimensions_follow_each_other)
{
  BeckNdrFault fault = { 0 };

  beck_ndr_fault_set (&fault, RPC_X_BAD_STUB_DATA, 0, "wrong");
  beck_ndr_fault_at (&fault, 2);
  beck_ndr_fault_at (&fault, 1);
  beck_ndr_fault_in (&fault, "rows");
  ck_assert_str_eq (fault.path, "rows[1][2]");
}
END_TEST

START_TEST (a_long_path_loses_its_beginning)
{
  BeckNdrFault fault = { 0 };

  beck_ndr_fault_set (&fault, RPC_X_BAD_STUB_DATA, 0, "wrong");
  beck_ndr_fault_in (&fault, "innermost");
  for (guint i = 0; i < 100; i++)
    beck_ndr_fault_in (&fault, "next");
  ck_assert_uint_lt (strlen (fault.path), BECK_NDR_PATH_SIZE);
  ck_assert (g_str_has_suffix (fault.path, ".next.innermost"));
  ck_assert (g_utf8_validate (fault.path, -1, NULL));
}
END_TEST

START_TEST (no_fault_has_a_text)
{
  BeckNdrFault fault = { 0 };
  char *text = beck_ndr_fault_to_string (&fault);

  ck_assert_str_eq (text, "no fault");
  g_free (text);
}
END_TEST

Suite *
fault_suite (void)
{
  Suite *suite = suite_create ("fault");
  TCase *task = tcase_create ("fault");

  tcase_add_test (task, the_first_fault_stays);
  tcase_add_test (task, the_path_grows_from_the_inside_out);
  tcase_add_test (task, indices_of_several_dimensions_follow_each_other);
  tcase_add_test (task, a_long_path_loses_its_beginning);
  tcase_add_test (task, no_fault_has_a_text);
  suite_add_tcase (suite, task);
  return suite;
}
