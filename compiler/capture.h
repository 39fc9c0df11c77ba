/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * A subprocess that is not trusted to end, nor to say little.
 */

#include <glib.h>

/**
 * idl_capture:
 * @argv: (transfer none): NULL-terminated; the program is looked for in PATH
 * @limit: how many bytes it may write
 * @seconds: how long it may take
 * @complaints: (out): (transfer full): the beginning of what it wrote to standard error
 * @good: (out): whether it exited with 0
 *
 * Runs a program with nothing to read and in the C locale, so that its messages can be
 * understood. One that breaks a limit is killed, with the processes it has started.
 *
 * Returns: (transfer full): what it wrote; NULL with @error set if it could not be run or
 *   broke a limit.
 */
GBytes *idl_capture (char **argv, gsize limit, guint seconds, char **complaints, gboolean *good,
                     GError **error);
