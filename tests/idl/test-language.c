/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What the language promises as a whole: imports, positions, options, and the split of
 * asynchronous interfaces.
 */

#include "ast.h"
#include "idl-files.h"
#include "suites.h"

#include <gio/gio.h>
#include <string.h>

#define OBJECT(n) "[object, uuid (00000000-0000-0000-0000-00000000000" #n ")]\n"
#define IMPORT "import \"unknwn.idl\";\n"

/* How often @needle occurs in @text. */
static guint
count (const char *text, const char *needle)
{
  guint n = 0;

  for (const char *p = strstr (text, needle); p != NULL; p = strstr (p + 1, needle))
    n++;
  return n;
}

/* Checks that the texts, up to a NULL, follow each other in @text. */
static void
assert_in_order (const char *text, ...)
{
  const char *needle;
  va_list args;

  va_start (args, text);
  while ((needle = va_arg (args, const char *)) != NULL)
    {
      const char *found = strstr (text, needle);

      ck_assert_msg (found != NULL, "'%s' is missing or out of order", needle);
      text = found + strlen (needle);
    }
  va_end (args);
}

static void
assert_messages (const IdlResult *result, const char *expected)
{
  g_autofree char *messages = idl_test_messages (result);

  ck_assert_str_eq (messages, expected);
}

/* ---- Imports ---- */

START_TEST (imported_types_appear_once_and_procedures_not_at_all)
{
  const IdlTestFile files[] = {
    { "main.idl", "import \"a.idl\"; import \"a.idl\", \"b.idl\";\n"
                  "typedef FromA FromMain; typedef FromB FromMain2;\n" },
    { "a.idl", "import \"b.idl\"; typedef long FromA;\n"
               "[uuid (00000000-0000-0000-0000-000000000001)] interface A { void ProcA (); }" },
    { "b.idl", "import \"a.idl\"; typedef short FromB; const long CONST_B = 1;" },
    { NULL, NULL },
  };
  g_autoptr (IdlResult) result = idl_test_compile_files (files, NULL);
  const char *header = idl_result_output (result, IDL_OUTPUT_HEADER);

  assert_messages (result, "");
  ck_assert_uint_eq (count (header, "#include \"a.h\""), 1);
  ck_assert_uint_eq (count (header, "#include \"b.h\""), 1);
  ck_assert_uint_eq (count (header, "ProcA"), 0);
  ck_assert_uint_eq (count (header, "CONST_B"), 0);
  ck_assert_uint_eq (count (header, "FromA"), 1);
}
END_TEST

START_TEST (inputs_are_all_files_read)
{
  const IdlTestFile files[] = {
    { "main.idl", "import \"a.idl\";\n# 7 \"included.h\" 1\ntypedef long T;\n# 2 \"main.idl\" 2\n"
                  "[uuid (00000000-0000-0000-0000-000000000001)] interface A { }" },
    { "a.idl", "# 1 \"<built-in>\"\ntypedef long FromA;" },
    { "main.acf", "[auto_handle] interface A { }" },
    { NULL, NULL },
  };
  g_autoptr (IdlResult) result = idl_test_compile_files (files, NULL);
  const GPtrArray *inputs = idl_result_inputs (result);

  assert_messages (result, "");
  ck_assert_uint_eq (inputs->len, 4);
  ck_assert_str_eq (g_ptr_array_index (inputs, 0), "main.idl");
  ck_assert_str_eq (g_ptr_array_index (inputs, 1), "included.h");
  ck_assert_str_eq (g_ptr_array_index (inputs, 2), "a.idl");
  ck_assert_str_eq (g_ptr_array_index (inputs, 3), "main.acf");
}
END_TEST

START_TEST (missing_main_file_is_an_error)
{
  const IdlTestFile files[] = { { "main.idl", "" }, { NULL, NULL } };
  g_autoptr (IdlResult) result = idl_test_compile_path ("/nonexistent/main.idl");
  g_autoptr (IdlResult) empty = idl_test_compile_files (files, NULL);

  ck_assert (!idl_result_ok (result));
  ck_assert_uint_eq (idl_result_diagnostics (result)->len, 1);
  ck_assert (idl_result_ok (empty));
}
END_TEST

START_TEST (missing_acf_is_an_error_only_if_named)
{
  const IdlTestFile files[] = { { "main.idl", "typedef long T;" }, { NULL, NULL } };
  const IdlOptions options = { .acf = "other.acf" };
  g_autoptr (IdlResult) named = idl_test_compile_files (files, &options);

  assert_messages (named, "beck-idl: error: cannot find 'other.acf'\n");
}
END_TEST

START_TEST (acf_attributes_reach_what_they_name_only)
{
  const IdlTestFile files[] = {
    { "main.idl", "typedef [public] struct { long a; } First, Second;\n"
                  "[uuid (00000000-0000-0000-0000-000000000001)] interface A\n"
                  "{ void F (First f, Second s); void G (); }" },
    { "main.acf", "[auto_handle] interface A { typedef [encode] First; [notify] F (); }" },
    { NULL, NULL },
  };
  g_autoptr (IdlResult) result = idl_test_compile_files (files, NULL);
  const char *header = idl_result_output (result, IDL_OUTPUT_HEADER);

  assert_messages (result, "");
  ck_assert_uint_eq (count (header, "First_Encode"), 1);
  ck_assert_uint_eq (count (header, "Second_Encode"), 0);
  ck_assert_uint_eq (count (header, "F_notify"), 1);
  ck_assert_uint_eq (count (header, "G_notify"), 0);
}
END_TEST

/* ---- Positions ---- */

START_TEST (line_markers_move_positions)
{
  g_autoptr (IdlResult) result = idl_test_compile ("# 40 \"other.idl\" 1 3\n"
                                                   "const long a = ;\n"
                                                   "# 3 \"name with \\\"quotes\\\".idl\"\n"
                                                   "\n"
                                                   "  const long b = ;\n"
                                                   "#line 9\n"
                                                   "const long c = ;\n"
                                                   "#line 1 \"test.idl\"\n"
                                                   "const long d = ;\n"
                                                   "# 99999999999999999999 \"x\"\n"
                                                   "# \n#\n"
                                                   "const long e = 1;\n");

  assert_messages (result,
                   "test.idl:1:16: error: expected an expression before ';'\n"
                   "other.idl:40:16: error: expected an expression before ';'\n"
                   "name with \"quotes\".idl:4:18: error: expected an expression before ';'\n"
                   "name with \"quotes\".idl:9:16: error: expected an expression before ';'\n");
}
END_TEST

START_TEST (pragma_pack_applies_to_what_follows)
{
  g_autoptr (IdlResult) result = NULL;
  const char *header
      = idl_test_header ("#pragma pack(push)\n#pragma pack(2)\n"
                         "struct A { byte b; hyper h; };\n"
                         "#pragma pack(push, 4)\nstruct B { byte b; hyper h; };\n"
                         "#pragma pack(pop)\nstruct C { byte b; hyper h; };\n"
                         "#pragma pack()\nstruct D { byte b; hyper h; };\n"
                         "const long a = sizeof (struct A), b = sizeof (struct B);\n"
                         "const long c = sizeof (struct C), d = sizeof (struct D);\n",
                         &result);

  assert_in_order (header, "#define a (10)", "#define b (12)", "#define c (10)", "#define d (16)",
                   NULL);
}
END_TEST

START_TEST (the_tree_is_there_for_tools)
{
  g_autoptr (IdlResult) result
      = idl_test_compile ("typedef long A;\n[uuid (00000000-0000-0000-0000-000000000001)]\n"
                          "interface B { void F ([in] A a); }\nconst long C = ;");
  const IdlUnit *unit = idl_result_unit (result);
  const IdlInterface *interface;

  ck_assert (!idl_result_ok (result));
  ck_assert_uint_eq (unit->decls->len, 2);
  interface = g_ptr_array_index (unit->decls, 1);
  ck_assert_int_eq (interface->decl.kind, IDL_DECL_INTERFACE);
  ck_assert_str_eq (interface->decl.name, "B");
  ck_assert_uint_eq (interface->procs->len, 1);
}
END_TEST

/* ---- Options ---- */

START_TEST (warnings_can_be_errors)
{
  const IdlTestFile files[] = {
    { "main.idl", "[uuid (00000000-0000-0000-0000-000000000001)]\n"
                  "interface A { void F ([in, in] long a); }" },
    { NULL, NULL },
  };
  const IdlOptions options = { .fatal_warnings = TRUE };
  g_autoptr (IdlResult) lenient = idl_test_compile_files (files, NULL);
  g_autoptr (IdlResult) strict = idl_test_compile_files (files, &options);

  ck_assert (idl_result_ok (lenient));
  assert_messages (lenient, "main.idl:2:28: warning: [in] is given twice; the last one counts\n");
  ck_assert (!idl_result_ok (strict));
  assert_messages (strict, "main.idl:2:28: error: [in] is given twice; the last one counts\n");
}
END_TEST

START_TEST (error_limit_ends_the_compilation)
{
  const IdlTestFile files[] = {
    { "main.idl", "const long a = ;\nconst long b = ;\nconst long c = ;\n" },
    { NULL, NULL },
  };
  const IdlOptions options = { .error_limit = 2 };
  g_autoptr (IdlResult) result = idl_test_compile_files (files, &options);

  assert_messages (result, "main.idl:1:16: error: expected an expression before ';'\n"
                           "main.idl:2:16: error: expected an expression before ';'\n"
                           "beck-idl: error: too many errors\n");
}
END_TEST

START_TEST (same_input_gives_same_output)
{
  g_autofree char *path = g_build_filename (TEST_SYSTEM_IDL, "objidl.idl", NULL);
  g_autoptr (IdlResult) first = idl_test_compile_path (path);
  g_autoptr (IdlResult) second = idl_test_compile_path (path);

  ck_assert_str_eq (idl_result_output (first, IDL_OUTPUT_HEADER), idl_result_output (second, IDL_OUTPUT_HEADER));
  ck_assert_str_eq (idl_result_output (first, IDL_OUTPUT_IID), idl_result_output (second, IDL_OUTPUT_IID));
  ck_assert_ptr_null (strstr (idl_result_output (first, IDL_OUTPUT_HEADER), TEST_SYSTEM_IDL));
}
END_TEST

/* ---- System interfaces ---- */

static const char *const systems[]
    = { "wtypes", "windef", "unknwn", "objidlbase", "objidl", "oaerror", "oaidl",
        "beckclasses" };

START_TEST (system_interfaces_compile_without_a_word)
{
  g_autofree char *file = g_strconcat (systems[_i], ".idl", NULL);
  g_autofree char *path = g_build_filename (TEST_SYSTEM_IDL, file, NULL);
  g_autoptr (IdlResult) result = idl_test_compile_path (path);

  assert_messages (result, "");
  ck_assert (idl_result_ok (result));
}
END_TEST

/* ---- Asynchronous interfaces ---- */

START_TEST (async_methods_alternate_in_order)
{
  g_autoptr (IdlResult) result = NULL;
  const char *header = idl_test_header (
      IMPORT "[object, uuid (00000000-0000-0000-0000-000000000001),\n"
             " async_uuid (00000000-0000-0000-0000-000000000002)]\n"
             "interface IFoo : IUnknown { HRESULT A (); HRESULT B (); }",
      &result);

  assert_in_order (header, "typedef struct AsyncIFooVtbl", "*QueryInterface)", "*AddRef)",
                   "*Release)", "*Begin_A)", "*Finish_A)", "*Begin_B)", "*Finish_B)",
                   "} AsyncIFooVtbl", NULL);
  ck_assert_ptr_nonnull (strstr (idl_result_output (result, IDL_OUTPUT_IID), "IID_AsyncIFoo"));
}
END_TEST

static const struct
{
  const char *params;
  const char *begin;
  const char *finish;
} splits[] = {
  { "[in] long a", "(LONG a)", "(void)" },
  { "long a", "(LONG a)", "(void)" },
  { "[out] long *a", "(void)", "(LONG *a)" },
  { "[out, retval] long *a", "(void)", "(LONG *a)" },
  { "[in, out] long *a", "(LONG *a)", "(LONG *a)" },
  { "[in] long a, [in, out] long *b, [out] long *c, [in] long d", "(LONG a, LONG *b, LONG d)",
    "(LONG *b, LONG *c)" },
  { "void", "(void)", "(void)" },
};

START_TEST (parameters_go_where_their_direction_says)
{
  g_autofree char *text
      = g_strdup_printf (IMPORT "[object, uuid (00000000-0000-0000-0000-000000000001),\n"
                                " async_uuid (00000000-0000-0000-0000-000000000002)]\n"
                                "interface IFoo : IUnknown { HRESULT X (%s); }",
                         splits[_i].params);
  g_autofree char *begin = g_strconcat ("STDMETHODCALLTYPE Begin_X ", splits[_i].begin, NULL);
  g_autofree char *finish = g_strconcat ("STDMETHODCALLTYPE Finish_X ", splits[_i].finish, NULL);
  g_autoptr (IdlResult) result = NULL;

  assert_in_order (idl_test_header (text, &result), begin, finish, NULL);
}
END_TEST

START_TEST (async_base_follows_the_base)
{
  g_autoptr (IdlResult) result = NULL;
  const char *header = idl_test_header (
      IMPORT "[object, uuid (00000000-0000-0000-0000-000000000001),\n"
             " async_uuid (00000000-0000-0000-0000-000000000002)]\n"
             "interface IFoo : IUnknown { HRESULT A (); }\n"
             "[object, uuid (00000000-0000-0000-0000-000000000003),\n"
             " async_uuid (00000000-0000-0000-0000-000000000004)]\n"
             "interface IBar : IFoo { [local] void B (); }",
      &result);

  assert_in_order (header, "AsyncIFoo : public IUnknown", "AsyncIBar : public AsyncIFoo",
                   "virtual void STDMETHODCALLTYPE Begin_B", "virtual void STDMETHODCALLTYPE "
                   "Finish_B", NULL);
}
END_TEST

/* ---- Names that do not come from the grammar ---- */

START_TEST (words_of_attributes_are_no_keywords)
{
  g_autoptr (IdlResult) result = NULL;

  idl_test_header (IMPORT OBJECT (1) "interface IFoo : IUnknown\n"
                                     "{\n"
                                     "  HRESULT string ([in] long in, [in, size_is (size_is)]\n"
                                     "                  long *out, [in] long size_is);\n"
                                     "  HRESULT properties ([in] long methods,\n"
                                     "                      [in] long include);\n"
                                     "}",
                   &result);
}
END_TEST

START_TEST (every_character_ends_a_file_well)
{
  static const char *const texts[]
      = { "", "\n", "\xEF\xBB\xBF", "\xEF\xBB\xBFtypedef long T;", "typedef long T;\r\n",
          "typedef long T; // no newline", "typedef long T; /* */", "#pragma once", ";;;",
          "#line 1 \"x\"" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (IdlResult) result = idl_test_compile (texts[i]);

      assert_messages (result, "");
    }
}
END_TEST

Suite *
language_suite (void)
{
  Suite *suite = suite_create ("idl-language");
  TCase *files = tcase_create ("files");
  TCase *text = tcase_create ("text");
  TCase *async = tcase_create ("async");

  tcase_add_test (files, imported_types_appear_once_and_procedures_not_at_all);
  tcase_add_test (files, inputs_are_all_files_read);
  tcase_add_test (files, missing_main_file_is_an_error);
  tcase_add_test (files, missing_acf_is_an_error_only_if_named);
  tcase_add_test (files, acf_attributes_reach_what_they_name_only);
  tcase_add_test (files, same_input_gives_same_output);
  tcase_add_loop_test (files, system_interfaces_compile_without_a_word, 0,
                       G_N_ELEMENTS (systems));
  suite_add_tcase (suite, files);
  tcase_add_test (text, line_markers_move_positions);
  tcase_add_test (text, pragma_pack_applies_to_what_follows);
  tcase_add_test (text, the_tree_is_there_for_tools);
  tcase_add_test (text, warnings_can_be_errors);
  tcase_add_test (text, error_limit_ends_the_compilation);
  tcase_add_test (text, words_of_attributes_are_no_keywords);
  tcase_add_test (text, every_character_ends_a_file_well);
  suite_add_tcase (suite, text);
  tcase_add_test (async, async_methods_alternate_in_order);
  tcase_add_loop_test (async, parameters_go_where_their_direction_says, 0,
                       G_N_ELEMENTS (splits));
  tcase_add_test (async, async_base_follows_the_base);
  suite_add_tcase (suite, async);
  return suite;
}
