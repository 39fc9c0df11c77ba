/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * How far a client has come in a lookup: what an ept_lookup_handle_t of epm.idl is here. A client
 * may have so many at once, and come back to each within so long.
 */

#include <beck/rpc-server.h>

#define BECKD_MAX_CURSORS 256 /* of a client, which is an address */
#define BECKD_CURSOR_SECONDS 300

/* (transfer full): the client of the running call, a string binding up to its endpoint; "" if
 * that is not known. */
char *beckd_client_name (void);

/* The position of @handle: 0 if it is NULL. FALSE if it is too old. */
gboolean beckd_cursor_position (void *handle, guint64 *position);

/* Keeps a position for the client of the running call, in a new cursor if @handle is NULL. FALSE
 * if the client has too many. */
gboolean beckd_cursor_keep (void **handle, guint64 position);

/* Ends one; NULL is none. */
void beckd_cursor_end (void **handle);
