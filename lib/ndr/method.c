/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What the records of methods and the functions that release results rest on.
 */

#include "ndr/private.h"

gboolean
beck_ndr_put_nothing (BeckNdrWriter *ndr, const void *args)
{
  return TRUE;
}

gboolean
beck_ndr_get_nothing (BeckNdrReader *ndr, void *args)
{
  return TRUE;
}

void
beck_ndr_free_object (BeckNdrReleaser *releaser, void *object)
{
  if (object != NULL && releaser->interfaces != NULL)
    releaser->interfaces->release (object);
}

void
beck_ndr_free_user (BeckNdrReleaser *releaser, const BeckNdrUserType *type, void *value)
{
  ULONG flags[4] = { releaser->user_flags, 0, 0, 0 };

  type->user_free (flags, value);
}
