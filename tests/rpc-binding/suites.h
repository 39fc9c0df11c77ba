/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* The suites of what RPC offers around a call, one per file. */

#include <check.h>

Suite *auth_info_suite (void);
Suite *binding_call_suite (void);
Suite *binding_handle_suite (void);
Suite *binding_text_suite (void);
Suite *error_info_suite (void);
Suite *local_path_suite (void);
Suite *names_suite (void);
Suite *network_suite (void);
Suite *ss_memory_suite (void);
Suite *uuid_suite (void);
