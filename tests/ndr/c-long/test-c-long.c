/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The mode for old sources, --c-long: what they spell "long" is C's in memory and 32 bits on the
 * wire. Rows with the bytes, as everywhere in ../, and what has no bytes.
 */

#include "ndr-case.h"

#include <string.h>

#include "beck-test.h"

#include "old_c.c"

#define ROW(M, claim, in, out, ...) NDR_ROW (Old, M, claim, in, out, __VA_ARGS__)

static Record record = { .before = 1,
                         .number = -2,
                         .fixed = -3,
                         .flags = 2,
                         .plain = -4,
                         .wide = 5,
                         .rest = (long[]){ -6, 0x7fffffff } };

static const NdrRow rows[] = {
  ROW (OldAdd, "parameters and results have four bytes", "ffffffff ffffffff", "80000000 fffffff9",
       .a = -1, .b = 0xffffffff, .sum = &(long){ -2147483647 - 1 }, .result = -7),
  ROW (OldArrays, "elements have four bytes, one by one",
       "00000003 00000003 00000001 fffffffe 00000003 00000002",
       "00000004 00000005 ffffffff 00000002 00000004 00000000 00000002 00000006 00000007", .n = 3,
       .v = (long[]){ 1, -2, 3 }, .fixed = (unsigned long[]){ 4, 5, 0xffffffff },
       .length = &(long){ 2 }, .some = (unsigned long[4]){ 6, 7 }),
  ROW (OldRecord, "a member has four bytes and its gap",
       "01 ... fffffffe fffffffd 00000002 fffffffc .... 0000000000000005 00020000 "
       "00000002 fffffffa 7fffffff",
       NULL, .record = &record),
  ROW (OldChoice, "a tag has four bytes", "00000001 fffffffb", NULL,
       .choice = &(Choice){ .tag = 1, .value.number = -5 }),
  ROW (OldChoice, "a tag below 0", "fffffffe 00020000 fffffffd", NULL,
       .choice = &(Choice){ .tag = -2, .value.flags = &(unsigned long){ 0xfffffffd } }),
  ROW (OldRange, "the lowest of a range", "fffffffd", NULL, .v = -3),
};

static void
case_init (NdrCase *c, int i)
{
  *c = (NdrCase){ .row = &rows[i / 2], .big_endian = i % 2 == 1 };
  c->method = ndr_method (&Old_interface, c->row->method);
  c->present[NDR_IN] = c->row->in != NULL;
  c->present[NDR_OUT] = c->row->out != NULL;
  ndr_bytes_parse (&c->bytes[NDR_IN], c->present[NDR_IN] ? c->row->in : "", c->big_endian);
  ndr_bytes_parse (&c->bytes[NDR_OUT], c->present[NDR_OUT] ? c->row->out : "", c->big_endian);
}

START_TEST (a_long_is_written_in_32_bits)
{
  g_auto (NdrCase) c;

  case_init (&c, _i);
  ndr_case_check_writing (&c);
}
END_TEST

START_TEST (a_long_is_read_with_its_sign)
{
  g_auto (NdrCase) c;

  case_init (&c, _i);
  ndr_case_check_reading (&c);
  ndr_case_check_short (&c);
}
END_TEST

START_TEST (damaged_bytes_are_refused_or_good)
{
  g_auto (NdrCase) c;

  case_init (&c, _i);
  ndr_case_check_wrong (&c);
  ndr_case_check_random (&c, (guint32) _i);
  ndr_case_check_memory (&c);
}
END_TEST

/* ---- What 32 bits do not hold ---- */

#define TOO_MUCH ((long) 1 << 31)
#define TOO_LITTLE (-TOO_MUCH - 1)

#define BAD(M, path, ...) { #M, path, &(const struct Old_##M##_Args){ __VA_ARGS__ } }

static const struct
{
  const char *method;
  const char *path;
  const void *args;
} bad[] = {
  BAD (OldAdd, "OldAdd.a", .a = TOO_MUCH, .sum = &(long){ 0 }),
  BAD (OldAdd, "OldAdd.a", .a = TOO_LITTLE, .sum = &(long){ 0 }),
  BAD (OldAdd, "OldAdd.b", .b = 0x100000000, .sum = &(long){ 0 }),
  BAD (OldAdd, "OldAdd.b", .b = -1ul, .sum = &(long){ 0 }),
  BAD (OldArrays, "OldArrays.v[1]", .n = 2, .v = (long[]){ 0, TOO_MUCH },
       .fixed = (unsigned long[3]){ 0 }, .length = &(long){ 0 }, .some = (unsigned long[4]){ 0 }),
  BAD (OldRecord, "OldRecord.record.number", .record = &(Record){ .number = TOO_MUCH }),
  BAD (OldRecord, "OldRecord.record.flags", .record = &(Record){ .flags = 0x100000000 }),
  BAD (OldRecord, "OldRecord.record.rest[0]",
       .record = &(Record){ .flags = 1, .rest = (long[]){ TOO_LITTLE } }),
  BAD (OldChoice, "OldChoice.choice.tag", .choice = &(Choice){ .tag = TOO_MUCH + 1 }),
  BAD (OldRange, "OldRange.v", .v = 4),
};

START_TEST (a_number_that_32_bits_do_not_hold_is_refused)
{
  BeckNdrFault fault = { 0 };
  const BeckNdrMethod *method = ndr_method (&Old_interface, bad[_i].method);
  g_autoptr (GBytes) bytes = ndr_write (method, NDR_IN, bad[_i].args, FALSE, &fault);
  g_autofree char *path = NULL;

  ck_assert (bytes == NULL);
  ck_assert_uint_eq (fault.status, RPC_X_INVALID_BOUND);
  path = g_strdup_printf ("%s.%s", bad[_i].method, fault.path);
  ck_assert_str_eq (path, bad[_i].path);
}
END_TEST

/* ---- Declarations ---- */

START_TEST (only_what_is_spelled_long_is_c_long)
{
  struct Old_OldAdd_Args add;
  const BeckNdrMethod *method = ndr_method (&Old_interface, "OldAdd");

  ck_assert (__builtin_types_compatible_p (__typeof__ (record.number), long));
  ck_assert (__builtin_types_compatible_p (__typeof__ (record.flags), unsigned long));
  ck_assert (__builtin_types_compatible_p (__typeof__ (record.fixed), LONG));
  ck_assert (__builtin_types_compatible_p (__typeof__ (record.plain), LONG));
  ck_assert (__builtin_types_compatible_p (__typeof__ (record.wide), LONGLONG));
  ck_assert (__builtin_types_compatible_p (
      __typeof__ (&OldAdd), long (*) (handle_t, long, unsigned long, long *)));
  ck_assert_uint_eq (method->result_size, sizeof (long));
  ck_assert_uint_eq (method->result_offset, (gsize) ((char *) &add.result - (char *) &add));
}
END_TEST

START_TEST (constants_keep_their_values)
{
  ck_assert_int_eq (LOWEST, -2147483647 - 1);
  ck_assert_uint_eq (HIGHEST, 0xffffffff);
}
END_TEST

static Suite *
c_long_suite (void)
{
  Suite *suite = suite_create ("ndr-c-long");
  TCase *tc = tcase_create ("bytes");

  tcase_add_loop_test (tc, a_long_is_written_in_32_bits, 0, 2 * G_N_ELEMENTS (rows));
  tcase_add_loop_test (tc, a_long_is_read_with_its_sign, 0, 2 * G_N_ELEMENTS (rows));
  tcase_add_loop_test (tc, damaged_bytes_are_refused_or_good, 0, 2 * G_N_ELEMENTS (rows));
  tcase_set_timeout (tc, 60);
  suite_add_tcase (suite, tc);

  tc = tcase_create ("memory");
  tcase_add_loop_test (tc, a_number_that_32_bits_do_not_hold_is_refused, 0, G_N_ELEMENTS (bad));
  tcase_add_test (tc, only_what_is_spelled_long_is_c_long);
  tcase_add_test (tc, constants_keep_their_values);
  suite_add_tcase (suite, tc);
  return suite;
}

int
main (int argc, char **argv)
{
  static Suite *(*const suites[]) (void) = { c_long_suite, NULL };

  return beck_test_main (argc, argv, suites);
}
