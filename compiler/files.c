/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Files on disk. An import is looked for beside the file that imports it, then along
 * -I, then where the system interfaces are installed.
 */

#include "files.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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

static GBytes *
set_file_error (GError **error, const char *path, const char *problem)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "%s: %s", path, problem);
  return NULL;
}

/* The text behind @fd, as far as it is not too long anyway. */
static GBytes *
read_descriptor (int fd, const char *path, GError **error)
{
  g_autoptr (GByteArray) text = g_byte_array_new ();
  guint8 chunk[16384];
  gssize n;

  do
    {
      n = read (fd, chunk, sizeof chunk);
      if (n < 0 && errno != EINTR)
        return set_file_error (error, path, g_strerror (errno));
      if (n > 0)
        g_byte_array_append (text, chunk, (guint) n);
    }
  while (n != 0 && text->len <= IDL_MAX_SOURCE);
  return g_byte_array_free_to_bytes (g_steal_pointer (&text));
}

/* Only regular files are read: a device may have no end, and a FIFO no beginning. The
 * preprocessor opens the file again, but by then it is known what it is. */
static GBytes *
read_file (const char *path, GError **error)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  GBytes *text = NULL;
  struct stat status;

  if (fd < 0)
    return set_file_error (error, path, g_strerror (errno));
  if (fstat (fd, &status) != 0)
    set_file_error (error, path, g_strerror (errno));
  else if (!S_ISREG (status.st_mode))
    set_file_error (error, path, "not a regular file");
  else if (status.st_size > IDL_MAX_SOURCE)
    set_file_error (error, path, IDL_TOO_LARGE);
  else
    text = read_descriptor (fd, path, error);
  close (fd);
  return text;
}

static GBytes *
load (gpointer data, const char *path, GBytes **original, GError **error)
{
  IdlDisk *disk = data;
  GBytes *text = read_file (path, error);
  GBytes *processed;
  gsize length;
  const char *bytes;

  g_clear_pointer (&disk->complaints, g_ptr_array_unref);
  if (text == NULL)
    return NULL;
  known_name (disk, path);
  bytes = g_bytes_get_data (text, &length);
  if (disk->macros[0] == NULL && !idl_needs_preprocessing (bytes, length))
    return text;
  processed = idl_preprocess (disk, path, &disk->complaints, error);
  if (processed == NULL)
    {
      g_bytes_unref (text);
      return NULL;
    }
  *original = text;
  return processed;
}

static GPtrArray *
complaints (gpointer data)
{
  IdlDisk *disk = data;

  return g_steal_pointer (&disk->complaints);
}

gboolean
idl_disk_init (IdlDisk *disk, char **include_dirs, char **macros, const char *cpp, GError **error)
{
  static const IdlFiles files = { resolve, load, NULL, complaints };

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
  g_clear_pointer (&disk->complaints, g_ptr_array_unref);
  g_hash_table_unref (disk->names);
  g_strfreev (disk->include_dirs);
  g_strfreev (disk->macros);
  g_strfreev (disk->cpp);
}
