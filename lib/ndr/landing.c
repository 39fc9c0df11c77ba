/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ndr/landing.h"

#include <beck/status.h>

gboolean
beck_ndr_landing_take (BeckNdrReader *reader, gsize count)
{
  gsize size = reader->landing->size;

  if (count != size)
    return beck_ndr_reader_fail_numbers (reader, RPC_X_BAD_STUB_DATA,
                                         "bytes that are not those of the array", size, count);
  reader->pos += beck_ndr_landing_filler (size);
  reader->landing = NULL;
  return TRUE;
}

void
beck_ndr_landing_place_fault (const BeckNdrLanding *landing, BeckNdrFault *fault)
{
  if (fault->offset > BECK_NDR_LANDING_AT)
    fault->offset += landing->size - beck_ndr_landing_filler (landing->size);
}
