/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Binding handles: rpc.md 2.1, section 7 row 68. */

#include <beck/guid.h>
#include <beck/rpc-binding.h>
#include <beck/status.h>

#include "base/alloc.h"
#include "beck-test.h"
#include "rpc/remote.h"
#include "shared.h"
#include "suites.h"

#define OBJECT "12345678-9abc-def0-1234-56789abcdef0"

static const UUID object
    = BECK_GUID (0x12345678, 0x9abc, 0xdef0, 0x12, 0x34, 0x56, 0x78, 0x9a, 0xbc, 0xde, 0xf0);

/* ---- From strings ---- */

static const char *const good[] = {
  "ncalrpc:[name]",
  "ncalrpc:",
  "ncalrpc:localhost[name]",
  "ncalrpc:[/run/some/socket]",
  "ncacn_ip_tcp:",
  "ncacn_ip_tcp:[1]",
  "ncacn_ip_tcp:127.0.0.1[65535]",
  "ncacn_ip_tcp:::1[135]",
  "ncacn_ip_tcp:fe80::1%lo[135]",
  "ncacn_ip_tcp:host-1.example.org[135]",
  OBJECT "@ncacn_ip_tcp:host",
};

START_TEST (string_makes_a_binding_that_gives_it_back)
{
  RPC_BINDING_HANDLE binding = bind_to (good[_i]);

  expect_string (binding, good[_i]);
  ck_assert_int_eq (RpcBindingFree (&binding), RPC_S_OK);
}
END_TEST

static const struct
{
  const char *string;
  RPC_STATUS status;
} bad[] = {
  { "ncalrpc", RPC_S_INVALID_STRING_BINDING },
  { "ncacn_np:host[\\\\pipe\\\\x]", RPC_S_PROTSEQ_NOT_SUPPORTED },
  { "ncacn_http:host[80]", RPC_S_PROTSEQ_NOT_SUPPORTED },
  { "ncadg_ip_udp:host[1]", RPC_S_PROTSEQ_NOT_SUPPORTED },
  { ":host", RPC_S_INVALID_RPC_PROTSEQ },
  { "tcp:host[1]", RPC_S_INVALID_RPC_PROTSEQ },
  { "ncacn_:host[1]", RPC_S_INVALID_RPC_PROTSEQ },
  { "ncacn_ip tcp:host[1]", RPC_S_INVALID_RPC_PROTSEQ },
  { "NCALRPC:[x]", RPC_S_INVALID_RPC_PROTSEQ },
  { "{" OBJECT "}@ncalrpc:", RPC_S_INVALID_STRING_UUID },
  { "ncacn_ip_tcp:host[0]", RPC_S_INVALID_ENDPOINT_FORMAT },
  { "ncacn_ip_tcp:host[65536]", RPC_S_INVALID_ENDPOINT_FORMAT },
  { "ncacn_ip_tcp:host[4294967297]", RPC_S_INVALID_ENDPOINT_FORMAT },
  { "ncacn_ip_tcp:host[-1]", RPC_S_INVALID_ENDPOINT_FORMAT },
  { "ncacn_ip_tcp:host[1x]", RPC_S_INVALID_ENDPOINT_FORMAT },
  { "ncacn_ip_tcp:host[ 1]", RPC_S_INVALID_ENDPOINT_FORMAT },
  { "ncalrpc:[..]", RPC_S_INVALID_ENDPOINT_FORMAT },
  { "ncalrpc:[a/b]", RPC_S_INVALID_ENDPOINT_FORMAT },
  { "ncalrpc:elsewhere.example.org[x]", RPC_S_INVALID_NET_ADDR },
  { "ncacn_ip_tcp:two hosts[1]", RPC_S_INVALID_NET_ADDR },
  { "ncacn_ip_tcp:fe80::1%[1]", RPC_S_INVALID_NET_ADDR },
  { "ncacn_ip_tcp:1:2[1]", RPC_S_INVALID_NET_ADDR },
  { "ncacn_ip_tcp:host\xff[1]", RPC_S_INVALID_NET_ADDR },
  { "ncacn_ip_tcp:host[1,a=b]", RPC_S_INVALID_NETWORK_OPTIONS },
  { "ncalrpc:[x,a=b]", RPC_S_INVALID_NETWORK_OPTIONS },
};

START_TEST (bad_string_makes_no_binding)
{
  RPC_BINDING_HANDLE binding = server_handle ();

  ck_assert_int_eq (RpcBindingFromStringBindingA (TEXT (bad[_i].string), &binding),
                    bad[_i].status);
  ck_assert_ptr_null (binding);
}
END_TEST

START_TEST (long_endpoint_is_refused)
{
  g_autofree char *name = g_strnfill (200, 'a');
  g_autofree char *string = g_strdup_printf ("ncalrpc:[%s]", name);
  RPC_BINDING_HANDLE binding;

  ck_assert_int_eq (RpcBindingFromStringBindingA (TEXT (string), &binding),
                    RPC_S_INVALID_ENDPOINT_FORMAT);
}
END_TEST

START_TEST (security_option_is_for_local_bindings)
{
  RPC_BINDING_HANDLE binding = bind_to ("ncalrpc:[x,Security=Identification Static True]");

  expect_string (binding, "ncalrpc:[x]");
  RpcBindingFree (&binding);
}
END_TEST

START_TEST (wide_strings_do_the_same)
{
  static const WCHAR expected[] = u"ncacn_ip_tcp:host[135]";
  RPC_BINDING_HANDLE binding;
  RPC_WSTR string;

  ck_assert_int_eq (RpcBindingFromStringBindingW (WIDE (u"ncacn_ip_tcp:host[135]"), &binding),
                    RPC_S_OK);
  ck_assert_int_eq (RpcBindingToStringBindingW (binding, &string), RPC_S_OK);
  ck_assert_mem_eq (string, expected, sizeof expected);
  RpcStringFreeW (&string);
  RpcBindingFree (&binding);
  ck_assert_int_eq (RpcBindingFromStringBindingW (WIDE (u"x"), &binding),
                    RPC_S_INVALID_STRING_BINDING);
  ck_assert_int_eq (RpcBindingToStringBindingW (NULL, &string), RPC_S_INVALID_BINDING);
  ck_assert_ptr_null (string);
}
END_TEST

START_TEST (missing_arguments_are_told)
{
  RPC_BINDING_HANDLE binding = server_handle ();

  ck_assert_int_eq (RpcBindingFromStringBindingA (NULL, &binding), RPC_S_INVALID_STRING_BINDING);
  ck_assert_ptr_null (binding);
  ck_assert_int_eq (RpcBindingFromStringBindingA (TEXT ("ncalrpc:"), NULL), RPC_S_INVALID_ARG);
  ck_assert_int_eq (RpcBindingFromStringBindingW (WIDE (u"ncalrpc:"), NULL), RPC_S_INVALID_ARG);
  ck_assert_int_eq (RpcBindingToStringBindingA (NULL, NULL), RPC_S_INVALID_ARG);
  ck_assert_int_eq (RpcBindingFree (NULL), RPC_S_INVALID_ARG);
}
END_TEST

static RPC_STATUS
make_and_show (void)
{
  RPC_BINDING_HANDLE binding, copy = NULL;
  RPC_WSTR string = NULL;
  RPC_STATUS status
      = RpcBindingFromStringBindingW (WIDE (u"" OBJECT "@ncacn_ip_tcp:host[135]"), &binding);

  if (status != RPC_S_OK)
    return status;
  status = RpcBindingCopy (binding, &copy);
  if (status == RPC_S_OK)
    status = RpcBindingToStringBindingW (copy, &string);
  RpcStringFreeW (&string);
  if (copy != NULL)
    RpcBindingFree (&copy);
  RpcBindingFree (&binding);
  return status;
}

START_TEST (lack_of_memory_is_told)
{
  fail_each_allocation (make_and_show);
}
END_TEST

/* ---- Their life ---- */

START_TEST (freed_handle_is_null_and_invalid)
{
  RPC_BINDING_HANDLE binding = bind_to ("ncalrpc:[x]");

  ck_assert_int_eq (RpcBindingFree (&binding), RPC_S_OK);
  ck_assert_ptr_null (binding);
  ck_assert_int_eq (RpcBindingFree (&binding), RPC_S_INVALID_BINDING);
}
END_TEST

START_TEST (binding_in_use_outlives_its_handle)
{
  RPC_BINDING_HANDLE binding = bind_to ("ncalrpc:[x]");
  BeckRpcBinding *held = beck_rpc_binding_ref (beck_rpc_binding_from_handle (binding));

  RpcBindingFree (&binding);
  expect_string (held, "ncalrpc:[x]");
  beck_rpc_binding_unref (held);
}
END_TEST

START_TEST (server_handle_is_not_the_programs)
{
  RPC_BINDING_HANDLE handle = server_handle (), copy, same = handle;
  unsigned int timeout;
  ULONG_PTR value;

  ck_assert_int_eq (RpcBindingFree (&handle), RPC_S_WRONG_KIND_OF_BINDING);
  ck_assert_ptr_eq (handle, same);
  ck_assert_int_eq (RpcBindingCopy (handle, &copy), RPC_S_WRONG_KIND_OF_BINDING);
  ck_assert_ptr_null (copy);
  ck_assert_int_eq (RpcBindingReset (handle), RPC_S_WRONG_KIND_OF_BINDING);
  ck_assert_int_eq (RpcBindingSetObject (handle, NULL), RPC_S_WRONG_KIND_OF_BINDING);
  ck_assert_int_eq (RpcBindingSetOption (handle, RPC_C_OPT_CALL_TIMEOUT, 1),
                    RPC_S_WRONG_KIND_OF_BINDING);
  ck_assert_int_eq (RpcBindingInqOption (handle, RPC_C_OPT_CALL_TIMEOUT, &value),
                    RPC_S_WRONG_KIND_OF_BINDING);
  ck_assert_int_eq (RpcMgmtSetComTimeout (handle, 1), RPC_S_WRONG_KIND_OF_BINDING);
  ck_assert_int_eq (RpcMgmtInqComTimeout (handle, &timeout), RPC_S_WRONG_KIND_OF_BINDING);
}
END_TEST

START_TEST (server_handle_can_be_asked)
{
  UUID found;

  expect_string (server_handle (), "ncalrpc:");
  ck_assert_int_eq (RpcBindingInqObject (server_handle (), &found), RPC_S_OK);
  ck_assert_uint_eq (found.Data1, 0x01010101);
}
END_TEST

START_TEST (no_handle_is_invalid_everywhere)
{
  static const char nothing[64];
  RPC_BINDING_HANDLE none[] = { NULL, (RPC_BINDING_HANDLE) nothing }, copy;
  unsigned int timeout;
  ULONG_PTR value;
  RPC_CSTR string;
  UUID found;

  for (guint i = 0; i < G_N_ELEMENTS (none); i++)
    {
      RPC_BINDING_HANDLE handle = none[i];

      ck_assert_int_eq (RpcBindingFree (&handle), RPC_S_INVALID_BINDING);
      ck_assert_int_eq (RpcBindingCopy (handle, &copy), RPC_S_INVALID_BINDING);
      ck_assert_int_eq (RpcBindingReset (handle), RPC_S_INVALID_BINDING);
      ck_assert_int_eq (RpcBindingToStringBindingA (handle, &string), RPC_S_INVALID_BINDING);
      ck_assert_int_eq (RpcBindingSetObject (handle, NULL), RPC_S_INVALID_BINDING);
      ck_assert_int_eq (RpcBindingInqObject (handle, &found), RPC_S_INVALID_BINDING);
      ck_assert_int_eq (RpcBindingSetOption (handle, RPC_C_OPT_CALL_TIMEOUT, 1),
                        RPC_S_INVALID_BINDING);
      ck_assert_int_eq (RpcBindingInqOption (handle, RPC_C_OPT_CALL_TIMEOUT, &value),
                        RPC_S_INVALID_BINDING);
      ck_assert_int_eq (RpcMgmtSetComTimeout (handle, 1), RPC_S_INVALID_BINDING);
      ck_assert_int_eq (RpcMgmtInqComTimeout (handle, &timeout), RPC_S_INVALID_BINDING);
    }
}
END_TEST

START_TEST (binding_to_this_process_can_be_copied_and_freed)
{
  RPC_BINDING_HANDLE binding = beck_rpc_binding_new_local (NULL, 0), copy;
  RPC_CSTR string;

  ck_assert_int_eq (RpcBindingCopy (binding, &copy), RPC_S_OK);
  ck_assert_int_eq (RpcBindingFree (&binding), RPC_S_OK);
  ck_assert_int_eq (RpcBindingToStringBindingA (copy, &string), RPC_S_WRONG_KIND_OF_BINDING);
  ck_assert_int_eq (RpcBindingFree (&copy), RPC_S_OK);
}
END_TEST

START_TEST (copy_has_object_and_options)
{
  RPC_BINDING_HANDLE binding = bind_to ("ncacn_ip_tcp:host[1]"), copy;
  unsigned int timeout;
  ULONG_PTR value;

  RpcBindingSetObject (binding, (UUID *) &object);
  RpcBindingSetOption (binding, RPC_C_OPT_CALL_TIMEOUT, 1234);
  RpcBindingSetOption (binding, RPC_C_OPT_UNIQUE_BINDING, TRUE);
  RpcMgmtSetComTimeout (binding, 7);
  ck_assert_int_eq (RpcBindingCopy (binding, &copy), RPC_S_OK);
  RpcBindingFree (&binding);
  expect_string (copy, OBJECT "@ncacn_ip_tcp:host[1]");
  RpcBindingInqOption (copy, RPC_C_OPT_CALL_TIMEOUT, &value);
  ck_assert_uint_eq (value, 1234);
  RpcBindingInqOption (copy, RPC_C_OPT_UNIQUE_BINDING, &value);
  ck_assert_uint_eq (value, TRUE);
  RpcMgmtInqComTimeout (copy, &timeout);
  ck_assert_uint_eq (timeout, 7);
  RpcBindingFree (&copy);
}
END_TEST

START_TEST (copy_has_not_been_used)
{
  RPC_BINDING_HANDLE binding = bind_to ("ncacn_ip_tcp:host[1]"), copy;

  beck_rpc_remote_from_handle (binding)->used = TRUE;
  RpcBindingCopy (binding, &copy);
  ck_assert_int_eq (RpcBindingSetOption (copy, RPC_C_OPT_UNIQUE_BINDING, TRUE), RPC_S_OK);
  RpcBindingFree (&copy);
  RpcBindingFree (&binding);
}
END_TEST

START_TEST (reset_drops_the_endpoint)
{
  RPC_BINDING_HANDLE binding = bind_to (OBJECT "@ncacn_ip_tcp:host[1]");

  ck_assert_int_eq (RpcBindingReset (binding), RPC_S_OK);
  expect_string (binding, OBJECT "@ncacn_ip_tcp:host");
  ck_assert_int_eq (RpcBindingReset (binding), RPC_S_OK);
  RpcBindingFree (&binding);
}
END_TEST

START_TEST (vector_frees_what_is_in_it)
{
  RPC_BINDING_VECTOR *vector
      = beck_alloc (sizeof *vector + 2 * sizeof vector->BindingH[0]);
  BeckRpcBinding *held;

  vector->Count = 3;
  vector->BindingH[0] = bind_to ("ncalrpc:[a]");
  vector->BindingH[1] = NULL;
  vector->BindingH[2] = bind_to ("ncalrpc:[b]");
  held = beck_rpc_binding_ref (vector->BindingH[2]);
  ck_assert_int_eq (RpcBindingVectorFree (&vector), RPC_S_OK);
  ck_assert_ptr_null (vector);
  ck_assert_int_eq (RpcBindingVectorFree (&vector), RPC_S_INVALID_ARG);
  ck_assert_uint_eq (held->refs, 1);
  beck_rpc_binding_unref (held);
}
END_TEST

/* ---- What can be set ---- */

START_TEST (object_is_nil_until_set)
{
  RPC_BINDING_HANDLE binding = bind_to ("ncalrpc:[x]");
  UUID found;

  RpcBindingInqObject (binding, &found);
  ck_assert (beck_guid_equal (&found, &GUID_NULL));
  ck_assert_int_eq (RpcBindingSetObject (binding, (UUID *) &object), RPC_S_OK);
  RpcBindingInqObject (binding, &found);
  ck_assert (beck_guid_equal (&found, &object));
  ck_assert_int_eq (RpcBindingSetObject (binding, NULL), RPC_S_OK);
  RpcBindingInqObject (binding, &found);
  ck_assert (beck_guid_equal (&found, &GUID_NULL));
  ck_assert_int_eq (RpcBindingInqObject (binding, NULL), RPC_S_INVALID_ARG);
  RpcBindingFree (&binding);
}
END_TEST

static const struct
{
  ULONG option;
  gboolean early; /* not after the first call */
  ULONG_PTR set, told;
} options[] = {
  { RPC_C_OPT_UNIQUE_BINDING, TRUE, 5, 1 },
  { RPC_C_OPT_DONT_LINGER, TRUE, 1, 1 },
  { RPC_C_OPT_BINDING_NONCAUSAL, FALSE, 1, 1 },
  { RPC_C_OPT_CALL_TIMEOUT, FALSE, 60000, 60000 },
};

START_TEST (option_is_what_was_set)
{
  RPC_BINDING_HANDLE binding = bind_to ("ncalrpc:[x]");
  ULONG option = options[_i].option;
  ULONG_PTR value = 1;

  ck_assert_int_eq (RpcBindingInqOption (binding, option, &value), RPC_S_OK);
  ck_assert_uint_eq (value, 0);
  ck_assert_int_eq (RpcBindingSetOption (binding, option, options[_i].set), RPC_S_OK);
  RpcBindingInqOption (binding, option, &value);
  ck_assert_uint_eq (value, options[_i].told);
  RpcBindingFree (&binding);
}
END_TEST

START_TEST (some_options_are_settled_by_the_first_call)
{
  RPC_BINDING_HANDLE binding = bind_to ("ncalrpc:[x]");
  RPC_STATUS expected = options[_i].early ? RPC_S_WRONG_KIND_OF_BINDING : RPC_S_OK;

  beck_rpc_remote_from_handle (binding)->used = TRUE;
  ck_assert_int_eq (RpcBindingSetOption (binding, options[_i].option, 1), expected);
  RpcBindingFree (&binding);
}
END_TEST

START_TEST (other_options_are_not_supported)
{
  RPC_BINDING_HANDLE binding = bind_to ("ncalrpc:[x]");
  ULONG_PTR value;

  ck_assert_int_eq (RpcBindingSetOption (binding, RPC_C_OPT_SECURITY_CALLBACK, 1),
                    RPC_S_CANNOT_SUPPORT);
  ck_assert_int_eq (RpcBindingSetOption (binding, 99, 1), RPC_S_CANNOT_SUPPORT);
  ck_assert_int_eq (RpcBindingInqOption (binding, 99, &value), RPC_S_CANNOT_SUPPORT);
  ck_assert_int_eq (RpcBindingInqOption (binding, RPC_C_OPT_CALL_TIMEOUT, NULL),
                    RPC_S_INVALID_ARG);
  ck_assert_int_eq (RpcBindingSetOption (binding, RPC_C_OPT_CALL_TIMEOUT, (ULONG_PTR) 1 << 32),
                    RPC_S_INVALID_ARG);
  RpcBindingFree (&binding);
}
END_TEST

START_TEST (com_timeout_is_a_scale)
{
  RPC_BINDING_HANDLE binding = bind_to ("ncalrpc:[x]");
  unsigned int timeout;

  ck_assert_int_eq (RpcMgmtInqComTimeout (binding, &timeout), RPC_S_OK);
  ck_assert_uint_eq (timeout, RPC_C_BINDING_DEFAULT_TIMEOUT);
  for (unsigned int i = RPC_C_BINDING_MIN_TIMEOUT; i <= RPC_C_BINDING_INFINITE_TIMEOUT; i++)
    {
      ck_assert_int_eq (RpcMgmtSetComTimeout (binding, i), RPC_S_OK);
      RpcMgmtInqComTimeout (binding, &timeout);
      ck_assert_uint_eq (timeout, i);
    }
  ck_assert_int_eq (RpcMgmtSetComTimeout (binding, 11), RPC_S_INVALID_TIMEOUT);
  ck_assert_int_eq (RpcMgmtInqComTimeout (binding, NULL), RPC_S_INVALID_ARG);
  RpcBindingFree (&binding);
}
END_TEST

static TCase *
strings_case (void)
{
  TCase *strings = tcase_create ("strings");

  tcase_add_loop_test (strings, string_makes_a_binding_that_gives_it_back, 0,
                       G_N_ELEMENTS (good));
  tcase_add_loop_test (strings, bad_string_makes_no_binding, 0, G_N_ELEMENTS (bad));
  tcase_add_test (strings, long_endpoint_is_refused);
  tcase_add_test (strings, security_option_is_for_local_bindings);
  tcase_add_test (strings, wide_strings_do_the_same);
  tcase_add_test (strings, missing_arguments_are_told);
  tcase_add_test (strings, lack_of_memory_is_told);
  return strings;
}

static TCase *
life_case (void)
{
  TCase *life = tcase_create ("life");

  tcase_add_test (life, freed_handle_is_null_and_invalid);
  tcase_add_test (life, binding_in_use_outlives_its_handle);
  tcase_add_test (life, server_handle_is_not_the_programs);
  tcase_add_test (life, server_handle_can_be_asked);
  tcase_add_test (life, no_handle_is_invalid_everywhere);
  tcase_add_test (life, binding_to_this_process_can_be_copied_and_freed);
  tcase_add_test (life, copy_has_object_and_options);
  tcase_add_test (life, copy_has_not_been_used);
  tcase_add_test (life, reset_drops_the_endpoint);
  tcase_add_test (life, vector_frees_what_is_in_it);
  return life;
}

Suite *
binding_handle_suite (void)
{
  Suite *suite = suite_create ("binding-handle");
  TCase *settings = tcase_create ("settings");

  suite_add_tcase (suite, strings_case ());
  suite_add_tcase (suite, life_case ());
  tcase_add_test (settings, object_is_nil_until_set);
  tcase_add_loop_test (settings, option_is_what_was_set, 0, G_N_ELEMENTS (options));
  tcase_add_loop_test (settings, some_options_are_settled_by_the_first_call, 0,
                       G_N_ELEMENTS (options));
  tcase_add_test (settings, other_options_are_not_supported);
  tcase_add_test (settings, com_timeout_is_a_scale);
  suite_add_tcase (suite, settings);
  return suite;
}
