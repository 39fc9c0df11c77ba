/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Error objects that go with a reply (com.md 6.5): from the thread that served the call into an
 * extension of ORPCTHAT, and out of it for the thread that made it.
 */

#include <unknwn.h>

#include "orpc/orpc-header-error.h"

/* For servers, on the thread of the call, when the method has returned: takes the thread's error
 * object, if @server says by ISupportErrorInfo that methods of @iid leave one behind. @data: (out)
 * (transfer full): of the extension beck_orpc_error_id, to be freed with beck_free(). FALSE if
 * there is none, or no memory: errors go without. A thread that serves calls has its error object
 * taken away before each, by SetErrorInfo (0, NULL), or what an earlier one left would be told. */
gboolean beck_orpc_error_take (IUnknown *server, REFIID iid, guint8 **data, gsize *size);

/* For clients, on the thread that reads the reply: makes what the server said the thread's error
 * object. What cannot be read is passed over. */
void beck_orpc_error_set (const BeckOrpcExtensions *extensions);
