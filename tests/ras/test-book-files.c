/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Phone books as files: what is found, what a change leaves, what is refused (spec/ras.md 7.8). */

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <win/ras.h>
#include <win/raserror.h>

#include "test-book-kit.h"

static guint32
find_error (const char *book, const char *name)
{
  BeckRasEntry *entry;
  const guint32 error = beck_ras_book_find (book, name, &entry);

  ck_assert (error == 0 || entry == NULL);
  beck_ras_entry_unref (entry);
  return error;
}

static guint32
list_error (const char *book)
{
  GPtrArray *entries;
  const guint32 error = beck_ras_book_list (book, &entries);

  ck_assert (error == 0 || entries == NULL);
  g_clear_pointer (&entries, g_ptr_array_unref);
  return error;
}

static mode_t
mode_of (const char *name)
{
  struct stat info;

  ck_assert_int_eq (stat (book_path (name), &info), 0);
  return info.st_mode & 07777;
}

/* ---- Finding ---- */

START_TEST (default_books_need_not_be_there)
{
  GPtrArray *entries;

  ck_assert_uint_eq (find_error (NULL, "home"), ERROR_CANNOT_FIND_PHONEBOOK_ENTRY);
  ck_assert_uint_eq (find_error ("", "home"), ERROR_CANNOT_FIND_PHONEBOOK_ENTRY);
  ck_assert_uint_eq (beck_ras_book_list (NULL, &entries), 0);
  ck_assert_uint_eq (entries->len, 0);
  g_ptr_array_unref (entries);
}
END_TEST

START_TEST (a_named_book_has_to_be_there)
{
  ck_assert_uint_eq (find_error (book_path ("none"), "home"), ERROR_CANNOT_OPEN_PHONEBOOK);
  ck_assert_uint_eq (list_error (book_path ("none")), ERROR_CANNOT_OPEN_PHONEBOOK);
}
END_TEST

START_TEST (the_users_book_comes_before_the_systems)
{
  GPtrArray *entries;

  book_write ("user", "[both]\nPhoneNumber=1\n[mine]\n");
  book_write ("system", "[both]\nPhoneNumber=2\n[shared]\n");
  g_autoptr (BeckRasEntry) both = book_find (NULL, "both");
  g_autoptr (BeckRasEntry) shared = book_find (NULL, "shared");
  ck_assert_str_eq (beck_ras_entry_get (both, "PhoneNumber"), "1");
  ck_assert_str_eq (beck_ras_entry_get_book (both), book_path ("user"));
  ck_assert_str_eq (beck_ras_entry_get_book (shared), book_path ("system"));
  ck_assert_uint_eq (beck_ras_book_list (NULL, &entries), 0);
  ck_assert_uint_eq (entries->len, 4);
  g_ptr_array_unref (entries);
  ck_assert_uint_eq (beck_ras_book_list (book_path ("system"), &entries), 0);
  ck_assert_uint_eq (entries->len, 2);
  ck_assert_str_eq (beck_ras_entry_get_name (entries->pdata[0]), "both");
  g_ptr_array_unref (entries);
}
END_TEST

START_TEST (entries_have_absolute_paths)
{
  g_autofree char *roundabout = g_strconcat (book_path ("run"), "/../user", NULL);
  g_autoptr (BeckRasEntry) entry = NULL;

  book_put ("home", "1");
  entry = book_find (roundabout, "home");
  ck_assert_str_eq (beck_ras_entry_get_book (entry), book_path ("user"));
}
END_TEST

/* ---- Changing ---- */

START_TEST (an_entry_comes_back_as_it_was_put)
{
  static const char *const names[] = { "home", "[x]", "100%", "a b", "\u00e4\u20ac", "=", "#" };
  static const char *const values[] = { "", " a ", "a\nb\tc\\d", "x=y;z", "\u20ac" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (values); j++)
      {
        g_autoptr (BeckRasEntry) put = beck_ras_entry_new (names[i], "");
        g_autoptr (BeckRasEntry) found = NULL;

        ck_assert (beck_ras_entry_set (put, "Key", values[j]));
        ck_assert_uint_eq (beck_ras_book_put (NULL, put), 0);
        found = book_find (NULL, names[i]);
        ck_assert_str_eq (beck_ras_entry_get_name (found), names[i]);
        ck_assert_str_eq (beck_ras_entry_get (found, "Key"), values[j]);
      }
}
END_TEST

START_TEST (a_change_keeps_comments_and_others)
{
  g_autofree char *text = NULL;

  book_write ("user", "# about home\n[home]\n# its number\nPhoneNumber=1\nOther=x\n\n[work]\n"
                      "PhoneNumber=2\n");
  for (guint i = 0; i < 3; i++)
    book_put ("home", "3");
  text = book_read ("user");
  ck_assert_str_eq (text, "# about home\n\n[home]\n# its number\nPhoneNumber=3\n\n[work]\n"
                          "PhoneNumber=2\n");
}
END_TEST

START_TEST (new_files_are_the_users_alone)
{
  const mode_t old = umask (0);

  book_put ("home", "1");
  umask (old);
  ck_assert_uint_eq (mode_of ("user"), 0600);
}
END_TEST

START_TEST (a_change_keeps_the_permissions)
{
  book_write ("user", "[home]\n");
  ck_assert_int_eq (chmod (book_path ("user"), 0644), 0);
  book_put ("home", "1");
  ck_assert_uint_eq (mode_of ("user"), 0644);
}
END_TEST

START_TEST (a_change_goes_where_a_link_points)
{
  book_write ("real", "[home]\n");
  ck_assert_int_eq (symlink (book_path ("real"), book_path ("user")), 0);
  book_put ("work", "1");
  ck_assert (g_file_test (book_path ("user"), G_FILE_TEST_IS_SYMLINK));
  g_autofree char *text = book_read ("real");
  ck_assert_ptr_nonnull (strstr (text, "[work]"));
}
END_TEST

START_TEST (directories_of_the_users_book_are_made)
{
  g_autoptr (BeckRasEntry) entry = beck_ras_entry_new ("home", "");

  g_setenv ("BECK_RAS_PHONEBOOK", book_path ("a/b/book"), TRUE);
  book_put ("home", "1");
  ck_assert_uint_eq (find_error (NULL, "home"), 0);
  ck_assert_uint_eq (mode_of ("a/b"), 0700);
  ck_assert_uint_eq (beck_ras_book_put (book_path ("c/book"), entry), ERROR_CANNOT_OPEN_PHONEBOOK);
}
END_TEST

START_TEST (rename_moves_the_entry)
{
  book_put ("home", "1");
  book_put ("work", "2");
  ck_assert_uint_eq (beck_ras_book_rename (NULL, "home", "work"), ERROR_ALREADY_EXISTS);
  ck_assert_uint_eq (beck_ras_book_rename (NULL, "none", "x"), ERROR_CANNOT_FIND_PHONEBOOK_ENTRY);
  ck_assert_uint_eq (beck_ras_book_rename (NULL, "home", ".x"), ERROR_INVALID_NAME);
  ck_assert_uint_eq (beck_ras_book_rename (NULL, "home", " "), ERROR_INVALID_NAME);
  ck_assert_uint_eq (beck_ras_book_rename (NULL, "home", "a:b"), 0);
  g_autoptr (BeckRasEntry) entry = book_find (NULL, "a:b");
  ck_assert_str_eq (beck_ras_entry_get (entry, BECK_RAS_KEY_PHONE_NUMBER), "1");
  ck_assert_uint_eq (find_error (NULL, "home"), ERROR_CANNOT_FIND_PHONEBOOK_ENTRY);
}
END_TEST

START_TEST (remove_leaves_the_others)
{
  book_put ("home", "1");
  book_put ("work", "2");
  ck_assert_uint_eq (beck_ras_book_remove (NULL, "home"), 0);
  ck_assert_uint_eq (beck_ras_book_remove (NULL, "home"), ERROR_CANNOT_FIND_PHONEBOOK_ENTRY);
  ck_assert_uint_eq (find_error (NULL, "work"), 0);
}
END_TEST

START_TEST (add_replaces_nothing)
{
  g_autoptr (BeckRasEntry) entry = beck_ras_entry_new ("home", "");

  ck_assert_uint_eq (beck_ras_book_add (NULL, entry), 0);
  ck_assert_uint_eq (beck_ras_book_add (NULL, entry), ERROR_ALREADY_EXISTS);
}
END_TEST

START_TEST (names_that_are_no_names_are_not_put)
{
  static const char *const names[] = { "", " ", ".x", "\xff" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (BeckRasEntry) entry = beck_ras_entry_new (names[i], "");

      ck_assert_uint_eq (beck_ras_book_put (NULL, entry), ERROR_INVALID_NAME);
    }
}
END_TEST

/* ---- Atomicity ---- */

#define N_WRITERS 4
#define N_ROUNDS 25

static gpointer
put_many (gpointer data)
{
  for (guint i = 0; i < N_ROUNDS; i++)
    {
      g_autofree char *name = g_strdup_printf ("entry-%u-%u", GPOINTER_TO_UINT (data), i);

      book_put (name, "1");
    }
  return NULL;
}

/* Whatever is read in between is a whole book, and no change is lost. */
START_TEST (changes_at_once_are_all_there)
{
  GThread *threads[N_WRITERS];
  GPtrArray *entries;

  for (guint i = 0; i < N_WRITERS; i++)
    threads[i] = g_thread_new ("writer", put_many, GUINT_TO_POINTER (i));
  for (guint i = 0; i < 100; i++)
    ck_assert_uint_eq (list_error (NULL), 0);
  for (guint i = 0; i < N_WRITERS; i++)
    g_thread_join (threads[i]);
  ck_assert_uint_eq (beck_ras_book_list (NULL, &entries), 0);
  ck_assert_uint_eq (entries->len, N_WRITERS * N_ROUNDS);
  g_ptr_array_unref (entries);
}
END_TEST

START_TEST (what_a_dead_process_left_is_no_obstacle)
{
  book_write ("user.new", "half a bo");
  book_put ("home", "1");
  ck_assert_uint_eq (find_error (NULL, "home"), 0);
  ck_assert (!g_file_test (book_path ("user.new"), G_FILE_TEST_EXISTS));
}
END_TEST

START_TEST (a_change_that_fails_leaves_the_book)
{
  g_autoptr (BeckRasEntry) entry = beck_ras_entry_new ("work", "");
  g_autofree char *text = NULL;

  book_put ("home", "1");
  /* In the way of the new file. */
  ck_assert_int_eq (g_mkdir (book_path ("user.new"), 0700), 0);
  ck_assert_uint_eq (beck_ras_book_put (NULL, entry), ERROR_CANNOT_WRITE_PHONEBOOK);
  text = book_read ("user");
  ck_assert_str_eq (text, "[home]\nPhoneNumber=1\n");
}
END_TEST

/* ---- Hostile books ---- */

START_TEST (what_is_no_book_is_refused)
{
  static const char *const texts[] = {
    "no group\n",
    "[home\n",
    "[home]\nnothing\n",
    "[home]\nPhoneNumber=\\q\n",
    "[home]\nPhoneNumber=\xff\xfe\n",
    "[home]\n=value\n",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      const char *path = book_write ("book", texts[i]);

      ck_assert_uint_eq (find_error (path, "home"), ERROR_CORRUPT_PHONEBOOK);
      ck_assert_uint_eq (list_error (path), ERROR_CORRUPT_PHONEBOOK);
    }
}
END_TEST

START_TEST (a_damaged_book_is_not_written_over)
{
  const char *path = book_write ("book", "[home]\nPhoneNumber=1\nhalf a li");
  g_autoptr (BeckRasEntry) entry = beck_ras_entry_new ("work", "");
  g_autofree char *text = NULL;

  ck_assert_uint_eq (beck_ras_book_put (path, entry), ERROR_CORRUPT_PHONEBOOK);
  text = book_read ("book");
  ck_assert_str_eq (text, "[home]\nPhoneNumber=1\nhalf a li");
}
END_TEST

START_TEST (groups_that_name_no_entry_are_refused)
{
  static const char *const texts[] = { "[.x]\n", "[%]\n", "[%41]\n", "[%00]\n", "[ ]\n" };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    ck_assert_uint_eq (list_error (book_write ("book", texts[i])), ERROR_CORRUPT_PHONEBOOK);
}
END_TEST

START_TEST (what_is_no_plain_file_is_not_waited_for)
{
  ck_assert_int_eq (mkfifo (book_path ("pipe"), 0600), 0);
  ck_assert_uint_eq (find_error (book_path ("pipe"), "home"), ERROR_CANNOT_LOAD_PHONEBOOK);
  ck_assert_uint_eq (find_error (book_path ("."), "home"), ERROR_CANNOT_LOAD_PHONEBOOK);
  ck_assert_uint_eq (find_error ("/dev/zero", "home"), ERROR_CANNOT_LOAD_PHONEBOOK);
}
END_TEST

START_TEST (a_book_without_end_is_refused)
{
  ck_assert_int_eq (truncate (book_write ("book", ""), (off_t) 1 << 30), 0);
  ck_assert_uint_eq (find_error (book_path ("book"), "home"), ERROR_CANNOT_LOAD_PHONEBOOK);
}
END_TEST

START_TEST (a_book_may_not_grow_without_end)
{
  g_autoptr (BeckRasEntry) entry = beck_ras_entry_new ("home", "");
  g_autofree char *value = g_strnfill (2 << 20, 'x');

  ck_assert (beck_ras_entry_set (entry, "Key", value));
  ck_assert_uint_eq (beck_ras_book_put (NULL, entry), ERROR_CANNOT_WRITE_PHONEBOOK);
}
END_TEST

Suite *
ras_book_files_suite (void)
{
  Suite *suite = suite_create ("book-files");
  TCase *tcase = tcase_create ("files");

  tcase_add_checked_fixture (tcase, book_set_up, book_tear_down);
  tcase_add_test (tcase, default_books_need_not_be_there);
  tcase_add_test (tcase, a_named_book_has_to_be_there);
  tcase_add_test (tcase, the_users_book_comes_before_the_systems);
  tcase_add_test (tcase, entries_have_absolute_paths);
  tcase_add_test (tcase, an_entry_comes_back_as_it_was_put);
  tcase_add_test (tcase, a_change_keeps_comments_and_others);
  tcase_add_test (tcase, new_files_are_the_users_alone);
  tcase_add_test (tcase, a_change_keeps_the_permissions);
  tcase_add_test (tcase, a_change_goes_where_a_link_points);
  tcase_add_test (tcase, directories_of_the_users_book_are_made);
  tcase_add_test (tcase, rename_moves_the_entry);
  tcase_add_test (tcase, remove_leaves_the_others);
  tcase_add_test (tcase, add_replaces_nothing);
  tcase_add_test (tcase, names_that_are_no_names_are_not_put);
  tcase_add_test (tcase, changes_at_once_are_all_there);
  tcase_add_test (tcase, what_a_dead_process_left_is_no_obstacle);
  tcase_add_test (tcase, a_change_that_fails_leaves_the_book);
  tcase_add_test (tcase, what_is_no_book_is_refused);
  tcase_add_test (tcase, a_damaged_book_is_not_written_over);
  tcase_add_test (tcase, groups_that_name_no_entry_are_refused);
  tcase_add_test (tcase, what_is_no_plain_file_is_not_waited_for);
  tcase_add_test (tcase, a_book_without_end_is_refused);
  tcase_add_test (tcase, a_book_may_not_grow_without_end);
  suite_add_tcase (suite, tcase);
  return suite;
}
