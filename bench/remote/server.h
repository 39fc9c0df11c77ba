/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* Serves on the local endpoint "bench" until the process ends, in a child of this one; returns when it
 * does. The child dies with its parent. */
GPid server_start (void);
