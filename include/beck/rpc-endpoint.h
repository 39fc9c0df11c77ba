/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The endpoint mapper and management of servers, local and remote (rpc.md 2.1, 2.2, wire.md 4).
 *
 * Servers tell the endpoint mapper of their machine (beckd, over the local endpoint "epmapper")
 * where their interfaces are; clients whose bindings have no endpoint ask the mapper of the
 * server's machine, at TCP port 135 or what the environment has in BECK_EPM_PORT.
 *
 * Threading: everything here may be called from any thread. Functions that ask another process
 * block for as long as a call over that binding may (RpcMgmtSetComTimeout()); what such a call
 * failed with is what they return.
 *
 * In server-side functions and in those of management a %NULL binding is this process.
 */

#include <beck/rpc-binding.h>

G_BEGIN_DECLS

/**
 * UUID_VECTOR:
 * @Count: of the UUIDs
 * @Uuid: pointers to them; really as many as @Count
 */
typedef struct
{
  ULONG Count;
  UUID *Uuid[1];
} UUID_VECTOR;

/**
 * RPC_STATS_VECTOR:
 * @Count: of the numbers
 * @Stats: indexed by RPC_C_STATS_*; really as many as @Count
 */
typedef struct
{
  unsigned int Count;
  ULONG Stats[1];
} RPC_STATS_VECTOR;

#define RPC_C_STATS_CALLS_IN 0
#define RPC_C_STATS_CALLS_OUT 1
#define RPC_C_STATS_PKTS_IN 2
#define RPC_C_STATS_PKTS_OUT 3

/* What RpcMgmtEpEltInqBegin() looks for */
#define RPC_C_EP_ALL_ELTS 0
#define RPC_C_EP_MATCH_BY_IF 1
#define RPC_C_EP_MATCH_BY_OBJ 2
#define RPC_C_EP_MATCH_BY_BOTH 3

/* … and which versions of the interface it takes for it */
#define RPC_C_VERS_ALL 1
#define RPC_C_VERS_COMPATIBLE 2 /* the same major, the minor or a later one */
#define RPC_C_VERS_EXACT 3
#define RPC_C_VERS_MAJOR_ONLY 4 /* the same major, any minor */
#define RPC_C_VERS_UPTO 5       /* that or an earlier one */

/* What a RPC_MGMT_AUTHORIZATION_FN is asked about */
#define RPC_C_MGMT_INQ_IF_IDS 0
#define RPC_C_MGMT_INQ_PRINC_NAME 1
#define RPC_C_MGMT_INQ_STATS 2
#define RPC_C_MGMT_IS_SERVER_LISTEN 3
#define RPC_C_MGMT_STOP_SERVER_LISTEN 4

/* An inquiry that RpcMgmtEpEltInqBegin() began. */
typedef void *RPC_EP_INQ_HANDLE;

/**
 * RPC_MGMT_AUTHORIZATION_FN:
 * @client: the call's handle
 * @operation: RPC_C_MGMT_*
 * @status: (out): what a client that is refused gets; 0 counts as RPC_S_ACCESS_DENIED
 *
 * Decides about calls of this server's management interface. Runs on the thread of the call.
 *
 * Returns: whether @client may
 */
typedef int (*RPC_MGMT_AUTHORIZATION_FN) (RPC_BINDING_HANDLE client, ULONG operation,
                                          RPC_STATUS *status);

/* ---- Servers ---- */

/**
 * RpcEpRegisterA:
 * @interface: of the server's stubs
 * @bindings: where it is: of RpcServerInqBindings()
 * @objects: (nullable): the objects it is offered for; %NULL for any
 * @annotation: (nullable): for people, at most 63 bytes
 *
 * Enters @interface into the endpoint map of this machine, once for each pair of a binding and an
 * object. Entries of the same interface, object and protocol sequence are replaced. The entries
 * go when this process ends, or with RpcEpUnregister().
 *
 * Returns: RPC_S_OK; RPC_S_NO_BINDINGS; RPC_S_STRING_TOO_LONG for the annotation;
 *   EPT_S_CANT_PERFORM_OP if the mapper refuses; RPC_S_SERVER_UNAVAILABLE if there is none;
 *   RPC_S_OUT_OF_MEMORY (rpc.md 2.2)
 */
RPC_STATUS RpcEpRegisterA (RPC_IF_HANDLE interface, RPC_BINDING_VECTOR *bindings,
                           UUID_VECTOR *objects, RPC_CSTR annotation);
RPC_STATUS RpcEpRegisterW (RPC_IF_HANDLE interface, RPC_BINDING_VECTOR *bindings,
                           UUID_VECTOR *objects, RPC_WSTR annotation);

/**
 * RpcEpRegisterNoReplaceA:
 *
 * RpcEpRegisterA() beside what is there: for servers of which several run.
 */
RPC_STATUS RpcEpRegisterNoReplaceA (RPC_IF_HANDLE interface, RPC_BINDING_VECTOR *bindings,
                                    UUID_VECTOR *objects, RPC_CSTR annotation);
RPC_STATUS RpcEpRegisterNoReplaceW (RPC_IF_HANDLE interface, RPC_BINDING_VECTOR *bindings,
                                    UUID_VECTOR *objects, RPC_WSTR annotation);

/**
 * RpcEpUnregister:
 *
 * Takes out what RpcEpRegisterA() with the same arguments entered.
 *
 * Returns: RPC_S_OK; EPT_S_NOT_REGISTERED if one of the entries was not there; otherwise as
 *   RpcEpRegisterA()
 */
RPC_STATUS RpcEpUnregister (RPC_IF_HANDLE interface, RPC_BINDING_VECTOR *bindings,
                            UUID_VECTOR *objects);

/**
 * RpcMgmtSetAuthorizationFn:
 * @function: (nullable): decides from now on; %NULL for the default: everything but
 *   RPC_C_MGMT_STOP_SERVER_LISTEN is allowed
 *
 * Returns: RPC_S_OK
 */
RPC_STATUS RpcMgmtSetAuthorizationFn (RPC_MGMT_AUTHORIZATION_FN function);

/* ---- Clients ---- */

/**
 * RpcEpResolveBinding:
 * @binding: (inout): a partially bound one, which gets an endpoint; nothing happens to others
 * @interface: of the client's stubs
 *
 * A call over a partially bound binding does that by itself.
 *
 * Returns: RPC_S_OK; EPT_S_NOT_REGISTERED if the mapper knows of no endpoint;
 *   RPC_S_INVALID_BINDING; RPC_S_WRONG_KIND_OF_BINDING; what asking the mapper failed with
 */
RPC_STATUS RpcEpResolveBinding (RPC_BINDING_HANDLE binding, RPC_IF_HANDLE interface);

/**
 * RpcMgmtEpEltInqBegin:
 * @binding: (nullable): to a machine, its endpoint does not matter; %NULL for this one
 * @type: RPC_C_EP_*
 * @interface: (nullable): with RPC_C_EP_MATCH_BY_IF and _BOTH
 * @versions: RPC_C_VERS_*, then
 * @object: (nullable): with RPC_C_EP_MATCH_BY_OBJ and _BOTH; %NULL is the nil UUID
 * @inquiry: (out) (transfer full): for RpcMgmtEpEltInqNextA(); ended by RpcMgmtEpEltInqDone()
 *
 * Begins to look through an endpoint map. Nothing is sent yet.
 *
 * Returns: RPC_S_OK; RPC_S_INVALID_ARG for an unknown @type or an @interface that lacks;
 *   RPC_S_INVALID_VERS_OPTION; RPC_S_INVALID_BINDING; RPC_S_OUT_OF_MEMORY
 */
RPC_STATUS RpcMgmtEpEltInqBegin (RPC_BINDING_HANDLE binding, ULONG type, RPC_IF_ID *interface,
                                 ULONG versions, UUID *object, RPC_EP_INQ_HANDLE *inquiry);

/**
 * RpcMgmtEpEltInqNextA:
 * @inquiry: by one thread at a time
 * @interface: (out): of the next entry
 * @binding: (nullable) (out) (transfer full): where it is: RpcBindingFree(). The address is the
 *   one that the map was asked at
 * @object: (nullable) (out): nil for any
 * @annotation: (nullable) (out) (transfer full): RpcStringFreeA()
 *
 * Entries of protocols that this library does not speak are passed over if @binding is wanted.
 *
 * Returns: RPC_S_OK; RPC_X_NO_MORE_ENTRIES at the end; what asking the mapper failed with
 */
RPC_STATUS RpcMgmtEpEltInqNextA (RPC_EP_INQ_HANDLE inquiry, RPC_IF_ID *interface,
                                 RPC_BINDING_HANDLE *binding, UUID *object, RPC_CSTR *annotation);
RPC_STATUS RpcMgmtEpEltInqNextW (RPC_EP_INQ_HANDLE inquiry, RPC_IF_ID *interface,
                                 RPC_BINDING_HANDLE *binding, UUID *object, RPC_WSTR *annotation);

/**
 * RpcMgmtEpEltInqDone:
 * @inquiry: (inout): %NULL afterwards
 *
 * Returns: RPC_S_OK; RPC_S_INVALID_ARG if there is none
 */
RPC_STATUS RpcMgmtEpEltInqDone (RPC_EP_INQ_HANDLE *inquiry);

/**
 * RpcMgmtIsServerListening:
 * @binding: (nullable): with an endpoint
 *
 * Returns: RPC_S_OK if it is; RPC_S_NOT_LISTENING; what asking it failed with
 */
RPC_STATUS RpcMgmtIsServerListening (RPC_BINDING_HANDLE binding);

/**
 * RpcMgmtInqIfIds:
 * @binding: (nullable): with an endpoint
 * @ids: (out) (transfer full): the interfaces it offers: RpcIfIdVectorFree(). Management itself
 *   is not among them
 *
 * Returns: RPC_S_OK; RPC_S_NO_INTERFACES if there are none; what asking failed with
 */
RPC_STATUS RpcMgmtInqIfIds (RPC_BINDING_HANDLE binding, RPC_IF_ID_VECTOR **ids);

/**
 * RpcMgmtInqStats:
 * @binding: (nullable): with an endpoint
 * @stats: (out) (transfer full): RpcMgmtStatsVectorFree()
 *
 * Returns: RPC_S_OK; what asking failed with
 */
RPC_STATUS RpcMgmtInqStats (RPC_BINDING_HANDLE binding, RPC_STATS_VECTOR **stats);

/**
 * RpcMgmtStatsVectorFree:
 * @stats: (inout): %NULL afterwards
 *
 * Returns: RPC_S_OK
 */
RPC_STATUS RpcMgmtStatsVectorFree (RPC_STATS_VECTOR **stats);

#ifdef UNICODE
#define RpcEpRegister RpcEpRegisterW
#define RpcEpRegisterNoReplace RpcEpRegisterNoReplaceW
#define RpcMgmtEpEltInqNext RpcMgmtEpEltInqNextW
#else
#define RpcEpRegister RpcEpRegisterA
#define RpcEpRegisterNoReplace RpcEpRegisterNoReplaceA
#define RpcMgmtEpEltInqNext RpcMgmtEpEltInqNextA
#endif

G_END_DECLS
