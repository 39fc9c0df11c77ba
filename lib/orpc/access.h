/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Whose calls this process takes: what CoInitializeSecurity() has said, or the same user's and
 * root's. Asked before a call from another process does anything.
 */

#include <beck/security.h>

/* S_OK or E_ACCESSDENIED. Any thread, no locks; may call the program. */
HRESULT beck_access_check (const BeckAccessRequest *request);
