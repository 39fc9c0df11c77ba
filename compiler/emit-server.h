/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Server stubs of RPC interfaces as C, over <beck/rpc.h>.
 */

#include "layout.h"

/* The file as a whole; free with g_free. NULL if it has no remote procedure. */
char *idl_emit_server (IdlCompiler *compiler, const IdlLayouts *layouts);
