/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "race.h"

#include "base/futex.h"

#define N_LOOKS 200

typedef struct
{
  const Race *race;
  atomic_uint round; /* that the other thread is to run */
  atomic_uint done;  /* that it has run */
} Track;

static _Thread_local guint32 seed = 1;

void
race_dawdle (void)
{
  seed = seed * 1664525 + 1013904223;
  for (guint i = (seed >> 24) & (seed >> 16) & 0xff; i > 0; i--)
    beck_cpu_relax ();
}

/* Waits until @word has another value than @old; looks for a while before it sleeps, so that both
 * threads are awake when the race begins. */
static guint
wait_for_change (atomic_uint *word, guint old)
{
  guint value;

  for (int i = 0; (value = atomic_load (word)) == old; i++)
    if (i < N_LOOKS)
      beck_cpu_relax ();
    else
      beck_futex_wait (word, old, BECK_FOR_EVER);
  return value;
}

static void
advance (atomic_uint *word)
{
  atomic_fetch_add (word, 1);
  beck_futex_wake (word, 1);
}

static gpointer
other_thread (gpointer data)
{
  Track *track = data;

  seed = 77;
  for (guint round = 0; round < track->race->rounds; round++)
    {
      wait_for_change (&track->round, round);
      race_dawdle ();
      track->race->other ();
      advance (&track->done);
    }
  return NULL;
}

void
race_run (const Race *race)
{
  Track track = { .race = race };
  GThread *thread = g_thread_new ("race", other_thread, &track);

  for (guint round = 0; round < race->rounds; round++)
    {
      if (race->prepare != NULL)
        race->prepare ();
      advance (&track.round);
      race_dawdle ();
      race->one ();
      wait_for_change (&track.done, round);
      if (race->check != NULL)
        race->check ();
    }
  g_thread_join (thread);
}
