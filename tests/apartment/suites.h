/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <check.h>

/* A suite per question about apartments. */
Suite *enter_suite (void);
Suite *leave_suite (void);
Suite *mta_suite (void);
Suite *post_suite (void);
Suite *main_context_suite (void);
Suite *wait_suite (void);
Suite *handles_suite (void);
Suite *visit_suite (void);
