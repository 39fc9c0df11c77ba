/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * A server that has two interfaces and runs nothing: calls run until the conversation says
 * "end CALL"; after "refuse" it begins none.
 */

#include "talk.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "rpc/server-core.h"

#define GROUP 0x873c
#define STREAMING_OPNUM 7
#define MAX_ENTRIES 8

typedef struct
{
  const char *name;
  BeckRpcSyntax syntax;
} Offer;

static const Offer offers[] = {
  { "echo",
    { BECK_GUID (0x60a15ec5, 0x4de8, 0x11d7, 0xa6, 0x37, 0x00, 0x50, 0x56, 0xa2, 0x01, 0x82), 1,
      2 } },
  { "other",
    { BECK_GUID (0x12345678, 0x1234, 0xabcd, 0xef, 0x00, 0x01, 0x23, 0x45, 0x67, 0x89, 0xac), 1,
      0 } },
};

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
  GString *told;
  gboolean big_endian, refuses;
  int n_found;
  Entry entries[MAX_ENTRIES];
} Server;

/* ---- What the core asks ---- */

static gpointer
find_interface (gpointer user, const BeckRpcSyntax *syntax)
{
  Server *server = user;

  for (guint i = 0; i < G_N_ELEMENTS (offers); i++)
    if (beck_guid_equal (&offers[i].syntax.uuid, &syntax->uuid)
        && offers[i].syntax.major == syntax->major && offers[i].syntax.minor >= syntax->minor)
      {
        server->n_found++;
        return (gpointer) &offers[i];
      }
  return NULL;
}

static guint32
join_group (gpointer user, guint32 id)
{
  return id == 0 || id == GROUP ? GROUP : 0;
}

static gboolean
streams (gpointer user, gpointer interface, guint16 opnum)
{
  return opnum == STREAMING_OPNUM;
}

static void
release_interface (gpointer user, gpointer interface)
{
  ((Server *) user)->n_found--;
}

static const BeckRpcServerOps ops = {
  .find_interface = find_interface,
  .join_group = join_group,
  .streams = streams,
  .release_interface = release_interface,
};

/* ---- What it is told ---- */

static void
begin (Server *server, const BeckRpcServerEvent *event)
{
  guint i = 0;

  while (i < MAX_ENTRIES && server->entries[i].used)
    i++;
  ck_assert_uint_lt (i, MAX_ENTRIES);
  server->entries[i].used = TRUE;
  beck_rpc_server_core_begin (&server->core, event, &server->entries[i].entry);
}

static void
log_call (Server *server, const char *what, const BeckRpcServerEvent *event)
{
  GString *told = server->told;

  ck_assert_uint_eq (event->drep, server->big_endian ? 0x00 : 0x10);
  g_string_append_printf (told, "%s %u %s %u", what, event->call_id,
                          ((const Offer *) event->interface)->name, event->opnum);
  if (event->context_id != 0)
    g_string_append_printf (told, " context %u", event->context_id);
  if (event->has_object)
    g_string_append_printf (told, " object %08x", event->object.Data1);
  g_string_append (told, event->maybe ? " maybe" : "");
  g_string_append (told, event->cancelled ? " cancelled" : "");
}

static void
take_request (Server *server, const BeckRpcServerEvent *event)
{
  ck_assert (event->first && event->last && event->entry == NULL);
  log_call (server, "request", event);
  wire_log_bytes (server->told, event->stub, event->size);
  beck_free (event->block);
  if (!server->refuses)
    begin (server, event);
}

static void
take_fragment (Server *server, const BeckRpcServerEvent *event)
{
  ck_assert_ptr_null (event->block);
  log_call (server, event->first ? "first" : event->last ? "last" : "next", event);
  wire_log_bytes (server->told, event->stub, event->size);
  if (event->first && !server->refuses)
    begin (server, event);
}

static void
take_orphaned (Server *server, const BeckRpcServerEvent *event)
{
  g_string_append_printf (server->told, "%s %u", event->entry != NULL ? "orphaned" : "dropped",
                          event->call_id);
}

static void
take_event (Server *server, BeckRpcServerStep step, const BeckRpcServerEvent *event)
{
  if (server->told->len > 0 && step != BECK_RPC_SERVER_NOTHING)
    g_string_append (server->told, "; ");
  switch (step)
    {
    case BECK_RPC_SERVER_BOUND: g_string_append (server->told, "bound"); break;
    case BECK_RPC_SERVER_REQUEST: take_request (server, event); break;
    case BECK_RPC_SERVER_FRAGMENT: take_fragment (server, event); break;
    case BECK_RPC_SERVER_CANCEL:
      g_string_append_printf (server->told, "cancel %u", event->entry->call_id);
      break;
    case BECK_RPC_SERVER_ORPHANED: take_orphaned (server, event); break;
    case BECK_RPC_SERVER_CLOSE: g_string_append (server->told, "close"); break;
    default: break;
    }
}

static gssize
take (gpointer party, const guint8 *data, gsize size)
{
  Server *server = party;
  gboolean closed = g_str_has_suffix (server->told->str, "close");
  gsize wanted = beck_rpc_server_core_wanted (data, size), used;
  BeckRpcServerEvent event;
  BeckRpcServerStep step = beck_rpc_server_core_step (&server->core, data, size, &used, &event);

  ck_assert ((step == BECK_RPC_SERVER_CLOSE) == (event.reason != NULL));
  if (closed)
    {
      ck_assert_int_eq (step, BECK_RPC_SERVER_CLOSE);
      return -1;
    }
  if (step == BECK_RPC_SERVER_MORE)
    {
      ck_assert (used == 0 && (wanted == 0 || wanted > size));
      return 0;
    }
  take_event (server, step, &event);
  if (step == BECK_RPC_SERVER_CLOSE)
    return -1;
  ck_assert_uint_eq (used, wanted);
  return (gssize) used;
}

/* ---- The party ---- */

static void
end_call (Server *server, guint32 call_id)
{
  guint i = 0;

  while (i < MAX_ENTRIES
         && !(server->entries[i].used && server->entries[i].entry.call_id == call_id))
    i++;
  if (i == MAX_ENTRIES)
    return;
  server->entries[i].used = FALSE;
  beck_rpc_server_core_end (&server->core, &server->entries[i].entry);
}

static gboolean
command (gpointer party, const char *line)
{
  Server *server = party;

  if (g_str_has_prefix (line, "end "))
    end_call (server, (guint32) atoi (line + 4));
  else if (strcmp (line, "refuse") == 0)
    server->refuses = TRUE;
  else
    return FALSE;
  return TRUE;
}

static gpointer
new_server (gboolean big_endian)
{
  Server *server = g_new0 (Server, 1);

  server->told = g_string_new (NULL);
  server->big_endian = big_endian;
  beck_rpc_server_core_init (&server->core, &rules, &ops, "49153", server);
  return server;
}

static void
free_server (gpointer party)
{
  Server *server = party;

  for (guint i = 0; i < MAX_ENTRIES; i++)
    if (server->entries[i].used)
      beck_rpc_server_core_end (&server->core, &server->entries[i].entry);
  beck_rpc_server_core_clear (&server->core);
  ck_assert_int_eq (server->n_found, 0);
  g_string_free (server->told, TRUE);
  g_free (server);
}

static GString *
told (gpointer party)
{
  return ((Server *) party)->told;
}

static BeckRpcBytes *
out (gpointer party)
{
  return &((Server *) party)->core.out;
}

const WireParty wire_server = { new_server, free_server, take, command, told, out };
