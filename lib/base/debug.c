/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "base/debug.h"

static const GDebugKey keys[] = {
  { "refs", BECK_DEBUG_REFS },
  { "calls", BECK_DEBUG_CALLS },
};

BeckDebugFlags beck_debug_flags;

BeckDebugFlags
beck_debug_parse (const char *text)
{
  return g_parse_debug_string (text, keys, G_N_ELEMENTS (keys));
}

/* A constructor, so that no user of the flags needs to ask whether they are set up. */
__attribute__ ((constructor)) static void
read_environment (void)
{
  beck_debug_flags |= beck_debug_parse (g_getenv ("BECK_DEBUG"));
}
