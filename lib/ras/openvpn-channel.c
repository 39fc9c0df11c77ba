/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The helper makes its socket when it is ready for it, some milliseconds after its start, and says
 * so nowhere: it is tried until it is there. Passwords pass through here, so what was read is
 * wiped.
 */

#include "ras/openvpn-channel.h"

#include <errno.h>
#include <glib-unix.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/alloc.h"

/* Milliseconds between two tries; a helper that is not there after so many is slow anyway. */
#define TRY_MS 1
#define N_QUICK_TRIES 100
#define SLOW_TRY_MS 20

struct BeckRasOpenvpnChannel
{
  guint n_refs;
  gboolean is_closed; /* by us */
  int fd;
  guint n_tries;
  GSource *source;
  const BeckRasOpenvpnListener *listener;
  gpointer data;
  struct sockaddr_un address;
  BeckRasManagementParser parser;
};

static gboolean try_to_connect (gpointer data);

static void
channel_unref (BeckRasOpenvpnChannel *channel)
{
  if (--channel->n_refs > 0)
    return;
  explicit_bzero (&channel->parser, sizeof channel->parser);
  beck_free (channel);
}

static void
set_source (BeckRasOpenvpnChannel *channel, GSource *source, GSourceFunc func)
{
  if (channel->source != NULL)
    {
      g_source_destroy (channel->source);
      g_source_unref (channel->source);
    }
  channel->source = source;
  if (source == NULL)
    return;
  g_source_set_callback (source, func, channel, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
}

static void
close_socket (BeckRasOpenvpnChannel *channel)
{
  set_source (channel, NULL, NULL);
  if (channel->fd >= 0)
    close (channel->fd);
  channel->fd = -1;
}

/* ---- Reading ---- */

static gboolean
take_event (const BeckRasManagementEvent *event, gpointer data)
{
  BeckRasOpenvpnChannel *channel = data;

  channel->listener->event (event, channel->data);
  return !channel->is_closed;
}

/* Returns FALSE if that was all for now, or for ever. */
static gboolean
read_some (BeckRasOpenvpnChannel *channel)
{
  char bytes[4096];
  ssize_t n;

  if (channel->fd < 0)
    return FALSE;
  n = read (channel->fd, bytes, sizeof bytes);
  if (n > 0)
    {
      gboolean more
        = beck_ras_management_feed (&channel->parser, bytes, n, take_event, channel);

      explicit_bzero (bytes, n);
      return more;
    }
  if (n < 0 && (errno == EAGAIN || errno == EINTR))
    return FALSE;
  close_socket (channel);
  channel->listener->closed (channel->data);
  return FALSE;
}

void
beck_ras_openvpn_channel_drain (BeckRasOpenvpnChannel *channel)
{
  channel->n_refs++;
  while (read_some (channel))
    ;
  channel_unref (channel);
}

static gboolean
ready (int fd, GIOCondition condition, gpointer data)
{
  BeckRasOpenvpnChannel *channel = data;

  channel->n_refs++;
  read_some (channel);
  channel_unref (channel);
  return G_SOURCE_CONTINUE; /* it is destroyed where the socket is closed */
}

/* ---- Connecting ---- */

static gboolean
connect_now (BeckRasOpenvpnChannel *channel)
{
  int fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

  if (fd < 0)
    return FALSE;
  if (connect (fd, (struct sockaddr *) &channel->address, sizeof channel->address) == 0)
    {
      channel->fd = fd;
      return TRUE;
    }
  close (fd);
  return FALSE;
}

static void
try_later (BeckRasOpenvpnChannel *channel)
{
  guint delay = channel->n_tries++ < N_QUICK_TRIES ? TRY_MS : SLOW_TRY_MS;

  set_source (channel, g_timeout_source_new (delay), try_to_connect);
}

static gboolean
try_to_connect (gpointer data)
{
  BeckRasOpenvpnChannel *channel = data;

  if (!connect_now (channel))
    {
      try_later (channel);
      return G_SOURCE_REMOVE;
    }
  set_source (channel, g_unix_fd_source_new (channel->fd, G_IO_IN | G_IO_HUP),
              (GSourceFunc) (gpointer) ready);
  channel->listener->opened (channel->data);
  return G_SOURCE_REMOVE;
}

BeckRasOpenvpnChannel *
beck_ras_openvpn_channel_new (const char *path, const BeckRasOpenvpnListener *listener,
                              gpointer data)
{
  BeckRasOpenvpnChannel *channel;

  if (strlen (path) >= sizeof channel->address.sun_path)
    return NULL;
  channel = beck_alloc0 (sizeof *channel);
  if (channel == NULL)
    return NULL;
  channel->n_refs = 1;
  channel->fd = -1;
  channel->listener = listener;
  channel->data = data;
  channel->address.sun_family = AF_UNIX;
  memcpy (channel->address.sun_path, path, strlen (path) + 1);
  try_later (channel);
  return channel;
}

gboolean
beck_ras_openvpn_channel_send (BeckRasOpenvpnChannel *channel, const char *line)
{
  struct iovec parts[2] = { { (char *) line, strlen (line) }, { (char *) "\n", 1 } };
  struct msghdr message = { .msg_iov = parts, .msg_iovlen = 2 };
  ssize_t n;

  if (channel->fd < 0)
    return TRUE;
  n = sendmsg (channel->fd, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
  /* A helper that has closed it may have said why, which is still to be read. */
  return n == (ssize_t) parts[0].iov_len + 1 || (n < 0 && errno != EAGAIN);
}

void
beck_ras_openvpn_channel_free (BeckRasOpenvpnChannel *channel)
{
  if (channel == NULL)
    return;
  channel->is_closed = TRUE;
  close_socket (channel);
  channel_unref (channel);
}
