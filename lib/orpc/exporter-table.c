/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Other processes by OXID: found by asking a resolver, and kept for a while after their last use,
 * so that references that come one after the other are not each asked about (wire.md 5.4).
 *
 * The table has a reference to each of them. Only with its lock does it give out more, and let go
 * of those that nobody else has.
 */

#include <beck/hresult.h>
#include <orpcoxid.h>

#include "base/alloc.h"
#include "call/timer.h"
#include "orpc/address.h"
#include "orpc/exporter-there.h"
#include "rpc/stub-memory.h"

/* Microseconds between two looks for such as nobody uses; they go the second time. */
#define KEEP (30 * G_USEC_PER_SEC)

/* Milliseconds that a resolver may take to answer. */
#define RESOLVE_TIME 30000

static struct
{
  GMutex lock;
  BeckIdTable exporters;
  BeckTimer timer;
  gboolean armed;
} table;

static BeckThere *
there_of_node (BeckIdNode *node)
{
  return (BeckThere *) ((guint8 *) node - G_STRUCT_OFFSET (BeckThere, node));
}

/* ---- Letting go ---- */

static void arm (void);

typedef struct
{
  gboolean at_once;
  BeckIdNode *dropped;
} Look;

static void
look_at (BeckIdNode *node, gpointer data)
{
  BeckThere *there = there_of_node (node);
  Look *look = data;

  if (g_atomic_int_get (&there->base.refs) > 1)
    there->unused = FALSE;
  else if (!there->unused && !look->at_once)
    there->unused = TRUE;
  else
    {
      beck_id_table_remove (&table.exporters, node);
      node->next = look->dropped;
      look->dropped = node;
    }
}

static void
free_dropped (BeckIdNode *node)
{
  while (node != NULL)
    {
      BeckIdNode *next = node->next;

      beck_exporter_unref (&there_of_node (node)->base);
      node = next;
    }
}

static void
sweep (BeckWork *work)
{
  Look look = { .at_once = FALSE };

  g_mutex_lock (&table.lock);
  table.armed = FALSE;
  beck_id_table_foreach (&table.exporters, look_at, &look);
  if (table.exporters.n > 0)
    arm ();
  g_mutex_unlock (&table.lock);
  free_dropped (look.dropped);
}

void
beck_exporters_forget_unused (void)
{
  Look look = { .at_once = TRUE };

  g_mutex_lock (&table.lock);
  beck_id_table_foreach (&table.exporters, look_at, &look);
  g_mutex_unlock (&table.lock);
  free_dropped (look.dropped);
}

/* With the lock. */
static void
arm (void)
{
  if (table.armed)
    return;
  table.timer.work.run = sweep;
  table.armed = SUCCEEDED (beck_timer_arm (&table.timer, g_get_monotonic_time () + KEEP));
}

/* ---- Finding ---- */

/* With the lock. */
static BeckExporter *
find (OXID oxid)
{
  BeckIdNode *node = beck_id_table_find (&table.exporters, oxid);

  if (node == NULL)
    return NULL;
  there_of_node (node)->unused = FALSE;
  return beck_exporter_ref (&there_of_node (node)->base);
}

static BeckExporter *
find_known (OXID oxid)
{
  BeckExporter *found;

  g_mutex_lock (&table.lock);
  found = find (oxid);
  g_mutex_unlock (&table.lock);
  return found;
}

/* A new one, unless somebody else was faster. */
static HRESULT
add (const BeckThereInfo *info, BeckExporter **ret)
{
  BeckThere *made = beck_there_new (info);

  if (made == NULL)
    return E_OUTOFMEMORY;
  g_mutex_lock (&table.lock);
  *ret = find (info->oxid);
  if (*ret == NULL)
    {
      made->node.id = info->oxid;
      beck_id_table_add (&table.exporters, &made->node);
      *ret = beck_exporter_ref (&made->base);
      made = NULL;
      arm ();
    }
  g_mutex_unlock (&table.lock);
  if (made != NULL)
    beck_exporter_unref (&made->base);
  return S_OK;
}

/* ---- Choosing an endpoint ---- */

/* Whether a local name leads somewhere: references of other machines have such, too. */
static gboolean
is_here (const BeckStringBinding *address)
{
  guint32 status;
  char *path;

  if (address->tower != BECK_STRING_ARRAY_LOCAL)
    return TRUE;
  path = beck_rpc_local_path (address->endpoint, BECK_RPC_PATH_CLIENT, &status);
  beck_free (path);
  return path != NULL;
}

/* The first where objects can be called: that has a port, if it needs one. */
static gboolean
choose (const BeckStringArray *endpoints, BeckStringBinding *endpoint)
{
  guint position = 0;

  while (beck_address_next (endpoints, &position, endpoint))
    if (endpoint->endpoint[0] != '\0' && is_here (endpoint))
      return TRUE;
  return FALSE;
}

/* ---- Asking a resolver ---- */

typedef struct
{
  BeckThereInfo info;
  BeckStringBinding address; /* of the one that is asked */
  DUALSTRINGARRAY *endpoints;
  HRESULT hr;
} Question;

static guint32
ask_binding (Question *question, BeckRpcBinding *binding)
{
  USHORT protseqs[] = { BECK_STRING_ARRAY_TCP, BECK_STRING_ARRAY_LOCAL };
  ULONG hint;
  guint32 status = ResolveOxid2 (binding, &question->info.oxid, G_N_ELEMENTS (protseqs), protseqs,
                                 &question->endpoints, &question->info.rem_unknown, &hint,
                                 &question->info.version);

  if (status != RPC_S_PROCNUM_OUT_OF_RANGE)
    return status;
  /* One that is older than version 5.2. */
  question->info.version = (COMVERSION){ COM_MAJOR_VERSION, 1 };
  return ResolveOxid (binding, &question->info.oxid, G_N_ELEMENTS (protseqs), protseqs,
                      &question->endpoints, &question->info.rem_unknown, &hint);
}

static HRESULT
take_answer (Question *question)
{
  const DUALSTRINGARRAY *told = question->endpoints;
  BeckStringArray endpoints;

  if (question->info.version.MajorVersion != COM_MAJOR_VERSION)
    return RPC_E_VERSION_MISMATCH;
  if (told == NULL
      || beck_string_array_from_units (told->aStringArray, told->wNumEntries, told->wSecurityOffset,
                                       FALSE, &endpoints)
             != BECK_STRING_ARRAY_GOOD)
    return RPC_E_INVALID_DATAPACKET;
  return choose (&endpoints, &question->info.endpoint) ? S_OK
                                                       : HRESULT_FROM_WIN32 (RPC_S_NO_BINDINGS);
}

static HRESULT
ask (Question *question)
{
  BeckRpcRemoteBinding *binding = beck_address_bind (&question->address);
  guint32 status;
  HRESULT hr;

  if (binding == NULL)
    return E_OUTOFMEMORY;
  binding->call_timeout = RESOLVE_TIME;
  binding->com_timeout = RPC_C_BINDING_MIN_TIMEOUT;
  question->endpoints = NULL;
  status = ask_binding (question, &binding->base);
  hr = status == 0 ? take_answer (question) : HRESULT_FROM_WIN32 (status);
  question->info.resolver = question->address;
  beck_rpc_stub_free (question->endpoints);
  beck_rpc_binding_unref (&binding->base);
  return hr;
}

/* In the order of the addresses, until one knows it. */
static void
resolve (gpointer data)
{
  Question *question = data;
  guint position = 0;

  question->hr = HRESULT_FROM_WIN32 (RPC_S_SERVER_UNAVAILABLE);
  while (FAILED (question->hr)
         && beck_address_next (&question->info.resolvers, &position, &question->address))
    if (is_here (&question->address))
      question->hr = ask (question);
}

HRESULT
beck_exporter_there (OXID oxid, const BeckStringArray *addresses, BeckExporter **ret)
{
  Question question = { .info = { .oxid = oxid, .resolvers = *addresses } };
  HRESULT hr;

  *ret = find_known (oxid);
  if (*ret != NULL)
    return S_OK;
  hr = beck_orpc_block (resolve, &question);
  if (SUCCEEDED (hr))
    hr = question.hr;
  return SUCCEEDED (hr) ? add (&question.info, ret) : hr;
}

HRESULT
beck_exporter_introduce (OXID oxid, const BeckStringArray *endpoints, const IPID *rem_unknown,
                         COMVERSION version, BeckExporter **ret)
{
  BeckThereInfo info
      = { .oxid = oxid, .rem_unknown = *rem_unknown, .version = version, .resolvers = *endpoints };

  *ret = find_known (oxid);
  if (*ret != NULL)
    return S_OK;
  if (version.MajorVersion != COM_MAJOR_VERSION)
    return RPC_E_VERSION_MISMATCH;
  if (!choose (endpoints, &info.endpoint))
    return HRESULT_FROM_WIN32 (RPC_S_SERVER_UNAVAILABLE);
  info.resolver = info.endpoint;
  return add (&info, ret);
}
