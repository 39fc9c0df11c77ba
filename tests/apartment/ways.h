/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <beck/types.h>

/*
 * All the ways in which a thread waits for something of Beck's, for loop tests: the same claim
 * holds for each. A fixture makes what is waited for.
 */

typedef struct
{
  const char *name;

  /* Ends the wait, as work for beck_apartment_post(). */
  void (*signal) (gpointer unused);

  /* S_OK once it was signaled, or a time-out status. */
  HRESULT (*wait) (DWORD timeout_ms);
} Way;

/* The first ones take every time-out, the rest INFINITE only. */
extern const Way ways[];
extern const int n_timed_ways;
extern const int n_ways;

/* Fixtures; they do not enter an apartment. */
void ways_set_up (void);
void ways_tear_down (void);
