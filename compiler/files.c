/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Files on disk. An import is looked for beside the file that imports it, then along
 * -I, then where the system interfaces are installed.
 */

#include "files.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

/* The name under which the file at @path is known, which is @path if this is the first
 * one; NULL if there is no such file. Two paths to one file, by "..", by link or by
 * absolute and relative directories, must not make two files of it. */
static const char *
known_name (IdlDisk *disk, const char *path)
{
  g_autofree char *identity = NULL;
  const char *name;
  GStatBuf status;

  if (g_stat (path, &status) != 0 || S_ISDIR (status.st_mode))
    return NULL;
  identity = g_strdup_printf ("%" G_GUINT64_FORMAT ":%" G_GUINT64_FORMAT,
                              (guint64) status.st_dev, (guint64) status.st_ino);
  name = g_hash_table_lookup (disk->names, identity);
  if (name != NULL)
    return name;
  g_hash_table_insert (disk->names, g_steal_pointer (&identity), g_strdup (path));
  return path;
}

/* The file @name in @dir, or NULL. */
static char *
try_dir (IdlDisk *disk, const char *dir, const char *name)
{
  g_autofree char *path
      = strcmp (dir, ".") == 0 ? g_strdup (name) : g_build_filename (dir, name, NULL);

  return g_strdup (known_name (disk, path));
}

static char *
resolve (gpointer data, const char *name, const char *from)
{
  IdlDisk *disk = data;
  g_autofree char *dir = NULL;
  char *path;

  if (from == NULL || g_path_is_absolute (name))
    return g_strdup (known_name (disk, name));
  dir = g_path_get_dirname (from);
  path = try_dir (disk, dir, name);
  for (guint i = 0; path == NULL && disk->include_dirs[i] != NULL; i++)
    path = try_dir (disk, disk->include_dirs[i], name);
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
  IdlDisk *disk = data;
  GBytes *text = read_file (path, error);
  GBytes *processed;
  gsize length;
  const char *bytes;

  if (text == NULL)
    return NULL;
  known_name (disk, path);
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
  disk->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  disk->include_dirs = g_strdupv (include_dirs);
  disk->macros = g_strdupv (macros);
  return g_shell_parse_argv (cpp != NULL ? cpp : "cc -E", NULL, &disk->cpp, error);
}

void
idl_disk_clear (IdlDisk *disk)
{
  g_hash_table_unref (disk->names);
  g_strfreev (disk->include_dirs);
  g_strfreev (disk->macros);
  g_strfreev (disk->cpp);
}
