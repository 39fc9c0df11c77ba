/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <check.h>

Suite *arguments_suite (void);
Suite *errors_suite (void);
Suite *free_suite (void);
Suite *lack_suite (void);
Suite *packets_suite (void);
Suite *standard_suite (void);
Suite *stream_suite (void);
Suite *tables_suite (void);
