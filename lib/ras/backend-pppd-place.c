/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The private directory of a try: options, chat scripts, the report of the connecting script,
 * and the FIFO by which pppd hears credentials.
 *
 * What is written into a FIFO is in the memory of the kernel alone, not on a disk, and goes with
 * the last descriptor. pppd's plugin passwordfd would do as well, but is for root only, and needs
 * a descriptor that helpers do not inherit. A reader sees the end of the text when the last writer
 * is gone, and the kernel keeps the text for a reader only: so the writer stays until the FIFO has
 * been opened, of which inotify tells.
 *
 * Whoever dials holds a lock on the place, and a note in it names pppd. If the dialler dies, the
 * lock goes, pppd would come up without anybody knowing of the link, and the next dial ends it.
 */

#include "ras/backend-pppd-private.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>
#include <win/raserror.h>

#include "base/alloc.h"

#define SECRET "secret"
#define REPORT "report"
#define NOTE "helper"
#define PREFIX "dial-"
#define MAX_FILE 4096

/* All that is ever in it. */
static const char *const names[]
  = { "options", "connect", "init", "dial", SECRET, REPORT, NOTE };

struct PppdPlace
{
  char *path;
  int lock; /* the directory */
  PppdPlaceFunc changed;
  gpointer data;
  int writer; /* of the FIFO; -1 when it has been opened */
  int events; /* inotify; -1 */
  GSource *source;
};

static char *
base_directory (void)
{
  const char *given = g_getenv ("BECK_RAS_RUNTIME_DIR");

  if (given != NULL && given[0] != '\0')
    return g_build_filename (given, "pppd", NULL);
  if (geteuid () == 0)
    return g_strdup ("/run/beck/pppd");
  return g_build_filename (g_get_user_runtime_dir (), "beck", "pppd", NULL);
}

/* Ours alone, so that nobody else puts something there. */
static gboolean
is_private (const char *directory)
{
  struct stat status;

  return lstat (directory, &status) == 0 && S_ISDIR (status.st_mode)
         && status.st_uid == geteuid () && (status.st_mode & 022) == 0;
}

/* -1 if there is none, or somebody else has the lock. */
static int
lock_directory (const char *path)
{
  const int fd = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);

  if (fd < 0 || flock (fd, LOCK_EX | LOCK_NB) == 0)
    return fd;
  close (fd);
  return -1;
}

static char *
path_of (const PppdPlace *place, const char *name)
{
  return g_build_filename (place->path, name, NULL);
}

static void
remove_file (const char *directory, const char *name)
{
  char *path = g_build_filename (directory, name, NULL);

  g_unlink (path);
  g_free (path);
}

static void
remove_directory (const char *path)
{
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    remove_file (path, names[i]);
  g_rmdir (path);
}

/* (transfer full): what is in a file, up to MAX_FILE bytes; "" if it cannot be read. */
static char *
read_file (const char *directory, const char *name)
{
  char *path = g_build_filename (directory, name, NULL), *text = g_malloc0 (MAX_FILE + 1);
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);

  if (fd >= 0)
    {
      if (read (fd, text, MAX_FILE) < 0)
        text[0] = '\0';
      close (fd);
    }
  g_free (path);
  return text;
}

/* ---- Places of diallers that died ---- */

static gboolean
read_note (const char *path, BeckRasProcessId *helper)
{
  char *text = read_file (path, NOTE), *end;
  gint64 pid = g_ascii_strtoll (text, &end, 10);

  helper->pid = pid > 1 && pid <= G_MAXINT32 ? (pid_t) pid : 0;
  helper->start = g_ascii_strtoull (end, NULL, 10);
  g_free (text);
  return helper->pid != 0;
}

static void
end_helper (const BeckRasProcessId *helper)
{
  BeckRasProcess *process = beck_ras_process_attach (helper, NULL, NULL);

  if (process == NULL)
    return;
  beck_ras_process_signal (process, SIGKILL);
  beck_ras_process_free (process);
}

/* One without a note has just been made, or will never have a helper. */
static void
sweep_place (const char *path)
{
  BeckRasProcessId helper;
  int lock;

  if (!read_note (path, &helper))
    return;
  lock = lock_directory (path);
  if (lock < 0)
    return;
  end_helper (&helper);
  remove_directory (path);
  close (lock);
}

static void
sweep (const char *base)
{
  GDir *directory = g_dir_open (base, 0, NULL);
  const char *name;

  while (directory != NULL && (name = g_dir_read_name (directory)) != NULL)
    if (g_str_has_prefix (name, PREFIX))
      {
        char *path = g_build_filename (base, name, NULL);

        sweep_place (path);
        g_free (path);
      }
  if (directory != NULL)
    g_dir_close (directory);
}

static char *
make_directory (void)
{
  char *base = base_directory (), *path = g_build_filename (base, PREFIX "XXXXXX", NULL);

  if (g_mkdir_with_parents (base, 0700) == 0 && is_private (base))
    {
      sweep (base);
      if (g_mkdtemp_full (path, 0700) == NULL)
        g_clear_pointer (&path, g_free);
    }
  else
    g_clear_pointer (&path, g_free);
  g_free (base);
  return path;
}

/* ---- Watching ---- */

static void
withdraw_secret (PppdPlace *place)
{
  if (place->writer < 0)
    return;
  close (place->writer);
  place->writer = -1;
  remove_file (place->path, SECRET);
}

/* TRUE if it is the report that has changed. */
static gboolean
take_event (PppdPlace *place, const struct inotify_event *event)
{
  if (event->len == 0)
    return FALSE;
  if ((event->mask & IN_OPEN) != 0 && strcmp (event->name, SECRET) == 0)
    withdraw_secret (place);
  return (event->mask & IN_CLOSE_WRITE) != 0 && strcmp (event->name, REPORT) == 0;
}

static gboolean
events_ready (gint fd, GIOCondition condition, gpointer data)
{
  PppdPlace *place = data;
  _Alignas (struct inotify_event) char buffer[4096];
  gboolean reported = FALSE;
  ssize_t n;

  while ((n = read (fd, buffer, sizeof buffer)) > 0)
    for (ssize_t at = 0; at < n;)
      {
        const struct inotify_event *event = (const struct inotify_event *) (buffer + at);

        reported |= take_event (place, event);
        at += (ssize_t) (sizeof *event + event->len);
      }
  /* The last thing, as it may free the place. */
  if (reported)
    place->changed (place->data);
  return G_SOURCE_CONTINUE;
}

static gboolean
watch (PppdPlace *place)
{
  place->events = inotify_init1 (IN_NONBLOCK | IN_CLOEXEC);
  if (place->events < 0
      || inotify_add_watch (place->events, place->path, IN_OPEN | IN_CLOSE_WRITE) < 0)
    return FALSE;
  place->source = g_unix_fd_source_new (place->events, G_IO_IN);
  g_source_set_callback (place->source, G_SOURCE_FUNC (events_ready), place, NULL);
  g_source_attach (place->source, g_main_context_get_thread_default ());
  return TRUE;
}

/* ---- The place ---- */

guint32
pppd_place_new (PppdPlaceFunc changed, gpointer data, PppdPlace **out)
{
  PppdPlace *place = beck_alloc0 (sizeof *place);

  *out = NULL;
  if (place == NULL)
    return ERROR_NOT_ENOUGH_MEMORY;
  place->changed = changed;
  place->data = data;
  place->writer = place->events = place->lock = -1;
  place->path = make_directory ();
  if (place->path != NULL)
    place->lock = lock_directory (place->path);
  if (place->lock < 0)
    {
      pppd_place_free (place);
      return ERROR_PORT_NOT_AVAILABLE;
    }
  *out = place;
  return 0;
}

const char *
pppd_place_get_path (const PppdPlace *place)
{
  return place->path;
}

static gboolean
write_all (int fd, const char *text)
{
  gsize size = strlen (text);

  while (size > 0)
    {
      const ssize_t n = write (fd, text, size);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return FALSE;
      text += n;
      size -= (gsize) n;
    }
  return TRUE;
}

gboolean
pppd_place_write (PppdPlace *place, const char *name, const char *text)
{
  char *path = path_of (place, name);
  int fd = open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  gboolean written;

  g_free (path);
  if (fd < 0)
    return FALSE;
  written = write_all (fd, text);
  return close (fd) == 0 && written;
}

/* The text is smaller than what a FIFO holds, so writing never waits. Our own opening is not
 * watched. */
gboolean
pppd_place_offer (PppdPlace *place, const char *secret)
{
  char *path = path_of (place, SECRET);

  if (mkfifo (path, 0600) == 0)
    place->writer = open (path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
  g_free (path);
  return place->writer >= 0 && write_all (place->writer, secret) && watch (place);
}

char *
pppd_place_read_report (const PppdPlace *place)
{
  return g_strchomp (read_file (place->path, REPORT));
}

gboolean
pppd_place_note (PppdPlace *place, const BeckRasProcessId *helper)
{
  char text[64];

  g_snprintf (text, sizeof text, "%d %" G_GUINT64_FORMAT "\n", (int) helper->pid, helper->start);
  return pppd_place_write (place, NOTE, text);
}

void
pppd_place_free (PppdPlace *place)
{
  if (place == NULL)
    return;
  if (place->source != NULL)
    {
      g_source_destroy (place->source);
      g_source_unref (place->source);
    }
  if (place->events >= 0)
    close (place->events);
  withdraw_secret (place);
  if (place->path != NULL)
    remove_directory (place->path);
  if (place->lock >= 0)
    close (place->lock);
  g_free (place->path);
  beck_free (place);
}
