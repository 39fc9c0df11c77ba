/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Records: what is written is what is read, by however many processes at once, and nothing is
 * left of connections whose processes are gone. */

#include "test-record.h"

#include <beck/guid.h>
#include <beck/status.h>
#include <glib/gstdio.h>
#include <pthread.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"

static void
write_sample (guint8 n, BeckRasProcessId owner, BeckRasProcessId helper)
{
  g_autoptr (BeckRasRecord) record = sample_record (n, owner);

  record->helper = helper;
  ck_assert_uint_eq (beck_ras_record_write (record), 0);
}

static void
assert_same (const BeckRasRecord *a, const BeckRasRecord *b)
{
  g_autofree char *saved_a = g_key_file_to_data (a->session, NULL, NULL);
  g_autofree char *saved_b = g_key_file_to_data (b->session, NULL, NULL);

  ck_assert (beck_guid_equal (&a->id, &b->id));
  ck_assert_str_eq (a->entry, b->entry);
  ck_assert_str_eq (a->book, b->book);
  ck_assert_str_eq (a->backend, b->backend);
  ck_assert_str_eq (a->phone_number, b->phone_number);
  ck_assert_uint_eq (a->flags, b->flags);
  ck_assert_uint_eq (a->uses, b->uses);
  ck_assert_uint_eq (a->state, b->state);
  ck_assert_uint_eq (a->sub_state, b->sub_state);
  ck_assert_uint_eq (a->error, b->error);
  ck_assert_mem_eq (&a->link, &b->link, sizeof a->link);
  ck_assert_int_eq (a->since, b->since);
  ck_assert_mem_eq (&a->baseline, &b->baseline, sizeof a->baseline);
  ck_assert_int_eq (a->owner.pid, b->owner.pid);
  ck_assert_uint_eq (a->owner.start, b->owner.start);
  ck_assert_int_eq (a->helper.pid, b->helper.pid);
  ck_assert_uint_eq (a->helper.start, b->helper.start);
  ck_assert_str_eq (saved_a, saved_b);
}

/* ---- Reading and writing ---- */

START_TEST (what_is_written_is_what_is_read)
{
  g_autoptr (BeckRasRecord) record = sample_record (1, own_process ());
  g_autoptr (BeckRasRecord) read = NULL;

  ck_assert_uint_eq (beck_ras_record_write (record), 0);
  ck_assert_uint_eq (beck_ras_record_read (&record->id, &read), 0);
  assert_same (record, read);
  ck_assert_int_gt (read->begun, 0);
}
END_TEST

START_TEST (an_unknown_record_is_an_invalid_handle)
{
  const GUID second = { 0xbec4, 1, 2, { 3, 4, 5, 6, 7, 8, 9, 2 } };
  g_autoptr (BeckRasRecord) record = sample_record (1, own_process ());
  BeckRasRecord *read = record;

  /* Without a directory, and with one. */
  for (int i = 0; i < 2; i++)
    {
      ck_assert_uint_eq (beck_ras_record_read (&record->id, &read), ERROR_INVALID_HANDLE);
      ck_assert_ptr_null (read);
      ck_assert_uint_eq (beck_ras_record_remove (&record->id), ERROR_INVALID_HANDLE);
      ck_assert_uint_eq (count_records (), 0);
      write_sample (2, own_process (), no_process ());
      ck_assert_uint_eq (beck_ras_record_remove (&second), 0);
    }
}
END_TEST

START_TEST (directory_and_files_are_the_owners_alone)
{
  g_autoptr (BeckRasRecord) record = sample_record (1, own_process ());
  g_autofree char *path = record_path_of (record);
  GStatBuf info;

  umask (0);
  ck_assert_uint_eq (beck_ras_record_write (record), 0);
  ck_assert_int_eq (g_stat (record_directory, &info), 0);
  ck_assert_uint_eq (info.st_mode & 07777, 0700);
  ck_assert_int_eq (g_stat (path, &info), 0);
  ck_assert_uint_eq (info.st_mode & 07777, 0600);
}
END_TEST

static gboolean
clear (BeckRasRecord *record, gpointer data)
{
  record->since = 1;
  return TRUE;
}

START_TEST (records_are_listed_in_the_order_they_were_first_written)
{
  g_autoptr (GPtrArray) records = NULL;
  g_autoptr (BeckRasRecord) again = sample_record (5, own_process ());

  for (guint8 n = 5; n > 0; n--)
    write_sample (n, own_process (), no_process ());
  ck_assert_uint_eq (beck_ras_record_write (again), 0);
  ck_assert_uint_eq (beck_ras_record_change (&again->id, clear, NULL, NULL), 0);
  ck_assert_uint_eq (beck_ras_record_list (&records), 0);
  ck_assert_uint_eq (records->len, 5);
  for (guint i = 0; i < 5; i++)
    ck_assert_uint_eq (((BeckRasRecord *) records->pdata[i])->id.Data4[7], 5 - i);
}
END_TEST

static gboolean
edit (BeckRasRecord *record, gpointer data)
{
  record->uses += 3;
  g_key_file_set_string (record->session, BECK_RAS_RECORD_SESSION, "More", "x");
  return *(gboolean *) data;
}

START_TEST (a_change_is_written_if_it_says_so)
{
  g_autoptr (BeckRasRecord) record = sample_record (1, own_process ());
  g_autoptr (BeckRasRecord) kept = NULL, changed = NULL, read = NULL;
  g_autofree char *path = record_path_of (record);
  g_autofree char *before = NULL, *after = NULL;

  ck_assert_uint_eq (beck_ras_record_write (record), 0);
  g_file_get_contents (path, &before, NULL, NULL);
  ck_assert_uint_eq (beck_ras_record_change (&record->id, edit, &(gboolean){ FALSE }, &kept), 0);
  g_file_get_contents (path, &after, NULL, NULL);
  ck_assert_str_eq (before, after);

  ck_assert_uint_eq (beck_ras_record_change (&record->id, edit, &(gboolean){ TRUE }, &changed), 0);
  ck_assert_uint_eq (beck_ras_record_read (&record->id, &read), 0);
  assert_same (changed, read);
  ck_assert_uint_eq (read->uses, 4);
}
END_TEST

/* ---- Many processes ---- */

#define N_PROCESSES 6
#define N_CHANGES 100

static gboolean
use_once_more (BeckRasRecord *record, gpointer data)
{
  record->uses++;
  return TRUE;
}

static void
use_often (gpointer id)
{
  for (int i = 0; i < N_CHANGES; i++)
    if (beck_ras_record_change (id, use_once_more, NULL, NULL) != 0)
      _exit (1);
}

START_TEST (changes_of_several_processes_are_all_kept)
{
  g_autoptr (BeckRasRecord) record = sample_record (1, own_process ());
  g_autoptr (BeckRasRecord) read = NULL;
  pid_t children[N_PROCESSES];

  ck_assert_uint_eq (beck_ras_record_write (record), 0);
  for (int i = 0; i < N_PROCESSES; i++)
    children[i] = child_run (use_often, &record->id);
  use_often (&record->id);
  for (int i = 0; i < N_PROCESSES; i++)
    child_wait (children[i]);
  ck_assert_uint_eq (beck_ras_record_read (&record->id, &read), 0);
  ck_assert_uint_eq (read->uses, 1 + (N_PROCESSES + 1) * N_CHANGES);
}
END_TEST

static gpointer
use_often_in_thread (gpointer id)
{
  for (int i = 0; i < N_CHANGES; i++)
    ck_assert_uint_eq (beck_ras_record_change (id, use_once_more, NULL, NULL), 0);
  return NULL;
}

START_TEST (changes_of_several_threads_are_all_kept)
{
  g_autoptr (BeckRasRecord) record = sample_record (1, own_process ());
  g_autoptr (BeckRasRecord) read = NULL;
  GThread *threads[3];

  ck_assert_uint_eq (beck_ras_record_write (record), 0);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("user", use_often_in_thread, &record->id);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  ck_assert_uint_eq (beck_ras_record_read (&record->id, &read), 0);
  ck_assert_uint_eq (read->uses, 1 + G_N_ELEMENTS (threads) * N_CHANGES);
}
END_TEST

static void
write_and_remove (gpointer data)
{
  g_autoptr (BeckRasRecord) record = sample_record (1, own_process ());

  for (int i = 0; i < N_CHANGES; i++)
    if (beck_ras_record_write (record) != 0 || beck_ras_record_remove (&record->id) != 0)
      _exit (1);
}

START_TEST (who_lists_while_others_write_sees_whole_records)
{
  pid_t child;

  write_sample (2, own_process (), no_process ());
  child = child_run (write_and_remove, NULL);
  for (int i = 0; i < N_CHANGES; i++)
    {
      guint n = count_records ();

      ck_assert_msg (n == 1 || n == 2, "%u records", n);
    }
  child_wait (child);
  ck_assert_uint_eq (count_records (), 1);
}
END_TEST

/* ---- Stale records ---- */

START_TEST (a_record_stays_while_its_owner_or_its_helper_lives)
{
  BeckRasProcessId owner = child_start (), helper = child_start ();

  write_sample (1, owner, helper);
  ck_assert_uint_eq (count_records (), 1);
  child_kill (owner);
  ck_assert_uint_eq (count_records (), 1);
  child_kill (helper);
  ck_assert_uint_eq (count_records (), 0);
  write_sample (1, own_process (), helper);
  ck_assert_uint_eq (count_records (), 1);
}
END_TEST

START_TEST (reading_the_record_of_the_dead_removes_it)
{
  BeckRasProcessId owner = child_start ();
  g_autoptr (BeckRasRecord) record = sample_record (1, owner);
  g_autofree char *path = record_path_of (record);
  BeckRasRecord *read = NULL;

  ck_assert_uint_eq (beck_ras_record_write (record), 0);
  ck_assert (g_file_test (path, G_FILE_TEST_EXISTS));
  child_kill (owner);
  ck_assert_uint_eq (beck_ras_record_read (&record->id, &read), ERROR_INVALID_HANDLE);
  ck_assert_ptr_null (read);
  ck_assert (!g_file_test (path, G_FILE_TEST_EXISTS));
}
END_TEST

START_TEST (another_process_of_the_same_number_is_not_the_owner)
{
  BeckRasProcessId other = own_process ();

  other.start++;
  write_sample (1, other, no_process ());
  ck_assert_uint_eq (count_records (), 0);
}
END_TEST

/* Says how many records there are, and waits to be killed. */
static gpointer
list_own (gpointer fd)
{
  g_autofree char *stat = NULL;
  guint8 n;

  /* The state of the first thread, which is ending. */
  do
    g_clear_pointer (&stat, g_free);
  while (!g_file_get_contents ("/proc/self/stat", &stat, NULL, NULL)
         || strstr (stat, ") Z ") == NULL);
  n = (guint8) count_records ();
  if (write (GPOINTER_TO_INT (fd), &n, 1) != 1)
    _exit (1);
  for (;;)
    pause ();
}

static void
end_first_thread (gpointer fd)
{
  BeckRasRecord *record = sample_record (1, own_process ());

  if (beck_ras_record_write (record) != 0)
    _exit (2);
  g_thread_unref (g_thread_new ("second", list_own, fd));
  pthread_exit (NULL);
}

START_TEST (a_process_lives_while_any_of_its_threads_does)
{
  BeckRasProcessId child = { 0 };
  guint8 n = 0;
  int ends[2];

  ck_assert_int_eq (pipe (ends), 0);
  child.pid = child_run (end_first_thread, GINT_TO_POINTER (ends[1]));
  ck_assert_int_eq (read (ends[0], &n, 1), 1);
  ck_assert_uint_eq (n, 1);
  ck_assert_uint_eq (count_records (), 1);
  child_kill (child);
  ck_assert_uint_eq (count_records (), 0);
  close (ends[0]);
  close (ends[1]);
}
END_TEST

/* ---- Memory ---- */

static guint32
list_and_drop (const GUID *id)
{
  g_autoptr (GPtrArray) records = NULL;
  guint32 error = beck_ras_record_list (&records);

  ck_assert ((error == 0) == (records != NULL));
  return error;
}

static guint32
change_once (const GUID *id)
{
  g_autoptr (BeckRasRecord) record = NULL;
  guint32 error = beck_ras_record_change (id, use_once_more, NULL, &record);

  ck_assert ((error == 0) == (record != NULL));
  return error;
}

static guint
fail_each_allocation (guint32 (*scenario) (const GUID *id), const GUID *id)
{
  guint n_failures = 0;
  gint64 n_tried;
  guint32 error;

  for (gint64 index = 0;; index++)
    {
      beck_alloc_fail_at (index);
      error = scenario (id);
      n_tried = beck_alloc_count ();
      beck_alloc_fail_at (-1);
      if (n_tried <= index)
        break;
      ck_assert_uint_eq (error, ERROR_NOT_ENOUGH_MEMORY);
      n_failures++;
    }
  ck_assert_uint_eq (error, 0);
  return n_failures;
}

START_TEST (lack_of_memory_is_told_and_changes_nothing)
{
  g_autoptr (BeckRasRecord) record = sample_record (1, own_process ());
  g_autoptr (BeckRasRecord) read = NULL;
  char *text = NULL;

  ck_assert_uint_eq (beck_ras_record_write (record), 0);
  ck_assert_uint_gt (fail_each_allocation (list_and_drop, &record->id), 0);
  ck_assert_uint_gt (fail_each_allocation (change_once, &record->id), 0);
  ck_assert_uint_eq (beck_ras_record_read (&record->id, &read), 0);
  ck_assert_uint_eq (read->uses, 2);

  ck_assert (beck_ras_record_set (&text, "kept"));
  beck_alloc_fail_at (0);
  ck_assert (!beck_ras_record_set (&text, "lost"));
  beck_alloc_fail_at (0);
  ck_assert_ptr_null (beck_ras_record_new ());
  beck_alloc_fail_at (-1);
  ck_assert_str_eq (text, "kept");
  beck_free (text);
}
END_TEST

static TCase *
add_case (Suite *suite, const char *name)
{
  TCase *tcase = tcase_create (name);

  tcase_add_checked_fixture (tcase, record_set_up, record_tear_down);
  suite_add_tcase (suite, tcase);
  return tcase;
}

Suite *
record_suite (void)
{
  Suite *suite = suite_create ("record");
  TCase *tcase = add_case (suite, "text");

  tcase_add_test (tcase, what_is_written_is_what_is_read);
  tcase_add_test (tcase, an_unknown_record_is_an_invalid_handle);
  tcase_add_test (tcase, directory_and_files_are_the_owners_alone);
  tcase_add_test (tcase, records_are_listed_in_the_order_they_were_first_written);
  tcase_add_test (tcase, a_change_is_written_if_it_says_so);
  tcase_add_test (tcase, lack_of_memory_is_told_and_changes_nothing);

  tcase = add_case (suite, "processes");
  tcase_set_timeout (tcase, 60);
  tcase_add_test (tcase, changes_of_several_processes_are_all_kept);
  tcase_add_test (tcase, changes_of_several_threads_are_all_kept);
  tcase_add_test (tcase, who_lists_while_others_write_sees_whole_records);
  tcase_add_test (tcase, a_record_stays_while_its_owner_or_its_helper_lives);
  tcase_add_test (tcase, reading_the_record_of_the_dead_removes_it);
  tcase_add_test (tcase, another_process_of_the_same_number_is_not_the_owner);
  tcase_add_test (tcase, a_process_lives_while_any_of_its_threads_does);
  return suite;
}

int
main (int argc, char **argv)
{
  static Suite *(*const suites[]) (void)
    = { record_suite, record_hostile_suite, record_watch_suite, NULL };

  return beck_test_main (argc, argv, suites);
}
