/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include "cursor.h"

static void
print_ipv6 (const struct in6_addr *address, char *text, gsize size)
{
  if (IN6_IS_ADDR_V4MAPPED (address))
    inet_ntop (AF_INET, &address->s6_addr[12], text, (socklen_t) size);
  else
    inet_ntop (AF_INET6, address, text, (socklen_t) size);
}

static void
print_address (const struct sockaddr_storage *name, char *text, gsize size)
{
  if (name->ss_family == AF_INET)
    inet_ntop (AF_INET, &((const struct sockaddr_in *) name)->sin_addr, text, (socklen_t) size);
  else if (name->ss_family == AF_INET6)
    print_ipv6 (&((const struct sockaddr_in6 *) name)->sin6_addr, text, size);
}

static void
get_address (BeckdClient *client)
{
  struct sockaddr_storage name = { 0 };
  RPC_CALL_LOCAL_ADDRESS_V1 local
      = { .Version = 1, .Buffer = &name, .BufferSize = sizeof name };
  RPC_CALL_ATTRIBUTES_V2_A attributes
      = { .Version = 2, .Flags = RPC_QUERY_CALL_LOCAL_ADDRESS, .CallLocalAddress = &local };

  if (RpcServerInqCallAttributesA (NULL, &attributes) == RPC_S_OK)
    print_address (&name, client->address, sizeof client->address);
}

void
beckd_client_get (BeckdClient *client)
{
  g_autofree char *name = NULL;
  guint gid;

  memset (client, 0, sizeof *client);
  client->is_local = beck_rpc_server_inq_client_user (NULL, &client->uid, &gid) == RPC_S_OK;
  if (client->is_local)
    {
      client->peer = ((guint64) 1 << 32) + client->uid;
      return;
    }
  name = beckd_client_name ();
  client->peer = g_str_hash (name);
  get_address (client);
}
