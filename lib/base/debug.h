/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * BECK_DEBUG: what Beck tells about itself. The variable holds names separated by commas,
 * "all", or "help" for the list; it is read once, when the library is loaded.
 */

#include <glib.h>

/**
 * BeckDebugFlags:
 * @BECK_DEBUG_REFS: objects remember where they were created; those still alive at the end are
 *   listed
 * @BECK_DEBUG_CALLS: every call tells what happens to it
 * @BECK_DEBUG_TRACE: it is written to a file, too; not by BECK_DEBUG, but by BECK_TRACE
 */
typedef enum
{
  BECK_DEBUG_REFS = 1 << 0,
  BECK_DEBUG_CALLS = 1 << 1,
  BECK_DEBUG_TRACE = 1 << 2,
} BeckDebugFlags;

/* Written before main() only. */
G_GNUC_INTERNAL extern BeckDebugFlags beck_debug_flags;

/**
 * beck_debug_on:
 * @flag: what is asked for
 *
 * Cheap enough for every path: one load and a branch that is not taken.
 */
static inline gboolean
beck_debug_on (BeckDebugFlags flag)
{
  return G_UNLIKELY ((beck_debug_flags & flag) != 0);
}

/**
 * beck_debug_parse:
 * @text: (nullable): the value of BECK_DEBUG
 *
 * "help" is answered on standard error.
 *
 * Returns: the flags @text names
 */
G_GNUC_INTERNAL BeckDebugFlags beck_debug_parse (const char *text);
