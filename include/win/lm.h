/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* Network management: the memory of its functions, of which there are none. */

#include "winnt.h"

#include "winerror.h"

G_BEGIN_DECLS

typedef DWORD NET_API_STATUS;

/* Frees @buffer, which may be NULL. Returns: NERR_Success */
NET_API_STATUS NetApiBufferFree (void *buffer);

G_END_DECLS
