/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <beck/apartment.h>
#include <beck/class.h>

/*
 * Activation: from a CLSID to an object in the caller's apartment. activation.c knows
 * where classes are looked for and whether one may live where it is asked for;
 * activation-registry.c keeps the class objects of CoRegisterClassObject().
 */

/* The classes of the library itself, ended by NULL. All have ThreadingModel=Both. To ship one,
 * add a line in activation-builtin.c. */
extern const BeckClass *const beck_builtin_classes[];

/* What DllGetClassObject() is to a module, for a class of the layers above: NULL if they have none
 * such. Set by them when the library is loaded; their classes, too, have ThreadingModel=Both. */
typedef HRESULT (*BeckGetClassObject) (REFCLSID clsid, REFIID riid, void **ppv);

extern BeckGetClassObject (*beck_activation_find_above) (REFCLSID clsid);

/* Asks the class object that @apartment registered for @clsid and one of the CLSCTX_* in
 * @context for @riid; that is its activation, if it is for a single use. FALSE if there is no such
 * class object; otherwise *@hr is its answer, and *@ppv NULL when that is a failure. */
gboolean beck_class_objects_query (BeckApartment *apartment, REFCLSID clsid, DWORD context,
                                   REFIID riid, void **ppv, HRESULT *hr);

/* Ends the registrations of @apartment, which is about to end, and releases their class objects.
 * Call it inside @apartment and without locks, as foreign code runs. */
void beck_activation_apartment_gone (BeckApartment *apartment);
