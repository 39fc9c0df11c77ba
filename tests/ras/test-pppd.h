/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* The suites of the back end of pppd, one per file. */

#include <check.h>

Suite *pppd_text_suite (void);
Suite *pppd_dial_suite (void);
Suite *pppd_end_suite (void);
Suite *pppd_modem_suite (void);
