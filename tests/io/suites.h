/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* The suites of the reactor and of sockets, one per file. */

#include <check.h>

Suite *turns_suite (void);
Suite *lend_suite (void);
Suite *watch_suite (void);
Suite *socket_suite (void);
