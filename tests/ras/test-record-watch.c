/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Watching records: of what others do, and of the end of the processes that records name. */

#include "test-record.h"

#include <glib/gstdio.h>
#include <unistd.h>

#include "base/alloc.h"
#include "ras/loop.h"

typedef struct
{
  GMutex mutex;
  GCond cond;
  guint n_changes;
  guint n_records; /* when it was told last */
  gboolean on_loop;
  BeckRasWatch *freed_inside; /* is freed when it is told */
} Heard;

static Heard heard;
static BeckRasWatch *watch;

static void
hear (gpointer data)
{
  guint n_records = count_records ();

  ck_assert_ptr_eq (data, &heard);
  g_mutex_lock (&heard.mutex);
  heard.n_changes++;
  heard.n_records = n_records;
  heard.on_loop = beck_ras_loop_is_current ();
  g_clear_pointer (&heard.freed_inside, beck_ras_watch_free);
  g_cond_broadcast (&heard.cond);
  g_mutex_unlock (&heard.mutex);
}

/* Until it was told when there were @n records. */
static void
wait_for_records (guint n)
{
  g_mutex_lock (&heard.mutex);
  while (heard.n_changes == 0 || heard.n_records != n)
    g_cond_wait (&heard.cond, &heard.mutex);
  ck_assert (heard.on_loop);
  heard.n_changes = 0;
  g_mutex_unlock (&heard.mutex);
}

static void
wait_for_change (void)
{
  g_mutex_lock (&heard.mutex);
  while (heard.n_changes == 0)
    g_cond_wait (&heard.cond, &heard.mutex);
  heard.n_changes = 0;
  g_mutex_unlock (&heard.mutex);
}

/* Children are forked before there is a second thread. */
static void
begin_watch (void)
{
  ck_assert (beck_ras_loop_hold ());
  watch = beck_ras_watch_new (hear, &heard);
  ck_assert_ptr_nonnull (watch);
}

static void
free_watch (gpointer unused)
{
  g_clear_pointer (&watch, beck_ras_watch_free);
}

static void
end_watch (void)
{
  beck_ras_loop_call (free_watch, NULL);
  beck_ras_loop_release ();
}

static void
set_up (void)
{
  record_set_up ();
  heard = (Heard){ 0 };
}

static void
write_sample (guint8 n, BeckRasProcessId owner, BeckRasProcessId helper)
{
  g_autoptr (BeckRasRecord) record = sample_record (n, owner);

  record->helper = helper;
  ck_assert_uint_eq (beck_ras_record_write (record), 0);
}

/* ---- Others ---- */

static void
wait_for_byte (int fd)
{
  char got;

  if (read (fd, &got, 1) != 1)
    _exit (1);
}

static gboolean
change (BeckRasRecord *record, gpointer data)
{
  record->uses++;
  return TRUE;
}

/* One step for each byte: a record that this process owns is added, changed, removed. */
static void
take_steps (gpointer pipe_end)
{
  int fd = *(int *) pipe_end;
  BeckRasRecord *record = sample_record (1, own_process ());

  wait_for_byte (fd);
  if (beck_ras_record_write (record) != 0)
    _exit (1);
  wait_for_byte (fd);
  if (beck_ras_record_change (&record->id, change, NULL, NULL) != 0)
    _exit (1);
  wait_for_byte (fd);
  if (beck_ras_record_remove (&record->id) != 0)
    _exit (1);
  beck_ras_record_free (record);
}

static void
step (int fd)
{
  ck_assert_int_eq (write (fd, "", 1), 1);
}

START_TEST (what_another_process_does_is_told)
{
  int ends[2];
  pid_t child;

  ck_assert_int_eq (pipe (ends), 0);
  child = child_run (take_steps, &ends[0]);
  begin_watch ();
  step (ends[1]);
  wait_for_records (1);
  step (ends[1]);
  wait_for_change ();
  step (ends[1]);
  wait_for_records (0);
  child_wait (child);
  end_watch ();
  close (ends[0]);
  close (ends[1]);
}
END_TEST

START_TEST (the_end_of_a_helper_is_told)
{
  BeckRasProcessId helper = child_start ();

  write_sample (1, own_process (), helper);
  begin_watch ();
  child_kill (helper);
  /* It has an owner who will see to it. */
  wait_for_records (1);
  end_watch ();
}
END_TEST

START_TEST (the_end_of_an_owner_is_told_and_a_link_without_helper_is_gone)
{
  BeckRasProcessId owner = child_start ();

  begin_watch ();
  write_sample (1, owner, no_process ());
  wait_for_records (1);
  child_kill (owner);
  wait_for_records (0);
  end_watch ();
}
END_TEST

START_TEST (the_end_of_an_owner_is_told_and_a_link_with_helper_stays)
{
  BeckRasProcessId owner = child_start (), helper = child_start ();

  write_sample (1, owner, helper);
  begin_watch ();
  child_kill (owner);
  wait_for_records (1);
  child_kill (helper);
  wait_for_records (0);
  end_watch ();
}
END_TEST

START_TEST (processes_of_later_owners_are_watched)
{
  BeckRasProcessId first = child_start (), second = child_start (), helper = child_start ();

  write_sample (1, first, helper);
  begin_watch ();
  child_kill (first);
  wait_for_change ();
  write_sample (1, second, helper);
  wait_for_change ();
  child_kill (helper);
  wait_for_change ();
  child_kill (second);
  wait_for_records (0);
  end_watch ();
}
END_TEST

/* ---- The watch itself ---- */

START_TEST (a_watch_may_be_freed_when_it_is_told)
{
  begin_watch ();
  heard.freed_inside = g_steal_pointer (&watch);
  write_sample (1, own_process (), no_process ());
  wait_for_records (1);
  end_watch ();
}
END_TEST

START_TEST (a_directory_that_was_taken_away_is_watched_when_it_is_back)
{
  g_autofree char *moved = g_strconcat (record_directory, "-moved", NULL);

  write_sample (1, own_process (), no_process ());
  begin_watch ();
  ck_assert_int_eq (g_rename (record_directory, moved), 0);
  wait_for_records (0);
  write_sample (2, own_process (), no_process ());
  wait_for_records (1);
  end_watch ();
}
END_TEST

static void
refuse_memory (gpointer unused)
{
  beck_alloc_fail_at (0);
  ck_assert_ptr_null (beck_ras_watch_new (hear, &heard));
  beck_alloc_fail_at (-1);
}

START_TEST (a_directory_of_others_or_no_memory_is_no_watch)
{
  ck_assert (beck_ras_loop_hold ());
  beck_ras_loop_call (refuse_memory, NULL);
  ck_assert_int_eq (g_mkdir (record_directory, 0755), 0);
  ck_assert_ptr_null (beck_ras_watch_new (hear, &heard));
  beck_ras_loop_release ();
}
END_TEST

Suite *
record_watch_suite (void)
{
  Suite *suite = suite_create ("record-watch");
  TCase *tcase = tcase_create ("watch");

  tcase_add_checked_fixture (tcase, set_up, record_tear_down);
  tcase_set_timeout (tcase, 30);
  tcase_add_test (tcase, what_another_process_does_is_told);
  tcase_add_test (tcase, the_end_of_a_helper_is_told);
  tcase_add_test (tcase, the_end_of_an_owner_is_told_and_a_link_without_helper_is_gone);
  tcase_add_test (tcase, the_end_of_an_owner_is_told_and_a_link_with_helper_stays);
  tcase_add_test (tcase, processes_of_later_owners_are_watched);
  tcase_add_test (tcase, a_watch_may_be_freed_when_it_is_told);
  tcase_add_test (tcase, a_directory_that_was_taken_away_is_watched_when_it_is_back);
  tcase_add_test (tcase, a_directory_of_others_or_no_memory_is_no_watch);
  suite_add_tcase (suite, tcase);
  return suite;
}
