/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What a server asks of the client of its call, by way of the call's context. */

#include <beck/security.h>

#include <beck/cancel.h>
#include <beck/object.h>

static HRESULT
get_context (IServerSecurity **security)
{
  return CoGetCallContext (&IID_IServerSecurity, (void **) security);
}

HRESULT
CoQueryClientBlanket (DWORD *authn_service, DWORD *authz_service, OLECHAR **server,
                      DWORD *authn_level, DWORD *imp_level, void **client, DWORD *capabilities)
{
  g_autoptr (IServerSecurity) security = NULL;
  HRESULT hr = get_context (&security);

  if (FAILED (hr))
    return hr;
  return security->lpVtbl->QueryBlanket (security, authn_service, authz_service, server,
                                         authn_level, imp_level, client, capabilities);
}

HRESULT
CoImpersonateClient (void)
{
  g_autoptr (IServerSecurity) security = NULL;
  HRESULT hr = get_context (&security);

  return SUCCEEDED (hr) ? security->lpVtbl->ImpersonateClient (security) : hr;
}

HRESULT
CoRevertToSelf (void)
{
  g_autoptr (IServerSecurity) security = NULL;
  HRESULT hr = get_context (&security);

  return SUCCEEDED (hr) ? security->lpVtbl->RevertToSelf (security) : hr;
}
