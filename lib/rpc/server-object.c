/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The types of objects, by which a call finds its managers (rpc.md 2.2).
 */

#include "rpc/server-private.h"

#include "base/alloc.h"

#define N_CHAINS 256

typedef struct Typed Typed;

struct Typed
{
  Typed *next;
  GUID object, type;
};

static struct
{
  BeckLock lock;
  Typed *chains[N_CHAINS];
  RPC_OBJECT_INQ_FN *inquire;
} objects;

static gboolean
is_nil (const UUID *uuid)
{
  static const GUID nil;

  return uuid == NULL || beck_guid_equal (uuid, &nil);
}

/* With the lock: where the record of @object is, or would be. */
static Typed **
find (const GUID *object)
{
  guint32 hash = object->Data1 ^ object->Data4[7] ^ ((guint32) object->Data2 << 3);
  Typed **link = &objects.chains[hash % N_CHAINS];

  while (*link != NULL && !beck_guid_equal (&(*link)->object, object))
    link = &(*link)->next;
  return link;
}

static RPC_STATUS
remove_type (const GUID *object)
{
  Typed **link, *typed;

  beck_lock_acquire (&objects.lock);
  link = find (object);
  typed = *link;
  if (typed != NULL)
    *link = typed->next;
  beck_lock_release (&objects.lock);
  beck_free (typed);
  return RPC_S_OK;
}

RPC_STATUS
RpcObjectSetType (UUID *object, UUID *type)
{
  Typed *typed, **link;
  gboolean added;

  if (is_nil (object))
    return RPC_S_INVALID_OBJECT;
  if (is_nil (type))
    return remove_type (object);
  typed = beck_alloc (sizeof *typed);
  if (typed == NULL)
    return RPC_S_OUT_OF_MEMORY;
  *typed = (Typed){ NULL, *object, *type };
  beck_lock_acquire (&objects.lock);
  link = find (object);
  added = *link == NULL;
  if (added)
    *link = typed;
  beck_lock_release (&objects.lock);
  if (added)
    return RPC_S_OK;
  beck_free (typed);
  return RPC_S_ALREADY_REGISTERED;
}

RPC_STATUS
RpcObjectSetInqFn (RPC_OBJECT_INQ_FN *function)
{
  beck_lock_acquire (&objects.lock);
  objects.inquire = function;
  beck_lock_release (&objects.lock);
  return RPC_S_OK;
}

/* ---- Asking ---- */

typedef struct
{
  RPC_OBJECT_INQ_FN *function;
  GUID object, type;
  RPC_STATUS status;
} Question;

static void
ask (gpointer data)
{
  Question *question = data;

  question->function (&question->object, &question->type, &question->status);
}

static RPC_STATUS
inquire (RPC_OBJECT_INQ_FN *function, const GUID *object, GUID *type)
{
  Question question = { .function = function, .object = *object };
  guint32 ignored;

  if (function == NULL || beck_exception_catch (ask, &question, &ignored)
      || question.status != RPC_S_OK)
    return RPC_S_OBJECT_NOT_FOUND;
  *type = question.type;
  return RPC_S_OK;
}

RPC_STATUS
RpcObjectInqType (UUID *object, UUID *type)
{
  RPC_OBJECT_INQ_FN *function;
  const Typed *typed;
  GUID found = { 0 };
  gboolean known;

  if (is_nil (object))
    return RPC_S_INVALID_OBJECT;
  beck_lock_acquire (&objects.lock);
  function = objects.inquire;
  typed = *find (object);
  known = typed != NULL;
  if (known)
    found = typed->type;
  beck_lock_release (&objects.lock);
  if (!known && inquire (function, object, &found) != RPC_S_OK)
    return RPC_S_OBJECT_NOT_FOUND;
  if (type != NULL)
    *type = found;
  return RPC_S_OK;
}

void
beck_rpc_object_type (const GUID *object, GUID *type)
{
  *type = (GUID){ 0 };
  if (!is_nil (object))
    RpcObjectInqType ((UUID *) object, type);
}

void
beck_rpc_objects_clear (void)
{
  Typed *list = NULL;

  beck_lock_acquire (&objects.lock);
  objects.inquire = NULL;
  for (guint i = 0; i < N_CHAINS; i++)
    while (objects.chains[i] != NULL)
      {
        Typed *typed = objects.chains[i];

        objects.chains[i] = typed->next;
        typed->next = list;
        list = typed;
      }
  beck_lock_release (&objects.lock);
  while (list != NULL)
    {
      Typed *typed = list;

      list = typed->next;
      beck_free (typed);
    }
}
