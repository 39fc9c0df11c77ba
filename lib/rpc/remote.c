/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Bindings to servers elsewhere: what they are. Calls over them are client.c. A call has a
 * reference to its binding, so that freeing the handle meanwhile does it no harm.
 */

#include "remote.h"

#include <beck/guid.h>
#include <beck/status.h>
#include <string.h>

#include "auth-info.h"
#include "base/alloc.h"
#include "protseq.h"
#include "string-binding.h"
#include "text.h"

/* Bytes of an endpoint: a port or the path of a socket. */
#define ENDPOINT_SIZE 128

/* Another machine: MSHCTX_DIFFERENTMACHINE, or this one: MSHCTX_LOCAL. What is marshalled must
 * suit both. */
#define USER_FLAGS 2

static void
finalize (BeckRpcBinding *binding)
{
  BeckRpcRemoteBinding *remote = (BeckRpcRemoteBinding *) binding;

  if (remote->link != NULL)
    beck_rpc_link_release (remote->link);
  beck_rpc_auth_unref (remote->auth);
  beck_free (remote->endpoint);
  beck_free (remote->address);
  beck_free (remote);
}

static guint32
inq_object (BeckRpcBinding *binding, GUID *object)
{
  BeckRpcRemoteBinding *remote = (BeckRpcRemoteBinding *) binding;

  beck_lock_acquire (&remote->lock);
  *object = remote->object;
  beck_lock_release (&remote->lock);
  return RPC_S_OK;
}

static guint32
to_string (BeckRpcBinding *binding, char **ret_text)
{
  return beck_rpc_remote_to_string ((BeckRpcRemoteBinding *) binding, ret_text);
}

const BeckRpcTransport beck_rpc_remote_transport = {
  .name = "remote",
  .user_flags = USER_FLAGS,
  .call = beck_rpc_client_call,
  .finalize = finalize,
  .inq_object = inq_object,
  .to_string = to_string,
};

BeckRpcRemoteBinding *
beck_rpc_remote_from_handle (handle_t handle)
{
  BeckRpcBinding *binding = beck_rpc_binding_from_handle (handle);

  if (binding == NULL || binding->transport != &beck_rpc_remote_transport)
    return NULL;
  return (BeckRpcRemoteBinding *) binding;
}

BeckRpcRemoteBinding *
beck_rpc_remote_new (BeckRpcProtseq protseq, const char *address, const char *endpoint)
{
  BeckRpcRemoteBinding *remote = beck_alloc0 (sizeof *remote);

  if (remote == NULL)
    return NULL;
  beck_rpc_binding_init (&remote->base, &beck_rpc_remote_transport);
  beck_lock_init (&remote->lock);
  remote->protseq = protseq;
  remote->com_timeout = RPC_C_BINDING_DEFAULT_TIMEOUT;
  remote->dynamic = endpoint == NULL;
  remote->address = beck_rpc_text_copy (address);
  if (endpoint != NULL)
    remote->endpoint = beck_rpc_text_copy (endpoint);
  if (remote->address == NULL || (endpoint != NULL && remote->endpoint == NULL))
    {
      beck_rpc_binding_unref (&remote->base);
      return NULL;
    }
  return remote;
}

RPC_STATUS
beck_rpc_refuse_handle (RPC_BINDING_HANDLE handle)
{
  return beck_rpc_binding_from_handle (handle) != NULL ? RPC_S_WRONG_KIND_OF_BINDING
                                                       : RPC_S_INVALID_BINDING;
}

/* The endpoint as it is now; NULL while there is none. */
static const char *
read_endpoint (BeckRpcRemoteBinding *remote, char text[ENDPOINT_SIZE])
{
  gboolean there;

  beck_lock_acquire (&remote->lock);
  there = remote->endpoint != NULL;
  if (there)
    g_strlcpy (text, remote->endpoint, ENDPOINT_SIZE);
  beck_lock_release (&remote->lock);
  return there ? text : NULL;
}

guint32
beck_rpc_remote_to_string (BeckRpcRemoteBinding *remote, char **ret_text)
{
  char endpoint[ENDPOINT_SIZE], object_text[BECK_GUID_TEXT_SIZE];
  BeckRpcParts parts = { 0 };
  GUID object;

  inq_object (&remote->base, &object);
  beck_guid_format (&object, object_text);
  if (!beck_guid_equal (&object, &GUID_NULL))
    parts.part[BECK_RPC_PART_OBJECT] = object_text;
  parts.part[BECK_RPC_PART_PROTSEQ] = (char *) beck_rpc_protseq_name (remote->protseq);
  parts.part[BECK_RPC_PART_ADDRESS] = remote->address;
  parts.part[BECK_RPC_PART_ENDPOINT] = (char *) read_endpoint (remote, endpoint);
  return beck_rpc_parts_compose (&parts, ret_text);
}

BeckRpcRemoteBinding *
beck_rpc_remote_copy (BeckRpcRemoteBinding *remote)
{
  char endpoint[ENDPOINT_SIZE];
  BeckRpcRemoteBinding *copy = beck_rpc_remote_new (remote->protseq, remote->address,
                                                    read_endpoint (remote, endpoint));

  if (copy == NULL)
    return NULL;
  beck_lock_acquire (&remote->lock);
  copy->dynamic = remote->dynamic;
  copy->object = remote->object;
  copy->unique = remote->unique;
  copy->dont_linger = remote->dont_linger;
  copy->noncausal = remote->noncausal;
  copy->call_timeout = remote->call_timeout;
  copy->com_timeout = remote->com_timeout;
  copy->auth = beck_rpc_auth_ref (remote->auth);
  beck_lock_release (&remote->lock);
  return copy;
}

void
beck_rpc_remote_reset (BeckRpcRemoteBinding *remote)
{
  BeckRpcLink *link;
  char *endpoint;

  beck_lock_acquire (&remote->lock);
  link = remote->link;
  endpoint = remote->endpoint;
  remote->link = NULL;
  remote->endpoint = NULL;
  remote->dynamic = TRUE;
  beck_lock_release (&remote->lock);
  if (link != NULL)
    beck_rpc_link_release (link);
  beck_free (endpoint);
}
