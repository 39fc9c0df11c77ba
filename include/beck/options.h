/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Process options: the properties of IGlobalOptions, which objects of CLSID_GlobalOptions
 * show. All of these objects, and the two functions below, look at the same options.
 *
 * - COMGLB_BECK_TIMEOUT_STATUS: 0 (the default): waits whose time is up return
 *   RPC_E_TIMEOUT; 1: they return RPC_S_CALLPENDING (design decision 4)
 * - COMGLB_BECK_CONTAINER_LIMIT: how many objects a SynchronizeContainer takes; 0 (the
 *   default): any number; 63 is what COM has (spec/com.md 3.5)
 *
 * The following are kept for sources that set them and change nothing:
 *
 * - COMGLB_EXCEPTION_HANDLING and COMGLB_UNMARSHALING_POLICY: 0 to 2
 * - COMGLB_RPC_THREADPOOL_SETTING: 0 or 1
 * - COMGLB_RO_SETTINGS: any 32 bits
 * - COMGLB_APPID: the address of a GUID, which is copied; it can be set once
 *
 * Threading: any thread, with or without an apartment. A change applies to what begins
 * after it.
 */

#include <beck/types.h>
#include <objidlbase.h>

G_BEGIN_DECLS

/**
 * beck_options_set:
 * @property: the option
 * @value: its new value
 *
 * What IGlobalOptions::Set does, without the object.
 *
 * Returns: S_OK; E_INVALIDARG for an unknown property or a value it cannot have;
 *   RPC_E_TOO_LATE for another COMGLB_APPID than the one set
 */
HRESULT beck_options_set (GLOBALOPT_PROPERTIES property, ULONG_PTR value);

/**
 * beck_options_get:
 * @property: the option
 * @value: (out): its value; 0 after a failure. For COMGLB_APPID the address of a GUID that
 *   stays as it is, or 0.
 *
 * What IGlobalOptions::Query does, without the object.
 *
 * Returns: S_OK; E_POINTER if @value is NULL; E_INVALIDARG for an unknown property
 */
HRESULT beck_options_get (GLOBALOPT_PROPERTIES property, ULONG_PTR *value);

G_END_DECLS
