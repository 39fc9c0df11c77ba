/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * IRemUnknown of another process, as its client calls it (wire.md 5.5). The calls block; they are
 * made over lines, and each has a time to end by.
 */

#include <orpcobj.h>

#include "rpc/remote.h"

typedef struct
{
  BeckRpcRemoteBinding *binding; /* counted */
  IPID ipid;
  COMVERSION version; /* to be spoken */
} BeckRemUnknown;

/* As BeckExporterOps.query: results are filled in on S_OK and S_FALSE. */
HRESULT beck_rem_query (const BeckRemUnknown *there, const IPID *ipid, guint32 n_refs, guint16 n,
                        const IID *iids, REMQIRESULT *results);
HRESULT beck_rem_add_refs (const BeckRemUnknown *there, guint16 n, const REMINTERFACEREF *refs,
                           HRESULT *results);
HRESULT beck_rem_release (const BeckRemUnknown *there, guint16 n, const REMINTERFACEREF *refs);
