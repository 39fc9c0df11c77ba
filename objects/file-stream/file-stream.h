/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The class of CLSID_FileStream, for programs that link it in instead of having it loaded as
 * a module:
 *
 *   hr = beck_class_register (&file_stream_class, BECK_THREADING_BOTH);
 *   ...
 *   hr = CoCreateInstance (&CLSID_FileStream, NULL, CLSCTX_INPROC_SERVER, &IID_IFileStream,
 *                          (void **) &file);
 *
 * Its interfaces are in simplestream.idl; docs/file-stream.md says how they behave.
 */

#include <beck/object.h>

#include "simplestream.h"

G_BEGIN_DECLS

extern const BeckClass file_stream_class;

G_END_DECLS
