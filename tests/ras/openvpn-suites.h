/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* The suites that dial with a real OpenVPN, one per file. */

#include <check.h>

Suite *openvpn_dial_suite (void);
Suite *openvpn_login_suite (void);
Suite *openvpn_end_suite (void);
Suite *openvpn_survive_suite (void);
