/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* UUIDs: rpc.md 2.3. */

#include <beck/guid.h>
#include <beck/rpc-uuid.h>
#include <beck/status.h>

#include "beck-test.h"
#include "shared.h"
#include "suites.h"

#define LOWER "12345678-9abc-def0-1234-56789abcdef0"

static const UUID sample
    = BECK_GUID (0x12345678, 0x9abc, 0xdef0, 0x12, 0x34, 0x56, 0x78, 0x9a, 0xbc, 0xde, 0xf0);

START_TEST (created_ones_are_random_and_differ)
{
  UUID a, b;

  ck_assert_int_eq (UuidCreate (&a), RPC_S_OK);
  ck_assert_int_eq (UuidCreate (&b), RPC_S_OK);
  ck_assert (!UuidEqual (&a, &b, NULL));
  ck_assert_uint_eq (a.Data3 >> 12, 4);
  ck_assert_uint_eq (a.Data4[0] >> 6, 2);
  ck_assert_int_eq (UuidCreate (NULL), RPC_S_INVALID_ARG);
}
END_TEST

static guint64
time_of (const UUID *uuid)
{
  return (guint64) (uuid->Data3 & 0x0fff) << 48 | (guint64) uuid->Data2 << 32 | uuid->Data1;
}

START_TEST (sequential_ones_rise)
{
  guint64 last = 0;

  for (guint i = 0; i < 10000; i++)
    {
      UUID uuid;
      RPC_STATUS status = UuidCreateSequential (&uuid);

      ck_assert (status == RPC_S_OK || status == RPC_S_UUID_LOCAL_ONLY);
      ck_assert_int_eq ((uuid.Data4[2] & 1) != 0, status == RPC_S_UUID_LOCAL_ONLY);
      ck_assert_uint_eq (uuid.Data3 >> 12, 1);
      ck_assert_uint_eq (uuid.Data4[0] >> 6, 2);
      ck_assert_uint_gt (time_of (&uuid), last);
      last = time_of (&uuid);
    }
  ck_assert_int_eq (UuidCreateSequential (NULL), RPC_S_INVALID_ARG);
}
END_TEST

START_TEST (text_is_36_lower_case_characters)
{
  static const WCHAR expected[] = u"" LOWER;
  RPC_CSTR string;
  RPC_WSTR wide;

  ck_assert_int_eq (UuidToStringA (&sample, &string), RPC_S_OK);
  ck_assert_str_eq ((char *) string, LOWER);
  RpcStringFreeA (&string);
  ck_assert_int_eq (UuidToStringW (&sample, &wide), RPC_S_OK);
  ck_assert_mem_eq (wide, expected, sizeof expected);
  RpcStringFreeW (&wide);
  ck_assert_int_eq (UuidToStringA (NULL, &string), RPC_S_OK);
  ck_assert_str_eq ((char *) string, "00000000-0000-0000-0000-000000000000");
  RpcStringFreeA (&string);
  ck_assert_int_eq (UuidToStringA (&sample, NULL), RPC_S_INVALID_ARG);
  ck_assert_int_eq (UuidToStringW (&sample, NULL), RPC_S_INVALID_ARG);
}
END_TEST

START_TEST (text_is_read_in_either_case)
{
  UUID uuid;

  ck_assert_int_eq (UuidFromStringA (TEXT ("12345678-9ABC-def0-1234-56789abcDEF0"), &uuid),
                    RPC_S_OK);
  ck_assert (UuidEqual (&uuid, (UUID *) &sample, NULL));
  uuid = GUID_NULL;
  ck_assert_int_eq (UuidFromStringW (WIDE (u"" LOWER), &uuid), RPC_S_OK);
  ck_assert (UuidEqual (&uuid, (UUID *) &sample, NULL));
}
END_TEST

START_TEST (no_text_is_nil)
{
  UUID uuid = sample;

  ck_assert_int_eq (UuidFromStringA (NULL, &uuid), RPC_S_OK);
  ck_assert (UuidIsNil (&uuid, NULL));
  uuid = sample;
  ck_assert_int_eq (UuidFromStringW (NULL, &uuid), RPC_S_OK);
  ck_assert (UuidIsNil (&uuid, NULL));
  ck_assert_int_eq (UuidFromStringA (TEXT (LOWER), NULL), RPC_S_INVALID_ARG);
}
END_TEST

static const struct
{
  const char *text;
  const WCHAR *wide;
} bad[] = {
  { "", u"" },
  { "x", u"x" },
  { "{" LOWER "}", u"{" LOWER "}" },
  { LOWER "0", u"" LOWER "0" },
  { LOWER " ", u"" LOWER " " },
  { "12345678-9abc-def0-1234-56789abcdef", u"12345678-9abc-def0-1234-56789abcdef" },
  { "12345678-9abc-def0-1234-56789abcdefg", u"12345678-9abc-def0-1234-56789abcdef\u0130" },
};

START_TEST (bad_text_is_refused)
{
  UUID uuid = sample;

  ck_assert_int_eq (UuidFromStringA (TEXT (bad[_i].text), &uuid), RPC_S_INVALID_STRING_UUID);
  ck_assert_int_eq (UuidFromStringW (WIDE (bad[_i].wide), &uuid), RPC_S_INVALID_STRING_UUID);
  ck_assert (UuidEqual (&uuid, (UUID *) &sample, NULL));
}
END_TEST

START_TEST (order_is_that_of_the_text)
{
  static const char *const rising[] = {
    "00000000-0000-0000-0000-000000000001", "00000000-0000-0000-0100-000000000000",
    "00000000-0000-0001-0000-000000000000", "00000000-0001-0000-0000-000000000000",
    "00000001-0000-0000-0000-000000000000", "00000100-0000-0000-0000-000000000000",
    "ff000000-0000-0000-0000-000000000000",
  };
  UUID before = GUID_NULL, uuid;
  RPC_STATUS status = 1;

  for (guint i = 0; i < G_N_ELEMENTS (rising); i++)
    {
      UuidFromStringA (TEXT (rising[i]), &uuid);
      ck_assert_int_eq (UuidCompare (&before, &uuid, &status), -1);
      ck_assert_int_eq (UuidCompare (&uuid, &before, NULL), 1);
      ck_assert_int_eq (UuidCompare (&uuid, &uuid, NULL), 0);
      before = uuid;
    }
  ck_assert_int_eq (status, RPC_S_OK);
}
END_TEST

START_TEST (null_counts_as_nil)
{
  UUID nil = sample;
  RPC_STATUS status = 1;

  ck_assert_int_eq (UuidCreateNil (&nil), RPC_S_OK);
  ck_assert (UuidEqual (NULL, &nil, &status));
  ck_assert_int_eq (status, RPC_S_OK);
  ck_assert (UuidIsNil (NULL, NULL));
  ck_assert (!UuidIsNil ((UUID *) &sample, NULL));
  ck_assert_int_eq (UuidCompare (NULL, NULL, NULL), 0);
  ck_assert_int_eq (UuidCompare (NULL, (UUID *) &sample, NULL), -1);
  ck_assert_uint_eq (UuidHash (NULL, NULL), UuidHash (&nil, NULL));
  ck_assert_int_eq (UuidCreateNil (NULL), RPC_S_INVALID_ARG);
}
END_TEST

START_TEST (hashes_spread)
{
  gboolean seen[256] = { FALSE };
  guint buckets = 0;
  RPC_STATUS status = 1;

  for (guint i = 0; i < 4096; i++)
    {
      UUID uuid = sample;
      guint bucket;

      uuid.Data1 += i;
      bucket = UuidHash (&uuid, &status) % G_N_ELEMENTS (seen);
      buckets += !seen[bucket];
      seen[bucket] = TRUE;
    }
  ck_assert_uint_gt (buckets, 128);
  ck_assert_int_eq (status, RPC_S_OK);
}
END_TEST

Suite *
uuid_suite (void)
{
  Suite *suite = suite_create ("uuid");
  TCase *all = tcase_create ("uuid");

  tcase_add_test (all, created_ones_are_random_and_differ);
  tcase_add_test (all, sequential_ones_rise);
  tcase_add_test (all, text_is_36_lower_case_characters);
  tcase_add_test (all, text_is_read_in_either_case);
  tcase_add_test (all, no_text_is_nil);
  tcase_add_loop_test (all, bad_text_is_refused, 0, G_N_ELEMENTS (bad));
  tcase_add_test (all, order_is_that_of_the_text);
  tcase_add_test (all, null_counts_as_nil);
  tcase_add_test (all, hashes_spread);
  suite_add_tcase (suite, all);
  return suite;
}
