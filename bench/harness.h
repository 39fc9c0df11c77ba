/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/*
 * Timing and output of the benchmarks. One line per figure on standard output:
 *
 *   peer <TAB> case <TAB> ns_per_op <TAB> ops_per_s <TAB> note
 *
 * The peer is beck unless bench_peer says otherwise. A figure is the median of five repeats of BENCH_MS (300) milliseconds each, after a
 * warm-up. BENCH_PLACE says where the two parties of a case run: `same`: all on CPU 0;
 * `split`: client on CPU 0, workers on CPU 1; `awake`: the same with an idle-priority
 * spinner on both, so that no CPU halts; `free`: as the scheduler likes.
 */

#define BENCH_CHECK(x)                                                                             \
  do                                                                                               \
    {                                                                                              \
      if (!(x))                                                                                    \
        bench_die (G_STRLOC, #x);                                                                  \
    }                                                                                              \
  while (0)

G_BEGIN_DECLS

G_GNUC_NORETURN void bench_die (const char *place, const char *what);

extern const char *bench_peer;

/* Measure the thread's processor time instead of the clock's: for cases that never wait, and
 * machines that have other things to do. */
extern gboolean bench_cpu_time;

/* Does the operation @n times. */
typedef void (*BenchFunc) (glong n);

/* Places the calling thread; workers call the second, once per thread at least. */
void bench_place_client (void);
void bench_place_worker (void);

gint64 bench_now_ns (void);

/* Times @func and prints its line. @placed: the case has two parties, and the placement is
 * added to its name. */
void bench_time (const char *name, gboolean placed, BenchFunc func, const char *note);

/* Sorts @ns and prints the percentiles of what single operations took. */
void bench_percentiles (const char *name, double *ns, guint n);

/* Bytes allocated on the heap, and the resident set of the process. */
double bench_heap_bytes (void);
double bench_rss_bytes (void);

/* Many calls outstanding at once; each repeat runs in a fresh process. */
typedef struct
{
  double heap;
  double rss;
  double create_ns;
  double reap_ns;
} BenchHeld;

typedef BenchHeld (*BenchHeldFunc) (glong n);

/* Prints what @n calls cost: .mem, .create and .reap below @name. */
void bench_held (const char *name, BenchHeldFunc func, glong n);

G_END_DECLS
