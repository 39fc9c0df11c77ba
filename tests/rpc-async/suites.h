/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <check.h>

Suite *client_states_suite (void);
Suite *server_states_suite (void);
Suite *notification_suite (void);
Suite *bulk_suite (void);
Suite *pipe_suite (void);
Suite *plain_pipe_suite (void);
Suite *context_suite (void);
Suite *synchronous_suite (void);
Suite *loss_suite (void);
Suite *fake_suite (void);
Suite *connect_suite (void);
Suite *again_suite (void);
Suite *memory_suite (void);
Suite *notice_suite (void);
Suite *landing_suite (void);
