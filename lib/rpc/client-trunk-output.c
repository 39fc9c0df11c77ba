/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What a trunk sends: by whoever begins a call, or the reactor for all of them. */

#include "client-trunk-private.h"

#include <poll.h>
#include <sys/socket.h>

/* With so much to send the server need not wait for more. */
#define ENOUGH ((gsize) 16 << 10)

/* ---- Output ---- */

gsize
beck_trunk_unsent (const BeckRpcTrunk *trunk)
{
  return trunk->out.size + trunk->going.size - trunk->gone;
}

/* The two buffers change places when one is empty, and keep their memory. */
static gboolean
has_going (BeckRpcTrunk *trunk)
{
  BeckRpcBytes done = trunk->going;

  if (trunk->gone < trunk->going.size)
    return TRUE;
  done.size = 0;
  trunk->going = trunk->out;
  trunk->gone = 0;
  trunk->out = done;
  return trunk->going.size > 0;
}

static void
watch_output (BeckRpcTrunk *trunk)
{
  gboolean wanted = beck_trunk_unsent (trunk) > 0;

  if (wanted == trunk->watching_output)
    return;
  trunk->watching_output = wanted;
  beck_io_want_output (&trunk->io, wanted);
}

static gboolean
is_connected (const BeckRpcTrunk *trunk)
{
  return trunk->state == TRUNK_OPEN || trunk->state == TRUNK_BINDING;
}

/* Sends what there is and the socket takes. With the lock, which is given up meanwhile; one thread
 * does it at a time, for all. That the server is gone is found out by who reads; nothing is sent
 * once the trunk is closed and this has been seen. */
void
beck_trunk_flush (BeckRpcTrunk *trunk)
{
  ssize_t n = 0;

  if (trunk->sending || !is_connected (trunk))
    return;
  trunk->sending = TRUE;
  while (n >= 0 && is_connected (trunk) && has_going (trunk))
    {
      beck_lock_release (&trunk->lock);
      n = send (trunk->io.fd, trunk->going.data + trunk->gone, trunk->going.size - trunk->gone,
                MSG_NOSIGNAL | MSG_DONTWAIT);
      beck_lock_acquire (&trunk->lock);
      if (n > 0)
        {
          trunk->gone += (gsize) n;
          trunk->taken += (guint64) n;
        }
    }
  trunk->sending = FALSE;
  watch_output (trunk);
}

void
beck_trunk_flush_put_off (BeckPutOff *flush)
{
  BeckRpcTrunk *trunk = (BeckRpcTrunk *) ((char *) flush - offsetof (BeckRpcTrunk, flush));

  beck_lock_acquire (&trunk->lock);
  beck_trunk_flush (trunk);
  beck_lock_release (&trunk->lock);
  beck_io_unref (&trunk->io);
}

/* With the lock. */
static gboolean
put_off (BeckRpcTrunk *trunk)
{
  BeckPutOffResult result;

  if (beck_put_off_stands (&trunk->flush))
    return TRUE;
  beck_io_ref (&trunk->io);
  result = beck_put_off (&trunk->flush);
  if (result != BECK_PUT_OFF_LISTED)
    beck_io_unref (&trunk->io);
  return result != BECK_PUT_OFF_REFUSED;
}

/* Whether the program has other calls that it has begun and not completed. It begins many, then;
 * those that are answered, but that it has not come to yet, count too. With the lock. */
static gboolean
has_others (BeckRpcTrunk *trunk)
{
  return trunk->n_begun - atomic_load_explicit (&trunk->n_cleared, memory_order_relaxed) > 1;
}

/* What a single call sends goes at once. With others about, it is left to the thread to send all
 * that has come together when it sleeps; or to the reactor, if the thread is not known to. With
 * the lock. */
void
beck_trunk_flush_soon (BeckRpcTrunk *trunk)
{
  if (trunk->flush_arranged || trunk->watching_output)
    return;
  if (!has_others (trunk) || beck_trunk_unsent (trunk) > ENOUGH)
    beck_trunk_flush (trunk);
  else if (!put_off (trunk))
    {
      trunk->flush_arranged = TRUE;
      beck_io_again (&trunk->io);
    }
}

/* Does not come back before the server has read most of what it was sent, or is gone, or the call
 * that made it so much is over. The caller has references to both. */
void
beck_trunk_wait_for_room (BeckRpcTrunk *trunk, const BeckRpcTrunkCall *call)
{
  struct pollfd poll_fd = { .fd = trunk->io.fd, .events = POLLOUT };

  beck_lock_acquire (&trunk->lock);
  while (trunk->state == TRUNK_OPEN && beck_trunk_unsent (trunk) > MAX_UNSENT && !call->over)
    {
      beck_lock_release (&trunk->lock);
      poll (&poll_fd, 1, 100);
      beck_lock_acquire (&trunk->lock);
      beck_trunk_flush (trunk);
    }
  beck_lock_release (&trunk->lock);
}
