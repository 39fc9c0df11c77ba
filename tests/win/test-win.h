/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* What the suites have in common. */

#include <windows.h>

#include "beck-test.h"
#include "suites.h"

/* The expression failed, with that error. */
#define assert_fails(expression, error)                                                            \
  do                                                                                               \
    {                                                                                              \
      SetLastError (0xdead);                                                                       \
      ck_assert (!(expression));                                                                   \
      ck_assert_uint_eq (GetLastError (), (error));                                                \
    }                                                                                              \
  while (0)

/* Runs @body on a thread of its own, with which goes what the library keeps per thread. */
void on_a_thread (void (*body) (void));

/* A test whose body follows and runs so. */
#define THREAD_TEST(name)                                                                          \
  static void name##_body (void);                                                                  \
  START_TEST (name)                                                                                \
  {                                                                                                \
    on_a_thread (name##_body);                                                                     \
  }                                                                                                \
  END_TEST                                                                                         \
  static void name##_body (void)
