/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Binding handles and the strings they are made of (rpc.md 1.4, 2.1).
 *
 * A string binding names a server and how to get there:
 *
 *   [object UUID@]protocol sequence:[network address][\[[endpoint][,option=value...]\]]
 *
 *   ncacn_ip_tcp:files.example.org[5000]    TCP, v4 and v6; the endpoint is a port
 *   ncacn_ip_tcp:files.example.org          the same; the server's endpoint mapper knows the port
 *   ncalrpc:[files]                         a Unix socket of this machine, by name or path
 *
 * A backslash takes the meaning from the character behind it. There is no white space.
 *
 * Functions whose name ends with A take and give UTF-8, those with W UTF-16; the name without
 * a letter is the one or the other, by UNICODE. Texts that a function gives are freed with
 * RpcStringFree().
 *
 * Threading: any function on any thread. A handle may be used by several threads at once; to
 * change it while others call over it is a race for what the calls see, and nothing worse.
 */

#include <beck/rpc.h>

G_BEGIN_DECLS

typedef unsigned char *RPC_CSTR;
typedef WCHAR *RPC_WSTR;

/**
 * RPC_BINDING_VECTOR:
 *
 * Bindings, freed with RpcBindingVectorFree(). Members may be %NULL.
 */
typedef struct
{
  ULONG Count;
  RPC_BINDING_HANDLE BindingH[1];
} RPC_BINDING_VECTOR;

/**
 * RPC_IF_ID:
 *
 * Which interface, in which version.
 */
typedef struct
{
  UUID Uuid;
  USHORT VersMajor;
  USHORT VersMinor;
} RPC_IF_ID;

/**
 * RPC_IF_ID_VECTOR:
 *
 * Interfaces, freed with RpcIfIdVectorFree().
 */
typedef struct
{
  ULONG Count;
  RPC_IF_ID *IfId[1];
} RPC_IF_ID_VECTOR;

/**
 * RPC_PROTSEQ_VECTORA:
 *
 * Names of protocol sequences, freed with RpcProtseqVectorFree().
 */
typedef struct
{
  unsigned int Count;
  unsigned char *Protseq[1];
} RPC_PROTSEQ_VECTORA;

typedef struct
{
  unsigned int Count;
  WCHAR *Protseq[1];
} RPC_PROTSEQ_VECTORW;

/* Options: RpcBindingSetOption(). */
#define RPC_C_OPT_BINDING_NONCAUSAL 9
#define RPC_C_OPT_SECURITY_CALLBACK 10
#define RPC_C_OPT_UNIQUE_BINDING 11
#define RPC_C_OPT_CALL_TIMEOUT 12
#define RPC_C_OPT_DONT_LINGER 13

/* How long the way to a server may take, on a scale: RpcMgmtSetComTimeout(). */
#define RPC_C_BINDING_MIN_TIMEOUT 0
#define RPC_C_BINDING_DEFAULT_TIMEOUT 5
#define RPC_C_BINDING_MAX_TIMEOUT 9
#define RPC_C_BINDING_INFINITE_TIMEOUT 10

/* ---- String bindings ---- */

/**
 * RpcStringBindingComposeA:
 * @object: (nullable): a UUID, without braces
 * @protseq: (nullable): a protocol sequence
 * @address: (nullable): of a machine; "" is this one
 * @endpoint: (nullable): at it
 * @options: (nullable): "option=value,..."
 * @binding: (out) (optional) (transfer full): the string binding; %NULL after a failure
 *
 * Puts parts together, with backslashes where they are needed. What the parts say is not looked
 * at, but for @object.
 *
 * Returns: 0, RPC_S_INVALID_STRING_UUID, RPC_S_STRING_TOO_LONG (4096 bytes), RPC_S_INVALID_ARG for
 *   what is no UTF-16, RPC_S_OUT_OF_MEMORY. Specification: rpc.md 2.1.
 */
RPC_STATUS RpcStringBindingComposeA (RPC_CSTR object, RPC_CSTR protseq, RPC_CSTR address,
                                     RPC_CSTR endpoint, RPC_CSTR options, RPC_CSTR *binding);
RPC_STATUS RpcStringBindingComposeW (RPC_WSTR object, RPC_WSTR protseq, RPC_WSTR address,
                                     RPC_WSTR endpoint, RPC_WSTR options, RPC_WSTR *binding);

/**
 * RpcStringBindingParseA:
 * @binding: a string binding
 * @object: (out) (optional) (transfer full): its parts without backslashes, "" for those that are
 *   not there, each to be freed by itself; all %NULL after a failure
 *
 * The reverse of RpcStringBindingComposeA(). An option "endpoint=value" is given as the endpoint.
 *
 * Returns: 0, RPC_S_INVALID_STRING_BINDING, RPC_S_INVALID_STRING_UUID, RPC_S_STRING_TOO_LONG,
 *   RPC_S_INVALID_ARG for what is no UTF-8 or UTF-16, RPC_S_OUT_OF_MEMORY. Specification:
 *   rpc.md 2.1.
 */
RPC_STATUS RpcStringBindingParseA (RPC_CSTR binding, RPC_CSTR *object, RPC_CSTR *protseq,
                                   RPC_CSTR *address, RPC_CSTR *endpoint, RPC_CSTR *options);
RPC_STATUS RpcStringBindingParseW (RPC_WSTR binding, RPC_WSTR *object, RPC_WSTR *protseq,
                                   RPC_WSTR *address, RPC_WSTR *endpoint, RPC_WSTR *options);

/**
 * RpcStringFreeA:
 * @string: (inout): a text that a function of this library gave, or %NULL; %NULL afterwards
 *
 * Returns: 0; RPC_S_INVALID_ARG if @string itself is %NULL
 */
RPC_STATUS RpcStringFreeA (RPC_CSTR *string);
RPC_STATUS RpcStringFreeW (RPC_WSTR *string);

/**
 * RpcBindingFromStringBindingA:
 * @string: a string binding
 * @binding: (out) (transfer full): the handle, to be freed with RpcBindingFree(); %NULL after a
 *   failure
 *
 * Does not ask any server. Without an endpoint the binding is partially bound: the first call
 * gets one from the interface's own endpoints, or the endpoint mapper of the machine.
 *
 * Returns: 0; of RpcStringBindingParseA(); RPC_S_PROTSEQ_NOT_SUPPORTED,
 *   RPC_S_INVALID_RPC_PROTSEQ, RPC_S_INVALID_NET_ADDR, RPC_S_INVALID_ENDPOINT_FORMAT,
 *   RPC_S_INVALID_NETWORK_OPTIONS. Specification: rpc.md 2.1.
 */
RPC_STATUS RpcBindingFromStringBindingA (RPC_CSTR string, RPC_BINDING_HANDLE *binding);
RPC_STATUS RpcBindingFromStringBindingW (RPC_WSTR string, RPC_BINDING_HANDLE *binding);

/**
 * RpcBindingToStringBindingA:
 * @binding: (nullable): a binding to a server, or the handle of a call at a server; %NULL for the
 *   call of this thread
 * @string: (out) (transfer full): its string binding, without a nil object; %NULL after a failure
 *
 * Returns: 0, RPC_S_INVALID_BINDING, RPC_S_WRONG_KIND_OF_BINDING for one that has no such form (to
 *   managers of this process), RPC_S_INVALID_ARG, RPC_S_OUT_OF_MEMORY
 */
RPC_STATUS RpcBindingToStringBindingA (RPC_BINDING_HANDLE binding, RPC_CSTR *string);
RPC_STATUS RpcBindingToStringBindingW (RPC_BINDING_HANDLE binding, RPC_WSTR *string);

/* ---- Handles ---- */

/**
 * RpcBindingFree:
 * @binding: (inout): a binding of the program's; %NULL afterwards
 *
 * Calls that are being made over it go on, and so do contexts that were opened.
 *
 * Returns: 0, RPC_S_INVALID_BINDING, RPC_S_WRONG_KIND_OF_BINDING for the handle of a call at a
 *   server, RPC_S_INVALID_ARG if @binding itself is %NULL. Specification: rpc.md 2.1.
 */
RPC_STATUS RpcBindingFree (RPC_BINDING_HANDLE *binding);

/**
 * RpcBindingCopy:
 * @source: a binding of the program's
 * @copy: (out) (transfer full): one to the same server, with the object, the options and the
 *   security of @source; %NULL after a failure
 *
 * Returns: 0, and as for RpcBindingFree(); RPC_S_OUT_OF_MEMORY
 */
RPC_STATUS RpcBindingCopy (RPC_BINDING_HANDLE source, RPC_BINDING_HANDLE *copy);

/**
 * RpcBindingReset:
 * @binding: a binding to a server
 *
 * Makes it partially bound: the next call looks for an endpoint again.
 *
 * Returns: 0, RPC_S_INVALID_BINDING, RPC_S_WRONG_KIND_OF_BINDING
 */
RPC_STATUS RpcBindingReset (RPC_BINDING_HANDLE binding);

/**
 * RpcBindingSetObject:
 * @binding: a binding to a server
 * @object: (nullable): what calls are made on from now on; %NULL for none
 *
 * Returns: 0, RPC_S_INVALID_BINDING, RPC_S_WRONG_KIND_OF_BINDING
 */
RPC_STATUS RpcBindingSetObject (RPC_BINDING_HANDLE binding, UUID *object);

/**
 * RpcBindingInqObject:
 * @binding: (nullable): a binding to a server, or the handle of a call at a server; %NULL for the
 *   call of this thread
 * @object: (out): of the binding, or of the call; the nil UUID if there is none
 *
 * Returns: 0, RPC_S_INVALID_BINDING, RPC_S_WRONG_KIND_OF_BINDING, RPC_S_INVALID_ARG
 */
RPC_STATUS RpcBindingInqObject (RPC_BINDING_HANDLE binding, UUID *object);

/**
 * RpcBindingSetOption:
 * @binding: a binding to a server
 * @option: RPC_C_OPT_*
 * @value: for RPC_C_OPT_CALL_TIMEOUT milliseconds that a synchronous call may take, 0 for any time:
 *   then it fails with RPC_S_CALL_CANCELLED, and the server is not told. For the others non-zero is
 *   yes. RPC_C_OPT_UNIQUE_BINDING: a connection shared with no other binding;
 *   RPC_C_OPT_DONT_LINGER: closed when the binding is freed and no context is open;
 *   RPC_C_OPT_BINDING_NONCAUSAL: calls of one thread may be begun in any order
 *
 * Returns: 0, RPC_S_INVALID_BINDING; RPC_S_WRONG_KIND_OF_BINDING, also for
 *   RPC_C_OPT_UNIQUE_BINDING and RPC_C_OPT_DONT_LINGER after the first call;
 *   RPC_S_CANNOT_SUPPORT for other options; RPC_S_INVALID_ARG. Specification: rpc.md 2.1.
 */
RPC_STATUS RpcBindingSetOption (RPC_BINDING_HANDLE binding, ULONG option, ULONG_PTR value);
RPC_STATUS RpcBindingInqOption (RPC_BINDING_HANDLE binding, ULONG option, ULONG_PTR *value);

/**
 * RpcBindingVectorFree:
 * @vector: (inout): frees the bindings in it and itself; %NULL afterwards
 *
 * Returns: 0; RPC_S_INVALID_ARG if there is none
 */
RPC_STATUS RpcBindingVectorFree (RPC_BINDING_VECTOR **vector);

/**
 * RpcMgmtSetComTimeout:
 * @binding: a binding to a server
 * @timeout: how long to try to get to the server, from RPC_C_BINDING_MIN_TIMEOUT to
 *   RPC_C_BINDING_MAX_TIMEOUT, or RPC_C_BINDING_INFINITE_TIMEOUT
 *
 * For connections that are made from now on.
 *
 * Returns: 0, RPC_S_INVALID_BINDING, RPC_S_WRONG_KIND_OF_BINDING, RPC_S_INVALID_TIMEOUT
 */
RPC_STATUS RpcMgmtSetComTimeout (RPC_BINDING_HANDLE binding, unsigned int timeout);
RPC_STATUS RpcMgmtInqComTimeout (RPC_BINDING_HANDLE binding, unsigned int *timeout);

/* ---- Interfaces and protocol sequences ---- */

/**
 * RpcIfInqId:
 * @interface: of generated code
 * @id: (out): which one it is
 *
 * Returns: 0; RPC_S_INVALID_ARG for %NULL
 */
RPC_STATUS RpcIfInqId (RPC_IF_HANDLE interface, RPC_IF_ID *id);

/**
 * RpcIfIdVectorFree:
 * @vector: (inout): frees the identifiers in it and itself; %NULL afterwards
 *
 * Returns: 0; RPC_S_INVALID_ARG if there is none
 */
RPC_STATUS RpcIfIdVectorFree (RPC_IF_ID_VECTOR **vector);

/**
 * RpcNetworkIsProtseqValidA:
 * @protseq: a name
 *
 * Returns: 0 for a protocol sequence that there is here; RPC_S_PROTSEQ_NOT_SUPPORTED,
 *   RPC_S_INVALID_RPC_PROTSEQ for what is none anywhere; RPC_S_INVALID_ARG,
 *   RPC_S_OUT_OF_MEMORY
 */
RPC_STATUS RpcNetworkIsProtseqValidA (RPC_CSTR protseq);
RPC_STATUS RpcNetworkIsProtseqValidW (RPC_WSTR protseq);

/**
 * RpcNetworkInqProtseqsA:
 * @vector: (out) (transfer full): the protocol sequences that there are here
 *
 * Returns: 0, RPC_S_INVALID_ARG, RPC_S_OUT_OF_MEMORY
 */
RPC_STATUS RpcNetworkInqProtseqsA (RPC_PROTSEQ_VECTORA **vector);
RPC_STATUS RpcNetworkInqProtseqsW (RPC_PROTSEQ_VECTORW **vector);

/**
 * RpcProtseqVectorFreeA:
 * @vector: (inout): frees the names in it and itself; %NULL afterwards
 *
 * Returns: 0; RPC_S_INVALID_ARG if there is none
 */
RPC_STATUS RpcProtseqVectorFreeA (RPC_PROTSEQ_VECTORA **vector);
RPC_STATUS RpcProtseqVectorFreeW (RPC_PROTSEQ_VECTORW **vector);

/* ---- Names without a letter ---- */

#ifdef UNICODE
#define RPC_PROTSEQ_VECTOR RPC_PROTSEQ_VECTORW
#define RpcStringBindingCompose RpcStringBindingComposeW
#define RpcStringBindingParse RpcStringBindingParseW
#define RpcStringFree RpcStringFreeW
#define RpcBindingFromStringBinding RpcBindingFromStringBindingW
#define RpcBindingToStringBinding RpcBindingToStringBindingW
#define RpcNetworkIsProtseqValid RpcNetworkIsProtseqValidW
#define RpcNetworkInqProtseqs RpcNetworkInqProtseqsW
#define RpcProtseqVectorFree RpcProtseqVectorFreeW
#else
#define RPC_PROTSEQ_VECTOR RPC_PROTSEQ_VECTORA
#define RpcStringBindingCompose RpcStringBindingComposeA
#define RpcStringBindingParse RpcStringBindingParseA
#define RpcStringFree RpcStringFreeA
#define RpcBindingFromStringBinding RpcBindingFromStringBindingA
#define RpcBindingToStringBinding RpcBindingToStringBindingA
#define RpcNetworkIsProtseqValid RpcNetworkIsProtseqValidA
#define RpcNetworkInqProtseqs RpcNetworkInqProtseqsA
#define RpcProtseqVectorFree RpcProtseqVectorFreeA
#endif

/**
 * beck_rpc_close_idle:
 *
 * Closes the connections that no binding and no context needs any more. They would wait for a new
 * binding to the same server, for 20 seconds (rpc.md 2.8).
 *
 * Threading: any thread.
 */
void beck_rpc_close_idle (void);

G_END_DECLS
