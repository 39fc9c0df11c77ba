/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* All of Beck's public API. */

#include <beck/apartment.h>
#include <beck/bstr.h>
#include <beck/call.h>
#include <beck/cancel.h>
#include <beck/class.h>
#include <beck/error.h>
#include <beck/errorinfo.h>
#include <beck/exception.h>
#include <beck/glib.h>
#include <beck/guid.h>
#include <beck/handle.h>
#include <beck/hresult.h>
#include <beck/marshal.h>
#include <beck/memory.h>
#include <beck/object.h>
#include <beck/options.h>
#include <beck/pickle.h>
#include <beck/port.h>
#include <beck/proxy.h>
#include <beck/ras-book.h>
#include <beck/ras-connection.h>
#include <beck/rpc.h>
#include <beck/security.h>
#include <beck/rpc-binding.h>
#include <beck/rpc-endpoint.h>
#include <beck/rpc-error.h>
#include <beck/rpc-memory.h>
#include <beck/rpc-security.h>
#include <beck/rpc-server.h>
#include <beck/rpc-tower.h>
#include <beck/rpc-uuid.h>
#include <beck/stream.h>
#include <beck/types.h>
#include <beck/utf16.h>
#include <beck/wait.h>
#include <beck/work.h>
#include <beckclasses.h>
