/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The memory of the stubs, of the client and of the server.
 */

#include "workshop.h"

void *
midl_user_allocate (size_t size)
{
  return g_try_malloc (size);
}

void
midl_user_free (void *block)
{
  g_free (block);
}
