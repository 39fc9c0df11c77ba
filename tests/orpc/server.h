/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * A server with all interfaces of the tests' IDL files, with call objects or without.
 */

#include <beck/beck.h>
#include <stdatomic.h>

#include "../call/gate.h"
#include "test-derived.h"

/* What a server with call objects does with the calls of IWorker. */
typedef enum
{
  AT_ONCE,  /* completes them in Begin_ */
  ON_POOL,  /* on a thread of the pool */
  FORGET,   /* lets them go unanswered */
  NOT_AT_ALL, /* Begin_ fails */
} Manner;

typedef struct
{
  BeckObject object;
  IForeman worker;
  ICarrier carrier;
  IMarked marked;
  ICallFactory factory;
  IItem *item; /* what Exchange keeps */
  HRESULT result; /* of all methods */
  Manner manner;
  BeckApartment *apartment; /* if not NULL, work on the pool waits for a call in it */
  atomic_uint n_entered;    /* such calls */
  Gate gate;

  atomic_uint n_sync;     /* calls of IWorker's synchronous methods */
  atomic_uint n_begun;    /* of Begin_ */
  atomic_uint n_finished; /* of Finish_ */
  GThread *finisher;      /* who was the last to call Finish_ */
  gboolean in_begin;      /* a Begin_ is running that completes its call */
  gboolean was_nested;    /* Finish_ was called from inside it */
} Server;

Server *server_new (void);
Server *server_new_with_calls (void);
void server_unref (Server *server);

/* An item with a number; (transfer full). */
IItem *item_new (LONG number);
