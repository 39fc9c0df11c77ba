/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Critical sections: recursive mutexes. */

#include <win/synchapi.h>

void
InitializeCriticalSection (CRITICAL_SECTION *section)
{
  pthread_mutexattr_t recursive;

  pthread_mutexattr_init (&recursive);
  pthread_mutexattr_settype (&recursive, PTHREAD_MUTEX_RECURSIVE);
  pthread_mutex_init (&section->mutex, &recursive);
  pthread_mutexattr_destroy (&recursive);
}

BOOL
InitializeCriticalSectionAndSpinCount (CRITICAL_SECTION *section, DWORD spins)
{
  InitializeCriticalSection (section);
  return TRUE;
}

void
EnterCriticalSection (CRITICAL_SECTION *section)
{
  pthread_mutex_lock (&section->mutex);
}

BOOL
TryEnterCriticalSection (CRITICAL_SECTION *section)
{
  return pthread_mutex_trylock (&section->mutex) == 0;
}

void
LeaveCriticalSection (CRITICAL_SECTION *section)
{
  pthread_mutex_unlock (&section->mutex);
}

void
DeleteCriticalSection (CRITICAL_SECTION *section)
{
  pthread_mutex_destroy (&section->mutex);
}
