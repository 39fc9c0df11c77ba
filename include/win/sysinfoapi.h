/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* The time. */

#include "winnt.h"

G_BEGIN_DECLS

/* Returns: milliseconds since the system was started, modulo 2^32 */
DWORD GetTickCount (void);

/* The same without the modulo. */
ULONGLONG GetTickCount64 (void);

/**
 * QueryPerformanceCounter:
 * @count: (out): nanoseconds of a clock that only goes forward
 *
 * Returns: TRUE
 */
BOOL QueryPerformanceCounter (LARGE_INTEGER *count);

/* Gives the counts per second: 1,000,000,000. Returns: TRUE */
BOOL QueryPerformanceFrequency (LARGE_INTEGER *frequency);

/* Gives the time in units of 100 ns since 1601, UTC. */
void GetSystemTimeAsFileTime (FILETIME *time);

G_END_DECLS
