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

/* ---- Watching objects without keeping them ----
 *
 * From beck_object_watch() on, which takes a reference to call, @object's last release calls the
 * function of beck_object_on_last() first, on its thread and without locks; until that has returned
 * beck_object_try_ref() may be called, and fails. One function, which is not changed; of the
 * layers above. */
void beck_object_on_last (void (*last) (BeckObject *object));
void beck_object_watch (BeckObject *object);
gboolean beck_object_try_ref (BeckObject *object);

/* (nullable): the instance that @unknown, which stays for the time of the call, is the identity
 * of. */
BeckObject *beck_object_of_identity (IUnknown *unknown);
