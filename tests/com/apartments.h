/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* Fixtures that put the test into an apartment, and a way to do things in another one. */

#include <beck/apartment.h>

#include "sample.h"

void enter_sta (void);
void enter_mta (void);
void leave_apartment (void);

/* Runs @body on a thread of its own in an apartment of the kind @coinit. An STA entered so is
 * the main STA only if there is no other. */
void run_in_apartment (DWORD coinit, void (*body) (void));

/* Runs @body on a thread that enters no apartment. */
void run_outside (void (*body) (void));

/* A class object for `Sample`. */
IUnknown *sample_factory_new (void);
