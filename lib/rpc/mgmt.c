/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The management interface, which every server has at each of its endpoints (wire.md 4.3). It
 * tells what anybody may know; only a function of the program's can allow that the server be
 * stopped from afar.
 */

#include "mgmt.h"

#include <beck/rpc-endpoint.h>
#include <beck/rpc-server.h>
#include <beck/status.h>

#include "base/alloc.h"
#include "server.h"
#include "stub-memory.h"

static RPC_MGMT_AUTHORIZATION_FN authorization;

RPC_STATUS
RpcMgmtSetAuthorizationFn (RPC_MGMT_AUTHORIZATION_FN function)
{
  g_atomic_pointer_set ((gpointer *) (gpointer) &authorization, (gpointer) function);
  return RPC_S_OK;
}

/* 0, or what the client of this thread's call gets. */
static guint32
authorize (ULONG operation)
{
  RPC_MGMT_AUTHORIZATION_FN function = (RPC_MGMT_AUTHORIZATION_FN) g_atomic_pointer_get (
      (gpointer *) (gpointer) &authorization);
  BeckRpcServerCall *call = beck_rpc_server_call_current ();
  RPC_STATUS status = RPC_S_OK;

  if (function == NULL)
    return operation == RPC_C_MGMT_STOP_SERVER_LISTEN ? RPC_S_ACCESS_DENIED : RPC_S_OK;
  if (function (call != NULL ? &call->binding : NULL, operation, &status))
    return RPC_S_OK;
  return status != RPC_S_OK ? (guint32) status : RPC_S_ACCESS_DENIED;
}

/* ---- The managers ---- */

static void
free_vector (mgmt_if_id_vector_t *vector)
{
  for (ULONG i = 0; i < vector->count; i++)
    beck_rpc_stub_free (vector->ids[i]);
  beck_rpc_stub_free (vector);
}

/* NULL without memory. */
static mgmt_if_id_vector_t *
make_vector (const RPC_IF_ID *ids, guint n)
{
  mgmt_if_id_vector_t *vector
      = beck_rpc_stub_allocate (sizeof *vector + n * sizeof *vector->ids);

  if (vector == NULL)
    return NULL;
  for (vector->count = 0; vector->count < n; vector->count++)
    {
      const RPC_IF_ID *from = &ids[vector->count];
      mgmt_if_id_t *id = beck_rpc_stub_allocate (sizeof *id);

      if (id == NULL)
        {
          free_vector (vector);
          return NULL;
        }
      *id = (mgmt_if_id_t){ from->Uuid, from->VersMajor, from->VersMinor };
      vector->ids[vector->count] = id;
    }
  return vector;
}

static error_status_t
inq_if_ids (handle_t h, mgmt_if_id_vector_t **vector)
{
  guint32 status = authorize (RPC_C_MGMT_INQ_IF_IDS);
  RPC_IF_ID *ids;
  guint n;

  if (status == RPC_S_OK)
    status = (guint32) beck_rpc_server_interfaces (&ids, &n);
  if (status != RPC_S_OK)
    return status;
  *vector = make_vector (ids, n);
  beck_free (ids);
  return *vector != NULL ? RPC_S_OK : RPC_S_OUT_OF_MEMORY;
}

static error_status_t
inq_stats (handle_t h, ULONG *count, ULONG statistics[])
{
  guint32 status = authorize (RPC_C_MGMT_INQ_STATS);
  BeckRpcServerStats stats;

  if (status != RPC_S_OK)
    {
      *count = 0;
      return status;
    }
  beck_rpc_server_stats (&stats);
  {
    const ULONG numbers[] = { stats.calls_in, stats.calls_out, stats.packets_in,
                              stats.packets_out };

    *count = MIN (*count, (ULONG) G_N_ELEMENTS (numbers));
    for (ULONG i = 0; i < *count; i++)
      statistics[i] = numbers[i];
  }
  return RPC_S_OK;
}

static ULONG
is_server_listening (handle_t h, error_status_t *status)
{
  *status = authorize (RPC_C_MGMT_IS_SERVER_LISTEN);
  return *status == RPC_S_OK && beck_rpc_server_listening ();
}

static error_status_t
stop_server_listening (handle_t h)
{
  guint32 status = authorize (RPC_C_MGMT_STOP_SERVER_LISTEN);

  return status == RPC_S_OK ? (guint32) beck_rpc_server_stop () : status;
}

/* There is no security that would have names. */
static error_status_t
inq_princ_name (handle_t h, ULONG service, ULONG size, unsigned char name[])
{
  guint32 status = authorize (RPC_C_MGMT_INQ_PRINC_NAME);

  if (size > 0)
    name[0] = '\0';
  return status == RPC_S_OK ? RPC_S_UNKNOWN_AUTHN_SERVICE : status;
}

static const mgmt_v1_0_epv_t managers = {
  .mgmt_inq_if_ids = inq_if_ids,
  .mgmt_inq_stats = inq_stats,
  .mgmt_is_server_listening = is_server_listening,
  .mgmt_stop_server_listening = stop_server_listening,
  .mgmt_inq_princ_name = inq_princ_name,
};

/* The stubs' own record has the functions of the IDL's names, which here are the client's. */
const BeckRpcInterface *
beck_rpc_mgmt_interface (void)
{
  static BeckRpcInterface interface;
  static gsize made;

  if (g_once_init_enter (&made))
    {
      interface = *(const BeckRpcInterface *) mgmt_v1_0_s_ifspec;
      interface.epv = &managers;
      g_once_init_leave (&made, 1);
    }
  return &interface;
}
