/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * This process as a server of object RPC: where it listens, and how calls come in from there.
 */

#include "orpc/string-array.h"

/* Begins to listen, the first time, and says where its resolver is reached: what references to its
 * objects carry. @addresses refers to memory that stays as long as the process. Any thread. */
HRESULT beck_orpc_server_start (BeckStringArray *addresses);
