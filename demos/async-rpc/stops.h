/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* What the client shows, one after the other. Each prints what happens and returns whether that was
 * right. */

#include <glib.h>

typedef gboolean (*StopFunc) (void);

/* notifications.c: how a program learns that a call is over */
gboolean show_event (void);
gboolean show_apc (void);
gboolean show_port (void);
gboolean show_callback (void);
gboolean show_window (void);
gboolean show_polling (void);

/* cancels.c: how calls end otherwise */
gboolean show_cancel (void);
gboolean show_cancel_polled (void);
gboolean show_abortive_cancel (void);
gboolean show_rejection (void);
gboolean show_exceptions (void);

/* Ends the process while a call runs. */
gboolean leave (void);
