/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Records that are none, directories that others can reach into, and processes that die or stop at
 * the wrong moment: what is sound is still found, and nothing waits for ever. */

#include "test-record.h"

#include <beck/status.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ras/record-private.h"

static BeckRasRecord *sound; /* stands beside what is not */

static void
set_up (void)
{
  record_set_up ();
  sound = sample_record (1, own_process ());
  ck_assert_uint_eq (beck_ras_record_write (sound), 0);
}

static void
tear_down (void)
{
  g_clear_pointer (&sound, beck_ras_record_free);
  record_tear_down ();
}

/* The name of a record beside the sound one. */
static const GUID other_id = { 0xbec4, 1, 2, { 3, 4, 5, 6, 7, 8, 9, 2 } };
#define OTHER "0000bec4-0001-0002-0304-050607080902"

static void
assert_only_the_sound_one (void)
{
  BeckRasRecord *read = NULL;

  ck_assert_uint_eq (count_records (), 1);
  ck_assert_uint_eq (beck_ras_record_read (&other_id, &read), ERROR_INVALID_DATA);
  ck_assert_ptr_null (read);
}

static void
assert_text_is_none (const char *text, gssize size)
{
  g_autofree char *path = record_path (OTHER);

  ck_assert (g_file_set_contents (path, text, size, NULL));
  assert_only_the_sound_one ();
}

/* (transfer full): a sound record of the other name, with @from in it made @to. */
static char *
record_text (const char *from, const char *to)
{
  g_autoptr (BeckRasRecord) other = sample_record (2, own_process ());
  g_autofree char *text = beck_ras_record_print (other, NULL);
  g_autoptr (GString) edited = g_string_new (text);

  ck_assert_uint_eq (g_string_replace (edited, from, to, 1), 1);
  return g_string_free (g_steal_pointer (&edited), FALSE);
}

/* ---- Files ---- */

START_TEST (a_text_that_was_cut_is_no_record)
{
  g_autofree char *text = record_text ("Uses=1", "Uses=1");
  /* What the back end saved comes last, and may be anything. */
  const char *end = strstr (text, "\n\n[");

  for (gsize length = 1; text + length < end; length += 7)
    assert_text_is_none (text, length);
}
END_TEST

START_TEST (texts_that_are_not_as_written_are_no_records)
{
  static const char *const edits[][2] = {
    { "OwnerPid=", "OwnerPid=-" },
    { "HelperPid=0", "HelperPid=-1" },
    { "HelperPid=0", "HelperPid=2147483648" },
    { "HelperPid=0", "HelperPid=0x10" },
    { "HelperPid=0", "HelperPid=" },
    { "HelperPid=0", "HelperPid=1 2" },
    { "HelperPid=0", "Helper=0" },
    { "Uses=1", "Uses=4294967296" },
    { "Since=", "Since=9" G_STRINGIFY (00000000000000000000) },
    { "Device=tun7", "Device=tun7890123456789" },
    { "Device=tun7", "Device=\xff\xfe" },
    { "Boot=", "Boot=0" },
    { "0902\n", "0903\n" },
    { "Id=", "Id=x" },
    { "[Connection]", "[Conection]" },
    { "Uses=1", "Uses" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (edits); i++)
    {
      g_autofree char *text = record_text (edits[i][0], edits[i][1]);

      assert_text_is_none (text, -1);
    }
}
END_TEST

START_TEST (what_is_no_text_of_a_sensible_size_is_no_record)
{
  g_autofree char *large = g_strnfill (1024 * 1024, '#');

  assert_text_is_none ("", 0);
  assert_text_is_none ("\0\0\0\0", 4);
  assert_text_is_none ("no key file", -1);
  assert_text_is_none (large, -1);
}
END_TEST

START_TEST (pipes_directories_and_links_are_no_records)
{
  g_autofree char *path = record_path (OTHER);
  g_autofree char *elsewhere = record_path ("elsewhere");
  g_autofree char *text = record_text ("Uses=1", "Uses=1");

  ck_assert_int_eq (mkfifo (path, 0600), 0);
  assert_only_the_sound_one ();
  g_remove (path);
  ck_assert_int_eq (g_mkdir (path, 0700), 0);
  assert_only_the_sound_one ();
  g_remove (path);
  ck_assert (g_file_set_contents (elsewhere, text, -1, NULL));
  ck_assert_int_eq (symlink ("elsewhere", path), 0);
  assert_only_the_sound_one ();
  g_remove (path);
  ck_assert_int_eq (symlink ("nowhere", path), 0);
  assert_only_the_sound_one ();
}
END_TEST

START_TEST (a_bad_file_is_replaced_by_a_new_record)
{
  g_autoptr (BeckRasRecord) other = sample_record (2, own_process ());

  assert_text_is_none ("no key file", -1);
  ck_assert_uint_eq (beck_ras_record_write (other), 0);
  ck_assert_uint_eq (count_records (), 2);
}
END_TEST

START_TEST (names_that_are_no_records_are_left_alone)
{
  static const char *const names[] = { "README", ".new", "0000BEC4-0001-0002-0304-050607080902",
                                       "{0000bec4-0001-0002-0304-050607080902}" };
  g_autofree char *text = record_text ("Uses=1", "Uses=1");

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = record_path (names[i]);

      ck_assert (g_file_set_contents (path, text, -1, NULL));
      ck_assert_uint_eq (count_records (), 1);
      ck_assert (g_file_test (path, G_FILE_TEST_EXISTS));
    }
}
END_TEST

/* ---- The directory ---- */

static void
assert_refused (void)
{
  GPtrArray *records = NULL;
  BeckRasRecord *read = NULL;

  ck_assert_uint_eq (beck_ras_record_list (&records), ERROR_ACCESS_DENIED);
  ck_assert_ptr_null (records);
  ck_assert_uint_eq (beck_ras_record_read (&sound->id, &read), ERROR_ACCESS_DENIED);
  ck_assert_uint_eq (beck_ras_record_write (sound), ERROR_ACCESS_DENIED);
  ck_assert_uint_eq (beck_ras_record_remove (&sound->id), ERROR_ACCESS_DENIED);
}

START_TEST (a_directory_that_others_can_reach_into_is_refused)
{
  ck_assert_int_eq (g_chmod (record_directory, 0755), 0);
  assert_refused ();
  ck_assert_int_eq (g_chmod (record_directory, 0770), 0);
  assert_refused ();
  ck_assert_int_eq (g_chmod (record_directory, 0700), 0);
  ck_assert_uint_eq (count_records (), 1);
}
END_TEST

START_TEST (a_directory_that_others_can_take_away_is_refused)
{
  g_autofree char *parent = g_path_get_dirname (record_directory);

  ck_assert_int_eq (g_chmod (parent, 0777), 0);
  assert_refused ();
  ck_assert_int_eq (g_chmod (parent, 01777), 0);
  ck_assert_uint_eq (count_records (), 1);
}
END_TEST

START_TEST (a_link_or_a_file_in_its_place_is_refused)
{
  g_autofree char *moved = g_strconcat (record_directory, "-moved", NULL);

  ck_assert_int_eq (g_rename (record_directory, moved), 0);
  ck_assert_int_eq (symlink (moved, record_directory), 0);
  assert_refused ();
  g_remove (record_directory);
  ck_assert (g_file_set_contents (record_directory, "", 0, NULL));
  assert_refused ();
}
END_TEST

START_TEST (a_directory_of_somebody_else_is_refused)
{
  if (geteuid () != 0)
    return;
  ck_assert_int_eq (chown (record_directory, 65534, 65534), 0);
  assert_refused ();
}
END_TEST

START_TEST (a_record_of_somebody_else_is_none)
{
  g_autofree char *path = record_path (OTHER);
  g_autofree char *text = record_text ("Uses=1", "Uses=1");

  if (geteuid () != 0)
    return;
  ck_assert (g_file_set_contents (path, text, -1, NULL));
  ck_assert_uint_eq (count_records (), 2);
  ck_assert_int_eq (chown (path, 65534, 65534), 0);
  assert_only_the_sound_one ();
}
END_TEST

/* ---- The lock ---- */

static void
hold_lock (gpointer ready)
{
  int directory;

  if (beck_ras_records_lock (TRUE, &directory) != 0 || write (*(int *) ready, "", 1) != 1)
    _exit (1);
  for (;;)
    pause ();
}

/* A child that has the lock. */
static pid_t
start_holder (void)
{
  int ends[2];
  pid_t pid;
  char got;

  ck_assert_int_eq (pipe (ends), 0);
  pid = child_run (hold_lock, &ends[1]);
  close (ends[1]);
  ck_assert_int_eq (read (ends[0], &got, 1), 1);
  close (ends[0]);
  return pid;
}

START_TEST (the_lock_goes_with_the_process_that_dies)
{
  child_kill ((BeckRasProcessId){ start_holder () });
  ck_assert_uint_eq (count_records (), 1);
}
END_TEST

START_TEST (waiting_for_one_who_keeps_the_lock_ends)
{
  BeckRasProcessId holder = { start_holder () };
  GPtrArray *records = NULL;

  ck_assert_uint_eq (beck_ras_record_list (&records), ERROR_TIMEOUT);
  child_kill (holder);
  ck_assert_uint_eq (count_records (), 1);
}
END_TEST

START_TEST (a_child_that_was_forked_under_the_lock_does_not_keep_it)
{
  BeckRasProcessId child;
  int directory;

  ck_assert_uint_eq (beck_ras_records_lock (TRUE, &directory), 0);
  child = child_start ();
  beck_ras_records_unlock (directory);
  ck_assert_uint_eq (count_records (), 1);
  child_kill (child);
}
END_TEST

START_TEST (what_a_writer_left_that_died_is_written_over)
{
  g_autofree char *left = record_path (".new");

  ck_assert (g_file_set_contents (left, "half", -1, NULL));
  ck_assert_uint_eq (beck_ras_record_write (sound), 0);
  ck_assert_uint_eq (count_records (), 1);
  ck_assert (!g_file_test (left, G_FILE_TEST_EXISTS));
}
END_TEST

Suite *
record_hostile_suite (void)
{
  Suite *suite = suite_create ("record-hostile");
  TCase *tcase = tcase_create ("files");

  tcase_add_checked_fixture (tcase, set_up, tear_down);
  tcase_add_test (tcase, a_text_that_was_cut_is_no_record);
  tcase_add_test (tcase, texts_that_are_not_as_written_are_no_records);
  tcase_add_test (tcase, what_is_no_text_of_a_sensible_size_is_no_record);
  tcase_add_test (tcase, pipes_directories_and_links_are_no_records);
  tcase_add_test (tcase, a_bad_file_is_replaced_by_a_new_record);
  tcase_add_test (tcase, names_that_are_no_records_are_left_alone);
  tcase_add_test (tcase, a_record_of_somebody_else_is_none);
  suite_add_tcase (suite, tcase);

  tcase = tcase_create ("directory");
  tcase_add_checked_fixture (tcase, set_up, tear_down);
  tcase_add_test (tcase, a_directory_that_others_can_reach_into_is_refused);
  tcase_add_test (tcase, a_directory_that_others_can_take_away_is_refused);
  tcase_add_test (tcase, a_link_or_a_file_in_its_place_is_refused);
  tcase_add_test (tcase, a_directory_of_somebody_else_is_refused);
  suite_add_tcase (suite, tcase);

  tcase = tcase_create ("lock");
  tcase_add_checked_fixture (tcase, set_up, tear_down);
  tcase_set_timeout (tcase, 60);
  tcase_add_test (tcase, the_lock_goes_with_the_process_that_dies);
  tcase_add_test (tcase, waiting_for_one_who_keeps_the_lock_ends);
  tcase_add_test (tcase, a_child_that_was_forked_under_the_lock_does_not_keep_it);
  tcase_add_test (tcase, what_a_writer_left_that_died_is_written_over);
  suite_add_tcase (suite, tcase);
  return suite;
}
