/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "orpc/link.h"
#include "orpc/message.h"

/* One call of a stub: on the stack of Invoke, or in its call object if it is answered later. */
typedef struct
{
  IRpcChannelBuffer *channel;
  const IID *iid;
  const BeckNdrInterfaceHooks *interfaces;
  const BeckNdrMethod *method;
  BeckLink *server; /* counted */
  BeckNdrHooks hooks;
  RPCOLEMESSAGE message;
  BeckNdrArena arena;
  gpointer args; /* in the arena; NULL before they are read */
} BeckStubJob;

/* stub.c. From the request to the arguments; from the results to a reply. */
HRESULT beck_stub_job_read (BeckStubJob *job);
HRESULT beck_stub_job_write (BeckStubJob *job);

/* Releases all that the call has. It may be cleared again. */
void beck_stub_job_clear (BeckStubJob *job);

/* Serves @job by a call object of the server. FALSE if it has none for @async_iid, and nothing has
 * happened. @hr: what Invoke returns; if the call is answered later @job is empty afterwards. */
gboolean beck_stub_call_serve (BeckStubJob *job, REFIID async_iid, HRESULT *hr);
