/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The client's core on arbitrary bytes, in arbitrary pieces (fuzz-pieces.h); what it does must
 * not depend on the pieces. Commands: 0 to 3 ask for an interface, 32 wants multiplexing, 64 to 79
 * let an allocation fail.
 *
 * With libFuzzer this is a fuzz target, with replay.c a program that runs it on files.
 */

#include "fuzz-pieces.h"
#include "fuzz.h"

#include "base/alloc.h"
#include "rpc/client-core.h"

#define N_INTERFACES 4

static const BeckRpcClientRules rules = { .max_fragment = 5840 };

typedef struct
{
  BeckRpcClientCore core;
  BeckRpcBytes out;
  FuzzTrace trace;
  gboolean closed;
} Client;

static BeckRpcSyntax
syntax_of (guint index)
{
  return (BeckRpcSyntax){ { .Data1 = index }, 1, 0 };
}

/* ---- What it is told ---- */

static void
trace_contexts (Client *client)
{
  for (guint i = 0; i < N_INTERFACES; i++)
    {
      const BeckRpcSyntax syntax = syntax_of (i);
      guint32 status = 0;
      guint16 id = 0;
      BeckRpcContextState state
          = beck_rpc_client_core_context (&client->core, &syntax, &id, &status);

      g_assert ((state == BECK_RPC_CONTEXT_REFUSED) == (status != 0));
      g_assert (state != BECK_RPC_CONTEXT_GOOD || client->core.bound);
      fuzz_trace (&client->trace, (guint64) state << 16 | id);
    }
  g_assert (!client->core.bound || client->core.max_stub >= 1408);
  fuzz_trace (&client->trace, client->core.max_stub);
}

static void
trace_event (Client *client, BeckRpcClientStep step, const BeckRpcClientEvent *event)
{
  g_assert ((step == BECK_RPC_CLIENT_CLOSE)
            == (event->status != 0 && event->reason != NULL));
  g_assert ((step != BECK_RPC_CLIENT_RESPONSE && step != BECK_RPC_CLIENT_FAULT)
            || client->core.bound);
  fuzz_trace (&client->trace, step);
  fuzz_trace (&client->trace, event->call_id);
  fuzz_trace (&client->trace, (guint64) event->hint << 32 | event->fault);
  fuzz_trace (&client->trace, event->status);
  fuzz_trace (&client->trace,
              (guint64) event->first << 2 | event->last << 1 | event->did_not_execute);
  fuzz_trace_bytes (&client->trace, event->stub, event->size);
}

static gssize
take (gpointer self, const guint8 *data, gsize size)
{
  Client *client = self;
  BeckRpcClientEvent event;
  gsize used;
  BeckRpcClientStep step = beck_rpc_client_core_step (&client->core, data, size, &used, &event);

  g_assert (!client->closed || step == BECK_RPC_CLIENT_CLOSE);
  if (step == BECK_RPC_CLIENT_MORE)
    {
      g_assert (used == 0);
      return 0;
    }
  if (client->closed)
    return -1;
  trace_event (client, step, &event);
  trace_contexts (client);
  client->closed = step == BECK_RPC_CLIENT_CLOSE;
  g_assert (client->closed || used == beck_pdu_wanted (data, size));
  return client->closed ? -1 : (gssize) used;
}

/* ---- Inputs ---- */

/* What it asks is a PDU. */
static void
ask (Client *client, guint index)
{
  const BeckRpcSyntax syntax = syntax_of (index);
  gboolean asked = beck_rpc_client_core_ask (&client->core, &syntax, &client->out);

  g_assert (asked == (client->out.size > 0));
  if (asked)
    g_assert (beck_pdu_wanted (client->out.data, client->out.size) == client->out.size);
  fuzz_trace_bytes (&client->trace, client->out.data, client->out.size);
  beck_rpc_bytes_drop (&client->out, client->out.size);
}

static void
command (gpointer self, guint8 number)
{
  Client *client = self;

  if (number < N_INTERFACES)
    ask (client, number);
  else if (number == 32)
    client->core.rules.multiplex = TRUE;
  else if (number >= 64 && number < 80)
    beck_alloc_fail_at (number - 64);
}

static FuzzTrace
run (const guint8 *data, gsize size, FuzzManner manner)
{
  static const FuzzEater eater = { take, command };
  Client client = { .trace = 0 };

  beck_rpc_client_core_init (&client.core, &rules, 0);
  fuzz_feed (&eater, &client, manner, data, size);
  beck_alloc_fail_at (-1);
  beck_rpc_client_core_clear (&client.core);
  beck_rpc_bytes_clear (&client.out);
  return client.trace;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_assert (run (data, size, FUZZ_WHOLE) == run (data, size, FUZZ_CRUMBS));
  return 0;
}
