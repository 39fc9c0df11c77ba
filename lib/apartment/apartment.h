/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What object RPC needs of apartments beyond <beck/apartment.h>.
 */

#include <beck/apartment.h>
#include <beck/work.h>

/* Runs @work once inside @apartment: in an STA by its thread, in the MTA on the pool. The work's
 * last act, when nothing of the apartment is needed any more, is beck_apartment_work_done().
 * RPC_E_DISCONNECTED, E_OUTOFMEMORY: it will not run. Any thread; never blocks, never runs @work
 * itself. */
HRESULT beck_apartment_push (BeckApartment *apartment, BeckWork *work);

/* Keeps the MTA while a thread works for it, as the above does; an STA keeps itself. FALSE if
 * @apartment is the MTA and has ended. */
gboolean beck_apartment_hold (BeckApartment *apartment);
void beck_apartment_work_done (BeckApartment *apartment);

/* Runs @func inside @apartment and returns when it has; at once if the caller is there. Waits as a
 * call does: the caller's own apartment is served meanwhile. RPC_E_DISCONNECTED, E_OUTOFMEMORY: it
 * has not run, and will not. */
HRESULT beck_apartment_call (BeckApartment *apartment, BeckFunc func, gpointer data);

/* Has @gone called when an apartment ends: inside it, without locks, after what was queued for it
 * has run and when nothing enters it any more. For the layers above, a few of them; setting the
 * same again does nothing. */
void beck_apartment_on_gone (void (*gone) (BeckApartment *apartment));
