/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Files on disk. An import is looked for beside the file that imports it, then along
 * -I, then where the system interfaces are installed.
 */

#include "files.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

static gboolean
is_file (const char *path)
{
  return g_file_test (path, G_FILE_TEST_EXISTS) && !g_file_test (path, G_FILE_TEST_IS_DIR);
}

/* "a/./b/../c" → "a/c", so that one file has one name. */
static char *
tidy (const char *path)
{
  g_autofree char *here = g_get_current_dir ();
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);
  gsize length = strlen (here);

  if (!g_path_is_absolute (path) && g_str_has_prefix (absolute, here) && absolute[length] == '/')
    return g_strdup (absolute + length + 1);
  return g_path_is_absolute (path) ? g_steal_pointer (&absolute) : g_strdup (path);
}

static char *
try_dir (const char *dir, const char *name)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);

  return is_file (path) ? tidy (path) : NULL;
}

static char *
resolve (gpointer data, const char *name, const char *from)
{
  const IdlDisk *disk = data;
  g_autofree char *dir = NULL;
  char *path;

  if (from == NULL || g_path_is_absolute (name))
    return is_file (name) ? tidy (name) : NULL;
  dir = g_path_get_dirname (from);
  path = strcmp (dir, ".") == 0 ? (is_file (name) ? tidy (name) : NULL) : try_dir (dir, name);
  for (guint i = 0; path == NULL && disk->include_dirs[i] != NULL; i++)
    path = try_dir (disk->include_dirs[i], name);
  return path;
}

/* A file over the limit is refused without being read. */
static GBytes *
read_file (const char *path, GError **error)
{
  GStatBuf status;
  gsize length;
  char *text;

  if (g_stat (path, &status) == 0 && S_ISREG (status.st_mode) && status.st_size > IDL_MAX_SOURCE)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, "%s: larger than %u MiB", path,
                   IDL_MAX_SOURCE >> 20);
      return NULL;
    }
  return g_file_get_contents (path, &text, &length, error) ? g_bytes_new_take (text, length)
                                                            : NULL;
}

static GBytes *
load (gpointer data, const char *path, GBytes **original, GError **error)
{
  const IdlDisk *disk = data;
  GBytes *text = read_file (path, error);
  GBytes *processed;
  gsize length;
  const char *bytes;

  if (text == NULL)
    return NULL;
  bytes = g_bytes_get_data (text, &length);
  if (disk->macros[0] == NULL && !idl_needs_preprocessing (bytes, length))
    return text;
  processed = idl_preprocess (disk, path, error);
  if (processed == NULL)
    {
      g_bytes_unref (text);
      return NULL;
    }
  *original = text;
  return processed;
}

gboolean
idl_disk_init (IdlDisk *disk, char **include_dirs, char **macros, const char *cpp, GError **error)
{
  static const IdlFiles files = { resolve, load, NULL };

  memset (disk, 0, sizeof *disk);
  disk->files = files;
  disk->files.data = disk;
  disk->include_dirs = g_strdupv (include_dirs);
  disk->macros = g_strdupv (macros);
  return g_shell_parse_argv (cpp != NULL ? cpp : "cc -E", NULL, &disk->cpp, error);
}

void
idl_disk_clear (IdlDisk *disk)
{
  g_strfreev (disk->include_dirs);
  g_strfreev (disk->macros);
  g_strfreev (disk->cpp);
}
