/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "beck-test.h"

Suite *dump_suite (void);
Suite *json_suite (void);
