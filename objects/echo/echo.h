/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The managers of rpcecho, for programs that offer it: they are the default ones of
 * rpcecho_v1_0_s_ifspec (generated rpcecho.h).
 */

#include <glib.h>

/* Before TestSleep is called: one thread for all that sleep. */
void echo_start (void);

/* Calls that sleep, now or later, end with RPC_S_CALL_CANCELLED; returns when they have. Once for
 * each echo_start(). */
void echo_stop (void);

/* How many calls sleep. */
guint echo_sleeping (void);
