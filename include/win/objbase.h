/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* COM: <beck/beck.h>. */

#include "rpc.h"

#ifndef interface
#define interface struct
#endif
