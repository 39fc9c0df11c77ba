/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Where the sockets of ncalrpc are. */

#include <beck/status.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "beck-test.h"
#include "rpc/remote.h"
#include "suites.h"

/* A directory of the test's own, in a place that the system's is not. */
static char *root;

static void
set_up (void)
{
  root = g_dir_make_tmp ("beck-XXXXXX", NULL);
  ck_assert_ptr_nonnull (root);
  g_unsetenv ("BECK_NCALRPC_DIR");
}

/* What the tests leave: one socket's file in directories of up to two levels. */
static void
tear_down (void)
{
  static const char *const left[] = { "a/b/name", "a/b", "a", "name", "." };

  for (guint i = 0; i < G_N_ELEMENTS (left); i++)
    {
      g_autofree char *path = g_build_filename (root, left[i], NULL);

      g_remove (path);
    }
  g_rmdir (root);
  g_clear_pointer (&root, g_free);
}

static void
expect_path (const char *name, BeckRpcPathUse use, const char *expected)
{
  guint32 status;
  char *path = beck_rpc_local_path (name, use, &status);

  ck_assert_uint_eq (status, RPC_S_OK);
  ck_assert_str_eq (path, expected);
  beck_free (path);
}

static void
expect_status (const char *name, BeckRpcPathUse use, guint32 expected)
{
  guint32 status;

  ck_assert_ptr_null (beck_rpc_local_path (name, use, &status));
  ck_assert_uint_eq (status, expected);
}

START_TEST (absolute_path_is_itself)
{
  expect_path ("/x/y/z", BECK_RPC_PATH_SERVER, "/x/y/z");
  expect_path ("/x/y/z", BECK_RPC_PATH_CLIENT, "/x/y/z");
}
END_TEST

START_TEST (server_makes_its_directory)
{
  g_autofree char *directory = g_build_filename (root, "a", "b", NULL);
  g_autofree char *expected = g_build_filename (directory, "name", NULL);

  g_setenv ("BECK_NCALRPC_DIR", directory, TRUE);
  expect_path ("name", BECK_RPC_PATH_SERVER, expected);
  ck_assert (g_file_test (directory, G_FILE_TEST_IS_DIR));
  expect_path ("name", BECK_RPC_PATH_SERVER, expected);
}
END_TEST

START_TEST (client_finds_what_is_there)
{
  g_autofree char *expected = g_build_filename (root, "name", NULL);

  g_setenv ("BECK_NCALRPC_DIR", root, TRUE);
  expect_status ("name", BECK_RPC_PATH_CLIENT, RPC_S_SERVER_UNAVAILABLE);
  ck_assert (g_file_set_contents (expected, "", 0, NULL));
  expect_path ("name", BECK_RPC_PATH_CLIENT, expected);
}
END_TEST

START_TEST (client_makes_no_directory)
{
  g_autofree char *directory = g_build_filename (root, "a", NULL);

  g_setenv ("BECK_NCALRPC_DIR", directory, TRUE);
  expect_status ("name", BECK_RPC_PATH_CLIENT, RPC_S_SERVER_UNAVAILABLE);
  ck_assert (!g_file_test (directory, G_FILE_TEST_EXISTS));
}
END_TEST

START_TEST (directory_that_cannot_be_is_told)
{
  g_autofree char *file = g_build_filename (root, "name", NULL);

  ck_assert (g_file_set_contents (file, "", 0, NULL));
  g_setenv ("BECK_NCALRPC_DIR", file, TRUE);
  expect_status ("x", BECK_RPC_PATH_SERVER, RPC_S_CANT_CREATE_ENDPOINT);
}
END_TEST

START_TEST (what_does_not_fit_is_told)
{
  g_autofree char *name = g_strnfill (107, 'a');
  g_autofree char *path = g_strnfill (108, '/');

  g_setenv ("BECK_NCALRPC_DIR", root, TRUE);
  expect_status (name, BECK_RPC_PATH_SERVER, RPC_S_INVALID_ENDPOINT_FORMAT);
  expect_status (name, BECK_RPC_PATH_CLIENT, RPC_S_INVALID_ENDPOINT_FORMAT);
  expect_status (path, BECK_RPC_PATH_CLIENT, RPC_S_INVALID_ENDPOINT_FORMAT);
  path[107] = 0;
  expect_path (path, BECK_RPC_PATH_CLIENT, path);
}
END_TEST

START_TEST (bad_names_are_told)
{
  static const char *const bad[] = { "", ".", "..", "a/b", "../x" };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      ck_assert (!beck_rpc_local_name_is_good (bad[i]));
      expect_status (bad[i], BECK_RPC_PATH_SERVER, RPC_S_INVALID_ENDPOINT_FORMAT);
      expect_status (bad[i], BECK_RPC_PATH_CLIENT, RPC_S_INVALID_ENDPOINT_FORMAT);
    }
  ck_assert (beck_rpc_local_name_is_good ("...a b"));
}
END_TEST

/* Root has a directory that tests leave alone, so this is done as somebody else. Both levels are
 * looked at: they are in a place where somebody else may have been first. */
START_TEST (directory_that_others_can_write_to_is_refused)
{
  g_autofree char *parent = g_build_filename (root, "beck", NULL);
  g_autofree char *directory = g_build_filename (parent, "ncalrpc", NULL);
  g_autofree char *path = g_build_filename (directory, "x", NULL);
  const uid_t self = geteuid (), other = self != 0 ? self : 65534;

  g_setenv ("XDG_RUNTIME_DIR", root, TRUE);
  ck_assert_int_eq (chown (root, other, (gid_t) -1), 0);
  ck_assert_int_eq (seteuid (other), 0);
  expect_path ("x", BECK_RPC_PATH_SERVER, path);
  ck_assert_int_eq (chmod (parent, 0777), 0);
  expect_status ("x", BECK_RPC_PATH_SERVER, RPC_S_CANT_CREATE_ENDPOINT);
  ck_assert_int_eq (chmod (parent, 0700), 0);
  ck_assert_int_eq (chmod (directory, 0770), 0);
  expect_status ("x", BECK_RPC_PATH_SERVER, RPC_S_CANT_CREATE_ENDPOINT);
  ck_assert (g_file_set_contents (path, "", 0, NULL));
  expect_status ("x", BECK_RPC_PATH_CLIENT, RPC_S_SERVER_UNAVAILABLE);
  ck_assert_int_eq (chmod (directory, 0700), 0);
  expect_path ("x", BECK_RPC_PATH_CLIENT, path);
  g_remove (path);
  g_rmdir (directory);
  g_rmdir (parent);
  ck_assert_int_eq (seteuid (self), 0);
}
END_TEST

Suite *
local_path_suite (void)
{
  Suite *suite = suite_create ("local-path");
  TCase *all = tcase_create ("local-path");

  tcase_add_checked_fixture (all, set_up, tear_down);
  tcase_add_test (all, absolute_path_is_itself);
  tcase_add_test (all, server_makes_its_directory);
  tcase_add_test (all, client_finds_what_is_there);
  tcase_add_test (all, client_makes_no_directory);
  tcase_add_test (all, directory_that_cannot_be_is_told);
  tcase_add_test (all, what_does_not_fit_is_told);
  tcase_add_test (all, bad_names_are_told);
  tcase_add_test (all, directory_that_others_can_write_to_is_refused);
  suite_add_tcase (suite, all);
  return suite;
}
