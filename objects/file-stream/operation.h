/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What the methods of a file stream do when their turn comes.
 */

#include "lane.h"
#include "open-file.h"

typedef struct StreamJob StreamJob;

typedef enum
{
  METHOD_READ,
  METHOD_WRITE,
  METHOD_SEEK,
  METHOD_GET_SIZE,
  METHOD_OPEN,
  METHOD_SET_SIZE,
  METHOD_CLOSE,
} StreamMethod;

/* The arguments and results of a call, and how far it is. */
struct StreamJob
{
  LaneJob lane;
  OpenFile *file;
  StreamMethod method;

  byte *data;    /* of Read and Write; for Open the path */
  ULONG size;    /* asked for */
  ULONG room;    /* allocated, for Read */
  ULONG done;    /* transferred */
  gboolean back; /* Read got what another call gave back */

  gint64 move;         /* of Seek */
  DWORD mode;          /* of Open; of Seek the origin */
  DWORD permissions;   /* of Open */
  guint64 value;       /* a position or size, in or out */
  guint64 position;    /* where the stream was before */
};

/* The `run` of a lane job: performs @job's method on its file and completes it. If the client
 * does not want the result any more, the file is as if the call had never been, as far as
 * that is possible. */
gboolean stream_job_run (LaneJob *job);

/* The `clear` of a call class. */
void stream_job_clear (gpointer job);
