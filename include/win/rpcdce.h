/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* Bindings, servers, endpoints, UUIDs, memory, security: <beck/rpc-*.h>. */

#include <beck/beck.h>
#include <beck/rpc-binding.h>
#include <beck/rpc-endpoint.h>
#include <beck/rpc-server.h>

#include "winnt.h"
