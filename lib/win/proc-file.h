/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* Reads a file of /proc, whose size is not known before. Returns: (transfer full) (nullable): its
 * bytes and a NUL, for beck_free(); NULL and errno */
char *beck_win_read_file (const char *path, gsize *size);
