/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

typedef void (*WireSeedFunc) (const char *name, const guint8 *bytes, gsize size, gpointer data);

/* Calls @func with each seed of a side, "server" or "client". */
void wire_seeds_each (const char *side, WireSeedFunc func, gpointer data);
