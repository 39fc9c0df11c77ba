/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * HRESULT to GError and back, for programs that speak GLib. docs/errors.md has the whole
 * picture.
 *
 * A GError made here is of the domain BECK_ERROR and its code is the HRESULT, with one exception:
 * RPC_E_CALL_CANCELED becomes G_IO_ERROR_CANCELLED. Everything in GLib asks for that one to learn
 * whether an operation was cancelled, and a call that was cancelled must not look like one
 * that failed.
 *
 * Threading: any thread. As everything that makes a GError, these functions end the
 * process when there is no memory.
 */

#include <beck/hresult.h>
#include <beck/types.h>
#include <stdarg.h>

G_BEGIN_DECLS

/**
 * BECK_ERROR:
 *
 * The domain whose codes are HRESULTs: g_error_matches (error, BECK_ERROR, E_NOINTERFACE).
 */
#define BECK_ERROR (beck_error_quark ())
GQuark beck_error_quark (void);

/**
 * beck_error_new:
 * @hr: a failure
 * @format: the message, as for printf()
 * @...: its arguments
 *
 * Returns: (transfer full): an error with exactly that message
 */
GError *beck_error_new (HRESULT hr, const char *format, ...) G_GNUC_PRINTF (2, 3)
  G_GNUC_WARN_UNUSED_RESULT;

/**
 * beck_error_set:
 * @error: (out) (optional): where to store the error; %NULL to drop it
 * @hr: a failure
 * @prefix: what could not be done or to what, as for printf()
 * @...: its arguments
 *
 * The message is "prefix: text (NAME 0xNUMBER)", for example
 *
 *     notes.txt: No such file or directory (ERROR_FILE_NOT_FOUND 0x80070002)
 *
 * and "prefix: text" for a code without a name, whose text tells the number.
 *
 * Returns: %FALSE always, so that a function can end with return beck_error_set (…)
 */
gboolean beck_error_set (GError **error, HRESULT hr, const char *prefix, ...)
  G_GNUC_PRINTF (3, 4);

/**
 * beck_error_to_hresult:
 * @error: (nullable): any error, or %NULL
 *
 * Knows the domains BECK_ERROR, G_IO_ERROR and G_FILE_ERROR.
 *
 * Returns: %S_OK for %NULL; the HRESULT that @error was made from or that means the same;
 * %E_FAIL for any other error
 */
HRESULT beck_error_to_hresult (const GError *error);

G_END_DECLS
