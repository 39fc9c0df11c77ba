/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "suites.h"

#include <beck/bstr.h>
#include <beck/hresult.h>
#include <beck/utf16.h>
#include <string.h>

#include "base/alloc.h"

#define ASSERT_HOLDS(string, literal)                                                              \
  assert_holds (string, literal, G_N_ELEMENTS (literal) - 1)

/* That @string is these characters and has a NUL behind them. */
static void
assert_holds (BSTR string, const OLECHAR *text, gsize len)
{
  ck_assert_ptr_nonnull (string);
  ck_assert_uint_eq (SysStringLen (string), len);
  ck_assert_uint_eq (SysStringByteLen (string), len * sizeof *text);
  ck_assert_mem_eq (string, text, len * sizeof *text);
  ck_assert_uint_eq (string[len], 0);
}

START_TEST (alloc_copies_up_to_the_nul)
{
  BSTR string = SysAllocString (u"beck\0call");

  ASSERT_HOLDS (string, u"beck");
  SysFreeString (string);
}
END_TEST

START_TEST (alloc_of_null_is_null)
{
  ck_assert_ptr_null (SysAllocString (NULL));
}
END_TEST

START_TEST (empty_text_is_a_string)
{
  BSTR string = SysAllocString (u"");

  ASSERT_HOLDS (string, u"");
  SysFreeString (string);
}
END_TEST

START_TEST (alloc_len_keeps_embedded_nuls)
{
  BSTR string = SysAllocStringLen (u"beck\0call", 9);

  ASSERT_HOLDS (string, u"beck\0call");
  SysFreeString (string);
}
END_TEST

START_TEST (alloc_len_of_null_is_zeros)
{
  BSTR string = SysAllocStringLen (NULL, 3);

  ASSERT_HOLDS (string, u"\0\0\0");
  SysFreeString (string);
}
END_TEST

START_TEST (alloc_byte_len_takes_odd_lengths)
{
  BSTR string = SysAllocStringByteLen ("abc", 3);

  ck_assert_uint_eq (SysStringByteLen (string), 3);
  ck_assert_uint_eq (SysStringLen (string), 1);
  ck_assert_mem_eq (string, "abc\0\0", 5);
  SysFreeString (string);

  string = SysAllocStringByteLen (NULL, 5);
  ck_assert_uint_eq (SysStringByteLen (string), 5);
  ck_assert_mem_eq (string, "\0\0\0\0\0\0\0", 7);
  SysFreeString (string);
}
END_TEST

START_TEST (length_stands_in_the_four_bytes_before_the_text)
{
  BSTR string = SysAllocString (u"beck");
  guint32 length;

  memcpy (&length, (char *) string - 4, sizeof length);
  ck_assert_uint_eq (length, 8);
  ck_assert_uint_eq ((guintptr) string % 8, 0);
  SysFreeString (string);
}
END_TEST

START_TEST (null_has_no_length_and_may_be_freed)
{
  ck_assert_uint_eq (SysStringLen (NULL), 0);
  ck_assert_uint_eq (SysStringByteLen (NULL), 0);
  SysFreeString (NULL);
}
END_TEST

/* Lengths whose size in memory would not fit 32 bits, up to those that would wrap around. */
static const UINT too_long[] = { 0x7ffffffb, 0x7fffffff, 0x80000000, 0x80000001, G_MAXUINT32 };

START_TEST (lengths_beyond_32_bits_are_refused)
{
  ck_assert_ptr_null (SysAllocStringLen (NULL, too_long[_i]));
  ck_assert_ptr_null (SysAllocStringLen (u"x", too_long[_i]));
}
END_TEST

START_TEST (byte_lengths_beyond_32_bits_are_refused)
{
  ck_assert_ptr_null (SysAllocStringByteLen (NULL, G_MAXUINT32));
  ck_assert_ptr_null (SysAllocStringByteLen (NULL, G_MAXUINT32 - 9));
}
END_TEST

START_TEST (realloc_replaces)
{
  BSTR string = SysAllocString (u"beck");

  ck_assert_int_ne (SysReAllocString (&string, u"longer than before"), 0);
  ASSERT_HOLDS (string, u"longer than before");
  ck_assert_int_ne (SysReAllocStringLen (&string, u"a\0b", 3), 0);
  ASSERT_HOLDS (string, u"a\0b");
  SysFreeString (string);
}
END_TEST

START_TEST (realloc_takes_a_part_of_the_old_string)
{
  BSTR string = SysAllocString (u"beck and call");

  ck_assert_int_ne (SysReAllocString (&string, string + 5), 0);
  ASSERT_HOLDS (string, u"and call");
  ck_assert_int_ne (SysReAllocStringLen (&string, string + 4, 2), 0);
  ASSERT_HOLDS (string, u"ca");
  SysFreeString (string);
}
END_TEST

START_TEST (realloc_starts_from_null)
{
  BSTR string = NULL;

  ck_assert_int_ne (SysReAllocString (&string, u"beck"), 0);
  ASSERT_HOLDS (string, u"beck");
  SysFreeString (string);
  string = NULL;
  ck_assert_int_ne (SysReAllocStringLen (&string, NULL, 2), 0);
  ASSERT_HOLDS (string, u"\0\0");
  SysFreeString (string);
}
END_TEST

START_TEST (realloc_with_null_empties)
{
  BSTR string = SysAllocString (u"beck");

  ck_assert_int_ne (SysReAllocString (&string, NULL), 0);
  ck_assert_ptr_null (string);
}
END_TEST

START_TEST (realloc_len_with_null_resizes)
{
  BSTR string = SysAllocString (u"beck");

  ck_assert_int_ne (SysReAllocStringLen (&string, NULL, 6), 0);
  ASSERT_HOLDS (string, u"beck\0\0");
  ck_assert_int_ne (SysReAllocStringLen (&string, NULL, 2), 0);
  ASSERT_HOLDS (string, u"be");
  SysFreeString (string);
}
END_TEST

START_TEST (lack_of_memory_changes_nothing)
{
  BSTR string = SysAllocString (u"beck");

  beck_alloc_fail_at (0);
  ck_assert_ptr_null (SysAllocString (u"x"));
  beck_alloc_fail_at (0);
  ck_assert_int_eq (SysReAllocString (&string, u"x"), 0);
  beck_alloc_fail_at (0);
  ck_assert_int_eq (SysReAllocStringLen (&string, u"x", 1), 0);
  beck_alloc_fail_at (-1);
  ck_assert_int_eq (SysReAllocStringLen (&string, NULL, G_MAXUINT32), 0);
  ASSERT_HOLDS (string, u"beck");
  SysFreeString (string);
}
END_TEST

START_TEST (utf8_becomes_a_bstr_with_its_nuls)
{
  BSTR string;

  ck_assert_int_eq (beck_bstr_from_utf8 ("b\xc3\xa9\0k", 5, &string, NULL), S_OK);
  ASSERT_HOLDS (string, u"b\u00e9\0k");
  SysFreeString (string);
}
END_TEST

START_TEST (bad_utf8_becomes_no_bstr)
{
  OLECHAR something;
  BSTR string = &something;
  gsize bad = 0;

  ck_assert (FAILED (beck_bstr_from_utf8 ("ab\xff", -1, &string, &bad)));
  ck_assert_ptr_null (string);
  ck_assert_uint_eq (bad, 2);

  beck_alloc_fail_at (0);
  ck_assert_int_eq (beck_bstr_from_utf8 ("ab", -1, &string, NULL), E_OUTOFMEMORY);
  beck_alloc_fail_at (-1);
  ck_assert_ptr_null (string);
}
END_TEST

static TCase *
alloc_case (void)
{
  TCase *tc = tcase_create ("alloc");

  tcase_add_test (tc, alloc_copies_up_to_the_nul);
  tcase_add_test (tc, alloc_of_null_is_null);
  tcase_add_test (tc, empty_text_is_a_string);
  tcase_add_test (tc, alloc_len_keeps_embedded_nuls);
  tcase_add_test (tc, alloc_len_of_null_is_zeros);
  tcase_add_test (tc, alloc_byte_len_takes_odd_lengths);
  tcase_add_test (tc, length_stands_in_the_four_bytes_before_the_text);
  tcase_add_test (tc, null_has_no_length_and_may_be_freed);
  tcase_add_loop_test (tc, lengths_beyond_32_bits_are_refused, 0, G_N_ELEMENTS (too_long));
  tcase_add_test (tc, byte_lengths_beyond_32_bits_are_refused);
  return tc;
}

static TCase *
realloc_case (void)
{
  TCase *tc = tcase_create ("realloc");

  tcase_add_test (tc, realloc_replaces);
  tcase_add_test (tc, realloc_takes_a_part_of_the_old_string);
  tcase_add_test (tc, realloc_starts_from_null);
  tcase_add_test (tc, realloc_with_null_empties);
  tcase_add_test (tc, realloc_len_with_null_resizes);
  tcase_add_test (tc, lack_of_memory_changes_nothing);
  return tc;
}

Suite *
bstr_suite (void)
{
  Suite *suite = suite_create ("bstr");
  TCase *utf8 = tcase_create ("utf8");

  suite_add_tcase (suite, alloc_case ());
  suite_add_tcase (suite, realloc_case ());
  tcase_add_test (utf8, utf8_becomes_a_bstr_with_its_nuls);
  tcase_add_test (utf8, bad_utf8_becomes_no_bstr);
  suite_add_tcase (suite, utf8);
  return suite;
}
