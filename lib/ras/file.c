/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Files that are replaced and never changed: who reads one sees it as it was before or after.
 *
 * The lock is a file of its own, since the one that it guards is another one after each change.
 * It stays where it is: to remove it would let two in at once.
 */

#include "ras/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <win/raserror.h>

#include "ras/secret.h"

/* The lock is held for a few writes to the disk. Who holds it for longer was stopped. */
#define LOCK_TIMEOUT_US (10 * G_USEC_PER_SEC)
#define LOCK_PAUSE_US 1000

static guint32
read_error (int err)
{
  if (err == ENOENT || err == ENOTDIR)
    return ERROR_FILE_NOT_FOUND;
  return err == EACCES || err == EPERM || err == ELOOP ? ERROR_ACCESS_DENIED
                                                       : ERROR_CANNOT_LOAD_PHONEBOOK;
}

static guint32
write_error (int err)
{
  return err == EACCES || err == EPERM || err == EROFS ? ERROR_ACCESS_DENIED
                                                       : ERROR_CANNOT_WRITE_PHONEBOOK;
}

/* ---- Reading ---- */

static guint32
read_all (int fd, BeckRasFile *file)
{
  gsize n = 0;
  gssize step;

  do
    {
      step = read (fd, file->text + n, file->size - n);
      if (step < 0 && errno != EINTR)
        return read_error (errno);
      n += step > 0 ? (gsize) step : 0;
    }
  while (step != 0 && n < file->size);
  file->size = n;
  file->text[n] = '\0';
  return ERROR_SUCCESS;
}

static guint32
read_open (int fd, BeckRasFile *file)
{
  struct stat info;
  guint32 error;

  if (fstat (fd, &info) != 0 || !S_ISREG (info.st_mode) || info.st_size > BECK_RAS_FILE_MAX)
    return ERROR_CANNOT_LOAD_PHONEBOOK;
  file->size = (gsize) info.st_size;
  file->mode = info.st_mode & 07777;
  file->owner = info.st_uid;
  file->text = beck_ras_secret_alloc (file->size + 1);
  if (file->text == NULL)
    return ERROR_NOT_ENOUGH_MEMORY;
  error = read_all (fd, file);
  if (error != ERROR_SUCCESS)
    beck_ras_secret_free (g_steal_pointer (&file->text));
  return error;
}

/* A pipe that somebody has put there does not stop us. */
guint32
beck_ras_file_read (const char *path, BeckRasFile *file)
{
  const int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  guint32 error;

  *file = (BeckRasFile) { NULL };
  if (fd < 0)
    return read_error (errno);
  error = read_open (fd, file);
  close (fd);
  return error;
}

/* ---- Replacing ---- */

gboolean
beck_ras_file_write_all (int fd, const char *text, gsize size)
{
  while (size > 0)
    {
      const gssize step = write (fd, text, size);

      if (step < 0 && errno != EINTR)
        return FALSE;
      text += step > 0 ? step : 0;
      size -= step > 0 ? (gsize) step : 0;
    }
  return TRUE;
}

/* What a process that died has left there is in the way. */
static guint32
write_new (const char *path, const char *text, gsize size, mode_t mode)
{
  int fd;
  gboolean done;

  unlink (path);
  fd = open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode & 0600);
  if (fd < 0)
    return write_error (errno);
  done = beck_ras_file_write_all (fd, text, size) && fchmod (fd, mode) == 0 && fsync (fd) == 0;
  done = close (fd) == 0 && done;
  if (done)
    return ERROR_SUCCESS;
  unlink (path);
  return ERROR_CANNOT_WRITE_PHONEBOOK;
}

/* The new name is on the disk, too. That a file system cannot do this is no failure. */
static void
sync_directory (const char *path)
{
  g_autofree char *directory = g_path_get_dirname (path);
  const int fd = open (directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  if (fd < 0)
    return;
  (void) !fsync (fd);
  close (fd);
}

guint32
beck_ras_file_replace (const char *path, gconstpointer text, gsize size, mode_t mode)
{
  g_autofree char *next = g_strconcat (path, ".new", NULL);
  const guint32 error = write_new (next, text, size, mode);

  if (error != ERROR_SUCCESS)
    return error;
  if (rename (next, path) != 0)
    {
      const int err = errno;

      unlink (next);
      return write_error (err);
    }
  sync_directory (path);
  return ERROR_SUCCESS;
}

/* ---- The lock ---- */

/* flock has no time-out. */
static guint32
acquire (int fd)
{
  const gint64 deadline = g_get_monotonic_time () + LOCK_TIMEOUT_US;

  while (flock (fd, LOCK_EX | LOCK_NB) != 0)
    {
      if (errno != EWOULDBLOCK && errno != EINTR)
        return ERROR_CANNOT_WRITE_PHONEBOOK;
      if (g_get_monotonic_time () > deadline)
        return ERROR_CANNOT_WRITE_PHONEBOOK;
      g_usleep (LOCK_PAUSE_US);
    }
  return ERROR_SUCCESS;
}

guint32
beck_ras_file_lock (const char *path, int *lock)
{
  g_autofree char *name = g_strconcat (path, ".lock", NULL);
  guint32 error;

  *lock = open (name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (*lock < 0)
    return errno == ENOENT || errno == ENOTDIR ? ERROR_CANNOT_OPEN_PHONEBOOK
                                               : write_error (errno);
  error = acquire (*lock);
  if (error != ERROR_SUCCESS)
    close (*lock);
  return error;
}

void
beck_ras_file_unlock (int lock)
{
  close (lock);
}
