/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* What most suites begin with: a fate, and the multithreaded apartment. */

#include "suites.h"

#include <string.h>

static Fate fate;

static void
set_up_in (DWORD coinit)
{
  memset (&fate, 0, sizeof fate);
  register_proxies ();
  assert_hr (CoInitializeEx (NULL, coinit), S_OK);
}

static inline void
set_up_mta (void)
{
  set_up_in (COINIT_MULTITHREADED);
}

static inline void
set_up_sta (void)
{
  set_up_in (COINIT_APARTMENTTHREADED);
}

static inline void
tear_down (void)
{
  CoUninitialize ();
}

#define assert_count(counter, n) ck_assert_uint_eq (atomic_load (&fate.counter), n)
