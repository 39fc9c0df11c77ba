/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What the library's own stubs (epm.idl, mgmt.idl) allocate with, instead of with the program's
 * midl_user_allocate(): the build gives them these names.
 */

#include <stddef.h>

void *beck_rpc_stub_allocate (size_t size);
void beck_rpc_stub_free (void *block);
