/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Generated code against the bytes that impacket makes of the same calls. What impacket has in
 * gaps, and how it numbers pointers, is its own affair: it is not compared, but read. Gaps of ours
 * are zero, and a pointer is NULL in both or in neither.
 */

#include "ndr-case.h"
#include "suites.h"

#include <string.h>

#include "beck-test.h"

extern const NdrRows ndr_rows_truth;

/* The lines of truth.py's output */
static char **
lines (void)
{
  char *text = NULL;
  char **result;

  g_assert (g_file_get_contents (TEST_TRUTH_FILE, &text, NULL, NULL));
  result = g_strsplit (g_strchomp (text), "\n", -1);
  g_free (text);
  return result;
}

static guint8
digit_pair (const char *text)
{
  return (guint8) (g_ascii_xdigit_value (text[0]) << 4 | g_ascii_xdigit_value (text[1]));
}

static guint8
kind_of (char letter)
{
  return letter == 'g' ? NDR_BYTE_GAP : letter == 'p' ? NDR_BYTE_ID : NDR_BYTE_EXACT;
}

static void
set_bytes (NdrBytes *bytes, const char *image, const char *kinds)
{
  gsize size = strlen (kinds);
  g_autofree guint8 *a = g_malloc (size);
  g_autofree guint8 *b = g_malloc (size);

  ck_assert_uint_eq (strlen (image), 2 * size);
  for (gsize i = 0; i < size; i++)
    {
      a[i] = digit_pair (image + 2 * i);
      b[i] = kind_of (kinds[i]);
    }
  ndr_bytes_init (bytes, a, b, size);
}

/* Of row @i, which has one line. */
static void
case_init (NdrCase *c, int i)
{
  g_auto (GStrv) all = lines ();
  guint found = 0;

  *c = (NdrCase){ .row = &ndr_rows_truth.rows[i], .present = { TRUE, FALSE } };
  c->method = ndr_method (ndr_rows_truth.interface, c->row->method);
  for (guint n = 0; all[n] != NULL; n++)
    {
      g_auto (GStrv) words = g_strsplit (all[n], " ", 3);

      if (strcmp (words[0], c->row->claim) != 0)
        continue;
      set_bytes (&c->bytes[NDR_IN], words[1], words[2]);
      found++;
    }
  ck_assert_msg (found == 1, "%s: %u lines", c->row->claim, found);
}

START_TEST (generated_code_writes_what_impacket_writes)
{
  g_auto (NdrCase) c;

  case_init (&c, _i);
  ndr_case_check_writing (&c);
}
END_TEST

START_TEST (generated_code_reads_what_impacket_writes)
{
  g_auto (NdrCase) c;

  case_init (&c, _i);
  ndr_case_check_reading (&c);
}
END_TEST

START_TEST (half_of_what_impacket_writes_is_refused)
{
  g_auto (NdrCase) c;

  case_init (&c, _i);
  ndr_case_check_short (&c);
}
END_TEST

START_TEST (damaged_blobs_are_refused_or_good)
{
  g_auto (NdrCase) c;

  case_init (&c, _i);
  ndr_case_check_wrong (&c);
  ndr_case_check_random (&c, (guint32) _i);
}
END_TEST

START_TEST (every_blob_has_a_row)
{
  g_auto (GStrv) all = lines ();

  ck_assert_uint_eq (g_strv_length (all), ndr_rows_truth.n_rows);
  ck_assert_uint_ge (ndr_rows_truth.n_rows, 40);
}
END_TEST

Suite *
truth_suite (void)
{
  const TTest *const tests[] = {
    generated_code_writes_what_impacket_writes,
    generated_code_reads_what_impacket_writes,
    half_of_what_impacket_writes_is_refused,
    damaged_blobs_are_refused_or_good,
  };
  Suite *suite = suite_create ("ndr-truth");
  TCase *tc = tcase_create ("impacket");

  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    tcase_add_loop_test (tc, tests[i], 0, (int) ndr_rows_truth.n_rows);
  tcase_add_test (tc, every_blob_has_a_row);
  tcase_set_timeout (tc, 60);
  suite_add_tcase (suite, tc);
  return suite;
}
