/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * A call that comes in: from the request's bytes to the reply's. Whoever brings it (this process's
 * other apartments: exporter-here.c; the network: orpc-server.c) makes the record, fills it and
 * dispatches it; the call then finds its interface (export.h), enters the apartment of the
 * object, runs its stub there, and is answered once, at once or later.
 *
 * The record is an object: to the stub it is the channel, and to the program it is the context of
 * the call (CoGetCallContext): ICancelMethodCalls and IServerSecurity.
 */

#include <beck/proxy.h>
#include <beck/work.h>

#include "base/lock.h"
#include "call/timer.h"
#include "orpc/export.h"
#include "orpc/outgoing.h"

typedef struct
{
  /* The call is over: S_OK with @reply set, or why there is no reply, E_OUTOFMEMORY,
   * RPC_E_DISCONNECTED and so on. Once, on any thread, no locks held. */
  void (*answer) (BeckIncoming *call, HRESULT hr);
  /* Bytes that the bringer wants in front of the results; a multiple of 8. */
  gsize header_size;
  DWORD destination; /* where the client is, MSHCTX_* */
  void (*finalize) (BeckIncoming *call);
} BeckBringerOps;

/* Who calls: what the transport knows of it. */
typedef struct
{
  gboolean is_here;  /* in this process */
  gboolean is_local; /* on this machine, and then the next three are known */
  guint uid, gid;
  gint pid;
  char peer[64]; /* for people: "pid 17", "192.0.2.1:4711" */
} BeckCaller;

struct BeckIncoming
{
  BeckObject object;
  BECK_MEMBER (IRpcChannelBuffer) channel;
  BECK_MEMBER (ICancelMethodCalls) cancel;
  BECK_MEMBER (IServerSecurity) security;
  BeckWork work;

  /* The bringer's: */
  const BeckBringerOps *ops;
  gpointer bringer;
  IPID ipid;
  IID iid;
  guint32 method;
  CID causality;
  gint64 deadline; /* monotonic microseconds; -1: none */
  BeckCaller caller;
  BeckOrpcBytes request; /* freed with the record, unless @data was taken away */

  /* The stub's, for the bringer: */
  BeckOrpcBytes reply;

  /*< private >*/
  BeckExportEntry *entry;
  BeckTimer timer; /* armed if there is a deadline, with a reference */
  atomic_bool cancelled;
  atomic_bool cut_off;
  atomic_bool answered;
  atomic_bool deferred;
  BeckLock lock;
  BeckOutgoing *caused; /* the calls that are made for this one; under the lock */
  struct
  {
    void (*told) (BeckIncoming *call, gpointer object); /* under the lock; NULL: nobody waits */
    gpointer object;
    BeckWork work;
    gboolean is_queued;                   /* under the lock */
    BeckIncoming *next, **place;          /* of the same entry; under the exports' lock */
    void (*func) (BeckIncoming *call, gpointer data);
    gpointer data;
  } later;
  OLECHAR *_Atomic client_name;
};

/* NULL without memory. One reference is the caller's. */
BeckIncoming *beck_incoming_new (const BeckBringerOps *ops, gpointer bringer);

/* Runs the call; a reference is kept until it is answered. @may_run: the calling thread is one of
 * the MTA's and may run an object's method itself, if the object lives there or anywhere.
 * Otherwise this does not block. */
void beck_incoming_dispatch (BeckIncoming *call, gboolean may_run);

/* The client wants it cancelled, or has gone. The server sees that by TestCancel, and the calls
 * that it caused are cancelled. Any thread. */
void beck_incoming_cancel (BeckIncoming *call);

static inline gboolean
beck_incoming_is_cancelled (BeckIncoming *call)
{
  return atomic_load (&call->cancelled);
}

/* The call that the calling thread serves, or NULL. (transfer none) */
BeckIncoming *beck_incoming_current (void);

/* ---- For outgoing.c ----
 *
 * Notes that @call is made for @self, and ends with it. FALSE if @self was cancelled before. */
gboolean beck_incoming_add_caused (BeckIncoming *self, BeckOutgoing *call);
void beck_incoming_remove_caused (BeckIncoming *self, BeckOutgoing *call);

/* ---- For stubs: answering later ----
 *
 * Whoever has deferred the call answers it once, by beck_incoming_answer(), whatever Invoke
 * returned in the meantime; a reference is theirs until then, and the object stays exported. */
BeckIncoming *beck_incoming_of_channel (IRpcChannelBuffer *channel); /* (nullable) */

/* From inside Invoke. @told is called inside the object's apartment if the call is cancelled after
 * this, or the object cut off, perhaps for both; not any more after beck_incoming_tell_nothing(),
 * but it may be running just then. @object: an instance of the library's, kept meanwhile.
 * FALSE, and nothing done: the object was cut off before. */
gboolean beck_incoming_defer (BeckIncoming *call,
                              void (*told) (BeckIncoming *call, gpointer object),
                              gpointer object);
void beck_incoming_answer (BeckIncoming *call, HRESULT hr);

/* Who is about to answer does not want to be told any more; @object may go. */
void beck_incoming_tell_nothing (BeckIncoming *call);

/* Whether the object was disconnected, or its apartment has ended. */
static inline gboolean
beck_incoming_is_cut_off (BeckIncoming *call)
{
  return atomic_load (&call->cut_off);
}

/* Runs @func later inside the apartment of the call's object, with the call as the current one; of
 * a call that is deferred, and once. RPC_E_DISCONNECTED, E_OUTOFMEMORY: it will not run. */
HRESULT beck_incoming_enter (BeckIncoming *call, void (*func) (BeckIncoming *call, gpointer data),
                             gpointer data);
