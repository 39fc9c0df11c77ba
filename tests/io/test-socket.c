/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Sockets of servers and clients. */

#include <errno.h>
#include <glib/gstdio.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "io/socket.h"
#include "scene.h"
#include "suites.h"

static char *directory;
static char *path;

static void
set_up (void)
{
  directory = g_dir_make_tmp ("beck-io-XXXXXX", NULL);
  ck_assert_ptr_nonnull (directory);
  path = g_build_filename (directory, "socket", NULL);
}

static void
tear_down (void)
{
  g_unlink (path);
  g_rmdir (directory);
  g_clear_pointer (&path, g_free);
  g_clear_pointer (&directory, g_free);
}

static gint64
soon (void)
{
  return g_get_monotonic_time () + 10 * G_USEC_PER_SEC;
}

static void
check_conversation (int client, int server)
{
  char got = 0;

  ck_assert_int_ge (client, 0);
  ck_assert_int_ge (server, 0);
  ck_assert_int_eq (send (client, "a", 1, MSG_NOSIGNAL), 1);
  while (recv (server, &got, 1, 0) < 0)
    ck_assert_int_eq (errno, EAGAIN);
  ck_assert_int_eq (got, 'a');
  ck_assert_int_eq (send (server, "b", 1, MSG_NOSIGNAL), 1);
  ck_assert_int_eq (recv (client, &got, 1, 0), 1);
  ck_assert_int_eq (got, 'b');
}

static int
accept_one (int listener)
{
  int fd;

  while ((fd = beck_socket_accept (listener)) < 0)
    ck_assert_int_eq (errno, EAGAIN);
  return fd;
}

/* --- local --- */

START_TEST (local_sockets_connect)
{
  int listener = beck_socket_listen_local (path);
  int client = beck_socket_connect_local (path, soon ());
  int server = accept_one (listener);

  check_conversation (client, server);
  ck_assert_int_eq (beck_socket_accept (listener), -1);
  ck_assert_int_eq (errno, EAGAIN);
  close (client);
  close (server);
  close (listener);
}
END_TEST

static int
room_of (int fd)
{
  int room = 0;
  socklen_t size = sizeof room;

  ck_assert_int_eq (getsockopt (fd, SOL_SOCKET, SO_SNDBUF, &room, &size), 0);
  return room;
}

/* As much as the kernel gives who asks for that, and not less than without asking. */
START_TEST (several_large_answers_fit_in_a_local_socket)
{
  int listener = beck_socket_listen_local (path);
  int client = beck_socket_connect_local (path, soon ());
  int server = accept_one (listener);
  int wanted = 256 * 1024;
  int other = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  int unasked = room_of (other);

  ck_assert_int_eq (setsockopt (other, SOL_SOCKET, SO_SNDBUF, &wanted, sizeof wanted), 0);
  ck_assert_int_eq (room_of (server), MAX (unasked, room_of (other)));
  close (other);
  close (client);
  close (server);
  close (listener);
}
END_TEST

START_TEST (socket_of_a_dead_server_is_replaced)
{
  int listener = beck_socket_listen_local (path);

  close (listener);
  listener = beck_socket_listen_local (path);
  ck_assert_int_ge (listener, 0);
  close (listener);
}
END_TEST

START_TEST (socket_of_a_live_server_is_in_use)
{
  int listener = beck_socket_listen_local (path);

  ck_assert_int_eq (beck_socket_listen_local (path), -1);
  ck_assert_int_eq (errno, EADDRINUSE);
  close (listener);
}
END_TEST

START_TEST (file_that_is_no_socket_is_not_replaced)
{
  ck_assert (g_file_set_contents (path, "precious", -1, NULL));
  ck_assert_int_eq (beck_socket_listen_local (path), -1);
  ck_assert_int_eq (errno, EADDRINUSE);
  ck_assert (g_file_test (path, G_FILE_TEST_IS_REGULAR));
}
END_TEST

START_TEST (name_that_is_too_long_is_refused)
{
  g_autofree char *name = g_strnfill (200, 'x');

  ck_assert_int_eq (beck_socket_listen_local (name), -1);
  ck_assert_int_eq (errno, ENAMETOOLONG);
  ck_assert_int_eq (beck_socket_connect_local (name, soon ()), -1);
  ck_assert_int_eq (errno, ENAMETOOLONG);
}
END_TEST

START_TEST (nobody_listens)
{
  ck_assert_int_eq (beck_socket_connect_local (path, soon ()), -1);
  ck_assert_int_eq (errno, ENOENT);
  close (beck_socket_listen_local (path));
  ck_assert_int_eq (beck_socket_connect_local (path, soon ()), -1);
  ck_assert_int_eq (errno, ECONNREFUSED);
}
END_TEST

/* A server that accepts nothing leaves a full backlog. */
START_TEST (connecting_ends_at_the_deadline)
{
  int listener = beck_socket_listen_local (path);
  int clients[3];
  gsize n = 0;

  ck_assert_int_eq (listen (listener, 0), 0);
  while (n < G_N_ELEMENTS (clients))
    {
      clients[n] = beck_socket_connect_local (path, g_get_monotonic_time () + 10000);
      if (clients[n] < 0)
        break;
      n++;
    }
  ck_assert_int_eq (errno, ETIMEDOUT);
  ck_assert_uint_lt (n, G_N_ELEMENTS (clients));
  while (n > 0)
    close (clients[--n]);
  close (listener);
}
END_TEST

/* --- TCP --- */

static const char *const addresses[] = { "127.0.0.1", "::1" };

START_TEST (tcp_sockets_connect_without_delay)
{
  guint16 port = 0;
  int listener = beck_socket_listen_tcp (addresses[_i], 0, &port);
  g_autofree char *service = g_strdup_printf ("%u", port);
  int client, server, delay_off = 0;
  socklen_t size = sizeof delay_off;
  char text[BECK_SOCKET_PEER_SIZE];

  if (listener < 0 && errno == EADDRNOTAVAIL)
    return;
  ck_assert_uint_ne (port, 0);
  client = beck_socket_connect_tcp (addresses[_i], service, soon ());
  server = accept_one (listener);
  check_conversation (client, server);
  ck_assert_int_eq (getsockopt (server, IPPROTO_TCP, TCP_NODELAY, &delay_off, &size), 0);
  ck_assert_int_ne (delay_off, 0);
  ck_assert_uint_ne (beck_socket_peer (server, text), 0);
  ck_assert_str_eq (text, addresses[_i]);
  close (client);
  close (server);
  close (listener);
}
END_TEST

START_TEST (port_of_somebody_else_is_in_use)
{
  guint16 port = 0;
  int listener = beck_socket_listen_tcp ("127.0.0.1", 0, &port);

  ck_assert_int_eq (beck_socket_listen_tcp ("127.0.0.1", port, NULL), -1);
  ck_assert_int_eq (errno, EADDRINUSE);
  close (listener);
}
END_TEST

START_TEST (address_that_is_none_is_refused)
{
  ck_assert_int_eq (beck_socket_listen_tcp ("localhost", 0, NULL), -1);
  ck_assert_int_eq (errno, EINVAL);
  ck_assert_int_eq (beck_socket_connect_tcp ("127.0.0.1", "no such service", soon ()), -1);
  ck_assert_int_eq (errno, ENOENT);
}
END_TEST

/* "localhost" may be ::1 first, where nobody listens. */
START_TEST (all_addresses_of_a_host_are_tried)
{
  guint16 port = 0;
  int listener = beck_socket_listen_tcp ("127.0.0.1", 0, &port);
  g_autofree char *service = g_strdup_printf ("%u", port);
  int client = beck_socket_connect_tcp ("localhost", service, soon ());

  ck_assert_int_ge (client, 0);
  close (client);
  close (listener);
}
END_TEST

/* --- peers, limits, the end --- */

START_TEST (local_peers_are_counted_by_user)
{
  int fds[2];
  char text[BECK_SOCKET_PEER_SIZE] = "x";
  guint64 key;

  ck_assert_int_eq (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), 0);
  key = beck_socket_peer (fds[0], text);
  ck_assert_uint_ne (key, 0);
  ck_assert_uint_eq ((guint32) key, getuid ());
  ck_assert_str_eq (text, "");
  ck_assert_uint_eq (beck_socket_peer (fds[1], NULL), key);
  ck_assert_uint_eq (beck_socket_peer (-1, text), 0);
  close (fds[0]);
  close (fds[1]);
}
END_TEST

START_TEST (last_bytes_reach_a_peer_that_has_not_been_read)
{
  guint16 port = 0;
  int listener = beck_socket_listen_tcp ("127.0.0.1", 0, &port);
  g_autofree char *service = g_strdup_printf ("%u", port);
  int client = beck_socket_connect_tcp ("127.0.0.1", service, soon ());
  int server = accept_one (listener);
  char bytes[16];

  ck_assert_int_eq (send (client, "unread", 6, MSG_NOSIGNAL), 6);
  ck_assert_int_eq (send (server, "fault", 5, MSG_NOSIGNAL), 5);
  beck_socket_close_lingering (server);
  ck_assert_int_eq (send (client, "more", 4, MSG_NOSIGNAL), 4);
  ck_assert_int_eq (recv (client, bytes, sizeof bytes, MSG_WAITALL), 5);
  ck_assert_int_eq (memcmp (bytes, "fault", 5), 0);
  close (client);
  close (listener);
}
END_TEST

/* --- without descriptors --- */

static Counter n_refused;
static Counter n_accepted;

static void
accept_all (BeckIo *listener)
{
  int fd;

  while ((fd = beck_io_accept (listener)) >= 0)
    {
      close (fd);
      count (&n_accepted, 1);
    }
  if (errno == EMFILE)
    count (&n_refused, 1);
}

static Counter n_closed;

static void
close_listener (BeckIo *listener)
{
  close (listener->fd);
  count (&n_closed, 1);
}

static void
connect_to_path (int fd)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };

  g_strlcpy (address.sun_path, path, sizeof address.sun_path);
  ck_assert_int_eq (connect (fd, (struct sockaddr *) &address, sizeof address), 0);
}

/* The lowest number that is free. */
static rlim_t
next_descriptor (void)
{
  int fd = dup (0);

  close (fd);
  return (rlim_t) fd;
}

START_TEST (who_connects_while_descriptors_lack_is_accepted_later)
{
  BeckIo listener;
  struct rlimit limit, low;
  int client;

  if (under_valgrind ())
    return;
  beck_io_init (&listener, beck_socket_listen_local (path), accept_all, close_listener);
  ck_assert_int_eq (beck_io_watch (&listener), S_OK);
  client = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  ck_assert_int_eq (getrlimit (RLIMIT_NOFILE, &limit), 0);
  low = limit;
  low.rlim_cur = next_descriptor ();
  ck_assert_int_eq (setrlimit (RLIMIT_NOFILE, &low), 0);
  connect_to_path (client);
  await (&n_refused, 2);
  ck_assert_uint_eq (counted (&n_accepted), 0);
  ck_assert_int_eq (setrlimit (RLIMIT_NOFILE, &limit), 0);
  await (&n_accepted, 1);
  close (client);
  beck_io_unwatch (&listener);
  beck_io_unref (&listener);
  await (&n_closed, 1);
}
END_TEST

Suite *
socket_suite (void)
{
  Suite *suite = suite_create ("io-socket");
  TCase *tc = tcase_create ("socket");

  tcase_add_checked_fixture (tc, set_up, tear_down);
  tcase_set_timeout (tc, 30);
  tcase_add_test (tc, local_sockets_connect);
  tcase_add_test (tc, several_large_answers_fit_in_a_local_socket);
  tcase_add_test (tc, socket_of_a_dead_server_is_replaced);
  tcase_add_test (tc, socket_of_a_live_server_is_in_use);
  tcase_add_test (tc, file_that_is_no_socket_is_not_replaced);
  tcase_add_test (tc, name_that_is_too_long_is_refused);
  tcase_add_test (tc, nobody_listens);
  tcase_add_test (tc, connecting_ends_at_the_deadline);
  tcase_add_loop_test (tc, tcp_sockets_connect_without_delay, 0, G_N_ELEMENTS (addresses));
  tcase_add_test (tc, port_of_somebody_else_is_in_use);
  tcase_add_test (tc, address_that_is_none_is_refused);
  tcase_add_test (tc, all_addresses_of_a_host_are_tried);
  tcase_add_test (tc, local_peers_are_counted_by_user);
  tcase_add_test (tc, last_bytes_reach_a_peer_that_has_not_been_read);
  tcase_add_test (tc, who_connects_while_descriptors_lack_is_accepted_later);
  suite_add_tcase (suite, tc);
  return suite;
}
