/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Endpoints that an interface names itself, with [endpoint].
 */

#include "rpc/server-endpoint.h"

#include <string.h>

#include "base/alloc.h"
#include "rpc/protseq.h"
#include "rpc/text.h"

static const char *
find_endpoint (const BeckRpcInterface *interface, const char *protseq)
{
  for (guint i = 0; i < interface->n_endpoints; i++)
    if (strcmp (interface->endpoints[i].protseq, protseq) == 0)
      return interface->endpoints[i].endpoint;
  return NULL;
}

static RPC_STATUS
use (const char *protseq, RPC_IF_HANDLE interface, const void *security, const RPC_POLICY *policy)
{
  const char *endpoint;
  BeckRpcProtseq known;
  guint32 status;

  if (protseq == NULL)
    return RPC_S_INVALID_RPC_PROTSEQ;
  if (interface == NULL)
    return RPC_S_INVALID_ARG;
  status = beck_rpc_protseq_find (protseq, &known);
  if (status != 0)
    return (RPC_STATUS) status;
  endpoint = find_endpoint (interface, protseq);
  if (endpoint == NULL)
    return RPC_S_PROTSEQ_NOT_FOUND;
  return beck_rpc_server_use (protseq, endpoint, security, policy);
}

static RPC_STATUS
use_wide (RPC_WSTR protseq, RPC_IF_HANDLE interface, const void *security, const RPC_POLICY *policy)
{
  char *narrow = NULL;
  guint32 status = beck_rpc_text_from_wide (protseq, &narrow);

  if (status == 0)
    status = (guint32) use (narrow, interface, security, policy);
  beck_free (narrow);
  return (RPC_STATUS) status;
}

RPC_STATUS
RpcServerUseProtseqIfA (RPC_CSTR protseq, unsigned int max_calls, RPC_IF_HANDLE interface,
                        void *security)
{
  return use ((const char *) protseq, interface, security, NULL);
}

RPC_STATUS
RpcServerUseProtseqIfW (RPC_WSTR protseq, unsigned int max_calls, RPC_IF_HANDLE interface,
                        void *security)
{
  return use_wide (protseq, interface, security, NULL);
}

RPC_STATUS
RpcServerUseProtseqIfExA (RPC_CSTR protseq, unsigned int max_calls, RPC_IF_HANDLE interface,
                          void *security, PRPC_POLICY policy)
{
  return use ((const char *) protseq, interface, security, policy);
}

RPC_STATUS
RpcServerUseProtseqIfExW (RPC_WSTR protseq, unsigned int max_calls, RPC_IF_HANDLE interface,
                          void *security, PRPC_POLICY policy)
{
  return use_wide (protseq, interface, security, policy);
}

/* ---- All ---- */

RPC_STATUS
RpcServerUseAllProtseqsEx (unsigned int max_calls, void *security, PRPC_POLICY policy)
{
  RPC_STATUS status = RPC_S_OK;

  for (guint i = 0; i < BECK_RPC_N_PROTSEQS && status == RPC_S_OK; i++)
    status = beck_rpc_server_use (beck_rpc_protseq_name ((BeckRpcProtseq) i), NULL, security,
                                  policy);
  return status;
}

RPC_STATUS
RpcServerUseAllProtseqs (unsigned int max_calls, void *security)
{
  return RpcServerUseAllProtseqsEx (max_calls, security, NULL);
}

/* Those that are not spoken here are for others. */
RPC_STATUS
RpcServerUseAllProtseqsIfEx (unsigned int max_calls, RPC_IF_HANDLE interface, void *security,
                             PRPC_POLICY policy)
{
  const BeckRpcInterface *record = interface;
  RPC_STATUS status = RPC_S_OK;
  BeckRpcProtseq known;
  guint n = 0;

  if (record == NULL)
    return RPC_S_INVALID_ARG;
  for (guint i = 0; i < record->n_endpoints && status == RPC_S_OK; i++)
    if (beck_rpc_protseq_find (record->endpoints[i].protseq, &known) == 0)
      {
        status = beck_rpc_server_use (record->endpoints[i].protseq, record->endpoints[i].endpoint,
                                      security, policy);
        n++;
      }
  return n == 0 ? RPC_S_NO_PROTSEQS : status;
}

RPC_STATUS
RpcServerUseAllProtseqsIf (unsigned int max_calls, RPC_IF_HANDLE interface, void *security)
{
  return RpcServerUseAllProtseqsIfEx (max_calls, interface, security, NULL);
}
