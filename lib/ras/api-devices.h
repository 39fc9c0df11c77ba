/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ras/backend.h"

/* What all back ends list. (transfer full) (element-type BeckRasDevice) */
GArray *beck_ras_devices (void);
