/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Looking through the endpoint map of a machine, a handful of entries at a time. */

#include <beck/rpc-endpoint.h>
#include <beck/status.h>
#include <string.h>

#include "base/alloc.h"
#include "mapper.h"
#include "protseq.h"
#include "stub-memory.h"
#include "text.h"

#define AT_ONCE 16
#define MAGIC 0x51497045u

typedef struct
{
  guint32 magic;
  BeckRpcRemoteBinding *mapper;
  ULONG type, versions;
  ept_if_id_t interface;
  GUID object;
  ept_lookup_handle_t handle;
  gboolean ended; /* the mapper has no more */
  ULONG next, count;
  ept_entry_t entries[AT_ONCE];
} Inquiry;

/* ---- Beginning and end ---- */

static guint32
check (ULONG type, const RPC_IF_ID *interface, ULONG versions)
{
  gboolean by_interface = type == RPC_C_EP_MATCH_BY_IF || type == RPC_C_EP_MATCH_BY_BOTH;

  if (type > RPC_C_EP_MATCH_BY_BOTH || (by_interface && interface == NULL))
    return RPC_S_INVALID_ARG;
  if (by_interface && (versions < RPC_C_VERS_ALL || versions > RPC_C_VERS_UPTO))
    return RPC_S_INVALID_VERS_OPTION;
  return RPC_S_OK;
}

/* The mapper of the machine that @handle leads to. */
static guint32
find_mapper (RPC_BINDING_HANDLE handle, BeckRpcRemoteBinding **mapper)
{
  BeckRpcRemoteBinding *remote = beck_rpc_remote_from_handle (handle);

  if (handle != NULL && remote == NULL)
    return (guint32) beck_rpc_refuse_handle (handle);
  if (remote == NULL)
    *mapper = beck_rpc_mapper_new (BECK_RPC_PROTSEQ_LOCAL, "");
  else
    *mapper = beck_rpc_mapper_new (remote->protseq, remote->address);
  if (*mapper != NULL && remote != NULL)
    {
      beck_lock_acquire (&remote->lock);
      (*mapper)->com_timeout = remote->com_timeout;
      beck_lock_release (&remote->lock);
    }
  return *mapper != NULL ? RPC_S_OK : RPC_S_OUT_OF_MEMORY;
}

static void
free_entries (Inquiry *inquiry)
{
  for (; inquiry->next < inquiry->count; inquiry->next++)
    beck_rpc_stub_free (inquiry->entries[inquiry->next].tower);
}

static void
inquiry_free (Inquiry *inquiry)
{
  free_entries (inquiry);
  if (inquiry->handle != NULL)
    ept_lookup_handle_free (&inquiry->mapper->base, &inquiry->handle);
  if (inquiry->handle != NULL)
    RpcSsDestroyClientContext (&inquiry->handle);
  beck_rpc_binding_unref (&inquiry->mapper->base);
  inquiry->magic = 0;
  beck_free (inquiry);
}

RPC_STATUS
RpcMgmtEpEltInqBegin (RPC_BINDING_HANDLE binding, ULONG type, RPC_IF_ID *interface,
                      ULONG versions, UUID *object, RPC_EP_INQ_HANDLE *ret_inquiry)
{
  guint32 status = check (type, interface, versions);
  Inquiry *inquiry;

  *ret_inquiry = NULL;
  if (status != RPC_S_OK)
    return (RPC_STATUS) status;
  inquiry = beck_alloc0 (sizeof *inquiry);
  if (inquiry == NULL)
    return RPC_S_OUT_OF_MEMORY;
  status = find_mapper (binding, &inquiry->mapper);
  if (status != RPC_S_OK)
    {
      beck_free (inquiry);
      return (RPC_STATUS) status;
    }
  inquiry->magic = MAGIC;
  inquiry->type = type;
  inquiry->versions = versions;
  if (interface != NULL)
    inquiry->interface
        = (ept_if_id_t){ interface->Uuid, interface->VersMajor, interface->VersMinor };
  if (object != NULL)
    inquiry->object = *object;
  *ret_inquiry = inquiry;
  return RPC_S_OK;
}

static Inquiry *
inquiry_from_handle (RPC_EP_INQ_HANDLE handle)
{
  Inquiry *inquiry = handle;

  return inquiry != NULL && inquiry->magic == MAGIC ? inquiry : NULL;
}

RPC_STATUS
RpcMgmtEpEltInqDone (RPC_EP_INQ_HANDLE *handle)
{
  Inquiry *inquiry = inquiry_from_handle (*handle);

  if (inquiry == NULL)
    return RPC_S_INVALID_ARG;
  inquiry_free (inquiry);
  *handle = NULL;
  return RPC_S_OK;
}

/* ---- The next entry ---- */

/* Asks for more. RPC_X_NO_MORE_ENTRIES if there is nothing. */
static guint32
fetch (Inquiry *inquiry)
{
  guint32 status;

  if (inquiry->ended)
    return RPC_X_NO_MORE_ENTRIES;
  inquiry->next = inquiry->count = 0;
  status = beck_rpc_mapper_status (
      ept_lookup (&inquiry->mapper->base, inquiry->type, &inquiry->object, &inquiry->interface,
                  inquiry->versions, &inquiry->handle, AT_ONCE, &inquiry->count,
                  inquiry->entries));
  inquiry->ended = status == EPT_S_NOT_REGISTERED
                   || (status == RPC_S_OK && (inquiry->handle == NULL || inquiry->count == 0));
  /* The last entries may come with the status that there are no more: Samba's do. */
  if (status == EPT_S_NOT_REGISTERED && inquiry->count > 0)
    status = RPC_S_OK;
  if (status != RPC_S_OK)
    free_entries (inquiry);
  return inquiry->ended && inquiry->count == 0 ? RPC_X_NO_MORE_ENTRIES : status;
}

/* What is read from the next entry. */
typedef struct
{
  BeckRpcTower tower;
  BeckRpcProtseq protseq;
  gboolean spoken; /* the protocol is one of this library's */
  GUID object;
  char annotation[EPT_MAX_ANNOTATION];
} Found;

static guint32
take_entry (Inquiry *inquiry, Found *found)
{
  ept_entry_t *entry;
  guint32 status = inquiry->next < inquiry->count ? RPC_S_OK : fetch (inquiry);

  if (status != RPC_S_OK)
    return status;
  entry = &inquiry->entries[inquiry->next++];
  found->object = entry->object;
  memcpy (found->annotation, entry->annotation, sizeof found->annotation);
  found->annotation[sizeof found->annotation - 1] = '\0';
  found->spoken = beck_rpc_twr_parse (entry->tower, &found->tower, &found->protseq);
  if (!found->spoken
      && (entry->tower == NULL
          || beck_rpc_tower_parse (entry->tower->tower, entry->tower->tower_length, &found->tower)
                 != BECK_RPC_TOWER_GOOD))
    memset (&found->tower, 0, sizeof found->tower);
  beck_rpc_stub_free (entry->tower);
  return RPC_S_OK;
}

/* A binding to where the entry says, on the machine that was asked. */
static guint32
make_binding (const Inquiry *inquiry, const Found *found, RPC_BINDING_HANDLE *binding)
{
  const char *address
      = found->protseq == BECK_RPC_PROTSEQ_LOCAL ? "" : inquiry->mapper->address;
  BeckRpcRemoteBinding *remote
      = beck_rpc_remote_new (found->protseq, address, found->tower.endpoint);

  if (remote == NULL)
    return RPC_S_OUT_OF_MEMORY;
  remote->object = found->object;
  *binding = remote;
  return RPC_S_OK;
}

static guint32
next_found (RPC_EP_INQ_HANDLE handle, RPC_IF_ID *interface, RPC_BINDING_HANDLE *binding,
            UUID *object, Found *found)
{
  Inquiry *inquiry = inquiry_from_handle (handle);
  guint32 status;

  if (inquiry == NULL)
    return RPC_S_INVALID_ARG;
  do
    status = take_entry (inquiry, found);
  while (status == RPC_S_OK && binding != NULL && !found->spoken);
  if (status == RPC_S_OK && binding != NULL)
    status = make_binding (inquiry, found, binding);
  if (status != RPC_S_OK)
    return status;
  *interface = found->tower.interface;
  if (object != NULL)
    *object = found->object;
  return RPC_S_OK;
}

/* Without memory for the annotation there is no binding either. */
static RPC_STATUS
finish (guint32 status, RPC_BINDING_HANDLE *binding)
{
  if (status != RPC_S_OK && binding != NULL)
    RpcBindingFree (binding);
  return (RPC_STATUS) status;
}

RPC_STATUS
RpcMgmtEpEltInqNextA (RPC_EP_INQ_HANDLE inquiry, RPC_IF_ID *interface,
                      RPC_BINDING_HANDLE *binding, UUID *object, RPC_CSTR *annotation)
{
  Found found;
  guint32 status = next_found (inquiry, interface, binding, object, &found);

  if (status != RPC_S_OK || annotation == NULL)
    return (RPC_STATUS) status;
  *annotation = (RPC_CSTR) beck_rpc_text_copy (found.annotation);
  return finish (*annotation != NULL ? RPC_S_OK : RPC_S_OUT_OF_MEMORY, binding);
}

RPC_STATUS
RpcMgmtEpEltInqNextW (RPC_EP_INQ_HANDLE inquiry, RPC_IF_ID *interface,
                      RPC_BINDING_HANDLE *binding, UUID *object, RPC_WSTR *annotation)
{
  Found found;
  guint32 status = next_found (inquiry, interface, binding, object, &found);

  if (status != RPC_S_OK || annotation == NULL)
    return (RPC_STATUS) status;
  return finish (beck_rpc_text_to_wide (found.annotation, annotation), binding);
}
