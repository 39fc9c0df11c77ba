/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Ctrl-C as something to wait for beside calls: SIGINT, SIGTERM and SIGHUP signal an event.
 */

#include "demo.h"

typedef struct Interrupt Interrupt;

/* Blocks the signals, so it must be called before there are other threads.
 * @interrupt: (out): NULL after a failure */
HRESULT interrupt_begin (Interrupt **interrupt);

/* Returns: (transfer none): signaled by the first of the signals; another one after it ends the
 * program at once */
ISynchronize *interrupt_get_event (Interrupt *interrupt);

/* What a function returns as the status to exit with if the event stopped it. */
#define INTERRUPTED 128

/* From here on signals are what they were.
 * @interrupt: (transfer full)
 * Returns: @status; if that is INTERRUPTED, what programs exit with that died of the signal */
int interrupt_end (Interrupt *interrupt, int status);
