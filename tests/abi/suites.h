/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <check.h>

/* What C sees. */
Suite *interface_suite (void);
Suite *layout_suite (void);
