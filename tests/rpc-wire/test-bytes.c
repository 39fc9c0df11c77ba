/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Bytes that grow. */

#include "suites.h"

#include "base/alloc.h"
#include "rpc/bytes.h"

START_TEST (bytes_come_and_go_in_order)
{
  BeckRpcBytes bytes = { 0 };

  for (int i = 0; i < 1000; i++)
    ck_assert (beck_rpc_bytes_append (&bytes, "abc", 3));
  ck_assert_uint_eq (bytes.size, 3000);
  beck_rpc_bytes_drop (&bytes, 1);
  ck_assert_uint_eq (bytes.size, 2999);
  ck_assert_mem_eq (bytes.data, "bcabc", 5);
  beck_rpc_bytes_drop (&bytes, 2999);
  ck_assert_uint_eq (bytes.size, 0);
  beck_rpc_bytes_clear (&bytes);
  ck_assert_ptr_null (bytes.data);
}
END_TEST

START_TEST (nothing_changes_without_memory)
{
  BeckRpcBytes bytes = { 0 };

  ck_assert (beck_rpc_bytes_append (&bytes, "abc", 3));
  beck_alloc_fail_at (0);
  ck_assert_ptr_null (beck_rpc_bytes_extend (&bytes, 1000));
  beck_alloc_fail_at (-1);
  ck_assert_uint_eq (bytes.size, 3);
  ck_assert_mem_eq (bytes.data, "abc", 3);
  ck_assert_ptr_null (beck_rpc_bytes_extend (&bytes, G_MAXSIZE));
  ck_assert_ptr_nonnull (beck_rpc_bytes_extend (&bytes, 1000));
  beck_rpc_bytes_clear (&bytes);
}
END_TEST

START_TEST (what_is_reserved_does_not_fail)
{
  BeckRpcBytes bytes = { 0 };

  ck_assert (beck_rpc_bytes_reserve (&bytes, 5000));
  beck_alloc_fail_at (0);
  ck_assert_ptr_nonnull (beck_rpc_bytes_extend (&bytes, 5000));
  ck_assert_ptr_null (beck_rpc_bytes_extend (&bytes, 1));
  beck_alloc_fail_at (-1);
  beck_rpc_bytes_clear (&bytes);
}
END_TEST

START_TEST (nothing_may_be_appended)
{
  BeckRpcBytes bytes = { 0 };

  ck_assert (beck_rpc_bytes_append (&bytes, NULL, 0));
  ck_assert_uint_eq (bytes.size, 0);
  beck_rpc_bytes_drop (&bytes, 0);
  beck_rpc_bytes_clear (&bytes);
}
END_TEST

Suite *
bytes_suite (void)
{
  Suite *suite = suite_create ("bytes");
  TCase *tc = tcase_create ("bytes");

  tcase_add_test (tc, bytes_come_and_go_in_order);
  tcase_add_test (tc, nothing_changes_without_memory);
  tcase_add_test (tc, what_is_reserved_does_not_fail);
  tcase_add_test (tc, nothing_may_be_appended);
  suite_add_tcase (suite, tc);
  return suite;
}
