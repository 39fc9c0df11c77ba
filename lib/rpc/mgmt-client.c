/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What one server, this or another, is asked about itself. */

#include <beck/rpc-endpoint.h>
#include <beck/status.h>

#include "base/alloc.h"
#include "mgmt-client.h"
#include "mgmt.h"
#include "remote.h"
#include "server.h"
#include "stub-memory.h"

/* 0 if that can be asked. */
static guint32
check_server (RPC_BINDING_HANDLE binding)
{
  return beck_rpc_remote_from_handle (binding) != NULL
             ? RPC_S_OK
             : (guint32) beck_rpc_refuse_handle (binding);
}

/* ---- Whether it listens ---- */

static gboolean
ask_listening (RPC_BINDING_HANDLE binding, error_status_t *status)
{
  volatile gboolean listening = FALSE;

  RpcTryExcept
    {
      listening = mgmt_is_server_listening (binding, status) != 0;
    }
  RpcExcept (RpcExceptionFilter (RpcExceptionCode ()))
    {
      *status = RpcExceptionCode ();
    }
  RpcEndExcept
  return listening;
}

RPC_STATUS
RpcMgmtIsServerListening (RPC_BINDING_HANDLE binding)
{
  guint32 status = RPC_S_OK;
  gboolean listening;

  if (binding == NULL)
    return beck_rpc_server_listening () ? RPC_S_OK : RPC_S_NOT_LISTENING;
  status = check_server (binding);
  if (status != RPC_S_OK)
    return (RPC_STATUS) status;
  listening = ask_listening (binding, &status);
  return status == RPC_S_OK && !listening ? RPC_S_NOT_LISTENING : (RPC_STATUS) status;
}

guint32
beck_rpc_mgmt_stop (RPC_BINDING_HANDLE binding)
{
  guint32 status = check_server (binding);

  return status == RPC_S_OK ? mgmt_stop_server_listening (binding) : status;
}

/* ---- Its interfaces ---- */

static RPC_IF_ID_VECTOR *
vector_new (ULONG count)
{
  RPC_IF_ID_VECTOR *vector
      = beck_alloc0 (sizeof *vector + (gsize) count * sizeof vector->IfId[0]);

  if (vector != NULL)
    vector->Count = count;
  return vector;
}

/* NULL without memory. */
static RPC_IF_ID *
copy_id (GUID uuid, guint16 major, guint16 minor)
{
  RPC_IF_ID *id = beck_alloc (sizeof *id);

  if (id != NULL)
    *id = (RPC_IF_ID){ uuid, major, minor };
  return id;
}

/* Whether all members are there; otherwise the vector goes. */
static guint32
finish_vector (RPC_IF_ID_VECTOR *vector, RPC_IF_ID_VECTOR **ret_vector)
{
  *ret_vector = vector;
  for (ULONG i = 0; i < vector->Count; i++)
    if (vector->IfId[i] == NULL)
      {
        RpcIfIdVectorFree (ret_vector);
        return RPC_S_OUT_OF_MEMORY;
      }
  return RPC_S_OK;
}

static guint32
own_ids (RPC_IF_ID_VECTOR **ret_vector)
{
  RPC_IF_ID_VECTOR *vector;
  RPC_IF_ID *ids;
  guint n;
  guint32 status = (guint32) beck_rpc_server_interfaces (&ids, &n);

  if (status != RPC_S_OK)
    return status;
  vector = n > 0 ? vector_new (n) : NULL;
  for (guint i = 0; i < n && vector != NULL; i++)
    vector->IfId[i] = copy_id (ids[i].Uuid, ids[i].VersMajor, ids[i].VersMinor);
  beck_free (ids);
  if (vector == NULL)
    return n == 0 ? RPC_S_NO_INTERFACES : RPC_S_OUT_OF_MEMORY;
  return finish_vector (vector, ret_vector);
}

/* Entries that a server leaves out are left out. */
static guint32
copy_ids (const mgmt_if_id_vector_t *from, RPC_IF_ID_VECTOR **ret_vector)
{
  RPC_IF_ID_VECTOR *vector = vector_new (from->count);
  ULONG n = 0;

  if (vector == NULL)
    return RPC_S_OUT_OF_MEMORY;
  for (ULONG i = 0; i < from->count; i++)
    if (from->ids[i] != NULL)
      vector->IfId[n++]
          = copy_id (from->ids[i]->uuid, from->ids[i]->major, from->ids[i]->minor);
  vector->Count = n;
  return finish_vector (vector, ret_vector);
}

static void
free_ids (mgmt_if_id_vector_t *ids)
{
  for (ULONG i = 0; ids != NULL && i < ids->count; i++)
    beck_rpc_stub_free (ids->ids[i]);
  beck_rpc_stub_free (ids);
}

RPC_STATUS
RpcMgmtInqIfIds (RPC_BINDING_HANDLE binding, RPC_IF_ID_VECTOR **vector)
{
  mgmt_if_id_vector_t *ids = NULL;
  guint32 status;

  *vector = NULL;
  if (binding == NULL)
    return (RPC_STATUS) own_ids (vector);
  status = check_server (binding);
  if (status == RPC_S_OK)
    status = mgmt_inq_if_ids (binding, &ids);
  if (status == RPC_S_OK)
    status = ids == NULL || ids->count == 0 ? RPC_S_NO_INTERFACES : copy_ids (ids, vector);
  free_ids (ids);
  return (RPC_STATUS) status;
}

/* ---- Its statistics ---- */

#define N_STATS (RPC_C_STATS_PKTS_OUT + 1)

static guint32
inq_stats (RPC_BINDING_HANDLE binding, ULONG numbers[N_STATS], ULONG *count)
{
  BeckRpcServerStats stats;
  guint32 status;

  if (binding != NULL)
    {
      status = check_server (binding);
      return status == RPC_S_OK ? mgmt_inq_stats (binding, count, numbers) : status;
    }
  beck_rpc_server_stats (&stats);
  numbers[RPC_C_STATS_CALLS_IN] = stats.calls_in;
  numbers[RPC_C_STATS_CALLS_OUT] = stats.calls_out;
  numbers[RPC_C_STATS_PKTS_IN] = stats.packets_in;
  numbers[RPC_C_STATS_PKTS_OUT] = stats.packets_out;
  return RPC_S_OK;
}

RPC_STATUS
RpcMgmtInqStats (RPC_BINDING_HANDLE binding, RPC_STATS_VECTOR **ret_vector)
{
  ULONG numbers[N_STATS] = { 0 }, count = N_STATS;
  guint32 status = inq_stats (binding, numbers, &count);
  RPC_STATS_VECTOR *vector;

  *ret_vector = NULL;
  if (status != RPC_S_OK)
    return (RPC_STATUS) status;
  vector = beck_alloc0 (sizeof *vector + N_STATS * sizeof vector->Stats[0]);
  if (vector == NULL)
    return RPC_S_OUT_OF_MEMORY;
  vector->Count = MIN (count, N_STATS);
  for (guint i = 0; i < vector->Count; i++)
    vector->Stats[i] = numbers[i];
  *ret_vector = vector;
  return RPC_S_OK;
}

RPC_STATUS
RpcMgmtStatsVectorFree (RPC_STATS_VECTOR **vector)
{
  beck_free (*vector);
  *vector = NULL;
  return RPC_S_OK;
}
