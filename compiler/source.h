/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * One preprocessed file and the way back from a byte of it to the place a person
 * wrote. A position is only a source and an offset; lines and columns are worked out
 * when a message needs them.
 */

#include "pool.h"

/* Larger files are refused: they are mistakes or attacks. */
#define IDL_MAX_SOURCE (64u * 1024 * 1024)
#define IDL_TOO_LARGE "larger than 64 MiB"

typedef struct IdlSource IdlSource;

typedef struct
{
  const IdlSource *source;
  guint offset;
} IdlPos;

typedef struct
{
  const char *file;
  guint line;
  guint column; /* counted in bytes from 1 */
} IdlPlace;

/**
 * idl_source_new:
 * @path: the name of the file for messages
 * @text: (transfer full): its text, perhaps with line markers left by a preprocessor
 *
 * Returns: a source that lives as long as @pool.
 */
IdlSource *idl_source_new (IdlPool *pool, const char *path, GBytes *text);

void idl_source_free (IdlSource *source);

const char *idl_source_path (const IdlSource *source);
const char *idl_source_text (const IdlSource *source, gsize *length);

/**
 * idl_source_set_original:
 * @text: (transfer full): what the preprocessor was given
 *
 * With the original at hand columns are those of the file as written, not of the
 * preprocessor's output, which folds blanks and expands macros.
 */
void idl_source_set_original (IdlSource *source, GBytes *text);

/* Where @offset was written, following the line markers. */
IdlPlace idl_source_locate (const IdlSource *source, guint offset);

/* The files named by line markers, in order of appearance, for dependency files. */
const GPtrArray *idl_source_files (const IdlSource *source);
