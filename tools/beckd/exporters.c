/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What clients do with their sets of pings happens in the resolver core, under the lock; what
 * comes of it for the exporters is passed on without.
 */

#include "exporters.h"

#include <beck/hresult.h>

#include "addresses.h"
#include "orpc/resolver.h"
#include "orpcoxid.h"
#include "pings.h"

static GMutex mutex; /* guards the next */
static BeckResolver *resolver;
static GHashTable *processes; /* by owner, as in OIDs */

/* ---- Exporters ---- */

static BeckResolverExporter
exporter_of (const BeckdProcess *process)
{
  return (BeckResolverExporter){ process->oxid, process->rem_unknown, process->version,
                                 RPC_C_AUTHN_LEVEL_NONE, process->endpoints };
}

static gpointer
owner_key (OXID oxid)
{
  return GUINT_TO_POINTER (beck_oxid_owner (oxid));
}

/* With the lock. A process that has come again, before its old connection was seen to end, takes
 * its own place. */
static HRESULT
add_process (BeckdProcess *process)
{
  const BeckdProcess *other = g_hash_table_lookup (processes, owner_key (process->oxid));
  BeckResolverExporter exporter = exporter_of (process);

  if (other != NULL && (other->oxid != process->oxid || other->uid != process->uid))
    return E_ACCESSDENIED;
  if (beck_resolver_add (resolver, &exporter) != RPC_S_OK)
    return E_OUTOFMEMORY;
  g_hash_table_replace (processes, owner_key (process->oxid), beckd_process_ref (process));
  return S_OK;
}

HRESULT
beckd_exporters_add (BeckdProcess *process)
{
  HRESULT hr;

  g_mutex_lock (&mutex);
  hr = add_process (process);
  g_mutex_unlock (&mutex);
  if (SUCCEEDED (hr))
    beckd_pings_add (process);
  return hr;
}

void
beckd_exporters_remove (const BeckdProcess *process)
{
  gpointer key = owner_key (process->oxid);
  gboolean is_there;

  g_mutex_lock (&mutex);
  is_there = g_hash_table_lookup (processes, key) == process;
  if (is_there)
    {
      beck_resolver_remove (resolver, process->oxid);
      g_hash_table_remove (processes, key);
    }
  g_mutex_unlock (&mutex);
  if (is_there)
    beckd_pings_remove (process);
}

/* ---- Time ---- */

static void
pass_on (BeckResolverNews *news)
{
  for (guint i = 0; i < news->n; i++)
    beckd_pings_want (news->items[i].oid, news->items[i].what == BECK_RESOLVER_WANTED);
  if (news->n > 0)
    beckd_pings_send (FALSE);
  beck_resolver_news_clear (news);
}

static gboolean
on_time (gpointer unused)
{
  BeckResolverNews news = { NULL };

  g_mutex_lock (&mutex);
  beck_resolver_expire (resolver, g_get_monotonic_time (), &news);
  g_mutex_unlock (&mutex);
  pass_on (&news);
  return G_SOURCE_CONTINUE;
}

/* Servers count on a ping per period, so that beckd sends some more. */
static gboolean
on_period (gpointer unused)
{
  beckd_pings_send (TRUE);
  return G_SOURCE_CONTINUE;
}

static void
set_timers (void)
{
  guint period = (guint) MAX (beck_resolver_default_period () / 1000, 40);

  g_timeout_add (period / 4, on_time, NULL);
  g_timeout_add (period / 2, on_period, NULL);
}

/* ---- The procedures of orpcoxid.idl; pings.c has the clients' of the same names ---- */

static error_status_t
resolve (OXID oxid, DUALSTRINGARRAY **bindings, IPID *rem_unknown, ULONG *hint,
         COMVERSION *version)
{
  g_autoptr (BeckdProcess) process = NULL;
  BeckdClient client;

  g_mutex_lock (&mutex);
  process = g_hash_table_lookup (processes, owner_key (oxid));
  if (process != NULL)
    beckd_process_ref (process);
  g_mutex_unlock (&mutex);
  *bindings = NULL;
  *hint = RPC_C_AUTHN_LEVEL_NONE;
  *version = (COMVERSION){ COM_MAJOR_VERSION, COM_MINOR_VERSION };
  *rem_unknown = GUID_NULL;
  if (process == NULL || process->oxid != oxid)
    return OR_INVALID_OXID;
  beckd_client_get (&client);
  *bindings = beckd_addresses_for (&process->endpoints, &client);
  *rem_unknown = process->rem_unknown;
  *version = process->version;
  return *bindings != NULL ? RPC_S_OK : RPC_S_OUT_OF_MEMORY;
}

static error_status_t
serve_resolve (handle_t h, OXID *oxid, USHORT n_protseqs, USHORT protseqs[],
             DUALSTRINGARRAY **bindings, IPID *rem_unknown, ULONG *hint)
{
  COMVERSION version;

  return resolve (*oxid, bindings, rem_unknown, hint, &version);
}

static error_status_t
serve_resolve2 (handle_t h, OXID *oxid, USHORT n_protseqs, USHORT protseqs[],
              DUALSTRINGARRAY **bindings, IPID *rem_unknown, ULONG *hint, COMVERSION *version)
{
  return resolve (*oxid, bindings, rem_unknown, hint, version);
}

static error_status_t
serve_simple_ping (handle_t h, SETID *set)
{
  G_GNUC_UNUSED g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&mutex);

  return beck_resolver_simple_ping (resolver, *set, g_get_monotonic_time ());
}

static error_status_t
serve_complex_ping (handle_t h, SETID *set, USHORT sequence, USHORT n_add, USHORT n_delete, OID add[],
             OID delete[], USHORT *backoff)
{
  BeckResolverNews news = { NULL };
  error_status_t status;
  BeckdClient client;

  *backoff = 0;
  if ((n_add > 0 && add == NULL) || (n_delete > 0 && delete == NULL))
    return RPC_S_INVALID_ARG;
  beckd_client_get (&client);
  g_mutex_lock (&mutex);
  status = beck_resolver_complex_ping (resolver, client.peer, set, sequence, n_add, add, n_delete,
                                       delete, g_get_monotonic_time (), &news);
  g_mutex_unlock (&mutex);
  pass_on (&news);
  return status;
}

static error_status_t
serve_alive (handle_t h)
{
  return RPC_S_OK;
}

static error_status_t
serve_alive2 (handle_t h, COMVERSION *version, DUALSTRINGARRAY **bindings, ULONG *reserved)
{
  BeckdClient client;

  beckd_client_get (&client);
  *version = (COMVERSION){ COM_MAJOR_VERSION, COM_MINOR_VERSION };
  *reserved = 0;
  *bindings = beckd_addresses_own (&client);
  return *bindings != NULL ? RPC_S_OK : RPC_S_OUT_OF_MEMORY;
}

RPC_STATUS
beckd_exporters_start (void)
{
  const BeckResolverRules rules = { .period = beck_resolver_default_period () };
  const BeckResolverKind kind = { .runs_down = FALSE };
  static IObjectExporter_v0_0_epv_t managers
      = { serve_resolve, serve_simple_ping, serve_complex_ping, serve_alive, serve_resolve2,
          serve_alive2 };

  processes = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) beckd_process_unref);
  resolver = beck_resolver_new (&rules, kind);
  if (resolver == NULL)
    return RPC_S_OUT_OF_MEMORY;
  set_timers ();
  return RpcServerRegisterIf (IObjectExporter_v0_0_s_ifspec, NULL, &managers);
}
