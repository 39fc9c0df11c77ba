/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The file provider of the command: files on disk, found along a search path and sent
 * through the C preprocessor where they need it.
 */

#include "idl.h"

typedef struct
{
  IdlFiles files;
  GHashTable *names;    /* "device:inode" → the first path to the file */
  char **include_dirs;  /* -I, NULL-terminated */
  char **macros;        /* "-DNAME=1", "-UNAME", in order, NULL-terminated */
  GPtrArray *complaints; /* the preprocessor's about the file loaded last, or NULL */
  char **cpp;           /* argument vector of the preprocessor */
} IdlDisk;

/**
 * idl_disk_init:
 * @include_dirs: (transfer none): directories for imports and #include; the system's
 *   own come last without being named
 * @macros: (transfer none): options for the preprocessor
 * @cpp: (nullable): a shell command in place of the system's C compiler
 *
 * Returns: FALSE with @error set if @cpp is no command line. To be cleared either way.
 */
gboolean idl_disk_init (IdlDisk *disk, char **include_dirs, char **macros, const char *cpp,
                        GError **error);
void idl_disk_clear (IdlDisk *disk);

/* preprocess.c */

/* FALSE if preprocessing @text would change nothing but layout. */
gboolean idl_needs_preprocessing (const char *text, gsize length);

/* How long the preprocessor may take for one file. */
#define IDL_MAX_SECONDS 60

/**
 * idl_preprocess:
 * @path: a regular file
 * @complaints: (out): (transfer full) (element-type IdlDiagnostic): what the preprocessor
 *   had to say, also after a failure; untouched if it could not be run
 *
 * Returns: (transfer full): the text with its directives carried out, NULL with @error set
 *   if there is none.
 */
GBytes *idl_preprocess (const IdlDisk *disk, const char *path, GPtrArray **complaints,
                        GError **error);
