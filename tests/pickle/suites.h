/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <check.h>

Suite *encode_suite (void);
Suite *decode_suite (void);
Suite *damage_suite (void);
Suite *procedure_suite (void);
Suite *failure_suite (void);
Suite *kinds_suite (void);
Suite *native_suite (void);
