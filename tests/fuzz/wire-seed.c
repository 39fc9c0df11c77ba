/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The conversations of tests/rpc-wire as inputs of fuzz-server-core and fuzz-client-core. */

#include "wire-seed.h"

#include <stdlib.h>
#include <string.h>

#include "wire-text.h"

#define COMMAND 0x80
#define LONG 0x7f

static const WireTable *const server_tables[] = {
  &wire_server_bind, &wire_server_request, &wire_server_fragment, &wire_server_header,
  &wire_server_secured, NULL,
};
static const WireTable *const client_tables[] = {
  &wire_client_bind, &wire_client_answer, &wire_client_hostile, NULL,
};

static void
append_byte (GByteArray *seed, guint8 byte)
{
  g_byte_array_append (seed, &byte, 1);
}

static void
append_piece (GByteArray *seed, const guint8 *data, gsize size)
{
  while (size >= LONG)
    {
      gsize blocks = MIN ((size - LONG) / 64, 255), length = LONG + 64 * blocks;

      append_byte (seed, LONG);
      append_byte (seed, (guint8) blocks);
      g_byte_array_append (seed, data, (guint) length);
      data += length;
      size -= length;
    }
  append_byte (seed, (guint8) size);
  g_byte_array_append (seed, data, (guint) size);
}

/* FALSE if the line is what the peer sends. */
static gboolean
append_command (GByteArray *seed, const char *line)
{
  static const struct
  {
    const char *line;
    guint8 command;
  } commands[] = {
    { "refuse", 32 }, { "multiplex", 32 }, { "ask echo", 0 }, { "ask other", 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (strcmp (line, commands[i].line) == 0)
      {
        append_byte (seed, COMMAND + commands[i].command);
        return TRUE;
      }
  if (g_str_has_prefix (line, "end "))
    append_byte (seed, (guint8) (COMMAND + atoi (line + 4)));
  return g_str_has_prefix (line, "end ") || g_str_has_prefix (line, "context ");
}

static void
make_seed (const WireConversation *conversation, gboolean big_endian, WireSeedFunc func,
           gpointer data)
{
  g_autofree char *name = g_strconcat (conversation->name, big_endian ? "-big" : "", NULL);
  g_autoptr (GByteArray) seed = g_byte_array_new ();

  for (guint i = 0; i < WIRE_MAX_LINES && conversation->lines[i].in != NULL; i++)
    {
      const char *line = conversation->lines[i].in;
      g_autoptr (GByteArray) bytes = NULL;

      if (strcmp (line, "cross") == 0)
        big_endian = !big_endian;
      else if (!append_command (seed, line))
        {
          bytes = wire_bytes (line, big_endian);
          append_piece (seed, bytes->data, bytes->len);
        }
    }
  func (name, seed->data, seed->len, data);
}

void
wire_seeds_each (const char *side, WireSeedFunc func, gpointer data)
{
  const WireTable *const *tables = strcmp (side, "server") == 0 ? server_tables : client_tables;

  for (guint i = 0; tables[i] != NULL; i++)
    for (gsize row = 0; row < tables[i]->n_rows; row++)
      {
        make_seed (&tables[i]->rows[row], FALSE, func, data);
        make_seed (&tables[i]->rows[row], TRUE, func, data);
      }
}
