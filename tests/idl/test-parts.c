/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Parts of the compiler that are easier to get wrong than to see from outside: exact
 * numbers, the attribute table, columns in preprocessed files.
 */

#include "attr.h"
#include "number.h"
#include "source.h"
#include "suites.h"

#include <string.h>

typedef gboolean (*Operation) (IdlNumber a, IdlNumber b, IdlNumber *result);

#define U(x) { FALSE, (x) }
#define S(x) { (gint64) (x) < 0, (guint64) (gint64) (x) }
#define NONE { TRUE, 0 } /* no number has this form */

static const struct
{
  const char *name;
  Operation operation;
  IdlNumber a, b, result;
} operations[] = {
  { "largest + 0", idl_number_add, U (G_MAXUINT64), U (0), U (G_MAXUINT64) },
  { "largest + 1", idl_number_add, U (G_MAXUINT64), U (1), NONE },
  { "largest + -1", idl_number_add, U (G_MAXUINT64), S (-1), U (G_MAXUINT64 - 1) },
  { "least + -1", idl_number_add, S (G_MININT64), S (-1), NONE },
  { "least + largest", idl_number_add, S (G_MININT64), U (G_MAXUINT64), U (G_MAXINT64) },
  { "-1 + 1", idl_number_add, S (-1), U (1), U (0) },
  { "0 - 2^63", idl_number_subtract, U (0), U ((guint64) 1 << 63), S (G_MININT64) },
  { "0 - (2^63 + 1)", idl_number_subtract, U (0), U (((guint64) 1 << 63) + 1), NONE },
  { "0 - least", idl_number_subtract, U (0), S (G_MININT64), U ((guint64) 1 << 63) },
  { "2^32 * 2^32", idl_number_multiply, U ((guint64) 1 << 32), U ((guint64) 1 << 32), NONE },
  { "-2^32 * 2^31", idl_number_multiply, S (-((gint64) 1 << 32)), U ((guint64) 1 << 31),
    S (G_MININT64) },
  { "least * -1", idl_number_multiply, S (G_MININT64), S (-1), U ((guint64) 1 << 63) },
  { "least / -1", idl_number_divide, S (G_MININT64), S (-1), U ((guint64) 1 << 63) },
  { "largest / -1", idl_number_divide, U (G_MAXUINT64), S (-1), NONE },
  { "-7 / 2", idl_number_divide, S (-7), U (2), S (-3) },
  { "7 / 0", idl_number_divide, U (7), U (0), NONE },
  { "-7 % 2", idl_number_modulo, S (-7), U (2), S (-1) },
  { "7 % -2", idl_number_modulo, U (7), S (-2), U (1) },
  { "-4 % 2", idl_number_modulo, S (-4), U (2), U (0) },
  { "7 % 0", idl_number_modulo, U (7), U (0), NONE },
  { "1 << 63", idl_number_shift_left, U (1), U (63), U ((guint64) 1 << 63) },
  { "1 << 64", idl_number_shift_left, U (1), U (64), NONE },
  { "2 << 63", idl_number_shift_left, U (2), U (63), NONE },
  { "1 << -1", idl_number_shift_left, U (1), S (-1), NONE },
  { "-1 << 63", idl_number_shift_left, S (-1), U (63), S (G_MININT64) },
  { "-8 >> 1", idl_number_shift_right, S (-8), U (1), S (-4) },
  { "-1 >> 63", idl_number_shift_right, S (-1), U (63), S (-1) },
  { "largest >> 63", idl_number_shift_right, U (G_MAXUINT64), U (63), U (1) },
  { "1 >> 64", idl_number_shift_right, U (1), U (64), NONE },
  { "-1 & 0xFF", idl_number_and, S (-1), U (0xFF), U (0xFF) },
  { "-2 & -3", idl_number_and, S (-2), S (-3), S (-4) },
  { "-1 & largest", idl_number_and, S (-1), U (G_MAXUINT64), NONE },
  { "-256 | 1", idl_number_or, S (-256), U (1), S (-255) },
  { "-1 ^ 1", idl_number_xor, S (-1), U (1), S (-2) },
  { "-1 ^ -1", idl_number_xor, S (-1), S (-1), U (0) },
};

START_TEST (arithmetic_is_exact)
{
  IdlNumber expected = operations[_i].result;
  gboolean defined = !expected.negative || expected.bits != 0;
  IdlNumber result = { FALSE, 0 };

  ck_assert_msg (operations[_i].operation (operations[_i].a, operations[_i].b, &result)
                     == defined,
                 "%s", operations[_i].name);
  if (defined)
    ck_assert_msg (idl_number_compare (result, expected) == 0
                       && result.negative == expected.negative,
                   "%s", operations[_i].name);
}
END_TEST

START_TEST (numbers_fit_where_they_should)
{
  ck_assert (idl_number_fits (idl_number_signed (-128), 8, TRUE));
  ck_assert (!idl_number_fits (idl_number_signed (-129), 8, TRUE));
  ck_assert (!idl_number_fits (idl_number_signed (-1), 8, FALSE));
  ck_assert (idl_number_fits (idl_number_unsigned (255), 8, FALSE));
  ck_assert (!idl_number_fits (idl_number_unsigned (128), 8, TRUE));
  ck_assert (idl_number_fits (idl_number_unsigned (G_MAXUINT64), 64, FALSE));
  ck_assert (!idl_number_fits (idl_number_unsigned (G_MAXUINT64), 64, TRUE));
  ck_assert (idl_number_fits (idl_number_signed (G_MININT64), 64, TRUE));
  ck_assert_int_eq ((gint64) idl_number_wrap (idl_number_unsigned (0x80004005), 32, TRUE).bits,
                    (gint32) 0x80004005);
  ck_assert_uint_eq (idl_number_wrap (idl_number_signed (-1), 16, FALSE).bits, 0xFFFF);
}
END_TEST

START_TEST (every_attribute_is_found_by_its_name)
{
  for (IdlAttrId id = 0; id < IDL_N_ATTRS; id++)
    {
      const IdlAttrInfo *info = idl_attr_info (id);

      ck_assert_ptr_nonnull (info->name);
      ck_assert_msg (idl_attr_lookup (info->name) == id, "%s", info->name);
      ck_assert_msg ((info->places | info->acf_places) != 0, "%s", info->name);
    }
  ck_assert_int_eq (idl_attr_lookup (""), IDL_N_ATTRS);
  ck_assert_int_eq (idl_attr_lookup ("IN"), IDL_N_ATTRS);
  ck_assert_int_eq (idl_attr_lookup ("zzz"), IDL_N_ATTRS);
}
END_TEST

/* What was written, what the preprocessor made of it, a piece of the latter and the
 * column at which a person would look for it in the former. */
static const struct
{
  const char *written;
  const char *processed;
  const char *piece;
  guint column;
} columns[] = {
  { "const   long   a = ;", "const long a = ;", ";", 20 },
  { "\tlong /* a comment */ x;", " long x;", "x", 23 },
  { "long a = FOUR + b;", "long a = 4 + b;", "4", 10 },
  { "long a = FOUR + b;", "long a = 4 + b;", "b", 17 },
  { "long a = FOUR + abb + ab;", "long a = 4 + abb + ab;", "ab;", 23 },
  { "long a = FOUR;", "long a = (2 + two);", "two", 10 },
  { "a b c", "a b c", "c", 5 },
  { "", "x", "x", 1 },
};

START_TEST (columns_are_those_of_the_file_as_written)
{
  IdlPool *pool = idl_pool_new ();
  g_autofree char *written = g_strconcat ("first line\n", columns[_i].written, "\n", NULL);
  g_autofree char *processed
      = g_strconcat ("# 2 \"x.idl\"\n", columns[_i].processed, "\n", NULL);
  IdlSource *source
      = idl_source_new (pool, "x.idl", g_bytes_new (processed, strlen (processed)));
  const char *line = strchr (processed, '\n') + 1;
  guint offset = (guint) (strstr (line, columns[_i].piece) - processed);
  IdlPlace place;

  idl_source_set_original (source, g_bytes_new (written, strlen (written)));
  place = idl_source_locate (source, offset);
  ck_assert_str_eq (place.file, "x.idl");
  ck_assert_uint_eq (place.line, 2);
  ck_assert_uint_eq (place.column, columns[_i].column);
  idl_source_free (source);
  idl_pool_free (pool);
}
END_TEST

Suite *
parts_suite (void)
{
  Suite *suite = suite_create ("idl-parts");
  TCase *number = tcase_create ("number");
  TCase *attr = tcase_create ("attr");
  TCase *source = tcase_create ("source");

  tcase_add_loop_test (number, arithmetic_is_exact, 0, G_N_ELEMENTS (operations));
  tcase_add_test (number, numbers_fit_where_they_should);
  suite_add_tcase (suite, number);
  tcase_add_test (attr, every_attribute_is_found_by_its_name);
  suite_add_tcase (suite, attr);
  tcase_add_loop_test (source, columns_are_those_of_the_file_as_written, 0,
                       G_N_ELEMENTS (columns));
  suite_add_tcase (suite, source);
  return suite;
}
