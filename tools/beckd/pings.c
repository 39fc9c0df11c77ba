/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Each server is told by one thread of the pool at a time. What changes while it is told is told
 * next; what could not be told is told with the next period.
 */

#include "pings.h"

#include <beck/hresult.h>
#include <beck/rpc-binding.h>
#include <beck/status.h>
#include <beck/work.h>

#include "orpc/resolver.h"
#include "orpcoxid.h"

#define PING_MS 10000
/* As many as a ping can say, with room for both kinds. */
#define MAX_CHANGES 0x4000

typedef enum
{
  IS_NEW = 1, /* and not told yet */
  IS_TOLD,
  IS_LEAVING, /* was told, and is not wanted any more */
} State;

typedef struct
{
  BeckWork work;
  gint refs;
  BeckdProcess *process;
  SETID set; /* of the thread that tells */
  guint16 sequence;
  /* With the lock: */
  GHashTable *oids; /* OID in memory of its own → State */
  gboolean has_changed;
  gboolean is_busy;
  gboolean is_gone;
} Server;

static GMutex mutex;
static GHashTable *servers; /* by owner, as in OIDs */

static void
server_unref (gpointer data)
{
  Server *server = data;

  if (!g_atomic_int_dec_and_test (&server->refs))
    return;
  beckd_process_unref (server->process);
  g_hash_table_unref (server->oids);
  g_free (server);
}

/* ---- With the lock ---- */

static GHashTable *
get_servers (void)
{
  if (servers == NULL)
    servers = g_hash_table_new_full (NULL, NULL, NULL, server_unref);
  return servers;
}

static void
set_state (Server *server, OID oid, State state)
{
  g_hash_table_replace (server->oids, g_memdup2 (&oid, sizeof oid), GINT_TO_POINTER (state));
}

static void
change (Server *server, OID oid, gboolean wanted)
{
  State state = GPOINTER_TO_INT (g_hash_table_lookup (server->oids, &oid));

  if (wanted)
    set_state (server, oid, state == IS_LEAVING || state == IS_TOLD ? IS_TOLD : IS_NEW);
  else if (state == IS_NEW)
    g_hash_table_remove (server->oids, &oid);
  else if (state == IS_TOLD)
    set_state (server, oid, IS_LEAVING);
  server->has_changed = TRUE;
}

static GArray *
list_oids (Server *server, State state)
{
  GArray *list = g_array_new (FALSE, FALSE, sizeof (OID));
  GHashTableIter iter;
  gpointer oid, value;

  g_hash_table_iter_init (&iter, server->oids);
  while (list->len < MAX_CHANGES && g_hash_table_iter_next (&iter, &oid, &value))
    if (GPOINTER_TO_INT (value) == (int) state)
      g_array_append_vals (list, oid, 1);
  return list;
}

/* They were told as new, or (@leaving) as gone; some may have changed since. */
static void
note_told (Server *server, const GArray *list, gboolean leaving)
{
  for (guint i = 0; i < list->len; i++)
    {
      OID oid = g_array_index (list, OID, i);
      State state = GPOINTER_TO_INT (g_hash_table_lookup (server->oids, &oid));

      if (!leaving && state == IS_NEW)
        set_state (server, oid, IS_TOLD);
      else if (leaving && state == IS_LEAVING)
        g_hash_table_remove (server->oids, &oid);
      else if (leaving && state == IS_TOLD)
        set_state (server, oid, IS_NEW);
      else if (!leaving && state == 0)
        set_state (server, oid, IS_LEAVING);
    }
}

/* The server knows the set no more. */
static void
forget_told (Server *server)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, server->oids);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (GPOINTER_TO_INT (value) == IS_LEAVING)
      g_hash_table_iter_remove (&iter);
    else
      g_hash_table_iter_replace (&iter, GINT_TO_POINTER (IS_NEW));
  server->has_changed = TRUE;
}

/* ---- Telling ---- */

static error_status_t
ping (Server *server, GArray *new, GArray *leaving)
{
  RPC_BINDING_HANDLE binding;
  error_status_t status;
  USHORT backoff;

  status = (error_status_t) RpcBindingFromStringBindingA ((RPC_CSTR) server->process->binding,
                                                          &binding);
  if (status != RPC_S_OK)
    return status;
  RpcBindingSetOption (binding, RPC_C_OPT_CALL_TIMEOUT, PING_MS);
  if (new->len > 0 || leaving->len > 0)
    status = ComplexPing (binding, &server->set, ++server->sequence, (USHORT) new->len,
                          (USHORT) leaving->len, new->len > 0 ? (OID *) new->data : NULL,
                          leaving->len > 0 ? (OID *) leaving->data : NULL, &backoff);
  else if (server->set != 0)
    status = SimplePing (binding, &server->set);
  RpcBindingFree (&binding);
  return status;
}

/* Whether there is more to be told. */
static gboolean
tell_once (Server *server)
{
  g_autoptr (GArray) new = NULL;
  g_autoptr (GArray) leaving = NULL;
  error_status_t status;
  gboolean more;

  g_mutex_lock (&mutex);
  server->has_changed = FALSE;
  new = list_oids (server, IS_NEW);
  leaving = list_oids (server, IS_LEAVING);
  g_mutex_unlock (&mutex);
  status = ping (server, new, leaving);
  g_mutex_lock (&mutex);
  if (status == RPC_S_OK || status == OR_INVALID_OID)
    {
      note_told (server, new, FALSE);
      note_told (server, leaving, TRUE);
      server->has_changed |= new->len == MAX_CHANGES || leaving->len == MAX_CHANGES;
    }
  else if (status == OR_INVALID_SET && server->set != 0)
    {
      server->set = 0;
      forget_told (server);
    }
  more = server->has_changed && !server->is_gone;
  server->is_busy = more;
  g_mutex_unlock (&mutex);
  return more;
}

static void
tell (BeckWork *work)
{
  Server *server = (Server *) work;

  while (tell_once (server))
    ;
  server_unref (server);
}

/* ---- The functions ---- */

void
beckd_pings_add (BeckdProcess *process)
{
  G_GNUC_UNUSED g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&mutex);
  Server *server = g_new0 (Server, 1);

  server->refs = 1;
  server->work.run = tell;
  server->process = beckd_process_ref (process);
  server->oids = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_hash_table_replace (get_servers (), GUINT_TO_POINTER (beck_oxid_owner (process->oxid)),
                        server);
}

void
beckd_pings_remove (const BeckdProcess *process)
{
  G_GNUC_UNUSED g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&mutex);
  gpointer key = GUINT_TO_POINTER (beck_oxid_owner (process->oxid));
  Server *server = g_hash_table_lookup (get_servers (), key);

  if (server == NULL || server->process != process)
    return;
  server->is_gone = TRUE;
  g_hash_table_remove (servers, key);
}

void
beckd_pings_want (OID oid, gboolean wanted)
{
  G_GNUC_UNUSED g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&mutex);
  Server *server
      = g_hash_table_lookup (get_servers (), GUINT_TO_POINTER (beck_oid_owner (oid)));

  if (server != NULL)
    change (server, oid, wanted);
}

void
beckd_pings_send (gboolean all)
{
  G_GNUC_UNUSED g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&mutex);
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, get_servers ());
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Server *server = value;

      if (server->is_busy || g_hash_table_size (server->oids) == 0
          || (!all && !server->has_changed))
        continue;
      g_atomic_int_inc (&server->refs);
      server->is_busy = SUCCEEDED (beck_pool_push (&server->work));
      if (!server->is_busy)
        g_atomic_int_add (&server->refs, -1);
    }
}
