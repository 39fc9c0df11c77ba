/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The managers of IObjectExporter, and the timer by which the resolver finds out what is not wanted
 * any more.
 *
 * Two locks: that of the resolver, and around it one that keeps news in order while they are told,
 * which nobody holds who is called by news: so these may change the resolver.
 */

#include "orpc/resolver-server.h"

#include <orpcoxid.h>

#include <beck/rpc-server.h>

#include "base/alloc.h"
#include "call/timer.h"
#include "rpc/raw.h"
#include "rpc/stub-memory.h"

static struct
{
  GMutex lock;
  BeckResolver *resolver;
  const BeckResolverHost *host;
  BeckTimer timer;
  gboolean armed;

  /* What is to be told; and whether somebody does. */
  BeckResolverNews news;
  gboolean telling;
} served;

/* ---- News ---- */

/* With the lock, which is given up meanwhile. */
static void
tell_news (void)
{
  if (served.telling)
    return;
  served.telling = TRUE;
  while (served.news.n > 0)
    {
      BeckResolverNews news = served.news;

      served.news = (BeckResolverNews){ 0 };
      g_mutex_unlock (&served.lock);
      served.host->news (news.items, news.n);
      beck_resolver_news_clear (&news);
      g_mutex_lock (&served.lock);
    }
  served.telling = FALSE;
}

/* ---- Time ---- */

static void arm (gint64 when);

static void
expire (BeckWork *work)
{
  gint64 next;

  g_mutex_lock (&served.lock);
  served.armed = FALSE;
  next = beck_resolver_expire (served.resolver, g_get_monotonic_time (), &served.news);
  if (next >= 0)
    arm (next);
  tell_news ();
  g_mutex_unlock (&served.lock);
}

/* With the lock. Without memory for the timer the next change tries again. */
static void
arm (gint64 when)
{
  if (served.armed)
    return;
  served.timer.work.run = expire;
  served.armed = SUCCEEDED (beck_timer_arm (&served.timer, when));
}

BeckResolver *
beck_resolver_lock (void)
{
  g_mutex_lock (&served.lock);
  if (served.resolver == NULL)
    g_mutex_unlock (&served.lock);
  return served.resolver;
}

void
beck_resolver_unlock (void)
{
  if (beck_resolver_n_oids (served.resolver) > 0 || beck_resolver_n_sets (served.resolver) > 0)
    arm (g_get_monotonic_time () + beck_resolver_period (served.resolver));
  tell_news ();
  g_mutex_unlock (&served.lock);
}

/* ---- Addresses, as a client is told them ---- */

typedef struct
{
  gboolean is_local;
  char reached_at[BECK_STRING_ARRAY_MAX_TEXT + 1]; /* "" if it came otherwise */
  guint64 number;
} Client;

static void
look_at_client (Client *client)
{
  const BeckRpcServerCall *call = beck_rpc_server_call_current ();
  char address[64] = "";
  BeckRpcServerPeer peer = { .is_local = TRUE };

  if (call != NULL)
    {
      beck_rpc_server_call_peer (call, &peer);
      if (!peer.is_local)
        beck_rpc_server_call_reached_at (call, address);
    }
  client->is_local = peer.is_local;
  /* Users and addresses are counted apart. */
  client->number = peer.number ^ ((guint64) peer.is_local << 63);
  g_strlcpy (client->reached_at, address, sizeof client->reached_at);
}

/* More are of no use to anybody. */
#define MAX_BINDINGS 16

typedef struct
{
  guint n;
  BeckStringBinding bindings[MAX_BINDINGS];
} Bindings;

static gboolean
has_binding (const Bindings *all, const BeckStringBinding *one)
{
  for (guint i = 0; i < all->n; i++)
    if (all->bindings[i].tower == one->tower
        && g_str_equal (all->bindings[i].address, one->address)
        && g_str_equal (all->bindings[i].endpoint, one->endpoint))
      return TRUE;
  return FALSE;
}

static void
add_binding (Bindings *all, const BeckStringBinding *one)
{
  if (all->n < MAX_BINDINGS && !has_binding (all, one))
    all->bindings[all->n++] = *one;
}

/* A client of another machine has no use for what is local; and it is told, first, the address that
 * it found itself: some look for that. */
static void
add_for_client (Bindings *all, const BeckStringBinding *one, const Client *client)
{
  BeckStringBinding found = *one;

  if (one->tower == BECK_STRING_ARRAY_LOCAL && !client->is_local)
    return;
  if (one->tower == BECK_STRING_ARRAY_TCP && client->reached_at[0] != '\0')
    {
      g_strlcpy (found.address, client->reached_at, sizeof found.address);
      add_binding (all, &found);
    }
  add_binding (all, one);
}

/* (transfer full): for the stubs to free; NULL without memory. */
static DUALSTRINGARRAY *
make_array (const Bindings *all)
{
  gsize room = all->n * BECK_STRING_ARRAY_BINDING_UNITS + BECK_STRING_ARRAY_END_UNITS;
  DUALSTRINGARRAY *array = beck_rpc_stub_allocate (sizeof *array + room * sizeof (guint16));
  BeckStringArray built;

  if (array == NULL)
    return NULL;
  if (!beck_string_array_build (all->bindings, all->n, NULL, 0, array->aStringArray, room, &built))
    {
      beck_rpc_stub_free (array);
      return NULL;
    }
  array->wNumEntries = built.n_entries;
  array->wSecurityOffset = built.security;
  return array;
}

/* ---- The managers ---- */

static error_status_t
resolve (const OXID *oxid, DUALSTRINGARRAY **bindings, IPID *rem_unknown, ULONG *authn_hint,
         COMVERSION *version)
{
  BeckResolverExporter known;
  Bindings all = { 0 };
  BeckStringBinding one;
  guint position = 0;
  Client client;
  guint32 status;

  look_at_client (&client);
  g_mutex_lock (&served.lock);
  status = beck_resolver_find (served.resolver, *oxid, &known);
  while (status == 0 && beck_string_array_next_binding (&known.endpoints, &position, &one))
    add_for_client (&all, &one, &client);
  g_mutex_unlock (&served.lock);
  if (status != 0)
    return status;
  *bindings = make_array (&all);
  if (*bindings == NULL)
    return RPC_S_OUT_OF_MEMORY;
  *rem_unknown = known.rem_unknown;
  *authn_hint = known.authn_hint;
  *version = known.version;
  return 0;
}

static error_status_t
resolve_oxid (handle_t h, OXID *oxid, USHORT n, USHORT protseqs[], DUALSTRINGARRAY **bindings,
              IPID *rem_unknown, ULONG *authn_hint)
{
  COMVERSION version;

  return resolve (oxid, bindings, rem_unknown, authn_hint, &version);
}

static error_status_t
resolve_oxid2 (handle_t h, OXID *oxid, USHORT n, USHORT protseqs[], DUALSTRINGARRAY **bindings,
               IPID *rem_unknown, ULONG *authn_hint, COMVERSION *version)
{
  return resolve (oxid, bindings, rem_unknown, authn_hint, version);
}

static error_status_t
simple_ping (handle_t h, SETID *set)
{
  guint32 status;

  g_mutex_lock (&served.lock);
  status = beck_resolver_simple_ping (served.resolver, *set, g_get_monotonic_time ());
  g_mutex_unlock (&served.lock);
  return status;
}

static error_status_t
complex_ping (handle_t h, SETID *set, USHORT sequence, USHORT n_add, USHORT n_delete, OID add[],
              OID delete[], USHORT *backoff)
{
  guint32 status;
  Client client;

  *backoff = 0;
  if ((n_add > 0 && add == NULL) || (n_delete > 0 && delete == NULL))
    return ERROR_INVALID_PARAMETER;
  look_at_client (&client);
  g_mutex_lock (&served.lock);
  status = beck_resolver_complex_ping (served.resolver, client.number, set, sequence, n_add, add,
                                       n_delete, delete, g_get_monotonic_time (), &served.news);
  beck_resolver_unlock ();
  return status;
}

static error_status_t
server_alive (handle_t h)
{
  return 0;
}

/* The resolver is where it was asked. */
static error_status_t
server_alive2 (handle_t h, COMVERSION *version, DUALSTRINGARRAY **bindings, ULONG *reserved)
{
  BeckStringBinding own = { .tower = BECK_STRING_ARRAY_TCP };
  Bindings all = { 0 };
  Client client;

  look_at_client (&client);
  g_strlcpy (own.address, client.reached_at[0] != '\0' ? client.reached_at : g_get_host_name (),
             sizeof own.address);
  add_binding (&all, &own);
  *version = (COMVERSION){ COM_MAJOR_VERSION, COM_MINOR_VERSION };
  *reserved = 0;
  *bindings = make_array (&all);
  return *bindings != NULL ? 0 : RPC_S_OUT_OF_MEMORY;
}

static const IObjectExporter_v0_0_epv_t managers = {
  .ResolveOxid = resolve_oxid,
  .SimplePing = simple_ping,
  .ComplexPing = complex_ping,
  .ServerAlive = server_alive,
  .ResolveOxid2 = resolve_oxid2,
  .ServerAlive2 = server_alive2,
};

guint32
beck_resolver_serve (const BeckResolverHost *host)
{
  guint32 status = 0;

  g_mutex_lock (&served.lock);
  if (served.resolver != NULL)
    status = RPC_S_TYPE_ALREADY_REGISTERED;
  else
    {
      served.host = host;
      served.resolver = beck_resolver_new (NULL, host->kind);
      if (served.resolver == NULL)
        status = RPC_S_OUT_OF_MEMORY;
    }
  g_mutex_unlock (&served.lock);
  if (status != 0)
    return status;
  return (guint32) RpcServerRegisterIf3 (IObjectExporter_v0_0_s_ifspec, NULL,
                                         (RPC_MGR_EPV *) &managers, RPC_IF_AUTOLISTEN, 0, G_MAXUINT,
                                         NULL, NULL);
}
