/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* Remote procedure calls: everything. */

#ifndef RPC_NO_WINDOWS_H
#include "windows.h"
#endif

#include "rpcasync.h"
#include "rpcdce.h"
#include "rpcnterr.h"
