/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "target.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

#define MAX_LINKS 40 /* as many as Linux follows */
#define MAX_TRIES 100
#define PERMISSIONS 0777

/* --- finding the place --- */

/* Returns: (transfer full) (nullable): where the link @path leads; NULL if it is none */
static char *
read_link (const char *path)
{
  g_autofree char *text = g_file_read_link (path, NULL);
  g_autofree char *directory = g_path_get_dirname (path);

  if (text == NULL || g_path_is_absolute (text))
    return g_steal_pointer (&text);
  return g_build_filename (directory, text, NULL);
}

/* realpath(3) knows only files that are there, but a link may lead to one that shall be. Links
 * in a circle have been refused before; the limit is for those that change meanwhile. */
static char *
follow_links (const char *path)
{
  char *end = g_strdup (path);
  char *next;

  for (int i = 0; i < MAX_LINKS && (next = read_link (end)) != NULL; i++)
    {
      g_free (end);
      end = next;
    }
  return end;
}

/* Renaming asks for permission to write the directory only; the file may be protected
 * nevertheless. Whatever is no regular file is asked by opening it. */
static int
examine (Target *self, const char *path)
{
  if (stat (path, &self->status) != 0)
    return errno == ENOENT ? 0 : errno;
  self->has_status = TRUE;
  self->is_stdout = demo_is_same_file (path, "/dev/stdout");
  if (S_ISREG (self->status.st_mode) && faccessat (AT_FDCWD, path, W_OK, AT_EACCESS) != 0)
    return errno;
  return 0;
}

/* A link in /proc leads to an open file even if that has lost its name, or never had one. */
static gboolean
is_replaceable (const Target *self, const char *path)
{
  return !self->has_status
         || (S_ISREG (self->status.st_mode) && !self->is_stdout
             && demo_is_same_file (path, self->path));
}

/* --- opening --- */

/* Short, as the directory may allow no longer name than the target's. */
static char *
temporary_name (const char *path)
{
  g_autofree char *directory = g_path_get_dirname (path);
  g_autofree char *name = g_strdup_printf (".beck-%08x", g_random_int ());

  return g_build_filename (directory, name, NULL);
}

static HRESULT
open_temporary (Target *self)
{
  const DWORD mode = FILE_STREAM_WRITE | FILE_STREAM_CREATE | FILE_STREAM_EXCLUSIVE;
  DWORD permissions = self->has_status ? self->status.st_mode & PERMISSIONS : 0666;
  HRESULT hr = S_OK;

  for (int i = 0; i < MAX_TRIES; i++)
    {
      g_autofree char *name = temporary_name (self->path);

      hr = demo_open (name, mode, permissions, &self->stream);
      if (SUCCEEDED (hr))
        self->temporary = g_steal_pointer (&name);
      if (hr != HRESULT_FROM_WIN32 (ERROR_FILE_EXISTS))
        break;
    }
  return hr;
}

static HRESULT
open_in_place (Target *self, const char *path)
{
  ULONGLONG position;
  HRESULT hr = demo_open (path, FILE_STREAM_WRITE, 0, &self->stream);

  if (SUCCEEDED (hr) && S_ISREG (self->status.st_mode))
    hr = ISimpleStream_Seek (self->stream, 0, STREAM_SEEK_END, &position);
  return hr;
}

static void
target_clear (Target *self)
{
  if (self->stream != NULL)
    ISimpleStream_Release (self->stream);
  g_free (self->path);
  g_free (self->temporary);
  *self = (Target){ 0 };
}

HRESULT
target_open (Target *self, const char *path)
{
  HRESULT hr;

  *self = (Target){ 0 };
  hr = beck_hresult_from_errno (examine (self, path));
  if (FAILED (hr))
    return hr;
  self->path = follow_links (path);
  hr = is_replaceable (self, path) ? open_temporary (self) : open_in_place (self, path);
  if (FAILED (hr))
    target_clear (self);
  return hr;
}

gboolean
target_may_have_holes (const Target *self)
{
  return self->temporary != NULL;
}

/* --- closing --- */

/* The stream opened standard output anew and had a position of its own there: whoever writes to
 * the descriptor next shall go on behind what the stream has written. */
static HRESULT
close_stream (Target *self)
{
  HRESULT hr = demo_close (self->stream);

  if (self->is_stdout && S_ISREG (self->status.st_mode))
    lseek (STDOUT_FILENO, 0, SEEK_END);
  return hr;
}

/* The owner as far as we may: not everybody can give files away. Permissions come after it,
 * for a change of owner takes some of them. */
static int
take_over_status (const Target *self)
{
  if (chown (self->temporary, self->status.st_uid, self->status.st_gid) != 0)
    g_debug ("%s: the owner stays: %s", self->temporary, g_strerror (errno));
  return g_chmod (self->temporary, self->status.st_mode & PERMISSIONS) == 0 ? 0 : errno;
}

static HRESULT
take_place (Target *self)
{
  int err = self->has_status ? take_over_status (self) : 0;

  if (err == 0 && g_rename (self->temporary, self->path) != 0)
    err = errno;
  return beck_hresult_from_errno (err);
}

HRESULT
target_commit (Target *self)
{
  HRESULT hr = close_stream (self);

  if (SUCCEEDED (hr) && self->temporary != NULL)
    hr = take_place (self);
  if (FAILED (hr))
    target_discard (self);
  else
    target_clear (self);
  return hr;
}

gboolean
target_discard (Target *self)
{
  gboolean removed = self->temporary != NULL && g_unlink (self->temporary) == 0;

  close_stream (self);
  target_clear (self);
  return removed;
}
