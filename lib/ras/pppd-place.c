/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The place of a try: options, chat scripts, the report of the connecting script, and the FIFO by
 * which pppd hears credentials.
 *
 * What is written into a FIFO is in the memory of the kernel alone, not on a disk, and goes with
 * the last descriptor. pppd's plugin passwordfd would do as well, but is for root only, and needs
 * a descriptor that helpers do not inherit. A reader sees the end of the text when the last writer
 * is gone, and the kernel keeps the text for a reader only: so the writer stays until the FIFO has
 * been opened, of which inotify tells.
 */

#include "ras/pppd-private.h"

#include <fcntl.h>
#include <glib-unix.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>
#include <win/raserror.h>

#include "base/alloc.h"
#include "ras/file.h"
#include "ras/place.h"

#define SECRET "secret"
#define REPORT "report"

struct PppdPlace
{
  char *path;
  PppdPlaceFunc changed;
  gpointer data;
  int writer; /* of the FIFO; -1 when it has been opened */
  int events; /* inotify; -1 */
  GSource *source;
};

/* ---- Watching ---- */

static void
withdraw_secret (PppdPlace *place)
{
  if (place->writer < 0)
    return;
  close (place->writer);
  place->writer = -1;
  beck_ras_place_drop (place->path, SECRET);
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
  place->writer = place->events = -1;
  place->path = beck_ras_place_new ("pppd");
  if (place->path == NULL)
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

gboolean
pppd_place_write (PppdPlace *place, const char *name, const char *text)
{
  return beck_ras_place_write (place->path, name, text, strlen (text));
}

/* The text is smaller than what a FIFO holds, so writing never waits. Our own opening is not
 * watched. */
gboolean
pppd_place_offer (PppdPlace *place, const char *secret)
{
  char *path = g_build_filename (place->path, SECRET, NULL);

  if (mkfifo (path, 0600) == 0)
    place->writer = open (path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
  g_free (path);
  return place->writer >= 0 && beck_ras_file_write_all (place->writer, secret, strlen (secret))
         && watch (place);
}

char *
pppd_place_read_report (const PppdPlace *place)
{
  return g_strchomp (beck_ras_place_read (place->path, REPORT));
}

gboolean
pppd_place_note (PppdPlace *place, const BeckRasProcessId *helper)
{
  return beck_ras_place_note (place->path, helper, BECK_RAS_PLACE_DIALLED);
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
  beck_ras_place_remove (place->path);
  g_free (place->path);
  beck_free (place);
}
