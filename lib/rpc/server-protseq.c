/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The functions by which a program says where it listens, and asks for it (rpc.md 2.2).
 */

#include "rpc/server-endpoint.h"

#include <string.h>

#include "base/alloc.h"
#include "rpc/protseq.h"
#include "rpc/text.h"

#define ADDRESSES_SIZE 512

static struct
{
  BeckLock lock;
  char addresses[ADDRESSES_SIZE]; /* "": those of the environment */
} chosen;

RPC_STATUS
beck_rpc_server_set_addresses (const char *addresses)
{
  gsize size = addresses != NULL ? strlen (addresses) + 1 : 0;

  if (size > ADDRESSES_SIZE)
    return RPC_S_STRING_TOO_LONG;
  beck_lock_acquire (&chosen.lock);
  memset (chosen.addresses, 0, ADDRESSES_SIZE);
  if (size > 0)
    memcpy (chosen.addresses, addresses, size);
  beck_lock_release (&chosen.lock);
  return RPC_S_OK;
}

static void
get_addresses (char addresses[ADDRESSES_SIZE], guint nic_flags)
{
  const char *told = g_getenv ("BECK_RPC_LISTEN");

  beck_lock_acquire (&chosen.lock);
  memcpy (addresses, chosen.addresses, ADDRESSES_SIZE);
  beck_lock_release (&chosen.lock);
  if (nic_flags & RPC_C_BIND_TO_ALL_NICS)
    g_strlcpy (addresses, "*", ADDRESSES_SIZE);
  else if (addresses[0] == '\0')
    g_strlcpy (addresses, told != NULL && told[0] != '\0' ? told : "localhost", ADDRESSES_SIZE);
}

/* ---- Endpoints ---- */

static gboolean
has_dynamic (gboolean local)
{
  gboolean found = FALSE;

  for (BeckRpcListener *one = beck_rpc_listeners_lock (); one != NULL; one = one->next)
    found |= one->scope->local == local && one->scope->dynamic;
  beck_rpc_listeners_unlock ();
  return found;
}

static guint32
use_dynamic (BeckRpcProtseq protseq, const char *addresses)
{
  char name[32];

  if (has_dynamic (protseq == BECK_RPC_PROTSEQ_LOCAL))
    return RPC_S_OK;
  if (protseq == BECK_RPC_PROTSEQ_TCP)
    return beck_rpc_endpoint_add_tcp (addresses, 0);
  g_snprintf (name, sizeof name, "LRPC-%08x%08x", g_random_int (), g_random_int ());
  return beck_rpc_endpoint_add_local (name, TRUE);
}

static guint32
use_endpoint (BeckRpcProtseq protseq, const char *endpoint, const char *addresses)
{
  guint32 status;

  if (endpoint == NULL)
    return use_dynamic (protseq, addresses);
  status = beck_rpc_protseq_check_endpoint (protseq, endpoint);
  if (status != 0)
    return status;
  if (protseq == BECK_RPC_PROTSEQ_LOCAL)
    return beck_rpc_endpoint_add_local (endpoint, FALSE);
  return beck_rpc_endpoint_add_tcp (addresses, (guint16) g_ascii_strtoull (endpoint, NULL, 10));
}

RPC_STATUS
beck_rpc_server_use (const char *protseq, const char *endpoint, const void *security,
                     const RPC_POLICY *policy)
{
  char addresses[ADDRESSES_SIZE];
  BeckRpcProtseq known;
  guint32 status;

  if (protseq == NULL)
    return RPC_S_INVALID_RPC_PROTSEQ;
  status = beck_rpc_protseq_find (protseq, &known);
  if (status != 0)
    return (RPC_STATUS) status;
  if (security != NULL)
    return RPC_S_INVALID_SECURITY_DESC;
  if (policy != NULL && policy->Length < sizeof *policy)
    return RPC_S_INVALID_ARG;
  get_addresses (addresses, policy != NULL ? policy->NICFlags : 0);
  return (RPC_STATUS) use_endpoint (known, endpoint, addresses);
}

static RPC_STATUS
use_wide (RPC_WSTR protseq, RPC_WSTR endpoint, const void *security, const RPC_POLICY *policy)
{
  char *narrow_protseq = NULL, *narrow = NULL;
  guint32 status = beck_rpc_text_from_wide (protseq, &narrow_protseq);

  if (status == 0)
    status = beck_rpc_text_from_wide (endpoint, &narrow);
  if (status == 0)
    status = (guint32) beck_rpc_server_use (narrow_protseq, narrow, security, policy);
  beck_free (narrow_protseq);
  beck_free (narrow);
  return (RPC_STATUS) status;
}

RPC_STATUS
RpcServerUseProtseqA (RPC_CSTR protseq, unsigned int max_calls, void *security)
{
  return beck_rpc_server_use ((const char *) protseq, NULL, security, NULL);
}

RPC_STATUS
RpcServerUseProtseqW (RPC_WSTR protseq, unsigned int max_calls, void *security)
{
  return use_wide (protseq, NULL, security, NULL);
}

RPC_STATUS
RpcServerUseProtseqExA (RPC_CSTR protseq, unsigned int max_calls, void *security,
                        PRPC_POLICY policy)
{
  return beck_rpc_server_use ((const char *) protseq, NULL, security, policy);
}

RPC_STATUS
RpcServerUseProtseqExW (RPC_WSTR protseq, unsigned int max_calls, void *security,
                        PRPC_POLICY policy)
{
  return use_wide (protseq, NULL, security, policy);
}

static const char *
or_empty (RPC_CSTR endpoint)
{
  return endpoint != NULL ? (const char *) endpoint : "";
}

RPC_STATUS
RpcServerUseProtseqEpA (RPC_CSTR protseq, unsigned int max_calls, RPC_CSTR endpoint, void *security)
{
  return beck_rpc_server_use ((const char *) protseq, or_empty (endpoint), security, NULL);
}

RPC_STATUS
RpcServerUseProtseqEpW (RPC_WSTR protseq, unsigned int max_calls, RPC_WSTR endpoint, void *security)
{
  static WCHAR empty[1];

  return use_wide (protseq, endpoint != NULL ? endpoint : empty, security, NULL);
}

RPC_STATUS
RpcServerUseProtseqEpExA (RPC_CSTR protseq, unsigned int max_calls, RPC_CSTR endpoint,
                          void *security, PRPC_POLICY policy)
{
  return beck_rpc_server_use ((const char *) protseq, or_empty (endpoint), security, policy);
}

RPC_STATUS
RpcServerUseProtseqEpExW (RPC_WSTR protseq, unsigned int max_calls, RPC_WSTR endpoint,
                          void *security, PRPC_POLICY policy)
{
  static WCHAR empty[1];

  return use_wide (protseq, endpoint != NULL ? endpoint : empty, security, policy);
}

RPC_STATUS
beck_rpc_server_use_socket (int fd)
{
  return (RPC_STATUS) beck_rpc_endpoint_add_socket (fd);
}
