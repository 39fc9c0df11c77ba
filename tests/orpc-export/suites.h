/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "request.h"

Suite *packets_suite (void);
Suite *counts_suite (void);
Suite *apartments_suite (void);
Suite *ends_suite (void);
Suite *calls_suite (void);
Suite *later_suite (void);
Suite *memory_suite (void);
