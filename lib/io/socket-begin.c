/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Sockets of clients: connecting without waiting for it. */

#include <errno.h>
#include <sys/socket.h>

#include "io/socket-private.h"
#include "io/socket.h"

int
beck_socket_begin (const struct sockaddr *address, socklen_t size, gboolean *pending)
{
  int fd = socket (address->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

  if (fd < 0)
    return -1;
  *pending = connect (fd, address, size) != 0;
  if (*pending && errno != EINPROGRESS && errno != EINTR)
    return beck_socket_give_up (fd);
  beck_socket_no_delay (fd, address->sa_family);
  return fd;
}

int
beck_socket_begin_local (const char *path, gboolean *pending)
{
  struct sockaddr_un address;

  if (beck_socket_local_address (path, &address) != 0)
    return -1;
  return beck_socket_begin ((const struct sockaddr *) &address, sizeof address, pending);
}

int
beck_socket_result (int fd)
{
  int error = 0;
  socklen_t size = sizeof error;

  if (getsockopt (fd, SOL_SOCKET, SO_ERROR, &error, &size) != 0)
    return -1;
  errno = error;
  return error == 0 ? 0 : -1;
}
