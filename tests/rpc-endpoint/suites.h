/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* The suites of endpoints, one per file. */

#include <check.h>

Suite *tower_suite (void);
Suite *epm_wire_suite (void);
Suite *map_suite (void);
Suite *management_suite (void);

Suite *mapper_suite (void);
Suite *inquiry_suite (void);
Suite *memory_suite (void);
