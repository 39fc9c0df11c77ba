/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The identity of an object of another apartment or process within one apartment: one manager for
 * all proxies of the object's interfaces. It is their outer object, answers QueryInterface by
 * asking the exporter, and goes with the last reference.
 */

#include <beck/apartment.h>

#include "orpc/export.h"
#include "orpc/exporter.h"

/* Interface @riid of the object of @std, in the caller's apartment. The references of @std are the
 * manager's afterwards, also after a failure; with none, one is asked for. */
HRESULT beck_manager_unmarshal (BeckExporter *exporter, const STDOBJREF *std, REFIID iid,
                                REFIID riid, void **ppv);

/* A reference to pass on, if @object is a manager or one of its proxies: S_FALSE if it is neither.
 * @exporter: (transfer full): where the object is. */
HRESULT beck_manager_marshal (IUnknown *object, REFIID riid, BeckHeldBy by, DWORD flags,
                              STDOBJREF *std, BeckExporter **exporter);

gboolean beck_manager_is (IUnknown *object);

/* Whether @object is a proxy whose object is not known to be out of reach, or no proxy. */
gboolean beck_manager_is_connected (IUnknown *object);

/* The apartment ends: what is left of its proxies answers CO_E_OBJNOTCONNECTED. */
void beck_managers_apartment_gone (BeckApartment *apartment);
