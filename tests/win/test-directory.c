/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What asks directories and accounts, of which there are none (<win/ntdsapi.h> and its like). */

#include "test-win.h"

#include <dsgetdc.h>
#include <lm.h>
#include <ntdsapi.h>
#include <security.h>

START_TEST (names_of_services_are_composed)
{
  LPSTR *names = NULL;
  DWORD n = 0;

  ck_assert_uint_eq (DsGetSpn (DS_SPN_NB_HOST, "host", NULL, 0, 0, NULL, NULL, &n, &names),
                     ERROR_SUCCESS);
  ck_assert_uint_eq (n, 1);
  ck_assert_int_eq (strncmp (names[0], "host/", 5), 0);
  ck_assert_ptr_null (strchr (names[0], '.'));
  DsFreeSpnArray (n, names);
  ck_assert_uint_eq (DsGetSpn (DS_SPN_DNS_HOST, "http", NULL, 8080, 0, NULL, NULL, &n, &names),
                     ERROR_SUCCESS);
  ck_assert_ptr_nonnull (strstr (names[0], ":8080"));
  DsFreeSpnArray (n, names);
}
END_TEST

START_TEST (names_that_need_a_directory_are_refused)
{
  LPSTR *names = NULL;
  DWORD n = 0;

  ck_assert_uint_eq (DsGetSpn (DS_SPN_DOMAIN, "host", "name", 0, 0, NULL, NULL, &n, &names),
                     ERROR_NOT_SUPPORTED);
  ck_assert_uint_eq (DsGetSpn (DS_SPN_NB_HOST, NULL, NULL, 0, 0, NULL, NULL, &n, &names),
                     ERROR_INVALID_PARAMETER);
}
END_TEST

START_TEST (there_is_no_directory)
{
  PDOMAIN_CONTROLLER_INFO info = (PDOMAIN_CONTROLLER_INFO) &info;
  HANDLE directory = &directory;
  ULONG size = 0;

  ck_assert_uint_eq (DsGetDcName (NULL, NULL, NULL, NULL, DS_RETURN_DNS_NAME, &info),
                     ERROR_NO_SUCH_DOMAIN);
  ck_assert_ptr_null (info);
  ck_assert_uint_eq (DsBind (NULL, NULL, &directory), ERROR_NO_SUCH_DOMAIN);
  ck_assert_ptr_null (directory);
  ck_assert_uint_eq (DsUnBind (&directory), ERROR_SUCCESS);
  ck_assert_uint_eq (DsWriteAccountSpn (NULL, DS_SPN_ADD_SPN_OP, "account", 0, NULL),
                     ERROR_INVALID_HANDLE);
  assert_fails (GetComputerObjectName (NameFullyQualifiedDN, NULL, &size), ERROR_NO_SUCH_DOMAIN);
  ck_assert_uint_eq (NetApiBufferFree (NULL), NERR_Success);
}
END_TEST

Suite *
win_directory_suite (void)
{
  Suite *suite = suite_create ("directory");
  TCase *tc_names = tcase_create ("names");
  TCase *tc_directory = tcase_create ("directory");

  tcase_add_test (tc_names, names_of_services_are_composed);
  tcase_add_test (tc_names, names_that_need_a_directory_are_refused);
  suite_add_tcase (suite, tc_names);

  tcase_add_test (tc_directory, there_is_no_directory);
  suite_add_tcase (suite, tc_directory);
  return suite;
}
