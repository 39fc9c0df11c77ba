/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* The suites of the NDR runtime, one per concept and file. */

#include <check.h>

Suite *arena_suite (void);
Suite *block_suite (void);
Suite *bounds_suite (void);
Suite *fault_suite (void);
Suite *gather_suite (void);
Suite *image_suite (void);
Suite *landing_suite (void);
Suite *limits_suite (void);
Suite *object_suite (void);
Suite *pointer_suite (void);
Suite *reader_suite (void);
Suite *releaser_suite (void);
Suite *user_suite (void);
Suite *writer_suite (void);
