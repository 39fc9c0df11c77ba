/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* Who calls beckd, and at which address. */

#include <beck/rpc-server.h>

/**
 * BeckdClient:
 * @is_local: on a Unix socket
 * @uid: its user, if it is local
 * @peer: who it is, as a number that it cannot choose
 * @address: where it has reached this machine, in digits; "" if it is local
 */
typedef struct
{
  gboolean is_local;
  guint uid;
  guint64 peer;
  char address[64];
} BeckdClient;

/* The client of the running call. One whose user the kernel does not tell counts as one from the
 * network. */
void beckd_client_get (BeckdClient *client);
