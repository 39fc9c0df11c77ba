/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "suites.h"

#include <beck/guid.h>
#include <beck/hresult.h>
#include <beck/memory.h>
#include <beck/utf16.h>

#include "base/alloc.h"

/* ICallFactory: every field has digits of its own. */
static const GUID call_factory
  = BECK_GUID (0x1c733a30, 0x2a1c, 0x11ce, 0xad, 0xe5, 0x00, 0xaa, 0x00, 0x44, 0x77, 0x3d);

#define BARE "1c733a30-2a1c-11ce-ade5-00aa0044773d"
#define BRACED_UPPER u"{1C733A30-2A1C-11CE-ADE5-00AA0044773D}"

START_TEST (equal_compares_every_byte)
{
  for (gsize i = 0; i < sizeof (GUID); i++)
    {
      GUID other = call_factory;

      ck_assert (beck_guid_equal (&call_factory, &other));
      ck_assert (IsEqualIID (&call_factory, &other));
      ((guint8 *) &other)[i] ^= 0x10;
      ck_assert (!beck_guid_equal (&call_factory, &other));
      ck_assert (!IsEqualCLSID (&call_factory, &other));
    }
}
END_TEST

START_TEST (equal_reads_guids_of_any_alignment)
{
  guint8 room[sizeof (GUID) + 8];

  for (gsize shift = 0; shift < 8; shift += 4)
    {
      memcpy (room + shift, &call_factory, sizeof (GUID));
      ck_assert (beck_guid_equal ((const GUID *) (room + shift), &call_factory));
    }
}
END_TEST

static const char *const spellings[] = {
  BARE,
  "1C733A30-2A1C-11CE-ADE5-00AA0044773D",
  "{" BARE "}",
  "{1C733a30-2A1c-11cE-Ade5-00aA0044773D}",
};

START_TEST (parse_reads_bare_and_braced_text_of_either_case)
{
  GUID guid;

  ck_assert (beck_guid_parse (spellings[_i], -1, &guid));
  ck_assert (beck_guid_equal (&guid, &call_factory));
}
END_TEST

START_TEST (parse_reads_no_further_than_its_length)
{
  GUID guid;

  ck_assert (beck_guid_parse (BARE "rest", 36, &guid));
  ck_assert (beck_guid_equal (&guid, &call_factory));
  ck_assert (!beck_guid_parse (BARE, 35, &guid));
}
END_TEST

static const char *const malformed[] = {
  "",
  "{}",
  "1c733a30-2a1c-11ce-ade5-00aa0044773",
  "1c733a30-2a1c-11ce-ade5-00aa0044773d0",
  "1c733a30-2a1c-11ce-ade500aa-0044773d",
  "1c733a3g-2a1c-11ce-ade5-00aa0044773d",
  "1c733a30+2a1c-11ce-ade5-00aa0044773d",
  "-c733a30-2a1c-11ce-ade5-00aa0044773d",
  " 1c733a30-2a1c-11ce-ade5-00aa0044773d",
  "{1c733a30-2a1c-11ce-ade5-00aa0044773d",
  "1c733a30-2a1c-11ce-ade5-00aa0044773d}",
  "(1c733a30-2a1c-11ce-ade5-00aa0044773d)",
  "{1c733a30-2a1c-11ce-ade5-00aa0044773\xc3\xa4",
};

START_TEST (parse_refuses_malformed_text_and_keeps_the_guid)
{
  GUID guid = call_factory;

  ck_assert (!beck_guid_parse (malformed[_i], -1, &guid));
  ck_assert (beck_guid_equal (&guid, &call_factory));
}
END_TEST

START_TEST (format_is_lower_case_without_braces)
{
  char text[BECK_GUID_TEXT_SIZE];

  beck_guid_format (&call_factory, text);
  ck_assert_str_eq (text, BARE);
}
END_TEST

static void
assert_utf16_eq (const OLECHAR *a, const OLECHAR *b)
{
  gsize len = beck_utf16_length (a);

  ck_assert_uint_eq (len, beck_utf16_length (b));
  ck_assert_mem_eq (a, b, len * sizeof *a);
}

START_TEST (string_from_guid2_counts_the_nul)
{
  OLECHAR text[39];

  ck_assert_int_eq (StringFromGUID2 (&call_factory, text, 39), 39);
  assert_utf16_eq (text, BRACED_UPPER);
}
END_TEST

START_TEST (string_from_guid2_refuses_a_short_buffer)
{
  OLECHAR text[39] = u"unchanged";

  ck_assert_int_eq (StringFromGUID2 (&call_factory, text, 38), 0);
  ck_assert_int_eq (StringFromGUID2 (&call_factory, text, 0), 0);
  ck_assert_int_eq (StringFromGUID2 (&call_factory, text, -1), 0);
  ck_assert_int_eq (StringFromGUID2 (&call_factory, NULL, 39), 0);
  assert_utf16_eq (text, u"unchanged");
}
END_TEST

START_TEST (string_from_iid_and_clsid_are_task_memory)
{
  LPOLESTR text;

  ck_assert_int_eq (StringFromIID (&call_factory, &text), S_OK);
  assert_utf16_eq (text, BRACED_UPPER);
  CoTaskMemFree (text);
  ck_assert_int_eq (StringFromCLSID (&call_factory, &text), S_OK);
  assert_utf16_eq (text, BRACED_UPPER);
  CoTaskMemFree (text);
  ck_assert_int_eq (StringFromIID (&call_factory, NULL), E_INVALIDARG);
}
END_TEST

START_TEST (string_from_iid_survives_lack_of_memory)
{
  OLECHAR something;
  LPOLESTR text = &something;

  beck_alloc_fail_at (0);
  ck_assert_int_eq (StringFromIID (&call_factory, &text), E_OUTOFMEMORY);
  beck_alloc_fail_at (-1);
  ck_assert_ptr_null (text);
}
END_TEST

/* com.md 8.4, item 57. */
START_TEST (null_text_is_the_null_guid)
{
  GUID guid = call_factory;

  ck_assert_int_eq (IIDFromString (NULL, &guid), S_OK);
  ck_assert (IsEqualGUID (&guid, &GUID_NULL));
  guid = call_factory;
  ck_assert_int_eq (CLSIDFromString (NULL, &guid), S_OK);
  ck_assert (IsEqualGUID (&guid, &CLSID_NULL));
}
END_TEST

START_TEST (braced_text_is_read)
{
  GUID guid;

  ck_assert_int_eq (IIDFromString (BRACED_UPPER, &guid), S_OK);
  ck_assert (IsEqualGUID (&guid, &call_factory));
  guid = GUID_NULL;
  ck_assert_int_eq (CLSIDFromString (BRACED_UPPER, &guid), S_OK);
  ck_assert (IsEqualGUID (&guid, &call_factory));
}
END_TEST

static const struct
{
  const OLECHAR *text;
  HRESULT iid_result;
} bad_strings[] = {
  { u"", E_INVALIDARG },
  { u"{1C733A30-2A1C-11CE-ADE5-00AA0044773D", E_INVALIDARG },
  { u"{1C733A30-2A1C-11CE-ADE5-00AA0044773D}}", E_INVALIDARG },
  { u"1C733A30-2A1C-11CE-ADE5-00AA0044773D", E_INVALIDARG },
  { u"Beck.FileStream.1", E_INVALIDARG },
  { u"{1C733A30-2A1C-11CE-ADE5-00AA0044773X}", CO_E_IIDSTRING },
  { u"{1C733A30-2A1C-11CE-ADE5-00AA0044773\u0144}", CO_E_IIDSTRING },
  { u"{1C733A30+2A1C-11CE-ADE5-00AA0044773D}", CO_E_IIDSTRING },
  { u"(1C733A30-2A1C-11CE-ADE5-00AA0044773D)", CO_E_IIDSTRING },
};

START_TEST (bad_text_is_refused_with_the_code_of_its_kind)
{
  GUID guid = call_factory;

  ck_assert_int_eq (IIDFromString (bad_strings[_i].text, &guid), bad_strings[_i].iid_result);
  ck_assert (IsEqualGUID (&guid, &GUID_NULL));
  guid = call_factory;
  ck_assert_int_eq (CLSIDFromString (bad_strings[_i].text, &guid), CO_E_CLASSSTRING);
  ck_assert (IsEqualGUID (&guid, &GUID_NULL));
}
END_TEST

START_TEST (a_place_for_the_result_is_required)
{
  ck_assert_int_eq (IIDFromString (BRACED_UPPER, NULL), E_INVALIDARG);
  ck_assert_int_eq (CLSIDFromString (BRACED_UPPER, NULL), E_INVALIDARG);
  ck_assert_int_eq (CoCreateGuid (NULL), E_INVALIDARG);
}
END_TEST

START_TEST (created_guids_are_version_4_and_differ)
{
  GUID guids[64];

  for (gsize i = 0; i < G_N_ELEMENTS (guids); i++)
    {
      ck_assert_int_eq (CoCreateGuid (&guids[i]), S_OK);
      ck_assert_int_eq (guids[i].Data3 >> 12, 4);
      ck_assert_int_eq (guids[i].Data4[0] >> 6, 2);
      for (gsize k = 0; k < i; k++)
        ck_assert (!beck_guid_equal (&guids[i], &guids[k]));
    }
}
END_TEST

static TCase *
text_case (void)
{
  TCase *tc = tcase_create ("text");

  tcase_add_loop_test (tc, parse_reads_bare_and_braced_text_of_either_case, 0,
                       G_N_ELEMENTS (spellings));
  tcase_add_test (tc, parse_reads_no_further_than_its_length);
  tcase_add_loop_test (tc, parse_refuses_malformed_text_and_keeps_the_guid, 0,
                       G_N_ELEMENTS (malformed));
  tcase_add_test (tc, format_is_lower_case_without_braces);
  return tc;
}

static TCase *
com_case (void)
{
  TCase *tc = tcase_create ("com");

  tcase_add_test (tc, string_from_guid2_counts_the_nul);
  tcase_add_test (tc, string_from_guid2_refuses_a_short_buffer);
  tcase_add_test (tc, string_from_iid_and_clsid_are_task_memory);
  tcase_add_test (tc, string_from_iid_survives_lack_of_memory);
  tcase_add_test (tc, null_text_is_the_null_guid);
  tcase_add_test (tc, braced_text_is_read);
  tcase_add_loop_test (tc, bad_text_is_refused_with_the_code_of_its_kind, 0,
                       G_N_ELEMENTS (bad_strings));
  tcase_add_test (tc, a_place_for_the_result_is_required);
  tcase_add_test (tc, created_guids_are_version_4_and_differ);
  return tc;
}

Suite *
guid_suite (void)
{
  Suite *suite = suite_create ("guid");
  TCase *equal = tcase_create ("equal");

  tcase_add_test (equal, equal_compares_every_byte);
  tcase_add_test (equal, equal_reads_guids_of_any_alignment);
  suite_add_tcase (suite, equal);
  suite_add_tcase (suite, text_case ());
  suite_add_tcase (suite, com_case ());
  return suite;
}
