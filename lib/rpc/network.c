/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What there is to be asked of interfaces and protocol sequences (rpc.md 2.1), and the vectors
 * of both.
 */

#include <beck/rpc-binding.h>
#include <beck/status.h>

#include "base/alloc.h"
#include "protseq.h"
#include "text.h"

/* ---- Interfaces ---- */

RPC_STATUS
RpcIfInqId (RPC_IF_HANDLE handle, RPC_IF_ID *id)
{
  const BeckRpcInterface *interface = handle;

  if (interface == NULL || id == NULL)
    return RPC_S_INVALID_ARG;
  *id = (RPC_IF_ID){ interface->ndr->uuid, interface->ndr->major, interface->ndr->minor };
  return RPC_S_OK;
}

RPC_STATUS
RpcIfIdVectorFree (RPC_IF_ID_VECTOR **vector)
{
  if (vector == NULL || *vector == NULL)
    return RPC_S_INVALID_ARG;
  for (ULONG i = 0; i < (*vector)->Count; i++)
    beck_free ((*vector)->IfId[i]);
  beck_free (*vector);
  *vector = NULL;
  return RPC_S_OK;
}

/* ---- Protocol sequences ---- */

RPC_STATUS
RpcNetworkIsProtseqValidA (RPC_CSTR protseq)
{
  BeckRpcProtseq found;

  if (protseq == NULL)
    return RPC_S_INVALID_ARG;
  return (RPC_STATUS) beck_rpc_protseq_find ((const char *) protseq, &found);
}

RPC_STATUS
RpcNetworkIsProtseqValidW (RPC_WSTR protseq)
{
  char *text;
  RPC_STATUS status = (RPC_STATUS) beck_rpc_text_from_wide (protseq, &text);

  if (status == RPC_S_OK)
    status = RpcNetworkIsProtseqValidA ((RPC_CSTR) text);
  beck_free (text);
  return status;
}

RPC_STATUS
RpcProtseqVectorFreeA (RPC_PROTSEQ_VECTORA **vector)
{
  if (vector == NULL || *vector == NULL)
    return RPC_S_INVALID_ARG;
  for (guint i = 0; i < (*vector)->Count; i++)
    beck_free ((*vector)->Protseq[i]);
  beck_free (*vector);
  *vector = NULL;
  return RPC_S_OK;
}

RPC_STATUS
RpcProtseqVectorFreeW (RPC_PROTSEQ_VECTORW **vector)
{
  if (vector == NULL || *vector == NULL)
    return RPC_S_INVALID_ARG;
  for (guint i = 0; i < (*vector)->Count; i++)
    beck_free ((*vector)->Protseq[i]);
  beck_free (*vector);
  *vector = NULL;
  return RPC_S_OK;
}

RPC_STATUS
RpcNetworkInqProtseqsA (RPC_PROTSEQ_VECTORA **ret_vector)
{
  RPC_PROTSEQ_VECTORA *vector;

  if (ret_vector == NULL)
    return RPC_S_INVALID_ARG;
  *ret_vector = NULL;
  vector = beck_alloc0 (sizeof *vector + BECK_RPC_N_PROTSEQS * sizeof vector->Protseq[0]);
  if (vector == NULL)
    return RPC_S_OUT_OF_MEMORY;
  for (; vector->Count < BECK_RPC_N_PROTSEQS; vector->Count++)
    {
      const char *name = beck_rpc_protseq_name ((BeckRpcProtseq) vector->Count);

      vector->Protseq[vector->Count] = (RPC_CSTR) beck_rpc_text_copy (name);
      if (vector->Protseq[vector->Count] == NULL)
        {
          RpcProtseqVectorFreeA (&vector);
          return RPC_S_OUT_OF_MEMORY;
        }
    }
  *ret_vector = vector;
  return RPC_S_OK;
}

RPC_STATUS
RpcNetworkInqProtseqsW (RPC_PROTSEQ_VECTORW **ret_vector)
{
  RPC_PROTSEQ_VECTORW *vector;

  if (ret_vector == NULL)
    return RPC_S_INVALID_ARG;
  *ret_vector = NULL;
  vector = beck_alloc0 (sizeof *vector + BECK_RPC_N_PROTSEQS * sizeof vector->Protseq[0]);
  if (vector == NULL)
    return RPC_S_OUT_OF_MEMORY;
  for (; vector->Count < BECK_RPC_N_PROTSEQS; vector->Count++)
    {
      const char *name = beck_rpc_protseq_name ((BeckRpcProtseq) vector->Count);
      guint32 status = beck_rpc_text_to_wide (name, &vector->Protseq[vector->Count]);

      if (status != RPC_S_OK)
        {
          RpcProtseqVectorFreeW (&vector);
          return (RPC_STATUS) status;
        }
    }
  *ret_vector = vector;
  return RPC_S_OK;
}
