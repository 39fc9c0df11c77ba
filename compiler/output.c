/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Writing outputs: first a look at all targets, then all temporary files, then all
 * renames, so that a full disk or a directory in the way leaves everything as it was.
 * Nothing but a regular file is ever replaced.
 */

#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Symbolic links to links to files that do not exist yet: more are a circle. */
#define MAX_LINKS 40

/* Where one output goes. */
typedef struct
{
  const IdlOutput *output;
  char *path;        /* the file itself, behind all symbolic links */
  char *temporary;   /* beside it; NULL if there is none to remove */
  gboolean exists;
  gboolean in_place; /* no regular file: written to, not replaced */
  gboolean placed;   /* renamed; temporary then holds what was there before, if it exists */
} Target;

static void
target_free (gpointer data)
{
  Target *target = data;

  if (target->temporary != NULL)
    g_unlink (target->temporary);
  g_free (target->temporary);
  g_free (target->path);
  g_free (target);
}

static gboolean
set_errno_error (GError **error, const char *path, int code)
{
  g_set_error (error, G_IO_ERROR, (int) g_io_error_from_errno (code), "%s: %s", path,
               g_strerror (code));
  return FALSE;
}

/* ---- Which file a path means ---- */

/* @path with the links in its directories resolved; NULL with errno set. */
static char *
real_directory (const char *path)
{
  g_autofree char *dir = g_path_get_dirname (path);
  g_autofree char *base = g_path_get_basename (path);
  char *real = realpath (dir, NULL);
  char *joined;

  if (real == NULL)
    return NULL;
  joined = g_build_filename (real, base, NULL);
  free (real);
  return joined;
}

/* The one name of the file @path, which need not exist though its directory must; NULL
 * with errno set. */
static char *
real_path (const char *path)
{
  char *real = real_directory (path);

  for (guint i = 0; real != NULL; i++)
    {
      g_autofree char *from = real;
      g_autofree char *link = g_file_read_link (from, NULL);
      g_autofree char *dir = g_path_get_dirname (from);
      g_autofree char *next = NULL;

      if (link == NULL)
        return g_steal_pointer (&from);
      if (i == MAX_LINKS)
        {
          errno = ELOOP;
          return NULL;
        }
      next = g_path_is_absolute (link) ? g_strdup (link) : g_build_filename (dir, link, NULL);
      real = real_directory (next);
    }
  return NULL;
}

/* What tells one file from another: device and inode, or the path if it is yet to be. */
static char *
identity (const char *path, const GStatBuf *status)
{
  if (status == NULL)
    return g_strdup (path);
  return g_strdup_printf ("%" G_GUINT64_FORMAT ":%" G_GUINT64_FORMAT,
                          (guint64) status->st_dev, (guint64) status->st_ino);
}

static GHashTable *
identify_inputs (const GPtrArray *inputs)
{
  GHashTable *taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < inputs->len; i++)
    {
      const char *path = g_ptr_array_index (inputs, i);
      GStatBuf status;

      if (g_stat (path, &status) == 0)
        g_hash_table_insert (taken, identity (path, &status), (gpointer) "an input");
    }
  return taken;
}

static gboolean
find_target (Target *target, GHashTable *taken, GError **error)
{
  const char *path = target->output->path;
  GStatBuf status;
  const char *other;
  char *key;

  target->exists = g_stat (path, &status) == 0;
  if (!target->exists && errno != ENOENT)
    return set_errno_error (error, path, errno);
  if (target->exists && S_ISDIR (status.st_mode))
    return set_errno_error (error, path, EISDIR);
  target->in_place = target->exists && !S_ISREG (status.st_mode);
  /* What "/dev/stdout" links to has no path. */
  target->path = target->in_place ? g_strdup (path) : real_path (path);
  if (target->path == NULL)
    return set_errno_error (error, path, errno);
  if (target->in_place)
    return TRUE;
  key = identity (target->path, target->exists ? &status : NULL);
  other = g_hash_table_lookup (taken, key);
  if (other != NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS,
                   "%s: this output is the same file as %s", path, other);
      g_free (key);
      return FALSE;
    }
  g_hash_table_insert (taken, key, (gpointer) "another output");
  return TRUE;
}

/* ---- Writing ---- */

static gboolean
write_all (int fd, const char *text)
{
  gsize length = strlen (text);

  while (length > 0)
    {
      gssize n = write (fd, text, length);

      if (n < 0 && errno != EINTR)
        return FALSE;
      if (n > 0)
        {
          text += n;
          length -= (gsize) n;
        }
    }
  return TRUE;
}

/* Takes @fd. */
static gboolean
write_and_close (int fd, const IdlOutput *output, GError **error)
{
  int code = write_all (fd, output->text) ? 0 : errno;

  if (close (fd) != 0 && code == 0)
    code = errno;
  return code == 0 || set_errno_error (error, output->path, code);
}

/* The umask applies to the mode, as it does for the outputs of any compiler. */
static gboolean
write_temporary (Target *target, GError **error)
{
  char *name = g_strconcat (target->path, ".XXXXXX", NULL);
  int fd = g_mkstemp_full (name, O_RDWR | O_CLOEXEC, 0666);

  if (fd < 0)
    {
      int code = errno;

      g_free (name);
      return set_errno_error (error, target->output->path, code);
    }
  target->temporary = name;
  return write_and_close (fd, target->output, error);
}

static gboolean
write_in_place (Target *target, GError **error)
{
  int fd = open (target->path, O_WRONLY | O_CLOEXEC | O_NOCTTY);

  if (fd < 0)
    return set_errno_error (error, target->path, errno);
  return write_and_close (fd, target->output, error);
}

/* Swaps the new file and the old one, so that the old one is still there to go back to. */
static gboolean
place (Target *target, GError **error)
{
  if (target->exists
      && renameat2 (AT_FDCWD, target->temporary, AT_FDCWD, target->path, RENAME_EXCHANGE) == 0)
    target->placed = TRUE;
  else if (g_rename (target->temporary, target->path) == 0)
    {
      /* Either there was nothing before, or it cannot be had back. */
      target->placed = !target->exists;
      g_clear_pointer (&target->temporary, g_free);
    }
  else
    return set_errno_error (error, target->output->path, errno);
  return TRUE;
}

static void
take_back (Target *target)
{
  if (!target->placed)
    return;
  if (!target->exists)
    g_unlink (target->path);
  else
    renameat2 (AT_FDCWD, target->temporary, AT_FDCWD, target->path, RENAME_EXCHANGE);
}

typedef gboolean (*Step) (Target *target, GError **error);

/* Takes @step with each target that is written in place, or each that is not. */
static gboolean
each_target (const GPtrArray *targets, gboolean in_place, Step step, GError **error)
{
  for (guint i = 0; i < targets->len; i++)
    {
      Target *target = g_ptr_array_index (targets, i);

      if (target->in_place == in_place && !step (target, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
place_all (const GPtrArray *targets, GError **error)
{
  if (each_target (targets, FALSE, place, error))
    return TRUE;
  for (guint i = targets->len; i > 0; i--)
    take_back (g_ptr_array_index (targets, i - 1));
  return FALSE;
}

gboolean
idl_outputs_write (const GPtrArray *outputs, const GPtrArray *inputs, GError **error)
{
  g_autoptr (GPtrArray) targets = g_ptr_array_new_with_free_func (target_free);
  g_autoptr (GHashTable) taken = identify_inputs (inputs);

  for (guint i = 0; i < outputs->len; i++)
    {
      Target *target = g_new0 (Target, 1);

      g_ptr_array_add (targets, target);
      target->output = g_ptr_array_index (outputs, i);
      if (!find_target (target, taken, error))
        return FALSE;
    }
  return each_target (targets, FALSE, write_temporary, error)
         && each_target (targets, TRUE, write_in_place, error) && place_all (targets, error);
}
