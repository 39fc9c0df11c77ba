/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The memory of the library's own stubs: that of midl_user_allocate() elsewhere. */

#include <beck/ndr.h>

#include "base/alloc.h"
#include "stub-memory.h"

void *
beck_rpc_stub_allocate (size_t size)
{
  return beck_alloc (MAX (size, 1));
}

void
beck_rpc_stub_free (void *block)
{
  beck_free (block);
}
