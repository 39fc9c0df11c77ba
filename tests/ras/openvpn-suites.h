/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* The suites of the OpenVPN back end, one per file. */

#include <check.h>

Suite *openvpn_dial_suite (void);
Suite *openvpn_login_suite (void);
Suite *openvpn_end_suite (void);
Suite *openvpn_survive_suite (void);

/* Not with a real one: */
Suite *openvpn_helper_suite (void);
Suite *openvpn_profile_suite (void);
