/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The system's header. With -fshort-wchar the functions of the C library, whose characters have
 * 32 bits, are replaced. */

#include_next <wchar.h>

#include "crt.h"
