/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Sockets of clients: connecting before a deadline. */

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "io/socket-private.h"
#include "io/socket.h"

/* Milliseconds until @deadline as poll(2) takes them, rounded up. */
static int
left_ms (gint64 deadline)
{
  gint64 left;

  if (deadline < 0)
    return -1;
  left = deadline - g_get_monotonic_time ();
  return left <= 0 ? 0 : (int) MIN ((left + 999) / 1000, G_MAXINT);
}

/* Waits for @events on @fd. -1 with ETIMEDOUT when the time is up. */
static int
wait_for (int fd, short events, gint64 deadline)
{
  struct pollfd entry = { .fd = fd, .events = events };
  int n;

  do
    n = poll (&entry, 1, left_ms (deadline));
  while (n < 0 && errno == EINTR);
  if (n == 0)
    errno = ETIMEDOUT;
  return n > 0 ? 0 : -1;
}

static int
finish (int fd, gint64 deadline)
{
  int error = 0;
  socklen_t size = sizeof error;

  if (wait_for (fd, POLLOUT, deadline) != 0
      || getsockopt (fd, SOL_SOCKET, SO_ERROR, &error, &size) != 0)
    return -1;
  errno = error;
  return error == 0 ? 0 : -1;
}

/* A Unix socket whose backlog is full says EAGAIN, and nothing tells when there is room. */
static int
connect_before (int fd, const struct sockaddr *address, socklen_t size, gint64 deadline)
{
  for (gulong pause = 1000; connect (fd, address, size) != 0; pause = MIN (pause * 2, 50000))
    {
      if (errno == EINPROGRESS || errno == EINTR)
        return finish (fd, deadline);
      if (errno != EAGAIN)
        return -1;
      if (left_ms (deadline) == 0)
        {
          errno = ETIMEDOUT;
          return -1;
        }
      g_usleep (pause);
    }
  return 0;
}

static int
connect_to (const struct sockaddr *address, socklen_t size, gint64 deadline)
{
  int fd = socket (address->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

  if (fd < 0)
    return -1;
  if (connect_before (fd, address, size, deadline) != 0
      || fcntl (fd, F_SETFL, fcntl (fd, F_GETFL) & ~O_NONBLOCK) != 0)
    return beck_socket_give_up (fd);
  beck_socket_no_delay (fd, address->sa_family);
  return fd;
}

int
beck_socket_connect_local (const char *path, gint64 deadline)
{
  struct sockaddr_un address;

  if (beck_socket_local_address (path, &address) != 0)
    return -1;
  return connect_to ((const struct sockaddr *) &address, sizeof address, deadline);
}

static int
errno_of_resolver (int error)
{
  switch (error)
    {
    case EAI_SYSTEM:
      return errno;
    case EAI_MEMORY:
      return ENOMEM;
    case EAI_AGAIN:
      return EAGAIN;
    default:
      return ENOENT;
    }
}

static guint
count (const struct addrinfo *list)
{
  guint n = 0;

  for (; list != NULL; list = list->ai_next)
    n++;
  return n;
}

/* @n addresses share what is left of the time. */
static gint64
share_of (gint64 deadline, guint n)
{
  gint64 now = g_get_monotonic_time ();

  return deadline < 0 ? -1 : now + MAX (deadline - now, 0) / n;
}

int
beck_socket_connect_tcp (const char *host, const char *service, gint64 deadline)
{
  const struct addrinfo hints = { .ai_socktype = SOCK_STREAM };
  struct addrinfo *list = NULL;
  int error = getaddrinfo (*host != '\0' ? host : NULL, service, &hints, &list);
  int fd = -1;

  if (error != 0)
    {
      errno = errno_of_resolver (error);
      return -1;
    }
  for (struct addrinfo *one = list; one != NULL && fd < 0; one = one->ai_next)
    fd = connect_to (one->ai_addr, one->ai_addrlen, share_of (deadline, count (one)));
  error = errno;
  freeaddrinfo (list);
  errno = error;
  return fd;
}
