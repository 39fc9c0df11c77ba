/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What a server asks of the call it serves, beyond its context object. */

#include <beck/cancel.h>

#include "orpc/incoming.h"

gint64
beck_call_context_deadline (void)
{
  BeckIncoming *call = beck_incoming_current ();

  return call != NULL ? call->deadline : -1;
}
