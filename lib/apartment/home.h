/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* Where objects are made that may not live in their creator's apartment. */

#include "apartment/apartment.h"

#include <beck/class.h>

/* (transfer full): an apartment for @model: the main STA, one of the library's own, or the MTA,
 * which are made if there are none. E_OUTOFMEMORY; RPC_E_DISCONNECTED if it has just ended; E_INVALIDARG
 * for models whose objects live anywhere. */
HRESULT beck_apartment_get_home (BeckThreadingModel model, BeckApartment **home);

/* (transfer full) (nullable): the main STA, if there is one. apartment.c */
BeckApartment *beck_apartment_find_main (void);
