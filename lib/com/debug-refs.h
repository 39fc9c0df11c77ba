/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <beck/object.h>

/*
 * The list of live objects behind BECK_DEBUG=refs. An object on it is allocated with a
 * record in front, so that objects carry nothing when the flag is off.
 */

/* Allocates @size zeroed bytes for an instance with a record in front of it; NULL when memory is
 * lacking. @place is a static string. */
gpointer beck_refs_alloc (gsize size, const char *place);

/* Lists it, once it says of which class it is: others may read the list at any time. */
void beck_refs_list (gpointer object);

/* Takes an instance made by beck_refs_alloc() off the list and frees it. */
void beck_refs_free (gpointer object);
