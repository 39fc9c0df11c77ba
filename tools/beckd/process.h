/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* A server of objects that has registered. It does not change, and stays while there are
 * references, also when it is gone. */

#include <orpcbase.h>

#include "orpc/string-array.h"

typedef struct
{
  gint refs; /* private */
  guint uid;
  OXID oxid;
  IPID rem_unknown;
  COMVERSION version;
  char *binding; /* a string binding, to ask it for objects */
  BeckStringArray endpoints;
  guint16 units[]; /* of @endpoints */
} BeckdProcess;

/* (transfer full) (nullable): NULL if @endpoints are no addresses, or none is local. */
BeckdProcess *beckd_process_new (guint uid, OXID oxid, const IPID *rem_unknown,
                                 COMVERSION version, const DUALSTRINGARRAY *endpoints);

BeckdProcess *beckd_process_ref (BeckdProcess *process);

/* NULL is none. */
void beckd_process_unref (BeckdProcess *process);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BeckdProcess, beckd_process_unref)
