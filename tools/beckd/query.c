/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Which entries an inquiry is about (wire.md 4.1). Pure functions. */

#include "map.h"

#include <string.h>

/* ---- Lookups ---- */

static gboolean
version_matches (guint option, const RPC_IF_ID *asked, const RPC_IF_ID *there)
{
  gboolean same_major = there->VersMajor == asked->VersMajor;

  switch (option)
    {
    case RPC_C_VERS_COMPATIBLE:
      return same_major && there->VersMinor >= asked->VersMinor;
    case RPC_C_VERS_EXACT:
      return same_major && there->VersMinor == asked->VersMinor;
    case RPC_C_VERS_MAJOR_ONLY:
      return same_major;
    case RPC_C_VERS_UPTO:
      return there->VersMajor < asked->VersMajor
             || (same_major && there->VersMinor <= asked->VersMinor);
    default:
      return TRUE;
    }
}

static gboolean
lookup_matches (const BeckdQuery *query, const BeckdEntry *entry)
{
  const RPC_IF_ID *there = &entry->tower.interface;

  if (!query->any_object && !beck_guid_equal (&entry->object, &query->object))
    return FALSE;
  return query->any_interface
         || (beck_guid_equal (&there->Uuid, &query->interface.Uuid)
             && version_matches (query->versions, &query->interface, there));
}

gboolean
beckd_query_lookup (BeckdQuery *query, guint inquiry, const GUID *object,
                    const RPC_IF_ID *interface, guint versions)
{
  gboolean by_object = inquiry == RPC_C_EP_MATCH_BY_OBJ || inquiry == RPC_C_EP_MATCH_BY_BOTH;
  gboolean by_interface = inquiry == RPC_C_EP_MATCH_BY_IF || inquiry == RPC_C_EP_MATCH_BY_BOTH;

  memset (query, 0, sizeof *query);
  if (inquiry > RPC_C_EP_MATCH_BY_BOTH || versions > RPC_C_VERS_UPTO)
    return FALSE;
  if (by_interface && interface == NULL)
    return FALSE;
  query->matches = lookup_matches;
  query->any_object = !by_object;
  query->any_interface = !by_interface;
  query->versions = versions;
  if (by_object && object != NULL)
    query->object = *object;
  if (by_interface)
    query->interface = *interface;
  return TRUE;
}

/* ---- Mappings ---- */

static gboolean
serves (const RPC_IF_ID *there, const RPC_IF_ID *asked)
{
  return beck_guid_equal (&there->Uuid, &asked->Uuid) && there->VersMajor == asked->VersMajor
         && there->VersMinor >= asked->VersMinor;
}

static gboolean
map_matches (const BeckdQuery *query, const BeckdEntry *entry)
{
  return beck_guid_equal (&entry->object, &query->object)
         && serves (&entry->tower.interface, &query->tower.interface)
         && serves (&entry->tower.transfer, &query->tower.transfer)
         && strcmp (entry->tower.protseq, query->tower.protseq) == 0;
}

gboolean
beckd_query_map (BeckdQuery *query, const GUID *object, const guint8 *bytes, gsize size)
{
  memset (query, 0, sizeof *query);
  query->matches = map_matches;
  query->falls_back = TRUE;
  if (object != NULL)
    query->object = *object;
  return beck_rpc_tower_parse (bytes, size, &query->tower) == BECK_RPC_TOWER_GOOD
         && query->tower.protseq != NULL;
}
