/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Fault codes: what a server's status is on the wire, and what a client makes of that (rpc.md 1.5,
 * wire.md 1.11). All transports use this table, the local one too, so that a call fails
 * alike wherever the server is.
 */

#include <glib.h>

/* What is sent for the status of beck_rpc_dispatch(). */
G_GNUC_INTERNAL guint32 beck_rpc_fault_from_status (guint32 status);

/* What the client sees; never 0. */
G_GNUC_INTERNAL guint32 beck_rpc_fault_to_status (guint32 fault);
