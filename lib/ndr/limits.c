/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What a reader or writer may use when its caller says nothing: what the thread says, or the
 * default.
 */

#include "ndr/private.h"

const BeckNdrLimits beck_ndr_default_limits = { BECK_NDR_DEFAULT_BYTES, BECK_NDR_DEFAULT_ELEMENTS,
                                                BECK_NDR_DEFAULT_DEPTH };

static _Thread_local const BeckNdrLimits *thread_limits;

const BeckNdrLimits *
beck_ndr_use_limits (const BeckNdrLimits *limits)
{
  const BeckNdrLimits *before = thread_limits;

  thread_limits = limits;
  return before;
}

const BeckNdrLimits *
beck_ndr_limits_or_default (const BeckNdrLimits *limits)
{
  if (limits == NULL)
    limits = thread_limits;
  return limits != NULL ? limits : &beck_ndr_default_limits;
}
