/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* What the two files about sockets share. */

#include <sys/un.h>

/* Closes @fd; -1, and errno as it was. */
int beck_socket_give_up (int fd);

/* 0, or -1 with errno if @path is too long. */
int beck_socket_local_address (const char *path, struct sockaddr_un *address);

/* Sends small pieces at once, if the family delays them. */
void beck_socket_no_delay (int fd, int family);
