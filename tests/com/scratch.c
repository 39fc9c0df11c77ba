/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "scratch.h"

#include <check.h>
#include <ftw.h>
#include <glib/gstdio.h>

static char *data_root;

void
scratch_use_data_dirs (void)
{
  g_autofree char *home = NULL;
  g_autofree char *system = NULL;

  data_root = g_dir_make_tmp ("beck-data-XXXXXX", NULL);
  home = g_build_filename (data_root, "home", NULL);
  system = g_build_filename (data_root, "system", NULL);
  g_setenv ("XDG_DATA_HOME", home, TRUE);
  g_setenv ("XDG_DATA_DIRS", system, TRUE);
  g_unsetenv ("BECK_CLASS_PATH");
}

void
scratch_remove_data_dirs (void)
{
  scratch_remove (data_root);
  g_clear_pointer (&data_root, g_free);
}

void
scratch_write (const char *directory, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (directory, name, NULL);

  ck_assert_int_eq (g_mkdir_with_parents (directory, 0700), 0);
  ck_assert (g_file_set_contents (path, text, -1, NULL));
}

static int
remove_entry (const char *path, const struct stat *status, int type, struct FTW *where)
{
  return g_remove (path);
}

void
scratch_remove (const char *path)
{
  nftw (path, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}
