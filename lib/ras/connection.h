/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The class of connections (rasconn.idl). An instance has the session of a link that it dialled,
 * and then owns it, or looks at the record of a link that another instance or another process owns.
 * beck_ras_connection_open() and _find() give, in the process that owns a link, the owner itself.
 */

#include <beck/call.h>
#include <beck/ras-connection.h>

#include "ras/entry.h"

/* Takes over links whose owner is gone, that of @entry or all (NULL), and waits until their helpers
 * have said how they are, for two seconds at most; on the loop's thread it does not wait. */
void beck_ras_connections_adopt (const BeckRasEntry *entry);
