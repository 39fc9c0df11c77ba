/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Large responses are not read into the buffer of the thread and copied: once the header of a
 * fragment is there, the rest of it is read to behind what the response has already. What follows
 * is read into the buffer by the same system call, but little of it, since it may be the next
 * large one.
 *
 * While that goes on the response is the trunk's, so that no lock is needed to read into it, and a
 * call that is given up meanwhile leaves nothing behind that somebody writes to.
 */

#include "client-trunk-private.h"

#include <sys/socket.h>

/* Bytes that are worth it. */
#define LARGE 4096

/* What is read into the buffer when a large response may follow. */
#define LITTLE 1024

static gboolean
make_room (const BeckRpcTrunkCall *call, BeckRpcBytes *response, gsize whole, guint32 hint)
{
  gsize expected = response->size == 0 ? MIN (MAX (hint, whole), MAX_BELIEVED) : 0;

  if (response->size + whole > MAX_RESPONSE || call->incremental)
    return FALSE;
  return beck_rpc_bytes_reserve (response, MAX (response->size + whole, expected));
}

gboolean
beck_trunk_fill_begin (BeckRpcTrunk *trunk, const guint8 *data, gsize size)
{
  BeckTrunkFill *fill = &trunk->fill;
  BeckRpcTrunkCall *call;
  BeckRpcClientEvent event;
  gsize whole;

  if (!beck_rpc_client_core_begins_response (&trunk->core, data, size, &event, &whole)
      || whole - event.size < LARGE)
    return FALSE;
  call = *beck_trunk_place_of (trunk, event.call_id);
  if (call == NULL || !make_room (call, &call->response, whole, event.hint))
    return FALSE;
  beck_rpc_bytes_append (&call->response, event.stub, event.size);
  call->drep = event.drep;
  fill->response = call->response;
  fill->left = whole - event.size;
  fill->call_id = event.call_id;
  fill->last = event.last;
  fill->likely = TRUE;
  call->response = (BeckRpcBytes){ 0 };
  return TRUE;
}

ssize_t
beck_trunk_fill_receive (BeckRpcTrunk *trunk, guint8 *buffer, gsize room, gsize *size,
                         gboolean *emptied)
{
  BeckTrunkFill *fill = &trunk->fill;
  struct iovec iov[2] = { { NULL, fill->left }, { buffer, fill->likely ? LITTLE : room } };
  struct msghdr message = { .msg_iov = iov, .msg_iovlen = 2 };
  ssize_t n;

  if (fill->left > 0)
    {
      iov[0].iov_base = fill->response.data + fill->response.size;
      n = recvmsg (trunk->io.fd, &message, MSG_DONTWAIT);
    }
  else
    n = recv (trunk->io.fd, buffer, iov[1].iov_len, MSG_DONTWAIT);
  *size = 0;
  *emptied = n < (ssize_t) (iov[0].iov_len + iov[1].iov_len);
  if (n <= 0)
    return n;
  *size = (gsize) n - MIN ((gsize) n, fill->left);
  fill->response.size += (gsize) n - *size;
  fill->left -= (gsize) n - *size;
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
