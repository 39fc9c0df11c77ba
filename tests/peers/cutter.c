/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "cutter.h"

#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "beck-test.h"

#define HEADER 16

typedef struct
{
  Cutter *cutter;
  int fds[CUTTER_DIRECTIONS]; /* what is read for a direction: the client's, the server's */
  gsize carried[CUTTER_DIRECTIONS];
} Link;

struct Cutter
{
  int listener;
  int end[2]; /* a pipe that is closed to end all threads */
  guint16 port, to;
  CutterDirection direction;
  gsize limit;
  gboolean resets;
  GThread *thread;

  GMutex lock;
  GPtrArray *links; /* of GThread; the accepting thread's */
  gsize carried[CUTTER_DIRECTIONS];
  guint8 header[CUTTER_DIRECTIONS][HEADER];
};

static struct sockaddr_in
address_of (guint16 port)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons (port) };

  address.sin_addr.s_addr = htonl (INADDR_LOOPBACK);
  return address;
}

static int
connect_to (guint16 port)
{
  struct sockaddr_in address = address_of (port);
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  ck_assert_int_ge (fd, 0);
  if (connect (fd, (struct sockaddr *) &address, sizeof address) == 0)
    return fd;
  close (fd);
  return -1;
}

static gboolean
send_all (int fd, const guint8 *data, gsize size)
{
  while (size > 0)
    {
      gssize n = send (fd, data, size, MSG_NOSIGNAL);

      if (n <= 0)
        return FALSE;
      data += n;
      size -= (gsize) n;
    }
  return TRUE;
}

static void
note (Link *link, CutterDirection direction, const guint8 *data, gsize size)
{
  Cutter *cutter = link->cutter;
  gsize before = link->carried[direction];

  g_mutex_lock (&cutter->lock);
  if (before < HEADER)
    memcpy (cutter->header[direction] + before, data, MIN (size, HEADER - before));
  cutter->carried[direction] += size;
  g_mutex_unlock (&cutter->lock);
  link->carried[direction] += size;
}

/* FALSE at the end of the connection, be it the cut. */
static gboolean
carry (Link *link, CutterDirection direction)
{
  const Cutter *cutter = link->cutter;
  guint8 data[4096];
  gsize room = sizeof data;
  gssize n;

  if (direction == cutter->direction)
    room = MIN (room, cutter->limit - link->carried[direction]);
  n = recv (link->fds[direction], data, room, 0);
  if (n <= 0)
    return FALSE;
  note (link, direction, data, (gsize) n);
  return send_all (link->fds[!direction], data, (gsize) n)
         && (direction != cutter->direction || link->carried[direction] < cutter->limit);
}

static void
cut (Link *link)
{
  const struct linger at_once = { .l_onoff = 1, .l_linger = 0 };

  for (guint i = 0; i < CUTTER_DIRECTIONS; i++)
    {
      if (link->cutter->resets)
        setsockopt (link->fds[i], SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
      close (link->fds[i]);
    }
}

static gpointer
run_link (gpointer data)
{
  Link *link = data;
  struct pollfd polled[] = {
    { .fd = link->fds[CUTTER_THERE], .events = POLLIN },
    { .fd = link->fds[CUTTER_BACK], .events = POLLIN },
    { .fd = link->cutter->end[0], .events = POLLIN },
  };
  gboolean whole = link->cutter->limit > 0;

  while (whole && poll (polled, G_N_ELEMENTS (polled), -1) > 0 && polled[2].revents == 0)
    for (guint i = 0; i < CUTTER_DIRECTIONS; i++)
      if (polled[i].revents != 0)
        whole = whole && carry (link, i);
  cut (link);
  g_free (link);
  return NULL;
}

static void
take_connection (Cutter *cutter)
{
  Link *link = g_new0 (Link, 1);

  link->cutter = cutter;
  link->fds[CUTTER_THERE] = accept4 (cutter->listener, NULL, NULL, SOCK_CLOEXEC);
  ck_assert_int_ge (link->fds[CUTTER_THERE], 0);
  link->fds[CUTTER_BACK] = connect_to (cutter->to);
  ck_assert_int_ge (link->fds[CUTTER_BACK], 0);
  g_ptr_array_add (cutter->links, g_thread_new ("link", run_link, link));
}

static gpointer
run_cutter (gpointer data)
{
  Cutter *cutter = data;
  struct pollfd polled[] = {
    { .fd = cutter->listener, .events = POLLIN },
    { .fd = cutter->end[0], .events = POLLIN },
  };

  while (poll (polled, G_N_ELEMENTS (polled), -1) > 0 && polled[1].revents == 0)
    take_connection (cutter);
  return NULL;
}

static void
listen_somewhere (Cutter *cutter)
{
  struct sockaddr_in address = address_of (0);
  socklen_t size = sizeof address;

  cutter->listener = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  ck_assert_int_ge (cutter->listener, 0);
  ck_assert_int_eq (bind (cutter->listener, (struct sockaddr *) &address, size), 0);
  ck_assert_int_eq (listen (cutter->listener, 16), 0);
  ck_assert_int_eq (getsockname (cutter->listener, (struct sockaddr *) &address, &size), 0);
  cutter->port = ntohs (address.sin_port);
}

Cutter *
cutter_new (guint16 port, CutterDirection direction, gsize limit, gboolean resets)
{
  Cutter *cutter = g_new0 (Cutter, 1);

  cutter->to = port;
  cutter->direction = direction;
  cutter->limit = limit;
  cutter->resets = resets;
  g_mutex_init (&cutter->lock);
  cutter->links = g_ptr_array_new ();
  ck_assert_int_eq (pipe (cutter->end), 0);
  listen_somewhere (cutter);
  cutter->thread = g_thread_new ("cutter", run_cutter, cutter);
  return cutter;
}

void
cutter_free (Cutter *cutter)
{
  close (cutter->end[1]);
  g_thread_join (cutter->thread);
  for (guint i = 0; i < cutter->links->len; i++)
    g_thread_join (cutter->links->pdata[i]);
  g_ptr_array_unref (cutter->links);
  close (cutter->end[0]);
  close (cutter->listener);
  g_mutex_clear (&cutter->lock);
  g_free (cutter);
}

guint16
cutter_port (const Cutter *cutter)
{
  return cutter->port;
}

gsize
cutter_carried (Cutter *cutter, CutterDirection direction)
{
  gsize carried;

  g_mutex_lock (&cutter->lock);
  carried = cutter->carried[direction];
  g_mutex_unlock (&cutter->lock);
  return carried;
}

/* frag_length is at 8, in the order of bytes that this machine has (wire.md 1.1). */
gsize
cutter_first_pdu (Cutter *cutter, CutterDirection direction)
{
  guint16 length;

  g_mutex_lock (&cutter->lock);
  memcpy (&length, cutter->header[direction] + 8, sizeof length);
  g_mutex_unlock (&cutter->lock);
  return length;
}
