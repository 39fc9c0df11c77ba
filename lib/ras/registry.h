/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The connections of this process that have a session. Each is one entry's, and no two of them the
 * same one's.
 */

#include "ras/connection-private.h"

/* On the loop. FALSE if @entry is being dialled, or is up, already. */
gboolean beck_ras_registry_add (BeckRasConnection *connection, const BeckRasEntry *entry);
void beck_ras_registry_remove (BeckRasConnection *connection);

/* Any thread. (nullable): the one whose link has that record, with a reference of its identity,
 * BECK_UNKNOWN. */
BeckRasConnection *beck_ras_registry_find (const GUID *id);
