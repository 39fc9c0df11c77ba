/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Ends while sources are watched and foreign code runs: nothing may hang or crash. */

#include <sys/socket.h>
#include <unistd.h>

#include "base/futex.h"
#include "io/io.h"

static BeckIo ios[4];
static atomic_uint n_inside;

static void
stay (BeckIo *io)
{
  char bytes[16];

  if (recv (io->fd, bytes, sizeof bytes, MSG_DONTWAIT) <= 0)
    return;
  beck_io_lend (io);
  atomic_fetch_add (&n_inside, 1);
  beck_futex_wake (&n_inside, 1);
  for (;;)
    pause ();
}

static void
finalize (BeckIo *io)
{
}

int
main (void)
{
  guint n;

  for (gsize i = 0; i < G_N_ELEMENTS (ios); i++)
    {
      int fds[2];

      if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) != 0)
        return 1;
      beck_io_init (&ios[i], fds[0], stay, finalize);
      if (FAILED (beck_io_watch (&ios[i])) || (i < 2 && write (fds[1], "x", 1) != 1))
        return 1;
    }
  while ((n = atomic_load (&n_inside)) < 2)
    beck_futex_wait (&n_inside, n, BECK_FOR_EVER);
  return 0;
}
