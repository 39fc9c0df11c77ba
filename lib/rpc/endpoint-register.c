/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What this process tells the endpoint mapper of its machine. With beckd the entries belong to a
 * context, which this process keeps as long as it has any, so that they go when it ends in whatever
 * way; other mappers get plain entries, as they have nothing better.
 */

#include <beck/rpc-endpoint.h>
#include <beck/status.h>
#include <string.h>

#include "base/alloc.h"
#include "beckreg.h"
#include "mapper.h"
#include "text.h"

/* ---- The entries of a registration: each binding with each object ---- */

typedef struct
{
  ept_entry_t *entries;
  BeckRpcTwr *towers;
  ULONG count;
} Entries;

static void
entries_clear (Entries *entries)
{
  beck_free (entries->entries);
  beck_free (entries->towers);
}

static guint32
entries_alloc (Entries *entries, gsize count)
{
  if (count == 0)
    return RPC_S_NO_BINDINGS;
  if (count > G_MAXUINT16)
    return RPC_S_OUT_OF_RESOURCES;
  entries->count = (ULONG) count;
  entries->entries = beck_alloc0 (count * sizeof *entries->entries);
  entries->towers = beck_alloc (count * sizeof *entries->towers);
  return entries->entries != NULL && entries->towers != NULL ? RPC_S_OK : RPC_S_OUT_OF_MEMORY;
}

/* The tower of @interface where @handle is. */
static guint32
build_tower (BeckRpcTwr *twr, const BeckNdrInterface *interface, RPC_BINDING_HANDLE handle)
{
  BeckRpcRemoteBinding *remote = beck_rpc_remote_from_handle (handle);
  BeckRpcTower tower;
  gboolean bound;

  if (remote == NULL)
    return (guint32) beck_rpc_refuse_handle (handle);
  beck_rpc_tower_init (&tower, interface, remote->protseq);
  g_strlcpy (tower.address, remote->address, sizeof tower.address);
  beck_lock_acquire (&remote->lock);
  bound = remote->endpoint != NULL;
  if (bound)
    g_strlcpy (tower.endpoint, remote->endpoint, sizeof tower.endpoint);
  beck_lock_release (&remote->lock);
  beck_rpc_twr_build (twr, &tower);
  return bound ? RPC_S_OK : RPC_S_BINDING_INCOMPLETE;
}

static guint32
entries_init (Entries *entries, RPC_IF_HANDLE interface, const RPC_BINDING_VECTOR *bindings,
              const UUID_VECTOR *objects, const char *annotation)
{
  gsize n_objects = objects != NULL ? objects->Count : 1;
  gsize n_bindings = bindings != NULL ? bindings->Count : 0;
  guint32 status;

  if (interface == NULL)
    return RPC_S_UNKNOWN_IF;
  status = entries_alloc (entries, n_bindings * n_objects);
  for (ULONG i = 0; i < entries->count && status == RPC_S_OK; i++)
    {
      ept_entry_t *entry = &entries->entries[i];

      status = build_tower (&entries->towers[i], ((const BeckRpcInterface *) interface)->ndr,
                            bindings->BindingH[i / n_objects]);
      entry->tower = &entries->towers[i].twr;
      if (objects != NULL && objects->Uuid[i % n_objects] != NULL)
        entry->object = *objects->Uuid[i % n_objects];
      g_strlcpy ((char *) entry->annotation, annotation, sizeof entry->annotation);
    }
  return status;
}

/* ---- The mapper ---- */

/* Guarded by the mutex, during calls, too: registrations of a process come one after another. */
static GMutex mutex;
static BeckRpcRemoteBinding *mapper;
static beckreg_entries_t mine;
static gboolean plain; /* the mapper is not beckd */

typedef struct
{
  Entries entries;
  gboolean deletes;
  gboolean replaces;
} Request;

static guint32
ask_beckd (const Request *request)
{
  const Entries *entries = &request->entries;

  if (request->deletes)
    return beckreg_delete (&mapper->base, &mine, entries->count, entries->entries);
  return beckreg_insert (&mapper->base, &mine, entries->count, entries->entries,
                         request->replaces ? 1 : 0);
}

static guint32
ask_other (const Request *request)
{
  const Entries *entries = &request->entries;

  if (request->deletes)
    return ept_delete (&mapper->base, entries->count, entries->entries);
  return ept_insert (&mapper->base, entries->count, entries->entries, request->replaces ? 1 : 0);
}

/* Whether the mapper that had this process's entries is gone, with them. */
static gboolean
was_lost (guint32 status)
{
  return status == RPC_X_SS_CONTEXT_MISMATCH || status == RPC_S_SERVER_UNAVAILABLE
         || status == RPC_S_CALL_FAILED || status == RPC_S_CALL_FAILED_DNE
         || status == RPC_S_COMM_FAILURE;
}

static gboolean
find_mapper (void)
{
  if (mapper == NULL)
    mapper = beck_rpc_mapper_new (BECK_RPC_PROTSEQ_LOCAL, "");
  if (mapper != NULL)
    mapper->dont_linger = TRUE;
  return mapper != NULL;
}

static void
forget_mapper (void)
{
  if (mine != NULL)
    RpcSsDestroyClientContext (&mine);
  beck_rpc_binding_unref (&mapper->base);
  mapper = NULL;
  plain = FALSE;
}

/* A mapper that was started anew does not know this process yet. */
static guint32
ask_again (const Request *request)
{
  guint32 status = ask_beckd (request);

  if (mine == NULL || !was_lost (status))
    return status;
  forget_mapper ();
  return find_mapper () ? ask_beckd (request) : RPC_S_OUT_OF_MEMORY;
}

static guint32
ask_mapper (const Request *request)
{
  guint32 status = plain ? RPC_S_UNKNOWN_IF : ask_again (request);

  plain = status == RPC_S_UNKNOWN_IF;
  return beck_rpc_mapper_status (plain ? ask_other (request) : status);
}

static guint32
perform (const Request *request)
{
  guint32 status = RPC_S_OUT_OF_MEMORY;

  g_mutex_lock (&mutex);
  if (find_mapper ())
    status = ask_mapper (request);
  /* Without entries there is nothing to stay connected for. */
  if (mapper != NULL && mine == NULL)
    forget_mapper ();
  g_mutex_unlock (&mutex);
  return status;
}

/* ---- The functions ---- */

static RPC_STATUS
change (RPC_IF_HANDLE interface, const RPC_BINDING_VECTOR *bindings, const UUID_VECTOR *objects,
        const char *annotation, Request *request)
{
  guint32 status;

  if (strlen (annotation) >= EPT_MAX_ANNOTATION)
    return RPC_S_STRING_TOO_LONG;
  status = entries_init (&request->entries, interface, bindings, objects, annotation);
  if (status == RPC_S_OK)
    status = perform (request);
  entries_clear (&request->entries);
  return (RPC_STATUS) status;
}

static RPC_STATUS
insert (RPC_IF_HANDLE interface, const RPC_BINDING_VECTOR *bindings, const UUID_VECTOR *objects,
        const char *annotation, gboolean replaces)
{
  Request request = { .replaces = replaces };

  return change (interface, bindings, objects, annotation != NULL ? annotation : "", &request);
}

static RPC_STATUS
insert_wide (RPC_IF_HANDLE interface, const RPC_BINDING_VECTOR *bindings,
             const UUID_VECTOR *objects, const WCHAR *annotation, gboolean replaces)
{
  char *text;
  RPC_STATUS status = (RPC_STATUS) beck_rpc_text_from_wide (annotation, &text);

  if (status == RPC_S_OK)
    status = insert (interface, bindings, objects, text, replaces);
  beck_free (text);
  return status;
}

RPC_STATUS
RpcEpRegisterA (RPC_IF_HANDLE interface, RPC_BINDING_VECTOR *bindings, UUID_VECTOR *objects,
                RPC_CSTR annotation)
{
  return insert (interface, bindings, objects, (const char *) annotation, TRUE);
}

RPC_STATUS
RpcEpRegisterW (RPC_IF_HANDLE interface, RPC_BINDING_VECTOR *bindings, UUID_VECTOR *objects,
                RPC_WSTR annotation)
{
  return insert_wide (interface, bindings, objects, annotation, TRUE);
}

RPC_STATUS
RpcEpRegisterNoReplaceA (RPC_IF_HANDLE interface, RPC_BINDING_VECTOR *bindings,
                         UUID_VECTOR *objects, RPC_CSTR annotation)
{
  return insert (interface, bindings, objects, (const char *) annotation, FALSE);
}

RPC_STATUS
RpcEpRegisterNoReplaceW (RPC_IF_HANDLE interface, RPC_BINDING_VECTOR *bindings,
                         UUID_VECTOR *objects, RPC_WSTR annotation)
{
  return insert_wide (interface, bindings, objects, annotation, FALSE);
}

RPC_STATUS
RpcEpUnregister (RPC_IF_HANDLE interface, RPC_BINDING_VECTOR *bindings, UUID_VECTOR *objects)
{
  Request request = { .deletes = TRUE };

  return change (interface, bindings, objects, "", &request);
}
