/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Call objects (spec/com.md sections 3 and 4): how a server writes asynchronous methods.
 *
 * An interface with [async_uuid] has a sister AsyncIFoo with a Begin_X and a Finish_X for
 * each method X. A client asks the server's ICallFactory for a call object, begins a call
 * on it, waits on the ISynchronize the call object also is, and finishes it. The author of
 * the server writes the Begin_ and Finish_ methods on top of BeckCall, which keeps the
 * state, and BeckJob, the record of one begun call:
 *
 *   typedef struct { BeckJob job; LONG a, b, sum; } AddJob;
 *   typedef struct { BeckCall call; AsyncIAdder async; AddJob job; } AddCall;
 *
 *   static HRESULT
 *   add (BeckJob *job)                                     // on a thread of the pool
 *   {
 *     AddJob *self = (AddJob *) job;
 *
 *     self->sum = self->a + self->b;
 *     return S_OK;
 *   }
 *
 *   static HRESULT
 *   begin_add (AsyncIAdder *This, LONG a, LONG b)
 *   {
 *     AddJob *job;
 *     HRESULT hr = beck_call_begin (BECK_SELF (AddCall, async, This), ADD, &job);
 *
 *     if (FAILED (hr))
 *       return hr;
 *     job->a = a;
 *     job->b = b;
 *     return beck_job_run (&job->job, add);
 *   }
 *
 *   static HRESULT
 *   finish_add (AsyncIAdder *This, LONG *sum)
 *   {
 *     AddJob *job;
 *     HRESULT hr = beck_call_finish (BECK_SELF (AddCall, async, This), ADD, &job);
 *
 *     *sum = SUCCEEDED (hr) ? job->sum : 0;
 *     return beck_job_end (job, hr);
 *   }
 *
 *   static const BeckCallClass add_call_class = {
 *     BECK_CALL_CLASS (AddCall, job,
 *                      BECK_INTERFACE (AddCall, async, AsyncIAdder,
 *                                      .Begin_Add = begin_add, .Finish_Add = finish_add)),
 *   };
 *
 * and in the server's own class: .calls = BECK_CALLS ({ &IID_AsyncIAdder, &add_call_class })
 * and a row BECK_CALL_FACTORY (Adder, factory).
 *
 * The states are those of spec/com.md 3.4. A call is completed once: the first of
 * completion and cancellation wins, later ones change nothing. A job that is cancelled
 * while its server still works on it is let go: the client may begin the next call on the
 * same object at once, and what the late server does to its job reaches nobody.
 */

#include <beck/object.h>
#include <beck/work.h>
#include <objidlbase.h>

G_BEGIN_DECLS

typedef struct BeckCall BeckCall;
typedef struct BeckJob BeckJob;

/**
 * BeckJobRunFunc:
 * @job: the call to work on; the pointer can be cast to the author's job struct
 *
 * Returns: the method's result, with which the call completes when the function returns;
 *   E_PENDING if it has completed the call itself, or took a reference with which somebody will
 */
typedef HRESULT (*BeckJobRunFunc) (BeckJob *job);

/**
 * BeckJobCancelledFunc:
 * @job: the call that was cancelled
 */
typedef void (*BeckJobCancelledFunc) (BeckJob *job);

/**
 * BeckJob:
 * @next: the server's to link jobs with, from beck_job_defer() until it has completed the
 *   job
 *
 * The server's side of one begun call: the first member of the author's argument record.
 */
struct BeckJob
{
  /*< public >*/
  BeckJob *next;
  /*< private >*/
  void (*run) (BeckWork *work);
  BeckCall *call;
  BeckJobRunFunc func;
  BeckJobCancelledFunc cancelled;
  gint refs;
  guint generation;
};

/*< private >*/
typedef struct
{
  BeckObject object;
  BECK_MEMBER (ISynchronize) sync;
  BECK_MEMBER (ISynchronizeHandle) handle;
  struct
  {
    guint64 word;
    guint lock;
    gint fd;
    gpointer observers;
  } event;
} BeckSynchronize;
/*< public >*/

/**
 * BeckCall:
 *
 * The head of a call object: the first member of the author's struct. It has ISynchronize,
 * ISynchronizeHandle and ICancelMethodCalls. The fields are private.
 */
struct BeckCall
{
  /*< private >*/
  BeckSynchronize base;
  BECK_MEMBER (ICancelMethodCalls) cancel;
  BeckObject *server;
  struct BeckCallExtra *extra;
};

/**
 * BeckCallClass:
 * @base: the class record; its parent is @beck_call_class
 * @job_offset: where the author's job struct is in the call object
 * @job_size: its size
 * @clear: (nullable): frees what the fields of a job hold, once neither the client nor the
 *   server needs them; runs on the thread that lets go last
 */
typedef struct
{
  BeckClass base;
  gsize job_offset;
  gsize job_size;
  void (*clear) (gpointer job);
} BeckCallClass;

extern const BeckClass beck_call_class;

/**
 * BECK_CALL_CLASS:
 * @Class: the author's call struct
 * @job_field: its member that starts with a BeckJob
 * @...: rows of the interface table
 *
 * Initialises the fields of a BeckCallClass but @clear.
 */
#define BECK_CALL_CLASS(Class, job_field, ...)                                                     \
  .base = { .name = #Class,                                                                        \
            .size = sizeof (Class),                                                                \
            .parent = &beck_call_class,                                                            \
            .interfaces = BECK_INTERFACES (__VA_ARGS__) },                                         \
  .job_offset = offsetof (Class, job_field), .job_size = sizeof (((Class *) 0)->job_field)

/**
 * BeckCallEntry:
 * @iid: an asynchronous interface
 * @klass: the call objects that implement it
 */
typedef struct BeckCallEntry
{
  const IID *iid;
  const BeckCallClass *klass;
} BeckCallEntry;

/**
 * BECK_CALLS:
 *
 * The call objects of a server's class, for its `calls`.
 */
#define BECK_CALLS(...) ((const BeckCallEntry[]){ __VA_ARGS__, { NULL, NULL } })

/**
 * BECK_CALL_FACTORY:
 * @Class: the server's struct
 * @field: its member of type ICallFactory
 *
 * A row of the interface table: an ICallFactory that makes the call objects of the class's
 * `calls`, by the rules of spec/com.md 3.1.
 */
#define BECK_CALL_FACTORY(Class, field)                                                            \
  BECK_INTERFACE (Class, field, ICallFactory, .CreateCall = beck_call_factory_create_call)

/**
 * beck_call_factory_create_call:
 *
 * ICallFactory::CreateCall for any object whose class has `calls`.
 *
 * Returns: S_OK; E_POINTER; E_NOINTERFACE when there is no call object for @riid, or it lacks
 *   @riid2; E_INVALIDARG when @outer is given and @riid2 is not IID_IUnknown; E_OUTOFMEMORY;
 *   what the call class's init returned
 */
HRESULT beck_call_factory_create_call (ICallFactory *This, REFIID riid, IUnknown *outer,
                                       REFIID riid2, IUnknown **ppv);

/**
 * beck_call_begin:
 * @call: the author's call struct
 * @method: tells the interface's methods apart, up to 65535; Finish_ passes the same
 * @job: (out) (transfer none): a pointer to the author's job struct, zero-filled behind its
 *   head; NULL after a failure
 *
 * The first thing a Begin_ method does. Of threads that race here one wins. After success
 * the method copies its arguments into the job, the call object being its own meanwhile,
 * and ends with exactly one of beck_job_run(), beck_job_defer(), beck_job_complete() and
 * beck_job_refuse(), and what those return.
 *
 * Threading: any thread. Calls the outer object's Reset if the call object is aggregated.
 * Returns: S_OK; RPC_S_CALLPENDING when a call is in progress or not yet finished;
 *   E_OUTOFMEMORY; what the outer object's Reset returned, if it failed
 */
HRESULT beck_call_begin (gpointer call, guint method, gpointer job);

/**
 * beck_call_finish:
 * @call: the author's call struct
 * @method: what Begin_ passed
 * @job: (out) (transfer full): the author's job struct with the results, until it is given
 *   to beck_job_end(); NULL when there is no result to hand out
 *
 * The first thing a Finish_ method does. Waits for the call to complete. Of threads that
 * race here one gets the result.
 *
 * Threading: any thread; in an STA the apartment's calls run while it waits.
 * Returns: with a job: what the server completed the call with. Without:
 *   RPC_E_CALL_CANCELED, and the call object is idle again; RPC_E_CALL_COMPLETE when no call
 *   of @method is in progress, and nothing has changed; E_OUTOFMEMORY
 */
HRESULT beck_call_finish (gpointer call, guint method, gpointer job);

/**
 * beck_job_end:
 * @job: (nullable) (transfer full): what beck_call_finish() gave
 * @hr: what Finish_ is going to return
 *
 * The last thing a Finish_ method does: the call object is idle from here on.
 *
 * Returns: @hr
 */
HRESULT beck_job_end (gpointer job, HRESULT hr);

/**
 * beck_job_run:
 * @job: what beck_call_begin() gave
 * @func: does the work, on a thread of the pool
 *
 * Ends a Begin_ method: the call is in progress. While @func runs, CoGetCallContext() on its
 * thread gives the call object. It does not run at all if the call is cancelled before its
 * turn comes.
 *
 * Returns: S_OK; E_OUTOFMEMORY, with the call object idle
 */
HRESULT beck_job_run (BeckJob *job, BeckJobRunFunc func);

/**
 * beck_job_defer:
 * @job: what beck_call_begin() gave
 *
 * Ends the part of a Begin_ method that can fail: the call is in progress, and somebody will
 * complete it. The caller now has a reference to @job, which keeps the call object too, and
 * puts @job where whoever completes it will find it; that one drops the reference with
 * beck_job_unref().
 *
 * Returns: S_OK; E_OUTOFMEMORY, with the call object idle and no reference given
 */
HRESULT beck_job_defer (BeckJob *job);

/**
 * beck_job_refuse:
 * @job: what beck_call_begin() gave
 * @hr: a failure
 *
 * Ends a Begin_ method that starts no call: the call object is idle.
 *
 * Returns: @hr
 */
HRESULT beck_job_refuse (BeckJob *job, HRESULT hr);

/**
 * beck_job_complete:
 * @job: a job
 * @hr: the method's result; Finish_ gets it with the job
 *
 * Completes the call: at once, inside Begin_, or later, from any thread with a reference. The
 * results must be in the job before. If the call object is aggregated, the outer object's
 * Signal is called, in the apartment it was created in unless it is agile (3.6).
 *
 * Threading: any thread; no lock may be held that the outer object's Signal could want.
 * Returns: whether this completed the call; FALSE if it was completed or cancelled before
 */
gboolean beck_job_complete (BeckJob *job, HRESULT hr);

/**
 * beck_job_is_cancelled:
 * @job: a job
 *
 * For servers that work in steps.
 *
 * Threading: any thread with a reference.
 * Returns: whether nobody waits for this job any more
 */
gboolean beck_job_is_cancelled (BeckJob *job);

/**
 * beck_job_set_cancelled_func:
 * @job: what beck_call_begin() gave, before Begin_ ends
 * @func: called once if the call is cancelled, on the cancelling thread and after the client
 *   has been told; not called when the call completes first
 *
 * Lets a server stop work that is under way somewhere else.
 */
void beck_job_set_cancelled_func (BeckJob *job, BeckJobCancelledFunc func);

/**
 * beck_call_get_server:
 * @call: the author's call struct, made by the generic ICallFactory
 *
 * Returns: (transfer none) (type BeckObject): the instance whose ICallFactory made @call, which
 *   keeps it; the author can cast the pointer to the server's struct
 */
gpointer beck_call_get_server (gpointer call);

/**
 * beck_job_get_server:
 * @job: a job
 *
 * Returns: (transfer none) (type BeckObject): the server of the job's call, as
 *   beck_call_get_server()
 */
gpointer beck_job_get_server (BeckJob *job);

/**
 * beck_job_ref:
 * @job: a job in progress, by somebody with a reference: inside the function given to
 *   beck_job_run(), or after beck_job_defer()
 *
 * Returns: (transfer full): @job
 */
BeckJob *beck_job_ref (BeckJob *job);

/**
 * beck_job_unref:
 * @job: (transfer full): a job
 *
 * Drops a reference. If it is the server's last and the call is still in progress, nobody is
 * left to complete it, and it completes with RPC_E_SERVERFAULT.
 */
void beck_job_unref (BeckJob *job);

/**
 * beck_call_set_deadline:
 * @call: any interface of a call object
 * @deadline: monotonic time in microseconds, as g_get_monotonic_time() has it; -1 for none
 *
 * Cancels the call in progress, or the next one begun, when the time comes; Finish_ then
 * returns RPC_E_CALL_CANCELED. Finishing a call forgets its deadline. A call object that is
 * not Beck's is kept alive until its deadline, and is cancelled by its ICancelMethodCalls if
 * it has not completed by then.
 *
 * Threading: any thread.
 * Returns: S_OK; E_POINTER; E_NOINTERFACE when @call has no ICancelMethodCalls; E_OUTOFMEMORY
 */
HRESULT beck_call_set_deadline (IUnknown *call, gint64 deadline);

G_END_DECLS
