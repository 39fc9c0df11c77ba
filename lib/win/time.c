/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The time. */

#include <win/sysinfoapi.h>

#include <time.h>

/* The seconds from 1601 to 1970. */
#define FILETIME_EPOCH G_GUINT64_CONSTANT (11644473600)

static guint64
nanoseconds (clockid_t clock)
{
  struct timespec now;

  clock_gettime (clock, &now);
  return (guint64) now.tv_sec * 1000000000 + (guint64) now.tv_nsec;
}

ULONGLONG
GetTickCount64 (void)
{
  return nanoseconds (CLOCK_BOOTTIME) / 1000000;
}

DWORD
GetTickCount (void)
{
  return (DWORD) GetTickCount64 ();
}

BOOL
QueryPerformanceCounter (LARGE_INTEGER *count)
{
  count->QuadPart = (LONGLONG) nanoseconds (CLOCK_MONOTONIC);
  return TRUE;
}

BOOL
QueryPerformanceFrequency (LARGE_INTEGER *frequency)
{
  frequency->QuadPart = 1000000000;
  return TRUE;
}

void
GetSystemTimeAsFileTime (FILETIME *time)
{
  guint64 units = nanoseconds (CLOCK_REALTIME) / 100 + FILETIME_EPOCH * 10000000;

  time->dwLowDateTime = (DWORD) units;
  time->dwHighDateTime = (DWORD) (units >> 32);
}
