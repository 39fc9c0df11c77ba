/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The system's header, and what sources written for Windows expect of it beside. */

#include_next <stdlib.h>

#include "crt.h"
