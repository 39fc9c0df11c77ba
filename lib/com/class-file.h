/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <beck/class.h>

/*
 * The key files that describe classes of modules (docs/classes.md). The parser is pure: it
 * reads text and touches no file.
 */

#define BECK_CLASS_FILE_SUFFIX ".beckclass"

/* Bytes; far more than a thousand classes. */
#define BECK_CLASS_FILE_MAX_SIZE (1024 * 1024)

/* What a group says of one class. */
typedef struct
{
  CLSID clsid;
  GError *error; /* what is wrong with the group; NULL if the rest may be used */
  BeckThreadingModel model;
  char *module;           /* absolute path; NULL if there is none */
  BeckClassServer *server; /* NULL if there is none */
} BeckClassEntry;

void beck_class_entry_free (BeckClassEntry *entry);

/* Parses the @size bytes of @text, which stand in the file at the absolute @path. Appends a
 * BeckClassEntry to @entries for each group with an identifier, and a GError to @errors for
 * whatever is wrong. */
void beck_class_file_parse (const char *path, const char *text, gsize size, GPtrArray *entries,
                            GPtrArray *errors);
