/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* What the kernel counts for a network interface (spec/ras.md 7.7). */

#include "ras/backend.h"

/* Any thread; of the network namespace it is in. FALSE if there is no such interface. */
gboolean beck_ras_device_counts (const char *device, BeckRasCounts *counts);
