/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The directory of one helper, of mode 0700: what it is to read, its socket, and a note of who it
 * is. Those of a back end are together in $BECK_RAS_RUNTIME_DIR/BACKEND, /run/beck/BACKEND for
 * root, $XDG_RUNTIME_DIR/beck/BACKEND for others.
 *
 * If the dialler dies, its helper waits forever for what it was not told, or comes up without
 * anybody knowing of the link. Whoever dials next finds that by the note, ends it, and removes what
 * is left.
 *
 * All functions run on the loop's thread (loop.h).
 */

#include "ras/process.h"

/* Ends what diallers that died have left, and makes a directory. (transfer full): free with
 * g_free(); NULL if it cannot be had. */
char *beck_ras_place_new (const char *backend);

/* A file in it, of mode 0600. FALSE if it cannot be written. */
gboolean beck_ras_place_write (const char *place, const char *name, const char *text, gsize size);

/* (transfer full): how a file in it begins, up to some pages; "" if it cannot be read. */
char *beck_ras_place_read (const char *place, const char *name);

/* A file in it is not needed any more. */
void beck_ras_place_drop (const char *place, const char *name);

typedef enum
{
  BECK_RAS_PLACE_DIALLED, /* by this process, without which it is of no use */
  BECK_RAS_PLACE_OWNED, /* a link that this process looks after */
  BECK_RAS_PLACE_LEFT, /* a link that nobody looks after */
} BeckRasCustody;

gboolean beck_ras_place_note (const char *place, const BeckRasProcessId *helper,
                              BeckRasCustody custody);

/* With what is in it. (nullable) */
void beck_ras_place_remove (const char *place);
