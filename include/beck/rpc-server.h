/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Servers: where they listen, what they offer, and when they stop (rpc.md 2.2).
 *
 * A process has one server. The program names protocol sequences or endpoints, registers
 * interfaces, and listens; every registered interface can be reached at every endpoint. Managers
 * run on threads of the pool, as many at once as there are calls, and may block.
 *
 * Functions whose name ends with A take UTF-8, those with W UTF-16; the names without choose by
 * UNICODE. All may be called from any thread, also by managers. Statuses are RPC_S_*; what any of
 * them may return beside what is said is RPC_S_OUT_OF_MEMORY.
 */

#include <beck/rpc-binding.h>

G_BEGIN_DECLS

typedef void RPC_MGR_EPV;

/**
 * RPC_IF_CALLBACK_FN:
 * @interface: an RPC_IF_ID: what the client calls
 * @context: the binding handle of the call
 *
 * Whether a client may call. Anything but RPC_S_OK refuses the call with RPC_S_ACCESS_DENIED; an
 * exception does so, too. With %RPC_IF_ASYNC_CALLBACK it may answer RPC_S_ASYNC_CALL_PENDING and
 * tell later by RpcServerCompleteSecurityCallback(). Asked before every call.
 */
typedef RPC_STATUS RPC_IF_CALLBACK_FN (RPC_IF_HANDLE interface, void *context);

/**
 * RPC_OBJECT_INQ_FN:
 * @type: (out): of @object
 * @status: (out): RPC_S_OK if it has one
 */
typedef void RPC_OBJECT_INQ_FN (UUID *object, UUID *type, RPC_STATUS *status);

/* Flags of interfaces (rpc.md 1.4). */
#define RPC_IF_AUTOLISTEN 0x1                    /* served whether the server listens or not */
#define RPC_IF_OLE 0x2                           /* no meaning here */
#define RPC_IF_ALLOW_UNKNOWN_AUTHORITY 0x4       /* no meaning here */
#define RPC_IF_ALLOW_SECURE_ONLY 0x8             /* no calls without authentication */
#define RPC_IF_ALLOW_CALLBACKS_WITH_NO_AUTH 0x10 /* ask the callback about those, too */
#define RPC_IF_ALLOW_LOCAL_ONLY 0x20             /* by ncalrpc only */
#define RPC_IF_SEC_NO_CACHE 0x40                 /* always so */
#define RPC_IF_SEC_CACHE_PER_PROC 0x80           /* no meaning here */
#define RPC_IF_ASYNC_CALLBACK 0x100              /* the callback may answer later */

#define RPC_C_LISTEN_MAX_CALLS_DEFAULT 1234 /* no bound */
#define RPC_C_PROTSEQ_MAX_REQS_DEFAULT 10

/* Of RPC_POLICY: where a dynamic port may be, which makes no difference here, */
#define RPC_C_USE_INTERNET_PORT 0x1
#define RPC_C_USE_INTRANET_PORT 0x2
#define RPC_C_DONT_FAIL 0x4
/* and at which addresses to listen: all, instead of those of beck_rpc_server_set_addresses(). */
#define RPC_C_BIND_TO_ALL_NICS 0x1

/**
 * RPC_POLICY:
 * @Length: sizeof (RPC_POLICY)
 * @EndpointFlags: RPC_C_USE_*
 * @NICFlags: RPC_C_BIND_TO_ALL_NICS or 0
 */
typedef struct
{
  unsigned int Length;
  ULONG EndpointFlags;
  ULONG NICFlags;
} RPC_POLICY, *PRPC_POLICY;

/* ---- Endpoints ---- */

/**
 * RpcServerUseProtseqA:
 * @protseq: "ncalrpc" or "ncacn_ip_tcp"
 * @max_calls: a hint that is not needed
 * @security: %NULL: who may connect to a local endpoint is a matter of files
 *
 * Listens at an endpoint of the server's choice: a local name, or a port from 49152 on. Further
 * ones for the same protocol sequence are the same endpoint.
 *
 * Over TCP that is at loopback addresses unless beck_rpc_server_set_addresses(), the environment in
 * BECK_RPC_LISTEN, or a policy says otherwise. Clients may connect from now on, and are let in when
 * the server listens.
 *
 * Returns: RPC_S_OK, RPC_S_PROTSEQ_NOT_SUPPORTED, RPC_S_INVALID_RPC_PROTSEQ,
 *   RPC_S_INVALID_ENDPOINT_FORMAT, RPC_S_INVALID_NET_ADDR (of the addresses),
 *   RPC_S_DUPLICATE_ENDPOINT, RPC_S_CANT_CREATE_ENDPOINT, RPC_S_INVALID_SECURITY_DESC if
 *   @security is not %NULL
 */
RPC_STATUS RpcServerUseProtseqA (RPC_CSTR protseq, unsigned int max_calls, void *security);
RPC_STATUS RpcServerUseProtseqW (RPC_WSTR protseq, unsigned int max_calls, void *security);

/**
 * RpcServerUseProtseqEpA:
 * @endpoint: a port, or a local name
 *
 * The same at an endpoint that clients know.
 */
RPC_STATUS RpcServerUseProtseqEpA (RPC_CSTR protseq, unsigned int max_calls, RPC_CSTR endpoint,
                                   void *security);
RPC_STATUS RpcServerUseProtseqEpW (RPC_WSTR protseq, unsigned int max_calls, RPC_WSTR endpoint,
                                   void *security);

/**
 * RpcServerUseProtseqExA:
 * @policy: (nullable): which addresses are meant; RPC_S_INVALID_ARG for one of another size
 */
RPC_STATUS RpcServerUseProtseqExA (RPC_CSTR protseq, unsigned int max_calls, void *security,
                                   PRPC_POLICY policy);
RPC_STATUS RpcServerUseProtseqExW (RPC_WSTR protseq, unsigned int max_calls, void *security,
                                   PRPC_POLICY policy);
RPC_STATUS RpcServerUseProtseqEpExA (RPC_CSTR protseq, unsigned int max_calls, RPC_CSTR endpoint,
                                     void *security, PRPC_POLICY policy);
RPC_STATUS RpcServerUseProtseqEpExW (RPC_WSTR protseq, unsigned int max_calls, RPC_WSTR endpoint,
                                     void *security, PRPC_POLICY policy);

/**
 * RpcServerUseProtseqIfA:
 * @interface: whose [endpoint] attribute has the endpoint for @protseq
 *
 * Returns: RPC_S_PROTSEQ_NOT_FOUND if it has none, or as RpcServerUseProtseqEpA()
 */
RPC_STATUS RpcServerUseProtseqIfA (RPC_CSTR protseq, unsigned int max_calls,
                                   RPC_IF_HANDLE interface, void *security);
RPC_STATUS RpcServerUseProtseqIfW (RPC_WSTR protseq, unsigned int max_calls,
                                   RPC_IF_HANDLE interface, void *security);
RPC_STATUS RpcServerUseProtseqIfExA (RPC_CSTR protseq, unsigned int max_calls,
                                     RPC_IF_HANDLE interface, void *security, PRPC_POLICY policy);
RPC_STATUS RpcServerUseProtseqIfExW (RPC_WSTR protseq, unsigned int max_calls,
                                     RPC_IF_HANDLE interface, void *security, PRPC_POLICY policy);

/**
 * RpcServerUseAllProtseqs:
 *
 * RpcServerUseProtseqA() for each protocol sequence.
 */
RPC_STATUS RpcServerUseAllProtseqs (unsigned int max_calls, void *security);
RPC_STATUS RpcServerUseAllProtseqsEx (unsigned int max_calls, void *security, PRPC_POLICY policy);

/**
 * RpcServerUseAllProtseqsIf:
 *
 * RpcServerUseProtseqIfA() for each that @interface has an endpoint for; RPC_S_NO_PROTSEQS for
 * none.
 */
RPC_STATUS RpcServerUseAllProtseqsIf (unsigned int max_calls, RPC_IF_HANDLE interface,
                                      void *security);
RPC_STATUS RpcServerUseAllProtseqsIfEx (unsigned int max_calls, RPC_IF_HANDLE interface,
                                        void *security, PRPC_POLICY policy);

/**
 * RpcServerInqBindings:
 * @vector: (out) (transfer full): a binding per endpoint and address, for RpcBindingVectorFree()
 *
 * Returns: RPC_S_OK, or RPC_S_NO_BINDINGS if the server has no endpoint
 */
RPC_STATUS RpcServerInqBindings (RPC_BINDING_VECTOR **vector);

/* ---- Interfaces ---- */

/**
 * RpcServerRegisterIf3:
 * @interface: of the server's stubs: I_v1_0_s_ifspec
 * @type: (nullable): of the objects that these managers are for; nil or %NULL: of those without
 * type
 * @epv: (nullable): the managers; %NULL for those that the stubs name
 * @flags: RPC_IF_*; with @max_calls, @max_size and @callback those of the last registration of
 *   @interface hold
 * @max_calls: that run at once; more are refused with RPC_S_SERVER_TOO_BUSY. 0 or
 *   RPC_C_LISTEN_MAX_CALLS_DEFAULT: no bound
 * @max_size: bytes of a request's data; larger ones are refused with RPC_S_ACCESS_DENIED
 * @callback: (nullable): asked about every call. Calls without authentication are refused, unless
 *   %RPC_IF_ALLOW_CALLBACKS_WITH_NO_AUTH is given
 * @security: %NULL
 *
 * Offers an interface. What @interface and @epv point to stays the program's, until the
 * registration has ended.
 *
 * Returns: RPC_S_OK, RPC_S_TYPE_ALREADY_REGISTERED, RPC_S_INVALID_ARG without interface,
 *   RPC_S_INVALID_SECURITY_DESC
 */
RPC_STATUS RpcServerRegisterIf3 (RPC_IF_HANDLE interface, UUID *type, RPC_MGR_EPV *epv,
                                 unsigned int flags, unsigned int max_calls, unsigned int max_size,
                                 RPC_IF_CALLBACK_FN *callback, void *security);

/* The same with fewer choices. */
RPC_STATUS RpcServerRegisterIf (RPC_IF_HANDLE interface, UUID *type, RPC_MGR_EPV *epv);
RPC_STATUS RpcServerRegisterIfEx (RPC_IF_HANDLE interface, UUID *type, RPC_MGR_EPV *epv,
                                  unsigned int flags, unsigned int max_calls,
                                  RPC_IF_CALLBACK_FN *callback);
RPC_STATUS RpcServerRegisterIf2 (RPC_IF_HANDLE interface, UUID *type, RPC_MGR_EPV *epv,
                                 unsigned int flags, unsigned int max_calls, unsigned int max_size,
                                 RPC_IF_CALLBACK_FN *callback);

/**
 * RpcServerUnregisterIf:
 * @interface: (nullable): %NULL: all but those with %RPC_IF_AUTOLISTEN
 * @type: (nullable): %NULL: the managers of all types
 * @wait: whether to block until no call of it runs, but those that the calling thread is in
 *
 * Ends registrations. Calls that run are not disturbed; further ones fail with RPC_S_UNKNOWN_IF.
 *
 * Returns: RPC_S_OK, RPC_S_UNKNOWN_IF, RPC_S_UNKNOWN_MGR_TYPE
 */
RPC_STATUS RpcServerUnregisterIf (RPC_IF_HANDLE interface, UUID *type, unsigned int wait);

/**
 * RpcServerUnregisterIfEx:
 * @rundown: whether contexts that its methods opened are to be run down, too, if it has no managers
 *   any more; otherwise they are when their clients go
 *
 * RpcServerUnregisterIf() that waits. A context that a call of another interface uses is run down
 * when that call ends; rundown routines run on the calling thread otherwise.
 */
RPC_STATUS RpcServerUnregisterIfEx (RPC_IF_HANDLE interface, UUID *type, int rundown);

/**
 * RpcServerCompleteSecurityCallback:
 * @binding: of a call whose RPC_IF_CALLBACK_FN said RPC_S_ASYNC_CALL_PENDING, or is about to
 * @status: RPC_S_OK to let the client call
 *
 * Returns: RPC_S_OK, RPC_S_INVALID_BINDING, RPC_S_NO_CALL_ACTIVE, RPC_S_CANNOT_SUPPORT for a call
 *   without such a function, RPC_S_INVALID_ASYNC_CALL when it was told before
 */
RPC_STATUS RpcServerCompleteSecurityCallback (RPC_BINDING_HANDLE binding, RPC_STATUS status);

/* ---- Objects ---- */

/**
 * RpcObjectSetType:
 * @object: not nil
 * @type: (nullable): %NULL or nil to have none
 *
 * Says of which type an object is, and so which managers a call on it gets.
 *
 * Returns: RPC_S_OK, RPC_S_INVALID_OBJECT, RPC_S_ALREADY_REGISTERED if it has one
 */
RPC_STATUS RpcObjectSetType (UUID *object, UUID *type);

/**
 * RpcObjectInqType:
 * @type: (out) (nullable): of @object
 *
 * Returns: RPC_S_OK, RPC_S_INVALID_OBJECT, RPC_S_OBJECT_NOT_FOUND
 */
RPC_STATUS RpcObjectInqType (UUID *object, UUID *type);

/**
 * RpcObjectSetInqFn:
 * @function: (nullable): asked about objects whose type was not set
 */
RPC_STATUS RpcObjectSetInqFn (RPC_OBJECT_INQ_FN *function);

/* ---- Life cycle ---- */

/**
 * RpcServerListen:
 * @min_threads: a hint that is not needed
 * @max_calls: that run at once; more are refused with RPC_S_SERVER_TOO_BUSY.
 *   RPC_C_LISTEN_MAX_CALLS_DEFAULT: no bound
 * @dont_wait: whether to return at once; RpcMgmtWaitServerListen() then waits
 *
 * Lets clients call, and returns when the server was told to stop and no call runs any more.
 *
 * Returns: RPC_S_OK, RPC_S_ALREADY_LISTENING, RPC_S_NO_PROTSEQS_REGISTERED,
 *   RPC_S_MAX_CALLS_TOO_SMALL
 */
RPC_STATUS RpcServerListen (unsigned int min_threads, unsigned int max_calls,
                            unsigned int dont_wait);

/**
 * RpcMgmtStopServerListening:
 * @binding: (nullable): %NULL: this server; otherwise another one, which may allow that
 *
 * Takes no more calls. Those that run go on.
 *
 * Returns: RPC_S_OK, also the second time; RPC_S_NOT_LISTENING before RpcServerListen(); of another
 *   server, RPC_S_ACCESS_DENIED if it does not want that
 */
RPC_STATUS RpcMgmtStopServerListening (RPC_BINDING_HANDLE binding);

/**
 * RpcMgmtWaitServerListen:
 *
 * Waits until the server was told to stop and no call runs any more, but those that the calling
 * thread is in.
 *
 * Returns: RPC_S_OK, RPC_S_NOT_LISTENING, RPC_S_ALREADY_LISTENING if somebody else waits
 */
RPC_STATUS RpcMgmtWaitServerListen (void);

/**
 * RpcMgmtSetServerStackSize:
 * @size: bytes of a stack that managers need; a hint that is not needed
 *
 * Returns: RPC_S_OK
 */
RPC_STATUS RpcMgmtSetServerStackSize (ULONG size);

/* ---- In a call ---- */

/**
 * RpcServerInqBindingHandle:
 * @binding: (out) (transfer none): of the call that the calling thread runs; of a synchronous
 *   procedure it is good until the manager returns
 *
 * Returns: RPC_S_OK, RPC_S_NO_CALL_ACTIVE
 */
RPC_STATUS RpcServerInqBindingHandle (RPC_BINDING_HANDLE *binding);

/**
 * RpcBindingServerFromClient:
 * @client: (nullable): of a call; %NULL: of the one that the calling thread runs
 * @server: (out) (transfer full): to a server at the client's address, without endpoint
 *
 * Returns: RPC_S_OK, RPC_S_NO_CALL_ACTIVE, RPC_S_INVALID_BINDING, RPC_S_WRONG_KIND_OF_BINDING
 */
RPC_STATUS RpcBindingServerFromClient (RPC_BINDING_HANDLE client, RPC_BINDING_HANDLE *server);

/**
 * RpcSsContextLockExclusive:
 * @binding: (nullable): of a call; %NULL: of the one that the calling thread runs
 * @context: the manager's own pointer, of a context handle that was an argument of the call
 *
 * A call that shares a context with others gets it for itself: waits for them to end, or to fail at
 * the same. Nothing happens if it has it already. For one thread of a call at a time.
 *
 * Returns: RPC_S_OK; ERROR_MORE_WRITES if another call is waiting for that, with the context shared
 *   as before; RPC_X_SS_CONTEXT_MISMATCH if the call has no such context, or another one has closed
 *   it meanwhile; RPC_S_NO_CALL_ACTIVE, RPC_S_INVALID_BINDING, RPC_S_WRONG_KIND_OF_BINDING.
 *   Specification: rpc.md 2.8.
 */
RPC_STATUS RpcSsContextLockExclusive (RPC_BINDING_HANDLE binding, void *context);

/**
 * RpcSsContextLockShared:
 *
 * The reverse: calls that share the context come in beside this one.
 *
 * Returns: as RpcSsContextLockExclusive(), without ERROR_MORE_WRITES
 */
RPC_STATUS RpcSsContextLockShared (RPC_BINDING_HANDLE binding, void *context);

/**
 * RpcSsDontSerializeContext:
 *
 * From now on, for the life of the process, calls share all contexts, as if
 * [context_handle_noserialize] was said of each.
 */
void RpcSsDontSerializeContext (void);

#define RPC_CALL_ATTRIBUTES_VERSION 2

/* What RpcServerInqCallAttributesA() is asked for. */
#define RPC_QUERY_SERVER_PRINCIPAL_NAME 0x2
#define RPC_QUERY_CLIENT_PRINCIPAL_NAME 0x4
#define RPC_QUERY_CALL_LOCAL_ADDRESS 0x8
#define RPC_QUERY_CLIENT_PID 0x10
#define RPC_QUERY_IS_CLIENT_LOCAL 0x20
#define RPC_QUERY_NO_AUTH_REQUIRED 0x40

#define RPC_PROTSEQ_TCP 0x1
#define RPC_PROTSEQ_NMP 0x2
#define RPC_PROTSEQ_LRPC 0x3
#define RPC_PROTSEQ_HTTP 0x4

typedef enum
{
  rcclInvalid,
  rcclLocal,
  rcclRemote,
  rcclClientUnknownLocality,
} RpcCallClientLocality;

typedef enum
{
  rctInvalid,
  rctNormal,
  rctTraining,
  rctGuaranteed,
} RpcCallType;

typedef enum
{
  rcsInvalid,
  rcsCallInProgress,
  rcsCallCancelled,
  rcsCallDisconnected,
} RpcCallStatus;

/**
 * RPC_CALL_ATTRIBUTES_V1_A:
 * @Version: 1, or 2 for the longer one
 * @Flags: RPC_QUERY_*: what is wanted beside numbers
 * @ServerPrincipalNameBufferLength: bytes of the buffer, and of what there is
 */
typedef struct
{
  unsigned int Version;
  ULONG Flags;
  ULONG ServerPrincipalNameBufferLength;
  unsigned char *ServerPrincipalName;
  ULONG ClientPrincipalNameBufferLength;
  unsigned char *ClientPrincipalName;
  ULONG AuthenticationLevel;
  ULONG AuthenticationService;
  BOOL NullSession;
} RPC_CALL_ATTRIBUTES_V1_A;

typedef struct
{
  unsigned int Version;
  ULONG Flags;
  ULONG ServerPrincipalNameBufferLength;
  WCHAR *ServerPrincipalName;
  ULONG ClientPrincipalNameBufferLength;
  WCHAR *ClientPrincipalName;
  ULONG AuthenticationLevel;
  ULONG AuthenticationService;
  BOOL NullSession;
} RPC_CALL_ATTRIBUTES_V1_W;

typedef enum
{
  rlafInvalid,
  rlafIPv4,
  rlafIPv6,
} RpcLocalAddressFormat;

/**
 * RPC_CALL_LOCAL_ADDRESS_V1:
 * @Version: 1
 * @Buffer: (nullable): receives a struct sockaddr
 * @BufferSize: (inout): its bytes, and what there is
 * @AddressFormat: (out): an RpcLocalAddressFormat
 *
 * Where the server was reached.
 */
typedef struct
{
  unsigned int Version;
  void *Buffer;
  ULONG BufferSize;
  ULONG AddressFormat;
} RPC_CALL_LOCAL_ADDRESS_V1;

typedef struct
{
  unsigned int Version;
  ULONG Flags;
  ULONG ServerPrincipalNameBufferLength;
  unsigned char *ServerPrincipalName;
  ULONG ClientPrincipalNameBufferLength;
  unsigned char *ClientPrincipalName;
  ULONG AuthenticationLevel;
  ULONG AuthenticationService;
  BOOL NullSession;
  BOOL KernelModeCaller;
  ULONG ProtocolSequence;
  RpcCallClientLocality IsClientLocal;
  HANDLE ClientPID; /* the number itself; 0 if it is not known */
  ULONG CallStatus;
  RpcCallType CallType;
  RPC_CALL_LOCAL_ADDRESS_V1 *CallLocalAddress;
  USHORT OpNum;
  UUID InterfaceUuid;
} RPC_CALL_ATTRIBUTES_V2_A;

typedef struct
{
  unsigned int Version;
  ULONG Flags;
  ULONG ServerPrincipalNameBufferLength;
  WCHAR *ServerPrincipalName;
  ULONG ClientPrincipalNameBufferLength;
  WCHAR *ClientPrincipalName;
  ULONG AuthenticationLevel;
  ULONG AuthenticationService;
  BOOL NullSession;
  BOOL KernelModeCaller;
  ULONG ProtocolSequence;
  RpcCallClientLocality IsClientLocal;
  HANDLE ClientPID;
  ULONG CallStatus;
  RpcCallType CallType;
  RPC_CALL_LOCAL_ADDRESS_V1 *CallLocalAddress;
  USHORT OpNum;
  UUID InterfaceUuid;
} RPC_CALL_ATTRIBUTES_V2_W;

/**
 * RpcServerInqCallAttributesA:
 * @binding: (nullable): of a call; %NULL: of the one that the calling thread runs
 * @attributes: an RPC_CALL_ATTRIBUTES_V1_A or _V2_A, with Version, Flags and buffers set
 *
 * What is known of a call and its client. There is no authentication: principals are "".
 *
 * Returns: RPC_S_OK, RPC_S_INVALID_ARG for another version, ERROR_MORE_DATA if a buffer is too
 *   small, RPC_S_NO_CALL_ACTIVE, RPC_S_INVALID_BINDING
 */
RPC_STATUS RpcServerInqCallAttributesA (RPC_BINDING_HANDLE binding, void *attributes);
RPC_STATUS RpcServerInqCallAttributesW (RPC_BINDING_HANDLE binding, void *attributes);

/* ---- Of this library's own ---- */

/**
 * beck_rpc_server_inq_client_user:
 * @binding: (nullable): of a call; %NULL: of the one that the calling thread runs
 * @uid: (out): the user that the client ran as when it connected, as the kernel says
 * @gid: (out): its group
 *
 * Returns: RPC_S_OK; RPC_S_CANNOT_SUPPORT unless the client is on a Unix socket, or in this
 *   process; RPC_S_NO_CALL_ACTIVE, RPC_S_INVALID_BINDING
 */
RPC_STATUS beck_rpc_server_inq_client_user (RPC_BINDING_HANDLE binding, guint *uid, guint *gid);

/**
 * BeckRpcServerLimits:
 * @fragment: bytes of a fragment over TCP, 2048 to 65528
 * @request: bytes of a request's data
 * @contexts: presentation contexts of a connection
 * @calls: that run on a connection at once
 * @connections: in all; more are closed at once
 * @connections_per_peer: of one user locally, of one address over TCP
 * @bind_ms: milliseconds from the connection to the end of its first bind; 0: for ever
 * @idle_ms: milliseconds without a call; 0: for ever
 * @unread: bytes of answers that the peer may leave unread before it is not read from
 * @unsent: bytes that may wait to be sent to it before a push into an asynchronous pipe waits, too
 *
 * What a peer may use. Read when a connection is made.
 */
typedef struct
{
  guint fragment;
  gsize request;
  guint contexts;
  guint calls;
  guint connections;
  guint connections_per_peer;
  guint bind_ms;
  guint idle_ms;
  gsize unread;
  gsize unsent;
} BeckRpcServerLimits;

/**
 * beck_rpc_server_get_limits:
 * @limits: (out): as they are now
 */
void beck_rpc_server_get_limits (BeckRpcServerLimits *limits);

/**
 * beck_rpc_server_set_limits:
 * @limits: for connections that are made from now on
 */
void beck_rpc_server_set_limits (const BeckRpcServerLimits *limits);

/**
 * beck_rpc_server_set_addresses:
 * @addresses: (nullable): where ncacn_ip_tcp listens from now on: numeric ones, separated by
 * commas;
 *   "*" for all, "localhost" for loopback. %NULL: what the environment says in BECK_RPC_LISTEN,
 *   otherwise loopback
 *
 * Returns: RPC_S_OK, RPC_S_STRING_TOO_LONG
 */
RPC_STATUS beck_rpc_server_set_addresses (const char *addresses);

/**
 * beck_rpc_server_use_socket:
 * @fd: (transfer full): a stream socket that listens, of the Unix or an internet family; the
 *   caller's after a failure
 *
 * Listens at an endpoint that somebody else has made, as in socket activation. A Unix socket is
 * announced by its name if it is where clients look for that, and by its path otherwise.
 *
 * Returns: RPC_S_OK, RPC_S_INVALID_ARG if it is no such socket, RPC_S_PROTSEQ_NOT_SUPPORTED,
 *   RPC_S_INVALID_ENDPOINT_FORMAT for a Unix socket without path
 */
RPC_STATUS beck_rpc_server_use_socket (int fd);

/**
 * beck_rpc_server_close:
 *
 * Ends all of the server: endpoints, connections and registrations, and waits for calls that run,
 * but those that the calling thread is in. Afterwards the process may be a server again.
 */
void beck_rpc_server_close (void);

/* ---- Names that choose ---- */

#ifdef UNICODE
#define RpcServerUseProtseq RpcServerUseProtseqW
#define RpcServerUseProtseqEx RpcServerUseProtseqExW
#define RpcServerUseProtseqEp RpcServerUseProtseqEpW
#define RpcServerUseProtseqEpEx RpcServerUseProtseqEpExW
#define RpcServerUseProtseqIf RpcServerUseProtseqIfW
#define RpcServerUseProtseqIfEx RpcServerUseProtseqIfExW
#define RpcServerInqCallAttributes RpcServerInqCallAttributesW
#define RPC_CALL_ATTRIBUTES_V1 RPC_CALL_ATTRIBUTES_V1_W
#define RPC_CALL_ATTRIBUTES_V2 RPC_CALL_ATTRIBUTES_V2_W
#else
#define RpcServerUseProtseq RpcServerUseProtseqA
#define RpcServerUseProtseqEx RpcServerUseProtseqExA
#define RpcServerUseProtseqEp RpcServerUseProtseqEpA
#define RpcServerUseProtseqEpEx RpcServerUseProtseqEpExA
#define RpcServerUseProtseqIf RpcServerUseProtseqIfA
#define RpcServerUseProtseqIfEx RpcServerUseProtseqIfExA
#define RpcServerInqCallAttributes RpcServerInqCallAttributesA
#define RPC_CALL_ATTRIBUTES_V1 RPC_CALL_ATTRIBUTES_V1_A
#define RPC_CALL_ATTRIBUTES_V2 RPC_CALL_ATTRIBUTES_V2_A
#endif
#define RPC_CALL_ATTRIBUTES RPC_CALL_ATTRIBUTES_V2

G_END_DECLS
