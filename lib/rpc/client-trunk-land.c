/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Bytes of an array that an answer begins with go to where the caller wants them (landing.h), and
 * from the socket right to there if a large fragment is filled.
 *
 * That memory is the caller's again as soon as the call is over for the program. So whoever reads
 * to it without the lock says so, and who ends a call, or is told that it was cancelled, waits for
 * that: it never blocks.
 */

#include "client-trunk-private.h"

/* ---- With the lock ---- */

static gsize
missing_of_count (const BeckRpcTrunkCall *call)
{
  gsize there = call->response.size;

  return there < BECK_NDR_LANDING_AT ? BECK_NDR_LANDING_AT - there : 0;
}

gsize
beck_trunk_landable (const BeckRpcTrunkCall *call, gsize size)
{
  gsize count = missing_of_count (call);

  if (call->landing.bytes == NULL || size <= count)
    return 0;
  return MIN (size - count, call->landing.room - call->landing.landed);
}

/* In place of what has landed, before anything stands behind it. */
static gboolean
fill_in (BeckRpcTrunkCall *call)
{
  gsize filler = beck_ndr_landing_filler (call->landing.landed);

  return call->response.size != BECK_NDR_LANDING_AT || filler == 0
         || beck_rpc_bytes_extend (&call->response, filler) != NULL;
}

gboolean
beck_trunk_keep (BeckRpcTrunkCall *call, const guint8 *data, gsize size)
{
  gsize count = MIN (size, missing_of_count (call));

  if (call->landing.bytes == NULL)
    return beck_rpc_bytes_append (&call->response, data, size);
  if (!beck_rpc_bytes_append (&call->response, data, count))
    return FALSE;
  count += beck_rpc_landing_take (&call->landing, data + count, size - count);
  return count == size
         || (fill_in (call) && beck_rpc_bytes_append (&call->response, data + count, size - count));
}

gboolean
beck_rpc_trunk_finish_response (BeckRpcTrunkCall *call)
{
  return call->landing.landed == 0 || fill_in (call);
}

/* ---- Without it ---- */

guint8 *
beck_trunk_land (BeckRpcTrunk *trunk)
{
  guint8 *place = NULL;
  BeckRpcTrunkCall *call;

  beck_lock_acquire (&trunk->lock);
  call = *beck_trunk_place_of (trunk, trunk->fill.call_id);
  if (call != NULL && call->landing.bytes != NULL && trunk->state != TRUNK_CLOSED)
    {
      place = call->landing.bytes + call->landing.landed;
      trunk->fill.landing = TRUE;
    }
  beck_lock_release (&trunk->lock);
  return place;
}

void
beck_trunk_landed (BeckRpcTrunk *trunk, gsize size)
{
  BeckRpcTrunkCall *call;

  beck_lock_acquire (&trunk->lock);
  call = *beck_trunk_place_of (trunk, trunk->fill.call_id);
  if (call != NULL)
    call->landing.landed += size;
  trunk->fill.landing = FALSE;
  beck_lock_release (&trunk->lock);
}

/* The call may change trunks meanwhile. */
void
beck_rpc_trunk_stop_landing (BeckRpcTrunkCall *call)
{
  BeckRpcTrunk *trunk = beck_trunk_lock_of (call);

  while (trunk != NULL && trunk->fill.landing && trunk->fill.call_id == call->call_id)
    {
      beck_trunk_unlock_of (call, trunk);
      g_thread_yield ();
      trunk = beck_trunk_lock_of (call);
    }
  call->landing.bytes = NULL;
  beck_trunk_unlock_of (call, trunk);
}
