/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "suites.h"

#include <beck/hresult.h>
#include <errno.h>
#include <glib.h>
#include <string.h>

/* The last errno of Linux on the architectures with the common numbering. */
#define LAST_ERRNO EHWPOISON

static const struct
{
  int err;
  HRESULT hr;
} pairs[] = {
  { 0, S_OK },
  { ENOENT, (HRESULT) 0x80070002 },
  { EACCES, E_ACCESSDENIED },
  { ENOMEM, E_OUTOFMEMORY },
  { EINVAL, E_INVALIDARG },
  { ENOSPC, STG_E_MEDIUMFULL },
  { EBADF, E_HANDLE },
  { ECANCELED, RPC_E_CALL_CANCELED },
  { ETIMEDOUT, RPC_E_TIMEOUT },
  { EPIPE, (HRESULT) 0x8007006d },
  { EROFS, (HRESULT) 0x80070013 },
  { EISDIR, (HRESULT) 0x80070150 },
  { EMFILE, (HRESULT) 0x80070004 },
  { EFBIG, (HRESULT) 0x800700df },
  { EIO, (HRESULT) 0x8007045d },
  { EINTR, (HRESULT) 0x80072714 },
  { EAGAIN, (HRESULT) 0x80072733 },
  { ECONNRESET, (HRESULT) 0x80072746 },
  { ECONNREFUSED, (HRESULT) 0x8007274d },
  { ESRCH, (HRESULT) 0xa0be0003 },
};

START_TEST (errno_becomes_the_code_of_its_meaning)
{
  ck_assert_int_eq (beck_hresult_from_errno (pairs[_i].err), pairs[_i].hr);
}
END_TEST

START_TEST (every_errno_survives_the_way_there_and_back)
{
  for (int err = 0; err <= LAST_ERRNO; err++)
    {
      HRESULT hr = beck_hresult_from_errno (err);

      ck_assert (err == 0 || FAILED (hr));
      ck_assert_int_eq (beck_hresult_to_errno (hr), err);
    }
}
END_TEST

START_TEST (every_errno_has_a_text_of_its_own)
{
  for (int err = 1; err <= LAST_ERRNO; err++)
    {
      const char *text = beck_hresult_to_string (beck_hresult_from_errno (err));

      ck_assert_msg (!g_str_has_prefix (text, "Unknown error of"), "errno %d: %s", err, text);
    }
  ck_assert_str_eq (beck_hresult_to_string (beck_hresult_from_errno (ESRCH)),
                    g_strerror (ESRCH));
}
END_TEST

START_TEST (what_cannot_be_an_errno_is_unexpected)
{
  ck_assert_int_eq (beck_hresult_from_errno (-ENOENT), E_UNEXPECTED);
  ck_assert_int_eq (beck_hresult_from_errno (0x10000), E_UNEXPECTED);
  ck_assert_int_eq (beck_hresult_from_errno (G_MAXINT), E_UNEXPECTED);
}
END_TEST

START_TEST (success_is_errno_0)
{
  ck_assert_int_eq (beck_hresult_to_errno (S_OK), 0);
  ck_assert_int_eq (beck_hresult_to_errno (S_FALSE), 0);
}
END_TEST

START_TEST (failures_of_others_map_to_the_nearest_errno)
{
  ck_assert_int_eq (beck_hresult_to_errno (E_ABORT), ECANCELED);
  ck_assert_int_eq (beck_hresult_to_errno (RPC_S_CALLPENDING), ETIMEDOUT);
  ck_assert_int_eq (beck_hresult_to_errno (HRESULT_FROM_WIN32 (ERROR_DISK_FULL)), ENOSPC);
  ck_assert_int_eq (beck_hresult_to_errno (HRESULT_FROM_WIN32 (RPC_S_CALL_CANCELLED)), ECANCELED);
  ck_assert_int_eq (beck_hresult_to_errno (HRESULT_FROM_WIN32 (WSAETIMEDOUT)), ETIMEDOUT);
}
END_TEST

START_TEST (unknown_failures_are_eio)
{
  ck_assert_int_eq (beck_hresult_to_errno (E_FAIL), EIO);
  ck_assert_int_eq (beck_hresult_to_errno ((HRESULT) 0x80040201), EIO);
  ck_assert_int_eq (beck_hresult_to_errno (BECK_HRESULT_FROM_RAW_ERRNO (0)), EIO);
}
END_TEST

Suite *
errno_suite (void)
{
  Suite *suite = suite_create ("errno");
  TCase *tc = tcase_create ("errno");

  tcase_add_loop_test (tc, errno_becomes_the_code_of_its_meaning, 0, G_N_ELEMENTS (pairs));
  tcase_add_test (tc, every_errno_survives_the_way_there_and_back);
  tcase_add_test (tc, every_errno_has_a_text_of_its_own);
  tcase_add_test (tc, what_cannot_be_an_errno_is_unexpected);
  tcase_add_test (tc, success_is_errno_0);
  tcase_add_test (tc, failures_of_others_map_to_the_nearest_errno);
  tcase_add_test (tc, unknown_failures_are_eio);
  suite_add_tcase (suite, tc);
  return suite;
}
