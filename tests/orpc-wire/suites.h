/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <check.h>

Suite *activation_suite (void);
Suite *header_suite (void);
Suite *interfaces_suite (void);
Suite *objref_suite (void);
Suite *string_array_suite (void);
