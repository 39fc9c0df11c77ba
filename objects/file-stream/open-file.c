/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "open-file.h"

#include <beck/hresult.h>
#include <beck/memory.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "simplestream.h"

#define ACCESS_MODES (FILE_STREAM_READ | FILE_STREAM_WRITE)
#define ALL_MODES (ACCESS_MODES | FILE_STREAM_CREATE | FILE_STREAM_EXCLUSIVE | FILE_STREAM_TRUNCATE)

void
open_file_init (OpenFile *file)
{
  *file = (OpenFile){ .fd = -1 };
}

/* --- opening and closing --- */

static gboolean
is_mode_valid (DWORD mode)
{
  if ((mode & ~(DWORD) ALL_MODES) || !(mode & ACCESS_MODES))
    return FALSE;
  if ((mode & FILE_STREAM_EXCLUSIVE) && !(mode & FILE_STREAM_CREATE))
    return FALSE;
  return !(mode & FILE_STREAM_TRUNCATE) || (mode & FILE_STREAM_WRITE);
}

/* O_NONBLOCK: neither opening a pipe nor anything after it may block. Regular files do not
 * mind. */
static int
open_flags (DWORD mode)
{
  int flags = O_CLOEXEC | O_NOCTTY | O_NONBLOCK;

  flags |= (mode & ACCESS_MODES) == ACCESS_MODES ? O_RDWR
           : (mode & FILE_STREAM_WRITE)          ? O_WRONLY
                                                 : O_RDONLY;
  if (mode & FILE_STREAM_CREATE)
    flags |= O_CREAT;
  if (mode & FILE_STREAM_EXCLUSIVE)
    flags |= O_EXCL;
  if (mode & FILE_STREAM_TRUNCATE)
    flags |= O_TRUNC;
  return flags;
}

/* open(2) opens directories for reading, and only then they disappoint. */
static int
refuse_directory (int fd)
{
  struct stat status;

  if (fstat (fd, &status) != 0)
    return errno;
  return S_ISDIR (status.st_mode) ? EISDIR : 0;
}

HRESULT
open_file_open (OpenFile *file, const char *path, DWORD mode, DWORD permissions)
{
  int fd, err;

  if (!is_mode_valid (mode))
    return E_INVALIDARG;
  if (file->fd >= 0)
    return E_ILLEGAL_METHOD_CALL;
  fd = TEMP_FAILURE_RETRY (open (path, open_flags (mode), permissions));
  if (fd < 0)
    return beck_hresult_from_errno (errno);
  err = refuse_directory (fd);
  if (err != 0)
    {
      close (fd);
      return beck_hresult_from_errno (err);
    }
  open_file_init (file);
  file->fd = fd;
  file->mode = mode;
  file->seekable = lseek (fd, 0, SEEK_CUR) >= 0;
  return S_OK;
}

HRESULT
open_file_close (OpenFile *file)
{
  int fd = file->fd;

  if (fd < 0)
    return E_HANDLE;
  CoTaskMemFree (file->unread);
  open_file_init (file);
  /* Linux has closed it also when a signal came in between. */
  return close (fd) == 0 || errno == EINTR ? S_OK : beck_hresult_from_errno (errno);
}

HRESULT
open_file_check (const OpenFile *file, DWORD mode)
{
  if (file->fd < 0)
    return E_HANDLE;
  return (file->mode & mode) == mode ? S_OK : E_ACCESSDENIED;
}

/* --- reading and writing --- */

/* Nothing reaches beyond the largest position. */
static ULONG
step_size (guint64 offset, ULONG size)
{
  return (ULONG) MIN (MIN (size, OPEN_FILE_STEP), G_MAXINT64 - offset);
}

static HRESULT
hresult_of_transfer (int err)
{
  return err == EAGAIN ? E_PENDING : beck_hresult_from_errno (err);
}

/* A pipe that no writer has opened yet reads like one that ended; only poll(2) knows the
 * difference. */
static gboolean
has_something_to_read (int fd)
{
  struct pollfd pollfd = { .fd = fd, .events = POLLIN };

  return TEMP_FAILURE_RETRY (poll (&pollfd, 1, 0)) != 0;
}

HRESULT
open_file_read (OpenFile *file, guint64 offset, byte *data, ULONG size, ULONG *n_read)
{
  ssize_t n;

  if (!file->seekable && !has_something_to_read (file->fd))
    return E_PENDING;
  size = step_size (offset, size);
  n = file->seekable ? TEMP_FAILURE_RETRY (pread (file->fd, data, size, (off_t) offset))
                     : TEMP_FAILURE_RETRY (read (file->fd, data, size));
  if (n < 0)
    return hresult_of_transfer (errno);
  *n_read = (ULONG) n;
  return S_OK;
}

/* The signals by which the kernel tells a writer what errno tells as well. */
static void
loud_signals (sigset_t *set)
{
  sigemptyset (set);
  sigaddset (set, SIGPIPE);
  sigaddset (set, SIGXFSZ);
}

/* Takes back the signal of a failed write, unless one was pending before. */
static void
swallow_signal (const sigset_t *before)
{
  static const struct timespec at_once;
  sigset_t now, fresh;

  loud_signals (&fresh);
  if (sigismember (before, SIGPIPE))
    sigdelset (&fresh, SIGPIPE);
  if (sigismember (before, SIGXFSZ))
    sigdelset (&fresh, SIGXFSZ);
  sigpending (&now);
  sigandset (&fresh, &fresh, &now);
  if (!sigisemptyset (&fresh))
    TEMP_FAILURE_RETRY (sigtimedwait (&fresh, NULL, &at_once));
}

/* write(2) that does not kill its process: a pool thread runs in somebody else's program. */
static ssize_t
write_quietly (const OpenFile *file, guint64 offset, const byte *data, ULONG size)
{
  sigset_t loud, mask, before;
  ssize_t n;
  int err;

  loud_signals (&loud);
  pthread_sigmask (SIG_BLOCK, &loud, &mask);
  sigpending (&before);
  n = file->seekable ? TEMP_FAILURE_RETRY (pwrite (file->fd, data, size, (off_t) offset))
                     : TEMP_FAILURE_RETRY (write (file->fd, data, size));
  err = errno;
  if (n < 0 && (err == EPIPE || err == EFBIG))
    swallow_signal (&before);
  pthread_sigmask (SIG_SETMASK, &mask, NULL);
  errno = err;
  return n;
}

HRESULT
open_file_write (OpenFile *file, guint64 offset, const byte *data, ULONG size, ULONG *n_written)
{
  ssize_t n = write_quietly (file, offset, data, step_size (offset, size));

  if (n < 0)
    return hresult_of_transfer (errno);
  if (n == 0 && size > 0)
    return beck_hresult_from_errno (EFBIG);
  *n_written = (ULONG) n;
  return S_OK;
}

/* --- position and size --- */

/* By lseek(2), which knows the size of block devices as well. The kernel's own position is
 * not used. */
HRESULT
open_file_get_size (const OpenFile *file, guint64 *size)
{
  off_t end = lseek (file->fd, 0, SEEK_END);

  if (end < 0)
    return beck_hresult_from_errno (errno);
  *size = (guint64) end;
  return S_OK;
}

HRESULT
open_file_locate (const OpenFile *file, gint64 move, DWORD origin, guint64 *position)
{
  guint64 base = 0;
  gint64 sum;
  HRESULT hr = S_OK;

  if (!file->seekable)
    return beck_hresult_from_errno (ESPIPE);
  if (origin == STREAM_SEEK_CUR)
    base = file->position;
  else if (origin == STREAM_SEEK_END)
    hr = open_file_get_size (file, &base);
  else if (origin != STREAM_SEEK_SET)
    hr = E_INVALIDARG;
  if (FAILED (hr))
    return hr;
  if (__builtin_add_overflow ((gint64) base, move, &sum) || sum < 0)
    return E_INVALIDARG;
  *position = (guint64) sum;
  return S_OK;
}

HRESULT
open_file_set_size (OpenFile *file, guint64 size)
{
  if (size > G_MAXINT64)
    return beck_hresult_from_errno (EFBIG);
  if (TEMP_FAILURE_RETRY (ftruncate (file->fd, (off_t) size)) != 0)
    return beck_hresult_from_errno (errno);
  return S_OK;
}

/* --- giving back --- */

void
open_file_unread (OpenFile *file, byte *data, ULONG size)
{
  if (data == NULL)
    {
      file->unread_start -= size;
      return;
    }
  CoTaskMemFree (file->unread);
  file->unread = data;
  file->unread_start = 0;
  file->unread_end = size;
}

ULONG
open_file_take_unread (OpenFile *file, byte *data, ULONG size)
{
  ULONG n = MIN (size, file->unread_end - file->unread_start);

  if (n > 0)
    memcpy (data, file->unread + file->unread_start, n);
  file->unread_start += n;
  return n;
}
