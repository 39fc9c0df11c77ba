/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * IRemUnknown and IRemUnknown2 (wire.md 5.5): the references that other processes have to this
 * one's objects, over export.h. It is no object of the table there: it lives in no apartment and
 * has no references of its own, and nobody can release it.
 */

#include <beck/ndr.h>

#include "rpc/server.h"

/* Runs one call, and answers it; on the calling thread, which may block. @reader: at the
 * parameters. 0, or the status of a fault for the caller to answer with. */
guint32 beck_rem_unknown_serve (BeckRpcServerCall *call, BeckNdrReader *reader);
