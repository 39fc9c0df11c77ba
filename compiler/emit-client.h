/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Client stubs of RPC interfaces as C, over <beck/rpc.h>, and all that is serialized.
 */

#include "layout.h"

/* The file as a whole; free with g_free. NULL if it has no remote procedure and no type or
 * procedure to serialize. */
char *idl_emit_client (IdlCompiler *compiler, const IdlLayouts *layouts);
