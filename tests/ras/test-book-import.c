/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Entries made of OpenVPN profiles (<beck/ras-book.h>, spec/ras.md 7.8). */

#include <beck/error.h>
#include <beck/hresult.h>
#include <beck/ras-book.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <win/ras.h>
#include <win/raserror.h>

#include "ras/book-profile.h"
#include "test-book-kit.h"

static void
import (const char *text)
{
  g_autoptr (GError) error = NULL;

  ck_assert_msg (beck_ras_book_import (NULL, "home", book_write ("a.ovpn", text), &error), "%s",
                 error != NULL ? error->message : "");
  ck_assert_ptr_null (error);
}

/* (transfer full): the copy of the entry's profile */
static char *
copied (void)
{
  g_autoptr (BeckRasEntry) entry = book_find (NULL, "home");
  char *text = NULL;

  ck_assert (g_file_get_contents (beck_ras_entry_get (entry, BECK_RAS_KEY_PROFILE), &text, NULL,
                                  NULL));
  return text;
}

static guint
n_copies (void)
{
  GDir *dir = g_dir_open (book_path ("user.profiles"), 0, NULL);
  guint n = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n++;
  g_clear_pointer (&dir, g_dir_close);
  return n;
}

/* It fails with that code and a message with @part in it, and leaves nothing. */
static void
assert_refused (const char *text, guint32 number, const char *part)
{
  g_autoptr (GError) error = NULL;
  BeckRasEntry *entry;

  ck_assert (!beck_ras_book_import (NULL, "home", book_write ("a.ovpn", text), &error));
  ck_assert_int_eq (beck_error_to_hresult (error), HRESULT_FROM_WIN32 (number));
  ck_assert_msg (strstr (error->message, part) != NULL, "\"%s\" has no \"%s\"", error->message,
                 part);
  ck_assert_uint_eq (beck_ras_book_find (NULL, "home", &entry), ERROR_CANNOT_FIND_PHONEBOOK_ENTRY);
  ck_assert_uint_eq (n_copies (), 0);
}

/* ---- What becomes of a profile ---- */

START_TEST (a_profile_becomes_an_entry)
{
  RASENTRYA properties = { .dwSize = sizeof properties };
  DWORD size = sizeof properties;

  import ("client\nremote vpn.example.org 443 tcp\n");
  ck_assert_uint_eq (RasGetEntryPropertiesA (NULL, "home", &properties, &size, NULL, NULL), 0);
  ck_assert_str_eq (properties.szLocalPhoneNumber, "vpn.example.org:443/tcp");
  ck_assert_str_eq (properties.szDeviceType, "vpn");
  ck_assert_str_eq (properties.szCustomDialDll, "openvpn");
  ck_assert_uint_eq (properties.dwType, RASET_Vpn);
  /* As it is it can be set again. */
  ck_assert_uint_eq (RasSetEntryPropertiesA (NULL, "home", &properties, size, NULL, 0), 0);
}
END_TEST

START_TEST (numbers_are_made_of_remote_port_and_proto)
{
  static const struct
  {
    const char *text;
    const char *number;
  } rows[] = {
    { "remote a.example\n", "a.example:1194/udp" },
    { "port 5\nproto tcp-client\nremote a.example\n", "a.example:5/tcp" },
    { "proto udp6\nremote a.example 7\n", "a.example:7/udp" },
    { "remote 2001:db8::1 8 udp6\n", "[2001:db8::1]:8/udp" },
    { "\"remote\" 'a.example' 9 # here\n", "a.example:9/udp" },
    { "<connection>\nremote a.example 10 tcp4\n</connection>\n", "a.example:10/tcp" },
    { "remote a.example\nremote b.example\n", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (BeckRasEntry) entry = NULL;

      import (rows[i].text);
      entry = book_find (NULL, "home");
      ck_assert_pstr_eq (beck_ras_entry_get (entry, BECK_RAS_KEY_PHONE_NUMBER), rows[i].number);
      ck_assert_uint_eq (beck_ras_book_remove (NULL, "home"), 0);
    }
}
END_TEST

START_TEST (copies_are_for_their_owner_alone)
{
  g_autoptr (BeckRasEntry) entry = NULL;
  struct stat info;
  const mode_t old = umask (0);

  import ("remote a.example\n");
  umask (old);
  entry = book_find (NULL, "home");
  ck_assert_int_eq (stat (beck_ras_entry_get (entry, BECK_RAS_KEY_PROFILE), &info), 0);
  ck_assert_uint_eq (info.st_mode & 07777, 0600);
  ck_assert_int_eq (stat (book_path ("user.profiles"), &info), 0);
  ck_assert_uint_eq (info.st_mode & 07777, 0700);
}
END_TEST

START_TEST (a_copy_goes_with_its_entry)
{
  import ("remote a.example\n");
  ck_assert_uint_eq (n_copies (), 1);
  ck_assert_uint_eq (RasRenameEntryA (NULL, "home", "work"), 0);
  ck_assert_uint_eq (n_copies (), 1);
  ck_assert_uint_eq (RasDeleteEntryA (NULL, "work"), 0);
  ck_assert_uint_eq (n_copies (), 0);
}
END_TEST

START_TEST (a_profile_of_ones_own_is_not_removed)
{
  g_autoptr (BeckRasEntry) entry = beck_ras_entry_new ("home", "");

  ck_assert (beck_ras_entry_set (entry, BECK_RAS_KEY_PROFILE, book_write ("own.ovpn", "x")));
  ck_assert_uint_eq (beck_ras_book_put (NULL, entry), 0);
  ck_assert_uint_eq (RasDeleteEntryA (NULL, "home"), 0);
  ck_assert (g_file_test (book_path ("own.ovpn"), G_FILE_TEST_EXISTS));
}
END_TEST

START_TEST (blocks_are_copied_as_they_are)
{
  static const char text[] = "remote a.example\n<ca>\nca relative\nup script\n# \"\n</ca>\n"
                             "<tls-auth>\n  secret\n </tls-auth>\nkey-direction 1\n";
  g_autofree char *copy = NULL;

  import (text);
  copy = copied ();
  ck_assert_str_eq (copy, text);
}
END_TEST

START_TEST (relative_files_become_absolute)
{
  g_autofree char *copy = NULL, *expected = NULL;
  const char *ca = book_write ("ca file", ""), *key = book_write ("key", "");

  import ("\xef\xbb\xbfremote a.example\nca 'ca file' # authority\n  tls-auth key 1\r\n"
          "key [inline]\n--cert /dev/null\nsetenv opt tls-crypt key\nhttp-proxy p 1 key basic\nauth-user-pass");
  copy = copied ();
  expected = g_strdup_printf ("\xef\xbb\xbfremote a.example\n\"ca\" \"%s\"\n"
                              "\"tls-auth\" \"%s\" \"1\"\nkey [inline]\n\"cert\" \"/dev/null\"\n"
                              "\"setenv\" \"opt\" \"tls-crypt\" \"%s\"\n"
                              "\"http-proxy\" \"p\" \"1\" \"%s\" \"basic\"\nauth-user-pass\n",
                              ca, key, key, key);
  ck_assert_str_eq (copy, expected);
}
END_TEST

START_TEST (a_second_import_makes_its_own_copy)
{
  g_autoptr (GError) error = NULL;

  import ("remote a.example\n");
  ck_assert (beck_ras_book_import ("", "work", book_path ("a.ovpn"), &error));
  ck_assert_uint_eq (n_copies (), 2);
  ck_assert (!beck_ras_book_import (NULL, "work", book_path ("a.ovpn"), &error));
  ck_assert_int_eq (beck_error_to_hresult (error), HRESULT_FROM_WIN32 (ERROR_ALREADY_EXISTS));
  ck_assert_uint_eq (n_copies (), 2);
}
END_TEST

/* ---- What is refused ---- */

START_TEST (profiles_may_not_run_programs)
{
  static const char *const directives[] = {
    "up /bin/sh",       "down /bin/sh",       "route-up x",         "route-pre-down x",
    "ipchange x",       "tls-verify x",       "plugin x.so",        "management 127.0.0.1 1",
    "management-hold",  "script-security 2",  "client-connect x",   "auth-user-pass-verify x y",
    "learn-address x",  "engine x",           "providers x",        "config other.ovpn",
    "\"up\" x",         "'up' x",             "--up x",             "  up x",
    "u\\p x",           "setenv opt up x",    "iproute x",          "up",
    "setenv opt --up x", "cd /",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (directives); i++)
    {
      g_autofree char *text
          = g_strdup_printf ("remote a.example\n# comment\n%s\nverb 3\n", directives[i]);

      assert_refused (text, ERROR_CORRUPT_PHONEBOOK, "a.ovpn:3: ");
    }
}
END_TEST

START_TEST (malformed_profiles_are_refused_with_the_line)
{
  g_autofree char *long_line = g_strnfill (300, 'x');
  g_autofree char *too_long = g_strdup_printf ("remote a.example\n%s\n", long_line);

  assert_refused (too_long, ERROR_CORRUPT_PHONEBOOK, "a.ovpn:2: the line is too long");
  assert_refused ("remote a.example\nca \"x\n", ERROR_CORRUPT_PHONEBOOK, "a.ovpn:2: ");
  assert_refused ("remote a.example\n<ca>\nx\n", ERROR_CORRUPT_PHONEBOOK, "a.ovpn:3: a block");
  assert_refused ("remote a.example\n<up>\nx\n</up>\n", ERROR_CORRUPT_PHONEBOOK, "a.ovpn:2: ");
  assert_refused ("remote a.example\nca missing\n", ERROR_CORRUPT_PHONEBOOK,
                  "missing cannot be read");
  assert_refused ("client\n", ERROR_CORRUPT_PHONEBOOK, "there is no \"remote\"");
  assert_refused ("", ERROR_CORRUPT_PHONEBOOK, "there is no \"remote\"");
}
END_TEST

START_TEST (paths_that_openvpn_would_cut_off_are_refused)
{
  g_autofree char *name = g_strnfill (230, 'd');
  g_autofree char *text = g_strdup_printf ("remote a.example\nca %s\n", name);

  book_write (name, "");
  assert_refused (text, ERROR_CORRUPT_PHONEBOOK, "a.ovpn:2: ");
}
END_TEST

START_TEST (what_is_no_profile_is_refused)
{
  g_autoptr (GError) missing = NULL, pipe_error = NULL, name = NULL, book = NULL;

  ck_assert (!beck_ras_book_import (NULL, "home", book_path ("none"), &missing));
  ck_assert_int_eq (beck_error_to_hresult (missing), HRESULT_FROM_WIN32 (ERROR_FILE_NOT_FOUND));
  ck_assert_int_eq (mkfifo (book_path ("pipe"), 0600), 0);
  ck_assert (!beck_ras_book_import (NULL, "home", book_path ("pipe"), &pipe_error));
  book_write ("a.ovpn", "remote a.example\n");
  ck_assert (!beck_ras_book_import (NULL, "a:b", book_path ("a.ovpn"), &name));
  ck_assert_int_eq (beck_error_to_hresult (name), HRESULT_FROM_WIN32 (ERROR_INVALID_NAME));
  ck_assert (!beck_ras_book_import (book_path ("x/book"), "home", book_path ("a.ovpn"), &book));
  ck_assert_int_eq (beck_error_to_hresult (book), HRESULT_FROM_WIN32 (ERROR_CANNOT_OPEN_PHONEBOOK));
  ck_assert (!beck_ras_book_import (NULL, "home", book_path ("none"), NULL));
}
END_TEST

Suite *
ras_book_import_suite (void)
{
  Suite *suite = suite_create ("book-import");
  TCase *tcase = tcase_create ("import");

  tcase_add_checked_fixture (tcase, book_set_up, book_tear_down);
  tcase_add_test (tcase, a_profile_becomes_an_entry);
  tcase_add_test (tcase, numbers_are_made_of_remote_port_and_proto);
  tcase_add_test (tcase, copies_are_for_their_owner_alone);
  tcase_add_test (tcase, a_copy_goes_with_its_entry);
  tcase_add_test (tcase, a_profile_of_ones_own_is_not_removed);
  tcase_add_test (tcase, blocks_are_copied_as_they_are);
  tcase_add_test (tcase, relative_files_become_absolute);
  tcase_add_test (tcase, a_second_import_makes_its_own_copy);
  tcase_add_test (tcase, profiles_may_not_run_programs);
  tcase_add_test (tcase, malformed_profiles_are_refused_with_the_line);
  tcase_add_test (tcase, paths_that_openvpn_would_cut_off_are_refused);
  tcase_add_test (tcase, what_is_no_profile_is_refused);
  suite_add_tcase (suite, tcase);
  return suite;
}
