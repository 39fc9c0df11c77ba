/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The names of Windows that programs with remote procedure calls use, over Beck
 * (docs/porting.md). They are what <beck/beck.h> has and the functions of these headers;
 * files, windows, services and security are not among them.
 */

#include <beck/beck.h>

#include <string.h>

#include "winerror.h"
#include "winnt.h"

#include "consoleapi.h"
#include "errhandlingapi.h"
#include "handleapi.h"
#include "heapapi.h"
#include "interlockedapi.h"
#include "ioapiset.h"
#include "processenv.h"
#include "processthreadsapi.h"
#include "stdio.h"
#include "synchapi.h"
#include "sysinfoapi.h"
#include "winbase.h"
#include "winuser.h"

#ifndef RPC_NO_WINDOWS_H
#include "rpc.h"
#endif
