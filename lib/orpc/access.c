/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Whose calls this process takes. The rules are said once and never change, so that they are read
 * without a lock.
 */

#include "orpc/access.h"

#include <beck/apartment.h>
#include <beck/hresult.h>
#include <beck/rpc-security.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "orpc/packet.h"

#define MAX_USERS 256

typedef struct
{
  BeckAccess access;
  guint authn_level;
  guint users[];
} Rules;

static _Atomic (Rules *) rules;

/* ---- Asking ---- */

static gboolean
is_listed (const Rules *known, guint uid)
{
  for (guint i = 0; i < known->access.n_users; i++)
    if (known->access.users[i] == uid)
      return TRUE;
  return FALSE;
}

static guint
protection (const BeckAccessRequest *request)
{
  return request->is_local ? RPC_C_AUTHN_LEVEL_PKT_PRIVACY : RPC_C_AUTHN_LEVEL_NONE;
}

static HRESULT
ask (const Rules *known, const BeckAccessRequest *request, HRESULT otherwise)
{
  if (known == NULL || known->access.allow == NULL)
    return otherwise;
  return known->access.allow (request, known->access.data) ? S_OK : E_ACCESSDENIED;
}

HRESULT
beck_access_check (const BeckAccessRequest *request)
{
  const Rules *known = atomic_load (&rules);

  if (known != NULL && protection (request) < known->authn_level)
    return E_ACCESSDENIED;
  /* Who has the process listen to the network has allowed it. */
  if (!request->is_local)
    return ask (known, request, S_OK);
  if (request->uid == geteuid () || request->uid == 0
      || (known != NULL && is_listed (known, request->uid)))
    return S_OK;
  return ask (known, request, E_ACCESSDENIED);
}

/* ---- Saying ---- */

static HRESULT
check_arguments (const BeckAccess *access, LONG n_services, gpointer services,
                 gpointer reserved1, DWORD authn_level, DWORD imp_level, gpointer auth_list,
                 gpointer reserved3)
{
  if (beck_apartment_current () == NULL)
    return CO_E_NOTINITIALIZED;
  if (n_services > 0)
    return services == NULL ? E_INVALIDARG : RPC_E_NO_GOOD_SECURITY_PACKAGES;
  if (n_services < -1 || services != NULL || reserved1 != NULL || auth_list != NULL
      || reserved3 != NULL || authn_level > RPC_C_AUTHN_LEVEL_PKT_PRIVACY
      || imp_level > RPC_C_IMP_LEVEL_DELEGATE)
    return E_INVALIDARG;
  if (access != NULL
      && (access->size != sizeof *access || access->n_users > MAX_USERS
          || (access->n_users > 0 && access->users == NULL)))
    return E_INVALIDARG;
  return S_OK;
}

static Rules *
rules_new (const BeckAccess *access, DWORD authn_level)
{
  guint n = access != NULL ? access->n_users : 0;
  Rules *made = beck_alloc0 (sizeof *made + n * sizeof made->users[0]);

  if (made == NULL)
    return NULL;
  if (access != NULL)
    made->access = *access;
  if (n > 0)
    memcpy (made->users, access->users, n * sizeof made->users[0]);
  made->access.users = made->users;
  made->authn_level = authn_level == RPC_C_AUTHN_LEVEL_DEFAULT ? RPC_C_AUTHN_LEVEL_NONE
                                                               : authn_level;
  return made;
}

HRESULT
CoInitializeSecurity (gpointer access, LONG n_services, gpointer services, gpointer reserved1,
                      DWORD authn_level, DWORD imp_level, gpointer auth_list, DWORD capabilities,
                      gpointer reserved3)
{
  HRESULT hr = check_arguments (access, n_services, services, reserved1, authn_level, imp_level,
                                auth_list, reserved3);
  Rules *none = NULL;
  Rules *made;

  if (FAILED (hr))
    return hr;
  made = rules_new (access, authn_level);
  if (made == NULL)
    return E_OUTOFMEMORY;
  if (!atomic_compare_exchange_strong (&rules, &none, made))
    {
      beck_free (made);
      return RPC_E_TOO_LATE;
    }
  if (capabilities & EOAC_NO_CUSTOM_MARSHAL)
    beck_packet_refuse_custom ();
  return S_OK;
}
