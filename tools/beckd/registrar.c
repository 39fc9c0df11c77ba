/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The procedures of beckscm.idl, for servers on the Unix socket. A context stands for a server's
 * process: what it has entered goes with it.
 */

#include "registrar.h"

#include <beck/hresult.h>

#include "addresses.h"
#include "beckscm.h"
#include "client.h"
#include "exporters.h"
#include "offers.h"
#include "wish.h"

static void
forget (BeckdProcess *process)
{
  beckd_offers_forget (process);
  beckd_exporters_remove (process);
  beckd_process_unref (process);
}

void
beckscm_process_t_rundown (beckscm_process_t me)
{
  forget (me);
}

error_status_t
beckscm_enter (handle_t h, beckscm_process_t *me, OXID oxid, IPID *rem_unknown,
               COMVERSION version, DUALSTRINGARRAY *endpoints, DUALSTRINGARRAY **resolvers)
{
  BeckdProcess *process;
  BeckdClient client;
  HRESULT hr;

  *me = NULL;
  *resolvers = NULL;
  beckd_client_get (&client);
  if (!client.is_local)
    return (error_status_t) E_ACCESSDENIED;
  process = beckd_process_new (client.uid, oxid, rem_unknown, version, endpoints);
  if (process == NULL)
    return (error_status_t) E_INVALIDARG;
  hr = beckd_exporters_add (process);
  if (FAILED (hr))
    {
      beckd_process_unref (process);
      return (error_status_t) hr;
    }
  *me = process;
  *resolvers = beckd_addresses_resolvers ();
  return S_OK;
}

error_status_t
beckscm_leave (beckscm_process_t *me)
{
  forget (*me);
  *me = NULL;
  return S_OK;
}

error_status_t
beckscm_offer (beckscm_process_t me, ULONG id, GUID *clsid, ULONG context, ULONG flags)
{
  HRESULT hr = beckd_offers_add (me, id, clsid, flags);

  if (SUCCEEDED (hr))
    beckd_wishes_look_again (me);
  return (error_status_t) hr;
}

error_status_t
beckscm_revoke (beckscm_process_t me, ULONG id)
{
  beckd_offers_remove (me, id);
  return S_OK;
}

error_status_t
beckscm_suspend (beckscm_process_t me, ULONG suspended)
{
  beckd_offers_suspend (me, suspended != 0);
  if (!suspended)
    beckd_wishes_look_again (me);
  return S_OK;
}

RPC_STATUS
beckd_registrar_start (void)
{
  return RpcServerRegisterIfEx (beckscm_v1_0_s_ifspec, NULL, NULL, RPC_IF_ALLOW_LOCAL_ONLY,
                                RPC_C_LISTEN_MAX_CALLS_DEFAULT, NULL);
}
