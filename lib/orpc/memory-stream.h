/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <beck/stream.h>

/* The bytes of @stream, which must be one of beck_memory_stream_new(), until it is written to. */
const guint8 *beck_memory_stream_look (IStream *stream, gsize *size);
