/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <beck/beck.h>

#include "adder.h"

/* Makes the server and gives its call factory; exits on failure. */
ICallFactory *adder_new (void);

/* Completes every call of AddHeld that was begun, oldest first. */
void adder_complete_held (void);

/* Runs first on each thread of the pool that serves AddOnPool. */
extern void (*adder_on_worker) (void);
