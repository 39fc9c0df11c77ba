/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The sockets that the server listens on.
 *
 * They exist from the moment the program names an endpoint, so that clients may connect, but nobody
 * is let in before the server listens, or some interface wants no waiting for that.
 */

#include "rpc/server-endpoint.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "io/socket.h"

static struct
{
  GMutex mutex;
  BeckRpcListener *first;
  BeckRpcEndpointScope *scopes;
  gboolean open; /* connections are let in */
  pid_t owner;   /* the process that listens, and not one that was forked from it */
} endpoints;

BeckRpcListener *
beck_rpc_listeners_lock (void)
{
  g_mutex_lock (&endpoints.mutex);
  return endpoints.first;
}

void
beck_rpc_listeners_unlock (void)
{
  g_mutex_unlock (&endpoints.mutex);
}

gboolean
beck_rpc_endpoints_exist (void)
{
  gboolean exist = beck_rpc_listeners_lock () != NULL;

  beck_rpc_listeners_unlock ();
  return exist;
}

/* ---- Scopes ---- */

BeckRpcEndpointScope *
beck_rpc_scope_new (gboolean local, const char *endpoint)
{
  gsize size = strlen (endpoint) + 1;
  BeckRpcEndpointScope *scope = beck_alloc0 (sizeof *scope + size);

  if (scope == NULL)
    return NULL;
  scope->local = local;
  scope->endpoint = memcpy (scope + 1, endpoint, size);
  g_mutex_lock (&endpoints.mutex);
  scope->next = endpoints.scopes;
  endpoints.scopes = scope;
  g_mutex_unlock (&endpoints.mutex);
  return scope;
}

/* ---- Listeners ---- */

static void
accept_all (BeckIo *io)
{
  BeckRpcListener *listener = (BeckRpcListener *) io;
  int fd;

  while ((fd = beck_socket_accept (io->fd)) >= 0)
    beck_rpc_connection_new (listener->scope, fd);
}

static void
finalize (BeckIo *io)
{
  BeckRpcListener *listener = (BeckRpcListener *) io;

  close (io->fd);
  beck_free (listener->address);
  beck_free (listener->path);
  beck_free (listener);
}

static void
watch (BeckRpcListener *listener)
{
  if (endpoints.open && !listener->watched)
    listener->watched = SUCCEEDED (beck_io_watch (&listener->io));
}

guint32
beck_rpc_listener_add (BeckRpcEndpointScope *scope, int fd, char *address, char *path,
                       gboolean dynamic)
{
  BeckRpcListener *listener = beck_alloc0 (sizeof *listener);

  if (listener == NULL || address == NULL)
    {
      close (fd);
      beck_free (listener);
      beck_free (address);
      beck_free (path);
      return RPC_S_OUT_OF_MEMORY;
    }
  beck_io_init (&listener->io, fd, accept_all, finalize);
  listener->scope = scope;
  scope->dynamic = dynamic;
  listener->address = address;
  listener->path = path;
  beck_rpc_offers_add_management ();
  g_mutex_lock (&endpoints.mutex);
  listener->next = endpoints.first;
  endpoints.first = listener;
  endpoints.owner = getpid ();
  watch (listener);
  g_mutex_unlock (&endpoints.mutex);
  return RPC_S_OK;
}

void
beck_rpc_endpoints_update (void)
{
  gboolean open = beck_rpc_server_listening () || beck_rpc_offers_autolisten ();

  g_mutex_lock (&endpoints.mutex);
  endpoints.open |= open;
  for (BeckRpcListener *listener = endpoints.first; listener != NULL; listener = listener->next)
    watch (listener);
  g_mutex_unlock (&endpoints.mutex);
}

void
beck_rpc_endpoints_close (void)
{
  BeckRpcListener *list, *listener;

  g_mutex_lock (&endpoints.mutex);
  list = endpoints.first;
  endpoints.first = NULL;
  endpoints.open = FALSE;
  g_mutex_unlock (&endpoints.mutex);
  while ((listener = list) != NULL)
    {
      list = listener->next;
      atomic_store (&listener->scope->closed, TRUE);
      beck_io_unwatch (&listener->io);
      if (listener->path != NULL)
        unlink (listener->path);
      beck_io_unref (&listener->io);
    }
}

/* Names of dynamic endpoints are used once, so that what is left behind would pile up. Nobody is
 * waited for on the way out. */
__attribute__ ((destructor)) static void
remove_sockets (void)
{
  if (endpoints.owner != getpid () || !g_mutex_trylock (&endpoints.mutex))
    return;
  for (const BeckRpcListener *one = endpoints.first; one != NULL; one = one->next)
    if (one->path != NULL)
      unlink (one->path);
  g_mutex_unlock (&endpoints.mutex);
}
