/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "beck-test.h"

Suite *net_calls_suite (void);
