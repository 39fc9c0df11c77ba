/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * When the server listens, and waiting for it to have ended (rpc.md 2.2).
 *
 * Who waits adds itself to the waiters before it looks, and a call that ends looks for waiters
 * after it has been counted, so that one of both sees the other.
 */

#include "mgmt-client.h"
#include "rpc/server-private.h"

#define UNLIMITED G_MAXUINT

typedef enum
{
  STATE_NEW,       /* never listened */
  STATE_LISTENING, /* calls are taken */
  STATE_STOPPED,   /* no more of them; those that run may still */
} State;

static struct
{
  GMutex mutex;
  GCond changed;
  State state;
  gboolean unwaited; /* nobody has waited for the end since it began to listen */
  gboolean waited;   /* somebody does */
} life;

static atomic_bool listening;
static atomic_uint max_calls, n_places, n_running, n_waiters;

/* ---- Calls ---- */

guint32
beck_rpc_server_enter (gboolean autolisten)
{
  guint before = atomic_fetch_add (&n_places, 1);

  atomic_fetch_add (&n_running, 1);
  if (autolisten || (atomic_load (&listening) && before < atomic_load (&max_calls)))
    return 0;
  beck_rpc_server_free_place ();
  beck_rpc_server_leave ();
  return RPC_S_SERVER_TOO_BUSY;
}

void
beck_rpc_server_free_place (void)
{
  atomic_fetch_sub (&n_places, 1);
}

void
beck_rpc_server_leave (void)
{
  atomic_fetch_sub (&n_running, 1);
  beck_rpc_server_wake_waiters ();
}

gboolean
beck_rpc_server_listening (void)
{
  return atomic_load (&listening);
}

/* ---- Waiting ---- */

void
beck_rpc_server_wake_waiters (void)
{
  if (G_LIKELY (atomic_load (&n_waiters) == 0))
    return;
  g_mutex_lock (&life.mutex);
  g_cond_broadcast (&life.changed);
  g_mutex_unlock (&life.mutex);
}

void
beck_rpc_server_wait_until (gboolean (*is_true) (gpointer data), gpointer data)
{
  g_mutex_lock (&life.mutex);
  atomic_fetch_add (&n_waiters, 1);
  while (!is_true (data))
    g_cond_wait (&life.changed, &life.mutex);
  atomic_fetch_sub (&n_waiters, 1);
  g_mutex_unlock (&life.mutex);
}

/* Calls that this thread itself is in do not end while it waits. */
static guint
count_own (void)
{
  guint n = 0;

  for (BeckRpcServerCall *call = beck_rpc_server_call_current (); call != NULL; call = call->outer)
    n += !atomic_load (&call->ended);
  return n;
}

static gboolean
has_ended (gpointer data)
{
  return life.state != STATE_LISTENING && atomic_load (&n_running) <= count_own ();
}

/* Calls that end while the server listens are nothing to wake anybody for. */
static void
wait_for_stop (void)
{
  g_mutex_lock (&life.mutex);
  while (life.state == STATE_LISTENING)
    g_cond_wait (&life.changed, &life.mutex);
  g_mutex_unlock (&life.mutex);
}

/* ---- The functions ---- */

static RPC_STATUS
start (guint calls)
{
  RPC_STATUS status = RPC_S_OK;

  if (!beck_rpc_endpoints_exist ())
    return RPC_S_NO_PROTSEQS_REGISTERED;
  g_mutex_lock (&life.mutex);
  if (life.state == STATE_LISTENING || life.waited)
    status = RPC_S_ALREADY_LISTENING;
  else
    {
      life.state = STATE_LISTENING;
      life.unwaited = TRUE;
      atomic_store (&max_calls, calls == RPC_C_LISTEN_MAX_CALLS_DEFAULT ? UNLIMITED : calls);
      atomic_store (&listening, TRUE);
    }
  g_mutex_unlock (&life.mutex);
  if (status == RPC_S_OK)
    beck_rpc_endpoints_update ();
  return status;
}

RPC_STATUS
RpcServerListen (unsigned int min_threads, unsigned int calls, unsigned int dont_wait)
{
  RPC_STATUS status;

  if (calls == 0 || min_threads > calls)
    return RPC_S_MAX_CALLS_TOO_SMALL;
  status = start (calls);
  if (status != RPC_S_OK || dont_wait)
    return status;
  return RpcMgmtWaitServerListen ();
}

/* Threads of the pool have room enough. */
RPC_STATUS
RpcMgmtSetServerStackSize (ULONG size)
{
  return RPC_S_OK;
}

RPC_STATUS
RpcMgmtWaitServerListen (void)
{
  RPC_STATUS status = RPC_S_OK;

  g_mutex_lock (&life.mutex);
  if (life.waited)
    status = RPC_S_ALREADY_LISTENING;
  else if (life.state != STATE_LISTENING && !life.unwaited)
    status = RPC_S_NOT_LISTENING;
  else
    life.waited = TRUE;
  g_mutex_unlock (&life.mutex);
  if (status != RPC_S_OK)
    return status;
  wait_for_stop ();
  beck_rpc_server_wait_until (has_ended, NULL);
  beck_rpc_connections_drain ();
  g_mutex_lock (&life.mutex);
  life.waited = FALSE;
  life.unwaited = FALSE;
  g_mutex_unlock (&life.mutex);
  return RPC_S_OK;
}

RPC_STATUS
beck_rpc_server_stop (void)
{
  RPC_STATUS status = RPC_S_OK;

  g_mutex_lock (&life.mutex);
  if (life.state == STATE_NEW)
    status = RPC_S_NOT_LISTENING;
  else
    {
      life.state = STATE_STOPPED;
      atomic_store (&listening, FALSE);
      g_cond_broadcast (&life.changed);
    }
  g_mutex_unlock (&life.mutex);
  return status;
}

RPC_STATUS
RpcMgmtStopServerListening (RPC_BINDING_HANDLE binding)
{
  if (binding == NULL)
    return beck_rpc_server_stop ();
  return (RPC_STATUS) beck_rpc_mgmt_stop (binding);
}

void
beck_rpc_server_close (void)
{
  beck_rpc_server_stop ();
  beck_rpc_endpoints_close ();
  beck_rpc_connections_drain ();
  beck_rpc_connections_die ();
  beck_rpc_offers_clear ();
  beck_rpc_objects_clear ();
  beck_rpc_server_wait_until (has_ended, NULL);
  beck_rpc_server_wait_until (beck_rpc_groups_are_quiet, NULL);
  g_mutex_lock (&life.mutex);
  if (!life.waited)
    {
      life.state = STATE_NEW;
      life.unwaited = FALSE;
    }
  g_mutex_unlock (&life.mutex);
}
