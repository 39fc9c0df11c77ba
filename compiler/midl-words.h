/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The command line of MIDL, as old makefiles have it.
 */

#include <glib.h>

/* The words of @argv with those of MIDL's options that have a counterpart replaced by it, and
 * those left out that decide about things there is no choice about here. Free with g_strfreev(). */
char **idl_translate_midl (char **argv);
