/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Addresses: wire.md 5.3. */

#include "again.h"
#include "suites.h"
#include "wire.h"

#include "orpc/string-array.h"

#include "beck-test.h"

/* That of the reference in wire.md 5.3. */
#define LOCAL                                                                                      \
  "10 00 0c 00 07 00 \"127.0.0.1\" 00 00 00 00 0a 00 ff ff 00 00 00 00"

#define MINIMUM "04 00 02 00 00 00 00 00 00 00 00 00"

static BeckStringArrayFault
parse (const char *text, BeckStringArray *array)
{
  static GByteArray *bytes;

  if (bytes != NULL)
    g_byte_array_unref (bytes);
  bytes = wire_bytes (text);
  return beck_string_array_parse (bytes->data, bytes->len, array);
}

static void
check_binding (const BeckStringArray *array, guint *position, guint16 tower, const char *address,
               const char *endpoint)
{
  BeckStringBinding binding;

  ck_assert (beck_string_array_next_binding (array, position, &binding));
  ck_assert_uint_eq (binding.tower, tower);
  ck_assert_str_eq (binding.address, address);
  ck_assert_str_eq (binding.endpoint, endpoint);
}

START_TEST (addresses_and_ways_to_authenticate_are_read)
{
  BeckStringArray array;
  BeckStringBinding binding;
  BeckSecurityBinding security;
  guint position = 0;

  ck_assert_int_eq (parse (LOCAL, &array), BECK_STRING_ARRAY_GOOD);
  check_binding (&array, &position, BECK_STRING_ARRAY_TCP, "127.0.0.1", "");
  ck_assert (!beck_string_array_next_binding (&array, &position, &binding));
  position = 0;
  ck_assert (beck_string_array_next_security (&array, &position, &security));
  ck_assert_uint_eq (security.service, 10);
  ck_assert_uint_eq (security.authorization, 0xffff);
  ck_assert_str_eq (security.principal, "");
  ck_assert (!beck_string_array_next_security (&array, &position, &security));
}
END_TEST

START_TEST (an_endpoint_is_what_is_in_the_last_brackets)
{
  BeckStringArray array;
  guint position = 0;

  ck_assert_int_eq (parse ("1f 00 1d 00 07 00 \"box[49152]\" 00 00 07 00 \"fe80::1[7]\" 00 00"
                           "0f 00 \"[::1]\" 00 00 00 00 00 00 00 00",
                           &array),
                    BECK_STRING_ARRAY_OPEN);
  ck_assert_int_eq (parse ("22 00 20 00 07 00 \"box[49152]\" 00 00 07 00 \"fe80::1[7]\" 00 00"
                           "0f 00 \"[::1]\" 00 00 00 00 00 00 00 00",
                           &array),
                    BECK_STRING_ARRAY_GOOD);
  check_binding (&array, &position, BECK_STRING_ARRAY_TCP, "box", "49152");
  check_binding (&array, &position, BECK_STRING_ARRAY_TCP, "fe80::1", "7");
  check_binding (&array, &position, BECK_STRING_ARRAY_PIPE, "[::1]", "");
}
END_TEST

START_TEST (the_smallest_array_has_no_addresses)
{
  BeckStringArray array;
  BeckStringBinding binding;
  guint position = 0;

  ck_assert_int_eq (parse (MINIMUM, &array), BECK_STRING_ARRAY_GOOD);
  ck_assert (!beck_string_array_next_binding (&array, &position, &binding));
  ck_assert_int_eq (parse ("00 00 00 00", &array), BECK_STRING_ARRAY_GOOD);
  ck_assert (!beck_string_array_next_binding (&array, &position, &binding));
}
END_TEST

START_TEST (what_is_built_are_the_bytes_of_the_specification)
{
  const BeckStringBinding binding = { BECK_STRING_ARRAY_TCP, "127.0.0.1", "" };
  const BeckSecurityBinding security = { 10, 0xffff, "" };
  g_autoptr (GByteArray) local = wire_bytes (LOCAL);
  g_autoptr (GByteArray) minimum = wire_bytes (MINIMUM);
  guint16 units[64];
  guint8 printed[128];
  BeckStringArray array;

  ck_assert (beck_string_array_build (&binding, 1, &security, 1, units, 16, &array));
  beck_string_array_print (&array, printed);
  wire_check_equal (printed, beck_string_array_size (&array), local);
  ck_assert (beck_string_array_build (NULL, 0, NULL, 0, units, 4, &array));
  beck_string_array_print (&array, printed);
  wire_check_equal (printed, beck_string_array_size (&array), minimum);
}
END_TEST

START_TEST (what_is_built_is_read_again)
{
  const BeckStringBinding bindings[] = { { BECK_STRING_ARRAY_TCP, "box", "135" },
                                         { BECK_STRING_ARRAY_LOCAL, "b\xc3\xb6x\xf0\x9f\x90\xa6",
                                           "sock" },
                                         { BECK_STRING_ARRAY_TCP, "::1", "1" } };
  guint16 units[128];
  BeckStringArray array;
  guint position = 0;

  ck_assert (beck_string_array_build (bindings, 3, NULL, 0, units, G_N_ELEMENTS (units), &array));
  for (guint i = 0; i < 3; i++)
    check_binding (&array, &position, bindings[i].tower, bindings[i].address,
                   bindings[i].endpoint);
}
END_TEST

START_TEST (nothing_is_built_without_room_or_from_what_is_no_text)
{
  const BeckStringBinding good = { BECK_STRING_ARRAY_TCP, "box", "1" };
  const BeckStringBinding bad[] = { { 0, "box", "" },
                                    { BECK_STRING_ARRAY_TCP, "", "1" },
                                    { BECK_STRING_ARRAY_TCP, "\xff", "" },
                                    { BECK_STRING_ARRAY_TCP, "box", "\xc3" } };
  const BeckSecurityBinding unnamed = { 0, 0xffff, "" };
  guint16 units[32];
  BeckStringArray array;

  /* 1 and "box[1]" with its NUL, its end, and the empty part */
  for (gsize room = 0; room < 11; room++)
    ck_assert (!beck_string_array_build (&good, 1, NULL, 0, units, room, &array));
  ck_assert (beck_string_array_build (&good, 1, NULL, 0, units, 11, &array));
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    ck_assert (!beck_string_array_build (&bad[i], 1, NULL, 0, units, 32, &array));
  ck_assert (!beck_string_array_build (NULL, 0, &unnamed, 1, units, 32, &array));
}
END_TEST

START_TEST (the_largest_entries_fit_the_room_that_is_promised)
{
  BeckStringBinding binding = { BECK_STRING_ARRAY_TCP, "", "" };
  BeckSecurityBinding security = { 10, 0xffff, "" };
  guint16 units[BECK_STRING_ARRAY_BINDING_UNITS + BECK_STRING_ARRAY_SECURITY_UNITS
                + BECK_STRING_ARRAY_END_UNITS];
  BeckStringArray array;

  memset (binding.address, 'a', BECK_STRING_ARRAY_MAX_TEXT);
  memset (binding.endpoint, 'b', BECK_STRING_ARRAY_MAX_TEXT);
  memset (security.principal, 'c', BECK_STRING_ARRAY_MAX_TEXT);
  ck_assert (
      beck_string_array_build (&binding, 1, &security, 1, units, G_N_ELEMENTS (units), &array));
}
END_TEST

START_TEST (texts_that_cannot_be_used_are_passed_over)
{
  BeckStringArray array;
  BeckStringBinding binding;
  guint position = 0;

  /* half a pair, a control character, then a good one */
  ck_assert_int_eq (parse ("0c 00 0a 00 07 00 00 d8 00 00 07 00 0a 00 00 00 07 00 61 00 00 00"
                           "00 00 00 00 00 00",
                           &array),
                    BECK_STRING_ARRAY_GOOD);
  check_binding (&array, &position, BECK_STRING_ARRAY_TCP, "a", "");
  ck_assert (!beck_string_array_next_binding (&array, &position, &binding));
}
END_TEST

START_TEST (a_text_that_is_too_long_is_passed_over)
{
  guint16 units[2 * 300] = { BECK_STRING_ARRAY_TCP };
  BeckStringArray array;
  BeckStringBinding binding;
  guint position = 0, n = 1;

  while (n < 1 + BECK_STRING_ARRAY_MAX_TEXT)
    units[n++] = 'x';
  ck_assert_int_eq (beck_string_array_from_units (units, (guint16) (n + 2), (guint16) (n + 2),
                                                  FALSE, &array),
                    BECK_STRING_ARRAY_GOOD);
  ck_assert (beck_string_array_next_binding (&array, &position, &binding));
  units[n++] = 'x';
  ck_assert_int_eq (beck_string_array_from_units (units, (guint16) (n + 2), (guint16) (n + 2),
                                                  FALSE, &array),
                    BECK_STRING_ARRAY_GOOD);
  position = 0;
  ck_assert (!beck_string_array_next_binding (&array, &position, &binding));
}
END_TEST

START_TEST (malformed_arrays_are_refused)
{
  static const struct
  {
    const char *bytes;
    BeckStringArrayFault fault;
  } rows[] = {
    { "", BECK_STRING_ARRAY_CUT },
    { "04 00 02", BECK_STRING_ARRAY_CUT },
    { "ff ff 02 00 00 00 00 00", BECK_STRING_ARRAY_CUT },
    { "02 00 03 00 00 00 00 00", BECK_STRING_ARRAY_OFFSET },
    { "02 00 02 00 07 00 00 00", BECK_STRING_ARRAY_OPEN },
    { "02 00 02 00 07 00 61 00", BECK_STRING_ARRAY_OPEN },
    { "01 00 01 00 07 00", BECK_STRING_ARRAY_OPEN },
    { "02 00 00 00 0a 00 ff ff", BECK_STRING_ARRAY_OPEN },
    { "01 00 00 00 0a 00", BECK_STRING_ARRAY_OPEN },
    { "03 00 00 00 0a 00 ff ff 00 00", BECK_STRING_ARRAY_OPEN },
  };
  BeckStringArray array = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    ck_assert_int_eq (parse (rows[i].bytes, &array), rows[i].fault);
  ck_assert_ptr_null (array.data);
}
END_TEST

START_TEST (every_cut_is_refused)
{
  g_autoptr (GByteArray) bytes = wire_bytes (LOCAL);

  wire_check_cut (bytes, bytes->len, again_string_array);
}
END_TEST

START_TEST (damaged_arrays_are_refused_or_good)
{
  g_autoptr (GByteArray) bytes = wire_bytes (LOCAL);

  wire_check_damage (bytes, again_string_array);
}
END_TEST

START_TEST (the_ndr_form_has_its_count_in_front)
{
  g_autoptr (GByteArray) expected = wire_bytes ("00 00 00 04 00 04 00 02 00 00 00 00 00 00 00 00");
  g_auto (BeckNdrWriter) writer;
  BeckNdrReader reader;
  BeckNdrArena arena = BECK_NDR_ARENA_INIT;
  BeckStringArray array;

  ck_assert_int_eq (parse (MINIMUM, &array), BECK_STRING_ARRAY_GOOD);
  beck_ndr_writer_init (&writer, NULL);
  beck_ndr_writer_set_big_endian (&writer, TRUE);
  ck_assert (beck_string_array_put (&writer, &array));
  wire_check_equal (writer.data, writer.pos, expected);
  for (gsize size = 0; size <= expected->len; size++)
    {
      beck_ndr_reader_init (&reader, expected->data, size, 0x00, &arena, NULL, NULL);
      ck_assert_int_eq (beck_string_array_get (&reader, &array), size == expected->len);
      beck_ndr_reader_end (&reader, FALSE);
    }
  ck_assert_uint_eq (array.n_entries, 4);
  ck_assert_uint_eq (array.security, 2);
}
END_TEST

START_TEST (protocols_have_numbers_and_names)
{
  ck_assert_str_eq (beck_string_array_protseq (7), "ncacn_ip_tcp");
  ck_assert_ptr_null (beck_string_array_protseq (99));
  ck_assert_uint_eq (beck_string_array_tower ("ncalrpc"), BECK_STRING_ARRAY_LOCAL);
  ck_assert_uint_eq (beck_string_array_tower ("none"), 0);
}
END_TEST

Suite *
string_array_suite (void)
{
  Suite *suite = suite_create ("string-array");
  TCase *reading = tcase_create ("reading");
  TCase *building = tcase_create ("building");

  tcase_add_test (reading, addresses_and_ways_to_authenticate_are_read);
  tcase_add_test (reading, an_endpoint_is_what_is_in_the_last_brackets);
  tcase_add_test (reading, the_smallest_array_has_no_addresses);
  tcase_add_test (reading, texts_that_cannot_be_used_are_passed_over);
  tcase_add_test (reading, a_text_that_is_too_long_is_passed_over);
  tcase_add_test (reading, malformed_arrays_are_refused);
  tcase_add_test (reading, every_cut_is_refused);
  tcase_add_test (reading, damaged_arrays_are_refused_or_good);
  tcase_add_test (reading, the_ndr_form_has_its_count_in_front);
  tcase_add_test (reading, protocols_have_numbers_and_names);
  suite_add_tcase (suite, reading);
  tcase_add_test (building, what_is_built_are_the_bytes_of_the_specification);
  tcase_add_test (building, what_is_built_is_read_again);
  tcase_add_test (building, nothing_is_built_without_room_or_from_what_is_no_text);
  tcase_add_test (building, the_largest_entries_fit_the_room_that_is_promised);
  suite_add_tcase (suite, building);
  return suite;
}
