/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* The copies of imported profiles: files of mode 0600 in PATH.profiles, beside the book. */

#include "ras/entry.h"

/* The key of an entry with the path of its profile. */
#define BECK_RAS_KEY_PROFILE "Profile"

/* (transfer full): for the profile of a new entry; nothing is there yet */
char *beck_ras_profile_path (const char *book);

/* Removes the entry's profile if it is such a copy. */
void beck_ras_profile_remove (const BeckRasEntry *entry);
