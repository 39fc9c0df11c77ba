/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Running a program with its output and its errors caught. It has a process group of
 * its own, because a compiler driver that is killed leaves the compiler behind.
 */

#include "capture.h"

#include <errno.h>
#include <gio/gio.h>
#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum
{
  COMPLAINTS = 64 * 1024, /* bytes of standard error worth keeping */
};

/* Enough for any compiler, and an end to one that reads a device. */
#define MEMORY (G_GUINT64_CONSTANT (4) << 30)

typedef struct
{
  int fd; /* -1 at the end */
  GByteArray *data;
  gsize limit;
  gboolean truncate; /* the rest does not matter; otherwise it is an error */
} Pipe;

/* Between fork and exec: system calls only. */
static void
confine (gpointer data)
{
  const struct rlimit memory = { MEMORY, MEMORY };

  setpgid (0, 0);
  setrlimit (RLIMIT_AS, &memory);
}

static gboolean
read_some (Pipe *pipe, GError **error)
{
  guint8 chunk[16384];
  gssize n = read (pipe->fd, chunk, sizeof chunk);

  if (n < 0 && errno == EINTR)
    return TRUE;
  if (n <= 0)
    {
      close (pipe->fd);
      pipe->fd = -1;
      return TRUE;
    }
  if (pipe->data->len + (gsize) n <= pipe->limit)
    g_byte_array_append (pipe->data, chunk, (guint) n);
  else if (!pipe->truncate)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE,
                   "it wrote more than %" G_GSIZE_FORMAT " MiB", pipe->limit >> 20);
      return FALSE;
    }
  return TRUE;
}

/* Reads both pipes to their ends. */
static gboolean
drain (Pipe pipes[2], guint seconds, GError **error)
{
  gint64 deadline = g_get_monotonic_time () + seconds * G_USEC_PER_SEC;

  while (pipes[0].fd >= 0 || pipes[1].fd >= 0)
    {
      struct pollfd fds[2] = { { pipes[0].fd, POLLIN, 0 }, { pipes[1].fd, POLLIN, 0 } };
      gint64 left = (deadline - g_get_monotonic_time ()) / 1000;

      if (left <= 0)
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "it took more than %u s", seconds);
          return FALSE;
        }
      if (poll (fds, 2, (int) left) <= 0)
        continue;
      for (guint i = 0; i < 2; i++)
        if (fds[i].revents != 0 && !read_some (&pipes[i], error))
          return FALSE;
    }
  return TRUE;
}

static void
pipe_clear (Pipe *pipe)
{
  if (pipe->fd >= 0)
    close (pipe->fd);
  g_byte_array_unref (pipe->data);
}

/* The exit status of @pid; -1 if it did not exit by itself. */
static int
reap (GPid pid)
{
  int status;

  while (waitpid (pid, &status, 0) < 0)
    if (errno != EINTR)
      return -1;
  return WIFEXITED (status) ? WEXITSTATUS (status) : -1;
}

GBytes *
idl_capture (char **argv, gsize limit, guint seconds, char **complaints, gboolean *good,
             GError **error)
{
  g_auto (GStrv) environment = g_environ_setenv (g_get_environ (), "LC_ALL", "C", TRUE);
  Pipe pipes[2] = { { -1, g_byte_array_new (), limit, FALSE },
                    { -1, g_byte_array_new (), COMPLAINTS, TRUE } };
  GBytes *output = NULL;
  GPid pid;

  *complaints = NULL;
  if (g_spawn_async_with_pipes (NULL, argv, environment,
                                G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD, confine, NULL,
                                &pid, NULL, &pipes[0].fd, &pipes[1].fd, error))
    {
      if (drain (pipes, seconds, error))
        {
          output = g_bytes_new (pipes[0].data->data, pipes[0].data->len);
          /* An empty array has no data at all. */
          g_byte_array_append (pipes[1].data, (const guint8 *) "", 1);
          *complaints = g_strndup ((const char *) pipes[1].data->data, pipes[1].data->len);
        }
      else
        kill (-pid, SIGKILL);
      *good = reap (pid) == 0;
    }
  pipe_clear (&pipes[0]);
  pipe_clear (&pipes[1]);
  return output;
}
