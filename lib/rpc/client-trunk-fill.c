/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Large responses are not read into the buffer of the thread and copied: once the header of a
 * fragment is there, the rest of it is read to behind what the response has already, or to where
 * the caller wants it (client-trunk-land.c). What follows is read into the buffer by the same
 * system call, but little of it, since it may be the next large one.
 *
 * While that goes on the response is the trunk's, so that no lock is needed to read into it, and a
 * call that is given up meanwhile leaves nothing behind that somebody writes to.
 */

#include "client-trunk-private.h"

#include <errno.h>
#include <sys/socket.h>

/* Bytes that are worth it. */
#define LARGE 4096

/* What is read into the buffer when a large response may follow. */
#define LITTLE 1024

static gboolean
make_room (BeckRpcTrunkCall *call, gsize whole, guint32 hint)
{
  BeckRpcBytes *response = &call->response;
  gsize expected = response->size == 0 ? MIN (MAX (hint, whole), MAX_BELIEVED) : 0;
  gsize needed = response->size + whole;

  if (needed > MAX_RESPONSE || call->incremental)
    return FALSE;
  needed = MAX (needed, expected) + BECK_TRUNK_FILLER;
  return beck_rpc_bytes_reserve (
      response, needed - beck_trunk_landable (call, MAX (whole, expected)));
}

/* The fragment goes on behind what is there of it, which was kept. */
static void
begin_rest (BeckTrunkFill *fill, BeckRpcTrunkCall *call, const BeckRpcClientEvent *event,
            gsize left)
{
  fill->left = left;
  fill->lands = beck_trunk_landable (call, left);
  if (fill->lands > 0 && fill->lands < left)
    beck_rpc_bytes_extend (&call->response, beck_ndr_landing_filler (call->landing.room));
  fill->response = call->response;
  fill->call_id = event->call_id;
  fill->last = event->last;
  fill->likely = TRUE;
  call->drep = event->drep;
  call->response = (BeckRpcBytes){ 0 };
}

gboolean
beck_trunk_fill_begin (BeckRpcTrunk *trunk, const guint8 *data, gsize size)
{
  BeckRpcTrunkCall *call;
  BeckRpcClientEvent event;
  gsize whole;

  if (!beck_rpc_client_core_begins_response (&trunk->core, data, size, &event, &whole)
      || whole - event.size < LARGE)
    return FALSE;
  call = *beck_trunk_place_of (trunk, event.call_id);
  if (call == NULL || !make_room (call, whole, event.hint))
    return FALSE;
  beck_trunk_keep (call, event.stub, event.size);
  begin_rest (&trunk->fill, call, &event, whole - event.size);
  return TRUE;
}

/* What belongs to a caller who has gone is passed over. */
static ssize_t
pass_over (BeckRpcTrunk *trunk, guint8 *buffer, gsize room, gboolean *emptied)
{
  gsize wanted = MIN (trunk->fill.lands, room);
  ssize_t n = recv (trunk->io.fd, buffer, wanted, MSG_DONTWAIT);

  *emptied = n < (ssize_t) wanted;
  if (n <= 0)
    return n;
  trunk->fill.lands -= (gsize) n;
  trunk->fill.left -= (gsize) n;
  return n;
}

/* To up to three places: those of the caller, of the response, and the buffer. */
static ssize_t
receive_all (BeckRpcTrunk *trunk, guint8 *land, guint8 *buffer, gsize room)
{
  BeckTrunkFill *fill = &trunk->fill;
  struct iovec iov[3];
  struct msghdr message = { .msg_iov = iov };

  if (fill->left == 0)
    return recv (trunk->io.fd, buffer, room, MSG_DONTWAIT);
  if (land != NULL)
    iov[message.msg_iovlen++] = (struct iovec){ land, fill->lands };
  if (fill->left > fill->lands)
    iov[message.msg_iovlen++] = (struct iovec){ fill->response.data + fill->response.size,
                                                fill->left - fill->lands };
  iov[message.msg_iovlen++] = (struct iovec){ buffer, room };
  return recvmsg (trunk->io.fd, &message, MSG_DONTWAIT);
}

/* What was read to the caller is counted by the lock. */
static void
note_landed (BeckRpcTrunk *trunk, ssize_t n)
{
  int error = errno;

  beck_trunk_landed (trunk, n > 0 ? MIN ((gsize) n, trunk->fill.lands) : 0);
  errno = error;
}

/* Returns how many of @n bytes are not the fragment's. */
static gsize
take_filled (BeckTrunkFill *fill, gsize n)
{
  gsize taken = MIN (n, fill->left), landed = MIN (taken, fill->lands);

  fill->response.size += taken - landed;
  fill->left -= taken;
  fill->lands -= landed;
  return n - taken;
}

ssize_t
beck_trunk_fill_receive (BeckRpcTrunk *trunk, guint8 *buffer, gsize room, gsize *size,
                         gboolean *emptied)
{
  BeckTrunkFill *fill = &trunk->fill;
  gsize portion = fill->likely ? LITTLE : room, wanted = fill->left + portion;
  guint8 *land = fill->lands > 0 ? beck_trunk_land (trunk) : NULL;
  ssize_t n;

  *size = 0;
  if (fill->lands > 0 && land == NULL)
    return pass_over (trunk, buffer, room, emptied);
  n = receive_all (trunk, land, buffer, portion);
  if (land != NULL)
    note_landed (trunk, n);
  *emptied = n < (ssize_t) wanted;
  if (n <= 0)
    return n;
  *size = take_filled (fill, (gsize) n);
  /* What comes between large ones must not be read in small portions for long. */
  fill->likely = fill->left > 0 || *emptied;
  return n;
}

BeckRpcTrunkCall **
beck_trunk_fill_end (BeckRpcTrunk *trunk)
{
  BeckRpcTrunkCall **place = beck_trunk_place_of (trunk, trunk->fill.call_id);

  if (*place != NULL)
    (*place)->response = trunk->fill.response;
  else
    beck_rpc_bytes_clear (&trunk->fill.response);
  trunk->fill.response = (BeckRpcBytes){ 0 };
  return place;
}
