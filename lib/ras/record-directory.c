/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The directory of the records. Nobody but its owner can reach into it, or it is not used; and
 * what is not a plain file of the owner's is not read, so that nothing here waits for a pipe
 * or follows a link to somewhere else.
 *
 * The lock is the directory's own flock: it needs no file, and goes with the process that dies.
 */

#include "ras/record-private.h"

#include <beck/guid.h>
#include <beck/hresult.h>
#include <beck/status.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "ras/file.h"

/* No record comes near; what is larger is not ours to read into memory. */
#define MAX_FILE_SIZE (64 * 1024)

/* The lock is held for microseconds. Somebody who holds it for longer was stopped. */
#define LOCK_TIMEOUT_US (5 * G_USEC_PER_SEC)
/* Where many are faster. */
#define LOCK_LIMIT_US (30 * G_USEC_PER_SEC)
#define LOCK_PAUSE_US 500

/* What a new file is called before it has its name; there is one at a time, under the lock. */
#define NEW_FILE ".new"

static guint32
error_of_errno (int err)
{
  HRESULT hr = beck_hresult_from_errno (err);

  if (err == EPERM || err == EROFS)
    return ERROR_ACCESS_DENIED;
  if (err == ENOMEM)
    return ERROR_NOT_ENOUGH_MEMORY;
  if (err == ENOSPC)
    return ERROR_DISK_FULL;
  return HRESULT_FACILITY (hr) == FACILITY_WIN32 ? HRESULT_CODE (hr) : ERROR_GEN_FAILURE;
}

/* ---- The directory ---- */

/* Without a runtime directory it is in /tmp, where the parent must be ours, too. */
static char *
get_path (void)
{
  const char *told = g_getenv ("BECK_RAS_RUNTIME_DIR"), *runtime = g_getenv ("XDG_RUNTIME_DIR");

  if (told != NULL && told[0] != 0)
    return g_strdup (told);
  if (geteuid () == 0)
    return g_strdup ("/run/beck/ras");
  if (runtime != NULL && runtime[0] == '/')
    return g_build_filename (runtime, "beck", "ras", NULL);
  return g_strdup_printf ("/tmp/beck-%u/ras", (guint) geteuid ());
}

static int
open_path (const char *path)
{
  return open (path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

static gboolean
is_ours (int directory, mode_t forbidden)
{
  struct stat info;

  return fstat (directory, &info) == 0 && info.st_uid == geteuid ()
         && (info.st_mode & forbidden) == 0;
}

/* Who can write to the parent could take the directory away, and put another one of ours there. */
static gboolean
is_safe (int directory)
{
  int parent = openat (directory, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  struct stat info;
  gboolean safe;

  safe = is_ours (directory, 0077) && parent >= 0 && fstat (parent, &info) == 0
         && (info.st_uid == geteuid () || info.st_uid == 0)
         && ((info.st_mode & 0002) == 0 || (info.st_mode & S_ISVTX) != 0);
  if (parent >= 0)
    close (parent);
  return safe;
}

/* The parents are for everybody's sake as the other parts of Beck make them (/run/beck). */
static void
make_path (char *path)
{
  const mode_t mode = geteuid () == 0 ? 0755 : 0700;

  for (char *slash = strchr (path + 1, '/'); slash != NULL; slash = strchr (slash + 1, '/'))
    {
      *slash = 0;
      mkdir (path, mode);
      *slash = '/';
    }
  mkdir (path, 0700);
}

static guint32
open_directory (gboolean make, int *directory)
{
  g_autofree char *path = get_path ();
  int fd = open_path (path), err = errno;

  *directory = -1;
  if (fd < 0 && err == ENOENT)
    {
      if (!make)
        return 0;
      make_path (path);
      fd = open_path (path);
      err = errno;
    }
  if (fd < 0)
    return err == ENOTDIR || err == ELOOP ? ERROR_ACCESS_DENIED : error_of_errno (err);
  if (!is_safe (fd))
    {
      close (fd);
      return ERROR_ACCESS_DENIED;
    }
  *directory = fd;
  return 0;
}

guint32
beck_ras_records_open (int *directory)
{
  return open_directory (TRUE, directory);
}

/* ---- The lock ---- */

/* Whether records were changed since @seen. */
static gboolean
has_changed (int directory, struct timespec *seen)
{
  struct stat info;

  if (fstat (directory, &info) != 0
      || (info.st_mtim.tv_sec == seen->tv_sec && info.st_mtim.tv_nsec == seen->tv_nsec))
    return FALSE;
  *seen = info.st_mtim;
  return TRUE;
}

/* flock has no time-out; a process that was stopped would hold up every other's loop. Who finds it
 * taken has no turn, either: while records change it is others who are faster, and not one who
 * keeps it. */
static guint32
acquire (int directory)
{
  gint64 now = g_get_monotonic_time (), limit = now + LOCK_LIMIT_US, deadline = limit;
  struct timespec seen = { 0 };

  while (flock (directory, LOCK_EX | LOCK_NB) != 0)
    {
      if (errno != EWOULDBLOCK && errno != EINTR)
        return error_of_errno (errno);
      now = g_get_monotonic_time ();
      if (has_changed (directory, &seen))
        deadline = MIN (now + LOCK_TIMEOUT_US, limit);
      if (now >= deadline)
        return ERROR_TIMEOUT;
      g_usleep (LOCK_PAUSE_US);
    }
  return 0;
}

guint32
beck_ras_records_lock (gboolean make, int *directory)
{
  guint32 error = open_directory (make, directory);

  if (error != 0 || *directory < 0)
    return error;
  error = acquire (*directory);
  if (error != 0)
    {
      close (*directory);
      *directory = -1;
    }
  return error;
}

/* Unlocked by itself first: a child that was forked meanwhile has the descriptor, too. */
void
beck_ras_records_unlock (int directory)
{
  flock (directory, LOCK_UN);
  close (directory);
}

/* ---- Files ---- */

/* Not all that was there, if somebody cut it meanwhile; the text is then no record. */
static gsize
read_all (int fd, char *text, gsize size)
{
  gsize done = 0;
  gssize n;

  while (done < size && (n = read (fd, text + done, size - done)) != 0)
    {
      if (n < 0 && errno != EINTR)
        break;
      done += MAX (n, 0);
    }
  return done;
}

static guint32
load_file (int fd, char **text, gsize *size)
{
  struct stat info;

  if (fstat (fd, &info) != 0 || !S_ISREG (info.st_mode) || info.st_uid != geteuid ()
      || info.st_size <= 0 || info.st_size > MAX_FILE_SIZE)
    return ERROR_INVALID_DATA;
  *text = beck_alloc (info.st_size);
  if (*text == NULL)
    return ERROR_NOT_ENOUGH_MEMORY;
  *size = read_all (fd, *text, info.st_size);
  return 0;
}

guint32
beck_ras_records_load (int directory, const char *name, char **text, gsize *size)
{
  int fd = openat (directory, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  guint32 error;

  if (fd < 0 && (errno == ELOOP || errno == ENXIO))
    return ERROR_INVALID_DATA;
  if (fd < 0)
    return errno == ENOENT ? ERROR_INVALID_HANDLE : error_of_errno (errno);
  error = load_file (fd, text, size);
  close (fd);
  return error;
}

guint32
beck_ras_records_store (int directory, const char *name, const char *text, gsize size)
{
  guint32 error = 0;
  int fd;

  /* Of one who died before he could rename it. */
  unlinkat (directory, NEW_FILE, 0);
  fd = openat (directory, NEW_FILE, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (fd < 0)
    return error_of_errno (errno);
  if (!beck_ras_file_write_all (fd, text, size))
    error = error_of_errno (errno);
  close (fd);
  if (error == 0 && renameat (directory, NEW_FILE, directory, name) != 0)
    error = error_of_errno (errno);
  if (error != 0)
    unlinkat (directory, NEW_FILE, 0);
  return error;
}

guint32
beck_ras_records_remove (int directory, const char *name)
{
  if (unlinkat (directory, name, 0) == 0)
    return 0;
  return errno == ENOENT ? ERROR_INVALID_HANDLE : error_of_errno (errno);
}

/* As beck_guid_format() writes it: another spelling would be a second name of the same record. */
static gboolean
is_record_name (const char *name)
{
  BeckRasRecordName again;
  GUID id;

  if (!beck_guid_parse (name, -1, &id))
    return FALSE;
  beck_guid_format (&id, again);
  return strcmp (name, again) == 0;
}

guint32
beck_ras_records_foreach (int directory, guint32 (*func) (const char *name, gpointer data),
                          gpointer data)
{
  int fd = openat (directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR *listing = fd >= 0 ? fdopendir (fd) : NULL;
  const struct dirent *file;
  guint32 error = 0;

  if (listing == NULL)
    {
      error = error_of_errno (errno);
      if (fd >= 0)
        close (fd);
      return error;
    }
  while (error == 0 && (file = readdir (listing)) != NULL)
    if (is_record_name (file->d_name))
      error = func (file->d_name, data);
  closedir (listing);
  return error;
}
