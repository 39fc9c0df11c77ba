/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Cancelling synchronous calls, and what a server learns of the call it serves
 * (spec/com.md 3.7). Asynchronous calls are cancelled by the ICancelMethodCalls of their
 * call object, with none of this.
 */

#include <beck/types.h>
#include <objidlbase.h>

G_BEGIN_DECLS

/**
 * CoEnableCallCancellation:
 * @reserved: NULL
 *
 * Counts up the calling thread's right to have its synchronous calls cancelled. A call can
 * be cancelled if the count is above 0 when it starts. The count is the thread's: it
 * survives CoUninitialize().
 *
 * Returns: S_OK; E_INVALIDARG if @reserved is not NULL; E_OUTOFMEMORY
 */
HRESULT CoEnableCallCancellation (LPVOID reserved);

/**
 * CoDisableCallCancellation:
 * @reserved: NULL
 *
 * Undoes one CoEnableCallCancellation().
 *
 * Returns: S_OK; CO_E_CANCEL_DISABLED if the count is 0; E_INVALIDARG
 */
HRESULT CoDisableCallCancellation (LPVOID reserved);

/**
 * CoGetCancelObject:
 * @thread_id: a thread, as gettid(2) has it; 0 for the caller
 * @riid: an interface of the cancel object, usually IID_ICancelMethodCalls
 * @ppv: (out) (transfer full): that of the thread's innermost synchronous call
 *
 * Threading: any thread.
 * Returns: S_OK; E_NOINTERFACE if the thread is in no such call, or @riid is not there;
 *   CO_E_CANCEL_DISABLED if cancellation was not enabled when the call started; E_POINTER
 */
HRESULT CoGetCancelObject (DWORD thread_id, REFIID riid, void **ppv);

/**
 * CoSetCancelObject:
 * @object: (nullable): has ICancelMethodCalls and is referenced while it is set; NULL takes
 *   the last one set away
 *
 * Makes @object the cancel object of the calling thread's next or current synchronous
 * call: for those who marshal calls themselves.
 *
 * Returns: S_OK; E_NOINTERFACE if @object has no ICancelMethodCalls; E_ACCESSDENIED if NULL is
 *   given and the innermost cancel object was not set by this function, or there is none;
 *   E_OUTOFMEMORY
 */
HRESULT CoSetCancelObject (IUnknown *object);

/**
 * CoCancelCall:
 * @thread_id: a thread, as gettid(2) has it; 0 for the caller
 * @seconds: how long the server may take to finish by itself; 0 does not wait,
 *   RPC_C_CANCEL_INFINITE_TIMEOUT
 *
 * Cancels the innermost synchronous call of a thread.
 *
 * Threading: any thread.
 * Returns: what ICancelMethodCalls::Cancel returns; E_NOINTERFACE if there is no such call;
 *   CO_E_CANCEL_DISABLED
 */
HRESULT CoCancelCall (DWORD thread_id, ULONG seconds);

/**
 * CoTestCancel:
 *
 * For a server: whether the call it serves on this thread was cancelled.
 *
 * Returns: RPC_S_CALLPENDING: go on; RPC_E_CALL_CANCELED: stop; RPC_E_CALL_COMPLETE: this
 *   thread serves no call
 */
HRESULT CoTestCancel (void);

/**
 * CoGetCallContext:
 * @riid: an interface of the context, such as IID_ICancelMethodCalls
 * @ppv: (out) (transfer full): the context of the call that this thread serves
 *
 * Returns: S_OK; RPC_E_CALL_COMPLETE if this thread serves no call; E_NOINTERFACE; E_POINTER
 */
HRESULT CoGetCallContext (REFIID riid, void **ppv);

/**
 * CoSwitchCallContext:
 * @context: (nullable) (transfer none): the context from now on; nothing is referenced
 * @old: (out) (transfer none): the one before, to be restored
 *
 * Returns: S_OK; E_INVALIDARG if @old is NULL; E_OUTOFMEMORY
 */
HRESULT CoSwitchCallContext (IUnknown *context, IUnknown **old);

/**
 * beck_call_context_deadline:
 *
 * For a server: until when the client of the call it serves on this thread waits. Calls that it
 * makes meanwhile end by then, too.
 *
 * Returns: monotonic time in microseconds, as g_get_monotonic_time() has it; -1 if there is no limit,
 *   or this thread serves no call
 */
gint64 beck_call_context_deadline (void);

/**
 * BeckSyncCall:
 *
 * A synchronous call that this thread is in; on the stack of the function that makes it. The
 * fields are private.
 */
typedef struct
{
  /*< private >*/
  gpointer entry[5];
} BeckSyncCall;

/**
 * beck_sync_call_enter:
 * @frame: (out caller-allocates): stays in place until beck_sync_call_leave()
 * @call: (transfer none): the call object by whose ICancelMethodCalls the call is cancelled
 *
 * Says that the calling thread is in a synchronous call, for a method that waits for an
 * asynchronous one:
 *
 * |[<!-- language="C" -->
 *   hr = async->lpVtbl->Begin_Read (async, count);
 *   if (FAILED (hr))
 *     return hr;
 *   beck_sync_call_enter (&frame, (IUnknown *) async);
 *   hr = async->lpVtbl->Finish_Read (async, buffer, &n_read);
 *   beck_sync_call_leave (&frame);
 * ]|
 *
 * Another thread can then cancel it by CoCancelCall(), if this one allowed it by
 * CoEnableCallCancellation() before.
 *
 * Returns: nothing; without memory for the thread's record the call just cannot be cancelled
 */
void beck_sync_call_enter (BeckSyncCall *frame, IUnknown *call);

/**
 * beck_sync_call_leave:
 * @frame: the innermost frame of the calling thread
 */
void beck_sync_call_leave (BeckSyncCall *frame);

G_END_DECLS
