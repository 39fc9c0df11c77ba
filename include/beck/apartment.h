/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Apartments (spec/com.md section 6). A single-threaded apartment, STA, is a thread with its
 * thread-default GMainContext: calls for its objects run one at a time, when the thread
 * runs that context's main loop or waits for anything of Beck's. The multithreaded
 * apartment, MTA, is all other initialised threads, the pool, and while it exists every
 * thread that never initialised.
 */

#include <beck/types.h>
#include <objidlbase.h>

G_BEGIN_DECLS

/**
 * CoInitializeEx:
 * @reserved: NULL
 * @flags: COINIT_APARTMENTTHREADED or COINIT_MULTITHREADED, and the other COINIT_* flags,
 *   which change nothing here
 *
 * Enters an apartment; an STA belongs to the GMainContext that is the thread's default now.
 * Each success is undone by one CoUninitialize().
 *
 * Returns: S_OK; S_FALSE when the thread is in such an apartment already; RPC_E_CHANGED_MODE
 *   when it is in one of the other kind, and nothing is owed; E_INVALIDARG; E_OUTOFMEMORY
 */
HRESULT CoInitializeEx (LPVOID reserved, DWORD flags);

/**
 * CoInitialize:
 * @reserved: NULL
 *
 * CoInitializeEx() with COINIT_APARTMENTTHREADED.
 */
HRESULT CoInitialize (LPVOID reserved);

/**
 * CoUninitialize:
 *
 * Undoes one CoInitializeEx(). The last one leaves the apartment: calls that are queued for
 * it run first, its class objects are released, and the thread may choose again.
 */
void CoUninitialize (void);

/**
 * OleInitialize:
 * @reserved: NULL
 *
 * The same as CoInitialize(), for programs that spell it so.
 */
HRESULT OleInitialize (LPVOID reserved);

/**
 * OleUninitialize:
 *
 * The same as CoUninitialize().
 */
void OleUninitialize (void);

/**
 * CoGetApartmentType:
 * @type: (out): APTTYPE_STA, APTTYPE_MAINSTA or APTTYPE_MTA
 * @qualifier: (out): APTTYPEQUALIFIER_IMPLICIT_MTA for a thread that never initialised while
 *   the MTA exists, else APTTYPEQUALIFIER_NONE
 *
 * Returns: S_OK; E_INVALIDARG for NULL; CO_E_NOTINITIALIZED, with APTTYPE_CURRENT and
 *   APTTYPEQUALIFIER_NONE, when the thread is in no apartment
 */
HRESULT CoGetApartmentType (APTTYPE *type, APTTYPEQUALIFIER *qualifier);

/**
 * CO_MTA_USAGE_COOKIE:
 *
 * Says that somebody uses the MTA without a thread in it.
 */
typedef struct CO_MTA_USAGE_COOKIE__ *CO_MTA_USAGE_COOKIE;

/**
 * CoIncrementMTAUsage:
 * @cookie: (out): for CoDecrementMTAUsage()
 *
 * Makes the MTA exist, if it does not, and keeps it.
 *
 * Threading: any thread.
 * Returns: S_OK; E_INVALIDARG; E_OUTOFMEMORY
 */
HRESULT CoIncrementMTAUsage (CO_MTA_USAGE_COOKIE *cookie);

/**
 * CoDecrementMTAUsage:
 * @cookie: (transfer full): from CoIncrementMTAUsage()
 *
 * Threading: any thread.
 * Returns: S_OK; E_INVALIDARG if @cookie is none that is in use; E_OUTOFMEMORY, and it still is
 */
HRESULT CoDecrementMTAUsage (CO_MTA_USAGE_COOKIE cookie);

/**
 * BeckApartment:
 *
 * A set of objects that share one rule for entry. An STA runs calls one at a time on its
 * thread; the MTA runs them on the pool.
 */
typedef struct BeckApartment BeckApartment;

/**
 * beck_apartment_current:
 *
 * Returns: (transfer none) (nullable): the apartment the calling thread is in, the implicit
 *   MTA included
 */
BeckApartment *beck_apartment_current (void);

/**
 * beck_apartment_get_type:
 * @apartment: an apartment
 *
 * Returns: APTTYPE_STA, APTTYPE_MAINSTA or APTTYPE_MTA
 */
APTTYPE beck_apartment_get_type (BeckApartment *apartment);

/**
 * beck_apartment_ref:
 * @apartment: an apartment
 *
 * Keeps the record, not the apartment: it ends when its thread leaves it.
 *
 * Returns: (transfer full): @apartment
 */
BeckApartment *beck_apartment_ref (BeckApartment *apartment);

/**
 * beck_apartment_unref:
 * @apartment: (transfer full): an apartment
 */
void beck_apartment_unref (BeckApartment *apartment);

/**
 * BeckFunc:
 * @data: what was posted with it
 */
typedef void (*BeckFunc) (gpointer data);

/**
 * beck_apartment_post:
 * @apartment: the apartment that runs @func
 * @func: runs once, inside @apartment, never before this call returns if @apartment is
 *   another thread's
 * @data: (transfer full): for @func
 * @free_data: (nullable): frees @data after @func; also when this function fails
 *
 * Threading: any thread; never blocks.
 * Returns: S_OK; RPC_E_DISCONNECTED once @apartment has ended; E_OUTOFMEMORY
 */
HRESULT beck_apartment_post (BeckApartment *apartment, BeckFunc func, gpointer data,
                             GDestroyNotify free_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BeckApartment, beck_apartment_unref)

G_END_DECLS
