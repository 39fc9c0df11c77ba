/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Bindings to what a DUALSTRINGARRAY names.
 */

#include "orpc/string-array.h"
#include "rpc/remote.h"

/* The next address in @array, from @position on, that this library can speak to: local ones are
 * names within the directories of ncalrpc, never paths, since they come from strangers. */
gboolean beck_address_next (const BeckStringArray *array, guint *position,
                            BeckStringBinding *address);

/* (transfer full): a binding there. Addresses by TCP without a port are those of resolvers, and get
 * theirs: 135, or BECK_EPM_PORT. NULL without memory. */
BeckRpcRemoteBinding *beck_address_bind (const BeckStringBinding *address);
