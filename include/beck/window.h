/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Windows, as far as a notification needs one: a place in a main loop that messages are posted to.
 * What takes a window and a message in the documentation of calls and connections (an asynchronous
 * call with RpcNotificationTypeHwnd) is told in a #GMainContext so.
 */

#include <beck/types.h>
#include <glib.h>
#include <windef.h>

G_BEGIN_DECLS

/**
 * BeckWindowFunc:
 * @window: what the message was posted to
 * @message, @wparam, @lparam: as they were posted
 * @user_data: of beck_window_new()
 */
typedef void (*BeckWindowFunc) (HWND window, UINT message, ULONG_PTR wparam, LONG_PTR lparam,
                                gpointer user_data);

/**
 * beck_window_new:
 * @context: (nullable): where @func runs; %NULL for the default main context
 * @func: called for each message, in the order in which they were posted
 * @user_data: passed to @func
 * @free_data: (nullable): called with @user_data when the window is gone
 *
 * Threading: any thread.
 * Returns: (transfer full) (nullable): a window, to be released with beck_window_free(); %NULL if
 *   there is no memory
 */
HWND beck_window_new (GMainContext *context, BeckWindowFunc func, gpointer user_data,
                      GDestroyNotify free_data);

/**
 * beck_window_post:
 *
 * Threading: any thread; never blocks and never calls the window's function itself.
 * Returns: S_OK; E_HANDLE if @window is none; E_OUTOFMEMORY
 */
HRESULT beck_window_post (HWND window, UINT message, ULONG_PTR wparam, LONG_PTR lparam);

/**
 * beck_window_send:
 *
 * As beck_window_post(), but returns when the window's function has run, or when it will not run
 * any more because the window or its context is gone. The thread that iterates the context just
 * calls the function. A context that nobody iterates makes it wait.
 *
 * Threading: any thread; the window must not be freed before this has begun.
 * Returns: S_OK; E_HANDLE if @window is none, or was gone before its function could run
 */
HRESULT beck_window_send (HWND window, UINT message, ULONG_PTR wparam, LONG_PTR lparam);

/**
 * beck_window_register_message:
 * @name: any text; ASCII letters are the same in either case
 *
 * Gives each name a number, the same for the life of the process, that no other message has.
 *
 * Threading: any thread.
 * Returns: 0xC000 to 0xFFFF; 0 if there are no more numbers
 */
UINT beck_window_register_message (const char *name);

/**
 * beck_window_free:
 * @window: (nullable) (transfer full): a window
 *
 * Messages that were posted and not delivered are dropped; who sent one is let go. The function may be running on another
 * thread that iterates the context; when it returns, it is not called again.
 */
void beck_window_free (HWND window);

G_END_DECLS
