/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Stream sockets: what a server and a client of calls do before the first byte and after the last.
 *
 * Descriptors are close-on-exec. A function that returns one returns -1 with errno when there is
 * none. Deadlines are microseconds of g_get_monotonic_time(); -1: none. Who sends uses
 * MSG_NOSIGNAL.
 */

#include <sys/socket.h>

#include "io/io.h"

/* Listens, non-blocking, on the Unix socket @path. One that a dead server has left is replaced;
 * EADDRINUSE if the server lives, or if @path is something else. */
int beck_socket_listen_local (const char *path);

/* Removes @path if it is a socket that a dead server has left. */
void beck_socket_remove_stale (const char *path);

/* Listens, non-blocking, on @port of @address, which is numeric; port 0: any that is free. "::"
 * is IPv6 alone. @bound (nullable): the port. */
int beck_socket_listen_tcp (const char *address, guint16 port, guint16 *bound);

/* The next connection to @listener, non-blocking, without delay if it is TCP, and with room for
 * several large answers if it is local and the kernel lets it. EAGAIN when there is none; what
 * concerns one connection only is passed over. */
int beck_socket_accept (int listener);

/* The same for a listener that is watched, in its ready(): if there is no descriptor or memory
 * for a connection, ready() runs again after a tenth of a second. */
int beck_io_accept (BeckIo *listener);

/* Connects; the socket is blocking. ETIMEDOUT when the deadline came first. */
int beck_socket_connect_local (const char *path, gint64 deadline);

/* The same by TCP. All addresses that @host has are tried, for at most a fair part of the time
 * each. @service: a port or a name; ENOENT if there is no such host or service. */
int beck_socket_connect_tcp (const char *host, const char *service, gint64 deadline);

/* Begin to connect, and do not wait; the socket is non-blocking. @pending: it becomes writable when
 * that has come to an end, and beck_socket_result() tells to which: 0, or -1 with errno. EAGAIN: a
 * Unix socket whose backlog is full, where nothing tells when there is room. */
int beck_socket_begin (const struct sockaddr *address, socklen_t size, gboolean *pending);
int beck_socket_begin_local (const char *path, gboolean *pending);
int beck_socket_result (int fd);

#define BECK_SOCKET_PEER_SIZE 64

/* Who the peer is: a number to count connections by, the uid locally, and of IPv6 the /64; 0 if
 * it is not known. @text (nullable): its address without port, "" locally. */
guint64 beck_socket_peer (int fd, char text[BECK_SOCKET_PEER_SIZE]);

/* Ends a connection whose last bytes the peer is still to read: says that nothing will follow, and
 * closes when the peer has done so too, or after a second or two. Takes @fd. A bare close would
 * reset the connection, and take the answer with it, if bytes of the peer are unread. */
void beck_socket_close_lingering (int fd);
