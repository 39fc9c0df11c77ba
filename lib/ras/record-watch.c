/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Watching the records: the directory by inotify, and each process that a record names by a
 * pidfd, or by looking again and again where there are none (before Linux 5.3, under valgrind).
 * Whatever happens, the records are listed again, which removes the stale ones, and the
 * processes that they name now are those that are watched.
 *
 * All of it runs on the loop's thread. The watch may be freed in its own callback.
 */

#include "ras/record-private.h"

#include <errno.h>
#include <glib-unix.h>
#include <limits.h>
#include <poll.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/pidfd.h>
#include <unistd.h>

#include "base/alloc.h"
#include "ras/loop.h"

/* A record gets its name when it is complete; who takes the directory away ends the watch of it. */
#define EVENTS                                                                                     \
  (IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR)

/* Milliseconds between looks at a process without a pidfd. */
#define LOOK_INTERVAL 50

typedef struct
{
  BeckRasWatch *watch;
  BeckRasProcessId id;
  int fd; /* -1 without */
  GSource *source;
  gboolean is_named; /* by a record, as of the last look */
} Watched;

struct BeckRasWatch
{
  void (*changed) (gpointer data);
  gpointer data;
  int inotify;
  GSource *inotify_source;
  GPtrArray *processes; /* (element-type Watched) */
};

static GSource *
add_source (GSource *source, GSourceFunc func, gpointer data)
{
  g_source_set_callback (source, func, data, NULL);
  g_source_attach (source, beck_ras_loop_context ());
  return source;
}

static GSource *
add_fd_source (int fd, GUnixFDSourceFunc func, gpointer data)
{
  return add_source (g_unix_fd_source_new (fd, G_IO_IN), (GSourceFunc) (gpointer) func, data);
}

static void
drop_source (GSource *source)
{
  g_source_destroy (source);
  g_source_unref (source);
}

/* ---- Processes ---- */

static void
watched_free (gpointer data)
{
  Watched *watched = data;

  drop_source (watched->source);
  if (watched->fd >= 0)
    close (watched->fd);
  beck_free (watched);
}

static Watched *
find_process (BeckRasWatch *watch, const BeckRasProcessId *id)
{
  for (guint i = 0; i < watch->processes->len; i++)
    {
      Watched *watched = watch->processes->pdata[i];

      if (watched->id.pid == id->pid && watched->id.start == id->start)
        return watched;
    }
  return NULL;
}

static gboolean
has_ended (int fd)
{
  struct pollfd look = { fd, POLLIN, 0 };

  return poll (&look, 1, 0) > 0;
}

/* Whether it lives; *@fd is -1 if that can only be looked at. One that has ended and was not reaped
 * yet has been told. */
static gboolean
open_process (const BeckRasProcessId *id, int *fd)
{
  *fd = pidfd_open (id->pid, 0);
  if (*fd < 0 && errno == ESRCH)
    return FALSE;
  if (beck_ras_process_id_lives (id) && (*fd < 0 || !has_ended (*fd)))
    return TRUE;
  if (*fd >= 0)
    close (*fd);
  return FALSE;
}

static gboolean process_has_ended (int fd, GIOCondition condition, gpointer data);
static gboolean look_at_process (gpointer data);

static void
add_process (BeckRasWatch *watch, const BeckRasProcessId *id, int fd)
{
  Watched *watched = beck_alloc (sizeof *watched);

  if (watched == NULL)
    {
      if (fd >= 0)
        close (fd);
      return;
    }
  *watched = (Watched){ watch, *id, fd, NULL, TRUE };
  if (fd >= 0)
    watched->source = add_fd_source (fd, process_has_ended, watched);
  else
    watched->source
      = add_source (g_timeout_source_new (LOOK_INTERVAL), look_at_process, watched);
  g_ptr_array_add (watch->processes, watched);
}

/* FALSE if it has ended. This process hears of no end of itself. */
static gboolean
watch_process (BeckRasWatch *watch, const BeckRasProcessId *id)
{
  Watched *watched;
  int fd;

  if (id->pid <= 0 || id->pid == getpid ())
    return TRUE;
  watched = find_process (watch, id);
  if (watched != NULL)
    watched->is_named = TRUE;
  else if (!open_process (id, &fd))
    return FALSE;
  else
    add_process (watch, id, fd);
  return TRUE;
}

static void
drop_unnamed (BeckRasWatch *watch)
{
  for (guint i = watch->processes->len; i > 0; i--)
    if (!((Watched *) watch->processes->pdata[i - 1])->is_named)
      g_ptr_array_remove_index_fast (watch->processes, i - 1);
}

/* Whether all processes of the records live. */
static gboolean
watch_listed (BeckRasWatch *watch, GPtrArray *records)
{
  gboolean live = TRUE;

  for (guint i = 0; i < watch->processes->len; i++)
    ((Watched *) watch->processes->pdata[i])->is_named = FALSE;
  for (guint i = 0; i < records->len; i++)
    {
      const BeckRasRecord *record = records->pdata[i];

      live &= watch_process (watch, &record->owner);
      live &= watch_process (watch, &record->helper);
    }
  drop_unnamed (watch);
  return live;
}

static void
watch_processes (BeckRasWatch *watch)
{
  g_autoptr (GPtrArray) records = NULL, again = NULL;

  if (beck_ras_record_list (&records) != 0)
    return;
  /* One may have ended after it was looked at: its record is removed, which is told. */
  if (!watch_listed (watch, records))
    beck_ras_record_list (&again);
}

/* ---- Changes ---- */

/* The watch may be gone when this returns. */
static void
tell (BeckRasWatch *watch)
{
  watch_processes (watch);
  watch->changed (watch->data);
}

static void
end_process (Watched *watched)
{
  BeckRasWatch *watch = watched->watch;

  g_ptr_array_remove_fast (watch->processes, watched);
  tell (watch);
}

static gboolean
process_has_ended (int fd, GIOCondition condition, gpointer data)
{
  end_process (data);
  return G_SOURCE_CONTINUE; /* it has been destroyed */
}

static gboolean
look_at_process (gpointer data)
{
  Watched *watched = data;

  if (!beck_ras_process_id_lives (&watched->id))
    end_process (watched);
  return G_SOURCE_CONTINUE;
}

static gboolean
watch_directory (BeckRasWatch *watch)
{
  char path[32];
  gboolean added;
  int directory;

  if (beck_ras_records_open (&directory) != 0)
    return FALSE;
  /* By its descriptor: it is the directory that was looked at, whatever has its name by now. */
  g_snprintf (path, sizeof path, "/proc/self/fd/%d", directory);
  added = inotify_add_watch (watch->inotify, path, EVENTS) >= 0;
  close (directory);
  return added;
}

/* Whether the directory itself went away. */
static gboolean
read_events (int inotify)
{
  char buffer[4096] __attribute__ ((aligned (__alignof__ (struct inotify_event))));
  gboolean lost = FALSE;
  gssize size;

  while ((size = read (inotify, buffer, sizeof buffer)) > 0)
    for (const char *at = buffer; at < buffer + size;)
      {
        const struct inotify_event *event = (const struct inotify_event *) at;

        lost |= (event->mask & (IN_IGNORED | IN_MOVE_SELF)) != 0;
        at += sizeof *event + event->len;
      }
  return lost;
}

static gboolean
directory_has_changed (int fd, GIOCondition condition, gpointer data)
{
  BeckRasWatch *watch = data;

  if (read_events (fd))
    watch_directory (watch);
  tell (watch);
  return G_SOURCE_CONTINUE;
}

/* ---- Beginning and end ---- */

static void
begin (gpointer data)
{
  BeckRasWatch *watch = data;

  if (!watch_directory (watch))
    return;
  watch->inotify_source = add_fd_source (watch->inotify, directory_has_changed, watch);
  watch_processes (watch);
}

BeckRasWatch *
beck_ras_watch_new (void (*changed) (gpointer data), gpointer data)
{
  BeckRasWatch *watch = beck_alloc0 (sizeof *watch);

  if (watch == NULL)
    return NULL;
  watch->changed = changed;
  watch->data = data;
  watch->processes = g_ptr_array_new_with_free_func (watched_free);
  watch->inotify = inotify_init1 (IN_NONBLOCK | IN_CLOEXEC);
  if (watch->inotify >= 0)
    beck_ras_loop_call (begin, watch);
  if (watch->inotify_source != NULL)
    return watch;
  beck_ras_watch_free (watch);
  return NULL;
}

void
beck_ras_watch_free (BeckRasWatch *watch)
{
  g_ptr_array_unref (watch->processes);
  if (watch->inotify_source != NULL)
    drop_source (watch->inotify_source);
  if (watch->inotify >= 0)
    close (watch->inotify);
  beck_free (watch);
}
