/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The heart of `stream`: copies from one stream to another through call objects, several in
 * flight, and waits for whichever completes first.
 */

#include "demo.h"
#include "progress.h"

typedef struct
{
  ISimpleStream *source;
  ISimpleStream *target;
  gboolean sparse;      /* blocks of zeros may become holes */
  ISynchronize *interrupt;
  Progress *progress;
} CopyRequest;

typedef struct
{
  gboolean target_failed; /* whose failure it is that copy_run() returned */
  guint64 size;           /* what was written */
  char digest[65];        /* SHA-256 of that, in the order of the file */
  /* What was in flight when it was stopped: */
  guint reads_cancelled;
  guint writes_cancelled;
  guint completed; /* too late to be cancelled */
} CopyResult;

/* How many reads, and how many writes, are in flight at most. */
#define COPY_DEPTH 8

/* Copies up to the end of the source. When something fails or the interrupt comes, cancels what
 * is in flight and finishes it before it returns.
 * Returns: S_OK; RPC_E_CALL_CANCELED if interrupted; the first failure */
HRESULT copy_run (const CopyRequest *request, CopyResult *result);
