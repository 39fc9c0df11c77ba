/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What the demos share: every source includes this first. They are programs that use Beck
 * from outside: the public API and the file stream, nothing else.
 */

#define COBJMACROS
#include <beck/beck.h>

#include "file-stream.h"

/* What main() runs. @args: what stands behind the verb, ended by NULL.
 * Returns: the exit status */
typedef int (*DemoFunc) (char **args);

int demo_stream (char **args);
int demo_tour (char **args);
int demo_show (char **args);

/* `stream` with its arguments known; @interrupt, once signaled, stops it. */
int stream_copy_file (const char *source_path, const char *target_path, ISynchronize *interrupt);

/* Makes a file stream and opens @path.
 * @stream: (out): NULL after a failure */
HRESULT demo_open (const char *path, DWORD mode, DWORD permissions, ISimpleStream **stream);

/* Closes the file of @stream, once the calls begun before are through. */
HRESULT demo_close (ISimpleStream *stream);

/* Makes a call object of a stream. */
HRESULT demo_new_call (ISimpleStream *stream, REFIID iid, gpointer call);

/* Whether both names lead to the same file. What is not there is nobody's same. */
gboolean demo_is_same_file (const char *a, const char *b);

/* g_format_size_full() in binary units, with spaces that grep(1) and any terminal know.
 * Returns: (transfer full) */
char *demo_format_size (guint64 size, GFormatSizeFlags flags);

/* Says on standard error what failed, in one line. Returns: EXIT_FAILURE */
int demo_fail (const char *verb, const char *what, HRESULT hr);
