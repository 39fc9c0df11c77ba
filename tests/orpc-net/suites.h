/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "beck-test.h"

Suite *net_calls_suite (void);
Suite *net_hostile_suite (void);
Suite *net_pings_suite (void);
Suite *raw_suite (void);
Suite *resolver_suite (void);
