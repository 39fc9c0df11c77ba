/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <check.h>

/* A suite per part of <beck/glib.h>, and what else a GLib program meets. */
Suite *source_suite (void);
Suite *source_thread_suite (void);
Suite *wait_async_suite (void);
Suite *cancellable_suite (void);
Suite *error_suite (void);
Suite *autoptr_suite (void);
Suite *window_suite (void);
