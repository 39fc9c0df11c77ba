/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <beck/types.h>

/*
 * A temporary directory tree for tests of what stands in files. scratch_use_data_dirs()
 * points XDG_DATA_HOME and XDG_DATA_DIRS into one, for GLib reads these once in the life
 * of a process; main() calls it first, so that no test looks into the user's files.
 */

void scratch_use_data_dirs (void);
void scratch_remove_data_dirs (void);

/* Writes @text to the file @name of @directory, making the directory. */
void scratch_write (const char *directory, const char *name, const char *text);

/* Removes @path and everything below. */
void scratch_remove (const char *path);
