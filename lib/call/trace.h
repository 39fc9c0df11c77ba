/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * BECK_TRACE=FILE: every call of the process, step by step, as Chrome trace events that Perfetto
 * opens (docs/tracing.md). "%p" in the name is the process's number; a file that another process is
 * writing just now gets the number appended.
 *
 * A step costs a branch while nothing is traced, and one write(2) when it is.
 */

#include <beck/guid.h>

#include "base/debug.h"

/* The first of a slice opens it and the last closes it; the others are marks in it. */
typedef enum
{
  BECK_STEP_BEGIN, /* a call object's Begin_, or a synchronous call */
  BECK_STEP_SENT,
  BECK_STEP_SIGNALED,
  BECK_STEP_CANCELLED,
  BECK_STEP_FINISHED,
  BECK_STEP_RECEIVED, /* at the server */
  BECK_STEP_DISPATCHED,
  BECK_STEP_ANSWERED,
} BeckStep;

/* @id: tells calls of the process apart while they last. @interface, @method, @causality: as far as
 * they are known. @peer: who is called, or calls. */
typedef struct
{
  guint64 id;
  const char *name; /* (nullable): of the class of a call object */
  const IID *interface;
  guint32 method;
  const GUID *causality;
  const char *peer;
  HRESULT result; /* of FINISHED and ANSWERED */
} BeckTraced;

static inline gboolean
beck_trace_is_on (void)
{
  return beck_debug_on (BECK_DEBUG_TRACE);
}

/* Only while beck_trace_is_on(). Any thread; the locks of the caller's do not matter. */
void beck_trace (BeckStep step, const BeckTraced *call);
