/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Where the bytes of an array belong that an answer begins with, behind its count (ndr/landing.h):
 * the stub data that comes, in order, is split between that memory and the rest, which has a filler
 * in its place.
 */

#include <string.h>

#include "ndr/landing.h"

typedef struct
{
  guint8 *bytes; /* the caller's; NULL: everything is of the rest */
  gsize room;
  gsize landed; /* bytes that came */
} BeckRpcLanding;

/* Takes those of the next bytes of the data, behind the count, that belong there; returns how
 * many. */
static inline gsize
beck_rpc_landing_take (BeckRpcLanding *landing, const guint8 *data, gsize size)
{
  gsize taken = MIN (size, landing->room - landing->landed);

  if (taken > 0)
    memcpy (landing->bytes + landing->landed, data, taken);
  landing->landed += taken;
  return taken;
}
