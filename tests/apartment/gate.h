/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * A server with call objects for AsyncIPipeLong. A Push ends when the test opens the gate; a
 * Pull runs a function of the test's on the pool.
 */

#include <beck/call.h>
#include <objidl.h>

/* A new call object on a server of its own. */
AsyncIPipeLong *gate_call_new (void);

/* The same as a part of @outer: its non-delegating unknown. */
IUnknown *gate_call_new_in (IUnknown *outer);

/* Begins a Push, which must succeed. */
void gate_begin (AsyncIPipeLong *call);

/* Completes the Push with @hr, on any thread; nothing if there is none, or it was cancelled. */
void gate_open (AsyncIPipeLong *call, HRESULT hr);

/* How often Pushes on @call were cancelled, and on which thread the last one was. */
int gate_count_cancelled (AsyncIPipeLong *call);
GThread *gate_cancelled_by (AsyncIPipeLong *call);

/* What @call runs inside the server's cancelled function, on the cancelling thread. */
void gate_on_cancelled (AsyncIPipeLong *call, void (*func) (gpointer data), gpointer data);

/* Runs @func by a Pull, that is, inside of a call that the pool serves, and waits for it. Its
 * result is that of the call. */
HRESULT gate_run_in_job (HRESULT (*func) (void));

/* Other interfaces of the call object; the caller's to release. */
ISynchronize *gate_synchronize (AsyncIPipeLong *call);
ICancelMethodCalls *gate_cancel_of (AsyncIPipeLong *call);

HRESULT gate_cancel (AsyncIPipeLong *call, ULONG seconds);
HRESULT gate_finish (AsyncIPipeLong *call);
