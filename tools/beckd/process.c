/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "process.h"

#include <string.h>

#include "addresses.h"

static gboolean
read_endpoints (BeckdProcess *process, guint16 n, guint16 security)
{
  if (beck_string_array_from_units (process->units, n, security, FALSE, &process->endpoints)
      != BECK_STRING_ARRAY_GOOD)
    return FALSE;
  process->binding = beckd_addresses_local (&process->endpoints, process->uid);
  return process->binding != NULL;
}

BeckdProcess *
beckd_process_new (guint uid, OXID oxid, const IPID *rem_unknown, COMVERSION version,
                   const DUALSTRINGARRAY *endpoints)
{
  gsize size = endpoints->wNumEntries * sizeof (guint16);
  BeckdProcess *process = g_malloc0 (sizeof *process + size);

  process->refs = 1;
  process->uid = uid;
  process->oxid = oxid;
  process->rem_unknown = *rem_unknown;
  process->version = version;
  memcpy (process->units, endpoints->aStringArray, size);
  if (read_endpoints (process, endpoints->wNumEntries, endpoints->wSecurityOffset))
    return process;
  beckd_process_unref (process);
  return NULL;
}

BeckdProcess *
beckd_process_ref (BeckdProcess *process)
{
  g_atomic_int_inc (&process->refs);
  return process;
}

void
beckd_process_unref (BeckdProcess *process)
{
  if (process == NULL || !g_atomic_int_dec_and_test (&process->refs))
    return;
  g_free (process->binding);
  g_free (process);
}
