/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Offers without methods: that an interface is raw is said in the terms of its registration, and
 * what is found there goes with each call (server-run.c).
 */

#include "rpc/raw.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/alloc.h"
#include "rpc/server-private.h"

/* Of each offer, and for good. */
typedef struct
{
  BeckRpcInterface interface;
  BeckNdrInterface ndr;
} Record;

RPC_STATUS
beck_rpc_raw_offer (const IID *iid, BeckRpcRawFunc func)
{
  BeckRpcSyntax syntax = { *iid, 0, 0 };
  Record *record;
  RPC_STATUS status;

  if (beck_rpc_offer_is_raw (beck_rpc_offer_find (&syntax)))
    return RPC_S_OK;
  record = beck_alloc0 (sizeof *record);
  if (record == NULL)
    return RPC_S_OUT_OF_MEMORY;
  record->ndr.name = "raw";
  record->ndr.uuid = *iid;
  record->interface.ndr = &record->ndr;
  status = beck_rpc_offer_add_raw (&record->interface, func);
  if (status == RPC_S_OK)
    return RPC_S_OK;
  beck_free (record);
  return beck_rpc_offer_is_raw (beck_rpc_offer_find (&syntax)) ? RPC_S_OK : status;
}

gpointer
beck_rpc_server_call_take_request (BeckRpcServerCall *call, gsize *size)
{
  gpointer data = call->block;

  *size = call->request.size;
  call->block = NULL;
  if (data == NULL)
    {
      data = beck_alloc (*size + 1);
      if (data != NULL && *size > 0)
        memcpy (data, call->request.data, *size);
    }
  call->request.data = NULL;
  call->request.size = 0;
  return data;
}

/* ---- Who calls ---- */

static void
tell_local (int fd, BeckRpcServerPeer *peer)
{
  struct ucred credentials = { .uid = (uid_t) -1, .gid = (gid_t) -1 };
  socklen_t size = sizeof credentials;

  getsockopt (fd, SOL_SOCKET, SO_PEERCRED, &credentials, &size);
  peer->uid = credentials.uid;
  peer->gid = credentials.gid;
  peer->pid = credentials.pid;
  g_snprintf (peer->address, sizeof peer->address, "pid %d", (int) credentials.pid);
}

typedef union
{
  struct sockaddr any;
  struct sockaddr_in ip4;
  struct sockaddr_in6 ip6;
} Address;

static guint16
print_address (const Address *address, char text[64])
{
  text[0] = '\0';
  switch (address->any.sa_family)
    {
    case AF_INET:
      inet_ntop (AF_INET, &address->ip4.sin_addr, text, 64);
      return ntohs (address->ip4.sin_port);
    case AF_INET6:
      inet_ntop (AF_INET6, &address->ip6.sin6_addr, text, 64);
      return ntohs (address->ip6.sin6_port);
    default:
      return 0;
    }
}

static void
tell_remote (int fd, BeckRpcServerPeer *peer)
{
  Address address = { 0 };
  socklen_t size = sizeof address;
  char text[64];
  guint16 port;

  peer->uid = peer->gid = (guint) -1;
  if (getpeername (fd, &address.any, &size) < 0)
    return;
  port = print_address (&address, text);
  g_snprintf (peer->address, sizeof peer->address,
              address.any.sa_family == AF_INET6 ? "[%.50s]:%u" : "%.50s:%u", text, port);
}

void
beck_rpc_server_call_peer (const BeckRpcServerCall *call, BeckRpcServerPeer *peer)
{
  *peer = (BeckRpcServerPeer){ .is_local = beck_rpc_server_call_is_local (call) };
  if (call->connection == NULL)
    {
      peer->uid = getuid ();
      peer->gid = getgid ();
      peer->pid = getpid ();
      return;
    }
  peer->number = call->connection->peer;
  if (peer->is_local)
    tell_local (call->connection->io.fd, peer);
  else
    tell_remote (call->connection->io.fd, peer);
}

void
beck_rpc_server_call_reached_at (const BeckRpcServerCall *call, char address[64])
{
  Address own = { 0 };
  socklen_t size = sizeof own;

  address[0] = '\0';
  if (call->connection != NULL && getsockname (call->connection->io.fd, &own.any, &size) == 0)
    print_address (&own, address);
}
