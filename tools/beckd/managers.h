/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* What beckd offers: the interfaces epm and beckreg, over one map. */

#include "map.h"

/* Registers the interfaces. The map is there until the process ends. */
RPC_STATUS beckd_managers_start (BeckdMap *map);

/* Enters the endpoint mapper itself, at where this server listens. */
RPC_STATUS beckd_managers_announce (BeckdMap *map);
