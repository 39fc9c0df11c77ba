/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The file stream as a module, which file-stream.beckclass makes known. */

#include <beck/beck.h>

#include "file-stream.h"

BECK_MODULE (&file_stream_class)
