/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Context handles at the client: a binding and the identity on the wire (rpc.md 2.8).
 *
 * What the program holds is not an address but the number of a place in a table and how often
 * that place has been used. A handle that was closed or never opened is recognised, whatever its
 * copies are used for.
 */

#include "private.h"

#include "base/alloc.h"
#include "base/lock.h"

/* A handle: the place plus one in the low bits, above them the place's generation. */
#define PLACE_BITS 20
#define MAX_PLACES ((1u << PLACE_BITS) - 1)
#define NO_PLACE G_MAXUINT

typedef struct
{
  BeckRpcBinding *binding; /* NULL while the place is free */
  BeckNdrContextId id;
  guintptr generation;
  guint next_free;
} Place;

/* Protects what follows. Growing the table happens under it: bounded, and rare. */
static BeckLock lock;
static Place *places;
static guint n_places, max_places;
static guint first_free = NO_PLACE;

static void *
handle_of (guint index)
{
  return (void *) (places[index].generation << PLACE_BITS | (index + 1));
}

/* The place of a handle that is open, or NULL. */
static Place *
find (const void *handle)
{
  guintptr number = (guintptr) handle;
  guint index = (guint) (number & MAX_PLACES) - 1;

  if (index >= n_places || places[index].binding == NULL || handle_of (index) != handle)
    return NULL;
  return &places[index];
}

static gboolean
grow (void)
{
  guint max = MIN (max_places == 0 ? 16 : 2 * max_places, MAX_PLACES);
  Place *more;

  if (max == max_places)
    return FALSE;
  more = beck_realloc (places, max * sizeof *more);
  if (more == NULL)
    return FALSE;
  places = more;
  max_places = max;
  return TRUE;
}

/* Takes a reference to @binding; NULL if there is no memory. */
static void *
open_place (BeckRpcBinding *binding, const BeckNdrContextId *id)
{
  guint index = first_free;

  if (index != NO_PLACE)
    first_free = places[index].next_free;
  else if (n_places < max_places || grow ())
    {
      index = n_places++;
      places[index].generation = 0;
    }
  else
    return NULL;
  places[index].generation = (places[index].generation + 1) & (UINTPTR_MAX >> PLACE_BITS);
  places[index].binding = beck_rpc_binding_ref (binding);
  places[index].id = *id;
  return handle_of (index);
}

/* The reference to the binding goes to the caller, to be dropped without the lock. */
static BeckRpcBinding *
close_place (Place *place)
{
  BeckRpcBinding *binding = place->binding;

  place->binding = NULL;
  place->next_free = first_free;
  first_free = (guint) (place - places);
  return binding;
}

/* FALSE for what is no handle. */
static gboolean
close_handle (const void *handle)
{
  BeckRpcBinding *binding = NULL;
  Place *place;

  beck_lock_acquire (&lock);
  place = find (handle);
  if (place != NULL)
    binding = close_place (place);
  beck_lock_release (&lock);
  if (binding == NULL)
    return FALSE;
  beck_rpc_binding_unref (binding);
  return TRUE;
}

/* ---- Hooks ---- */

static gboolean
same_association (const BeckRpcBinding *a, const BeckRpcBinding *b)
{
  return a == b || (a->association != NULL && a->association == b->association);
}

static guint32
to_wire (gpointer context, const BeckNdrContextType *type, void *handle, BeckNdrContextId *id)
{
  const BeckRpcCall *call = context;
  guint32 status = RPC_X_SS_CONTEXT_MISMATCH;
  const Place *place;

  beck_lock_acquire (&lock);
  place = find (handle);
  if (place != NULL)
    {
      *id = place->id;
      status = same_association (place->binding, call->binding) ? 0 : RPC_X_SS_HANDLES_MISMATCH;
    }
  beck_lock_release (&lock);
  return status;
}

/* Notes @handle among those that a failure takes back. */
static gboolean
note_opened (BeckRpcCall *call, void *handle)
{
  BeckRpcOpened *opened = beck_ndr_arena_alloc (&call->arena, sizeof *opened);

  if (opened == NULL)
    return FALSE;
  opened->handle = handle;
  opened->next = call->opened;
  call->opened = opened;
  return TRUE;
}

static guint32
open_handle (BeckRpcCall *call, const BeckNdrContextId *id, void **handle)
{
  void *opened;

  beck_lock_acquire (&lock);
  opened = open_place (call->binding, id);
  beck_lock_release (&lock);
  if (opened == NULL)
    return RPC_X_NO_MEMORY;
  if (!note_opened (call, opened))
    {
      close_handle (opened);
      return RPC_X_NO_MEMORY;
    }
  *handle = opened;
  return 0;
}

static guint32
from_wire (gpointer context, const BeckNdrContextType *type, const BeckNdrContextId *id,
           void **handle)
{
  static const BeckNdrContextId closed;
  Place *place;

  if (id->attributes == 0 && beck_guid_equal (&id->uuid, &closed.uuid))
    {
      close_handle (*handle);
      *handle = NULL;
      return 0;
    }
  /* The one that went there comes back, even if the server calls it something else now. */
  beck_lock_acquire (&lock);
  place = find (*handle);
  if (place != NULL)
    place->id = *id;
  beck_lock_release (&lock);
  return place != NULL ? 0 : open_handle (context, id, handle);
}

const BeckNdrContextHooks beck_rpc_client_contexts = { to_wire, from_wire };

void
beck_rpc_client_contexts_undo (BeckRpcCall *call)
{
  for (const BeckRpcOpened *opened = call->opened; opened != NULL; opened = opened->next)
    close_handle (opened->handle);
  call->opened = NULL;
}

/* ---- For programs and stubs ---- */

handle_t
beck_rpc_context_binding (const void *context)
{
  BeckRpcBinding *binding;
  const Place *place;

  beck_lock_acquire (&lock);
  place = find (context);
  binding = place != NULL ? place->binding : NULL;
  beck_lock_release (&lock);
  return binding != NULL ? binding : &beck_rpc_binding_no_context;
}

void
RpcSsDestroyClientContext (void **context)
{
  if (!close_handle (*context))
    beck_exception_raise (RPC_X_SS_CONTEXT_MISMATCH);
  *context = NULL;
}
