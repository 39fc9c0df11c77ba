/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <check.h>

Suite *features_suite (void);
Suite *shapes_suite (void);
Suite *truth_suite (void);
