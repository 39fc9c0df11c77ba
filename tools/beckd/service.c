/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "service.h"

#include <fcntl.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define FIRST_SOCKET 3
#define MAX_SOCKETS 64

static guint64
read_number (const char *variable)
{
  const char *text = g_getenv (variable);
  guint64 number;

  return text != NULL && g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT, &number, NULL) ? number
                                                                                           : 0;
}

guint
beckd_service_sockets (int *first)
{
  gboolean ours = read_number ("LISTEN_PID") == (guint64) getpid ();
  guint n = ours ? (guint) MIN (read_number ("LISTEN_FDS"), MAX_SOCKETS) : 0;

  g_unsetenv ("LISTEN_PID");
  g_unsetenv ("LISTEN_FDS");
  g_unsetenv ("LISTEN_FDNAMES");
  *first = FIRST_SOCKET;
  for (guint i = 0; i < n; i++)
    fcntl (FIRST_SOCKET + (int) i, F_SETFD, FD_CLOEXEC);
  return n;
}

/* An @ stands for the byte that begins an abstract name. */
static gboolean
fill_address (const char *path, struct sockaddr_un *address, socklen_t *length)
{
  gsize size = strlen (path);

  if ((path[0] != '/' && path[0] != '@') || size >= sizeof address->sun_path)
    return FALSE;
  *address = (struct sockaddr_un){ .sun_family = AF_UNIX };
  memcpy (address->sun_path, path, size);
  if (path[0] == '@')
    address->sun_path[0] = '\0';
  *length = (socklen_t) (offsetof (struct sockaddr_un, sun_path) + size);
  return TRUE;
}

void
beckd_service_notify (const char *state)
{
  const char *path = g_getenv ("NOTIFY_SOCKET");
  struct sockaddr_un address;
  socklen_t length;
  int fd;

  if (path == NULL || !fill_address (path, &address, &length))
    return;
  fd = socket (AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0)
    return;
  sendto (fd, state, strlen (state), MSG_NOSIGNAL, (const struct sockaddr *) &address, length);
  close (fd);
}
