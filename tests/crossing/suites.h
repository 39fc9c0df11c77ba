/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <check.h>

Suite *calls_suite (void);
Suite *cancel_suite (void);
Suite *ends_suite (void);
Suite *many_suite (void);
Suite *objects_suite (void);
Suite *outer_suite (void);
