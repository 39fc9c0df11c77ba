/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Standard marshaling (spec/com.md 6.3): references in place of objects that do not marshal
 * themselves. What CoMarshalInterface() and its relatives (marshal.c) do with them, and the class
 * CLSID_StdMarshal.
 */

#include <objidlbase.h>

#include "orpc/objref.h"

/* A reference to interface @riid of @object: an object of the caller's apartment, or a proxy, whose
 * reference leads straight to the object. @context, @flags: MSHCTX_*, MSHLFLAGS_*. What @objref
 * refers to stays as long as the process. */
HRESULT beck_std_marshal (IUnknown *object, REFIID riid, DWORD context, DWORD flags,
                          BeckObjref *objref);

/* From a reference, standard, handler or extended, to interface @riid of its object: the object
 * itself in its own apartment, a proxy elsewhere. */
HRESULT beck_std_unmarshal (const BeckObjref *objref, REFIID riid, void **ppv);

/* For one that will not be unmarshaled. */
HRESULT beck_std_release (const BeckObjref *objref);

/* Whether @object is a proxy of ours: who has its own IMarshal. */
gboolean beck_std_is_proxy (IUnknown *object);

/* A proxy for an object of the caller's own apartment: its calls go by way of a thread of the pool,
 * or of the apartment's queue. */
HRESULT beck_std_proxy_to_own (IUnknown *object, REFIID riid, void **ppv);

/* ---- Interface pointers in arguments: marshal.c ----
 *
 * The hooks of every proxy and stub; their context is the IRpcChannelBuffer. */
extern const BeckNdrInterfaceHooks beck_orpc_interface_hooks;
