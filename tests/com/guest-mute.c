/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A shared library that is no module. */

#include "guest.h"

int guest_says_nothing (void);

int
guest_says_nothing (void)
{
  return 0;
}
