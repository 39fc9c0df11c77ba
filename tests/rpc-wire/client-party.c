/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * A client that tells what it is told. "ask echo" asks for a context, "context echo" says how
 * it is.
 */

#include "talk.h"

#include <string.h>

#include "rpc/client-core.h"

typedef struct
{
  BeckRpcClientCore core;
  BeckRpcBytes out;
  GString *told;
  gboolean big_endian;
  gboolean closed;
} Client;

static const BeckRpcSyntax echo
    = { BECK_GUID (0x60a15ec5, 0x4de8, 0x11d7, 0xa6, 0x37, 0x00, 0x50, 0x56, 0xa2, 0x01, 0x82), 1,
        0 };
static const BeckRpcSyntax other
    = { BECK_GUID (0x12345678, 0x1234, 0xabcd, 0xef, 0x00, 0x01, 0x23, 0x45, 0x67, 0x89, 0xac), 1,
        0 };

/* ---- Commands ---- */

static const BeckRpcSyntax *
syntax_of (const char *name)
{
  return strcmp (name, "echo") == 0 ? &echo : &other;
}

static void
ask (Client *client, const char *name)
{
  if (!beck_rpc_client_core_ask (&client->core, syntax_of (name), &client->out))
    g_string_append (client->told, "not now");
}

static void
log_context (Client *client, const char *name)
{
  static const char *const states[] = { "unknown", "asked", "good", "refused" };
  guint32 status = 0;
  guint16 id = 0;
  BeckRpcContextState state
      = beck_rpc_client_core_context (&client->core, syntax_of (name), &id, &status);

  g_string_append_printf (client->told, "%s %u", states[state], id);
  if (state == BECK_RPC_CONTEXT_REFUSED)
    g_string_append_printf (client->told, " %u", status);
}

static gboolean
command (gpointer party, const char *line)
{
  Client *client = party;

  if (g_str_has_prefix (line, "ask "))
    ask (client, line + 4);
  else if (g_str_has_prefix (line, "context "))
    log_context (client, line + 8);
  else if (strcmp (line, "multiplex") == 0)
    client->core.rules.multiplex = TRUE;
  else
    return FALSE;
  return TRUE;
}

/* ---- Events ---- */

static void
log_bound (Client *client)
{
  const BeckRpcClientCore *core = &client->core;

  ck_assert (core->bound);
  g_string_append_printf (client->told, "bound %u group %x", core->max_stub, core->group);
  g_string_append (client->told, core->multiplexed ? " multiplexed" : "");
  g_string_append (client->told, core->keep_open_on_orphaned ? " stays" : "");
}

static void
log_response (Client *client, const BeckRpcClientEvent *event)
{
  ck_assert_uint_eq (event->drep, client->big_endian ? 0x00 : 0x10);
  g_string_append_printf (client->told, "response %u%s%s hint %u", event->call_id,
                          event->first ? " first" : "", event->last ? " last" : "", event->hint);
  wire_log_bytes (client->told, event->stub, event->size);
}

static void
log_fault (Client *client, const BeckRpcClientEvent *event)
{
  g_string_append_printf (client->told, "fault %u %x%s", event->call_id, event->fault,
                          event->did_not_execute ? " unexecuted" : "");
  if (event->size > 0)
    wire_log_bytes (client->told, event->stub, event->size);
}

static void
log_event (Client *client, BeckRpcClientStep step, const BeckRpcClientEvent *event)
{
  if (client->told->len > 0)
    g_string_append (client->told, "; ");
  switch (step)
    {
    case BECK_RPC_CLIENT_BOUND: log_bound (client); break;
    case BECK_RPC_CLIENT_RESPONSE: log_response (client, event); break;
    case BECK_RPC_CLIENT_FAULT: log_fault (client, event); break;
    case BECK_RPC_CLIENT_SHUTDOWN: g_string_append (client->told, "shutdown"); break;
    case BECK_RPC_CLIENT_CLOSE:
      g_string_append_printf (client->told, "close %u", event->status);
      break;
    default: ck_abort_msg ("step %d", step);
    }
}

static gssize
take (gpointer party, const guint8 *data, gsize size)
{
  Client *client = party;
  gsize used;
  BeckRpcClientEvent event;
  BeckRpcClientStep step = beck_rpc_client_core_step (&client->core, data, size, &used, &event);

  ck_assert ((step == BECK_RPC_CLIENT_CLOSE) == (event.reason != NULL));
  ck_assert ((step == BECK_RPC_CLIENT_CLOSE) == (event.status != 0));
  if (client->closed)
    {
      ck_assert_int_eq (step, BECK_RPC_CLIENT_CLOSE);
      return -1;
    }
  if (step == BECK_RPC_CLIENT_MORE)
    {
      ck_assert_uint_eq (used, 0);
      return 0;
    }
  log_event (client, step, &event);
  client->closed = step == BECK_RPC_CLIENT_CLOSE;
  return client->closed ? -1 : (gssize) used;
}

/* ---- The party ---- */

static gpointer
new_client (gboolean big_endian)
{
  const BeckRpcClientRules rules = { .max_fragment = 5840 };
  Client *client = g_new0 (Client, 1);

  client->told = g_string_new (NULL);
  client->big_endian = big_endian;
  beck_rpc_client_core_init (&client->core, &rules, 0);
  return client;
}

static void
free_client (gpointer party)
{
  Client *client = party;

  beck_rpc_client_core_clear (&client->core);
  beck_rpc_bytes_clear (&client->out);
  g_string_free (client->told, TRUE);
  g_free (client);
}

static GString *
told (gpointer party)
{
  return ((Client *) party)->told;
}

static BeckRpcBytes *
out (gpointer party)
{
  return &((Client *) party)->out;
}

const WireParty wire_client = { new_client, free_client, take, command, told, out };
