/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "sample.h"

#include <check.h>

/* A suite per concept of lib/com. */
Suite *aggregation_suite (void);
Suite *class_suite (void);
Suite *class_file_suite (void);
Suite *error_info_suite (void);
Suite *memory_suite (void);
Suite *module_suite (void);
Suite *object_suite (void);
Suite *options_suite (void);
Suite *refs_suite (void);
