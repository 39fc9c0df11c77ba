/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The pppd of a test, and the directory it lives in. */

#include "test-pppd-kit.h"

#include <glib/gstdio.h>
#include <stdlib.h>

#include "ras/pppd-private.h"
#include "ras/backends.h"

static char *directory, *old_path;
static const char *old_device;

static const char program[]
  = "#!/bin/sh\n"
    "dir='%s' modem='%s'\n"
    "n=$(($(cat \"$dir/count\") + 1))\n"
    "echo $n >\"$dir/count\"\n"
    "options=$2\n"
    "tr '\\0' ' ' </proc/$$/cmdline >\"$dir/arguments.$n\"\n"
    "tr '\\0' ' ' </proc/$$/environ >\"$dir/environment.$n\"\n"
    "cp \"$options\" \"$dir/options.$n\"\n"
    "word () { sed -n \"s/^$1 \\\"\\(.*\\)\\\"\\$/\\1/p\" \"$options\"; }\n"
    "cat \"$(word file)\" >\"$dir/heard.$n\"\n"
    "say () { for line; do echo \"$line\"; done; }\n"
    "stay () { trap 'exit 5' TERM; sleep 1000 & wait; }\n"
    "modem () {\n"
    "  \"$modem\" \"$1\" \"$2\" \"$(word connect)\" 3>\"$dir/commands.$n\" || exit 8\n"
    "  say 'Serial connection established.'\n"
    "}\n"
    ". \"$dir/plan.$n\"\n";

static char *
path_of (const char *name)
{
  return g_build_filename (directory, name, NULL);
}

static void
write_file (const char *name, const char *text, int mode)
{
  char *path = path_of (name);

  ck_assert (g_file_set_contents (path, text, -1, NULL));
  ck_assert_int_eq (g_chmod (path, mode), 0);
  g_free (path);
}

void
pppd_kit_set_up (void)
{
  char *text, *path, *run;

  ck_assert_ptr_nonnull (g_getenv ("BECK_TEST_MODEM"));
  kit_set_up_loop ();
  directory = g_dir_make_tmp ("beck-pppd-XXXXXX", NULL);
  ck_assert_ptr_nonnull (directory);
  text = g_strdup_printf (program, directory, g_getenv ("BECK_TEST_MODEM"));
  write_file ("pppd", text, 0700);
  write_file ("count", "0", 0600);
  old_path = g_strdup (g_getenv ("PATH"));
  path = g_strconcat (directory, ":", old_path, NULL);
  g_setenv ("PATH", path, TRUE);
  run = path_of ("run");
  ck_assert_int_eq (g_mkdir (run, 0700), 0);
  g_setenv ("BECK_RAS_RUNTIME_DIR", run, TRUE);
  old_device = pppd_kernel_device;
  pppd_kernel_device = "/dev/null";
  g_free (run);
  g_free (path);
  g_free (text);
}

static void
remove_all (const char *path)
{
  GDir *names = g_dir_open (path, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (names)) != NULL)
    {
      char *file = g_build_filename (path, name, NULL);

      if (g_file_test (file, G_FILE_TEST_IS_DIR))
        remove_all (file);
      else
        g_unlink (file);
      g_free (file);
    }
  g_dir_close (names);
  g_rmdir (path);
}

/* The directory of the places, if there ever was one, is empty. */
static void
check_places (void)
{
  char *path = path_of ("run/pppd");
  GDir *names = g_dir_open (path, 0, NULL);

  if (names != NULL)
    {
      ck_assert_ptr_null (g_dir_read_name (names));
      g_dir_close (names);
    }
  g_free (path);
}

void
pppd_kit_tear_down (void)
{
  check_places ();
  pppd_kernel_device = old_device;
  g_setenv ("PATH", old_path, TRUE);
  g_unsetenv ("BECK_RAS_RUNTIME_DIR");
  remove_all (directory);
  g_clear_pointer (&old_path, g_free);
  g_clear_pointer (&directory, g_free);
  kit_tear_down_loop ();
}

void
pppd_kit_plan (guint number, const char *plan)
{
  char *name = g_strdup_printf ("plan.%u", number);

  write_file (name, plan, 0600);
  g_free (name);
}

char *
pppd_kit_read (const char *name)
{
  char *path = path_of (name), *text = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    text = g_strdup ("");
  g_free (path);
  return text;
}

guint
pppd_kit_count_starts (void)
{
  char *text = pppd_kit_read ("count");
  const guint n = (guint) atoi (text);

  g_free (text);
  return n;
}

void
pppd_kit_init (Kit *kit)
{
  kit_init (kit, &beck_ras_pppd,
            kit_entry ((const char *const[]){ "DeviceType", "PPPoE", "DeviceName", "eth9",
                                              "PppdPeer", "test", NULL }));
  kit_set_credentials (kit, "ann", "hunter2");
}
