/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What must hold of any bytes, good or not: nothing outside them is touched, and what could be read
 * can be written and says the same then. For tests, and for the fuzzer. An assertion ends the
 * program.
 */

#include <glib.h>

/* Each takes bytes of any kind, and tells whether they could be read. */
gboolean again_string_array (const guint8 *data, gsize size);
gboolean again_objref (const guint8 *data, gsize size);
gboolean again_error (const guint8 *data, gsize size);
gboolean again_activation (const guint8 *data, gsize size);

/* The first byte says which header it is (bit 0: of a response), and in which byte order (bit 1:
 * big-endian); the rest is the header. */
gboolean again_header (const guint8 *data, gsize size);
