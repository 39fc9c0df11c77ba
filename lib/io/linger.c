/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Connections whose end the peer is still to see. */

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/alloc.h"
#include "call/timer.h"
#include "io/io.h"
#include "io/socket.h"

#define LINGER_US (2 * G_USEC_PER_SEC)
#define MAX_PASSED_OVER (1024 * 1024) /* bytes; a peer that goes on sending is not owed more */

typedef struct
{
  BeckTimer timer;
  BeckIo io;
  gsize passed_over;
} Lingering;

static Lingering *
from_io (BeckIo *io)
{
  return (Lingering *) (gpointer) ((guint8 *) io - G_STRUCT_OFFSET (Lingering, io));
}

static void
finalize (BeckIo *io)
{
  close (io->fd);
  beck_free (from_io (io));
}

/* One reference is the timer's. */
static void
end (Lingering *lingering)
{
  beck_io_unwatch (&lingering->io);
  beck_io_unref (&lingering->io);
}

static void
time_is_up (BeckWork *work)
{
  end ((Lingering *) (gpointer) work);
}

/* TRUE when the peer has ended, too, or does not stop. */
static gboolean
pass_over (Lingering *lingering)
{
  guint8 *buffer = beck_io_buffer ();
  ssize_t n;

  while ((n = recv (lingering->io.fd, buffer, BECK_IO_BUFFER_SIZE, MSG_DONTWAIT)) > 0)
    if ((lingering->passed_over += (gsize) n) > MAX_PASSED_OVER)
      return TRUE;
  return n == 0 || (errno != EAGAIN && errno != EINTR);
}

static void
ready (BeckIo *io)
{
  Lingering *lingering = from_io (io);

  if (pass_over (lingering) && beck_timer_cancel (&lingering->timer))
    end (lingering);
}

void
beck_socket_close_lingering (int fd)
{
  Lingering *lingering = shutdown (fd, SHUT_WR) == 0 ? beck_alloc0 (sizeof *lingering) : NULL;

  if (lingering == NULL)
    {
      close (fd);
      return;
    }
  beck_io_init (&lingering->io, fd, ready, finalize);
  beck_io_ref (&lingering->io);
  lingering->timer.work.run = time_is_up;
  if (FAILED (beck_timer_arm (&lingering->timer, g_get_monotonic_time () + LINGER_US)))
    beck_io_unref (&lingering->io);
  else if (FAILED (beck_io_watch (&lingering->io)) && beck_timer_cancel (&lingering->timer))
    end (lingering);
  beck_io_unref (&lingering->io);
}
