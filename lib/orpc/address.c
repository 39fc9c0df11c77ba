/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "orpc/address.h"

#include <string.h>

#define RESOLVER_PORT "135"

static gboolean
is_usable (const BeckStringBinding *address)
{
  if (address->tower == BECK_STRING_ARRAY_LOCAL)
    return address->endpoint[0] != '/' && beck_rpc_local_name_is_good (address->endpoint);
  return address->tower == BECK_STRING_ARRAY_TCP && address->address[0] != '\0';
}

gboolean
beck_address_next (const BeckStringArray *array, guint *position, BeckStringBinding *address)
{
  while (beck_string_array_next_binding (array, position, address))
    if (is_usable (address))
      return TRUE;
  return FALSE;
}

static const char *
port_of (const BeckStringBinding *address)
{
  const char *told = g_getenv ("BECK_EPM_PORT");

  if (address->endpoint[0] != '\0')
    return address->endpoint;
  return told != NULL && told[0] != '\0' ? told : RESOLVER_PORT;
}

BeckRpcRemoteBinding *
beck_address_bind (const BeckStringBinding *address)
{
  if (address->tower == BECK_STRING_ARRAY_LOCAL)
    return beck_rpc_remote_new (BECK_RPC_PROTSEQ_LOCAL, "", address->endpoint);
  return beck_rpc_remote_new (BECK_RPC_PROTSEQ_TCP, address->address, port_of (address));
}
