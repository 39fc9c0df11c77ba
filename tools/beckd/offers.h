/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The class objects that servers offer, each to clients of its own user. Thread-safe.
 *
 * A class object for a single use is claimed once; a suspended one, not at all until it is resumed
 * (com.md 6.5).
 */

#include "process.h"

/* What a server may offer at once. */
#define BECKD_MAX_OFFERS 4096

/* S_OK; E_INVALIDARG if @process has another one with @id, or @id is 0; E_OUTOFMEMORY if it has
 * BECKD_MAX_OFFERS. */
HRESULT beckd_offers_add (BeckdProcess *process, guint32 id, const CLSID *clsid, guint32 flags);

/* Takes one out, if it is there. */
void beckd_offers_remove (const BeckdProcess *process, guint32 id);

/* Hides one, which its process has refused to use: until it shows what it offers again. */
void beckd_offers_hide (const BeckdProcess *process, guint32 id);

/* Takes out all that @process offers. */
void beckd_offers_forget (const BeckdProcess *process);

/* Hides, or shows, all that @process offers. */
void beckd_offers_suspend (const BeckdProcess *process, gboolean suspended);

/* (transfer full) (nullable): who makes objects of @clsid for @uid, and the number of the class
 * object there. The caller has it if it is for a single use. */
BeckdProcess *beckd_offers_claim (const CLSID *clsid, guint uid, guint32 *id);
