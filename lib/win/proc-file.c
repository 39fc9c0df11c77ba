/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Files whose size shows when they have been read. */

#include "win/proc-file.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/alloc.h"

/* Reads until the end. NULL and errno; the block is freed then. */
static char *
read_all (int fd, gsize *size)
{
  gsize room = 4096;
  gsize n = 0;
  char *bytes = beck_alloc (room);

  errno = ENOMEM;
  while (bytes != NULL)
    {
      ssize_t got = read (fd, bytes + n, room - n - 1);
      char *more;

      if (got <= 0)
        {
          bytes[n] = '\0';
          *size = n;
          return bytes;
        }
      n += (gsize) got;
      if (n + 1 < room)
        continue;
      room *= 2;
      more = beck_realloc (bytes, room);
      if (more == NULL)
        beck_free (bytes);
      bytes = more;
    }
  return NULL;
}

char *
beck_win_read_file (const char *path, gsize *size)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  char *bytes;

  if (fd < 0)
    return NULL;
  bytes = read_all (fd, size);
  close (fd);
  return bytes;
}
