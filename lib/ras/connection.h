/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The class of connections (rasconn.idl). An instance has the session of a link that it dialled,
 * and then owns it, or looks at the record of a link that another instance or another process owns.
 * beck_ras_connection_open() and _find() give, in the process that owns a link, the owner itself.
 */

#include <beck/call.h>
#include <beck/ras-connection.h>
