/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* The suites of the server, one per file. */

#include <check.h>

Suite *close_suite (void);
Suite *conversation_suite (void);
Suite *hostile_suite (void);
Suite *life_suite (void);
Suite *manager_suite (void);
