/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * IServerSecurity of a call (spec/com.md 4.3): what the transport knows of who calls. A client of
 * this machine is known by its user, as the kernel says; of others nothing is known.
 */

#include <beck/hresult.h>
#include <beck/rpc-security.h>
#include <beck/utf16.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "orpc/incoming-private.h"

static BeckIncoming *
security_self (IServerSecurity *This)
{
  return BECK_SELF (BeckIncoming, security, This);
}

/* The text of BeckCaller is ASCII. It is the call's own, as the program does not free it. */
static OLECHAR *
client_name (BeckIncoming *call)
{
  OLECHAR *name = atomic_load (&call->client_name);
  OLECHAR *made;
  gsize length = strlen (call->caller.peer);

  if (name != NULL || length == 0)
    return name;
  made = beck_alloc ((length + 1) * sizeof *made);
  if (made == NULL)
    return NULL;
  for (gsize i = 0; i <= length; i++)
    made[i] = (guint8) call->caller.peer[i];
  if (atomic_compare_exchange_strong (&call->client_name, &name, made))
    return made;
  beck_free (made);
  return name;
}

static void
set (DWORD *place, DWORD value)
{
  if (place != NULL)
    *place = value;
}

HRESULT STDMETHODCALLTYPE
beck_incoming_query_blanket (IServerSecurity *This, DWORD *authn_service, DWORD *authz_service,
                             OLECHAR **server, DWORD *authn_level, DWORD *imp_level,
                             void **client, DWORD *capabilities)
{
  BeckIncoming *call = security_self (This);

  if (imp_level != NULL)
    return E_INVALIDARG;
  if (atomic_load (&call->answered))
    return RPC_E_CALL_COMPLETE;
  set (authn_service, RPC_C_AUTHN_NONE);
  set (authz_service, RPC_C_AUTHZ_NONE);
  /* What the kernel carries nobody reads or changes on the way. */
  set (authn_level, call->caller.is_local ? RPC_C_AUTHN_LEVEL_PKT_PRIVACY
                                          : RPC_C_AUTHN_LEVEL_NONE);
  set (capabilities, 0);
  if (server != NULL)
    *server = NULL;
  if (client != NULL)
    *client = client_name (call);
  return S_OK;
}

/* For the thread that asks, until it reverts or the method ends. */
HRESULT STDMETHODCALLTYPE
beck_incoming_impersonate (IServerSecurity *This)
{
  BeckIncoming *call = security_self (This);

  if (atomic_load (&call->answered))
    return RPC_E_CALL_COMPLETE;
  if (call->caller.is_here)
    return beck_identity_become (geteuid (), getegid ());
  if (!call->caller.is_local)
    return CO_E_FAILEDTOIMPERSONATE;
  return beck_identity_become (call->caller.uid, call->caller.gid);
}

HRESULT STDMETHODCALLTYPE
beck_incoming_revert (IServerSecurity *This)
{
  beck_identity_revert ();
  return S_OK;
}

BOOL STDMETHODCALLTYPE
beck_incoming_is_impersonating (IServerSecurity *This)
{
  return beck_identity_is_client ();
}
