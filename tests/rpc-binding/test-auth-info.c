/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Security that was asked for: rpc.md 2.1, 2.2, 8. */

#include <beck/rpc-security.h>
#include <beck/status.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "beck-test.h"
#include "shared.h"
#include "suites.h"

static RPC_BINDING_HANDLE binding;

static void
set_up (void)
{
  g_unsetenv ("BECK_RPC_NO_PROTECTION");
  binding = bind_to ("ncacn_ip_tcp:host[1]");
}

static void
tear_down (void)
{
  RpcBindingFree (&binding);
}

static void
set_up_unprotected (void)
{
  set_up ();
  g_setenv ("BECK_RPC_NO_PROTECTION", "1", TRUE);
}

static RPC_STATUS
set (ULONG level, ULONG service)
{
  return RpcBindingSetAuthInfoA (binding, NULL, level, service, NULL, RPC_C_AUTHZ_NONE);
}

static void
expect_none (void)
{
  ULONG level;

  ck_assert_int_eq (RpcBindingInqAuthInfoA (binding, NULL, &level, NULL, NULL, NULL),
                    RPC_S_BINDING_HAS_NO_AUTH);
}

/* ---- With protection, of which there is none ---- */

START_TEST (new_binding_has_none)
{
  expect_none ();
}
END_TEST

START_TEST (no_protection_is_always_possible)
{
  ck_assert_int_eq (set (RPC_C_AUTHN_LEVEL_NONE, RPC_C_AUTHN_WINNT), RPC_S_OK);
  ck_assert_int_eq (set (RPC_C_AUTHN_LEVEL_PKT_PRIVACY, RPC_C_AUTHN_NONE), RPC_S_OK);
  expect_none ();
  ck_assert_int_eq (RpcServerRegisterAuthInfoA (NULL, RPC_C_AUTHN_NONE, NULL, NULL), RPC_S_OK);
}
END_TEST

START_TEST (protection_is_refused)
{
  static const char *const values[] = { NULL, "", "0", "yes" };

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      if (values[i] != NULL)
        g_setenv ("BECK_RPC_NO_PROTECTION", values[i], TRUE);
      ck_assert_int_eq (set (RPC_C_AUTHN_LEVEL_DEFAULT, RPC_C_AUTHN_DEFAULT),
                        RPC_S_UNKNOWN_AUTHN_SERVICE);
      ck_assert_int_eq (set (RPC_C_AUTHN_LEVEL_PKT_PRIVACY, RPC_C_AUTHN_GSS_NEGOTIATE),
                        RPC_S_UNKNOWN_AUTHN_SERVICE);
      ck_assert_int_eq (RpcBindingSetAuthInfoW (binding, WIDE (u"name"),
                                                RPC_C_AUTHN_LEVEL_PKT_PRIVACY, RPC_C_AUTHN_WINNT,
                                                NULL, RPC_C_AUTHZ_NONE),
                        RPC_S_UNKNOWN_AUTHN_SERVICE);
      ck_assert_int_eq (RpcServerRegisterAuthInfoA (TEXT ("name"), RPC_C_AUTHN_WINNT, NULL, NULL),
                        RPC_S_UNKNOWN_AUTHN_SERVICE);
      ck_assert_int_eq (RpcServerRegisterAuthInfoW (WIDE (u"name"), RPC_C_AUTHN_WINNT, NULL,
                                                    NULL),
                        RPC_S_UNKNOWN_AUTHN_SERVICE);
    }
  expect_none ();
}
END_TEST

START_TEST (other_handles_are_refused)
{
  ULONG level;

  ck_assert_int_eq (RpcBindingSetAuthInfoA (server_handle (), NULL, RPC_C_AUTHN_LEVEL_NONE, 0,
                                            NULL, 0),
                    RPC_S_WRONG_KIND_OF_BINDING);
  ck_assert_int_eq (RpcBindingSetAuthInfoA (NULL, NULL, RPC_C_AUTHN_LEVEL_NONE, 0, NULL, 0),
                    RPC_S_INVALID_BINDING);
  ck_assert_int_eq (RpcBindingInqAuthInfoA (server_handle (), NULL, &level, NULL, NULL, NULL),
                    RPC_S_WRONG_KIND_OF_BINDING);
  ck_assert_int_eq (RpcBindingInqAuthInfoA (NULL, NULL, &level, NULL, NULL, NULL),
                    RPC_S_INVALID_BINDING);
}
END_TEST

START_TEST (client_of_no_call_is_not_known)
{
  ULONG level;
  void *context = &level;

  ck_assert_int_eq (RpcBindingInqAuthClientA (NULL, NULL, NULL, &level, NULL, NULL),
                    RPC_S_NO_CALL_ACTIVE);
  ck_assert_int_eq (RpcBindingInqAuthClientExA (NULL, NULL, NULL, &level, NULL, NULL, 0),
                    RPC_S_NO_CALL_ACTIVE);
  ck_assert_int_eq (RpcBindingInqAuthClientW (binding, NULL, NULL, &level, NULL, NULL),
                    RPC_S_WRONG_KIND_OF_BINDING);
  ck_assert_int_eq (RpcBindingInqAuthClientExW (binding, NULL, NULL, &level, NULL, NULL, 0),
                    RPC_S_WRONG_KIND_OF_BINDING);
  ck_assert_int_eq (RpcImpersonateClient (NULL), RPC_S_NO_CALL_ACTIVE);
  ck_assert_int_eq (RpcImpersonateClient (binding), RPC_S_WRONG_KIND_OF_BINDING);
  ck_assert_int_eq (RpcGetAuthorizationContextForClient (NULL, FALSE, NULL, NULL, (LUID){ 0, 0 },
                                                         0, NULL, &context),
                    RPC_S_NO_CALL_ACTIVE);
  ck_assert_ptr_null (context);
  ck_assert_int_eq (RpcGetAuthorizationContextForClient (binding, FALSE, NULL, NULL,
                                                         (LUID){ 0, 0 }, 0, NULL, &context),
                    RPC_S_WRONG_KIND_OF_BINDING);
  ck_assert_int_eq (RpcRevertToSelf (), RPC_S_NO_CALL_ACTIVE);
  ck_assert_int_eq (RpcRevertToSelfEx (binding), RPC_S_WRONG_KIND_OF_BINDING);
}
END_TEST

/* ---- Where the environment says that it does not matter ---- */

START_TEST (what_was_asked_for_is_told)
{
  RPC_SECURITY_QOS_V2 wanted = { .Version = RPC_C_SECURITY_QOS_VERSION_2,
                                 .Capabilities = RPC_C_QOS_CAPABILITIES_MUTUAL_AUTH,
                                 .IdentityTracking = RPC_C_QOS_IDENTITY_DYNAMIC,
                                 .ImpersonationType = RPC_C_IMP_LEVEL_IDENTIFY };
  SEC_WINNT_AUTH_IDENTITY_A identity = { .Flags = SEC_WINNT_AUTH_IDENTITY_ANSI };
  RPC_SECURITY_QOS qos;
  ULONG level, service, authorization;
  RPC_AUTH_IDENTITY_HANDLE told;
  RPC_CSTR principal;

  ck_assert_int_eq (RpcBindingSetAuthInfoExA (binding, TEXT ("host/name"),
                                              RPC_C_AUTHN_LEVEL_PKT_PRIVACY,
                                              RPC_C_AUTHN_GSS_NEGOTIATE, &identity,
                                              RPC_C_AUTHZ_NAME, (RPC_SECURITY_QOS *) &wanted),
                    RPC_S_OK);
  ck_assert_int_eq (RpcBindingInqAuthInfoExA (binding, &principal, &level, &service, &told,
                                              &authorization, RPC_C_SECURITY_QOS_VERSION, &qos),
                    RPC_S_OK);
  ck_assert_str_eq ((char *) principal, "host/name");
  ck_assert_uint_eq (level, RPC_C_AUTHN_LEVEL_PKT_PRIVACY);
  ck_assert_uint_eq (service, RPC_C_AUTHN_GSS_NEGOTIATE);
  ck_assert_ptr_eq (told, &identity);
  ck_assert_uint_eq (authorization, RPC_C_AUTHZ_NAME);
  ck_assert_uint_eq (qos.Version, RPC_C_SECURITY_QOS_VERSION_1);
  ck_assert_uint_eq (qos.Capabilities, RPC_C_QOS_CAPABILITIES_MUTUAL_AUTH);
  ck_assert_uint_eq (qos.ImpersonationType, RPC_C_IMP_LEVEL_IDENTIFY);
  RpcStringFreeA (&principal);
}
END_TEST

START_TEST (wide_names_are_told)
{
  static const WCHAR expected[] = u"name";
  RPC_WSTR principal;

  ck_assert_int_eq (RpcBindingSetAuthInfoExW (binding, WIDE (expected),
                                              RPC_C_AUTHN_LEVEL_CONNECT, RPC_C_AUTHN_WINNT, NULL,
                                              RPC_C_AUTHZ_NONE, NULL),
                    RPC_S_OK);
  ck_assert_int_eq (RpcBindingInqAuthInfoW (binding, &principal, NULL, NULL, NULL, NULL),
                    RPC_S_OK);
  ck_assert_mem_eq (principal, expected, sizeof expected);
  RpcStringFreeW (&principal);
}
END_TEST

static const struct
{
  const char *string;
  ULONG asked, told;
} levels[] = {
  { "ncacn_ip_tcp:host", RPC_C_AUTHN_LEVEL_DEFAULT, RPC_C_AUTHN_LEVEL_CONNECT },
  { "ncacn_ip_tcp:host", RPC_C_AUTHN_LEVEL_CONNECT, RPC_C_AUTHN_LEVEL_CONNECT },
  { "ncacn_ip_tcp:host", RPC_C_AUTHN_LEVEL_CALL, RPC_C_AUTHN_LEVEL_PKT },
  { "ncacn_ip_tcp:host", RPC_C_AUTHN_LEVEL_PKT_INTEGRITY, RPC_C_AUTHN_LEVEL_PKT_INTEGRITY },
  { "ncalrpc:[x]", RPC_C_AUTHN_LEVEL_CONNECT, RPC_C_AUTHN_LEVEL_PKT_PRIVACY },
};

START_TEST (level_is_what_the_transport_makes_of_it)
{
  ULONG level, service;

  RpcBindingFree (&binding);
  binding = bind_to (levels[_i].string);
  ck_assert_int_eq (set (levels[_i].asked, RPC_C_AUTHN_DEFAULT), RPC_S_OK);
  RpcBindingInqAuthInfoA (binding, NULL, &level, &service, NULL, NULL);
  ck_assert_uint_eq (level, levels[_i].told);
  ck_assert_uint_eq (service, RPC_C_AUTHN_WINNT);
}
END_TEST

START_TEST (unknown_numbers_are_refused)
{
  RPC_SECURITY_QOS qos = { .Version = 4 };

  ck_assert_int_eq (set (RPC_C_AUTHN_LEVEL_PKT, 77), RPC_S_UNKNOWN_AUTHN_SERVICE);
  ck_assert_int_eq (set (7, RPC_C_AUTHN_WINNT), RPC_S_UNKNOWN_AUTHN_LEVEL);
  ck_assert_int_eq (RpcBindingSetAuthInfoA (binding, NULL, RPC_C_AUTHN_LEVEL_PKT,
                                            RPC_C_AUTHN_WINNT, NULL, 3),
                    RPC_S_UNKNOWN_AUTHZ_SERVICE);
  ck_assert_int_eq (RpcBindingSetAuthInfoExA (binding, NULL, RPC_C_AUTHN_LEVEL_PKT,
                                              RPC_C_AUTHN_WINNT, NULL, RPC_C_AUTHZ_NONE, &qos),
                    RPC_S_INVALID_ARG);
  ck_assert_int_eq (RpcBindingInqAuthInfoExA (binding, NULL, NULL, NULL, NULL, NULL, 2, &qos),
                    RPC_S_INVALID_ARG);
  expect_none ();
}
END_TEST

START_TEST (copies_have_it_too_and_keep_it)
{
  RPC_BINDING_HANDLE copy;
  ULONG level;

  ck_assert_int_eq (set (RPC_C_AUTHN_LEVEL_PKT, RPC_C_AUTHN_WINNT), RPC_S_OK);
  RpcBindingCopy (binding, &copy);
  set (RPC_C_AUTHN_LEVEL_NONE, RPC_C_AUTHN_WINNT);
  expect_none ();
  ck_assert_int_eq (RpcBindingInqAuthInfoA (copy, NULL, &level, NULL, NULL, NULL), RPC_S_OK);
  ck_assert_uint_eq (level, RPC_C_AUTHN_LEVEL_PKT);
  RpcBindingFree (&copy);
}
END_TEST

START_TEST (process_warns_once)
{
  char text[1024] = "";
  int error = dup (STDERR_FILENO), ends[2];
  const char *line;

  ck_assert_int_eq (pipe2 (ends, O_NONBLOCK), 0);
  dup2 (ends[1], STDERR_FILENO);
  set (RPC_C_AUTHN_LEVEL_PKT, RPC_C_AUTHN_WINNT);
  RpcServerRegisterAuthInfoA (NULL, RPC_C_AUTHN_WINNT, NULL, NULL);
  set (RPC_C_AUTHN_LEVEL_PKT, RPC_C_AUTHN_GSS_NEGOTIATE);
  dup2 (error, STDERR_FILENO);
  close (ends[1]);
  ck_assert_int_ge (read (ends[0], text, sizeof text - 1), 0);
  close (ends[0]);
  close (error);
  line = strstr (text, "BECK_RPC_NO_PROTECTION");
  /* Without forks an earlier test has had the warning. */
  ck_assert (line != NULL || g_strcmp0 (g_getenv ("CK_FORK"), "no") == 0);
  ck_assert (line == NULL || strstr (line + 1, "BECK_RPC_NO_PROTECTION") == NULL);
}
END_TEST

static RPC_STATUS
set_and_ask (void)
{
  RPC_WSTR principal = NULL;
  RPC_STATUS status
      = RpcBindingSetAuthInfoW (binding, WIDE (u"name"), RPC_C_AUTHN_LEVEL_PKT, RPC_C_AUTHN_WINNT,
                                NULL, RPC_C_AUTHZ_NONE);

  if (status == RPC_S_OK)
    status = RpcBindingInqAuthInfoW (binding, &principal, NULL, NULL, NULL, NULL);
  RpcStringFreeW (&principal);
  return status;
}

START_TEST (lack_of_memory_is_told)
{
  fail_each_allocation (set_and_ask);
}
END_TEST

Suite *
auth_info_suite (void)
{
  Suite *suite = suite_create ("auth-info");
  TCase *protected = tcase_create ("protected");
  TCase *unprotected = tcase_create ("unprotected");

  tcase_add_checked_fixture (protected, set_up, tear_down);
  tcase_add_test (protected, new_binding_has_none);
  tcase_add_test (protected, no_protection_is_always_possible);
  tcase_add_test (protected, protection_is_refused);
  tcase_add_test (protected, other_handles_are_refused);
  tcase_add_test (protected, client_of_no_call_is_not_known);
  suite_add_tcase (suite, protected);
  tcase_add_checked_fixture (unprotected, set_up_unprotected, tear_down);
  tcase_add_test (unprotected, what_was_asked_for_is_told);
  tcase_add_test (unprotected, wide_names_are_told);
  tcase_add_loop_test (unprotected, level_is_what_the_transport_makes_of_it, 0,
                       G_N_ELEMENTS (levels));
  tcase_add_test (unprotected, unknown_numbers_are_refused);
  tcase_add_test (unprotected, copies_have_it_too_and_keep_it);
  tcase_add_test (unprotected, process_warns_once);
  tcase_add_test (unprotected, lack_of_memory_is_told);
  suite_add_tcase (suite, unprotected);
  return suite;
}
