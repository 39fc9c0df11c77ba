/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Starting a program without a shell, so that it inherits nothing of this process but its rights:
 * no descriptor, no environment, no signal that is blocked or ignored, no terminal, no directory.
 */

#include "ras/process-start.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Where helpers live, which the PATH of a user often lacks. */
const char beck_ras_process_sbin[] = "/usr/local/sbin:/usr/sbin:/sbin";

static int
set_attributes (posix_spawnattr_t *attributes)
{
  sigset_t every, none;
  int error;

  sigfillset (&every);
  sigemptyset (&none);
  error = posix_spawnattr_setsigdefault (attributes, &every);
  if (error == 0)
    error = posix_spawnattr_setsigmask (attributes, &none);
  if (error == 0)
    error = posix_spawnattr_setflags (attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGDEF
                                                    | POSIX_SPAWN_SETSIGMASK);
  return error;
}

static int
add_actions (posix_spawn_file_actions_t *actions, int output)
{
  int error;

  error = posix_spawn_file_actions_addopen (actions, 0, "/dev/null", O_RDONLY, 0);
  if (error == 0 && output >= 0)
    error = posix_spawn_file_actions_adddup2 (actions, output, 1);
  else if (error == 0)
    error = posix_spawn_file_actions_addopen (actions, 1, "/dev/null", O_WRONLY, 0);
  if (error == 0)
    error = posix_spawn_file_actions_adddup2 (actions, 1, 2);
  if (error == 0)
    error = posix_spawn_file_actions_addclosefrom_np (actions, 3);
  /* It may live for long, and shall not keep a file system busy. */
  if (error == 0)
    error = posix_spawn_file_actions_addchdir_np (actions, "/");
  return error;
}

static int
spawn (const char *path, const char *const *argv, char **environment, int output, pid_t *pid)
{
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  int error;

  error = posix_spawn_file_actions_init (&actions);
  if (error != 0)
    return error;
  error = posix_spawnattr_init (&attributes);
  if (error == 0)
    {
      error = set_attributes (&attributes);
      if (error == 0)
        error = add_actions (&actions, output);
      if (error == 0)
        error = posix_spawn (pid, path, &actions, &attributes, (char *const *) argv, environment);
      posix_spawnattr_destroy (&attributes);
    }
  posix_spawn_file_actions_destroy (&actions);
  return error;
}

int
beck_ras_process_start (const char *path, const char *const *argv, int output, pid_t *pid)
{
  const char *search = g_getenv ("PATH");
  char language[] = "LANG=C.UTF-8";
  char *variable;
  int error;

  variable = g_strconcat ("PATH=", search != NULL ? search : "", search != NULL ? ":" : "",
                          "/usr/bin:/bin:", beck_ras_process_sbin, NULL);
  error = spawn (path, argv, (char *[]){ variable, language, NULL }, output, pid);
  g_free (variable);
  return error;
}

/* The name of the program stands in parentheses and may contain some itself: what follows the
 * last one are fields without spaces, from the third on. The state is the first thread's, which may
 * have ended before the others. */
static guint64
parse_start (const char *stat)
{
  const char *at = strrchr (stat, ')');
  char state = 0;
  unsigned n_threads = 0;
  unsigned long long start = 0;

  if (at == NULL
      || sscanf (at,
                 ") %c %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %u %*s"
                 " %llu",
                 &state, &n_threads, &start)
             != 3)
    return 0;
  return (state == 'Z' && n_threads <= 1) || state == 'X' ? 0 : start;
}

guint64
beck_ras_process_started (pid_t pid)
{
  char path[32], text[1024];
  ssize_t length;
  int fd;

  g_snprintf (path, sizeof path, "/proc/%d/stat", (int) pid);
  fd = open (path, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return 0;
  length = read (fd, text, sizeof text - 1);
  close (fd);
  if (length <= 0)
    return 0;
  text[length] = '\0';
  return parse_start (text);
}

gboolean
beck_ras_process_id_lives (const BeckRasProcessId *id)
{
  return id->pid > 0 && id->start != 0 && beck_ras_process_started (id->pid) == id->start;
}

void
beck_ras_process_id_kill (const BeckRasProcessId *id)
{
  /* The number is this process's as long as it has not been reaped, and the group's until then. */
  if (beck_ras_process_id_lives (id))
    kill (-id->pid, SIGKILL);
}
