/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <beck/beck.h>

#include "objects.h"

/* (transfer full): an object with IMaker. */
IMaker *maker_new (void);

/* (transfer full): one with ISum. */
ISum *sum_new (void);
