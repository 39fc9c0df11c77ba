/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * A line: a connection that one synchronous call at a time has for itself. The thread that calls
 * writes the request and reads the response; nobody else is involved (design decision 9).
 */

#include "client-cancel.h"
#include "landing.h"
#include "private.h"
#include "remote.h"
#include "rpc/client-core.h"

/* For the largest fragment and as much again, so that a PDU always fits behind what is kept. Only
 * what is used of it costs memory. */
#define BECK_RPC_LINE_BUFFER_SIZE ((gsize) 192 * 1024)

typedef struct BeckRpcLine BeckRpcLine;

struct BeckRpcLine
{
  BeckRpcLine *next; /* of those that wait for a call: client-link.c */
  gint64 idle_since; /* monotonic microseconds */
  int fd;
  gboolean broken; /* of no use for another call */
  guint timeout;   /* milliseconds; of the socket, as it was set */
  gint64 deadline; /* of all that is received for one purpose; 0: none */
  gboolean is_prompt; /* when it was last looked, the answer was there at once */
  guint8 n_waits;
  BeckRpcClientCore core;
  BeckRpcCanceller *canceller;
  const BeckRpcCallWatch *watch; /* (nullable): of the call under way */
  /* What was received and not looked at yet: [start, end) of the buffer. Behind a response
   * that is being put together, [kept, kept + kept_size). */
  gsize start, end;
  gsize kept, kept_size;
  BeckRpcBytes whole; /* a response that the buffer has no room for */
  guint32 call_id;
  BeckRpcLanding landing; /* of the call under way */
  gboolean in_part;        /* a fragment is taken before all of it is there, */
  BeckRpcClientEvent part; /* … which is this; its size is what has not come yet */
  guint8 buffer[];
};

/* Why a call over a line ended before there was a response. */
typedef struct
{
  BeckRpcOutcome outcome;
  gboolean unsent; /* nothing of the request has left: another line may be tried */
} BeckRpcLineEnd;

/* Takes over @fd, a connected blocking socket. NULL without memory, the socket closed. */
G_GNUC_INTERNAL BeckRpcLine *beck_rpc_line_new (int fd, const BeckRpcClientRules *rules,
                                                guint32 group);
G_GNUC_INTERNAL void beck_rpc_line_free (BeckRpcLine *line);

/* Whether the server has left a line that nobody used for a while. */
G_GNUC_INTERNAL gboolean beck_rpc_line_is_stale (BeckRpcLine *line);

/* How long a call may take, about; 0: for ever. */
G_GNUC_INTERNAL void beck_rpc_line_set_timeout (BeckRpcLine *line, guint timeout);

/* Makes the context of @syntax good and tells its number; blocks, at most a minute and until
 * @deadline (-1: none). 0 or a status. */
G_GNUC_INTERNAL guint32 beck_rpc_line_bind (BeckRpcLine *line, const BeckRpcSyntax *syntax,
                                            gint64 deadline, guint16 *context);

/* One call; blocks. The response stays in the line until the next call. */
G_GNUC_INTERNAL BeckRpcLineEnd beck_rpc_line_call (BeckRpcLine *line, guint16 context,
                                                   BeckRpcExchange *exchange);

/* The part of a response that has come. FALSE without memory. */
G_GNUC_INTERNAL gboolean beck_rpc_line_keep (BeckRpcLine *line, const BeckRpcClientEvent *event);

/* ---- client-line-land.c ---- */

/* Whether what comes next may be read right to the caller, if there is a place for it; and that, as
 * recv(2). */
G_GNUC_INTERNAL gboolean beck_rpc_line_lands (const BeckRpcLine *line);
G_GNUC_INTERNAL ssize_t beck_rpc_line_land (BeckRpcLine *line);

/* What was received of a fragment that is taken in pieces: a step as one of the core's. */
G_GNUC_INTERNAL BeckRpcClientStep beck_rpc_line_next_piece (BeckRpcLine *line,
                                                            BeckRpcClientEvent *event,
                                                            gsize *used);
