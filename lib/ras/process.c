/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Helpers that run. Each is held by a pidfd from its first moment, so that a signal reaches it or
 * nobody, whatever becomes of its number. Where the system has none for us (sandboxes, valgrind)
 * its number and its start are looked at from time to time.
 *
 * A process has two references: its user's, until free, and its watch's, until it has ended. A
 * child that the user has forgotten is reaped by the watch; if the loop ends before, by the next
 * start of a helper.
 */

#include "ras/process.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <signal.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/alloc.h"
#include "ras/process-start.h"

/* Of <linux/pidfd.h>, since Linux 6.9. */
#define SIGNAL_PROCESS_GROUP (1U << 2)

#define MAX_LINE 1024
/* A pipe has no more in it when its last writer has ended. */
#define MAX_REST 65536
/* Without a pidfd, or while somebody traces what has ended. */
#define LOOK_MS 10
/* How often a tracer is waited for. */
#define MAX_HELD 100

struct BeckRasProcess
{
  guint n_refs;
  BeckRasProcessId id;
  gboolean is_child; /* and not reaped */
  gboolean passes_on; /* another source watches from now on */
  guint n_held;
  int pidfd; /* -1 without */
  int output; /* what it writes, -1 when that has ended */
  GSource *end_source;
  GSource *output_source;
  BeckRasProcessLineFunc lines;
  BeckRasProcessEndedFunc ended;
  gpointer data;
  gsize n_line;
  char line[MAX_LINE + 1];
};

/* ---- Children that nobody waits for ---- */

static GMutex orphans_mutex;
static GArray *orphans; /* (element-type BeckRasProcessId) */

static void
add_orphan (const BeckRasProcessId *id)
{
  g_mutex_lock (&orphans_mutex);
  if (orphans == NULL)
    orphans = g_array_new (FALSE, FALSE, sizeof *id);
  g_array_append_vals (orphans, id, 1);
  g_mutex_unlock (&orphans_mutex);
}

static gboolean
reap_orphan (const BeckRasProcessId *id)
{
  if (beck_ras_process_id_lives (id))
    return FALSE;
  waitpid (id->pid, NULL, WNOHANG);
  return TRUE;
}

static void
reap_orphans (void)
{
  g_mutex_lock (&orphans_mutex);
  for (guint i = orphans != NULL ? orphans->len : 0; i > 0; i--)
    if (reap_orphan (&g_array_index (orphans, BeckRasProcessId, i - 1)))
      g_array_remove_index_fast (orphans, i - 1);
  if (orphans != NULL && orphans->len == 0)
    g_clear_pointer (&orphans, g_array_unref);
  g_mutex_unlock (&orphans_mutex);
}

/* ---- References and sources ---- */

static void
process_unref (gpointer data)
{
  BeckRasProcess *process = data;

  if (--process->n_refs > 0)
    return;
  if (process->pidfd >= 0)
    close (process->pidfd);
  beck_free (process);
}

/* The watch is gone: the process has ended, or else the loop. */
static void
watch_gone (gpointer data)
{
  BeckRasProcess *process = data;

  if (process->is_child && !process->passes_on)
    add_orphan (&process->id);
  process->passes_on = FALSE;
  process_unref (process);
}

/* Returns @source, which has a reference to the process until it is destroyed. */
static GSource *
add_source (BeckRasProcess *process, GSource *source, GSourceFunc func, GDestroyNotify gone)
{
  process->n_refs++;
  g_source_set_callback (source, func, process, gone);
  g_source_attach (source, g_main_context_get_thread_default ());
  return source;
}

static void
drop_source (GSource **source)
{
  GSource *dropped = g_steal_pointer (source);

  if (dropped == NULL)
    return;
  g_source_destroy (dropped);
  g_source_unref (dropped);
}

/* ---- Output ---- */

static void
tell_line (BeckRasProcess *process)
{
  process->line[process->n_line] = '\0';
  process->n_line = 0;
  if (process->lines != NULL)
    process->lines (process->line, process->data);
}

/* What is beyond the limit of a line is lost. */
static void
take_output (BeckRasProcess *process, const char *bytes, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (bytes[i] == '\n')
      tell_line (process);
    else if (process->n_line < MAX_LINE)
      process->line[process->n_line++] = bytes[i];
}

static void
end_output (BeckRasProcess *process)
{
  drop_source (&process->output_source);
  if (process->output >= 0)
    close (process->output);
  process->output = -1;
  if (process->n_line > 0)
    tell_line (process);
}

/* Returns how much there was, 0 if that was all for now. */
static gsize
read_output (BeckRasProcess *process)
{
  char bytes[2048];
  ssize_t length;

  if (process->output < 0)
    return 0;
  length = read (process->output, bytes, sizeof bytes);
  if (length > 0)
    {
      take_output (process, bytes, length);
      return length;
    }
  if (length == 0 || (errno != EAGAIN && errno != EINTR))
    end_output (process);
  return 0;
}

static gboolean
output_ready (int fd, GIOCondition condition, gpointer data)
{
  BeckRasProcess *process = data;

  process->n_refs++;
  read_output (process);
  process_unref (process);
  return G_SOURCE_CONTINUE; /* it is destroyed where the output ends */
}

/* ---- The end ---- */

/* Before Linux 6.9 there are no groups of pidfds; then the number is all there is, and means this
 * group as long as its leader lives or has not been reaped. */
static gboolean
signal_group (BeckRasProcess *process, int signal)
{
  if (process->pidfd >= 0
      && syscall (SYS_pidfd_send_signal, process->pidfd, signal, NULL, SIGNAL_PROCESS_GROUP) == 0)
    return TRUE;
  if (process->pidfd >= 0 && errno != EINVAL)
    return FALSE;
  return (process->is_child || beck_ras_process_id_lives (&process->id))
         && kill (-process->id.pid, signal) == 0;
}

/* FALSE if it is no child of ours. */
static gboolean
wait_now (BeckRasProcess *process, siginfo_t *info, int options)
{
  memset (info, 0, sizeof *info);
  if (process->pidfd >= 0)
    return waitid (P_PIDFD, process->pidfd, info, WEXITED | WNOHANG | options) == 0;
  return waitid (P_PID, process->id.pid, info, WEXITED | WNOHANG | options) == 0;
}

/* A child that has ended while it was traced, by a debugger or a sanitizer of its own, can be
 * waited for only when its tracer lets it go. */
static gboolean
is_held (BeckRasProcess *process)
{
  siginfo_t info;

  return process->is_child && process->n_held++ < MAX_HELD
         && wait_now (process, &info, WNOWAIT) && info.si_pid == 0;
}

static int
reap (BeckRasProcess *process)
{
  siginfo_t info;

  /* Nothing that it left behind survives it. */
  signal_group (process, SIGKILL);
  process->is_child = FALSE;
  if (!wait_now (process, &info, 0))
    return -1;
  if (info.si_pid == 0)
    {
      add_orphan (&process->id);
      return -1;
    }
  if (info.si_code == CLD_EXITED)
    return W_EXITCODE (info.si_status, 0);
  return info.si_status | (info.si_code == CLD_DUMPED ? WCOREFLAG : 0);
}

static void
finish (BeckRasProcess *process)
{
  gsize rest = 0, length;
  int status;

  process->n_refs++;
  do
    {
      length = read_output (process);
      rest += length;
    }
  while (length > 0 && rest < MAX_REST);
  end_output (process);
  status = reap (process);
  drop_source (&process->end_source);
  if (process->ended != NULL)
    process->ended (status, process->data);
  process_unref (process);
}

static gboolean
look (gpointer data)
{
  BeckRasProcess *process = data;

  if (beck_ras_process_id_lives (&process->id) || is_held (process))
    return G_SOURCE_CONTINUE;
  finish (process);
  return G_SOURCE_REMOVE;
}

static GSource *
look_from_time_to_time (BeckRasProcess *process)
{
  return add_source (process, g_timeout_source_new (LOOK_MS), look, watch_gone);
}

static gboolean
pidfd_ready (int fd, GIOCondition condition, gpointer data)
{
  BeckRasProcess *process = data;
  GSource *next;

  if (!is_held (process))
    {
      finish (process);
      return G_SOURCE_REMOVE;
    }
  /* The descriptor stays ready all the time. */
  process->passes_on = TRUE;
  next = look_from_time_to_time (process);
  if (process->end_source != NULL)
    {
      g_source_unref (process->end_source);
      process->end_source = next;
    }
  else /* its user has forgotten it */
    g_source_unref (next);
  return G_SOURCE_REMOVE;
}

/* Returns 0 or a number of errno. */
static int
watch (BeckRasProcess *process, pid_t pid)
{
  process->id.pid = pid;
  process->pidfd = pidfd_open (pid, 0);
  if (process->pidfd < 0 && errno != ENOSYS && errno != EPERM)
    return errno;
  /* After that: the descriptor is of the process that has the number now. */
  process->id.start = beck_ras_process_started (pid);
  if (process->pidfd >= 0)
    process->end_source = add_source (process, g_unix_fd_source_new (process->pidfd, G_IO_IN),
                                      (GSourceFunc) (gpointer) pidfd_ready, watch_gone);
  else
    process->end_source = look_from_time_to_time (process);
  return 0;
}

/* ---- Beginning ---- */

static BeckRasProcess *
process_new (BeckRasProcessLineFunc lines, BeckRasProcessEndedFunc ended, gpointer data)
{
  BeckRasProcess *process = beck_alloc0 (sizeof *process);

  if (process == NULL)
    return NULL;
  process->n_refs = 1;
  process->pidfd = process->output = -1;
  process->lines = lines;
  process->ended = ended;
  process->data = data;
  return process;
}

static void
set_spawn_error (GError **error, const char *program, int number)
{
  static const struct
  {
    int number;
    GSpawnError code;
  } codes[] = {
    { ENOENT, G_SPAWN_ERROR_NOENT },   { EACCES, G_SPAWN_ERROR_ACCES },
    { ENOMEM, G_SPAWN_ERROR_NOMEM },   { E2BIG, G_SPAWN_ERROR_TOO_BIG },
    { ENOEXEC, G_SPAWN_ERROR_NOEXEC }, { EMFILE, G_SPAWN_ERROR_MFILE },
  };
  GSpawnError code = G_SPAWN_ERROR_FAILED;

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    if (codes[i].number == number)
      code = codes[i].code;
  g_set_error (error, G_SPAWN_ERROR, code, "%s: %s", program, g_strerror (number));
}

/* (transfer full): an absolute path, or NULL if there is no such program. */
static char *
find_program (const char *name)
{
  char *path = g_find_program_in_path (name), *absolute;
  char **places;

  if (path != NULL)
    {
      absolute = g_canonicalize_filename (path, NULL);
      g_free (path);
      return absolute;
    }
  if (strchr (name, '/') != NULL)
    return NULL;
  places = g_strsplit (beck_ras_process_sbin, ":", -1);
  for (guint i = 0; places[i] != NULL && path == NULL; i++)
    {
      path = g_build_filename (places[i], name, NULL);
      if (!g_file_test (path, G_FILE_TEST_IS_EXECUTABLE))
        g_clear_pointer (&path, g_free);
    }
  g_strfreev (places);
  return path;
}

/* From now on it is known and watched. If it cannot be, it is ended at once. */
static int
adopt_child (BeckRasProcess *process, pid_t pid)
{
  int error = watch (process, pid);

  process->is_child = error == 0;
  if (error != 0 && error != ESRCH)
    {
      kill (-pid, SIGKILL);
      waitpid (pid, NULL, 0);
    }
  return error;
}

/* Starts @path with @output as what it writes to. */
static int
start_child (BeckRasProcess *process, const char *path, const char *const *argv, int output)
{
  pid_t pid = 0;
  int error = beck_ras_process_start (path, argv, output, &pid);

  return error == 0 ? adopt_child (process, pid) : error;
}

static int
start_with_lines (BeckRasProcess *process, const char *path, const char *const *argv)
{
  int ends[2], error;

  if (pipe2 (ends, O_CLOEXEC) != 0)
    return errno;
  error = fcntl (ends[0], F_SETFL, O_NONBLOCK) == 0 ? 0 : errno;
  if (error == 0)
    error = start_child (process, path, argv, ends[1]);
  close (ends[1]);
  if (error != 0)
    {
      close (ends[0]);
      return error;
    }
  process->output = ends[0];
  process->output_source = add_source (process, g_unix_fd_source_new (ends[0], G_IO_IN),
                                       (GSourceFunc) (gpointer) output_ready, process_unref);
  return 0;
}

BeckRasProcess *
beck_ras_process_spawn (const char *const *argv, BeckRasProcessLineFunc lines,
                        BeckRasProcessEndedFunc ended, gpointer data, GError **error)
{
  BeckRasProcess *process;
  char *path = find_program (argv[0]);
  int number;

  reap_orphans ();
  process = path != NULL ? process_new (lines, ended, data) : NULL;
  if (process == NULL)
    number = path == NULL ? ENOENT : ENOMEM;
  else if (lines != NULL)
    number = start_with_lines (process, path, argv);
  else
    number = start_child (process, path, argv, -1);
  g_free (path);
  if (number == 0)
    return process;
  set_spawn_error (error, argv[0], number);
  if (process != NULL)
    process_unref (process);
  return NULL;
}

BeckRasProcess *
beck_ras_process_attach (const BeckRasProcessId *id, BeckRasProcessEndedFunc ended, gpointer data)
{
  BeckRasProcess *process = process_new (NULL, ended, data);

  if (process == NULL)
    return NULL;
  if (id->pid > 0 && id->start != 0 && watch (process, id->pid) == 0
      && process->id.start == id->start)
    return process;
  beck_ras_process_free (process);
  return NULL;
}

BeckRasProcessId
beck_ras_process_get_id (BeckRasProcess *process)
{
  return process->id;
}

gboolean
beck_ras_process_signal (BeckRasProcess *process, int signal)
{
  return process->end_source != NULL && signal_group (process, signal);
}

void
beck_ras_process_free (BeckRasProcess *process)
{
  process->lines = NULL;
  process->ended = NULL;
  end_output (process);
  if (!process->is_child)
    drop_source (&process->end_source);
  else if (process->end_source != NULL)
    g_clear_pointer (&process->end_source, g_source_unref);
  process_unref (process);
}
