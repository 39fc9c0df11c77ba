/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Sockets of servers: listening, accepting, and who it is that came. */

#include "io/socket.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "io/socket-private.h"

#define BACKLOG 4096

/* What a server asks for to be on its way to a client, as Unix sockets have little by default: a
 * handful of large answers. The kernel takes it twice, for what it needs itself, and limits it. */
#define LOCAL_OUTPUT (256 * 1024)

typedef union
{
  struct sockaddr any;
  struct sockaddr_in v4;
  struct sockaddr_in6 v6;
} Address;

/* Closes @fd and keeps what errno says of why. */
int
beck_socket_give_up (int fd)
{
  int error = errno;

  close (fd);
  errno = error;
  return -1;
}

int
beck_socket_local_address (const char *path, struct sockaddr_un *address)
{
  gsize length = strlen (path);

  if (length < sizeof address->sun_path)
    {
      memset (address, 0, sizeof *address);
      address->sun_family = AF_UNIX;
      memcpy (address->sun_path, path, length);
      return 0;
    }
  errno = ENAMETOOLONG;
  return -1;
}

/* ---- Listening ---- */

static int
listen_at (int family, const struct sockaddr *address, socklen_t size)
{
  int fd = socket (family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  int on = 1;

  if (fd < 0)
    return -1;
  if (family != AF_UNIX)
    setsockopt (fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (family == AF_INET6)
    setsockopt (fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
  if (bind (fd, address, size) != 0 || listen (fd, BACKLOG) != 0)
    return beck_socket_give_up (fd);
  return fd;
}

/* Whether @path is a socket that nobody listens on. */
static gboolean
is_stale (const char *path, const struct sockaddr_un *address)
{
  struct stat status;
  gboolean refused;
  int fd;

  if (lstat (path, &status) != 0 || !S_ISSOCK (status.st_mode))
    return FALSE;
  fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0)
    return FALSE;
  refused = connect (fd, (const struct sockaddr *) address, sizeof *address) != 0
            && errno == ECONNREFUSED;
  close (fd);
  return refused;
}

void
beck_socket_remove_stale (const char *path)
{
  struct sockaddr_un address;

  if (beck_socket_local_address (path, &address) == 0 && is_stale (path, &address))
    unlink (path);
}

int
beck_socket_listen_local (const char *path)
{
  struct sockaddr_un address;
  int fd;

  if (beck_socket_local_address (path, &address) != 0)
    return -1;
  fd = listen_at (AF_UNIX, (const struct sockaddr *) &address, sizeof address);
  if (fd >= 0 || errno != EADDRINUSE)
    return fd;
  if (!is_stale (path, &address) || unlink (path) != 0)
    {
      errno = EADDRINUSE;
      return -1;
    }
  return listen_at (AF_UNIX, (const struct sockaddr *) &address, sizeof address);
}

static socklen_t
parse_address (const char *text, guint16 port, Address *address)
{
  memset (address, 0, sizeof *address);
  if (inet_pton (AF_INET, text, &address->v4.sin_addr) == 1)
    {
      address->v4.sin_family = AF_INET;
      address->v4.sin_port = htons (port);
      return sizeof address->v4;
    }
  if (inet_pton (AF_INET6, text, &address->v6.sin6_addr) == 1)
    {
      address->v6.sin6_family = AF_INET6;
      address->v6.sin6_port = htons (port);
      return sizeof address->v6;
    }
  errno = EINVAL;
  return 0;
}

static guint16
port_of (int fd)
{
  Address address;
  socklen_t size = sizeof address;

  if (getsockname (fd, &address.any, &size) != 0)
    return 0;
  return ntohs (address.any.sa_family == AF_INET6 ? address.v6.sin6_port : address.v4.sin_port);
}

int
beck_socket_listen_tcp (const char *address, guint16 port, guint16 *bound)
{
  Address where;
  socklen_t size = parse_address (address, port, &where);
  int fd = size > 0 ? listen_at (where.any.sa_family, &where.any, size) : -1;

  if (fd >= 0 && bound != NULL)
    *bound = port_of (fd);
  return fd;
}

/* ---- Accepting ---- */

void
beck_socket_no_delay (int fd, int family)
{
  int on = 1;

  if (family != AF_UNIX)
    setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

/* What is enough is left alone. Without more the server is just woken more often. */
static void
widen_output (int fd)
{
  int wanted = LOCAL_OUTPUT, now = 0;
  socklen_t size = sizeof now;

  if (getsockopt (fd, SOL_SOCKET, SO_SNDBUF, &now, &size) == 0 && now < 2 * wanted)
    setsockopt (fd, SOL_SOCKET, SO_SNDBUF, &wanted, sizeof wanted);
}

/* What accept4(2) passes on of a connection that failed before it was accepted. */
static gboolean
concerns_one_connection (int error)
{
  switch (error)
    {
    case EINTR:
    case ECONNABORTED:
    case EPROTO:
    case ENETDOWN:
    case ENOPROTOOPT:
    case EHOSTDOWN:
    case ENONET:
    case EHOSTUNREACH:
    case EOPNOTSUPP:
    case ENETUNREACH:
      return TRUE;
    default:
      return FALSE;
    }
}

int
beck_socket_accept (int listener)
{
  struct sockaddr_storage peer;
  socklen_t size;
  int fd;

  do
    {
      size = sizeof peer;
      fd = accept4 (listener, (struct sockaddr *) &peer, &size, SOCK_CLOEXEC | SOCK_NONBLOCK);
    }
  while (fd < 0 && concerns_one_connection (errno));
  if (fd >= 0 && peer.ss_family == AF_UNIX)
    widen_output (fd);
  else if (fd >= 0)
    beck_socket_no_delay (fd, peer.ss_family);
  return fd;
}

/* ---- Peers ---- */

/* Apart from the small numbers that are users. */
#define KEY_V4 (G_GUINT64_CONSTANT (1) << 32)
#define KEY_LOCAL (G_GUINT64_CONSTANT (1) << 33)

static guint64
local_peer (int fd)
{
  struct ucred credentials;
  socklen_t size = sizeof credentials;

  if (getsockopt (fd, SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0)
    return 0;
  return KEY_LOCAL | credentials.uid;
}

static guint64
v4_peer (const struct in_addr *address, char *text)
{
  if (text != NULL)
    inet_ntop (AF_INET, address, text, BECK_SOCKET_PEER_SIZE);
  return KEY_V4 | ntohl (address->s_addr);
}

/* Of IPv6 a host has a whole /64 to choose from. */
static guint64
v6_peer (const struct in6_addr *address, char *text)
{
  struct in_addr v4;
  guint64 prefix;

  if (IN6_IS_ADDR_V4MAPPED (address))
    {
      memcpy (&v4, address->s6_addr + 12, sizeof v4);
      return v4_peer (&v4, text);
    }
  if (text != NULL)
    inet_ntop (AF_INET6, address, text, BECK_SOCKET_PEER_SIZE);
  memcpy (&prefix, address->s6_addr, sizeof prefix);
  return prefix != 0 ? prefix : 1;
}

guint64
beck_socket_peer (int fd, char text[BECK_SOCKET_PEER_SIZE])
{
  Address peer;
  socklen_t size = sizeof peer;

  if (text != NULL)
    *text = '\0';
  if (getpeername (fd, &peer.any, &size) != 0)
    return 0;
  switch (peer.any.sa_family)
    {
    case AF_UNIX:
      return local_peer (fd);
    case AF_INET:
      return v4_peer (&peer.v4.sin_addr, text);
    case AF_INET6:
      return v6_peer (&peer.v6.sin6_addr, text);
    default:
      return 0;
    }
}
