/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Directories of helpers. None of them is trusted further than to belong to the same user. */

#include "ras/place.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "ras/file.h"
#include "ras/process-start.h"

#define NOTE "helper"
#define NEW_NOTE "helper.new"
#define PREFIX "dial-"
#define MAX_FILE 4096

/* Seconds after which somebody who was about to write a note has died. */
#define NOTE_LIMIT 60

/* All that is ever in a place: of every back end, of OpenVPN, of pppd. A place may be named by a
 * record, so no more is ever removed. */
static const char *const names[] = {
  NOTE, NEW_NOTE, "profile", "socket", "options", "connect", "init", "dial", "secret", "report",
};

/* (transfer full) */
static char *
base_directory (const char *backend)
{
  const char *given = g_getenv ("BECK_RAS_RUNTIME_DIR");

  if (given != NULL && *given != '\0')
    return g_build_filename (given, backend, NULL);
  if (geteuid () == 0)
    return g_build_filename ("/run/beck", backend, NULL);
  return g_build_filename (g_get_user_runtime_dir (), "beck", backend, NULL);
}

/* Ours alone, so nobody else puts something there. */
static gboolean
is_private (const char *directory)
{
  struct stat status;

  return lstat (directory, &status) == 0 && S_ISDIR (status.st_mode)
         && status.st_uid == geteuid () && (status.st_mode & 022) == 0;
}

/* ---- Files ---- */

gboolean
beck_ras_place_write (const char *place, const char *name, const char *text, gsize size)
{
  char *path = g_build_filename (place, name, NULL);
  int fd = open (path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
  gboolean written;

  g_free (path);
  if (fd < 0)
    return FALSE;
  written = beck_ras_file_write_all (fd, text, size);
  return close (fd) == 0 && written;
}

char *
beck_ras_place_read (const char *place, const char *name)
{
  char *path = g_build_filename (place, name, NULL), *text = g_malloc0 (MAX_FILE + 1);
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);

  g_free (path);
  if (fd < 0)
    return text;
  if (read (fd, text, MAX_FILE) < 0)
    text[0] = '\0';
  close (fd);
  return text;
}

void
beck_ras_place_drop (const char *place, const char *name)
{
  char *path = g_build_filename (place, name, NULL);

  unlink (path);
  g_free (path);
}

void
beck_ras_place_remove (const char *place)
{
  if (place == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    beck_ras_place_drop (place, names[i]);
  rmdir (place);
}

/* ---- Notes ---- */

typedef struct
{
  BeckRasProcessId helper, owner;
  int dialling;
} Note;

/* A note is never half written: who reads one that cannot be read leaves its helper alone. */
static gboolean
replace_note (const char *place, const char *text, gsize size)
{
  char *from = g_build_filename (place, NEW_NOTE, NULL);
  char *to = g_build_filename (place, NOTE, NULL);
  gboolean replaced = beck_ras_place_write (place, NEW_NOTE, text, size) && rename (from, to) == 0;

  g_free (from);
  g_free (to);
  return replaced;
}

gboolean
beck_ras_place_note (const char *place, const BeckRasProcessId *helper, BeckRasCustody custody)
{
  BeckRasProcessId owner = { 0, 0 };
  char text[128];
  int length;

  if (custody != BECK_RAS_PLACE_LEFT)
    owner = (BeckRasProcessId){ getpid (), beck_ras_process_started (getpid ()) };
  length = g_snprintf (text, sizeof text, "%d %" G_GUINT64_FORMAT " %d %" G_GUINT64_FORMAT " %d\n",
                       (int) helper->pid, helper->start, (int) owner.pid, owner.start,
                       custody == BECK_RAS_PLACE_DIALLED);
  return replace_note (place, text, (gsize) length);
}

static gboolean
read_note (const char *place, Note *note)
{
  char *text = beck_ras_place_read (place, NOTE);
  int n = sscanf (text, "%d %" G_GUINT64_FORMAT " %d %" G_GUINT64_FORMAT " %d", &note->helper.pid,
                  &note->helper.start, &note->owner.pid, &note->owner.start, &note->dialling);

  g_free (text);
  return n == 5 && note->helper.pid > 1;
}

/* ---- What diallers left that died ---- */

static void
end_helper (const BeckRasProcessId *helper)
{
  BeckRasProcess *process = beck_ras_process_attach (helper, NULL, NULL);

  if (process == NULL)
    return;
  beck_ras_process_signal (process, SIGKILL);
  beck_ras_process_free (process);
}

/* One without a note has just been made, or will never have one. */
static gboolean
is_abandoned (const char *place)
{
  struct stat status;

  return lstat (place, &status) == 0 && S_ISDIR (status.st_mode)
         && time (NULL) - status.st_mtime > NOTE_LIMIT;
}

static void
sweep_place (const char *place)
{
  Note note;

  if (!read_note (place, &note))
    {
      if (is_abandoned (place))
        beck_ras_place_remove (place);
      return;
    }
  if (beck_ras_process_id_lives (&note.owner))
    return;
  if (note.dialling)
    end_helper (&note.helper);
  else if (beck_ras_process_id_lives (&note.helper))
    return;
  beck_ras_place_remove (place);
}

static void
sweep (const char *base)
{
  GDir *directory = g_dir_open (base, 0, NULL);
  const char *name;

  while (directory != NULL && (name = g_dir_read_name (directory)) != NULL)
    if (g_str_has_prefix (name, PREFIX))
      {
        char *place = g_build_filename (base, name, NULL);

        sweep_place (place);
        g_free (place);
      }
  if (directory != NULL)
    g_dir_close (directory);
}

char *
beck_ras_place_new (const char *backend)
{
  char *base = base_directory (backend), *place = NULL;

  if (g_mkdir_with_parents (base, 0700) == 0 && is_private (base))
    {
      sweep (base);
      place = g_build_filename (base, PREFIX "XXXXXX", NULL);
      if (g_mkdtemp_full (place, 0700) == NULL)
        g_clear_pointer (&place, g_free);
    }
  g_free (base);
  return place;
}
