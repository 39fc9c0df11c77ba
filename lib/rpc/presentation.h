/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The presentation contexts that a client was given: its numbers, and which interface each stands
 * for (wire.md 1.6). Few, looked up with each request.
 */

#include "rpc/pdu.h"

typedef struct
{
  gpointer interface;
  BeckRpcSyntax syntax; /* as the client asked for it */
  guint16 id;
} BeckRpcPresentation;

/* In the order of the ids. All zero: none. */
typedef struct
{
  BeckRpcPresentation *items;
  guint n, capacity;
} BeckRpcPresentations;

G_GNUC_INTERNAL const BeckRpcPresentation *
beck_rpc_presentations_find (const BeckRpcPresentations *presentations, guint16 id);

/* A copy of @presentation is there now, whose id was not. FALSE without memory. */
G_GNUC_INTERNAL gboolean beck_rpc_presentations_add (BeckRpcPresentations *presentations,
                                                     const BeckRpcPresentation *presentation);
G_GNUC_INTERNAL void beck_rpc_presentations_clear (BeckRpcPresentations *presentations);
