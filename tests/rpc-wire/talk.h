/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Conversations held with either core in every way their bytes can arrive. Which core, a
 * WireParty says.
 */

#include "wire-text.h"

#include "beck-test.h"

#include "rpc/bytes.h"

/* The owner of a core. */
typedef struct
{
  gpointer (*new) (gboolean big_endian);
  void (*free) (gpointer party);
  /* Takes one PDU of @data, if there is one. The bytes to be passed over; 0 if it is not complete;
   * -1 if the connection is closed now. */
  gssize (*take) (gpointer party, const guint8 *data, gsize size);
  /* A line of a conversation that is none of the wire. FALSE if it is. */
  gboolean (*command) (gpointer party, const char *line);
  /* What it was told since, and what it would send. */
  GString *(*told) (gpointer party);
  BeckRpcBytes *(*out) (gpointer party);
} WireParty;

extern const WireParty wire_server, wire_client;

/* Bytes for the log: some, or how many. */
void wire_log_bytes (GString *log, const guint8 *data, gsize size);

/* A test case whose tests are the rows of the table. */
TCase *wire_case (const WireTable *table, const WireParty *party);

/* One conversation without a look at what happens: for when memory lacks. */
void wire_talk_blindly (const WireConversation *conversation, const WireParty *party);
