/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Synchronous calls to servers elsewhere. A call has a line for itself, until what came back over
 * it is read.
 */

#include "client-link.h"

static void
release_line (BeckRpcExchange *exchange)
{
  BeckRpcLine *line = exchange->owner;
  BeckRpcLink *link = exchange->owner_context;

  beck_rpc_link_return_line (link, line);
  beck_rpc_link_unref (link);
}

/* One attempt. */
static BeckRpcLineEnd
call_over (BeckRpcLink *link, BeckRpcLine *line, guint16 context, guint timeout,
           const BeckRpcCallWatch *watch, BeckRpcExchange *exchange)
{
  BeckRpcLineEnd end;

  beck_rpc_line_set_timeout (line, timeout);
  line->watch = watch;
  end = beck_rpc_line_call (line, context, exchange);
  line->watch = NULL;
  if (end.outcome.status == 0)
    {
      exchange->owner = line;
      exchange->owner_context = link;
      exchange->release = release_line;
    }
  else
    beck_rpc_link_return_line (link, line);
  return end;
}

/* Not knowing the interface is the server's answer; the rest is about getting there. */
static BeckRpcOutcome
unreached (guint32 status)
{
  return (BeckRpcOutcome){ status,
                           status == RPC_S_UNKNOWN_IF || status == RPC_S_UNSUPPORTED_TRANS_SYN
                               ? BECK_RPC_SERVER
                               : BECK_RPC_TRANSPORT };
}

/* Milliseconds that are left until @deadline, rounded up; 0 without one. */
static guint
time_left (gint64 deadline)
{
  gint64 left = deadline >= 0 ? deadline - g_get_monotonic_time () : 0;

  return deadline < 0 ? 0 : left <= 0 ? 1 : (guint) ((left + 999) / 1000);
}

static gboolean
is_late (gint64 deadline)
{
  return deadline >= 0 && g_get_monotonic_time () >= deadline;
}

/* A line that the server closed while nobody looked is replaced once: nothing was sent. */
static BeckRpcOutcome
call_link (BeckRpcLink *link, gint64 deadline, const BeckRpcCallWatch *watch,
           BeckRpcExchange *exchange)
{
  const BeckNdrInterface *interface = exchange->interface;
  BeckRpcSyntax syntax = { interface->uuid, interface->major, interface->minor };
  BeckRpcLineEnd end = { .unsent = TRUE };

  for (guint attempt = 0; attempt < 2 && end.unsent; attempt++)
    {
      guint16 context;
      guint32 status;
      BeckRpcLine *line = beck_rpc_link_take_line (link, attempt > 0, &syntax, deadline, &context,
                                                   &status);

      if (line == NULL)
        return unreached (is_late (deadline) ? RPC_S_CALL_CANCELLED : status);
      end = call_over (link, line, context, time_left (deadline), watch, exchange);
    }
  return end.outcome;
}

BeckRpcOutcome
beck_rpc_client_call (BeckRpcBinding *binding, BeckRpcExchange *exchange)
{
  guint timeout = ((BeckRpcRemoteBinding *) binding)->call_timeout;
  gint64 deadline = timeout != 0 ? g_get_monotonic_time () + timeout * (gint64) 1000 : -1;

  return beck_rpc_client_call_watched (binding, exchange, deadline, NULL);
}

BeckRpcOutcome
beck_rpc_client_call_watched (BeckRpcBinding *binding, BeckRpcExchange *exchange, gint64 deadline,
                              const BeckRpcCallWatch *watch)
{
  BeckRpcRemoteBinding *remote = (BeckRpcRemoteBinding *) binding;
  guint32 status;
  BeckRpcLink *link = beck_rpc_link_get_ref (remote, exchange->interface, &status);
  BeckRpcOutcome outcome;

  if (link == NULL)
    return (BeckRpcOutcome){ status, BECK_RPC_TRANSPORT };
  if (!beck_guid_equal (&remote->object, &GUID_NULL))
    exchange->object = &remote->object;
  outcome = call_link (link, deadline, watch, exchange);
  if (exchange->release == NULL)
    beck_rpc_link_unref (link);
  return outcome;
}
