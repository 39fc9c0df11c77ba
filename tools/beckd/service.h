/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What a service manager and a daemon say to each other, systemd's way: environment variables and
 * datagrams, for which no library is needed.
 */

#include <glib.h>

/* The descriptors that were passed in, from the first on, which get close-on-exec; 0 if there are
 * none for this process. The variables are taken out of the environment. */
guint beckd_service_sockets (int *first);

/* Tells a state, such as "READY=1"; nothing if nobody wants to know. */
void beckd_service_notify (const char *state);
