/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The server that the tests of the call core call, written as any is, by BeckCall; but it does
 * with its jobs what the test says.
 *
 * Its synchronous methods make an asynchronous call and wait for it, as beck_sync_call_enter()
 * has it, so that they too do what the test says.
 */

#include "test-calls.h"

#include <beck/beck.h>

#include "base/lock.h"
#include "gate.h"

/* What Begin_ does. */
typedef enum
{
  AT_ONCE, /* completes the call */
  ON_POOL, /* lets `work` do it on a thread of the pool, which passes `gate` first */
  HELD,    /* keeps the job until the test asks for it */
  REFUSED, /* fails with `result` */
  DROPPED, /* lets go of the job without an answer */
} Manner;

typedef struct
{
  BeckObject object;
  ITally tally;
  ISpell spell;
  ICallFactory factory;

  Manner manner;
  HRESULT result;          /* of every method */
  BeckJobRunFunc work;     /* server_answer() to begin with */
  gboolean asks_to_be_told; /* when a call is cancelled */
  Gate gate;               /* open to begin with */

  BeckLock lock;
  BeckJob *held; /* oldest first */
  BeckJob **held_tail;
  atomic_uint n_held;
  atomic_uint n_takers; /* waiting for one */

  atomic_int n_worked; /* calls of `work` */
  atomic_int n_told;   /* cancellations */
  atomic_int n_cleared; /* jobs whose fields were freed */
} Server;

/* A server with one reference, for server_unref(). */
Server *server_new (Manner manner);
void server_unref (Server *server);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Server, server_unref)

/* Works out the results of a call; the result is the server's. */
HRESULT server_answer (BeckJob *job);

/* The oldest job that is held, waiting for one if there is none, with the server's reference. */
BeckJob *server_take (Server *server);

/* Answers a job that was held, or that is held next, and drops it. Whether the call was completed
 * by that, and not before. */
gboolean job_answer (BeckJob *job);
gboolean server_answer_next (Server *server);
