/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* Asynchronous calls, extended errors: <beck/rpc-async.h>. */

#include "winnt.h"

#include <beck/rpc-async.h>

#include "rpcdce.h"
