/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ras-scene.h"

Suite *ras_dial_suite (void);
Suite *ras_sink_suite (void);
Suite *ras_main_loop_suite (void);
Suite *ras_module_suite (void);
