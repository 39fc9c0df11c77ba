/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* Messages of windows, as far as notifications need them: <beck/window.h> has the windows. */

#include "winnt.h"

#include <beck/window.h>

G_BEGIN_DECLS

/**
 * RegisterWindowMessageA:
 * @name: the name of a message, such as RASDIALEVENT
 *
 * Threading: any thread.
 * Returns: its number, as beck_window_register_message(); 0 with ERROR_INVALID_PARAMETER for no
 *   name, or with what is lacking
 */
UINT RegisterWindowMessageA (LPCSTR name);

/* As RegisterWindowMessageA(). */
UINT RegisterWindowMessageW (LPCWSTR name);

#ifdef UNICODE
#define RegisterWindowMessage RegisterWindowMessageW
#else
#define RegisterWindowMessage RegisterWindowMessageA
#endif

G_END_DECLS
