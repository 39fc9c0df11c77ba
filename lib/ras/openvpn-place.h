/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The directory of one helper, of mode 0700: its socket, what it is to read, and a note of who it
 * is. They are together in $BECK_RAS_RUNTIME_DIR/openvpn, /run/beck/openvpn for root,
 * $XDG_RUNTIME_DIR/beck/openvpn for others.
 *
 * A helper waits forever for somebody who died before it was told everything. Whoever dials next
 * finds that by the note, ends it, and removes what is left.
 */

#include "ras/process.h"

/* (transfer full): a new directory, free with g_free(); NULL if it cannot be had. */
char *beck_ras_openvpn_place_new (void);

/* A file in it, of mode 0600. FALSE if it cannot be written. */
gboolean beck_ras_openvpn_place_write (const char *place, const char *name, const char *text,
                                       gsize size);

/* A file in it is not needed any more. */
void beck_ras_openvpn_place_drop (const char *place, const char *name);

typedef enum
{
  BECK_RAS_OPENVPN_DIALLED, /* by this process, without which it is of no use */
  BECK_RAS_OPENVPN_OWNED, /* a link that this process looks after */
  BECK_RAS_OPENVPN_LEFT, /* a link that nobody looks after */
} BeckRasOpenvpnCustody;

gboolean beck_ras_openvpn_place_note (const char *place, const BeckRasProcessId *helper,
                                      BeckRasOpenvpnCustody custody);

/* With what is in it. (nullable) */
void beck_ras_openvpn_place_remove (const char *place);

/* Ends helpers that wait for nobody, and removes the places of those that have ended. */
void beck_ras_openvpn_place_sweep (void);
