/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <beck/proxy.h>

/* Runs @method on a call object of @server. FALSE if it has none for @async_iid, and nothing has
 * happened; otherwise the results are in @args. */
gboolean beck_stub_call_run (IUnknown *server, REFIID async_iid, const BeckNdrMethod *method,
                             void *args);
