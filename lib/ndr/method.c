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
