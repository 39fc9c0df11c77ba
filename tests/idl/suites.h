/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "beck-test.h"

Suite *fail_suite (void);
Suite *golden_suite (void);
Suite *language_suite (void);
Suite *limits_suite (void);
Suite *parts_suite (void);
