/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Making the sockets of endpoints: by name, at addresses and ports, or from who started the
 * process.
 */

#include "rpc/server-endpoint.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/alloc.h"
#include "io/socket.h"
#include "rpc/text.h"

/* Where dynamic ports are (wire.md 8.5), and how many are tried there. */
#define FIRST_DYNAMIC 49152
#define N_DYNAMIC (65536 - FIRST_DYNAMIC)
#define N_TRIES 64

#define MAX_ADDRESSES 16
#define ADDRESS_SIZE 64

static guint32
status_of_errno (int error)
{
  switch (error)
    {
    case EADDRINUSE:
      return RPC_S_DUPLICATE_ENDPOINT;
    case EINVAL:
    case EADDRNOTAVAIL:
      return RPC_S_INVALID_NET_ADDR;
    case ENOMEM:
    case ENOBUFS:
      return RPC_S_OUT_OF_MEMORY;
    default:
      return RPC_S_CANT_CREATE_ENDPOINT;
    }
}

/* ---- Unix sockets ---- */

guint32
beck_rpc_endpoint_add_local (const char *name, gboolean dynamic)
{
  BeckRpcEndpointScope *scope;
  guint32 status;
  char *path = beck_rpc_local_path (name, BECK_RPC_PATH_SERVER, &status);
  int fd;

  if (path == NULL)
    return status;
  fd = beck_socket_listen_local (path);
  if (fd < 0)
    {
      status = status_of_errno (errno);
      beck_free (path);
      return status;
    }
  scope = beck_rpc_scope_new (TRUE, name);
  if (scope != NULL)
    return beck_rpc_listener_add (scope, fd, beck_rpc_text_copy (""), path, dynamic);
  unlink (path);
  beck_free (path);
  close (fd);
  return RPC_S_OUT_OF_MEMORY;
}

/* ---- TCP ---- */

typedef struct
{
  guint n;
  gboolean optional[MAX_ADDRESSES]; /* it may lack on this machine */
  char address[MAX_ADDRESSES][ADDRESS_SIZE];
  int fd[MAX_ADDRESSES]; /* -1: none there */
} Sockets;

static gboolean
add_address (Sockets *sockets, const char *text, gsize size, gboolean optional)
{
  if (sockets->n == MAX_ADDRESSES || size == 0 || size >= ADDRESS_SIZE)
    return FALSE;
  memcpy (sockets->address[sockets->n], text, size);
  sockets->address[sockets->n][size] = '\0';
  sockets->optional[sockets->n] = optional;
  sockets->fd[sockets->n++] = -1;
  return TRUE;
}

/* "localhost" and "*" are two addresses each, of which the second need not exist. */
static gboolean
add_word (Sockets *sockets, const char *word, gsize size)
{
  if (size == 1 && word[0] == '*')
    return add_address (sockets, "0.0.0.0", 7, FALSE) && add_address (sockets, "::", 2, TRUE);
  if (size == 9 && memcmp (word, "localhost", 9) == 0)
    return add_address (sockets, "127.0.0.1", 9, FALSE) && add_address (sockets, "::1", 3, TRUE);
  return add_address (sockets, word, size, FALSE);
}

static gboolean
parse_addresses (Sockets *sockets, const char *text)
{
  gsize size;

  for (;; text += size + 1)
    {
      size = strcspn (text, ",");
      if (!add_word (sockets, text, size))
        return FALSE;
      if (text[size] == '\0')
        return TRUE;
    }
}

static void
close_sockets (Sockets *sockets)
{
  for (guint i = 0; i < sockets->n; i++)
    if (sockets->fd[i] >= 0)
      {
        close (sockets->fd[i]);
        sockets->fd[i] = -1;
      }
}

/* All at one port. 0, or what errno says, and then none. */
static int
listen_at (Sockets *sockets, guint16 *port)
{
  for (guint i = 0; i < sockets->n; i++)
    {
      sockets->fd[i] = beck_socket_listen_tcp (sockets->address[i], *port, port);
      if (sockets->fd[i] < 0 && (!sockets->optional[i] || errno == EADDRINUSE))
        {
          int error = errno;

          close_sockets (sockets);
          return error;
        }
    }
  return 0;
}

static int
listen_somewhere (Sockets *sockets, guint16 *port)
{
  guint start = (guint) g_random_int_range (0, N_DYNAMIC);
  int error = EADDRINUSE;

  for (guint i = 0; i < N_TRIES && error == EADDRINUSE; i++)
    {
      *port = (guint16) (FIRST_DYNAMIC + (start + i) % N_DYNAMIC);
      error = listen_at (sockets, port);
    }
  for (guint i = 0; i < N_TRIES && error == EADDRINUSE; i++)
    {
      *port = 0;
      error = listen_at (sockets, port);
    }
  return error;
}

static guint32
add_sockets (Sockets *sockets, guint16 port, gboolean dynamic)
{
  char text[8];
  BeckRpcEndpointScope *scope;
  guint32 status = RPC_S_OK;

  g_snprintf (text, sizeof text, "%u", port);
  scope = beck_rpc_scope_new (FALSE, text);
  if (scope == NULL)
    {
      close_sockets (sockets);
      return RPC_S_OUT_OF_MEMORY;
    }
  for (guint i = 0; i < sockets->n; i++)
    if (sockets->fd[i] >= 0)
      {
        guint32 one = beck_rpc_listener_add (
            scope, sockets->fd[i], beck_rpc_text_copy (sockets->address[i]), NULL, dynamic);

        status = status != 0 ? status : one;
      }
  return status;
}

guint32
beck_rpc_endpoint_add_tcp (const char *addresses, guint16 port)
{
  Sockets sockets = { 0 };
  gboolean dynamic = port == 0;
  int error;

  if (!parse_addresses (&sockets, addresses))
    return RPC_S_INVALID_NET_ADDR;
  error = dynamic ? listen_somewhere (&sockets, &port) : listen_at (&sockets, &port);
  return error != 0 ? status_of_errno (error) : add_sockets (&sockets, port, dynamic);
}

/* ---- Sockets that listen already ---- */

typedef union
{
  struct sockaddr any;
  struct sockaddr_un local;
  struct sockaddr_in ip4;
  struct sockaddr_in6 ip6;
} Address;

/* Whether clients that are told the last part of a path find the socket there. */
static gboolean
is_found (const char *path, const char *name)
{
  guint32 status;
  char *found = beck_rpc_local_path (name, BECK_RPC_PATH_CLIENT, &status);
  gboolean same = found != NULL && strcmp (found, path) == 0;

  beck_free (found);
  return same;
}

/* What it is called: its path, or the last part of that if it is enough. */
static const char *
local_name (const Address *address, socklen_t size)
{
  const char *path = address->local.sun_path;
  const char *name;

  if (size <= G_STRUCT_OFFSET (struct sockaddr_un, sun_path) + 1 || path[0] != '/')
    return NULL;
  name = strrchr (path, '/') + 1;
  return is_found (path, name) ? name : path;
}

static guint32
add_local_socket (int fd, const Address *address, socklen_t size)
{
  const char *name = local_name (address, size);
  BeckRpcEndpointScope *scope;

  if (name == NULL)
    return RPC_S_INVALID_ENDPOINT_FORMAT;
  scope = beck_rpc_scope_new (TRUE, name);
  if (scope == NULL)
    return RPC_S_OUT_OF_MEMORY;
  return beck_rpc_listener_add (scope, fd, beck_rpc_text_copy (""), NULL, FALSE);
}

static guint32
add_tcp_socket (int fd, const void *ip, int family, guint16 port)
{
  Sockets sockets = { .n = 1, .fd = { fd } };

  if (inet_ntop (family, ip, sockets.address[0], ADDRESS_SIZE) == NULL)
    return RPC_S_INVALID_NET_ADDR;
  return add_sockets (&sockets, ntohs (port), FALSE);
}

guint32
beck_rpc_endpoint_add_socket (int fd)
{
  Address address = { 0 };
  socklen_t size = sizeof address - 1;
  int flags = fcntl (fd, F_GETFL);

  if (flags < 0 || getsockname (fd, &address.any, &size) < 0)
    return RPC_S_INVALID_ARG;
  fcntl (fd, F_SETFL, flags | O_NONBLOCK);
  fcntl (fd, F_SETFD, FD_CLOEXEC);
  switch (address.any.sa_family)
    {
    case AF_UNIX:
      return add_local_socket (fd, &address, size);
    case AF_INET:
      return add_tcp_socket (fd, &address.ip4.sin_addr, AF_INET, address.ip4.sin_port);
    case AF_INET6:
      return add_tcp_socket (fd, &address.ip6.sin6_addr, AF_INET6, address.ip6.sin6_port);
    default:
      return RPC_S_PROTSEQ_NOT_SUPPORTED;
    }
}
