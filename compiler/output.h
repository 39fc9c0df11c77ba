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
 *
 * Writes every text to a temporary file beside its target and renames them when all
 * are complete. After a failure no temporary file is left, and no target was touched
 * unless a rename failed.
 *
 * Returns: FALSE with @error set.
 */
gboolean idl_outputs_write (const GPtrArray *outputs, GError **error);
