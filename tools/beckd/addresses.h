/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* Which of an exporter's addresses a client is told. */

#include <orpcbase.h>

#include "client.h"
#include "orpc/string-array.h"

/**
 * beckd_addresses_for:
 * @endpoints: where an exporter is
 * @client: a local one is told everything. One from the network is told of TCP only: first the
 *   address that it has reached this machine at, since some look for just that one, and
 *   last the name of the machine, for others that look for the name that they have dialled
 *
 * Returns: (transfer full) (nullable): for midl_user_free(); %NULL without memory
 */
DUALSTRINGARRAY *beckd_addresses_for (const BeckStringArray *endpoints,
                                      const BeckdClient *client);

/* The same of this machine's resolver, without endpoints. */
DUALSTRINGARRAY *beckd_addresses_own (const BeckdClient *client);

/* Where this machine's resolver is reached from other machines; none if it is not. */
DUALSTRINGARRAY *beckd_addresses_resolvers (void);

/* (transfer full) (nullable): a string binding to the first Unix socket, of a process of @uid. */
char *beckd_addresses_local (const BeckStringArray *endpoints, guint uid);
