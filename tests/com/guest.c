/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A module with one class, as its author would write it. */

#include <beck/class.h>
#include <beck/guid.h>
#include <beck/hresult.h>

#include "guest.h"

typedef struct
{
  BeckObject object;
  ISynchronize synchronize;
} Guest;

static HRESULT
guest_wait (ISynchronize *This, DWORD flags, DWORD timeout_ms)
{
  return S_OK;
}

static HRESULT
guest_change (ISynchronize *This)
{
  return S_FALSE;
}

static const CLSID guest_clsid = GUEST_CLSID;

static const BeckClass guest_class = {
  .name = "Guest",
  .size = sizeof (Guest),
  .clsid = &guest_clsid,
  .interfaces = BECK_INTERFACES (BECK_INTERFACE (Guest, synchronize, ISynchronize,
                                                 .Wait = guest_wait, .Signal = guest_change,
                                                 .Reset = guest_change)),
};

BECK_MODULE (&guest_class)
