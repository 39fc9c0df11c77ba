/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What a program does with binding handles (rpc.md 2.1). Three kinds of bindings come here: those
 * to servers elsewhere, which all of this is about; those to this process, which only can be
 * copied and freed; and handles of calls at a server, which are the runtime's and can only
 * be asked.
 */

#include <beck/guid.h>
#include <beck/rpc-binding.h>
#include <beck/status.h>

#include "base/alloc.h"
#include "private.h"
#include "protseq.h"
#include "remote.h"
#include "string-binding.h"
#include "text.h"

/* Not the runtime's. */
static gboolean
is_the_programs (const BeckRpcBinding *binding)
{
  return binding->transport == &beck_rpc_remote_transport
         || binding->transport == &beck_rpc_local_transport;
}

/* What can be asked of a call can be asked without its handle on the thread that runs it. */
static BeckRpcBinding *
binding_or_call (RPC_BINDING_HANDLE handle)
{
  return beck_rpc_binding_from_handle (handle != NULL ? handle : beck_rpc_call_handle ());
}

/* ---- From strings and back ---- */

static guint32
check_parts (const BeckRpcParts *parts, BeckRpcProtseq *protseq)
{
  const char *endpoint = parts->part[BECK_RPC_PART_ENDPOINT];
  guint32 status = beck_rpc_protseq_find (parts->part[BECK_RPC_PART_PROTSEQ], protseq);

  if (status == RPC_S_OK)
    status = beck_rpc_protseq_check_address (*protseq, parts->part[BECK_RPC_PART_ADDRESS]);
  if (status == RPC_S_OK && endpoint[0] != 0)
    status = beck_rpc_protseq_check_endpoint (*protseq, endpoint);
  if (status == RPC_S_OK)
    status = beck_rpc_protseq_check_options (*protseq, parts->part[BECK_RPC_PART_OPTIONS]);
  return status;
}

static guint32
make_binding (const BeckRpcParts *parts, BeckRpcRemoteBinding **ret_binding)
{
  const char *endpoint = parts->part[BECK_RPC_PART_ENDPOINT];
  const char *object = parts->part[BECK_RPC_PART_OBJECT];
  BeckRpcProtseq protseq;
  guint32 status = check_parts (parts, &protseq);

  if (status != RPC_S_OK)
    return status;
  *ret_binding = beck_rpc_remote_new (protseq, parts->part[BECK_RPC_PART_ADDRESS],
                                      endpoint[0] != 0 ? endpoint : NULL);
  if (*ret_binding == NULL)
    return RPC_S_OUT_OF_MEMORY;
  if (object[0] != 0)
    beck_guid_parse (object, -1, &(*ret_binding)->object);
  return RPC_S_OK;
}

RPC_STATUS
RpcBindingFromStringBindingA (RPC_CSTR string, RPC_BINDING_HANDLE *binding)
{
  g_auto (BeckRpcParts) parts = { 0 };
  BeckRpcRemoteBinding *made = NULL;
  guint32 status;

  if (binding == NULL)
    return RPC_S_INVALID_ARG;
  *binding = NULL;
  if (string == NULL)
    return RPC_S_INVALID_STRING_BINDING;
  status = beck_rpc_parts_parse (&parts, (const char *) string);
  if (status == RPC_S_OK)
    status = make_binding (&parts, &made);
  *binding = made;
  return (RPC_STATUS) status;
}

RPC_STATUS
RpcBindingFromStringBindingW (RPC_WSTR string, RPC_BINDING_HANDLE *binding)
{
  char *text;
  RPC_STATUS status;

  if (binding == NULL)
    return RPC_S_INVALID_ARG;
  *binding = NULL;
  status = (RPC_STATUS) beck_rpc_text_from_wide (string, &text);
  if (status == RPC_S_OK)
    status = RpcBindingFromStringBindingA ((RPC_CSTR) text, binding);
  beck_free (text);
  return status;
}

RPC_STATUS
RpcBindingToStringBindingA (RPC_BINDING_HANDLE handle, RPC_CSTR *string)
{
  BeckRpcBinding *binding = binding_or_call (handle);

  if (string == NULL)
    return RPC_S_INVALID_ARG;
  *string = NULL;
  if (binding == NULL || binding->transport->to_string == NULL)
    return beck_rpc_refuse_handle (handle);
  return (RPC_STATUS) binding->transport->to_string (binding, (char **) string);
}

RPC_STATUS
RpcBindingToStringBindingW (RPC_BINDING_HANDLE handle, RPC_WSTR *string)
{
  RPC_CSTR text;
  RPC_STATUS status;

  if (string == NULL)
    return RPC_S_INVALID_ARG;
  *string = NULL;
  status = RpcBindingToStringBindingA (handle, &text);
  if (status == RPC_S_OK)
    status = (RPC_STATUS) beck_rpc_text_to_wide ((const char *) text, string);
  beck_free (text);
  return status;
}

/* ---- Their life ---- */

RPC_STATUS
RpcBindingFree (RPC_BINDING_HANDLE *handle)
{
  BeckRpcBinding *binding;

  if (handle == NULL)
    return RPC_S_INVALID_ARG;
  binding = beck_rpc_binding_from_handle (*handle);
  if (binding == NULL || !is_the_programs (binding))
    return beck_rpc_refuse_handle (*handle);
  *handle = NULL;
  beck_rpc_binding_unref (binding);
  return RPC_S_OK;
}

/* A binding to this process has nothing that could be changed, so its copy is itself. */
RPC_STATUS
RpcBindingCopy (RPC_BINDING_HANDLE source, RPC_BINDING_HANDLE *copy)
{
  BeckRpcBinding *binding = beck_rpc_binding_from_handle (source);

  if (copy == NULL)
    return RPC_S_INVALID_ARG;
  *copy = NULL;
  if (binding == NULL || !is_the_programs (binding))
    return beck_rpc_refuse_handle (source);
  if (binding->transport == &beck_rpc_remote_transport)
    *copy = beck_rpc_remote_copy ((BeckRpcRemoteBinding *) binding);
  else
    *copy = beck_rpc_binding_ref (binding);
  return *copy != NULL ? RPC_S_OK : RPC_S_OUT_OF_MEMORY;
}

RPC_STATUS
RpcBindingReset (RPC_BINDING_HANDLE handle)
{
  BeckRpcRemoteBinding *remote = beck_rpc_remote_from_handle (handle);

  if (remote == NULL)
    return beck_rpc_refuse_handle (handle);
  beck_rpc_remote_reset (remote);
  return RPC_S_OK;
}

RPC_STATUS
RpcBindingVectorFree (RPC_BINDING_VECTOR **vector)
{
  if (vector == NULL || *vector == NULL)
    return RPC_S_INVALID_ARG;
  for (ULONG i = 0; i < (*vector)->Count; i++)
    if ((*vector)->BindingH[i] != NULL)
      RpcBindingFree (&(*vector)->BindingH[i]);
  beck_free (*vector);
  *vector = NULL;
  return RPC_S_OK;
}

/* ---- Objects ---- */

RPC_STATUS
RpcBindingSetObject (RPC_BINDING_HANDLE handle, UUID *object)
{
  BeckRpcRemoteBinding *remote = beck_rpc_remote_from_handle (handle);

  if (remote == NULL)
    return beck_rpc_refuse_handle (handle);
  beck_lock_acquire (&remote->lock);
  remote->object = object != NULL ? *object : GUID_NULL;
  beck_lock_release (&remote->lock);
  return RPC_S_OK;
}

RPC_STATUS
RpcBindingInqObject (RPC_BINDING_HANDLE handle, UUID *object)
{
  BeckRpcBinding *binding = binding_or_call (handle);

  if (object == NULL)
    return RPC_S_INVALID_ARG;
  if (binding == NULL || binding->transport->inq_object == NULL)
    return beck_rpc_refuse_handle (handle);
  return (RPC_STATUS) binding->transport->inq_object (binding, object);
}
