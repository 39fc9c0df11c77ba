/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * A way to a server that breaks: it carries connections on, and cuts each after so many bytes in
 * one direction. Every cutter has a port of its own, so that no connection of before is used again.
 */

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  CUTTER_THERE, /* what the client sends */
  CUTTER_BACK,
  CUTTER_DIRECTIONS,
} CutterDirection;

#define CUTTER_NEVER G_MAXSIZE

typedef struct Cutter Cutter;

/* Leads to @port of this machine; cuts when @limit bytes have been carried in @direction, by a
 * reset or in the ordinary way. */
Cutter *cutter_new (guint16 port, CutterDirection direction, gsize limit, gboolean resets);

/* Ends all connections. */
void cutter_free (Cutter *cutter);

guint16 cutter_port (const Cutter *cutter);

/* Of all connections. */
gsize cutter_carried (Cutter *cutter, CutterDirection direction);

/* The length of the first PDU of the last connection, 0 if it was not seen. */
gsize cutter_first_pdu (Cutter *cutter, CutterDirection direction);

G_END_DECLS
