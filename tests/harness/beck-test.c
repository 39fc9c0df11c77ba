/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The harness of the check programs. The linker sends each call of tcase_create() to
 * __wrap_tcase_create() here (see meson.build), which gives the new case the first
 * fixture: its set-up runs before and its tear-down after all others, so what the case's
 * own fixtures hold is not held against the test.
 *
 * Each ck_assert() that holds is noted by check, in case that the test crashes next: a write to a
 * pipe or a file. In a loop over millions of values that is most of the work. So calls of
 * _mark_point() come here, too, and a place that is the one noted last is not noted again.
 *
 * A test may return while another thread is about to drop its last reference; so a
 * surplus counts as a leak only if it is still there after a second.
 */

#include "beck-test.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define GRACE_US G_USEC_PER_SEC

/* Of <beck/object.h>. Weak, because the tests of lib/base and of the compiler do not link
 * lib/com; declared here, so that they need not wait for its generated headers either. */
extern guint beck_debug_report_refs (void) __attribute__ ((weak));

/* The names that ld's --wrap prescribes. */
TCase *__real_tcase_create (const char *name);
TCase *__wrap_tcase_create (const char *name);
void __real__mark_point (const char *file, int line);
void __wrap__mark_point (const char *file, int line);

/* File and line in one, since tests have threads. 0: none in this test. */
static guintptr last_mark;

static struct
{
  GArray *descriptors;
  guint objects;
} before;

static GArray *
open_descriptors (void)
{
  GArray *list = g_array_new (FALSE, FALSE, sizeof (int));
  DIR *dir = opendir ("/proc/self/fd");
  const struct dirent *entry;

  ck_assert_ptr_nonnull (dir);
  while ((entry = readdir (dir)) != NULL)
    {
      int fd = atoi (entry->d_name);

      if (entry->d_name[0] != '.' && fd != dirfd (dir))
        g_array_append_val (list, fd);
    }
  closedir (dir);
  return list;
}

static gboolean
contains (const GArray *list, int fd)
{
  for (guint i = 0; i < list->len; i++)
    if (g_array_index (list, int, i) == fd)
      return TRUE;
  return FALSE;
}

static guint
live_objects (void)
{
  return beck_debug_report_refs != NULL ? beck_debug_report_refs () : 0;
}

static void
print_new_descriptors (const GArray *now)
{
  for (guint i = 0; i < now->len; i++)
    {
      int fd = g_array_index (now, int, i);
      g_autofree char *link = g_strdup_printf ("/proc/self/fd/%d", fd);
      g_autofree char *target = g_file_read_link (link, NULL);

      if (!contains (before.descriptors, fd))
        fprintf (stderr, "left open: %d, %s\n", fd, target != NULL ? target : "closed meanwhile");
    }
}

static guint
surplus_descriptors (gboolean print)
{
  g_autoptr (GArray) now = open_descriptors ();

  if (now->len <= before.descriptors->len)
    return 0;
  if (print)
    print_new_descriptors (now);
  return now->len - before.descriptors->len;
}

static guint
surplus_objects (void)
{
  guint now = live_objects ();

  return now > before.objects ? now - before.objects : 0;
}

static void
look_before (void)
{
  __atomic_store_n (&last_mark, 0, __ATOMIC_RELAXED);
  before.descriptors = open_descriptors ();
  before.objects = live_objects ();
}

static void
look_after (void)
{
  guint objects, descriptors;

  for (gulong slept = 0, pause = 1000; slept < GRACE_US; slept += pause, pause *= 4)
    {
      if (surplus_objects () == 0 && surplus_descriptors (FALSE) == 0)
        break;
      g_usleep (pause);
    }
  objects = surplus_objects ();
  descriptors = surplus_descriptors (TRUE);
  g_clear_pointer (&before.descriptors, g_array_unref);
  if (objects > 0 || descriptors > 0)
    ck_abort_msg ("leaked: %u objects, %u file descriptors", objects, descriptors);
}

TCase *
__wrap_tcase_create (const char *name)
{
  TCase *tcase = __real_tcase_create (name);

  tcase_add_checked_fixture (tcase, look_before, look_after);
  return tcase;
}

void
__wrap__mark_point (const char *file, int line)
{
  guintptr mark = (guintptr) file ^ ((guintptr) line << (GLIB_SIZEOF_VOID_P * 4));

  if (__atomic_exchange_n (&last_mark, mark, __ATOMIC_RELAXED) != mark)
    __real__mark_point (file, line);
}

void
beck_test_keep_objects (guint n)
{
  before.objects += n;
}

void
beck_test_keep_descriptors (void)
{
  g_array_unref (before.descriptors);
  before.descriptors = open_descriptors ();
}

guint
beck_test_every (void)
{
  const char *text = g_getenv ("BECK_TEST_EVERY");
  gint64 every = text != NULL ? g_ascii_strtoll (text, NULL, 10) : 1;

  return (guint) CLAMP (every, 1, 1000);
}

guint
beck_test_rounds (guint n)
{
  return MAX (n / beck_test_every (), 1);
}

int
beck_test_main (int argc, char **argv, Suite *(*const suites[]) (void))
{
  SRunner *runner = srunner_create (NULL);
  int n_run, n_failed;

  /* A child that check forks must not inherit, and write again, half a line of TAP. */
  setvbuf (stdout, NULL, _IOLBF, 0);
  /* Has a descriptor for the life of the process, which no test is to blame for. */
  g_main_context_default ();
  /* Seconds. check's own four are not enough for a test that waits for others on a busy machine. */
  g_setenv ("CK_DEFAULT_TIMEOUT", "25", FALSE);

  for (gsize i = 0; suites[i] != NULL; i++)
    srunner_add_suite (runner, suites[i]());
  srunner_set_tap (runner, "-");
  srunner_run (runner, argc > 1 ? argv[1] : NULL, argc > 2 ? argv[2] : NULL, CK_SILENT);
  n_run = srunner_ntests_run (runner);
  n_failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  if (n_run == 0)
    printf ("Bail out! No test of that name\n");
  return n_run > 0 && n_failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
