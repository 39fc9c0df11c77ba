/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <check.h>

Suite *storm_suite (void);
Suite *death_suite (void);
Suite *cut_suite (void);
