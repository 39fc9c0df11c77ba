/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Directories of helpers. None of them is trusted further than to belong to the same user. */

#include "ras/openvpn-place.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "ras/process-start.h"

#define NOTE "helper"
#define NEW_NOTE "helper.new"
#define TEMPLATE "dial-XXXXXX"

/* Seconds after which somebody who was about to write a note has died. */
#define NOTE_LIMIT 60

/* All that is ever in a place. */
static const char *const names[] = { NOTE, NEW_NOTE, "profile", "socket" };

/* (transfer full) */
static char *
base_directory (void)
{
  const char *given = g_getenv ("BECK_RAS_RUNTIME_DIR");

  if (given != NULL && *given != '\0')
    return g_build_filename (given, "openvpn", NULL);
  if (geteuid () == 0)
    return g_strdup ("/run/beck/openvpn");
  return g_build_filename (g_get_user_runtime_dir (), "beck", "openvpn", NULL);
}

/* Ours alone, so nobody else puts something there. */
static gboolean
is_private (const char *directory)
{
  struct stat status;

  return lstat (directory, &status) == 0 && S_ISDIR (status.st_mode)
         && status.st_uid == geteuid () && (status.st_mode & 022) == 0;
}

char *
beck_ras_openvpn_place_new (void)
{
  char *base = base_directory ();
  char *place = g_build_filename (base, TEMPLATE, NULL);

  if (g_mkdir_with_parents (base, 0700) != 0 || !is_private (base)
      || g_mkdtemp_full (place, 0700) == NULL)
    g_clear_pointer (&place, g_free);
  g_free (base);
  return place;
}

static gboolean
write_all (int fd, const char *text, gsize size)
{
  while (size > 0)
    {
      ssize_t n = write (fd, text, size);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return FALSE;
      text += n;
      size -= n;
    }
  return TRUE;
}

gboolean
beck_ras_openvpn_place_write (const char *place, const char *name, const char *text, gsize size)
{
  char *path = g_build_filename (place, name, NULL);
  int fd = open (path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
  gboolean written;

  g_free (path);
  if (fd < 0)
    return FALSE;
  written = write_all (fd, text, size);
  return close (fd) == 0 && written;
}

/* ---- Notes ---- */

typedef struct
{
  BeckRasProcessId helper, owner;
  int dialling;
} Note;

/* A note is never half written: who cannot read one leaves its helper alone. */
static gboolean
replace_note (const char *place, const char *text, gsize size)
{
  char *from = g_build_filename (place, NEW_NOTE, NULL);
  char *to = g_build_filename (place, NOTE, NULL);
  gboolean replaced = beck_ras_openvpn_place_write (place, NEW_NOTE, text, size)
                      && rename (from, to) == 0;

  g_free (from);
  g_free (to);
  return replaced;
}

gboolean
beck_ras_openvpn_place_note (const char *place, const BeckRasProcessId *helper,
                             BeckRasOpenvpnCustody custody)
{
  BeckRasProcessId owner = { 0, 0 };
  char text[128];
  int length;

  if (custody != BECK_RAS_OPENVPN_LEFT)
    owner = (BeckRasProcessId){ getpid (), beck_ras_process_started (getpid ()) };
  length = g_snprintf (text, sizeof text, "%d %" G_GUINT64_FORMAT " %d %" G_GUINT64_FORMAT " %d\n",
                       (int) helper->pid, helper->start, (int) owner.pid, owner.start,
                       custody == BECK_RAS_OPENVPN_DIALLED);
  return replace_note (place, text, length);
}

static gboolean
read_note (const char *place, Note *note)
{
  char *path = g_build_filename (place, NOTE, NULL);
  FILE *file = fopen (path, "re");
  int n = 0;

  g_free (path);
  memset (note, 0, sizeof *note);
  if (file == NULL)
    return FALSE;
  n = fscanf (file, "%d %" G_GUINT64_FORMAT " %d %" G_GUINT64_FORMAT " %d", &note->helper.pid,
              &note->helper.start, &note->owner.pid, &note->owner.start, &note->dialling);
  fclose (file);
  return n == 5;
}

void
beck_ras_openvpn_place_drop (const char *place, const char *name)
{
  char *path = g_build_filename (place, name, NULL);

  unlink (path);
  g_free (path);
}

void
beck_ras_openvpn_place_remove (const char *place)
{
  if (place == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    beck_ras_openvpn_place_drop (place, names[i]);
  rmdir (place);
}

static void
kill_helper (const BeckRasProcessId *helper)
{
  int pidfd = pidfd_open (helper->pid, 0);

  if (pidfd < 0)
    return;
  /* Then the descriptor is of this process and of no later one. */
  if (beck_ras_process_id_lives (helper))
    pidfd_send_signal (pidfd, SIGKILL, NULL, 0);
  close (pidfd);
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
        beck_ras_openvpn_place_remove (place);
      return;
    }
  if (beck_ras_process_id_lives (&note.owner))
    return;
  if (note.dialling)
    kill_helper (&note.helper);
  else if (beck_ras_process_id_lives (&note.helper))
    return;
  beck_ras_openvpn_place_remove (place);
}

void
beck_ras_openvpn_place_sweep (void)
{
  char *base = base_directory ();
  GDir *directory = is_private (base) ? g_dir_open (base, 0, NULL) : NULL;
  const char *name;

  while (directory != NULL && (name = g_dir_read_name (directory)) != NULL)
    if (g_str_has_prefix (name, "dial-"))
      {
        char *place = g_build_filename (base, name, NULL);

        sweep_place (place);
        g_free (place);
      }
  if (directory != NULL)
    g_dir_close (directory);
  g_free (base);
}
