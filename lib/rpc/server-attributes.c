/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What a manager can learn of its call and its client (rpc.md 2.2). Nobody is authenticated, so
 * there are no principals; a client over a Unix socket has a process, which the kernel vouches for.
 */

#include <beck/rpc-security.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "rpc/server-private.h"

/* The structures for the two kinds of text are alike but for the type of what pointers point to. */
G_STATIC_ASSERT (sizeof (RPC_CALL_ATTRIBUTES_V2_A) == sizeof (RPC_CALL_ATTRIBUTES_V2_W));
G_STATIC_ASSERT (sizeof (RPC_CALL_ATTRIBUTES_V1_A) == sizeof (RPC_CALL_ATTRIBUTES_V1_W));

/* "" into a buffer of @length bytes, of which @needed are used. */
static RPC_STATUS
tell_nobody (void *buffer, ULONG *length, ULONG needed)
{
  gboolean fits = buffer != NULL && *length >= needed;

  if (fits)
    memset (buffer, 0, needed);
  *length = needed;
  return fits ? RPC_S_OK : ERROR_MORE_DATA;
}

static RPC_STATUS
fill_first (RPC_CALL_ATTRIBUTES_V1_A *attributes, ULONG character)
{
  RPC_STATUS status = RPC_S_OK;

  attributes->AuthenticationLevel = RPC_C_AUTHN_LEVEL_NONE;
  attributes->AuthenticationService = RPC_C_AUTHN_NONE;
  attributes->NullSession = FALSE;
  if (attributes->Flags & RPC_QUERY_SERVER_PRINCIPAL_NAME)
    status = tell_nobody (attributes->ServerPrincipalName,
                          &attributes->ServerPrincipalNameBufferLength, character);
  if (attributes->Flags & RPC_QUERY_CLIENT_PRINCIPAL_NAME)
    {
      RPC_STATUS second = tell_nobody (attributes->ClientPrincipalName,
                                       &attributes->ClientPrincipalNameBufferLength, character);

      status = status != RPC_S_OK ? status : second;
    }
  return status;
}

/* FALSE for clients of other machines, or who came that way. */
static gboolean
client_credentials (const BeckRpcServerCall *call, struct ucred *credentials)
{
  socklen_t size = sizeof *credentials;

  if (call->connection == NULL)
    {
      *credentials = (struct ucred){ getpid (), geteuid (), getegid () };
      return TRUE;
    }
  return beck_rpc_server_call_is_local (call)
         && getsockopt (call->connection->io.fd, SOL_SOCKET, SO_PEERCRED, credentials, &size) == 0;
}

static guint
client_pid (const BeckRpcServerCall *call)
{
  struct ucred credentials;

  return client_credentials (call, &credentials) ? (guint) credentials.pid : 0;
}

static RpcCallStatus
status_of (const BeckRpcServerCall *call)
{
  if (atomic_load (&call->disconnected))
    return rcsCallDisconnected;
  return atomic_load (&call->cancelled) ? rcsCallCancelled : rcsCallInProgress;
}

/* The address where the server was reached, as far as it fits. */
static RPC_STATUS
fill_address (const BeckRpcServerCall *call, RPC_CALL_LOCAL_ADDRESS_V1 *address)
{
  struct sockaddr_storage name;
  socklen_t size = sizeof name;
  gboolean fits;

  if (address == NULL || address->Version != 1)
    return RPC_S_INVALID_ARG;
  if (call->connection == NULL
      || getsockname (call->connection->io.fd, (struct sockaddr *) &name, &size) < 0)
    return RPC_S_CANNOT_SUPPORT;
  fits = address->Buffer != NULL && address->BufferSize >= size;
  if (fits)
    memcpy (address->Buffer, &name, size);
  address->BufferSize = size;
  address->AddressFormat = name.ss_family == AF_INET    ? rlafIPv4
                           : name.ss_family == AF_INET6 ? rlafIPv6
                                                        : rlafInvalid;
  return fits ? RPC_S_OK : ERROR_MORE_DATA;
}

static RPC_STATUS
fill_second (const BeckRpcServerCall *call, RPC_CALL_ATTRIBUTES_V2_A *attributes)
{
  gboolean local = beck_rpc_server_call_is_local (call);

  attributes->KernelModeCaller = FALSE;
  attributes->ProtocolSequence = local ? RPC_PROTSEQ_LRPC : RPC_PROTSEQ_TCP;
  attributes->IsClientLocal = local ? rcclLocal : rcclRemote;
  attributes->ClientPID = (HANDLE) (gsize) client_pid (call);
  attributes->CallStatus = status_of (call);
  attributes->CallType = rctNormal;
  attributes->OpNum = (USHORT) call->opnum;
  attributes->InterfaceUuid = call->offer != NULL ? beck_rpc_offer_id (call->offer)->Uuid
                                                  : call->request.interface->ndr->uuid;
  if (attributes->Flags & RPC_QUERY_CALL_LOCAL_ADDRESS)
    return fill_address (call, attributes->CallLocalAddress);
  return RPC_S_OK;
}

static RPC_STATUS
inquire (RPC_BINDING_HANDLE binding, RPC_CALL_ATTRIBUTES_V1_A *attributes, ULONG character)
{
  const BeckRpcServerCall *call = beck_rpc_server_call_from_handle (binding);
  RPC_STATUS status, second = RPC_S_OK;

  if (call == NULL)
    return binding == NULL ? RPC_S_NO_CALL_ACTIVE : RPC_S_INVALID_BINDING;
  if (attributes == NULL || attributes->Version < 1 || attributes->Version > 2)
    return RPC_S_INVALID_ARG;
  status = fill_first (attributes, character);
  if (attributes->Version == 2)
    second = fill_second (call, (RPC_CALL_ATTRIBUTES_V2_A *) attributes);
  return status != RPC_S_OK ? status : second;
}

RPC_STATUS
RpcServerInqCallAttributesA (RPC_BINDING_HANDLE binding, void *attributes)
{
  return inquire (binding, attributes, 1);
}

RPC_STATUS
RpcServerInqCallAttributesW (RPC_BINDING_HANDLE binding, void *attributes)
{
  return inquire (binding, attributes, sizeof (WCHAR));
}

RPC_STATUS
beck_rpc_server_inq_client_user (RPC_BINDING_HANDLE binding, guint *uid, guint *gid)
{
  const BeckRpcServerCall *call = beck_rpc_server_call_from_handle (binding);
  struct ucred credentials;

  if (call == NULL)
    return binding == NULL ? RPC_S_NO_CALL_ACTIVE : RPC_S_INVALID_BINDING;
  if (!client_credentials (call, &credentials))
    return RPC_S_CANNOT_SUPPORT;
  *uid = credentials.uid;
  *gid = credentials.gid;
  return RPC_S_OK;
}
