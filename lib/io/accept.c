/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Accepting when there may be no descriptor left. Edge-triggered, a listener is not told again of
 * those that wait already, so it is run again a while later; at once would mean to spin until
 * somebody closes something.
 */

#include <errno.h>

#include "base/alloc.h"
#include "call/timer.h"
#include "io/private.h"
#include "io/socket.h"

#define PAUSE_US (100 * 1000)

typedef struct Waiting Waiting;

struct Waiting
{
  Waiting *next;
  BeckIo *listener;
};

static void run_all (BeckWork *work);

static BeckLock lock;
static Waiting *waiting; /* each listener once; the timer is armed while there are any */
static BeckTimer timer = { .work = { .run = run_all } };

static void
run_all (BeckWork *work)
{
  Waiting *list;

  beck_lock_acquire (&lock);
  list = waiting;
  waiting = NULL;
  beck_lock_release (&lock);
  while (list != NULL)
    {
      Waiting *next = list->next;

      beck_io_again (list->listener);
      beck_io_unref (list->listener);
      beck_free (list);
      list = next;
    }
}

static gboolean
is_waiting (const BeckIo *listener)
{
  const Waiting *one = waiting;

  while (one != NULL && one->listener != listener)
    one = one->next;
  return one != NULL;
}

/* Without memory for that, the listener is run when the next one connects. */
static void
run_later (BeckIo *listener)
{
  Waiting *new = beck_alloc (sizeof *new);
  gboolean first;

  if (new == NULL)
    return;
  new->listener = beck_io_ref (listener);
  beck_lock_acquire (&lock);
  first = waiting == NULL;
  if (!is_waiting (listener))
    {
      new->next = waiting;
      waiting = g_steal_pointer (&new);
    }
  beck_lock_release (&lock);
  if (new != NULL)
    {
      beck_io_unref (listener);
      beck_free (new);
    }
  if (first && FAILED (beck_timer_arm (&timer, g_get_monotonic_time () + PAUSE_US)))
    run_all (&timer.work);
}

int
beck_io_accept (BeckIo *listener)
{
  int fd = beck_socket_accept (listener->fd);

  if (fd < 0 && (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM))
    {
      int error = errno;

      run_later (listener);
      errno = error;
    }
  return fd;
}
