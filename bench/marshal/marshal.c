/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Checks before and after it measures: checking takes longer than reading, and what is
 * measured is the same code. */

#include "marshal.h"

gboolean marshal_measuring;

static const MarshalCase *current;

static void
write_often (glong n)
{
  for (glong i = 0; i < n; i++)
    current->write ();
}

static void
read_often (glong n)
{
  for (glong i = 0; i < n; i++)
    current->read (FALSE);
}

static void
measure (const char *what, BenchFunc func, const char *note, gsize size)
{
  g_autofree char *name = g_strdup_printf ("K.%s.%s", what, current->name);
  g_autofree char *text = g_strdup_printf ("%zu bytes; %s", size, note);

  marshal_measuring = TRUE;
  bench_time (name, FALSE, func, text);
  marshal_measuring = FALSE;
}

void
marshal_run (const char *peer, const MarshalCase *cases, gsize n_cases)
{
  bench_peer = peer;
  bench_cpu_time = TRUE;
  for (gsize i = 0; i < n_cases; i++)
    {
      gsize size;

      current = &cases[i];
      size = current->write ();
      current->read (TRUE);
      if (current->write_note != NULL)
        measure ("write", write_often, current->write_note, size);
      measure ("read", read_often, current->read_note, size);
      current->read (TRUE);
    }
}
