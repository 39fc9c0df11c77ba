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

/* ---- Other processes and machines: the layer above ----
 *
 * Set when the library is loaded. Nothing is called with a lock held. */
typedef struct
{
  /* A class object that other processes may use was registered, and is revoked: one after another
   * for each @cookie. A failure is one of the registration. */
  HRESULT (*offer) (DWORD cookie, REFCLSID clsid, DWORD context, DWORD flags);
  void (*revoke) (DWORD cookie);

  /* All that the process offers is hidden, or shown again. */
  void (*suspend) (gboolean suspended);

  /* Has an object made elsewhere, or (@class_object) finds its class object: in a server of
   * this machine, or (@server) of another one. @results as for CoCreateInstanceEx(): each is
   * filled in on success, and the result of the whole returned. */
  HRESULT (*activate) (REFCLSID clsid, DWORD context, const COSERVERINFO *server,
                       gboolean class_object, DWORD n_results, MULTI_QI *results);

  /* Runs @get inside @home, and gives the caller a proxy for what it gets. */
  HRESULT (*get_through) (BeckApartment *home,
                          HRESULT (*get) (gpointer data, REFIID riid, void **ppv), gpointer data,
                          REFIID riid, void **ppv);
} BeckActivationAbove;

extern const BeckActivationAbove *beck_activation_above;

/* For clients elsewhere: (transfer full) (nullable): the apartment that registered the class object
 * @cookie of class @clsid, NULL if there is none such. */
BeckApartment *beck_class_objects_find (DWORD cookie, REFCLSID clsid);

/* Asks it for @riid, inside that apartment; that is its activation. CO_E_SERVER_STOPPING if it
 * is not there any more, suspended, or used up. */
HRESULT beck_class_objects_query_cookie (DWORD cookie, REFCLSID clsid, REFIID riid, void **ppv);

/* Ends the registrations of @apartment, which is about to end, and releases their class objects.
 * Call it inside @apartment and without locks, as foreign code runs. */
void beck_activation_apartment_gone (BeckApartment *apartment);
