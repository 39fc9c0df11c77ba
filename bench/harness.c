/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "harness.h"

#include <errno.h>
#include <malloc.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define REPEATS 5

const char *bench_peer = "beck";
gboolean bench_cpu_time;

void
bench_die (const char *place, const char *what)
{
  fprintf (stderr, "%s: failed: %s (errno: %s)\n", place, what, strerror (errno));
  exit (1);
}

gint64
bench_now_ns (void)
{
  struct timespec now;

  clock_gettime (bench_cpu_time ? CLOCK_THREAD_CPUTIME_ID : CLOCK_MONOTONIC, &now);
  return (gint64) now.tv_sec * 1000000000 + now.tv_nsec;
}

/* --- placement --- */

static const char *
placement (void)
{
  const char *place = getenv ("BENCH_PLACE");

  return place != NULL ? place : "free";
}

static gboolean
placed_at (const char *place)
{
  return strcmp (placement (), place) == 0;
}

static void
pin (int cpu)
{
  cpu_set_t set;

  CPU_ZERO (&set);
  CPU_SET (cpu, &set);
  BENCH_CHECK (sched_setaffinity (0, sizeof set, &set) == 0);
}

/* Keeps @cpu from halting while nobody else wants it; dies with this process. */
static void
start_spinner (int cpu)
{
  struct sched_param param = { 0 };
  pid_t parent = getpid ();
  pid_t pid = fork ();

  BENCH_CHECK (pid >= 0);
  if (pid != 0)
    return;
  prctl (PR_SET_PDEATHSIG, SIGKILL);
  if (getppid () != parent)
    _exit (0);
  pin (cpu);
  BENCH_CHECK (sched_setscheduler (0, SCHED_IDLE, &param) == 0);
  for (;;)
    __asm__ volatile("");
}

void
bench_place_client (void)
{
  if (placed_at ("free"))
    return;
  pin (0);
  for (int cpu = 0; cpu < 2 && placed_at ("awake"); cpu++)
    start_spinner (cpu);
}

void
bench_place_worker (void)
{
  static _Thread_local gboolean placed;

  if (placed)
    return;
  placed = TRUE;
  if (!placed_at ("free"))
    pin (placed_at ("same") ? 0 : 1);
}

/* --- figures --- */

static int
compare (const void *a, const void *b)
{
  double x = *(const double *) a;
  double y = *(const double *) b;

  return (x > y) - (x < y);
}

/* Sorts, so that the lowest and the highest are at the ends afterwards. */
static double
median (double values[REPEATS])
{
  qsort (values, REPEATS, sizeof *values, compare);
  return values[REPEATS / 2];
}

static void
print_time (const char *name, const char *place, double ns, const char *note)
{
  printf ("%s\t%s%s%s\t%.1f\t%.0f\t%s\n", bench_peer, name, *place != '\0' ? "@" : "", place, ns,
          1e9 / ns, note);
  fflush (stdout);
}

static double
wanted_ns (void)
{
  const char *ms = getenv ("BENCH_MS");

  return (ms != NULL ? atof (ms) : 300) * 1e6;
}

static double
time_once (BenchFunc func, glong n)
{
  gint64 start = bench_now_ns ();

  func (n);
  return (double) (bench_now_ns () - start);
}

/* Warms up while it finds how many operations take the time wanted. */
static glong
find_count (BenchFunc func)
{
  double wanted = wanted_ns ();
  glong n = 1;

  for (;;)
    {
      double took = time_once (func, n);

      if (took >= wanted / 3)
        return (glong) ((double) n * wanted / took) + 1;
      n *= took < wanted / 50 ? 8 : 2;
    }
}

void
bench_time (const char *name, gboolean placed, BenchFunc func, const char *note)
{
  double values[REPEATS];
  glong n = find_count (func);
  g_autofree char *text = NULL;

  for (int i = 0; i < REPEATS; i++)
    values[i] = time_once (func, n) / (double) n;
  median (values);
  text = g_strdup_printf ("%s; min %.1f max %.1f", note, values[0], values[REPEATS - 1]);
  print_time (name, placed ? placement () : "", values[REPEATS / 2], text);
}

void
bench_percentiles (const char *name, double *ns, guint n)
{
  static const double ranks[] = { 50, 99, 99.9 };

  qsort (ns, n, sizeof *ns, compare);
  for (guint i = 0; i < G_N_ELEMENTS (ranks); i++)
    {
      g_autofree char *full = g_strdup_printf ("%s.p%g", name, ranks[i]);
      g_autofree char *note = g_strdup_printf ("%u samples", n);

      print_time (full, placement (), ns[(guint) ((double) n * ranks[i] / 100)], note);
    }
}

/* --- memory --- */

double
bench_heap_bytes (void)
{
  struct mallinfo2 info = mallinfo2 ();

  return (double) info.uordblks + (double) info.hblkhd;
}

double
bench_rss_bytes (void)
{
  char line[256];
  glong kb = 0;
  FILE *status = fopen ("/proc/self/status", "r");

  BENCH_CHECK (status != NULL);
  while (fgets (line, sizeof line, status) != NULL)
    if (sscanf (line, "VmRSS: %ld", &kb) == 1)
      break;
  fclose (status);
  return (double) kb * 1024;
}

static BenchHeld
held_in_child (BenchHeldFunc func, glong n)
{
  BenchHeld held;
  int ends[2];
  pid_t pid;

  BENCH_CHECK (pipe (ends) == 0);
  pid = fork ();
  BENCH_CHECK (pid >= 0);
  if (pid == 0)
    {
      held = func (n);
      BENCH_CHECK (write (ends[1], &held, sizeof held) == sizeof held);
      _exit (0);
    }
  close (ends[1]);
  BENCH_CHECK (read (ends[0], &held, sizeof held) == sizeof held);
  close (ends[0]);
  waitpid (pid, NULL, 0);
  return held;
}

void
bench_held (const char *name, BenchHeldFunc func, glong n)
{
  double heap[REPEATS];
  double rss[REPEATS];
  double create[REPEATS];
  double reap[REPEATS];
  double count = (double) n;
  g_autofree char *note = g_strdup_printf ("n=%ld", n);
  g_autofree char *create_name = g_strconcat (name, ".create", NULL);
  g_autofree char *reap_name = g_strconcat (name, ".reap", NULL);

  for (int i = 0; i < REPEATS; i++)
    {
      BenchHeld held = held_in_child (func, n);

      heap[i] = held.heap / count;
      rss[i] = held.rss / count;
      create[i] = held.create_ns / count;
      reap[i] = held.reap_ns / count;
    }
  printf ("%s\t%s.mem\t-\t-\tbytes/call: heap %.0f rss %.0f kernel 0; n=%ld\n", bench_peer, name,
          median (heap), median (rss), n);
  print_time (create_name, "", median (create), note);
  print_time (reap_name, "", median (reap), note);
}
