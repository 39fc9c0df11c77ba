/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "client.h"

Suite *abandon_suite (void);
Suite *begin_finish_suite (void);
Suite *call_races_suite (void);
Suite *cancel_suite (void);
Suite *containers_suite (void);
Suite *contexts_suite (void);
Suite *deadline_races_suite (void);
Suite *deadlines_suite (void);
Suite *event_races_suite (void);
Suite *events_suite (void);
Suite *factory_suite (void);
Suite *handles_suite (void);
Suite *outer_suite (void);
Suite *outer_apartment_suite (void);
Suite *pool_races_suite (void);
Suite *ports_suite (void);
Suite *put_off_suite (void);
Suite *states_suite (void);
Suite *storm_suite (void);
Suite *waits_suite (void);
