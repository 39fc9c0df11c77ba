/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The leak report. Every object made while BECK_DEBUG=refs is set has a record in front
 * of it with the place of its creation: the line that made it, and the callers above,
 * from the first outside the library on, which tell apart what one factory made for many.
 */

#include "com/debug-refs.h"

#include "base/alloc.h"
#include "base/lock.h"

#include <dlfcn.h>
#include <execinfo.h>
#include <stdio.h>
#include <stdlib.h>

#define MAX_FRAMES 10

/* The frames of this file and of beck_object_new_at() itself say nothing. */
#define OWN_FRAMES 2

typedef struct Record Record;

struct Record
{
  Record *next;
  Record *prev;
  const char *place;
  gsize n_frames;
  void *frames[MAX_FRAMES];
};

G_STATIC_ASSERT (sizeof (Record) % (2 * sizeof (gpointer)) == 0);

static BeckLock live_lock;
static Record live = { &live, &live, NULL, 0, { NULL } };

static gboolean
any_live (void)
{
  gboolean any;

  beck_lock_acquire (&live_lock);
  any = live.next != &live;
  beck_lock_release (&live_lock);
  return any;
}

/* A thread of the pool may be just about to drop the last reference of the work that the
 * program has waited for: that is no leak, and gets a tenth of a second. */
static void
report_at_exit (void)
{
  for (int i = 0; i < 20 && any_live (); i++)
    g_usleep (5000);
  beck_debug_report_refs ();
}

gpointer
beck_refs_alloc (gsize size, const char *place)
{
  static gsize registered = 0;
  Record *record = beck_alloc0 (sizeof (Record) + size);

  if (record == NULL)
    return NULL;
  if (g_once_init_enter (&registered))
    {
      atexit (report_at_exit);
      g_once_init_leave (&registered, 1);
    }

  record->place = place;
  record->n_frames = (gsize) backtrace (record->frames, MAX_FRAMES);
  return record + 1;
}

void
beck_refs_list (gpointer object)
{
  Record *record = (Record *) object - 1;

  beck_lock_acquire (&live_lock);
  record->prev = live.prev;
  record->next = &live;
  live.prev->next = record;
  live.prev = record;
  beck_lock_release (&live_lock);
}

void
beck_refs_free (gpointer object)
{
  Record *record = (Record *) object - 1;

  beck_lock_acquire (&live_lock);
  record->next->prev = record->prev;
  record->prev->next = record->next;
  beck_lock_release (&live_lock);
  beck_free (record);
}

/* The object that @address is loaded from; NULL if that cannot be told. */
static const void *
loaded_object (const void *address)
{
  Dl_info info;

  return dladdr (address, &info) != 0 ? info.dli_fbase : NULL;
}

/* The first frame outside this library: the call by which the program, or a module, got the
 * object. All are the program's where the library is linked into it. */
static gsize
first_foreign_frame (const Record *record)
{
  const void *own = loaded_object ((const void *) beck_refs_alloc);

  for (gsize i = OWN_FRAMES; i < record->n_frames; i++)
    if (loaded_object (record->frames[i]) != own)
      return i;
  return OWN_FRAMES;
}

static void
print_record (const Record *record)
{
  const BeckObject *object = (const BeckObject *) (record + 1);
  gint refs = __atomic_load_n (&object->refs, __ATOMIC_RELAXED); /* others may be at it */
  char **frames = backtrace_symbols (record->frames, (int) record->n_frames);

  fprintf (stderr, "beck: live %s %p, %d reference%s, made at %s\n", object->klass->name,
           (const void *) object, refs, refs == 1 ? "" : "s", record->place);
  for (gsize i = first_foreign_frame (record); frames != NULL && i < record->n_frames; i++)
    fprintf (stderr, "beck:   from %s\n", frames[i]);
  free (frames);
}

guint
beck_debug_report_refs (void)
{
  guint n = 0;

  beck_lock_acquire (&live_lock);
  for (const Record *record = live.next; record != &live; record = record->next, n++)
    print_record (record);
  beck_lock_release (&live_lock);
  if (n > 0)
    fprintf (stderr, "beck: %u live object%s\n", n, n == 1 ? "" : "s");
  return n;
}
