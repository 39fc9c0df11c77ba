/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Connections of remote access as objects (rasconn.idl, docs/ras.md). An object dials by an
 * ordinary asynchronous method:
 *
 *   hr = beck_object_create (&beck_ras_connection_class, NULL, &IID_IRasConnection,
 *                            (void **) &connection);
 *   ...
 *   hr = factory->lpVtbl->CreateCall (factory, &IID_AsyncIRasConnection, NULL,
 *                                     &IID_AsyncIRasConnection, (IUnknown **) &call);
 *   hr = call->lpVtbl->Begin_Dial (call, &request);
 *
 * and is waited for, cancelled and finished as every other call. Programs that load classes by
 * their identifier get the same class as CLSID_RasConnection from objects/ras-dialer.
 */

#include <beck/object.h>
#include <rasconn.h>

G_BEGIN_DECLS

/**
 * beck_ras_connection_class:
 *
 * IRasConnection, IRasConnectionInfo, and ICallFactory for AsyncIRasConnection. Its objects are
 * free of apartments: they may be used from any thread.
 */
extern const BeckClass beck_ras_connection_class;

/**
 * beck_ras_connection_open:
 * @id: of a connection that is up, from BeckRasStatus
 * @connection: (out) (transfer full): NULL after a failure
 *
 * Finds a connection, whichever process of this user dialled it.
 *
 * Threading: any thread.
 * Returns: S_OK; HRESULT_FROM_WIN32 (ERROR_NO_CONNECTION); E_OUTOFMEMORY
 */
HRESULT beck_ras_connection_open (const GUID *id, IRasConnection **connection);

/**
 * beck_ras_connection_find:
 * @book: the path of the phone book that the entry is in
 * @entry: its name
 * @connection: (out) (transfer full): NULL after a failure
 *
 * As beck_ras_connection_open(), by entry.
 *
 * Threading: any thread.
 * Returns: S_OK; HRESULT_FROM_WIN32 (ERROR_NO_CONNECTION); E_OUTOFMEMORY
 */
HRESULT beck_ras_connection_find (const char *book, const char *entry,
                                  IRasConnection **connection);

/**
 * BeckRasStateFunc:
 * @state: RASCS_
 * @error: 0 if the state has begun; otherwise why it has failed
 * @extended_error: see RASDIALFUNC1
 * @user_data: what was passed to g_source_set_callback()
 *
 * Returns: G_SOURCE_CONTINUE or G_SOURCE_REMOVE
 */
typedef gboolean (*BeckRasStateFunc) (DWORD state, DWORD error, DWORD extended_error,
                                      gpointer user_data);

/**
 * beck_ras_state_source_new:
 * @info: (transfer none): a connection; the source has a reference on it
 * @source: (out) (transfer full): to be attached; NULL after a failure
 *
 * Makes a source that is dispatched for each change of state from now on, one after the other. The
 * callback is a BeckRasStateFunc, in the thread of the source's context. Unlike for a
 * sink, the dial does not wait until it has run; in a paused state it waits for Resume or HangUp
 * anyhow.
 *
 * Threading: any thread.
 * Returns: S_OK; what IRasConnectionInfo::Advise returned; E_OUTOFMEMORY
 */
HRESULT beck_ras_state_source_new (IRasConnectionInfo *info, GSource **source);

G_END_DECLS
