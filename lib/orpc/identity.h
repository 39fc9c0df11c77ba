/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Whose credentials the calling thread has: the process's, or those of a client that it
 * impersonates (spec/com.md 4.3). Credentials of a thread are its own where the kernel sees them
 * (files, sockets, signals); a process without the privilege to change them can only be itself.
 */

#include <beck/types.h>

/* What a thread is beside its process, while it serves one call. All zero: the process itself. */
typedef struct
{
  gboolean is_client;
  guint uid, gid;
} BeckIdentity;

/* The calling thread becomes user @uid with group @gid and the groups of that user; it may be one
 * already. CO_E_FAILEDTOIMPERSONATE: the process may not, or there is no such user. */
HRESULT beck_identity_become (guint uid, guint gid);

/* … and the process again. */
void beck_identity_revert (void);

gboolean beck_identity_is_client (void);

/* Around serving a call: it begins as the process, and what was before comes back afterwards. */
void beck_identity_begin (BeckIdentity *before);
void beck_identity_end (const BeckIdentity *before);
