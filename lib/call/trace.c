/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The trace of a process: one JSON event per line, in the array form that needs no end, so that
 * what a killed process has left can be read. Each event is one write(2) to a file in append mode:
 * threads need no lock, and lines do not mix.
 *
 * Times are of CLOCK_MONOTONIC, which the processes of a machine share; the first event says what
 * the real time was then, for those of several machines.
 */

#include "call/trace.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "base/alloc.h"

/* No event is longer; names are cut. */
#define LINE_SIZE 768
#define NAME_SIZE 64

static int trace_fd = -1;

/* ---- Events ---- */

static const struct
{
  char phase;
  gboolean is_server;
  const char *mark; /* of an instant within a slice */
} steps[] = {
  [BECK_STEP_BEGIN] = { 'b', FALSE, NULL },
  [BECK_STEP_SENT] = { 'n', FALSE, "sent" },
  [BECK_STEP_SIGNALED] = { 'n', FALSE, "signaled" },
  [BECK_STEP_CANCELLED] = { 'n', FALSE, "cancelled" },
  [BECK_STEP_FINISHED] = { 'e', FALSE, NULL },
  [BECK_STEP_RECEIVED] = { 'b', TRUE, NULL },
  [BECK_STEP_DISPATCHED] = { 'n', TRUE, "dispatched" },
  [BECK_STEP_ANSWERED] = { 'e', TRUE, NULL },
};

static double
now (void)
{
  struct timespec time;

  clock_gettime (CLOCK_MONOTONIC, &time);
  return (double) time.tv_sec * 1e6 + (double) time.tv_nsec / 1e3;
}

/* What would end a JSON string does not stand in names; it becomes '?'. */
static void
plain_text (const char *text, char plain[NAME_SIZE])
{
  gsize n = 0;

  for (; text != NULL && text[n] != '\0' && n < NAME_SIZE - 1; n++)
    plain[n] = text[n] < ' ' || text[n] > '~' || text[n] == '"' || text[n] == '\\' ? '?' : text[n];
  plain[n] = '\0';
}

static void
call_name (const BeckTraced *call, char name[NAME_SIZE])
{
  char guid[BECK_GUID_TEXT_SIZE];

  if (call->name != NULL)
    plain_text (call->name, name);
  else if (call->interface != NULL)
    {
      beck_guid_format (call->interface, guid);
      g_snprintf (name, NAME_SIZE, "{%s}.%u", guid, call->method);
    }
  else
    g_strlcpy (name, "call", NAME_SIZE);
}

static void
write_line (const char *line, int size)
{
  int saved = errno;

  if (size > 0 && size < LINE_SIZE && write (trace_fd, line, (gsize) size) < 0)
    errno = saved;
}

static int
print_event (char *line, BeckStep step, const BeckTraced *call, double when)
{
  char name[NAME_SIZE], peer[NAME_SIZE];
  char causality[BECK_GUID_TEXT_SIZE] = "";

  call_name (call, name);
  plain_text (call->peer, peer);
  if (call->causality != NULL)
    beck_guid_format (call->causality, causality);
  return g_snprintf (line, LINE_SIZE,
                     "{\"ph\":\"%c\",\"cat\":\"%s\",\"id\":\"0x%" G_GINT64_MODIFIER
                     "x\",\"name\":\"%s\",\"pid\":%d,\"tid\":%ld,\"ts\":%.3f,"
                     "\"args\":{\"step\":\"%s\",\"method\":%u,\"causality\":\"%s\",\"peer\":\"%s\","
                     "\"result\":\"0x%08x\"}},\n",
                     steps[step].phase, steps[step].is_server ? "server" : "client", call->id,
                     steps[step].mark != NULL ? steps[step].mark : name, getpid (),
                     syscall (SYS_gettid), when, steps[step].mark != NULL ? steps[step].mark : "",
                     call->method, causality, peer, (guint) call->result);
}

/* An arrow from the client's slice to the server's: calls of one causality follow each other. */
static int
print_arrow (char *line, BeckStep step, const BeckTraced *call, double when)
{
  guint64 words[2];

  memcpy (words, call->causality, sizeof words);
  return g_snprintf (line, LINE_SIZE,
                     "{\"ph\":\"%c\",\"bp\":\"e\",\"cat\":\"causality\",\"name\":\"call\","
                     "\"id\":\"0x%" G_GINT64_MODIFIER "x\",\"pid\":%d,\"tid\":%ld,\"ts\":%.3f},\n",
                     step == BECK_STEP_SENT ? 's' : 'f', words[0] ^ words[1] << 1 ^ call->method,
                     getpid (), syscall (SYS_gettid), when);
}

void
beck_trace (BeckStep step, const BeckTraced *call)
{
  char line[LINE_SIZE];
  double when = now ();

  write_line (line, print_event (line, step, call, when));
  if (call->causality != NULL && (step == BECK_STEP_SENT || step == BECK_STEP_RECEIVED))
    write_line (line, print_arrow (line, step, call, when));
}

/* ---- The file ---- */

/* (transfer full) (nullable): @pattern with the process's number for "%p", or behind it. */
static char *
file_name (const char *pattern, gboolean append)
{
  const char *place = strstr (pattern, "%p");
  gsize room = strlen (pattern) + 16;
  char *name = beck_alloc (room);

  if (name == NULL)
    return NULL;
  if (place != NULL)
    g_snprintf (name, room, "%.*s%d%s", (int) (place - pattern), pattern, getpid (), place + 2);
  else if (append)
    g_snprintf (name, room, "%s.%d", pattern, getpid ());
  else
    g_strlcpy (name, pattern, room);
  return name;
}

/* The lock tells others, children that inherit the variable above all, that the file is taken. */
static int
open_file (const char *pattern, gboolean append)
{
  char *name = file_name (pattern, append);
  int fd = -1;

  if (name == NULL)
    return -1;
  fd = open (name, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  beck_free (name);
  if (fd >= 0 && (flock (fd, LOCK_EX | LOCK_NB) < 0 || ftruncate (fd, 0) < 0))
    {
      close (fd);
      fd = -1;
    }
  return fd;
}

static void
write_head (void)
{
  char line[LINE_SIZE], program[NAME_SIZE];
  double when = now ();

  plain_text (g_get_prgname () != NULL ? g_get_prgname () : program_invocation_short_name, program);
  write_line (line, g_snprintf (line, LINE_SIZE,
                                "[\n{\"ph\":\"M\",\"name\":\"process_name\",\"pid\":%d,\"ts\":%.3f,"
                                "\"args\":{\"name\":\"%s\",\"real_time_us\":%" G_GINT64_FORMAT "}},\n",
                                getpid (), when, program, g_get_real_time ()));
}

__attribute__ ((constructor)) static void
read_environment (void)
{
  const char *pattern = g_getenv ("BECK_TRACE");

  if (pattern == NULL || *pattern == '\0')
    return;
  trace_fd = open_file (pattern, FALSE);
  if (trace_fd < 0)
    trace_fd = open_file (pattern, TRUE);
  if (trace_fd < 0)
    {
      g_printerr ("beck: BECK_TRACE: cannot write %s: %s\n", pattern, g_strerror (errno));
      return;
    }
  write_head ();
  beck_debug_flags |= BECK_DEBUG_TRACE;
}
