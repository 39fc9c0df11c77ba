/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * A set of output files that appears as a whole or not at all.
 */

#include <glib.h>

typedef struct
{
  char *path;
  char *text;
} IdlOutput;

/**
 * idl_outputs_write:
 * @outputs: (element-type IdlOutput)
 * @inputs: (element-type utf8): files that no output may replace
 *
 * Looks at every target first: one that is a directory, that cannot be reached, or that
 * is the same file as an input or another target, by whatever path, is an error. Then
 * every text is written to a temporary file beside its target, and when all are complete
 * they are renamed. Symbolic links are followed. What is no regular file (a device, a
 * FIFO) is never replaced but written to, before the first rename.
 *
 * After a failure no temporary file is left and every regular target is as it was; if a
 * rename fails, earlier ones are taken back as far as the file system can exchange files.
 *
 * Returns: FALSE with @error set.
 */
gboolean idl_outputs_write (const GPtrArray *outputs, const GPtrArray *inputs, GError **error);
