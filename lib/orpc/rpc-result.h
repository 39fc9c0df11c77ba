/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What the end of an RPC call means to a caller of objects: above all, whether the object may have
 * been called.
 */

#include <beck/rpc.h>

/* S_OK, or why there are no results. @late: the caller's time was over. */
HRESULT beck_orpc_result (BeckRpcOutcome outcome, gboolean late);

/* Whether such a result says that the server is gone. */
gboolean beck_orpc_result_is_gone (HRESULT hr);
