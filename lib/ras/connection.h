/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The class of connections (rasconn.idl). An instance has the session of a link that it dialled,
 * and then owns it, or looks at the record of a link that another instance or another process owns.
 */

#include <beck/call.h>
#include <rasconn.h>

/* IRasConnection, IRasConnectionInfo, ICallFactory for AsyncIRasConnection. */
extern const BeckClass beck_ras_connection_class;

/* (out) (transfer full): a connection that is up, by its record: HRESULT_FROM_WIN32 (ERROR_NO_CONNECTION)
 * if there is none of that id. In the process that owns it this is the owner itself. */
HRESULT beck_ras_connection_open (const GUID *id, IRasConnection **connection);

/* As open, but of an entry: @book is the path of the file it was found in. */
HRESULT beck_ras_connection_find (const char *book, const char *entry,
                                  IRasConnection **connection);
