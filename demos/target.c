/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "target.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <unistd.h>

#define MAX_TRIES 100
#define PERMISSIONS 0777

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
  char *resolved = realpath (path, NULL);
  HRESULT hr;

  *self = (Target){ .path = g_strdup (resolved != NULL ? resolved : path) };
  free (resolved);
  self->has_status = stat (self->path, &self->status) == 0;
  if (self->has_status && !S_ISREG (self->status.st_mode))
    hr = demo_open (self->path, FILE_STREAM_WRITE, 0, &self->stream);
  else
    hr = open_temporary (self);
  if (FAILED (hr))
    target_clear (self);
  return hr;
}

gboolean
target_may_have_holes (const Target *self)
{
  return self->temporary != NULL;
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
  HRESULT hr = demo_close (self->stream);

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

  demo_close (self->stream);
  target_clear (self);
  return removed;
}
