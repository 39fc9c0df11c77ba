/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Ctrl-C as something to wait for beside calls: SIGINT, SIGTERM and SIGHUP signal an event.
 */

#include "demo.h"

typedef struct Interrupt Interrupt;

/* @interrupt: (out): NULL after a failure */
HRESULT interrupt_new (Interrupt **interrupt);

/* Returns: (transfer none): signaled by the first of the signals; a second one of its kind ends
 * the program as usual */
ISynchronize *interrupt_get_event (Interrupt *interrupt);

/* From here on every signal ends the program as usual.
 * Returns: the signal that came meanwhile, 0 if none did */
int interrupt_free (Interrupt *interrupt);
