/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Inputs that must not compile, one file per rule in fail/. Each says what it expects:
 * lines "// expect LINE:COLUMN: error: TEXT", or "// expect FILE:LINE…" for another file
 * than itself, list every message in order.
 */

#include "idl-files.h"
#include "suites.h"

#include <gio/gio.h>
#include <string.h>

static GPtrArray *names;

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
list_inputs (void)
{
  g_autoptr (GDir) dir = g_dir_open (TEST_SOURCE_DIR "/fail", 0, NULL);
  const char *name;

  names = g_ptr_array_new_with_free_func (g_free);
  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".idl"))
      g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
}

/* The lines "// expect …" as the compiler would print them. */
static char *
expected_messages (const char *name, const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  GString *expected = g_string_new (NULL);

  for (guint i = 0; lines[i] != NULL; i++)
    if (g_str_has_prefix (lines[i], "// expect "))
      {
        const char *message = lines[i] + strlen ("// expect ");

        if (g_ascii_isdigit (*message))
          g_string_append_printf (expected, "%s:", name);
        g_string_append_printf (expected, "%s\n", message);
      }
  return g_string_free (expected, FALSE);
}

/* The messages without the directories of this machine. */
static char *
actual_messages (const IdlResult *result)
{
  g_autofree char *messages = idl_test_messages (result);
  g_autoptr (GString) text = g_string_new (messages);

  g_string_replace (text, TEST_SOURCE_DIR "/fail/", "", 0);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

START_TEST (every_error_is_reported_where_it_is)
{
  const char *name = g_ptr_array_index (names, (guint) _i);
  g_autofree char *path = g_build_filename (TEST_SOURCE_DIR, "fail", name, NULL);
  g_autofree char *text = NULL;
  g_autofree char *expected = NULL;
  g_autofree char *actual = NULL;
  g_autoptr (IdlResult) result = NULL;

  ck_assert (g_file_get_contents (path, &text, NULL, NULL));
  expected = expected_messages (name, text);
  ck_assert_msg (*expected != '\0', "%s expects nothing", name);
  result = idl_test_compile_path (path);
  actual = actual_messages (result);
  ck_assert_str_eq (actual, expected);
  ck_assert (!idl_result_ok (result));
  ck_assert_ptr_null (idl_result_output (result, IDL_OUTPUT_HEADER));
  ck_assert_ptr_null (idl_result_output (result, IDL_OUTPUT_IID));
}
END_TEST

Suite *
fail_suite (void)
{
  Suite *suite = suite_create ("idl-errors");
  TCase *tcase = tcase_create ("fail");

  list_inputs ();
  tcase_add_loop_test (tcase, every_error_is_reported_where_it_is, 0, (int) names->len);
  suite_add_tcase (suite, tcase);
  return suite;
}
