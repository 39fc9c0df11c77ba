/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * A bringer of calls for tests: makes requests by hand and keeps the answer. Packets of references
 * to go with them.
 */

#include "subject.h"

#include "call/event.h"
#include "orpc/incoming.h"

/* Bytes that the bringer wants in front of replies. */
#define REQUEST_HEADER 24

typedef struct
{
  BeckIncoming *call;
  BeckEvent answered;
  atomic_uint n_answers;
  HRESULT hr;
  atomic_int answered_on;
  Gate finalized;
} Request;

/* IWorker::Add (@a, @b) of the interface in @std; not sent yet. */
Request *request_new (const STDOBJREF *std, LONG a, LONG b);

/* By a thread that @may_run methods or not. */
void request_send (Request *request, gboolean may_run);

/* Serves the caller's apartment meanwhile. Returns what the call came to. */
HRESULT request_wait (Request *request);

/* The sum in the answer, which has to be well. */
LONG request_sum (Request *request);

/* After the answer: waits until nothing is left of the call. */
void request_free (Request *request);

/* All of it. */
HRESULT request_add (const STDOBJREF *std, LONG a, LONG b, LONG *sum);

/* A packet for IWorker of @subject, which belongs to the caller's apartment. */
void export_worker (Subject *subject, BeckHeldBy by, DWORD flags, STDOBJREF *std);

/* The same, and nobody but the export holds the subject any more. */
void export_only (Subject *subject, BeckHeldBy by, DWORD flags, STDOBJREF *std);

/* Gives back all references in a normal packet that somebody has taken. */
void release_all (const STDOBJREF *std, BeckHeldBy by);

/* Before the first export of a test. */
void register_proxies (void);
