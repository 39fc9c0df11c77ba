/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What this process has told beckd. It keeps a list of that, since a beckd that is started anew
 * knows nothing. Without a beckd the list waits for one: the next time that there is something to
 * tell, all of it is told.
 *
 * The mutex is held during calls to beckd, so that it hears of things in their order. They are
 * short: beckd waits for nobody.
 */

#include "orpc/scm.h"

#include <beck/hresult.h>
#include <beck/status.h>
#include <string.h>

#include "base/alloc.h"
#include "beckscm.h"
#include "orpc/export.h"
#include "orpc/orpc-server.h"
#include "rpc/mapper.h"
#include "rpc/stub-memory.h"

typedef struct Offer Offer;

struct Offer
{
  Offer *next;
  DWORD cookie;
  CLSID clsid;
  DWORD context, flags;
};

static struct
{
  GMutex mutex; /* guards the rest */
  BeckRpcRemoteBinding *beckd;
  beckscm_process_t me; /* NULL: beckd does not know this process */
  Offer *offers;        /* the oldest first */
} scm;

/* ---- With the mutex ---- */

static Offer **
find_offer (DWORD cookie)
{
  Offer **link = &scm.offers;

  while (*link != NULL && (*link)->cookie != cookie)
    link = &(*link)->next;
  return link;
}

static void
forget_beckd (void)
{
  if (scm.me != NULL)
    RpcSsDestroyClientContext (&scm.me);
  if (scm.beckd != NULL)
    beck_rpc_binding_unref (&scm.beckd->base);
  scm.beckd = NULL;
}

/* Clients of other machines ask beckd, if that is to be had there, and so is this process. */
static void
use_resolvers (const DUALSTRINGARRAY *resolvers, const BeckStringArray *endpoints)
{
  BeckStringBinding bindings[8], own;
  BeckStringArray array;
  guint position = 0, n = 0;
  gboolean is_wide = FALSE;

  while (beck_string_array_next_binding (endpoints, &position, &own))
    is_wide |= own.tower == BECK_STRING_ARRAY_TCP;
  if (!is_wide || resolvers == NULL
      || beck_string_array_from_units (resolvers->aStringArray, resolvers->wNumEntries,
                                       resolvers->wSecurityOffset, FALSE, &array)
             != BECK_STRING_ARRAY_GOOD)
    return;
  position = 0;
  while (n < G_N_ELEMENTS (bindings)
         && beck_string_array_next_binding (&array, &position, &bindings[n]))
    n++;
  /* Without memory references tell of the process itself, which serves, too. */
  if (n > 0)
    beck_orpc_server_set_resolvers (bindings, n);
}

/* (transfer full): @array as the stubs have it; NULL without memory. */
static DUALSTRINGARRAY *
copy_array (const BeckStringArray *array)
{
  DUALSTRINGARRAY *copy
      = beck_alloc (sizeof *copy + array->n_entries * sizeof copy->aStringArray[0]);

  if (copy == NULL)
    return NULL;
  copy->wNumEntries = array->n_entries;
  copy->wSecurityOffset = array->security;
  memcpy (copy->aStringArray, array->data, array->n_entries * sizeof copy->aStringArray[0]);
  return copy;
}

static guint32
enter_at (const BeckStringArray *endpoints)
{
  const COMVERSION version = { COM_MAJOR_VERSION, COM_MINOR_VERSION };
  DUALSTRINGARRAY *resolvers = NULL, *own = copy_array (endpoints);
  guint32 status = RPC_S_OUT_OF_MEMORY;

  if (own == NULL)
    return status;
  status = beckscm_enter (&scm.beckd->base, &scm.me, beck_export_oxid (),
                          (IPID *) beck_orpc_server_rem_unknown (), version, own, &resolvers);
  if (status == RPC_S_OK)
    use_resolvers (resolvers, endpoints);
  beck_rpc_stub_free (resolvers);
  beck_free (own);
  return status;
}

static guint32
enter (void)
{
  BeckStringArray endpoints;
  HRESULT hr = beck_orpc_server_endpoints (&endpoints);
  guint32 status = beck_scm_serve ();

  if (FAILED (hr))
    return (guint32) hr;
  if (status != RPC_S_OK)
    return status;
  if (scm.beckd == NULL)
    scm.beckd = beck_rpc_mapper_new (BECK_RPC_PROTSEQ_LOCAL, "");
  if (scm.beckd == NULL)
    return RPC_S_OUT_OF_MEMORY;
  scm.beckd->dont_linger = TRUE;
  return enter_at (&endpoints);
}

static guint32
tell_offer (Offer *offer)
{
  return beckscm_offer (scm.me, offer->cookie, &offer->clsid, offer->context, offer->flags);
}

/* Enters, and tells of all offers. */
static guint32
tell_all (void)
{
  guint32 status = enter ();

  for (Offer *offer = scm.offers; offer != NULL && status == RPC_S_OK; offer = offer->next)
    status = tell_offer (offer);
  if (status != RPC_S_OK)
    forget_beckd ();
  return status;
}

/* Whether the beckd that knew this process is gone. */
static gboolean
was_lost (guint32 status)
{
  return status == RPC_X_SS_CONTEXT_MISMATCH || status == RPC_S_SERVER_UNAVAILABLE
         || status == RPC_S_CALL_FAILED || status == RPC_S_CALL_FAILED_DNE
         || status == RPC_S_COMM_FAILURE;
}

/* Tells of a change, which the list has already; or of everything, to a beckd that is new. */
static guint32
tell_change (guint32 (*tell) (gconstpointer what), gconstpointer what)
{
  guint32 status = scm.me != NULL ? tell (what) : RPC_S_COMM_FAILURE;

  if (!was_lost (status))
    return status;
  forget_beckd ();
  return tell_all ();
}

/* No beckd: objects of this process are found by nobody, but can be handed out. */
static gboolean
is_nobody (guint32 status)
{
  return was_lost (status) || status == RPC_S_UNKNOWN_IF;
}

static guint32
tell_new (gconstpointer offer)
{
  return tell_offer ((Offer *) offer);
}

static guint32
tell_revoked (gconstpointer cookie)
{
  return beckscm_revoke (scm.me, *(const DWORD *) cookie);
}

static guint32
tell_suspended (gconstpointer suspended)
{
  return beckscm_suspend (scm.me, *(const gboolean *) suspended ? 1 : 0);
}

static void
remove_offer (DWORD cookie)
{
  Offer **link = find_offer (cookie);
  Offer *offer = *link;

  if (offer == NULL)
    return;
  *link = offer->next;
  beck_free (offer);
}

/* ---- Without it ---- */

HRESULT
beck_scm_offer (DWORD cookie, REFCLSID clsid, DWORD context, DWORD flags)
{
  Offer *offer = beck_alloc (sizeof *offer);
  guint32 status;

  if (offer == NULL)
    return E_OUTOFMEMORY;
  *offer = (Offer){ NULL, cookie, *clsid, context, flags };
  g_mutex_lock (&scm.mutex);
  *find_offer (cookie) = offer;
  status = tell_change (tell_new, offer);
  if (is_nobody (status))
    status = RPC_S_OK;
  if (status != RPC_S_OK)
    remove_offer (cookie);
  g_mutex_unlock (&scm.mutex);
  return beck_scm_result (status);
}

void
beck_scm_revoke (DWORD cookie)
{
  g_mutex_lock (&scm.mutex);
  remove_offer (cookie);
  if (scm.me != NULL)
    tell_change (tell_revoked, &cookie);
  /* Without offers there is nobody to stay connected for. */
  if (scm.offers == NULL && scm.me != NULL)
    beckscm_leave (&scm.me);
  if (scm.offers == NULL)
    forget_beckd ();
  g_mutex_unlock (&scm.mutex);
}

void
beck_scm_suspend (gboolean suspended)
{
  g_mutex_lock (&scm.mutex);
  for (Offer *offer = scm.offers; offer != NULL; offer = offer->next)
    offer->flags = suspended ? offer->flags | REGCLS_SUSPENDED
                             : offer->flags & ~(DWORD) REGCLS_SUSPENDED;
  if (scm.offers != NULL)
    tell_change (tell_suspended, &suspended);
  g_mutex_unlock (&scm.mutex);
}

/* Before anybody can register anything. */
__attribute__ ((constructor)) static void
tell_activation (void)
{
  static const BeckActivationAbove above
      = { beck_scm_offer, beck_scm_revoke, beck_scm_suspend, beck_scm_activate,
          beck_scm_get_through };

  beck_activation_above = &above;
}
