/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * A server that is being started: a program that the class file names, as a child in a process
 * group of its own, or a unit of systemd. Children are waited for in the main loop.
 */

#include <beck/class.h>

typedef struct BeckdLaunch BeckdLaunch;

/* What has become of it: @why for people. */
typedef void (*BeckdLaunchEnd) (gpointer data, const char *why);

/* How long servers have to register a class; 30 seconds to begin with. */
void beckd_launch_set_timeout (double seconds);

/**
 * beckd_launch:
 * @server: how it is started
 * @clsid: what it is wanted for, which the environment tells it
 * @uid: whom it shall belong to
 * @ended: called at most once, in the main loop: when the program has ended, or the time is up
 * @data: (transfer full): for @ended; freed also after a failure
 * @error: (out) (transfer full): why it failed
 *
 * Threading: any thread; so for all that follow.
 * Returns: (transfer full) (nullable): for beckd_launch_leave()
 */
BeckdLaunch *beckd_launch (const BeckClassServer *server, const CLSID *clsid, guint uid,
                           BeckdLaunchEnd ended, gpointer data, GDestroyNotify free_data,
                           char **error);

/* It has registered something: it may go on when the time is up. */
void beckd_launch_keep (BeckdLaunch *launch);

/* Nobody wants to hear of it any more; @ended may be under way. */
void beckd_launch_leave (BeckdLaunch *launch);
