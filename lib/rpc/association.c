/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What a server keeps for one client: a table of contexts (rpc.md 2.8).
 *
 * An identity is a random UUID whose first field is the place in the table, so that it is found
 * at once and cannot be guessed. A context leaves the table when the manager closes it,
 * or to be run down; whoever takes it out is the only one to do so, hence one rundown at most.
 * Its memory stays until no call holds it.
 */

#include "association.h"

#include <stdatomic.h>
#include <string.h>

#include "base/alloc.h"

typedef struct
{
  BeckRpcContext *context; /* NULL while the place is free */
  guint next_free;
} Place;

#define NO_PLACE G_MAXUINT

struct BeckRpcAssociation
{
  gint refs;
  GMutex mutex; /* protects everything below, and the contexts */
  GCond changed; /* a context was unlocked or closed, or the end has come */
  Place *places;
  guint n_places, max_places, first_free;
  gboolean ended;
};

BeckRpcAssociation *
beck_rpc_association_new (void)
{
  BeckRpcAssociation *association = beck_alloc0 (sizeof *association);

  if (association == NULL)
    return NULL;
  association->refs = 1;
  association->first_free = NO_PLACE;
  g_mutex_init (&association->mutex);
  g_cond_init (&association->changed);
  return association;
}

BeckRpcAssociation *
beck_rpc_association_ref (BeckRpcAssociation *association)
{
  g_atomic_int_inc (&association->refs);
  return association;
}

void
beck_rpc_association_unref (BeckRpcAssociation *association)
{
  if (!g_atomic_int_dec_and_test (&association->refs))
    return;
  beck_rpc_association_end (association);
  g_mutex_clear (&association->mutex);
  g_cond_clear (&association->changed);
  beck_free (association->places);
  beck_free (association);
}

/* ---- The table, with the lock held ---- */

static gboolean
make_place (BeckRpcAssociation *association, guint *index)
{
  guint max = association->max_places == 0 ? 8 : 2 * association->max_places;
  Place *more;

  *index = association->first_free;
  if (*index != NO_PLACE)
    {
      association->first_free = association->places[*index].next_free;
      return TRUE;
    }
  if (association->n_places == association->max_places)
    {
      more = beck_realloc (association->places, max * sizeof *more);
      if (more == NULL)
        return FALSE;
      association->places = more;
      association->max_places = max;
    }
  *index = association->n_places++;
  return TRUE;
}

static void
take_out (BeckRpcAssociation *association, BeckRpcContext *context)
{
  guint index = context->id.uuid.Data1;

  association->places[index].context = NULL;
  association->places[index].next_free = association->first_free;
  association->first_free = index;
  context->open = FALSE;
  g_cond_broadcast (&association->changed);
}

static BeckRpcContext *
find (const BeckRpcAssociation *association, const BeckNdrContextId *id)
{
  guint index = id->uuid.Data1;
  BeckRpcContext *context;

  if (index >= association->n_places)
    return NULL;
  context = association->places[index].context;
  if (context == NULL || id->attributes != 0 || !beck_guid_equal (&context->id.uuid, &id->uuid))
    return NULL;
  return context;
}

/* Types with a rundown routine have a name of their own; others are any pointer. */
static gboolean
suits (const BeckRpcContext *context, const BeckNdrContextType *type,
       const BeckRpcInterface *interface)
{
  gboolean named = type->rundown != NULL;

  if ((context->strict || interface->strict_contexts)
      && !beck_guid_equal (&context->interface->uuid, &interface->ndr->uuid))
    return FALSE;
  if (named != (context->type->rundown != NULL))
    return FALSE;
  return !named || strcmp (type->name, context->type->name) == 0;
}

/* ---- Opening and holding ---- */

BeckRpcContext *
beck_rpc_association_hold (BeckRpcAssociation *association, const BeckNdrContextId *id,
                           const BeckNdrContextType *type, const BeckRpcInterface *interface)
{
  BeckRpcContext *context;

  g_mutex_lock (&association->mutex);
  context = association->ended ? NULL : find (association, id);
  if (context != NULL && (context->doomed || !suits (context, type, interface)))
    context = NULL;
  if (context != NULL)
    context->users++;
  g_mutex_unlock (&association->mutex);
  return context;
}

static BeckRpcContext *
make_context (const BeckNdrContextType *type, const BeckRpcInterface *interface, void *pointer)
{
  BeckRpcContext *context = beck_alloc0 (sizeof *context);

  if (context == NULL)
    return NULL;
  if (FAILED (CoCreateGuid (&context->id.uuid)))
    {
      beck_free (context);
      return NULL;
    }
  context->type = type;
  context->interface = interface->ndr;
  context->strict = interface->strict_contexts
                    || (type->flags & BECK_NDR_CONTEXT_STRICT) != 0;
  context->pointer = pointer;
  context->open = TRUE;
  context->users = 1;
  return context;
}

BeckRpcContext *
beck_rpc_association_open (BeckRpcAssociation *association, const BeckNdrContextType *type,
                           const BeckRpcInterface *interface, void *pointer, guint32 *status)
{
  BeckRpcContext *context = make_context (type, interface, pointer);
  guint index;

  *status = RPC_X_NO_MEMORY;
  if (context == NULL)
    return NULL;
  g_mutex_lock (&association->mutex);
  if (association->ended)
    *status = RPC_S_CALL_FAILED;
  else if (make_place (association, &index))
    {
      context->id.uuid.Data1 = index;
      association->places[index].context = context;
      *status = 0;
    }
  g_mutex_unlock (&association->mutex);
  if (*status == 0)
    return context;
  beck_free (context);
  return NULL;
}

void
beck_rpc_association_set (BeckRpcAssociation *association, BeckRpcContext *context, void *pointer)
{
  g_mutex_lock (&association->mutex);
  context->pointer = pointer;
  if (pointer == NULL && context->open)
    take_out (association, context);
  g_mutex_unlock (&association->mutex);
}

/* ---- Locks ---- */

char beck_rpc_nobodys_thread;

static atomic_bool all_share; /* RpcSsDontSerializeContext() */

void
beck_rpc_associations_share (void)
{
  atomic_store (&all_share, TRUE);
}

static gboolean
may_enter (const BeckRpcContext *context, gboolean shared)
{
  return context->owner == NULL && (shared ? !context->promoting : context->sharers == 0);
}

guint32
beck_rpc_association_lock (BeckRpcAssociation *association, BeckRpcContext *context,
                           void **pointer)
{
  gboolean shared
      = (context->type->flags & BECK_NDR_CONTEXT_SHARED) != 0 || atomic_load (&all_share);
  guint32 status = 0;

  g_mutex_lock (&association->mutex);
  while (context->open && !context->doomed && !association->ended && !may_enter (context, shared)
         && context->owner != g_thread_self ())
    g_cond_wait (&association->changed, &association->mutex);
  if (!context->open || context->doomed || association->ended)
    status = RPC_X_SS_CONTEXT_MISMATCH;
  else if (!may_enter (context, shared))
    status = ERROR_POSSIBLE_DEADLOCK;
  else if (shared)
    context->sharers++;
  else
    context->owner = g_thread_self ();
  *pointer = context->pointer;
  g_mutex_unlock (&association->mutex);
  return status;
}

/* With the lock, of a call that shares. */
static guint32
promote (BeckRpcAssociation *association, BeckRpcContext *context, GThread *owner)
{
  if (context->promoting)
    return ERROR_MORE_WRITES;
  context->promoting = TRUE;
  while (context->sharers > 1)
    g_cond_wait (&association->changed, &association->mutex);
  context->promoting = FALSE;
  if (!context->open)
    return RPC_X_SS_CONTEXT_MISMATCH;
  context->sharers = 0;
  context->owner = owner;
  return 0;
}

guint32
beck_rpc_association_promote (BeckRpcAssociation *association, BeckRpcContext *context,
                              GThread *owner)
{
  guint32 status = 0;

  g_mutex_lock (&association->mutex);
  if (context->owner == NULL)
    status = promote (association, context, owner);
  g_mutex_unlock (&association->mutex);
  return status;
}

void
beck_rpc_association_demote (BeckRpcAssociation *association, BeckRpcContext *context)
{
  g_mutex_lock (&association->mutex);
  if (context->owner != NULL)
    {
      context->owner = NULL;
      context->sharers = 1;
      g_cond_broadcast (&association->changed);
    }
  g_mutex_unlock (&association->mutex);
}

void
beck_rpc_association_detach (BeckRpcAssociation *association, BeckRpcContext *context)
{
  g_mutex_lock (&association->mutex);
  if (context->owner != NULL)
    context->owner = BECK_RPC_NOBODYS_THREAD;
  g_mutex_unlock (&association->mutex);
}

void
beck_rpc_association_unlock (BeckRpcAssociation *association, BeckRpcContext *context)
{
  g_mutex_lock (&association->mutex);
  if (context->owner != NULL)
    context->owner = NULL;
  else
    context->sharers--;
  g_cond_broadcast (&association->changed);
  g_mutex_unlock (&association->mutex);
}

/* ---- The end ---- */

typedef struct
{
  const BeckNdrContextType *type;
  void *pointer;
} Rundown;

static void
call_rundown (gpointer data)
{
  const Rundown *rundown = data;

  rundown->type->rundown (rundown->pointer);
}

void
beck_rpc_run_down (const BeckNdrContextType *type, void *pointer)
{
  Rundown rundown = { type, pointer };
  guint32 status;

  if (type->rundown != NULL)
    beck_exception_catch (call_rundown, &rundown, &status);
}

void
beck_rpc_association_drop (BeckRpcAssociation *association, BeckRpcContext *context,
                           gboolean run_down)
{
  gboolean unused;

  g_mutex_lock (&association->mutex);
  unused = --context->users == 0;
  run_down = unused && context->open && (run_down || context->doomed || association->ended);
  if (run_down)
    take_out (association, context);
  unused = unused && !context->open;
  g_mutex_unlock (&association->mutex);
  if (run_down)
    beck_rpc_run_down (context->type, context->pointer);
  if (unused)
    beck_free (context);
}

/* Whether the end of @interface, or of all if that is NULL, is the end of a context. */
static gboolean
concerns (const BeckRpcContext *context, const BeckNdrInterface *interface)
{
  return interface == NULL
         || (beck_guid_equal (&context->interface->uuid, &interface->uuid)
             && context->interface->major == interface->major
             && context->interface->minor == interface->minor);
}

/* The next one that no call holds, taken out; NULL when only those are left that one does. */
static BeckRpcContext *
take_unused (BeckRpcAssociation *association, const BeckNdrInterface *interface, guint *from)
{
  BeckRpcContext *found = NULL;

  g_mutex_lock (&association->mutex);
  association->ended = association->ended || interface == NULL;
  g_cond_broadcast (&association->changed);
  for (; *from < association->n_places && found == NULL; ++*from)
    {
      BeckRpcContext *context = association->places[*from].context;

      if (context == NULL || !concerns (context, interface))
        continue;
      context->doomed = TRUE;
      if (context->users == 0)
        found = context;
    }
  if (found != NULL)
    take_out (association, found);
  g_mutex_unlock (&association->mutex);
  return found;
}

void
beck_rpc_association_end_interface (BeckRpcAssociation *association,
                                    const BeckNdrInterface *interface)
{
  BeckRpcContext *context;
  guint from = 0;

  while ((context = take_unused (association, interface, &from)) != NULL)
    {
      beck_rpc_run_down (context->type, context->pointer);
      beck_free (context);
    }
}

void
beck_rpc_association_end (BeckRpcAssociation *association)
{
  beck_rpc_association_end_interface (association, NULL);
}
