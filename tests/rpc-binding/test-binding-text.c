/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* String bindings: rpc.md 1.4, 2.1, section 7 row 67. */

#include <beck/rpc-binding.h>
#include <beck/status.h>
#include <beck/utf16.h>
#include <string.h>

#include "beck-test.h"
#include "rpc/string-binding.h"
#include "shared.h"
#include "suites.h"

#define OBJECT "12345678-9abc-def0-1234-56789abcdef0"

typedef struct
{
  const char *string;
  const char *object, *protseq, *address, *endpoint, *options;
} Row;

/* Those that Compose makes of what Parse gives. */
static const Row same[] = {
  { "ncacn_ip_tcp:host[135]", "", "ncacn_ip_tcp", "host", "135", "" },
  { "ncacn_ip_tcp:", "", "ncacn_ip_tcp", "", "", "" },
  { ":", "", "", "", "", "" },
  { "ncalrpc:[name]", "", "ncalrpc", "", "name", "" },
  { OBJECT "@ncalrpc:[name]", OBJECT, "ncalrpc", "", "name", "" },
  { OBJECT "@ncacn_ip_tcp:1.2.3.4", OBJECT, "ncacn_ip_tcp", "1.2.3.4", "", "" },
  { "ncacn_ip_tcp:fe80::1%eth0[1]", "", "ncacn_ip_tcp", "fe80::1%eth0", "1", "" },
  { "ncacn_np:\\\\\\\\server[\\\\pipe\\\\name]", "", "ncacn_np", "\\\\server", "\\pipe\\name", "" },
  { "ncalrpc:[name,Security=Impersonation Dynamic True]", "", "ncalrpc", "", "name",
    "Security=Impersonation Dynamic True" },
  { "ncalrpc:[,a=b,c=d]", "", "ncalrpc", "", "", "a=b,c=d" },
  { "ncalrpc:a\\[b\\][c\\[d\\]\\,e\\=f]", "", "ncalrpc", "a[b]", "c[d],e=f", "" },
  { "ncalrpc:[a@b:c]", "", "ncalrpc", "", "a@b:c", "" },
  { "n\\@c\\:a:a@b", "", "n@c:a", "a@b", "", "" },
};

/* Those that also can be written so. */
static const Row also[] = {
  { "12345678-9ABC-DEF0-1234-56789ABCDEF0@ncalrpc:", OBJECT, "ncalrpc", "", "", "" },
  { "ncacn_ip_tcp:host[]", "", "ncacn_ip_tcp", "host", "", "" },
  { "ncacn_ip_tcp:host[endpoint=135]", "", "ncacn_ip_tcp", "host", "135", "" },
  { "ncacn_ip_tcp:host[Endpoint=135,a=b]", "", "ncacn_ip_tcp", "host", "135", "a=b" },
  { "ncacn_ip_tcp:host[,endpoint=135]", "", "ncacn_ip_tcp", "host", "135", "" },
  { "ncacn_ip_tcp:host[a=b]", "", "ncacn_ip_tcp", "host", "", "a=b" },
  { "nc\\alrpc:\\h\\o[\\n]", "", "ncalrpc", "ho", "n", "" },
};

static const struct
{
  const char *string;
  RPC_STATUS status;
} bad[] = {
  { "", RPC_S_INVALID_STRING_BINDING },
  { "ncalrpc", RPC_S_INVALID_STRING_BINDING },
  { "ncalrpc\\:", RPC_S_INVALID_STRING_BINDING },
  { "ncalrpc:[name", RPC_S_INVALID_STRING_BINDING },
  { "ncalrpc:[name\\]", RPC_S_INVALID_STRING_BINDING },
  { "ncalrpc:name]", RPC_S_INVALID_STRING_BINDING },
  { "ncalrpc:[name]x", RPC_S_INVALID_STRING_BINDING },
  { "ncalrpc:[name][name]", RPC_S_INVALID_STRING_BINDING },
  { "ncalrpc:[na[me]", RPC_S_INVALID_STRING_BINDING },
  { OBJECT "@ncalrpc", RPC_S_INVALID_STRING_BINDING },
  { "@ncalrpc:", RPC_S_INVALID_STRING_UUID },
  { "{" OBJECT "}@ncalrpc:", RPC_S_INVALID_STRING_UUID },
  { OBJECT "0@ncalrpc:", RPC_S_INVALID_STRING_UUID },
  { "12345678-9abc-def0-1234-56789abcdefg@ncalrpc:", RPC_S_INVALID_STRING_UUID },
};

static void
expect_parts (const Row *row)
{
  RPC_CSTR parts[BECK_RPC_N_PARTS];

  ck_assert_int_eq (RpcStringBindingParseA (TEXT (row->string), &parts[0], &parts[1], &parts[2],
                                            &parts[3], &parts[4]),
                    RPC_S_OK);
  ck_assert_str_eq ((char *) parts[0], row->object);
  ck_assert_str_eq ((char *) parts[1], row->protseq);
  ck_assert_str_eq ((char *) parts[2], row->address);
  ck_assert_str_eq ((char *) parts[3], row->endpoint);
  ck_assert_str_eq ((char *) parts[4], row->options);
  for (guint i = 0; i < BECK_RPC_N_PARTS; i++)
    RpcStringFreeA (&parts[i]);
}

START_TEST (parse_gives_the_parts)
{
  expect_parts (&same[_i]);
}
END_TEST

START_TEST (parse_accepts_other_spellings)
{
  expect_parts (&also[_i]);
}
END_TEST

START_TEST (compose_reverses_parse)
{
  const Row *row = &same[_i];
  RPC_CSTR string;

  ck_assert_int_eq (RpcStringBindingComposeA (TEXT (row->object), TEXT (row->protseq),
                                              TEXT (row->address), TEXT (row->endpoint),
                                              TEXT (row->options), &string),
                    RPC_S_OK);
  ck_assert_str_eq ((char *) string, row->string);
  RpcStringFreeA (&string);
  ck_assert_ptr_null (string);
}
END_TEST

START_TEST (wide_texts_are_the_same)
{
  const Row *row = &same[_i];
  RPC_WSTR string, composed, parts[BECK_RPC_N_PARTS];

  ck_assert_int_eq (beck_utf16_from_utf8 (row->string, -1, &string, NULL, NULL), 0);
  ck_assert_int_eq (RpcStringBindingParseW (string, &parts[0], &parts[1], &parts[2], &parts[3],
                                            &parts[4]),
                    RPC_S_OK);
  ck_assert_int_eq (RpcStringBindingComposeW (parts[0], parts[1], parts[2], parts[3], parts[4],
                                              &composed),
                    RPC_S_OK);
  ck_assert_uint_eq (beck_utf16_length (composed), beck_utf16_length (string));
  ck_assert_mem_eq (composed, string, strlen (row->string) * sizeof *string);
  for (guint i = 0; i < BECK_RPC_N_PARTS; i++)
    RpcStringFreeW (&parts[i]);
  RpcStringFreeW (&composed);
  RpcStringFreeW (&string);
}
END_TEST

START_TEST (parse_refuses_what_is_no_string_binding)
{
  RPC_CSTR parts[BECK_RPC_N_PARTS];

  for (guint i = 0; i < BECK_RPC_N_PARTS; i++)
    parts[i] = TEXT ("old");
  ck_assert_int_eq (RpcStringBindingParseA (TEXT (bad[_i].string), &parts[0], &parts[1], &parts[2],
                                            &parts[3], &parts[4]),
                    bad[_i].status);
  for (guint i = 0; i < BECK_RPC_N_PARTS; i++)
    ck_assert_ptr_null (parts[i]);
}
END_TEST

START_TEST (outputs_may_be_left_out)
{
  RPC_CSTR endpoint;

  ck_assert_int_eq (RpcStringBindingParseA (TEXT ("ncalrpc:[name]"), NULL, NULL, NULL, &endpoint,
                                            NULL),
                    RPC_S_OK);
  ck_assert_str_eq ((char *) endpoint, "name");
  RpcStringFreeA (&endpoint);
  ck_assert_int_eq (RpcStringBindingParseW (WIDE (u"ncalrpc:"), NULL, NULL, NULL, NULL, NULL),
                    RPC_S_OK);
  ck_assert_int_eq (RpcStringBindingComposeA (NULL, TEXT ("ncalrpc"), NULL, NULL, NULL, NULL),
                    RPC_S_OK);
  ck_assert_int_eq (RpcStringBindingComposeW (NULL, WIDE (u"ncalrpc"), NULL, NULL, NULL, NULL),
                    RPC_S_OK);
}
END_TEST

START_TEST (parts_may_be_left_out)
{
  RPC_CSTR string;

  ck_assert_int_eq (RpcStringBindingComposeA (NULL, TEXT ("ncalrpc"), NULL, NULL, NULL, &string),
                    RPC_S_OK);
  ck_assert_str_eq ((char *) string, "ncalrpc:");
  RpcStringFreeA (&string);
  ck_assert_int_eq (RpcStringBindingComposeA (NULL, NULL, NULL, NULL, NULL, &string), RPC_S_OK);
  ck_assert_str_eq ((char *) string, ":");
  RpcStringFreeA (&string);
}
END_TEST

START_TEST (object_comes_in_lower_case)
{
  RPC_CSTR string;

  ck_assert_int_eq (RpcStringBindingComposeA (TEXT ("12345678-9ABC-DEF0-1234-56789ABCDEF0"),
                                              TEXT ("ncalrpc"), NULL, NULL, NULL, &string),
                    RPC_S_OK);
  ck_assert_str_eq ((char *) string, OBJECT "@ncalrpc:");
  RpcStringFreeA (&string);
}
END_TEST

START_TEST (object_with_braces_is_none)
{
  RPC_CSTR string = TEXT ("old");

  ck_assert_int_eq (RpcStringBindingComposeA (TEXT ("{" OBJECT "}"), TEXT ("ncalrpc"), NULL, NULL,
                                              NULL, &string),
                    RPC_S_INVALID_STRING_UUID);
  ck_assert_ptr_null (string);
  ck_assert_int_eq (RpcStringBindingComposeW (WIDE (u"x"), WIDE (u"ncalrpc"), NULL, NULL, NULL,
                                              NULL),
                    RPC_S_INVALID_STRING_UUID);
}
END_TEST

START_TEST (length_is_limited)
{
  g_autofree char *most = g_strnfill (BECK_RPC_STRING_BINDING_MAX - 1, 'a');
  g_autofree char *string = g_strconcat ("n:", most, NULL);
  RPC_CSTR composed = NULL, address;

  ck_assert_int_eq (RpcStringBindingParseA (TEXT (string), NULL, NULL, NULL, NULL, NULL),
                    RPC_S_STRING_TOO_LONG);
  ck_assert_int_eq (RpcStringBindingParseA (TEXT (string + 1), NULL, NULL, &address, NULL, NULL),
                    RPC_S_OK);
  ck_assert_str_eq ((char *) address, most);
  RpcStringFreeA (&address);
  ck_assert_int_eq (RpcStringBindingComposeA (NULL, NULL, TEXT (most), NULL, NULL, &composed),
                    RPC_S_OK);
  RpcStringFreeA (&composed);
  ck_assert_int_eq (RpcStringBindingComposeA (NULL, TEXT ("n"), TEXT (most), NULL, NULL,
                                              &composed),
                    RPC_S_STRING_TOO_LONG);
  ck_assert_ptr_null (composed);
}
END_TEST

START_TEST (text_that_is_no_text_is_an_invalid_argument)
{
  static const WCHAR lone[] = { 'n', ':', 0xd800, 0 };
  RPC_WSTR string = WIDE (u"old");

  ck_assert_int_eq (RpcStringBindingParseW (WIDE (lone), NULL, NULL, &string, NULL, NULL),
                    RPC_S_INVALID_ARG);
  ck_assert_ptr_null (string);
  ck_assert_int_eq (RpcStringBindingComposeW (NULL, WIDE (lone), NULL, NULL, NULL, NULL),
                    RPC_S_INVALID_ARG);
  ck_assert_int_eq (RpcStringFreeA (NULL), RPC_S_INVALID_ARG);
  ck_assert_int_eq (RpcStringBindingParseA (NULL, NULL, NULL, NULL, NULL, NULL),
                    RPC_S_INVALID_STRING_BINDING);
}
END_TEST

static RPC_STATUS
parse_and_compose (void)
{
  RPC_WSTR parts[BECK_RPC_N_PARTS], string;
  RPC_STATUS status = RpcStringBindingParseW (WIDE (u"" OBJECT "@ncalrpc:host[name,a=b]"),
                                              &parts[0], &parts[1], &parts[2], &parts[3],
                                              &parts[4]);

  if (status == RPC_S_OK)
    status = RpcStringBindingComposeW (parts[0], parts[1], parts[2], parts[3], parts[4], &string);
  for (guint i = 0; i < BECK_RPC_N_PARTS; i++)
    RpcStringFreeW (&parts[i]);
  if (status == RPC_S_OK)
    RpcStringFreeW (&string);
  return status;
}

START_TEST (lack_of_memory_is_told)
{
  fail_each_allocation (parse_and_compose);
}
END_TEST

Suite *
binding_text_suite (void)
{
  Suite *suite = suite_create ("binding-text");
  TCase *parse = tcase_create ("parse");
  TCase *compose = tcase_create ("compose");

  tcase_add_loop_test (parse, parse_gives_the_parts, 0, G_N_ELEMENTS (same));
  tcase_add_loop_test (parse, parse_accepts_other_spellings, 0, G_N_ELEMENTS (also));
  tcase_add_loop_test (parse, parse_refuses_what_is_no_string_binding, 0, G_N_ELEMENTS (bad));
  tcase_add_test (parse, outputs_may_be_left_out);
  tcase_add_test (parse, length_is_limited);
  tcase_add_test (parse, text_that_is_no_text_is_an_invalid_argument);
  tcase_add_test (parse, lack_of_memory_is_told);
  suite_add_tcase (suite, parse);
  tcase_add_loop_test (compose, compose_reverses_parse, 0, G_N_ELEMENTS (same));
  tcase_add_loop_test (compose, wide_texts_are_the_same, 0, G_N_ELEMENTS (same));
  tcase_add_test (compose, parts_may_be_left_out);
  tcase_add_test (compose, object_comes_in_lower_case);
  tcase_add_test (compose, object_with_braces_is_none);
  suite_add_tcase (suite, compose);
  return suite;
}
