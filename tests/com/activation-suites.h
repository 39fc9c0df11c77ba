/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <check.h>

/* The suites of the program test-activation, which needs lib/apartment. */
Suite *activation_suite (void);
Suite *class_object_suite (void);
