/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The states that managers get. A program that ends a call twice must be told so and not crash, so
 * they are never given back to the heap, and serve another call only after many others did.
 */

#include "async-server-private.h"
#include "base/alloc.h"

/* States that have to be free before one of them is used again. */
#define TOMBSTONES 4096

typedef struct AsyncState AsyncState;

struct AsyncState
{
  RPC_ASYNC_STATE state; /* what the manager gets */
  AsyncState *next;      /* while free */
};

static struct
{
  BeckLock lock;
  AsyncState *first, **end;
  guint n;
} tombs = { .end = &tombs.first };

RPC_ASYNC_STATE *
beck_server_async_state_new (void)
{
  AsyncState *state = NULL;

  beck_lock_acquire (&tombs.lock);
  if (tombs.n > TOMBSTONES)
    {
      state = tombs.first;
      tombs.first = state->next;
      tombs.n--;
    }
  beck_lock_release (&tombs.lock);
  if (state == NULL)
    state = beck_alloc0 (sizeof *state);
  return state != NULL ? &state->state : NULL;
}

void
beck_server_async_state_bury (RPC_ASYNC_STATE *buried)
{
  AsyncState *state = (AsyncState *) (gpointer) buried;

  state->next = NULL;
  beck_lock_acquire (&tombs.lock);
  *tombs.end = state;
  tombs.end = &state->next;
  tombs.n++;
  beck_lock_release (&tombs.lock);
}
