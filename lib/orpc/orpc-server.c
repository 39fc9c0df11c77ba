/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Where this process listens as a server of object RPC, and what it tells of that: to clients that
 * resolve its OXID, and in references.
 */

#include "orpc/orpc-server.h"

#include <beck/hresult.h>
#include <beck/rpc-server.h>
#include <errno.h>
#include <orpcobj.h>
#include <signal.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "base/alloc.h"
#include "io/socket.h"
#include "orpc/export.h"
#include "orpc/orpc-request.h"
#include "orpc/resolver-server.h"
#include "rpc/raw.h"
#include "rpc/remote.h"
#include "rpc/server-endpoint.h"
#include "rpc/string-binding.h"

#define MAX_BINDINGS 16

/* What names of sockets begin with. */
#define PREFIX "orpc-"

/* Room for as many, as an array. */
#define UNITS (MAX_BINDINGS * BECK_STRING_ARRAY_BINDING_UNITS + BECK_STRING_ARRAY_END_UNITS)

static struct
{
  GMutex lock;
  atomic_bool started;
  guint n_own; /* the first is the Unix socket; 0 before it listens */
  guint32 wide_status;
  BeckStringBinding own[MAX_BINDINGS];
  IPID rem_unknown;
  BeckStringArray endpoints;
  /* What references tell: never freed, since somebody may be reading it. */
  _Atomic (BeckStringArray *) addresses;
} server;

/* ---- The names that nobody can guess ---- */

static void
make_random (gpointer data, gsize size)
{
  if (getrandom (data, size, 0) == (gssize) size)
    return;
  for (gsize i = 0; i < size; i++)
    ((guint8 *) data)[i] = (guint8) g_random_int ();
}

const GUID *
beck_orpc_server_rem_unknown (void)
{
  static gsize made;

  if (g_once_init_enter (&made))
    {
      make_random (&server.rem_unknown, sizeof server.rem_unknown);
      g_once_init_leave (&made, 1);
    }
  return &server.rem_unknown;
}

/* ---- Listening: with the lock ---- */

/* One that is about to listen refuses connections, too, but lives. */
static gboolean
is_of_the_dead (const char *name)
{
  gint64 pid;

  if (!g_str_has_prefix (name, PREFIX))
    return FALSE;
  pid = g_ascii_strtoll (name + strlen (PREFIX), NULL, 10);
  return pid > 0 && pid <= G_MAXINT && kill ((pid_t) pid, 0) != 0 && errno == ESRCH;
}

/* Sockets of processes that were killed have no other way to go. */
static void
remove_stale (const char *path)
{
  char *directory = g_path_get_dirname (path);
  GDir *dir = g_dir_open (directory, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (is_of_the_dead (name))
      {
        char *other = g_build_filename (directory, name, NULL);

        beck_socket_remove_stale (other);
        g_free (other);
      }
  if (dir != NULL)
    g_dir_close (dir);
  g_free (directory);
}

static void
remove_all_stale (const char *own)
{
  guint32 status;
  char *path = beck_rpc_local_path (own, BECK_RPC_PATH_CLIENT, &status);

  if (path != NULL)
    remove_stale (path);
  beck_free (path);
}

static guint32
listen_locally (void)
{
  guint32 status;
  BeckStringBinding *own = &server.own[0];
  guint64 secret[2];

  make_random (secret, sizeof secret);
  own->tower = BECK_STRING_ARRAY_LOCAL;
  /* An empty text would end the addresses; who connects looks at the endpoint only. */
  g_strlcpy (own->address, "localhost", sizeof own->address);
  g_snprintf (own->endpoint, sizeof own->endpoint,
              PREFIX "%d-%016" G_GINT64_MODIFIER "x%016" G_GINT64_MODIFIER "x", (int) getpid (),
              secret[0], secret[1]);
  status = (guint32) RpcServerUseProtseqEpA ((RPC_CSTR) "ncalrpc", RPC_C_PROTSEQ_MAX_REQS_DEFAULT,
                                             (RPC_CSTR) own->endpoint, NULL);
  if (status == 0)
    remove_all_stale (own->endpoint);
  return status;
}

/* What others are told for an address to listen at: all addresses are the machine, by name. */
static const char *
name_of (const char *address)
{
  gboolean is_any = strcmp (address, "0.0.0.0") == 0 || strcmp (address, "::") == 0;

  return is_any ? g_get_host_name () : address;
}

/* Those that have come to be since @before was the first. */
static void
note_listeners (const BeckRpcListener *before)
{
  for (const BeckRpcListener *one = beck_rpc_listeners_lock (); one != NULL && one != before;
       one = one->next)
    if (!one->scope->local && server.n_own < MAX_BINDINGS)
      {
        BeckStringBinding *own = &server.own[server.n_own++];

        own->tower = BECK_STRING_ARRAY_TCP;
        g_strlcpy (own->address, name_of (one->address), sizeof own->address);
        g_strlcpy (own->endpoint, one->scope->endpoint, sizeof own->endpoint);
      }
  beck_rpc_listeners_unlock ();
}

static guint32
listen_at (const char *text)
{
  g_auto (BeckRpcParts) parts = { { NULL } };
  const BeckRpcListener *before;
  guint32 status = beck_rpc_parts_parse (&parts, text);
  guint64 port;

  if (status != 0)
    return status;
  if (strcmp (parts.part[BECK_RPC_PART_PROTSEQ], "ncacn_ip_tcp") != 0)
    return RPC_S_PROTSEQ_NOT_SUPPORTED;
  if (parts.part[BECK_RPC_PART_ADDRESS][0] == '\0')
    return RPC_S_INVALID_NET_ADDR;
  if (!g_ascii_string_to_unsigned (parts.part[BECK_RPC_PART_ENDPOINT], 10, 0, G_MAXUINT16, &port,
                                   NULL))
    return RPC_S_INVALID_ENDPOINT_FORMAT;
  before = beck_rpc_listeners_lock ();
  beck_rpc_listeners_unlock ();
  status = beck_rpc_endpoint_add_tcp (parts.part[BECK_RPC_PART_ADDRESS], (guint16) port);
  if (status == 0)
    note_listeners (before);
  return status;
}

/* Where the environment allows it. */
static guint32
listen_widely (void)
{
  const char *told = g_getenv ("BECK_ORPC_LISTEN");
  char one[256];
  guint32 status = 0;
  gsize size;

  for (; told != NULL && *told != '\0' && status == 0; told += size + (told[size] == ','))
    {
      size = strcspn (told, ",");
      if (size >= sizeof one)
        return RPC_S_STRING_TOO_LONG;
      memcpy (one, told, size);
      one[size] = '\0';
      status = listen_at (one);
    }
  return status;
}

/* ---- What is told ---- */

/* (transfer full): with the units behind it; NULL without memory. */
static BeckStringArray *
make_array (const BeckStringBinding *bindings, guint n)
{
  BeckStringArray *array = beck_alloc0 (sizeof *array + UNITS * sizeof (guint16));

  if (array == NULL)
    return NULL;
  if (beck_string_array_build (bindings, n, NULL, 0, (guint16 *) (array + 1), UNITS, array))
    return array;
  beck_free (array);
  return NULL;
}

static guint32
tell_resolver (void)
{
  BeckResolverExporter self = {
    .oxid = beck_export_oxid (),
    .rem_unknown = *beck_orpc_server_rem_unknown (),
    .version = { COM_MAJOR_VERSION, COM_MINOR_VERSION },
    .endpoints = server.endpoints,
  };
  BeckResolver *resolver = beck_resolver_lock ();
  guint32 status = beck_resolver_add (resolver, &self);

  beck_resolver_unlock ();
  return status;
}

static guint32
make_addresses (void)
{
  BeckStringArray *array = make_array (server.own, server.n_own);

  if (array == NULL)
    return RPC_S_OUT_OF_MEMORY;
  server.endpoints = *array;
  atomic_store (&server.addresses, array);
  return tell_resolver ();
}

/* ---- The process's own resolver ---- */

static void
run_down (const BeckResolverNewsItem *items, guint n)
{
  for (guint i = 0; i < n; i++)
    if (items[i].what == BECK_RESOLVER_RUN_DOWN)
      beck_export_run_down (items[i].oid);
}

static const BeckResolverHost host = { .kind = { .runs_down = TRUE }, .news = run_down };

/* An object whose first reference goes out, without memory to note it, is never run down: its
 * clients have to release it. */
static void
held_elsewhere (OID oid, gboolean held)
{
  BeckResolver *resolver = beck_resolver_lock ();

  if (resolver == NULL)
    return;
  if (held)
    beck_resolver_hold (resolver, oid, g_get_monotonic_time ());
  else
    beck_resolver_let_go (resolver, oid);
  beck_resolver_unlock ();
}

static guint32
serve_resolver (void)
{
  guint32 status = beck_resolver_serve (&host);

  /* In beckd the resolver is the machine's. */
  if (status != 0 && status != RPC_S_TYPE_ALREADY_REGISTERED)
    return status;
  beck_export_on_held_elsewhere (held_elsewhere);
  return 0;
}

/* ---- The start ---- */

/* What the environment names is tried once: it will not get better. */
static guint32
listen_everywhere (void)
{
  guint32 status = 0;

  if (server.n_own == 0)
    {
      status = listen_locally ();
      if (status != 0)
        return status;
      server.n_own = 1;
      server.wide_status = listen_widely ();
    }
  return server.wide_status;
}

/* As far as it has not come yet. */
static guint32
start (void)
{
  guint32 status = listen_everywhere ();

  if (status == 0)
    status = serve_resolver ();
  if (status == 0)
    status = make_addresses ();
  if (status == 0)
    status = (guint32) beck_rpc_raw_offer (&IID_IRemUnknown, beck_orpc_take_request);
  if (status == 0)
    status = (guint32) beck_rpc_raw_offer (&IID_IRemUnknown2, beck_orpc_take_request);
  return status;
}

HRESULT
beck_orpc_server_start (BeckStringArray *addresses)
{
  guint32 status = 0;

  if (!atomic_load (&server.started))
    {
      g_mutex_lock (&server.lock);
      if (!atomic_load (&server.started))
        status = start ();
      atomic_store (&server.started, status == 0);
      g_mutex_unlock (&server.lock);
    }
  if (status != 0)
    return HRESULT_FROM_WIN32 (status);
  if (addresses != NULL)
    *addresses = *atomic_load (&server.addresses);
  return S_OK;
}

/* All that is listened at is known before anything is offered. */
gboolean
beck_orpc_server_allows_network (void)
{
  return atomic_load (&server.started) && server.n_own > 1;
}

HRESULT
beck_orpc_server_offer (REFIID iid)
{
  HRESULT hr = beck_orpc_server_start (NULL);

  if (FAILED (hr))
    return hr;
  return HRESULT_FROM_WIN32 (beck_rpc_raw_offer (iid, beck_orpc_take_request));
}

HRESULT
beck_orpc_server_endpoints (BeckStringArray *endpoints)
{
  HRESULT hr = beck_orpc_server_start (NULL);

  if (SUCCEEDED (hr))
    *endpoints = server.endpoints;
  return hr;
}

HRESULT
beck_orpc_server_set_resolvers (const BeckStringBinding *bindings, guint n)
{
  BeckStringBinding all[MAX_BINDINGS];
  HRESULT hr = beck_orpc_server_start (NULL);
  BeckStringArray *array;

  if (FAILED (hr))
    return hr;
  if (n >= MAX_BINDINGS)
    return E_INVALIDARG;
  all[0] = server.own[0];
  memcpy (all + 1, bindings, n * sizeof *bindings);
  array = make_array (all, n + 1);
  if (array == NULL)
    return E_OUTOFMEMORY;
  atomic_store (&server.addresses, array);
  return S_OK;
}
