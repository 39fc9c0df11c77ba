/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The order of the states of a dial (spec/ras.md 3.2 and 4). Back ends tell of what they see;
 * whoever is notified hears of every state of the general order, none of them twice, never back,
 * but for the devices of a chain, for another try with new credentials, and for what has no place
 * in the order.
 */

#include <glib.h>

typedef struct
{
  guint8 place; /* of the last state, from 1; 0: none yet */
  gboolean modem; /* the sequence of modems: speed and acknowledgement, too */
  gboolean again; /* credentials are wanted once more: AuthRetry may be told once more */
} BeckRasOrder;

/* At most so many states come from one. */
#define BECK_RAS_ORDER_MAX 24

/* What is to be told when @state has begun: the states that were skipped and @state itself, or
 * nothing if it is passed. Their number. */
guint beck_ras_order_advance (BeckRasOrder *order, guint32 state,
                              guint32 states[BECK_RAS_ORDER_MAX]);
