/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Writing outputs: all temporary files first, then all renames, so that a full disk or
 * a missing directory leaves everything as it was.
 */

#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

static gboolean
set_errno_error (GError **error, const char *path)
{
  int code = errno;

  g_set_error (error, G_IO_ERROR, (int) g_io_error_from_errno (code), "%s: %s", path,
               g_strerror (code));
  return FALSE;
}

static gboolean
write_all (int fd, const char *text, gsize length)
{
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

/* Creates @temporary, a template for g_mkstemp_full. The umask applies to the mode, as
 * it does for the outputs of any compiler. */
static gboolean
write_temporary (char *temporary, const IdlOutput *output, GError **error)
{
  int fd = g_mkstemp_full (temporary, O_RDWR | O_CLOEXEC, 0666);
  gboolean written;

  if (fd < 0)
    {
      *temporary = '\0';
      return set_errno_error (error, output->path);
    }
  written = write_all (fd, output->text, strlen (output->text));
  if (!written)
    set_errno_error (error, output->path);
  if (close (fd) != 0 && written)
    return set_errno_error (error, output->path);
  return written;
}

gboolean
idl_outputs_write (const GPtrArray *outputs, GError **error)
{
  g_autoptr (GPtrArray) temporaries = g_ptr_array_new_with_free_func (g_free);
  gboolean good = TRUE;

  for (guint i = 0; good && i < outputs->len; i++)
    {
      const IdlOutput *output = g_ptr_array_index (outputs, i);
      char *temporary = g_strconcat (output->path, ".XXXXXX", NULL);

      g_ptr_array_add (temporaries, temporary);
      good = write_temporary (temporary, output, error);
    }
  for (guint i = 0; good && i < outputs->len; i++)
    {
      const IdlOutput *output = g_ptr_array_index (outputs, i);
      char *temporary = g_ptr_array_index (temporaries, i);

      good = g_rename (temporary, output->path) == 0 || set_errno_error (error, output->path);
      if (good)
        *temporary = '\0';
    }
  for (guint i = 0; i < temporaries->len; i++)
    if (*(char *) g_ptr_array_index (temporaries, i) != '\0')
      g_unlink (g_ptr_array_index (temporaries, i));
  return good;
}
