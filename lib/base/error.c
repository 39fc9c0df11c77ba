/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * HRESULT to GError and back. Errors of GLib that have the meaning of an errno take
 * the way over it, so that there is one table of what an errno is as an HRESULT.
 */

#include <beck/error.h>

#include <errno.h>
#include <gio/gio.h>

typedef struct
{
  int code;
  int err;
} CodeRow;

#define IO(name, err) { G_IO_ERROR_##name, err }

static const CodeRow io_errors[] = {
  IO (ADDRESS_IN_USE, EADDRINUSE),
  IO (ALREADY_MOUNTED, EBUSY),
  IO (BROKEN_PIPE, EPIPE),
  IO (BUSY, EBUSY),
  IO (CANCELLED, ECANCELED),
  IO (CLOSED, EBADF),
  IO (CONNECTION_REFUSED, ECONNREFUSED),
  IO (EXISTS, EEXIST),
  IO (FILENAME_TOO_LONG, ENAMETOOLONG),
  IO (HOST_NOT_FOUND, EHOSTUNREACH),
  IO (HOST_UNREACHABLE, EHOSTUNREACH),
  IO (INVALID_ARGUMENT, EINVAL),
  IO (INVALID_DATA, EBADMSG),
  IO (INVALID_FILENAME, EINVAL),
  IO (IS_DIRECTORY, EISDIR),
  IO (MESSAGE_TOO_LARGE, EMSGSIZE),
  IO (NETWORK_UNREACHABLE, ENETUNREACH),
  IO (NOT_CONNECTED, ENOTCONN),
  IO (NOT_DIRECTORY, ENOTDIR),
  IO (NOT_EMPTY, ENOTEMPTY),
  IO (NOT_FOUND, ENOENT),
  IO (NOT_SUPPORTED, EOPNOTSUPP),
  IO (NO_SPACE, ENOSPC),
  IO (NO_SUCH_DEVICE, ENODEV),
  IO (PARTIAL_INPUT, EBADMSG),
  IO (PENDING, EINPROGRESS),
  IO (PERMISSION_DENIED, EACCES),
  IO (READ_ONLY, EROFS),
  IO (TIMED_OUT, ETIMEDOUT),
  IO (TOO_MANY_LINKS, EMLINK),
  IO (TOO_MANY_OPEN_FILES, EMFILE),
  IO (WOULD_BLOCK, EAGAIN),
};

/* GFileError has the names of errno: EXIST means EEXIST. */
#define FILE_ERROR(name) { G_FILE_ERROR_##name, E##name }

static const CodeRow file_errors[] = {
  FILE_ERROR (EXIST), FILE_ERROR (ISDIR), FILE_ERROR (ACCES), FILE_ERROR (NAMETOOLONG),
  FILE_ERROR (NOENT), FILE_ERROR (NOTDIR), FILE_ERROR (NXIO), FILE_ERROR (NODEV),
  FILE_ERROR (ROFS), FILE_ERROR (TXTBSY), FILE_ERROR (FAULT), FILE_ERROR (LOOP),
  FILE_ERROR (NOSPC), FILE_ERROR (NOMEM), FILE_ERROR (MFILE), FILE_ERROR (NFILE),
  FILE_ERROR (BADF), FILE_ERROR (INVAL), FILE_ERROR (PIPE), FILE_ERROR (AGAIN),
  FILE_ERROR (INTR), FILE_ERROR (IO), FILE_ERROR (PERM), FILE_ERROR (NOSYS),
};

GQuark
beck_error_quark (void)
{
  return g_quark_from_static_string ("beck-error-quark");
}

/* The one place that decides what an HRESULT is as a GError. Takes @message. */
static GError *
error_new_take (HRESULT hr, char *message)
{
  gboolean cancelled = hr == RPC_E_CALL_CANCELED;
  GError *error = cancelled ? g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, message)
                            : g_error_new_literal (BECK_ERROR, hr, message);

  g_free (message);
  return error;
}

GError *
beck_error_new (HRESULT hr, const char *format, ...)
{
  va_list args;
  char *message;

  g_return_val_if_fail (FAILED (hr), NULL);

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  return error_new_take (hr, message);
}

static char *
describe (HRESULT hr, const char *prefix)
{
  const char *name = beck_hresult_to_name (hr);
  const char *text = beck_hresult_to_string (hr);

  if (name == NULL)
    return g_strdup_printf ("%s: %s", prefix, text);
  return g_strdup_printf ("%s: %s (%s 0x%08X)", prefix, text, name, (guint32) hr);
}

gboolean
beck_error_set (GError **error, HRESULT hr, const char *prefix, ...)
{
  g_autofree char *done = NULL;
  va_list args;

  g_return_val_if_fail (FAILED (hr), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);
  if (error == NULL)
    return FALSE;

  va_start (args, prefix);
  done = g_strdup_vprintf (prefix, args);
  va_end (args);
  *error = error_new_take (hr, describe (hr, done));
  return FALSE;
}

static HRESULT
code_to_hresult (int code, const CodeRow *rows, gsize n_rows)
{
  for (gsize i = 0; i < n_rows; i++)
    if (rows[i].code == code)
      return beck_hresult_from_errno (rows[i].err);
  return E_FAIL;
}

HRESULT
beck_error_to_hresult (const GError *error)
{
  if (error == NULL)
    return S_OK;
  if (error->domain == BECK_ERROR)
    return error->code;
  if (error->domain == G_IO_ERROR)
    return code_to_hresult (error->code, io_errors, G_N_ELEMENTS (io_errors));
  if (error->domain == G_FILE_ERROR)
    return code_to_hresult (error->code, file_errors, G_N_ELEMENTS (file_errors));
  return E_FAIL;
}
