/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A module that does not load. */

#include <beck/class.h>
#include <beck/hresult.h>

HRESULT function_that_nobody_has (void);
HRESULT DllGetClassObject (REFCLSID clsid, REFIID riid, void **ppv);

HRESULT
DllGetClassObject (REFCLSID clsid, REFIID riid, void **ppv)
{
  return function_that_nobody_has ();
}
