/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* Names of entries, UTF-8, and how they are written in files. Any thread. */

#include <glib.h>

/* Bytes, so that a name fits RASENTRYNAME in either width. */
#define BECK_RAS_NAME_MAX 256

/* What an entry may be called at all: up to 256 bytes, not blank, no "." in front. */
gboolean beck_ras_name_is_possible (const char *name);

/* What RasValidateEntryName() lets pass: a letter or digit in it, and none of | > < ? * \ / : */
gboolean beck_ras_name_is_valid (const char *name);

/* As the name of a group: brackets, percent signs and control characters as %XX. (transfer full) */
char *beck_ras_name_escape (const char *name);

/* (transfer full) (nullable): NULL for what beck_ras_name_escape() does not make */
char *beck_ras_name_unescape (const char *group);
