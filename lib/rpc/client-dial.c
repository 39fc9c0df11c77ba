/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * One address after the other is tried, each with one socket and one source. Who holds the lock
 * takes the steps: whoever starts, the reactor, the timer, or the thread that has looked up the
 * name. The step that is the last one says so, and who took it tells the owner without the lock.
 *
 * A dial has references of its owner, of its source while that is watched, of its timer while that
 * runs, and of the queue of names and the thread that sees to it.
 */

#include "client-dial.h"

#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "io/socket.h"

/* Threads that may look up names. They are none of the pool's, which a silent name server would
 * hold, and end with what the C library keeps for those who look up. */
#define MAX_LOOKING_UP 8

/* Microseconds between attempts at a Unix socket whose backlog is full. */
#define FIRST_PAUSE 1000
#define LAST_PAUSE 50000

typedef enum
{
  DIAL_WAITS,
  DIAL_FAILED,
  DIAL_CONNECTED,
} Step;

struct BeckRpcDial
{
  BeckIo io;       /* of the present attempt */
  BeckTimer timer; /* has a reference while it is armed */
  BeckRpcDial *next; /* of those whose names are to be looked up */
  BeckRpcLink *link; /* referenced */
  BeckRpcDialled done;
  gpointer owner;
  GMutex lock; /* guards what follows */
  gboolean over;
  guint32 status;  /* when it fails */
  gboolean timing; /* the timer is armed, or what it does is about to */
  char *path;      /* of a Unix socket */
  gint64 pause;
  struct addrinfo *addresses, *address; /* all; the one to be tried next */
  guint n_addresses;                    /* from that one on */
  gint64 deadline;                      /* -1: none */
  gint64 until;                         /* of the attempt, or when there is to be another */
};

static struct
{
  BeckLock lock;
  BeckRpcDial *first, **end; /* with a reference each */
  guint n_threads;
} names = { .end = &names.first };

static void
finalize (BeckIo *io)
{
  BeckRpcDial *dial = (BeckRpcDial *) io;

  if (dial->addresses != NULL)
    freeaddrinfo (dial->addresses);
  beck_free (dial->path);
  g_mutex_clear (&dial->lock);
  beck_rpc_link_unref (dial->link);
  beck_free (dial);
}

static Step
lack_memory (BeckRpcDial *dial)
{
  dial->status = RPC_S_OUT_OF_MEMORY;
  return DIAL_FAILED;
}

/* ---- Time, with the lock ---- */

static void time_over (BeckWork *work);

/* Has the timer run at `until`. One that is about to run sees to the rest by itself. */
static Step
set_timer (BeckRpcDial *dial)
{
  if (dial->until < 0)
    return DIAL_WAITS;
  if (dial->timing && !beck_timer_cancel (&dial->timer))
    return DIAL_WAITS;
  if (!dial->timing)
    beck_io_ref (&dial->io);
  dial->timer.work.run = time_over;
  dial->timing = SUCCEEDED (beck_timer_arm (&dial->timer, dial->until));
  if (dial->timing)
    return DIAL_WAITS;
  beck_io_unref (&dial->io);
  return lack_memory (dial);
}

static void
stop_timer (BeckRpcDial *dial)
{
  if (!dial->timing || !beck_timer_cancel (&dial->timer))
    return;
  dial->timing = FALSE;
  beck_io_unref (&dial->io);
}

/* ---- Steps, with the lock ---- */

/* The addresses that are left share what is left of the time. */
static gint64
end_of_attempt (const BeckRpcDial *dial)
{
  gint64 now = g_get_monotonic_time ();

  return dial->deadline < 0 ? -1
                            : now + MAX (dial->deadline - now, 0) / MAX (dial->n_addresses, 1);
}

/* Waits for the socket to be writable. */
static Step
watch (BeckRpcDial *dial)
{
  if (FAILED (beck_io_watch (&dial->io)) || FAILED (beck_io_want_output (&dial->io, TRUE)))
    return lack_memory (dial);
  return set_timer (dial);
}

static void
hang_up (BeckRpcDial *dial)
{
  if (dial->io.fd < 0)
    return;
  beck_io_unwatch (&dial->io);
  close (dial->io.fd);
  dial->io.fd = -1;
}

static int
begin_attempt (BeckRpcDial *dial, gboolean *pending)
{
  const struct addrinfo *address = dial->address;

  if (dial->path != NULL)
    return beck_socket_begin_local (dial->path, pending);
  if (address == NULL)
    return -1;
  dial->until = end_of_attempt (dial);
  dial->address = address->ai_next;
  dial->n_addresses--;
  return beck_socket_begin (address->ai_addr, address->ai_addrlen, pending);
}

/* Nothing tells when there is room in a backlog. */
static Step
try_again_later (BeckRpcDial *dial)
{
  gint64 now = g_get_monotonic_time ();

  if (dial->deadline >= 0 && now >= dial->deadline)
    return DIAL_FAILED;
  dial->until = now + dial->pause;
  dial->pause = MIN (dial->pause * 2, LAST_PAUSE);
  return set_timer (dial);
}

static Step
attempt (BeckRpcDial *dial)
{
  gboolean pending;

  for (;;)
    {
      dial->io.fd = begin_attempt (dial, &pending);
      if (dial->io.fd >= 0)
        return pending ? watch (dial) : DIAL_CONNECTED;
      if (dial->path != NULL)
        return errno == EAGAIN ? try_again_later (dial) : DIAL_FAILED;
      if (dial->address == NULL)
        return DIAL_FAILED;
    }
}

/* The socket of the attempt may be connected, or not to be had. */
static Step
look (BeckRpcDial *dial)
{
  struct pollfd poll_fd = { .fd = dial->io.fd, .events = POLLOUT };

  if (dial->io.fd < 0 || poll (&poll_fd, 1, 0) <= 0)
    return DIAL_WAITS;
  if (beck_socket_result (dial->io.fd) == 0)
    return DIAL_CONNECTED;
  hang_up (dial);
  return attempt (dial);
}

/* ---- The end ---- */

/* With the lock, which it gives up. */
static void
conclude (BeckRpcDial *dial, Step step)
{
  guint32 status = dial->status;
  int fd = -1;

  if (step == DIAL_WAITS)
    {
      g_mutex_unlock (&dial->lock);
      return;
    }
  if (step == DIAL_CONNECTED)
    {
      fd = dial->io.fd;
      beck_io_unwatch (&dial->io);
      dial->io.fd = -1;
    }
  hang_up (dial);
  stop_timer (dial);
  dial->over = TRUE;
  g_mutex_unlock (&dial->lock);
  dial->done (dial->owner, fd, fd >= 0 ? 0 : status);
}

/* On the reactor's threads. */
static void
ready (BeckIo *io)
{
  BeckRpcDial *dial = (BeckRpcDial *) io;

  g_mutex_lock (&dial->lock);
  conclude (dial, dial->over ? DIAL_WAITS : look (dial));
}

/* What is to be done at `until`, if it has come: the time of the attempt is up, or of a pause. */
static Step
be_on_time (BeckRpcDial *dial)
{
  if (g_get_monotonic_time () < dial->until)
    return set_timer (dial);
  hang_up (dial);
  return attempt (dial);
}

/* On a thread of the pool. */
static void
time_over (BeckWork *work)
{
  BeckTimer *timer = (BeckTimer *) work;
  BeckRpcDial *dial = (BeckRpcDial *) ((char *) timer - offsetof (BeckRpcDial, timer));

  g_mutex_lock (&dial->lock);
  dial->timing = FALSE;
  conclude (dial, dial->over ? DIAL_WAITS : be_on_time (dial));
  beck_io_unref (&dial->io);
}

/* ---- Names ---- */

/* FALSE: not without looking it up, or not at all. No address is this machine. */
static gboolean
find_addresses (BeckRpcDial *dial, gboolean numeric)
{
  const struct addrinfo hints = { .ai_socktype = SOCK_STREAM,
                                  .ai_flags = numeric ? AI_NUMERICHOST : 0 };
  const char *host = dial->link->address[0] != '\0' ? dial->link->address : NULL;
  struct addrinfo *list;

  if (getaddrinfo (host, dial->link->endpoint, &hints, &list) != 0)
    return FALSE;
  g_mutex_lock (&dial->lock);
  dial->addresses = dial->address = list;
  for (const struct addrinfo *one = list; one != NULL; one = one->ai_next)
    dial->n_addresses++;
  g_mutex_unlock (&dial->lock);
  return TRUE;
}

/* The next to be looked up; NULL, and the calling thread is one less. */
static BeckRpcDial *
take_name (void)
{
  BeckRpcDial *dial;

  beck_lock_acquire (&names.lock);
  dial = names.first;
  if (dial == NULL)
    names.n_threads--;
  else if ((names.first = dial->next) == NULL)
    names.end = &names.first;
  beck_lock_release (&names.lock);
  return dial;
}

static void
look_up (BeckRpcDial *dial)
{
  gboolean over, found;

  g_mutex_lock (&dial->lock);
  over = dial->over;
  g_mutex_unlock (&dial->lock);
  found = !over && find_addresses (dial, FALSE);
  g_mutex_lock (&dial->lock);
  conclude (dial, dial->over ? DIAL_WAITS : found ? attempt (dial) : DIAL_FAILED);
}

/* On a thread of its own, which may be kept waiting. */
static gpointer
look_up_names (gpointer unused)
{
  BeckRpcDial *dial;

  while ((dial = take_name ()) != NULL)
    {
      look_up (dial);
      beck_io_unref (&dial->io);
    }
  return NULL;
}

/* Without a thread the caller does it. */
static void
look_up_later (BeckRpcDial *dial)
{
  GThread *thread;
  gboolean more;

  beck_lock_acquire (&names.lock);
  dial->next = NULL;
  *names.end = dial;
  names.end = &dial->next;
  beck_io_ref (&dial->io);
  more = names.n_threads < MAX_LOOKING_UP;
  names.n_threads += more;
  beck_lock_release (&names.lock);
  if (!more)
    return;
  thread = g_thread_try_new ("beck-names", look_up_names, NULL, NULL);
  if (thread != NULL)
    g_thread_unref (thread);
  else
    look_up_names (NULL);
}

/* ---- */

BeckRpcDial *
beck_rpc_dial_new (BeckRpcLink *link, BeckRpcDialled done, gpointer owner)
{
  BeckRpcDial *dial = beck_alloc0 (sizeof *dial);

  if (dial == NULL)
    return NULL;
  beck_io_init (&dial->io, -1, ready, finalize);
  g_mutex_init (&dial->lock);
  dial->link = beck_rpc_link_ref (link);
  dial->done = done;
  dial->owner = owner;
  dial->status = RPC_S_SERVER_UNAVAILABLE;
  dial->pause = FIRST_PAUSE;
  dial->deadline = dial->until = beck_rpc_link_connect_deadline (link);
  return dial;
}

static void
start_local (BeckRpcDial *dial)
{
  g_mutex_lock (&dial->lock);
  dial->path = beck_rpc_local_path (dial->link->endpoint, BECK_RPC_PATH_CLIENT, &dial->status);
  if (dial->path != NULL)
    dial->status = RPC_S_SERVER_UNAVAILABLE;
  conclude (dial, dial->path != NULL ? attempt (dial) : DIAL_FAILED);
}

void
beck_rpc_dial_start (BeckRpcDial *dial)
{
  beck_io_ref (&dial->io);
  if (dial->link->protseq == BECK_RPC_PROTSEQ_LOCAL)
    start_local (dial);
  else if (find_addresses (dial, TRUE))
    {
      g_mutex_lock (&dial->lock);
      conclude (dial, attempt (dial));
    }
  else
    look_up_later (dial);
  beck_io_unref (&dial->io);
}

gboolean
beck_rpc_dial_end (BeckRpcDial *dial)
{
  gboolean ended;

  g_mutex_lock (&dial->lock);
  ended = !dial->over;
  if (ended)
    {
      dial->over = TRUE;
      hang_up (dial);
      stop_timer (dial);
    }
  g_mutex_unlock (&dial->lock);
  beck_io_unref (&dial->io);
  return ended;
}
