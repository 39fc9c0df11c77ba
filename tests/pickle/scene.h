/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What the tests of serialization share: the program's memory, with its blocks counted, streams
 * as text, and streams that come and go in pieces.
 */

#include <beck/exception.h>
#include <beck/pickle.h>

#include <beck-test.h>

#include "alone.h"
#include "implicit.h"
#include "pickled.h"

/* ---- The program's memory ---- */

/* Blocks of MIDL_user_allocate() that are not freed. */
extern int scene_blocks;

/* The allocation that fails, 0 being the next one; -1 for none. */
extern int scene_failing_block;

/* In place of a failure: the exception that is raised, or 0. */
extern guint32 scene_raise;

/* A suite of one case, whose tests begin with nothing of the above and leave no blocks. */
Suite *scene_suite (const char *name, const TTest *const *tests, gsize n_tests);

/* ---- Streams ---- */

#define SCENE_ROOM 4096

/* A stream, aligned as the Mes functions want it. */
typedef struct
{
  _Alignas (8) char bytes[SCENE_ROOM];
  ULONG size;
} Stream;

/* "01 10 08 00" → bytes; blanks and line breaks do not count. */
void stream_from_text (Stream *stream, const char *text);

/* The bytes of @stream are those of @text. */
void stream_is (const Stream *stream, const char *text);

/* A handle that appends to @stream, emptied before; and one that reads it. */
handle_t stream_begin (Stream *stream);
handle_t stream_open (Stream *stream);

/* Frees the handle. */
void stream_end (handle_t handle);

/* The status of decoding the stream that @text describes as one value of @type, through a buffer and
 * through pieces of every size; both must be alike. Nothing may be left behind. */
guint32 stream_status (const BeckPickleType *type, const char *text);

/* ---- In pieces ---- */

typedef struct
{
  Stream stream;
  unsigned int position; /* reading */
  unsigned int piece;    /* at most so many bytes at a time */
  unsigned int gifts;    /* alloc: how often it gives something */
  char room[SCENE_ROOM];
  unsigned int calls;
} Pieces;

void pieces_alloc (void *state, char **buffer, unsigned int *size);
void pieces_write (void *state, char *buffer, unsigned int size);
void pieces_read (void *state, char **buffer, unsigned int *size);

/* ---- Values ---- */

/* 1 "one", 2 "two", 3 with no text */
extern const Node scene_list;
void scene_check_list (const Node *node);

/* What @body raised, or 0. */
guint32 scene_raised (void (*body) (gpointer data), gpointer data);
