/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <beck/port.h>
#include <beck/window.h>

/*
 * Posting that does not fail for lack of memory: in a record of BECK_POST_RECORD bytes or more from
 * beck_alloc(), which belongs to the callee in any case.
 */
#define BECK_POST_RECORD 64

HRESULT beck_port_post_in (gpointer record, HANDLE port, DWORD bytes, ULONG_PTR key,
                           gpointer overlapped);
HRESULT beck_window_post_in (gpointer record, HWND window, UINT message, ULONG_PTR wparam,
                             LONG_PTR lparam);
