/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Channels that lead to a stub in the same process, and do what a test tells them. There are two:
 * one with IRpcChannelBuffer only, and one that is an IAsyncRpcChannelBuffer too.
 */

#include <beck/beck.h>
#include <beck/proxy.h>

#include "base/lock.h"

/* What an asynchronous channel does with requests. */
typedef enum
{
  ANSWER_AT_ONCE, /* inside Send */
  HOLD,           /* until channel_answer() */
  DROP,           /* never tells of them */
  REFUSE,         /* Send fails */
} ChannelManner;

typedef struct Request Request;

typedef struct
{
  BeckObject object;
  IRpcChannelBuffer sync;
  IAsyncRpcChannelBuffer async;
  IRpcStubBuffer *stub;

  HRESULT buffer_result; /* of GetBuffer, if a failure */
  HRESULT result;        /* of SendReceive and Receive, if a failure */
  ULONG status;          /* of the same */
  gsize cut;             /* bytes that replies lose at their end */
  ULONG drep;            /* what replies say of themselves, if not 0 */
  void (*rewrite) (RPCOLEMESSAGE *reply); /* what a hostile server does */
  void (*rewrite_request) (RPCOLEMESSAGE *request); /* … and a hostile client */
  ChannelManner manner;

  BeckLock lock; /* of what follows */
  IID iid;       /* what the last GetBuffer named */
  Request *held;
  guint n_calls;
  gint n_buffers; /* alive */
} Channel;

/* To @stub, which is referenced. */
Channel *channel_new (IRpcStubBuffer *stub, gboolean is_async);

/* Checks that nothing is left in it, once calls that were abandoned have ended. */
void channel_free (Channel *channel);

/* Serves the oldest request held. */
void channel_answer (Channel *channel);

/* How interface pointers travel: as places in a table. */
extern const BeckNdrInterfaceHooks table_hooks;

/* Releases the references that are under way, as those in a message that was lost are; returns how
 * many there were. */
guint table_clear (void);
