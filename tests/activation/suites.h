/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <check.h>

Suite *home_suite (void);
Suite *launch_suite (void);
Suite *offer_suite (void);
Suite *network_suite (void);
