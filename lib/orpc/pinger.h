/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The client's side of pings (wire.md 5.5): one set for each resolver, with all objects of its
 * exporters that somebody holds. Beginning to hold something, and ending to, is told with the next
 * ping.
 */

#include <orpcbase.h>

#include "orpc/string-array.h"

typedef struct BeckPinger BeckPinger;

/* (transfer full): the one of the resolver at @address; NULL without memory. */
BeckPinger *beck_pinger_get (const BeckStringBinding *address);
void beck_pinger_unref (BeckPinger *pinger);

/* Counts by OID. Any thread; never block. E_OUTOFMEMORY: it is not held. */
HRESULT beck_pinger_hold (BeckPinger *pinger, OID oid);
void beck_pinger_let_go (BeckPinger *pinger, OID oid);
