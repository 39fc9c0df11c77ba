/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "scene.h"

Suite *file_suite (void);
Suite *stream_suite (void);
Suite *order_suite (void);
Suite *pipe_suite (void);
Suite *cancel_suite (void);
Suite *aggregate_suite (void);
Suite *module_suite (void);
