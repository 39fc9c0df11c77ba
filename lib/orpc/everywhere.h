/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * An interface that is kept so that every apartment of the process can have it: what the global
 * interface table and agile references hold.
 */

#include "orpc/packet.h"

typedef struct
{
  IUnknown *free;    /* counted: an object that is at home everywhere; or else */
  BeckPacketBytes packet; /* of a strong table */
} BeckEverywhere;

/* Keeps interface @riid of @object, which belongs to the caller's apartment. */
HRESULT beck_everywhere_init (BeckEverywhere *self, IUnknown *object, REFIID riid);

/* A pointer for the caller's apartment. */
HRESULT beck_everywhere_get (const BeckEverywhere *self, REFIID riid, void **ppv);

/* Lets go of it, from any thread, in an apartment or not. */
void beck_everywhere_clear (BeckEverywhere *self);
