/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The server's core on arbitrary bytes, in arbitrary pieces (fuzz-pieces.h); what it does must
 * not depend on the pieces. Commands: 0 to 31 end the call of that number, 32 begins none from
 * then on and 33 begins them again, 64 to 79 let an allocation fail.
 *
 * With libFuzzer this is a fuzz target, with replay.c a program that runs it on files.
 */

#include "fuzz-pieces.h"
#include "fuzz.h"

#include "base/alloc.h"
#include "rpc/server-core.h"

#define MAX_ENTRIES 8

static const BeckRpcServerRules rules = {
  .max_fragment = 5840, .max_request = 12000, .max_contexts = 3, .max_calls = 3, .max_empty = 4
};

typedef struct
{
  BeckRpcServerEntry entry;
  gboolean used;
} Entry;

typedef struct
{
  BeckRpcServerCore core;
  FuzzTrace trace;
  gboolean refuses, closed;
  int found;
  Entry entries[MAX_ENTRIES];
} Server;

/* ---- What the core asks ---- */

static gpointer
find_interface (gpointer user, const BeckRpcSyntax *syntax)
{
  Server *server = user;
  guint first = syntax->uuid.Data1;

  if ((first != 0x60a15ec5 && first != 0x12345678) || syntax->major != 1)
    return NULL;
  server->found++;
  return server;
}

static guint32
join_group (gpointer user, guint32 id)
{
  return id == 0 || id == 0x873c ? 0x873c : 0;
}

static gboolean
streams (gpointer user, gpointer interface, guint16 opnum)
{
  g_assert (interface == user);
  return opnum == 7;
}

static void
release_interface (gpointer user, gpointer interface)
{
  ((Server *) user)->found--;
}

static const BeckRpcServerOps ops = {
  .find_interface = find_interface,
  .join_group = join_group,
  .streams = streams,
  .release_interface = release_interface,
};

/* ---- What it tells ---- */

static void
begin (Server *server, const BeckRpcServerEvent *event)
{
  guint i = 0;

  while (server->entries[i].used)
    g_assert (++i < MAX_ENTRIES);
  server->entries[i].used = TRUE;
  beck_rpc_server_core_begin (&server->core, event, &server->entries[i].entry);
}

static void
trace_event (Server *server, BeckRpcServerStep step, const BeckRpcServerEvent *event)
{
  fuzz_trace (&server->trace, step);
  fuzz_trace (&server->trace, event->call_id);
  fuzz_trace (&server->trace, (guint64) event->context_id << 16 | event->opnum);
  fuzz_trace (&server->trace, (guint64) event->first << 4 | event->last << 3
                                  | event->has_object << 2 | event->maybe << 1 | event->cancelled);
  fuzz_trace_bytes (&server->trace, event->stub, event->size);
}

/* What is to be sent is PDUs of those that servers send. */
static void
check_out (Server *server)
{
  const BeckRpcBytes *out = &server->core.out;
  BeckPduHeader header;

  for (gsize at = 0; at < out->size; at += header.length)
    {
      g_assert (out->size - at >= BECK_PDU_HEADER_SIZE);
      beck_pdu_parse_header (out->data + at, &header);
      g_assert (beck_pdu_header_is_good (&header) && header.length <= out->size - at);
      g_assert (header.type == BECK_PDU_BIND_ACK || header.type == BECK_PDU_BIND_NAK
                || header.type == BECK_PDU_ALTER_RESPONSE || header.type == BECK_PDU_FAULT);
    }
  fuzz_trace_bytes (&server->trace, out->data, out->size);
  beck_rpc_bytes_drop (&server->core.out, out->size);
}

static void
check_bounds (const Server *server)
{
  const BeckRpcServerCore *core = &server->core;

  g_assert (core->presentations.n <= rules.max_contexts);
  g_assert (core->n_calls <= rules.max_calls && core->calls.n <= core->n_calls);
  g_assert (core->assembly.bytes.size <= rules.max_request);
  g_assert (core->assembly.bytes.capacity <= 2 * rules.max_request);
  g_assert (server->found == (int) core->presentations.n);
}

static void
take_event (Server *server, BeckRpcServerStep step, BeckRpcServerEvent *event)
{
  gboolean request = step == BECK_RPC_SERVER_REQUEST;

  if (step != BECK_RPC_SERVER_NOTHING)
    trace_event (server, step, event);
  if (!server->refuses && (request || (step == BECK_RPC_SERVER_FRAGMENT && event->first)))
    begin (server, event);
  beck_free (event->block);
  check_out (server);
  check_bounds (server);
}

static gssize
take (gpointer self, const guint8 *data, gsize size)
{
  Server *server = self;
  gsize used, wanted = beck_rpc_server_core_wanted (data, size);
  BeckRpcServerEvent event;
  BeckRpcServerStep step = beck_rpc_server_core_step (&server->core, data, size, &used, &event);

  g_assert (!server->closed || step == BECK_RPC_SERVER_CLOSE);
  if (step == BECK_RPC_SERVER_MORE)
    {
      g_assert (used == 0 && (wanted == 0 || wanted > size));
      return 0;
    }
  if (!server->closed)
    take_event (server, step, &event);
  server->closed = step == BECK_RPC_SERVER_CLOSE;
  g_assert (server->closed || used == wanted);
  return server->closed ? -1 : (gssize) used;
}

/* ---- Inputs ---- */

static void
end_calls (Server *server, gboolean all, guint32 call_id)
{
  for (guint i = 0; i < MAX_ENTRIES; i++)
    if (server->entries[i].used && (all || server->entries[i].entry.call_id == call_id))
      {
        server->entries[i].used = FALSE;
        beck_rpc_server_core_end (&server->core, &server->entries[i].entry);
      }
}

static void
command (gpointer self, guint8 number)
{
  Server *server = self;

  if (number < 32)
    end_calls (server, FALSE, number);
  else if (number < 34)
    server->refuses = number == 32;
  else if (number >= 64 && number < 80)
    beck_alloc_fail_at (number - 64);
}

static FuzzTrace
run (const guint8 *data, gsize size, FuzzManner manner)
{
  static const FuzzEater eater = { take, command };
  Server server = { .trace = 0 };

  beck_rpc_server_core_init (&server.core, &rules, &ops, "49153", &server);
  fuzz_feed (&eater, &server, manner, data, size);
  beck_alloc_fail_at (-1);
  end_calls (&server, TRUE, 0);
  g_assert (server.core.n_calls == 0);
  beck_rpc_server_core_clear (&server.core);
  g_assert (server.found == 0);
  return server.trace;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_assert (run (data, size, FUZZ_WHOLE) == run (data, size, FUZZ_CRUMBS));
  return 0;
}
