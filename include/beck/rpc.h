/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Remote procedure calls: what generated client and server stubs (foo_c.c, foo_s.c) stand on,
 * docs/rpc.md.
 *
 * A binding (handle_t) is the way to a server: an abstract object behind a table of
 * functions. A call marshals its arguments, hands the bytes to the binding, and reads what
 * comes back. A server's side is beck_rpc_dispatch(), from the bytes of a request to those of
 * the response. In between is a transport; the one in here carries calls to managers of the
 * same process, on the caller's thread.
 *
 * A call that fails raises an exception (<beck/exception.h>), and only after everything the
 * call held has been released.
 */

#include <beck/exception.h>
#include <beck/ndr-method.h>

G_BEGIN_DECLS

typedef LONG RPC_STATUS;
typedef void *RPC_IF_HANDLE;
typedef handle_t RPC_BINDING_HANDLE;
typedef struct _RPC_ASYNC_STATE *PRPC_ASYNC_STATE;

/* ---- Interfaces ---- */

/**
 * BeckRpcInterface:
 * @ndr: its identity and methods
 * @epv: (nullable): of the default managers; server stubs only
 * @notify: (nullable): one entry per method, each %NULL or called when a call has ended; @called
 *   tells whether the manager was. Server stubs only
 * @strict_contexts: [strict_context_handle]: contexts that its methods open are for them only, and
 *   they take no others. Server stubs only
 * @endpoints, @n_endpoints: (nullable): those of @ndr; both sides
 *
 * What an RPC_IF_HANDLE of generated code (I_v1_0_c_ifspec, I_v1_0_s_ifspec) points to.
 */
typedef struct
{
  const BeckNdrInterface *ndr;
  const void *epv;
  void (*const *notify) (gboolean called);
  gboolean strict_contexts;
  const BeckRpcEndpoint *endpoints;
  guint n_endpoints;
} BeckRpcInterface;

/* ---- The outcome of a call ---- */

/**
 * BeckRpcOrigin:
 * @BECK_RPC_CALLER: the call could not be made of its arguments, or they of what came back
 * @BECK_RPC_TRANSPORT: the way to the server or back: what [comm_status] is told
 * @BECK_RPC_SERVER: the server ended the call with a fault: what [fault_status] is told
 *
 * Where a failure comes from.
 */
typedef enum
{
  BECK_RPC_CALLER,
  BECK_RPC_TRANSPORT,
  BECK_RPC_SERVER,
} BeckRpcOrigin;

/**
 * BeckRpcOutcome:
 * @status: 0 for success; what to raise otherwise
 * @origin: of the failure
 */
typedef struct
{
  guint32 status;
  BeckRpcOrigin origin;
} BeckRpcOutcome;

/* ---- Bindings: for transports ---- */

typedef struct BeckRpcBinding BeckRpcBinding;
typedef struct BeckRpcExchange BeckRpcExchange;

/**
 * BeckRpcExchange:
 * @interface, @method: what is called
 * @object: (nullable): the object it is called on
 * @request, @request_size: (transfer none): the stub data, in this machine's representation
 * @land, @land_size: (nullable): memory of the caller for an array of bytes that the response must
 *   begin with, behind its count. A transport may put bytes of it there
 * @landed: receives how many it did, which are all there are; @response has as many modulo 8 in
 *   their place, of any value
 * @response, @response_size: receives the response's; the bytes stay valid until @release
 * @drep: of the response, its first byte
 * @release: (nullable): set by the transport; called when the response has been read
 * @owner, @owner_context: the transport's, for @release
 */
struct BeckRpcExchange
{
  const BeckNdrInterface *interface;
  const BeckNdrMethod *method;
  const GUID *object;
  gconstpointer request;
  gsize request_size;
  void *land;
  gsize land_size;
  gsize landed;
  gconstpointer response;
  gsize response_size;
  guint8 drep;
  void (*release) (BeckRpcExchange *exchange);
  gpointer owner;
  gpointer owner_context;
};

/**
 * BeckRpcTransport:
 * @name: for people
 * @user_flags: the context that user_marshal functions are told (MSHCTX_*)
 * @call: one synchronous call; blocks. Never raises. The caller holds a reference to
 *   the binding. Called from any number of threads at once.
 * @finalize: releases what the binding holds, and its memory
 * @inq_object: (nullable): tells the object that calls are made on. 0 or a status
 * @to_string: (nullable): makes the string binding, for RpcStringFree(). 0 or a status
 *
 * What a kind of binding does.
 */
typedef struct
{
  const char *name;
  ULONG user_flags;
  BeckRpcOutcome (*call) (BeckRpcBinding *binding, BeckRpcExchange *exchange);
  void (*finalize) (BeckRpcBinding *binding);
  guint32 (*inq_object) (BeckRpcBinding *binding, GUID *object);
  guint32 (*to_string) (BeckRpcBinding *binding, char **string);
} BeckRpcTransport;

/**
 * BeckRpcBinding:
 * @association: (nullable): the same for bindings that reach the same contexts; %NULL for one
 *   that only reaches its own
 *
 * The beginning of every binding. The other members are private.
 */
struct BeckRpcBinding
{
  /*< private >*/
  guint32 magic;
  guint refs;
  const BeckRpcTransport *transport;
  /*< public >*/
  gconstpointer association;
};

/**
 * beck_rpc_binding_init:
 * @binding: (transfer none): memory of the transport; one reference is the caller's
 */
void beck_rpc_binding_init (BeckRpcBinding *binding, const BeckRpcTransport *transport);

/**
 * beck_rpc_binding_from_handle:
 * @handle: (nullable): what a program passes as handle_t
 *
 * Returns: (nullable) (transfer none): the binding, or %NULL for what is none
 */
BeckRpcBinding *beck_rpc_binding_from_handle (handle_t handle);

BeckRpcBinding *beck_rpc_binding_ref (BeckRpcBinding *binding);
void beck_rpc_binding_unref (BeckRpcBinding *binding);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BeckRpcBinding, beck_rpc_binding_unref)

/* ---- Bindings to this process ---- */

/**
 * BeckRpcManager:
 * @interface: of the server's stubs: I_v1_0_s_ifspec
 * @epv: (nullable): the managers, an I_v1_0_epv_t; %NULL for the default ones
 */
typedef struct
{
  RPC_IF_HANDLE interface;
  const void *epv;
} BeckRpcManager;

/**
 * beck_rpc_binding_new_local:
 * @managers: (array length=n): what is reached; copied
 *
 * A binding to managers of this process. They run on the caller's thread; those that are [async] may
 * end their calls later, on any. The binding is an
 * association of its own: when its last reference goes, so do the contexts opened over it.
 *
 * Returns: (transfer full) (nullable): to be released with beck_rpc_binding_unref(); %NULL if
 *   there is no memory
 */
BeckRpcBinding *beck_rpc_binding_new_local (const BeckRpcManager *managers, guint n);

/* ---- Calls: for client stubs ---- */

/**
 * beck_rpc_try_call:
 * @interface: of the client's stubs
 * @index: of the method in it
 * @binding: (nullable): a binding; RPC_S_INVALID_BINDING if it is none
 * @args: (inout): its argument record
 *
 * A synchronous call. After a failure the [out] pointers of the caller are %NULL.
 *
 * Threading: any thread; any number of calls over one binding.
 * Returns: how it went. Exceptions that functions of the program raise in between (of user_marshal
 *   types, pipes, midl_user_allocate) are outcomes too.
 */
BeckRpcOutcome beck_rpc_try_call (const BeckNdrInterface *interface, guint index,
                                  handle_t binding, void *args);

/**
 * beck_rpc_report:
 * @comm: (nullable) (out): receives failures of the transport, or 0
 * @fault: (nullable) (out): receives those of the server, or 0
 *
 * Tells an outcome (rpc.md 3.3). What nobody asked for is raised; with both places given nothing
 * is, and what is neither of the two goes to @fault. They may be the same.
 */
void beck_rpc_report (BeckRpcOutcome outcome, error_status_t *comm, error_status_t *fault);

/**
 * beck_rpc_call:
 *
 * beck_rpc_try_call(), with failures raised.
 */
void beck_rpc_call (const BeckNdrInterface *interface, guint index, handle_t binding,
                    void *args);

/**
 * BeckRpcUnbind:
 * @args: the argument record of the call
 * @binding: what the program's T_bind gave for it
 *
 * Calls T_unbind of a type T with [handle]. It gets the value that T_bind had: in the record.
 */
typedef void (*BeckRpcUnbind) (const void *args, handle_t binding);

/**
 * beck_rpc_call_async:
 * @async: the state of the call
 * @binding: (nullable): a binding; RPC_S_INVALID_BINDING is raised if it is none
 * @args: its argument record, copied: what it points to stays the caller's, and what is [out] is
 *   filled when RpcAsyncCompleteCall() returns 0
 * @size: of it, the method's args_size
 * @unbind: (nullable): for bindings made for this call: called once, when the call has ended, with
 *   the copied record, or before an exception is raised here. Not called for a @binding of %NULL
 *
 * Begins a call of an [async] procedure (rpc.md 3.1): returns when the request is the transport's.
 *
 * Raises: what keeps the call from beginning, RPC_S_INVALID_ASYNC_HANDLE for an @async that is not
 *   initialized among it. There is no notification then, and @async may be used again.
 */
void beck_rpc_call_async (const BeckNdrInterface *interface, guint index, PRPC_ASYNC_STATE async,
                          handle_t binding, const void *args, gsize size, BeckRpcUnbind unbind);

/**
 * beck_rpc_async_handle:
 * @args: the argument record of an [async] procedure that is being dispatched
 *
 * Returns: (transfer none): the state that its manager gets
 */
PRPC_ASYNC_STATE beck_rpc_async_handle (const void *args);

/**
 * beck_rpc_call_handle:
 *
 * Returns: (transfer none) (nullable): what managers get as handle_t: the handle of the call that
 *   this thread runs, as RpcServerInqBindingHandle() gives it; %NULL outside a call, and in one
 *   within the process whose manager is synchronous
 */
handle_t beck_rpc_call_handle (void);

/**
 * beck_rpc_auto_handle:
 * @interface: with [auto_handle]
 *
 * Returns: (transfer none): a binding to some server of @interface. Nothing knows of any yet: the
 *   call fails with RPC_S_NO_BINDINGS.
 */
handle_t beck_rpc_auto_handle (const BeckNdrInterface *interface);

/**
 * beck_rpc_context_binding:
 * @context: (nullable): a context handle of the caller's
 *
 * Returns: (transfer none): the binding that a context handle carries, or one over which calls fail
 */
handle_t beck_rpc_context_binding (const void *context);

/**
 * beck_rpc_last_fault:
 * @fault: (out): why data could not be written or read
 *
 * For diagnosis, behind a failure: what went wrong on this thread since its last call began.
 * For calls within the process that includes the server's side.
 *
 * Returns: whether there was something
 */
gboolean beck_rpc_last_fault (BeckNdrFault *fault);

/**
 * RpcSsDestroyClientContext:
 * @context: (inout): a context handle; %NULL afterwards
 *
 * Forgets the context without a call. The server runs it down when the association ends.
 *
 * Raises: RPC_X_SS_CONTEXT_MISMATCH for what is no context handle
 */
void RpcSsDestroyClientContext (void **context);

/* ---- Servers: for transports ---- */

/**
 * BeckRpcAssociation:
 *
 * What a server keeps for one client: its contexts. Reference-counted; thread-safe.
 */
typedef struct BeckRpcAssociation BeckRpcAssociation;

BeckRpcAssociation *beck_rpc_association_new (void);
BeckRpcAssociation *beck_rpc_association_ref (BeckRpcAssociation *association);
void beck_rpc_association_unref (BeckRpcAssociation *association);

/**
 * beck_rpc_association_end:
 *
 * The client is gone: runs down its contexts, those that calls are using when these end. Each
 * rundown routine is called once. Later calls find no contexts and cannot open any.
 */
void beck_rpc_association_end (BeckRpcAssociation *association);

/**
 * BeckRpcRequest:
 * @interface: of the server's stubs
 * @epv: (nullable): the managers; %NULL for the default ones
 * @opnum: what is called
 * @data, @size: (transfer none): the stub data
 * @drep: of the client, its first byte
 * @user_flags: for user_marshal functions (MSHCTX_*)
 * @limits: (nullable): for what is read; %NULL for those of beck_ndr_use_limits()
 * @association: (nullable): without one there are no contexts
 */
typedef struct
{
  const BeckRpcInterface *interface;
  const void *epv;
  guint32 opnum;
  gconstpointer data;
  gsize size;
  guint8 drep;
  ULONG user_flags;
  const BeckNdrLimits *limits;
  BeckRpcAssociation *association;
} BeckRpcRequest;

/**
 * beck_rpc_dispatch:
 * @response: (inout): an empty writer; receives the stub data of the response
 *
 * One call, from request to response. Runs the manager on the calling thread, and blocks while
 * other calls use the same contexts. Never raises: an exception of the manager is the
 * fault.
 *
 * Returns: 0, or the status of a fault; what is in @response then is not to be sent
 */
guint32 beck_rpc_dispatch (const BeckRpcRequest *request, BeckNdrWriter *response);

/* ---- Pipes: for generated code (rpc.md 4.1) ----
 *
 * A pipe parameter is a structure of the program's, typed; all have this form. For each,
 * generated code calls
 *
 *   beck_rpc_put_in_pipe    client, [in]: at the end of put_in; pulls from the program
 *   beck_rpc_get_in_pipe    server, always: at the end of get_in; makes the manager's structure
 *   beck_rpc_put_out_pipe   server, [out]: at the beginning of put_out; what was pushed is there
 *   beck_rpc_get_out_pipe   client, [out]: at the beginning of get_out; pushes to the program
 *
 * in the order of the parameters, with the record of the parameter and the address of the
 * structure.
 */

/**
 * BeckRpcPipe:
 * @pull: (nullable): fills @buffer with up to @capacity elements; a @count of 0 is the end
 * @push: (nullable): takes @count elements; a @count of 0 is the end
 * @alloc: (nullable): gives a buffer of about @wanted bytes, @got really
 * @state: passed to all of them
 */
typedef struct
{
  void (*pull) (char *state, void *buffer, ULONG capacity, ULONG *count);
  void (*push) (char *state, void *buffer, ULONG count);
  void (*alloc) (char *state, ULONG wanted, void **buffer, ULONG *got);
  char *state;
} BeckRpcPipe;

enum
{
  BECK_RPC_PIPE_IN = 1 << 0,
  BECK_RPC_PIPE_OUT = 1 << 1,
};

/**
 * BeckNdrPipeType:
 * @name: of the parameter
 * @flags: BECK_RPC_PIPE_*
 * @size: of an element in memory
 * @least: bytes of an element on the wire, at least; not 0
 * @put, @get: carry one element
 */
typedef struct
{
  const char *name;
  guint flags;
  gsize size;
  gsize least;
  gboolean (*put) (BeckNdrWriter *ndr, const void *element);
  gboolean (*get) (BeckNdrReader *ndr, void *element);
} BeckNdrPipeType;

gboolean beck_rpc_put_in_pipe (BeckNdrWriter *ndr, const BeckNdrPipeType *type, const void *pipe);
gboolean beck_rpc_get_in_pipe (BeckNdrReader *ndr, const BeckNdrPipeType *type, void *pipe);
gboolean beck_rpc_put_out_pipe (BeckNdrWriter *ndr, const BeckNdrPipeType *type, const void *pipe);
gboolean beck_rpc_get_out_pipe (BeckNdrReader *ndr, const BeckNdrPipeType *type, const void *pipe);

/* ---- Asynchronous pipes: for generated code and the runtime (rpc.md 4.1, 4.2) ----
 *
 * The pipe parameters of an [async] procedure are pointers to structures whose functions the
 * runtime supplies, on both sides; all have the form of BeckRpcAsyncPipe. The method record
 * says where the pointers are; no function of generated code moves the data:
 *
 *   put_in    client: writes the other [in] data and refuses pointers that are %NULL. What is
 *             pushed into [in] pipes comes behind it, as chunks
 *   get_in    server: reads that data and points the record to zeroed structures in the reader's
 *             arena; the reader is left in front of the first chunk. The structures are to
 *             be filled before invoke
 *   put_out   server: writes the other [out] data; the writer stands behind the chunks of the [out]
 *             pipes
 *   get_out   client: reads that data; the reader stands behind the chunks
 *
 * Chunks and other data are one stream: alignment counts from the beginning of the stub data.
 */

/**
 * BeckRpcAsyncPipe:
 * @pull: gives up to @capacity elements in @buffer; a @count of 0 is the end.
 *   RPC_S_ASYNC_CALL_PENDING: none are there yet
 * @push: takes @count elements; a @count of 0 is the end
 * @Reserved: the runtime's
 * @state: passed to both
 */
typedef struct
{
  RPC_STATUS (*pull) (char *state, void *buffer, ULONG capacity, ULONG *count);
  RPC_STATUS (*push) (char *state, void *buffer, ULONG count);
  void *Reserved;
  char *state;
} BeckRpcAsyncPipe;

/**
 * BeckNdrAsyncPipe:
 * @type: of the pipe
 * @offset: of the pointer to the BeckRpcAsyncPipe in the argument record
 */
struct BeckNdrAsyncPipe
{
  const BeckNdrPipeType *type;
  gsize offset;
};

G_END_DECLS
