/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* The suites of the simulator, one per file. */

#include <check.h>

Suite *simulator_script_suite (void);
Suite *simulator_dial_suite (void);
Suite *simulator_end_suite (void);
Suite *simulator_link_suite (void);
