/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * One table (docs/remote-objects.md, "How calls fail"). Statuses without a row are Win32 numbers
 * and arrive as such; HRESULTs that a server sends as a fault arrive as they are.
 */

#include "orpc/rpc-result.h"

#include <beck/hresult.h>
#include <beck/status.h>

typedef struct
{
  guint32 status;
  HRESULT hr;
} Row;

/* The way there, or back. The exporter was found when the proxy was made: if it cannot be reached
 * now it has gone, or its machine has, and has not run the call. */
static const Row transport_rows[] = {
  { RPC_S_SERVER_UNAVAILABLE, RPC_E_SERVER_DIED_DNE },
  { RPC_S_CALL_FAILED_DNE, RPC_E_SERVER_DIED_DNE },
  { RPC_S_CALL_FAILED, RPC_E_SERVER_DIED },
  { RPC_S_COMM_FAILURE, RPC_E_SERVER_DIED },
  { RPC_S_PROTOCOL_ERROR, RPC_E_INVALID_DATAPACKET },
  { RPC_S_UNKNOWN_IF, RPC_E_DISCONNECTED },
};

/* What the server said. */
static const Row server_rows[] = {
  { RPC_S_CALL_FAILED_DNE, RPC_E_SERVER_DIED_DNE },
  { RPC_S_PROCNUM_OUT_OF_RANGE, RPC_E_INVALIDMETHOD },
  { RPC_S_UNKNOWN_IF, RPC_E_DISCONNECTED },
  { RPC_S_CALL_CANCELLED, RPC_E_CALL_CANCELED },
  { RPC_S_SERVER_TOO_BUSY, RPC_E_SERVERCALL_RETRYLATER },
  { ERROR_NOT_ENOUGH_SERVER_MEMORY, RPC_E_OUT_OF_RESOURCES },
};

static HRESULT
look_up (const Row *rows, gsize n, guint32 status)
{
  for (gsize i = 0; i < n; i++)
    if (rows[i].status == status)
      return rows[i].hr;
  if (status == RPC_S_OUT_OF_MEMORY || status == RPC_X_NO_MEMORY)
    return E_OUTOFMEMORY;
  return HRESULT_FROM_WIN32 (status);
}

HRESULT
beck_orpc_result (BeckRpcOutcome outcome, gboolean late)
{
  if (outcome.status == 0)
    return S_OK;
  if ((HRESULT) outcome.status < 0)
    return (HRESULT) outcome.status;
  if (outcome.origin == BECK_RPC_SERVER)
    return look_up (server_rows, G_N_ELEMENTS (server_rows), outcome.status);
  if (outcome.status == RPC_S_CALL_CANCELLED)
    return late ? RPC_E_TIMEOUT : RPC_E_CALL_CANCELED;
  return look_up (transport_rows, G_N_ELEMENTS (transport_rows), outcome.status);
}

gboolean
beck_orpc_result_is_gone (HRESULT hr)
{
  return hr == RPC_E_SERVER_DIED || hr == RPC_E_SERVER_DIED_DNE;
}
