/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Proxies and stubs (spec/com.md 1.3, 3 and 4; docs/proxies.md): the standard plumbing behind
 * the files that beck-idl writes for object interfaces. A program gives the table of such a
 * file to beck_proxy_factory_new() and has an IPSFactoryBuffer; everything else in here is
 * called by generated code.
 *
 *   BECK_EXTERN_PROXY_FILE (adder);
 *
 *   static const BeckProxyFile *const files[] = { &adder_ProxyFile, NULL };
 *
 *   hr = beck_proxy_factory_new (files, NULL, &factory);
 *   hr = IPSFactoryBuffer_CreateStub (factory, &IID_IAdder, server, &stub);
 *   hr = IPSFactoryBuffer_CreateProxy (factory, outer, &IID_IAdder, &proxy, (void **) &adder);
 *   hr = IRpcProxyBuffer_Connect (proxy, channel);
 */

#include <beck/call.h>
#include <beck/hresult.h>
#include <beck/ndr-method.h>
#include <objidlbase.h>

G_BEGIN_DECLS

/**
 * BeckProxyInterface:
 * @iid: of the interface
 * @ndr: (nullable): its own methods that travel; %NULL if there are none
 * @vtbl: (nullable): of its proxies; %NULL for a base that is only listed for what derives from it
 * @base: (nullable): the interface it derives from; %NULL for IUnknown
 * @async_iid: (nullable): of its asynchronous partner
 * @calls: (nullable): the call objects of its proxies
 *
 * What is known of one object interface.
 */
typedef struct BeckProxyInterface BeckProxyInterface;

struct BeckProxyInterface
{
  const IID *iid;
  const BeckNdrInterface *ndr;
  const void *vtbl;
  const BeckProxyInterface *base;
  const IID *async_iid;
  const BeckCallClass *calls;
};

/**
 * BeckProxyFile:
 * @name: of the IDL file
 * @interfaces: those it defines
 * @n_interfaces: how many
 *
 * A file of generated proxies and stubs.
 */
typedef struct
{
  const char *name;
  const BeckProxyInterface *const *interfaces;
  guint n_interfaces;
} BeckProxyFile;

/**
 * BECK_EXTERN_PROXY_FILE:
 * @name: of an IDL file without ".idl", with '_' for what C does not have in names
 *
 * Declares the table of a generated file, `name_ProxyFile`.
 */
#define BECK_EXTERN_PROXY_FILE(name) extern const BeckProxyFile name##_ProxyFile

/**
 * beck_proxy_factory_new:
 * @files: (transfer none): tables, ended by %NULL; they stay valid as long as the factory and what
 *   it made
 * @interfaces: (nullable) (transfer none): how interface pointers in arguments travel; the
 *   hooks' context is the IRpcChannelBuffer of the call. Without it calls with interface
 *   pointers other than %NULL fail, with the HRESULT of RPC_S_CANNOT_SUPPORT.
 * @factory: (out) (transfer full): %NULL after a failure
 *
 * Makes the factory of proxies and stubs for the interfaces of @files.
 *
 * CreateProxy makes a proxy without a channel. It is part of the aggregate of the outer object
 * given, or, if that is %NULL, stands alone. Its IRpcProxyBuffer is the unknown
 * that does not delegate; it also answers for ICallFactory if the interface has
 * an asynchronous partner. CreateStub makes a stub, connected if a server is given. Both answer
 * E_NOINTERFACE for interfaces that are not in @files; CreateStub also if the server has not
 * got the interface.
 *
 * Threading: any thread, and so for the factory, its proxies and stubs.
 * Returns: S_OK; E_POINTER; E_INVALIDARG; E_OUTOFMEMORY
 */
HRESULT beck_proxy_factory_new (const BeckProxyFile *const *files,
                                const BeckNdrInterfaceHooks *interfaces,
                                IPSFactoryBuffer **factory);

/**
 * beck_proxy_register:
 * @files: (transfer none): tables, ended by %NULL; they stay valid as long as the process
 *
 * Makes the interfaces of @files travel: objects that have them can be marshaled, and proxies are
 * made when references to them arrive. Both sides do this, usually first thing. Registering
 * again does no harm; of two tables with an interface the last one registered makes its proxies.
 *
 * Threading: any thread.
 * Returns: S_OK; E_INVALIDARG; E_OUTOFMEMORY
 */
HRESULT beck_proxy_register (const BeckProxyFile *const *files);

/* ---- For generated code: proxies ---- */

/**
 * beck_proxy_call:
 * @This: the interface of a proxy
 * @slot: the method's
 * @args: (inout): its argument record
 * @result: (out): the member of @args with the result
 *
 * A synchronous call, from arguments to results. @result also receives what is returned.
 *
 * Returns: what the method returned. If the call did not take place, or its reply could not be
 *   read, the channel's RPC_E_*, RPC_E_DISCONNECTED without a channel, or the HRESULT
 *   of the fault's status (0x8007…); what the caller's [out] pointers refer to is zero
 *   then, except for arrays of numbers.
 */
HRESULT beck_proxy_call (void *This, guint slot, void *args, HRESULT *result);

/* The three methods of IUnknown in a proxy's vtable. */
HRESULT beck_proxy_query (void *This, REFIID riid, void **ppv);
ULONG beck_proxy_ref (void *This);
ULONG beck_proxy_unref (void *This);

/**
 * BECK_PROXY_UNKNOWN:
 *
 * The first three slots of a vtable, as designated initialisers.
 */
#define BECK_PROXY_UNKNOWN(Interface)                                                              \
  .QueryInterface                                                                                  \
      = (HRESULT (STDMETHODCALLTYPE *) (Interface *, REFIID, void **)) beck_proxy_query,           \
  .AddRef = (ULONG (STDMETHODCALLTYPE *) (Interface *)) beck_proxy_ref,                            \
  .Release = (ULONG (STDMETHODCALLTYPE *) (Interface *)) beck_proxy_unref

/**
 * BECK_PROXY_INHERITED:
 * @Interface: whose vtable is being written
 * @method: a slot of one of its bases
 * @function: the base's
 *
 * A further slot; the types differ in that of `This` only.
 */
#define BECK_PROXY_INHERITED(Interface, method, function)                                          \
  .method = (__typeof__ (((Interface##Vtbl *) 0)->method)) (function)

/**
 * BECK_PROXY_CANNOT_TRAVEL:
 *
 * What proxies answer for [local] methods without a remote form.
 */
#define BECK_PROXY_CANNOT_TRAVEL RPC_E_INVALIDMETHOD

/* ---- For generated code: asynchronous proxies ---- */

/**
 * BeckProxyJob:
 *
 * A call in progress: its request, and later its reply. All members are private.
 */
typedef struct
{
  /*< private >*/
  BeckJob job;
  BECK_MEMBER (ISynchronize) told;
  const BeckNdrMethod *method;
  gpointer link;
  gpointer transport;
  gpointer args;
  RPCOLEMESSAGE message;
} BeckProxyJob;

/**
 * BeckProxyCall:
 *
 * The call object of a proxy. All members are private.
 */
typedef struct
{
  /*< private >*/
  BeckCall call;
  struct
  {
    const void *lpVtbl;
  } async;
  BeckProxyJob job;
} BeckProxyCall;

void beck_proxy_job_clear (gpointer job);

/**
 * BECK_PROXY_CALL_CLASS:
 * @AsyncInterface: an asynchronous interface
 * @...: rows BECK_BASE_INTERFACE (BeckProxyCall, async, Base) for those it derives from
 *
 * Initialises the BeckCallClass of its proxies' call objects.
 */
#define BECK_PROXY_CALL_CLASS(...)                                                                 \
  BECK_CALL_CLASS (BeckProxyCall, job, __VA_ARGS__), .clear = beck_proxy_job_clear

/**
 * BECK_PROXY_LATER:
 *
 * What stands in the record of a Begin_ method for places that only Finish_ is told: not NULL,
 * and never followed.
 */
#define BECK_PROXY_LATER ((void *) (guintptr) 1)

/**
 * beck_proxy_begin:
 * @This: the asynchronous interface of a proxy's call object
 * @slot: the number of the synchronous method
 * @args: (transfer none): its argument record, [in] members set
 * @size: of the record, which is kept until Finish_
 *
 * Begins a call: the request is made and sent. What the caller's pointers refer to is not needed
 * any more afterwards. If the channel is an IAsyncRpcChannelBuffer, it completes the call;
 * otherwise a thread of the pool waits for it.
 *
 * Returns: S_OK; RPC_S_CALLPENDING; RPC_E_DISCONNECTED; otherwise as beck_proxy_call(). What
 *   goes wrong once the request was given to the channel is told by Finish_.
 */
HRESULT beck_proxy_begin (void *This, guint slot, const void *args, gsize size);

/**
 * BeckProxyReply:
 *
 * Between the two steps of a Finish_ method. All members are private.
 */
typedef struct
{
  /*< private >*/
  BeckProxyCall *call;
  BeckProxyJob *job;
  const BeckNdrMethod *method;
  void *args;
  HRESULT hr;
} BeckProxyReply;

/**
 * beck_proxy_finish:
 * @This: the asynchronous interface of a proxy's call object
 * @slot: the number of the synchronous method
 * @args: (out caller-allocates): the record as beck_proxy_begin() got it; zeros if there is no
 *   such call. Pointers that came from Begin_ must not be followed.
 * @size: of the record
 * @reply: (out caller-allocates): for beck_proxy_end()
 *
 * The first step of a Finish_ method: waits for the reply. The method then sets the [out] members
 * of @args.
 */
void beck_proxy_finish (void *This, guint slot, void *args, gsize size, BeckProxyReply *reply);

/**
 * beck_proxy_place:
 * @reply: from beck_proxy_finish()
 * @place: (nullable): where Finish_ was told to leave a result
 *
 * Makes the call fail, as one without a place fails at once, if @place is %NULL.
 *
 * Returns: @place
 */
static inline void *
beck_proxy_place (BeckProxyReply *reply, void *place)
{
  if (place == NULL && SUCCEEDED (reply->hr))
    reply->hr = HRESULT_FROM_WIN32 (RPC_X_NULL_REF_POINTER);
  return place;
}

/**
 * beck_proxy_same_place:
 * @before: (nullable): what Begin_ was told
 *
 * The same for [in, out] pointers that may be %NULL: in both halves or in none.
 *
 * Returns: @place if there was one @before, %NULL otherwise
 */
static inline void *
beck_proxy_same_place (BeckProxyReply *reply, const void *before, void *place)
{
  return before != NULL ? beck_proxy_place (reply, place) : NULL;
}

/**
 * beck_proxy_end:
 * @reply: from beck_proxy_finish()
 * @result: the member of the record with the result
 *
 * The second step: reads the reply; the call object is idle afterwards.
 *
 * Returns: as beck_proxy_call(); RPC_E_CALL_CANCELED; RPC_E_CALL_COMPLETE
 */
HRESULT beck_proxy_end (BeckProxyReply *reply, HRESULT *result);

G_END_DECLS
