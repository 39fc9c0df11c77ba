/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* What generated code and the functions that a program writes for it (T_to_xmit, T_UserSize, ...)
 * use. */

#include <beck/idl.h>
#include <beck/ndr.h>

#include "rpc.h"

#ifndef __cplusplus
typedef BOOLEAN boolean;
#endif
#ifndef small
#define small char
#endif
