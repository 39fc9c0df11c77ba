/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "scene.h"

Suite *async_suite (void);
Suite *bstr_suite (void);
Suite *dispatch_suite (void);
Suite *failures_suite (void);
Suite *hostile_suite (void);
Suite *memory_suite (void);
Suite *plumbing_suite (void);
Suite *races_suite (void);
Suite *sync_suite (void);
