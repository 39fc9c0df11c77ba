/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "suites.h"

#include <beck/hresult.h>
#include <beck/memory.h>
#include <beck/utf16.h>
#include <string.h>

#include "base/alloc.h"

#define BAD_TEXT HRESULT_FROM_WIN32 (ERROR_NO_UNICODE_TRANSLATION)

#define PAIR(utf8, utf16)                                                                          \
  {                                                                                                \
    utf8, sizeof (utf8) - 1, utf16, G_N_ELEMENTS (utf16) - 1                                       \
  }

/* The first and last character of every length in either form, and some in between. */
static const struct
{
  const char *utf8;
  gsize n_bytes;
  const OLECHAR *utf16;
  gsize n_units;
} pairs[] = {
  PAIR ("", u""),
  PAIR ("beck", u"beck"),
  PAIR ("a\0b", u"a\0b"),
  PAIR ("\0", u"\0"),
  PAIR ("\x7f", u"\x7f"),
  PAIR ("\xc2\x80", u"\x80"),
  PAIR ("\xdf\xbf", u"\x7ff"),
  PAIR ("\xe0\xa0\x80", u"\x800"),
  PAIR ("\xed\x9f\xbf", u"\xd7ff"),
  PAIR ("\xee\x80\x80", u"\xe000"),
  PAIR ("\xef\xbb\xbf", u"\xfeff"),
  PAIR ("\xef\xbf\xbf", u"\xffff"),
  PAIR ("\xf0\x90\x80\x80", u"\xd800\xdc00"),
  PAIR ("\xf4\x8f\xbf\xbf", u"\xdbff\xdfff"),
  PAIR ("gr\xc3\xbc\xc3\x9f \xf0\x9f\x91\x8b!", u"gr\xfc\xdf \xd83d\xdc4b!"),
};

START_TEST (utf8_becomes_utf16)
{
  OLECHAR *text;
  gsize len;

  ck_assert_int_eq (
    beck_utf16_from_utf8 (pairs[_i].utf8, pairs[_i].n_bytes, &text, &len, NULL), S_OK);
  ck_assert_uint_eq (len, pairs[_i].n_units);
  ck_assert_mem_eq (text, pairs[_i].utf16, (len + 1) * sizeof *text);
  CoTaskMemFree (text);
}
END_TEST

START_TEST (utf16_becomes_utf8)
{
  char *text;
  gsize len;

  ck_assert_int_eq (
    beck_utf16_to_utf8 (pairs[_i].utf16, pairs[_i].n_units, &text, &len, NULL), S_OK);
  ck_assert_uint_eq (len, pairs[_i].n_bytes);
  ck_assert_mem_eq (text, pairs[_i].utf8, len + 1);
  CoTaskMemFree (text);
}
END_TEST

START_TEST (without_a_length_text_ends_at_its_nul)
{
  OLECHAR *wide;
  char *text;

  ck_assert_int_eq (beck_utf16_from_utf8 ("beck\0call", -1, &wide, NULL, NULL), S_OK);
  ck_assert_uint_eq (beck_utf16_length (wide), 4);
  ck_assert_int_eq (beck_utf16_to_utf8 (wide, -1, &text, NULL, NULL), S_OK);
  ck_assert_str_eq (text, "beck");
  CoTaskMemFree (wide);
  CoTaskMemFree (text);
}
END_TEST

START_TEST (length_counts_units_and_null_is_empty)
{
  ck_assert_uint_eq (beck_utf16_length (NULL), 0);
  ck_assert_uint_eq (beck_utf16_length (u""), 0);
  ck_assert_uint_eq (beck_utf16_length (u"a\xd83d\xdc4b"), 3);
}
END_TEST

static const struct
{
  const char *text;
  gsize bad;
} bad_utf8[] = {
  { "\xff", 0 },
  { "ab\x80", 2 },                /* continuation without a start */
  { "ab\xc3", 2 },                /* cut short by the end */
  { "ab\xc3(", 2 },               /* cut short by another character */
  { "\xe2\x82", 0 },              /* cut short */
  { "\xc3\xa4\xc0\xaf", 2 },      /* too long a form of a slash */
  { "\xe0\x80\xaf", 0 },          /* the same in three bytes */
  { "x\xed\xa0\x80", 1 },         /* a surrogate */
  { "x\xed\xa0\xbd\xed\xb1\x8b", 1 }, /* a pair of them */
  { "\xf4\x90\x80\x80", 0 },      /* beyond the last character */
  { "\xf8\x88\x80\x80\x80", 0 },  /* a form of five bytes */
};

START_TEST (invalid_utf8_is_refused_with_its_place)
{
  OLECHAR something;
  OLECHAR *text = &something;
  gsize len = 77, bad = 77;

  ck_assert_int_eq (beck_utf16_from_utf8 (bad_utf8[_i].text, -1, &text, &len, &bad), BAD_TEXT);
  ck_assert_uint_eq (bad, bad_utf8[_i].bad);
  ck_assert_uint_eq (len, 77);
  ck_assert_ptr_null (text);
}
END_TEST

static const struct
{
  OLECHAR text[4];
  gsize bad;
} bad_utf16[] = {
  { { 0xd83d }, 0 },              /* the first half at the end */
  { { 'a', 0xdc4b }, 1 },         /* the second half alone */
  { { 'a', 0xd83d, 'b' }, 1 },    /* the first half before something else */
  { { 0xdc4b, 0xd83d }, 0 },      /* the halves exchanged */
  { { 0xd83d, 0xd83d, 0xdc4b }, 0 },
};

START_TEST (half_pairs_are_refused_with_their_place)
{
  char something;
  char *text = &something;
  gsize len = 77, bad = 77;

  ck_assert_int_eq (beck_utf16_to_utf8 (bad_utf16[_i].text, -1, &text, &len, &bad), BAD_TEXT);
  ck_assert_uint_eq (bad, bad_utf16[_i].bad);
  ck_assert_uint_eq (len, 77);
  ck_assert_ptr_null (text);
}
END_TEST

START_TEST (a_pair_cut_by_the_length_is_half_a_pair)
{
  char *text;
  gsize bad;

  ck_assert_int_eq (beck_utf16_to_utf8 (u"a\xd83d\xdc4b", 2, &text, NULL, &bad), BAD_TEXT);
  ck_assert_uint_eq (bad, 1);
}
END_TEST

START_TEST (nothing_is_read_beyond_the_length)
{
  char cut[] = { 'a', (char) 0xc3 };
  char *exact = g_memdup2 (cut, sizeof cut);
  OLECHAR *wide;
  gsize bad;

  ck_assert_int_eq (beck_utf16_from_utf8 (exact, sizeof cut, &wide, NULL, &bad), BAD_TEXT);
  ck_assert_uint_eq (bad, 1);
  g_free (exact);
}
END_TEST

START_TEST (places_need_not_be_asked_for)
{
  OLECHAR *wide;
  char *text;

  ck_assert_int_eq (beck_utf16_from_utf8 ("\xff", -1, &wide, NULL, NULL), BAD_TEXT);
  ck_assert_int_eq (beck_utf16_to_utf8 (u"\xd83d", -1, &text, NULL, NULL), BAD_TEXT);
}
END_TEST

START_TEST (lack_of_memory_is_an_error)
{
  OLECHAR *wide;
  char *text;

  beck_alloc_fail_at (0);
  ck_assert_int_eq (beck_utf16_from_utf8 ("x", -1, &wide, NULL, NULL), E_OUTOFMEMORY);
  beck_alloc_fail_at (0);
  ck_assert_int_eq (beck_utf16_to_utf8 (u"x", -1, &text, NULL, NULL), E_OUTOFMEMORY);
  beck_alloc_fail_at (-1);
  ck_assert_ptr_null (wide);
  ck_assert_ptr_null (text);
}
END_TEST

Suite *
utf16_suite (void)
{
  Suite *suite = suite_create ("utf16");
  TCase *valid = tcase_create ("valid");
  TCase *invalid = tcase_create ("invalid");

  tcase_add_loop_test (valid, utf8_becomes_utf16, 0, G_N_ELEMENTS (pairs));
  tcase_add_loop_test (valid, utf16_becomes_utf8, 0, G_N_ELEMENTS (pairs));
  tcase_add_test (valid, without_a_length_text_ends_at_its_nul);
  tcase_add_test (valid, length_counts_units_and_null_is_empty);
  suite_add_tcase (suite, valid);

  tcase_add_loop_test (invalid, invalid_utf8_is_refused_with_its_place, 0,
                       G_N_ELEMENTS (bad_utf8));
  tcase_add_loop_test (invalid, half_pairs_are_refused_with_their_place, 0,
                       G_N_ELEMENTS (bad_utf16));
  tcase_add_test (invalid, a_pair_cut_by_the_length_is_half_a_pair);
  tcase_add_test (invalid, nothing_is_read_beyond_the_length);
  tcase_add_test (invalid, places_need_not_be_asked_for);
  tcase_add_test (invalid, lack_of_memory_is_an_error);
  suite_add_tcase (suite, invalid);
  return suite;
}
