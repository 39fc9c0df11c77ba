/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Inputs with the outputs they must give, byte for byte, in golden/. With
 * BECK_UPDATE_GOLDENS=1 in the environment the outputs are written instead; read the
 * difference before you commit it.
 */

#include "idl-files.h"
#include "suites.h"

#include <string.h>

static const char *const names[] = {
  "arrays",   "async",  "automation", "call-as", "constants", "enums",    "functions",
  "handles",  "hoisted", "object",    "passing", "pipes",     "rpc",      "rpcasync",
  "structs",  "spelling", "unions",   "imports", "marshal",
  "vocabulary", "whole",
};

static gboolean
is_update (void)
{
  return g_strcmp0 (g_getenv ("BECK_UPDATE_GOLDENS"), "1") == 0;
}

static void
check_output (const char *name, const char *ending, const char *text)
{
  g_autofree char *file = g_strconcat (name, ending, NULL);
  g_autofree char *path = g_build_filename (TEST_SOURCE_DIR, "golden", file, NULL);
  g_autofree char *golden = NULL;

  if (is_update ())
    ck_assert (g_file_set_contents (path, text, -1, NULL));
  ck_assert_msg (g_file_get_contents (path, &golden, NULL, NULL), "no %s", file);
  ck_assert_str_eq (text, golden);
}

START_TEST (output_is_the_golden_one)
{
  const char *name = names[_i];
  g_autofree char *file = g_strconcat (name, ".idl", NULL);
  g_autofree char *path = g_build_filename (TEST_SOURCE_DIR, "golden", file, NULL);
  g_autoptr (IdlResult) result = idl_test_compile_path (path);
  g_autofree char *messages = idl_test_messages (result);

  ck_assert_str_eq (messages, "");
  check_output (name, ".h", idl_result_output (result, IDL_OUTPUT_HEADER));
  check_output (name, "_i.c", idl_result_output (result, IDL_OUTPUT_IID));
}
END_TEST

Suite *
golden_suite (void)
{
  Suite *suite = suite_create ("idl-golden");
  TCase *tcase = tcase_create ("golden");

  tcase_add_loop_test (tcase, output_is_the_golden_one, 0, G_N_ELEMENTS (names));
  suite_add_tcase (suite, tcase);
  return suite;
}
