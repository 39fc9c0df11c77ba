/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The pings that beckd sends to servers of this machine, for those who ping beckd: for each server,
 * a set of the objects that are wanted. Thread-safe; nothing blocks.
 */

#include "process.h"

void beckd_pings_add (BeckdProcess *process);
void beckd_pings_remove (const BeckdProcess *process);

/* Whether @oid is wanted, from now on. Nothing if nobody has it. */
void beckd_pings_want (OID oid, gboolean wanted);

/* Tells the servers what has changed, or (@all) that everything is as it was. */
void beckd_pings_send (gboolean all);
