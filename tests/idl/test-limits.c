/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Inputs that are too deep, too large or no IDL at all. Each must give a message (or
 * compile) in reasonable time and on an ordinary stack.
 */

#include "idl-files.h"
#include "suites.h"

#include <string.h>
#include <time.h>

static void
append_repeated (GString *text, const char *what, guint times)
{
  for (guint i = 0; i < times; i++)
    g_string_append (text, what);
}

static IdlResult *
compile (const GString *text)
{
  return idl_test_compile (text->str);
}

/* The first error has @part in it, and not many follow. */
static void
assert_error (const GString *text, const char *part)
{
  g_autoptr (IdlResult) result = compile (text);
  const GPtrArray *list = idl_result_diagnostics (result);
  const IdlDiagnostic *first;

  ck_assert_uint_gt (list->len, 0);
  first = g_ptr_array_index (list, 0);
  ck_assert_msg (strstr (first->message, part) != NULL && list->len < 5, "%u errors, first: %s",
                 list->len, first->message);
}

/* ---- Depth ---- */

static const struct
{
  const char *before;
  const char *open;
  const char *middle;
  const char *close;
  const char *after;
  const char *error;
} nestings[] = {
  { "const long a = ", "(", "1", ")", ";", "nested too deeply" },
  { "const long a = ", "- ", "1", "", ";", "nested too deeply" },
  { "const long a = ", "1 ? ", "1", " : 1", ";", "nested too deeply" },
  { "const long a = ", "(long) ", "1", "", ";", "nested too deeply" },
  { "const long a = ", "sizeof (long[", "1", "])", ";", "nested too deeply" },
  { "const long a = 1", " + 1", "", "", ";", "too complex" },
  { "typedef ", "struct { ", "long x;", " } y;", " z;", "nested too deeply" },
  { "typedef ", "SAFEARRAY (", "long", ")", " z;", "nested too deeply" },
  { "typedef long ", "*", "a", "", ";", "nested too deeply" },
  { "typedef long ", "(*", "a", ")", ";", "nested too deeply" },
  { "typedef long a", "[2]", "", "", ";", "nested too deeply" },
  { "[local] interface I { void F (", "void (*f) (", "", ")", "); }", "nested too deeply" },
  { "", "pipe ", "long a", "", ";", "nested too deeply" },
};

START_TEST (deep_nesting_is_an_error)
{
  g_autoptr (GString) text = g_string_new (nestings[_i].before);

  append_repeated (text, nestings[_i].open, 20000);
  g_string_append (text, nestings[_i].middle);
  append_repeated (text, nestings[_i].close, 20000);
  g_string_append (text, nestings[_i].after);
  assert_error (text, nestings[_i].error);
}
END_TEST

START_TEST (nested_libraries_are_an_error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (IdlResult) result = NULL;
  g_autofree char *messages = NULL;

  for (guint i = 0; i < 20000; i++)
    g_string_append_printf (text, "library L%u { ", i);
  result = compile (text);
  messages = idl_test_messages (result);
  ck_assert_ptr_nonnull (strstr (messages, "nested too deeply"));
}
END_TEST

/* A declaration for each of @n numbers, each but the first naming the one before. */
static GString *
chain (const char *first, const char *format, guint n)
{
  GString *text = g_string_new (first);

  for (guint i = 1; i < n; i++)
    {
      g_auto (GStrv) parts = g_strsplit (format, "%", 3);

      g_string_append_printf (text, "%s%u%s%u%s", parts[0], i - 1, parts[1], i, parts[2]);
    }
  return text;
}

START_TEST (long_typedef_chain_is_an_error)
{
  g_autoptr (GString) text = chain ("typedef long T0;\n", "typedef T% *T%;\n", 5000);
  g_autoptr (IdlResult) result = compile (text);
  g_autofree char *messages = idl_test_messages (result);

  ck_assert_ptr_nonnull (strstr (messages, "nested too deeply"));
}
END_TEST

START_TEST (long_inheritance_chain_is_an_error)
{
  g_autoptr (GString) text = g_string_new ("import \"unknwn.idl\";\n");
  g_autoptr (IdlResult) result = NULL;
  g_autofree char *messages = NULL;

  for (guint i = 1; i < 500; i++)
    {
      g_autofree char *base = i == 1 ? g_strdup ("IUnknown") : g_strdup_printf ("I%u", i - 1);

      g_string_append_printf (text,
                              "[object, uuid (00000000-0000-0000-0000-%012x)]\n"
                              "interface I%u : %s { }\n",
                              i, i, base);
    }
  result = compile (text);
  messages = idl_test_messages (result);
  ck_assert_ptr_nonnull (strstr (messages, "more than 64 ancestors"));
}
END_TEST

START_TEST (too_many_methods_are_an_error)
{
  g_autoptr (GString) text = g_string_new ("import \"unknwn.idl\";\n"
                                           "[object, uuid (00000000-0000-0000-0000-000000000001)]\n"
                                           "interface IFoo : IUnknown {\n");

  for (guint i = 0; i < 1022; i++)
    g_string_append_printf (text, "HRESULT F%u ();\n", i);
  g_string_append (text, "}\n");
  assert_error (text, "more than 1024 methods");
}
END_TEST

/* Constants double the work of a naive evaluation with each line. */
START_TEST (constants_are_evaluated_once)
{
  g_autoptr (GString) text = chain ("const long C0 = 0;\n", "", 1);
  g_autoptr (IdlResult) result = NULL;

  for (guint i = 1; i < 3000; i++)
    g_string_append_printf (text, "const long C%u = C%u + C%u;\n", i, i - 1, i - 1);
  result = compile (text);
  ck_assert (idl_result_ok (result));
}
END_TEST

/* What nests by value has a size that is known only from the inside out. */
START_TEST (structures_nest_by_value_to_a_bound)
{
  guint depth = _i == 1 ? 4001 : 4000;
  g_autoptr (GString) text = g_string_new ("struct S1 { long a; };\n");
  g_autoptr (IdlResult) result = NULL;

  for (guint i = 2; i <= depth; i++)
    g_string_append_printf (text, "struct S%u { struct S%u a; };\n", i, i - 1);
  g_string_append_printf (text,
                          "[uuid (00000000-0000-0000-0000-000000000001), explicit_handle]\n"
                          "interface Foo { void F ([in] struct S%u *s); }\n",
                          depth);
  if (_i == 1)
    assert_error (text, "structures within structures, more than 4000 deep");
  else
    {
      result = compile (text);
      ck_assert (idl_result_ok (result));
    }
}
END_TEST

/* As do structures that contain the one before twice, and structures chained by pointer
 * that a method reaches from the far end. */
START_TEST (structures_are_looked_at_once)
{
  guint n = beck_test_rounds (3000);
  g_autoptr (GString) text = g_string_new ("struct S0 { long a; }; struct P0 { long a; };\n");
  g_autoptr (IdlResult) result = NULL;
  g_autofree char *messages = NULL;

  for (guint i = 1; i <= n; i++)
    g_string_append_printf (text,
                            "struct S%u { struct S%u a, b; };\n"
                            "struct P%u { struct P%u *a, *b; };\n",
                            i, i - 1, i, i - 1);
  g_string_append_printf (text,
                          "typedef pipe struct S%u P;\n"
                          "[uuid (00000000-0000-0000-0000-000000000001)] interface I\n"
                          "{ void F ([in] struct P%u *p, [in] struct S%u *s); }\n",
                          n, n, n);
  result = compile (text);
  messages = idl_test_messages (result);
  ck_assert_str_eq (messages, "");
}
END_TEST

/* ---- Imports without end ---- */

static char *
resolve_next (gpointer data, const char *name, const char *from)
{
  return g_str_has_suffix (name, ".acf") ? NULL : g_strdup (name);
}

static GBytes *
load_next (gpointer data, const char *path, GBytes **original, GError **error)
{
  char *text = g_strdup_printf ("import \"%sx\";\n", path);

  return g_bytes_new_take (text, strlen (text));
}

START_TEST (endless_imports_are_an_error)
{
  const IdlFiles endless = { resolve_next, load_next, NULL };
  g_autoptr (IdlResult) result = idl_compile ("x", &endless, NULL);
  g_autofree char *messages = idl_test_messages (result);

  ck_assert_uint_eq (idl_result_diagnostics (result)->len, 1);
  ck_assert_ptr_nonnull (strstr (messages, "imports are nested too deeply"));
}
END_TEST

/* ---- Size ---- */

START_TEST (oversized_input_is_refused)
{
  gsize size = (gsize) IDL_MAX_SOURCE + 1;
  char *spaces = g_malloc (size + 1);
  const IdlTestFile files[] = { { "test.idl", spaces }, { NULL, NULL } };
  g_autoptr (IdlResult) result = NULL;
  g_autofree char *messages = NULL;

  memset (spaces, ' ', size);
  spaces[size] = '\0';
  result = idl_test_compile_files (files, NULL);
  messages = idl_test_messages (result);
  ck_assert_str_eq (messages, "beck-idl: error: test.idl: larger than 64 MiB\n");
  g_free (spaces);
}
END_TEST

static GString *
many_interfaces (guint n)
{
  GString *text = g_string_new ("import \"unknwn.idl\";\n");

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text,
                            "\n/* Interface %u */\n"
                            "[object, uuid (00000000-0000-0000-0000-%012x)]\n"
                            "interface I%u : IUnknown\n{\n"
                            "  typedef struct S%u { long a; [size_is (a)] long *b; } S%u;\n"
                            "  HRESULT F ([in] long a, [in, size_is (a)] S%u *b);\n"
                            "  HRESULT G ([in, string] const wchar_t *a, [out] hyper *b);\n}\n",
                            i, i + 1, i, i, i, i);
  return text;
}

/* Time of this process, whatever else the machine does. */
static gint64
time_for (guint interfaces)
{
  g_autoptr (GString) text = many_interfaces (interfaces);
  clock_t start = clock ();
  g_autoptr (IdlResult) result = compile (text);

  ck_assert (idl_result_ok (result));
  return (gint64) (clock () - start) * G_USEC_PER_SEC / CLOCKS_PER_SEC;
}

START_TEST (many_line_markers_are_no_burden)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (IdlResult) result = NULL;
  guint n = beck_test_rounds (200 * 1000);
  clock_t start = clock ();

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "# 1 \"%u\"\n", i);
  result = compile (text);
  ck_assert (idl_result_ok (result));
  ck_assert_uint_eq (idl_result_inputs (result)->len, n + 1);
  /* A search among all names for each would take minutes. */
  ck_assert_int_lt ((clock () - start) / CLOCKS_PER_SEC, 20);
}
END_TEST

/* Ten times the input may take thirty times as long on a busy machine, but not the
 * hundred times of quadratic work. */
START_TEST (time_grows_with_size)
{
  gint64 small = MIN (time_for (100), MIN (time_for (100), time_for (100)));
  gint64 large = MIN (time_for (1000), time_for (1000));

  ck_assert_msg (large < 30 * MAX (small, 1000), "1000 lines: %d us, 10000 lines: %d us",
                 (int) small, (int) large);
}
END_TEST

/* ---- Junk ---- */

/* Every second time bytes that occur in IDL, for more than lexical errors. */
static char
random_byte (GRand *random, gboolean likely)
{
  static const char idl[] = "[]{}();:,*=<>\"'/\\#abc 019.\n";

  return likely ? idl[g_rand_int_range (random, 0, (gint32) strlen (idl))]
                : (char) g_rand_int_range (random, 1, 256);
}

START_TEST (random_bytes_are_survived)
{
  GRand *random = g_rand_new_with_seed ((guint32) _i);
  gsize size = 20000;
  char *bytes = g_malloc (size + 1);
  g_autoptr (IdlResult) result = NULL;

  for (gsize i = 0; i < size; i++)
    bytes[i] = random_byte (random, _i % 2 != 0);
  bytes[size] = '\0';
  result = idl_test_compile (bytes);
  ck_assert (!idl_result_ok (result));
  g_free (bytes);
  g_rand_free (random);
}
END_TEST

/* Every prefix of a file with everything in it, and the file without each byte. */
START_TEST (damaged_files_are_survived)
{
  g_autofree char *path = g_build_filename (TEST_SOURCE_DIR, "golden", "automation.idl", NULL);
  g_autofree char *text = NULL;
  gsize length;

  ck_assert (g_file_get_contents (path, &text, &length, NULL));
  for (gsize i = 0; i < length; i += 7)
    {
      g_autofree char *prefix = g_strndup (text, i);
      g_autofree char *hole = g_strconcat (prefix, text + i + 1, NULL);

      idl_result_free (idl_test_compile (prefix));
      idl_result_free (idl_test_compile (hole));
    }
}
END_TEST

Suite *
limits_suite (void)
{
  Suite *suite = suite_create ("idl-limits");
  TCase *depth = tcase_create ("depth");
  TCase *size = tcase_create ("size");
  TCase *junk = tcase_create ("junk");

  tcase_add_loop_test (depth, deep_nesting_is_an_error, 0, G_N_ELEMENTS (nestings));
  tcase_add_test (depth, nested_libraries_are_an_error);
  tcase_add_test (depth, long_typedef_chain_is_an_error);
  tcase_add_test (depth, long_inheritance_chain_is_an_error);
  tcase_add_test (depth, too_many_methods_are_an_error);
  tcase_add_test (depth, constants_are_evaluated_once);
  tcase_add_loop_test (depth, structures_nest_by_value_to_a_bound, 0, 2);
  tcase_add_test (depth, structures_are_looked_at_once);
  tcase_add_test (depth, endless_imports_are_an_error);
  tcase_set_timeout (depth, 60);
  suite_add_tcase (suite, depth);
  tcase_add_test (size, oversized_input_is_refused);
  tcase_add_test (size, many_line_markers_are_no_burden);
  tcase_add_test (size, time_grows_with_size);
  tcase_set_timeout (size, 60);
  suite_add_tcase (suite, size);
  tcase_add_loop_test (junk, random_bytes_are_survived, 0, 20);
  tcase_add_test (junk, damaged_files_are_survived);
  tcase_set_timeout (junk, 60);
  suite_add_tcase (suite, junk);
  return suite;
}
