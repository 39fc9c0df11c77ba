/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * A pppd of the test's own, found first in PATH. Each start of it runs the next plan, a piece of
 * shell, after it has written down what it was told: options.N, heard.N (the credentials),
 * arguments.N and environment.N, all in one directory. A plan may call
 *
 *   say LINE...          what pppd would write
 *   stay                 until it is told to end; exits with 5
 *   modem INIT DIAL      runs the connecting script at a modem that answers so; exits with 8 if
 *                        it fails; what was sent to the modem is in commands.N
 */

#include "test-backend-kit.h"

/* Fixtures, checked: the loop, the directory, PATH, the runtime directory, and that nothing is left
 * in that. */
void pppd_kit_set_up (void);
void pppd_kit_tear_down (void);

/* @number: 1 for the first start */
void pppd_kit_plan (guint number, const char *plan);

/* (transfer full): a file of the directory; "" if there is none. */
char *pppd_kit_read (const char *name);

/* How often pppd was started. */
guint pppd_kit_count_starts (void);

/* What pppd writes until it is up, in a plan. */
#define PPPD_KIT_TO_LINK                                                                           \
  "say 'Plugin rp-pppoe.so loaded.' 'PPP session is 1 (0x1)' "                                     \
  "'Connected to 02:00:00:00:00:01 via interface eth9' 'Using interface ppp7' "                    \
  "'Connect: ppp7 <--> eth9'\n"
#define PPPD_KIT_TO_UP                                                                             \
  PPPD_KIT_TO_LINK "say 'PAP authentication succeeded' 'local  IP address 10.0.0.2' "              \
                   "'remote IP address 10.0.0.1' 'primary   DNS address 10.0.0.3'\n"

/* An entry for PPPoE at eth9, in a kit with credentials. */
void pppd_kit_init (Kit *kit);
