/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* The suites of lib/base, one per concept and file. */

#include <check.h>

Suite *alloc_suite (void);
Suite *bstr_suite (void);
Suite *debug_suite (void);
Suite *errno_suite (void);
Suite *error_suite (void);
Suite *guid_suite (void);
Suite *hresult_suite (void);
Suite *lock_suite (void);
Suite *spare_suite (void);
Suite *utf16_suite (void);
