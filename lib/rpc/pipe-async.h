/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The pipes of one asynchronous call, at either side (rpc.md 4.2). Where bytes come from, where
 * they go and who is told is the business of the side, behind a few functions.
 *
 * Pipes are gone through in the order of the parameters: first all that the client sends with, then
 * all that the server does. Anything else is RPC_X_WRONG_PIPE_ORDER; a push behind the end
 * RPC_X_PIPE_CLOSED, a pull behind it RPC_X_PIPE_EMPTY.
 */

#include "async.h"
#include "rpc/bytes.h"

typedef struct BeckRpcPipes BeckRpcPipes;

typedef struct
{
  gboolean client;
  /* What has been received and not been taken, held still until release. @ended: nothing will be
   * added. A status is why there will never be more, whatever is there. */
  guint32 (*hold_input) (gpointer user, BeckRpcBytes **input, guint8 *drep, gboolean *ended);
  void (*release_input) (gpointer user);
  /* Sends a piece. @last: the end of the last pipe of this side. */
  guint32 (*send) (gpointer user, gconstpointer data, gsize size, gboolean last);
  /* What telling of one more event takes is there from here on: before a pull, and before a push. */
  gboolean (*reserve) (gpointer user);
  /* All this side receives has been pulled, after beck_rpc_pipes_wait_for_drain() asked for it. */
  void (*drained) (gpointer user);
} BeckRpcPipeSide;

/* Fills in the structures that @args points to. @position: in the input, of the first chunk; @sent:
 * bytes that were sent before the first. NULL without memory. */
G_GNUC_INTERNAL BeckRpcPipes *beck_rpc_pipes_new (const BeckRpcPipeSide *side, gpointer user,
                                                  const BeckNdrMethod *method, void *args,
                                                  gsize position, gsize sent);
G_GNUC_INTERNAL void beck_rpc_pipes_free (BeckRpcPipes *pipes);

/* Bytes that were sent so far, with those before the first chunk. */
G_GNUC_INTERNAL gsize beck_rpc_pipes_get_sent (BeckRpcPipes *pipes);

/* Where in the input, as far as that is still there, the data behind the chunks begins. */
G_GNUC_INTERNAL gsize beck_rpc_pipes_get_rest (BeckRpcPipes *pipes);

/* Whether this side, or the other one, sends with any pipe of @method. */
G_GNUC_INTERNAL gboolean beck_rpc_pipes_have (const BeckNdrMethod *method, guint direction);

/* 0, or RPC_X_PIPE_DISCIPLINE_ERROR if a pipe was not brought to its end. */
G_GNUC_INTERNAL guint32 beck_rpc_pipes_check_ends (BeckRpcPipes *pipes);

/* Whether somebody who pulled in vain is to be told that there is more; once. */
G_GNUC_INTERNAL gboolean beck_rpc_pipes_take_pending (BeckRpcPipes *pipes);

/* FALSE if all has been pulled. Otherwise `drained` follows. */
G_GNUC_INTERNAL gboolean beck_rpc_pipes_wait_for_drain (BeckRpcPipes *pipes);

/* Whether that was waited for. It is no more, nor will be. */
G_GNUC_INTERNAL gboolean beck_rpc_pipes_stop_waiting (BeckRpcPipes *pipes);
