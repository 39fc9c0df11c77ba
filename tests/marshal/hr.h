/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#define COBJMACROS
#include <beck/beck.h>
#include <check.h>

#define assert_hr(expression, expected)                                                            \
  do                                                                                               \
    {                                                                                              \
      HRESULT hr_ = (expression);                                                                  \
      HRESULT expected_ = (expected);                                                              \
                                                                                                   \
      ck_assert_msg (hr_ == expected_, "%s is %s (0x%08X), not %s (0x%08X)", #expression,          \
                     beck_hresult_to_string (hr_), (guint) hr_,                                    \
                     beck_hresult_to_string (expected_), (guint) expected_);                       \
    }                                                                                              \
  while (0)
