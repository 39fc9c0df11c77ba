/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * IObjectExporter as it is served (wire.md 5.4): a resolver (resolver.h) with a lock, a clock and a
 * wire. There is one in a process: in most it knows the process alone (orpc-server.c), in beckd all
 * of the machine.
 */

#include "orpc/resolver.h"

typedef struct
{
  BeckResolverKind kind;
  /* What has happened; without locks, on any thread, by one at a time and in order. */
  void (*news) (const BeckResolverNewsItem *items, guint n);
} BeckResolverHost;

/* Begins to serve; @host stays. 0, RPC_S_OUT_OF_MEMORY; RPC_S_TYPE_ALREADY_REGISTERED if there is
 * one already. */
guint32 beck_resolver_serve (const BeckResolverHost *host);

/* Around changes to it: NULL, and no lock, before the above. What changes is seen to by unlock. */
BeckResolver *beck_resolver_lock (void);
void beck_resolver_unlock (void);
