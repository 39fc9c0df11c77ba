/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What the tests of the file stream have in common: a directory for the running test, files
 * with known contents in it, streams on them, and calls in one line each.
 */

#define COBJMACROS
#include "file-stream.h"

#include <beck/beck.h>
#include <check.h>
#include <sys/resource.h>

#define assert_hr(expression, expected)                                                            \
  do                                                                                               \
    {                                                                                              \
      HRESULT hr_ = (expression);                                                                  \
                                                                                                   \
      ck_assert_msg (hr_ == (expected), "%s is %s (0x%08X), not %s", #expression,                  \
                     beck_hresult_to_string (hr_), (guint) hr_, #expected);                        \
    }                                                                                              \
  while (0)

#define assert_errno(expression, err) assert_hr (expression, beck_hresult_from_errno (err))

/* A case whose tests have an empty directory each. */
TCase *scene_case (const char *name);

/* Returns: (transfer none): the path of @name in the test's directory */
const char *scene_path (const char *name);

/* Makes file @name with the @size bytes of scene_byte(); its path. */
const char *scene_file (const char *name, gsize size);
byte scene_byte (gsize offset);

/* Makes a named pipe; its path. */
const char *scene_pipe (const char *name);

/* Fails the test unless @data is what scene_file() put at @offset. */
void scene_assert_bytes (const byte *data, gsize offset, gsize size);

/* Fails the test unless the file at @path holds exactly this. */
void scene_assert_contents (const char *path, const void *data, gsize size);

/* A stream on @path; a stream without a file if @path is NULL. */
ISimpleStream *scene_stream (const char *path, DWORD mode);
IFileStream *scene_file_of (ISimpleStream *stream);

AsyncISimpleStream *scene_call (ISimpleStream *stream);
AsyncIFileStream *scene_file_call (ISimpleStream *stream);

/* ISynchronize::Wait and ICancelMethodCalls::Cancel of any call object. */
HRESULT scene_wait (gpointer call, DWORD timeout_ms);
HRESULT scene_cancel (gpointer call);

/* Where the stream stands. */
ULONGLONG scene_position (ISimpleStream *stream);

/* Sets the soft limit of @resource; the one before, to be set again. */
rlim_t scene_limit (int resource, rlim_t soft);

/* Waits until the call begun before on @stream must have had its turn, and if it is to block,
 * blocks: the stream is not asked, because that would queue up behind it. */
void scene_let_block (void);
