/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <beck/types.h>

/* Runs @scenario again and again, each time with the next of its allocations failing: it must
 * then return E_OUTOFMEMORY and leave nothing behind, and S_OK once all succeed. The harness
 * counts what is left of objects. */
void fail_each_allocation (HRESULT (*scenario) (void));
