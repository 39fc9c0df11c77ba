/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The procedures of epm.idl and beckreg.idl. Anybody may look; only callers on a local socket may
 * change anything (wire.md 4.1). The names of the procedures are those of the IDL: the server
 * stubs call them.
 */

#include "managers.h"

#include <beck/rpc-server.h>
#include <stdlib.h>
#include <string.h>

#include "beckreg.h"
#include "cursor.h"
#include "epm.h"

/* Entries of an answer, however many are asked for. */
#define MAX_ANSWERS 500

static BeckdMap *the_map;

/* ---- Memory of answers ---- */

void *
midl_user_allocate (size_t size)
{
  return malloc (size);
}

void
midl_user_free (void *block)
{
  free (block);
}

/* NULL without memory. */
static twr_t *
copy_tower (const BeckdEntry *entry)
{
  twr_t *tower = midl_user_allocate (sizeof *tower + entry->size);

  if (tower == NULL)
    return NULL;
  tower->tower_length = (ULONG) entry->size;
  memcpy (tower->tower, entry->bytes, entry->size);
  return tower;
}

/* ---- Finding ---- */

/* The next entries, and what is kept for those behind. BECKD_OK if there are any. */
static error_status_t
find (const BeckdQuery *query, ept_lookup_handle_t *handle, ULONG max, GPtrArray **found)
{
  guint64 position;
  gboolean more;

  *found = NULL;
  if (max == 0)
    return BECKD_CANNOT_PERFORM;
  if (!beckd_cursor_position (*handle, &position))
    return BECKD_NOT_REGISTERED;
  *found = beckd_map_find (the_map, query, &position, MIN (max, MAX_ANSWERS), &more);
  if ((*found)->len == 0)
    return BECKD_NOT_REGISTERED;
  if (!more)
    beckd_cursor_end (handle);
  else if (!beckd_cursor_keep (handle, position))
    return BECKD_NO_MEMORY;
  return BECKD_OK;
}

/* After anything but success there is nothing to go on from. */
static error_status_t
finish (error_status_t status, ept_lookup_handle_t *handle, GPtrArray *found)
{
  if (status != BECKD_OK)
    beckd_cursor_end (handle);
  g_clear_pointer (&found, g_ptr_array_unref);
  return status;
}

static error_status_t
fill_entries (const GPtrArray *found, ept_entry_t *entries, ULONG *count)
{
  for (*count = 0; *count < found->len; (*count)++)
    {
      const BeckdEntry *from = g_ptr_array_index (found, *count);
      ept_entry_t *to = &entries[*count];

      to->object = from->object;
      memcpy (to->annotation, from->annotation, sizeof to->annotation);
      to->tower = copy_tower (from);
      if (to->tower == NULL)
        return BECKD_NO_MEMORY;
    }
  return BECKD_OK;
}

error_status_t
ept_lookup (handle_t h, ULONG inquiry, GUID *object, ept_if_id_t *id, ULONG versions,
            ept_lookup_handle_t *handle, ULONG max, ULONG *count, ept_entry_t entries[])
{
  const RPC_IF_ID interface
      = id != NULL ? (RPC_IF_ID){ id->uuid, id->major, id->minor } : (RPC_IF_ID){ { 0 }, 0, 0 };
  error_status_t status = BECKD_CANNOT_PERFORM;
  GPtrArray *found = NULL;
  BeckdQuery query;

  if (beckd_query_lookup (&query, inquiry, object, id != NULL ? &interface : NULL, versions))
    status = find (&query, handle, max, &found);
  if (status == BECKD_OK)
    status = fill_entries (found, entries, count);
  return finish (status, handle, found);
}

static error_status_t
fill_towers (const GPtrArray *found, twr_t **towers, ULONG *count)
{
  for (*count = 0; *count < found->len; (*count)++)
    {
      towers[*count] = copy_tower (g_ptr_array_index (found, *count));
      if (towers[*count] == NULL)
        return BECKD_NO_MEMORY;
    }
  return BECKD_OK;
}

error_status_t
ept_map (handle_t h, GUID *object, twr_t *tower, ept_lookup_handle_t *handle, ULONG max,
         ULONG *count, twr_t *towers[])
{
  error_status_t status = BECKD_NOT_REGISTERED;
  GPtrArray *found = NULL;
  BeckdQuery query;

  if (tower != NULL && beckd_query_map (&query, object, tower->tower, tower->tower_length))
    status = find (&query, handle, max, &found);
  if (status == BECKD_OK)
    status = fill_towers (found, towers, count);
  return finish (status, handle, found);
}

error_status_t
ept_lookup_handle_free (handle_t h, ept_lookup_handle_t *handle)
{
  beckd_cursor_end (handle);
  return BECKD_OK;
}

void
ept_lookup_handle_t_rundown (ept_lookup_handle_t handle)
{
  beckd_cursor_end (&handle);
}

/* ---- Changing ---- */

/* Whether the client of the running call is on a local socket. */
static gboolean
is_local (void)
{
  g_autofree char *client = beckd_client_name ();

  return g_str_has_prefix (client, "ncalrpc:");
}

static error_status_t
insert (gpointer owner, ULONG count, const ept_entry_t *entries, ULONG replace)
{
  g_autofree BeckdNewEntry *news = NULL;

  if (!is_local ())
    return BECKD_CANNOT_PERFORM;
  news = g_new0 (BeckdNewEntry, count);
  for (ULONG i = 0; i < count; i++)
    {
      const ept_entry_t *from = &entries[i];

      if (from->tower == NULL)
        return BECKD_CANNOT_PERFORM;
      news[i] = (BeckdNewEntry){ &from->object, from->tower->tower, from->tower->tower_length,
                                 (const char *) from->annotation };
    }
  return beckd_map_insert (the_map, owner, news, count, replace != 0);
}

/* All are taken out that are there; the status tells of the last that is not. */
static error_status_t
delete (gpointer owner, ULONG count, const ept_entry_t *entries)
{
  error_status_t status = BECKD_OK;

  if (!is_local ())
    return BECKD_CANNOT_PERFORM;
  for (ULONG i = 0; i < count; i++)
    {
      const twr_t *tower = entries[i].tower;
      error_status_t deleted = BECKD_NOT_REGISTERED;

      if (tower != NULL)
        deleted = beckd_map_delete (the_map, owner, &entries[i].object, tower->tower,
                                    tower->tower_length);
      if (deleted != BECKD_OK)
        status = deleted;
    }
  return status;
}

error_status_t
ept_insert (handle_t h, ULONG count, ept_entry_t entries[], ULONG replace)
{
  return insert (NULL, count, entries, replace);
}

error_status_t
ept_delete (handle_t h, ULONG count, ept_entry_t entries[])
{
  return delete (NULL, count, entries);
}

error_status_t
ept_mgmt_delete (handle_t h, ULONG has_object, GUID *object, twr_t *tower)
{
  return BECKD_CANNOT_PERFORM;
}

/* The mapper has no objects. */
error_status_t
ept_inq_object (handle_t h, GUID *object)
{
  *object = GUID_NULL;
  return BECKD_OK;
}

/* ---- Entries that go with their server: a byte stands for it ---- */

void
beckreg_entries_t_rundown (beckreg_entries_t mine)
{
  beckd_map_forget (the_map, mine);
  free (mine);
}

/* Without entries there is no context. */
static void
end_if_empty (beckreg_entries_t *mine)
{
  if (*mine == NULL || beckd_map_count (the_map, *mine) > 0)
    return;
  free (*mine);
  *mine = NULL;
}

error_status_t
beckreg_insert (handle_t h, beckreg_entries_t *mine, ULONG count, ept_entry_t entries[],
                ULONG replace)
{
  error_status_t status;

  if (*mine == NULL)
    *mine = malloc (1);
  if (*mine == NULL)
    return BECKD_NO_MEMORY;
  status = insert (*mine, count, entries, replace);
  end_if_empty (mine);
  return status;
}

error_status_t
beckreg_delete (handle_t h, beckreg_entries_t *mine, ULONG count, ept_entry_t entries[])
{
  error_status_t status = *mine != NULL ? delete (*mine, count, entries) : BECKD_NOT_REGISTERED;

  end_if_empty (mine);
  return status;
}

/* ---- The server ---- */

RPC_STATUS
beckd_managers_start (BeckdMap *map)
{
  RPC_STATUS status = RpcServerRegisterIf (epm_v3_0_s_ifspec, NULL, NULL);

  the_map = map;
  if (status == RPC_S_OK)
    status = RpcServerRegisterIfEx (beckreg_v1_0_s_ifspec, NULL, NULL, RPC_IF_ALLOW_LOCAL_ONLY,
                                    RPC_C_LISTEN_MAX_CALLS_DEFAULT, NULL);
  return status;
}

/* The owner of the mapper's own entries. */
static char self;

static void
announce_at (BeckdMap *map, RPC_BINDING_HANDLE binding)
{
  const BeckNdrInterface *epm = ((const BeckRpcInterface *) epm_v3_0_s_ifspec)->ndr;
  BeckRpcTower tower
      = { .interface = { epm->uuid, epm->major, epm->minor }, .transfer = BECK_RPC_SYNTAX_NDR };
  RPC_CSTR text = NULL, parts[3] = { NULL };
  guint8 bytes[BECK_RPC_TOWER_MAX_SIZE];
  BeckdNewEntry entry = { &GUID_NULL, bytes, 0, "Endpoint mapper" };

  if (RpcBindingToStringBindingA (binding, &text) == RPC_S_OK
      && RpcStringBindingParseA (text, NULL, &parts[0], &parts[1], &parts[2], NULL) == RPC_S_OK)
    {
      tower.protseq = (const char *) parts[0];
      g_strlcpy (tower.address, (const char *) parts[1], sizeof tower.address);
      g_strlcpy (tower.endpoint, (const char *) parts[2], sizeof tower.endpoint);
      entry.size = beck_rpc_tower_build (&tower, bytes, sizeof bytes);
      beckd_map_insert (map, &self, &entry, 1, FALSE);
    }
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    RpcStringFreeA (&parts[i]);
  RpcStringFreeA (&text);
}

RPC_STATUS
beckd_managers_announce (BeckdMap *map)
{
  RPC_BINDING_VECTOR *bindings = NULL;
  RPC_STATUS status = RpcServerInqBindings (&bindings);

  if (status != RPC_S_OK)
    return status;
  for (ULONG i = 0; i < bindings->Count; i++)
    announce_at (map, bindings->BindingH[i]);
  return RpcBindingVectorFree (&bindings);
}
