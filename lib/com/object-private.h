/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <beck/object.h>

/* What the library itself needs of objects beyond <beck/object.h>. */

/* Makes an instance, as beck_object_new_at(); tells why it could not. */
HRESULT beck_object_make (const BeckClass *klass, IUnknown *outer, const char *place,
                          BeckObject **made);

/* Trades the reference that the caller got from beck_object_make() for one on interface
 * @riid. The object is gone if it has none. */
HRESULT beck_object_give (BeckObject *object, REFIID riid, void **ppv);

/* The instance behind one of the interfaces its table has a vtable for. */
BeckObject *beck_object_of_interface (gpointer This);
