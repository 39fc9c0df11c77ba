/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ras/handles.h"

/* Gives one use of the connection back, which beck_ras_handle_take_dial() has taken. With the
 * @last one the handle becomes invalid when nothing is left. Not inside a sink of the
 * connection. After an error nothing has changed. */
guint32 beck_ras_handle_hang_up (BeckRasHandle *handle, gboolean last);
