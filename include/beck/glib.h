/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Calls in GLib programs: a main loop source on a call, a GAsyncReadyCallback when it has
 * completed, a GCancellable that cancels it. HRESULTs as GErrors are in <beck/error.h>.
 */

#include <beck/types.h>
#include <gio/gio.h>
#include <objidlbase.h>

G_BEGIN_DECLS

/**
 * BeckSynchronizeSourceFunc:
 * @sync: what the source watches
 * @user_data: what was passed to g_source_set_callback()
 *
 * Returns: G_SOURCE_CONTINUE or G_SOURCE_REMOVE
 */
typedef gboolean (*BeckSynchronizeSourceFunc) (ISynchronize *sync, gpointer user_data);

/**
 * beck_synchronize_source_new:
 * @sync: (transfer none): a call object, an event, or any ISynchronize whose object has
 *   ISynchronizeHandle; the source has a reference on it
 *
 * Makes a source that is dispatched while @sync is signaled, and takes the signal as a wait
 * does. The callback is a BeckSynchronizeSourceFunc, in the thread of the source's context.
 * A call object whose handle nobody asks for uses no descriptor for it. Once its context has
 * looked at it the source keeps the context: destroy it with g_source_destroy() before the
 * context is dropped.
 *
 * Threading: any thread.
 * Returns: (transfer full) (nullable): the source, to be attached; NULL when @sync is foreign
 *   and has no ISynchronizeHandle, or no descriptor can be made
 */
GSource *beck_synchronize_source_new (ISynchronize *sync);

/**
 * beck_synchronize_wait_async:
 * @sync: (transfer none): as for beck_synchronize_source_new(); referenced until the callback
 *   has run
 * @cancellable: (nullable): cancels the call that @sync is part of, by its
 *   ICancelMethodCalls; the wait then ends because the call has. Without that interface only
 *   the wait is cancelled.
 * @callback: runs once in the thread-default main context of the caller
 * @user_data: for @callback
 *
 * Waits for a call that was begun, the GLib way. @callback calls
 * beck_synchronize_wait_finish() and then the call's Finish_ method, which does not block any
 * more.
 *
 * |[<!-- language="C" -->
 *   hr = async->lpVtbl->Begin_Read (async, 4096);
 *   if (SUCCEEDED (hr))
 *     beck_synchronize_wait_async (sync, cancellable, on_read, self);
 * ]|
 */
void beck_synchronize_wait_async (ISynchronize *sync, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer user_data);

/**
 * beck_synchronize_wait_finish:
 * @result: what the callback got
 * @error: (out): G_IO_ERROR_CANCELLED if the wait was cancelled and there was no call to
 *   cancel; BECK_ERROR with E_NOINTERFACE if @sync cannot be watched
 *
 * Returns: whether @sync was signaled
 */
gboolean beck_synchronize_wait_finish (GAsyncResult *result, GError **error);

/**
 * beck_call_connect_cancellable:
 * @call: (transfer none): any interface of a call object; referenced until disconnected
 * @cancellable: cancels the call in progress, on the thread that triggers it; at once, if it
 *   is cancelled already
 *
 * For callers that wait by other means than beck_synchronize_wait_async(). Triggering
 * @cancellable while no call is in progress has no effect on @call.
 *
 * Threading: any thread.
 * Returns: an identifier for beck_call_disconnect_cancellable(); 0 if @call has no
 *   ICancelMethodCalls, or was cancelled at once
 */
gulong beck_call_connect_cancellable (IUnknown *call, GCancellable *cancellable);

/**
 * beck_call_disconnect_cancellable:
 * @cancellable: what was connected
 * @id: from beck_call_connect_cancellable(); 0 does nothing
 *
 * Waits for a cancellation that is under way in another thread, as g_cancellable_disconnect().
 */
void beck_call_disconnect_cancellable (GCancellable *cancellable, gulong id);

G_END_DECLS
