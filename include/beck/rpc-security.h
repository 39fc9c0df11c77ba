/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Who calls, and how well calls are protected (rpc.md 1.4, 2.1, 2.2).
 *
 * There is no protection yet: a binding cannot be given any, and no server accepts any. A program
 * that asks for it gets RPC_S_UNKNOWN_AUTHN_SERVICE, so that it does not send in the clear what it
 * believes to be sealed. To run such programs all the same, in a network without strangers, put
 * BECK_RPC_NO_PROTECTION=1 into the environment: then what they ask for is noted, said to be
 * good, and not done; each process warns once.
 *
 * Threading: any thread.
 */

#include <beck/rpc-binding.h>

G_BEGIN_DECLS

typedef void *RPC_AUTH_IDENTITY_HANDLE;
typedef void *RPC_AUTHZ_HANDLE;

/* How well: levels. */
#define RPC_C_AUTHN_LEVEL_DEFAULT 0
#define RPC_C_AUTHN_LEVEL_NONE 1
#define RPC_C_AUTHN_LEVEL_CONNECT 2
#define RPC_C_AUTHN_LEVEL_CALL 3
#define RPC_C_AUTHN_LEVEL_PKT 4
#define RPC_C_AUTHN_LEVEL_PKT_INTEGRITY 5
#define RPC_C_AUTHN_LEVEL_PKT_PRIVACY 6

#define RPC_C_PROTECT_LEVEL_DEFAULT RPC_C_AUTHN_LEVEL_DEFAULT
#define RPC_C_PROTECT_LEVEL_NONE RPC_C_AUTHN_LEVEL_NONE
#define RPC_C_PROTECT_LEVEL_CONNECT RPC_C_AUTHN_LEVEL_CONNECT
#define RPC_C_PROTECT_LEVEL_CALL RPC_C_AUTHN_LEVEL_CALL
#define RPC_C_PROTECT_LEVEL_PKT RPC_C_AUTHN_LEVEL_PKT
#define RPC_C_PROTECT_LEVEL_PKT_INTEGRITY RPC_C_AUTHN_LEVEL_PKT_INTEGRITY
#define RPC_C_PROTECT_LEVEL_PKT_PRIVACY RPC_C_AUTHN_LEVEL_PKT_PRIVACY

/* By what: authentication services. */
#define RPC_C_AUTHN_NONE 0
#define RPC_C_AUTHN_DCE_PRIVATE 1
#define RPC_C_AUTHN_DCE_PUBLIC 2
#define RPC_C_AUTHN_DEC_PUBLIC 4
#define RPC_C_AUTHN_GSS_NEGOTIATE 9
#define RPC_C_AUTHN_WINNT 10
#define RPC_C_AUTHN_GSS_SCHANNEL 14
#define RPC_C_AUTHN_GSS_KERBEROS 16
#define RPC_C_AUTHN_DIGEST 21
#define RPC_C_AUTHN_MQ 100
#define RPC_C_AUTHN_DEFAULT 0xffffffffu /* RPC_C_AUTHN_WINNT */

/* What the server goes by: authorization services. */
#define RPC_C_AUTHZ_NONE 0
#define RPC_C_AUTHZ_NAME 1
#define RPC_C_AUTHZ_DCE 2
#define RPC_C_AUTHZ_DEFAULT 0xffffffffu

/* What the server may do in the client's name. */
#define RPC_C_IMP_LEVEL_DEFAULT 0
#define RPC_C_IMP_LEVEL_ANONYMOUS 1
#define RPC_C_IMP_LEVEL_IDENTIFY 2
#define RPC_C_IMP_LEVEL_IMPERSONATE 3
#define RPC_C_IMP_LEVEL_DELEGATE 4

#define RPC_C_SECURITY_QOS_VERSION 1
#define RPC_C_SECURITY_QOS_VERSION_1 1
#define RPC_C_SECURITY_QOS_VERSION_2 2
#define RPC_C_SECURITY_QOS_VERSION_3 3

#define RPC_C_QOS_CAPABILITIES_DEFAULT 0x0
#define RPC_C_QOS_CAPABILITIES_MUTUAL_AUTH 0x1
#define RPC_C_QOS_CAPABILITIES_MAKE_FULLSIC 0x2
#define RPC_C_QOS_CAPABILITIES_ANY_AUTHORITY 0x4

#define RPC_C_QOS_IDENTITY_STATIC 0
#define RPC_C_QOS_IDENTITY_DYNAMIC 1

/* Where a function takes credentials or none: none. */
#define RPC_C_NO_CREDENTIALS ((RPC_AUTH_IDENTITY_HANDLE) (intptr_t) -1)

/**
 * RPC_SECURITY_QOS:
 * @Version: RPC_C_SECURITY_QOS_VERSION_*: which of the structures this is the beginning of
 * @Capabilities: RPC_C_QOS_CAPABILITIES_*
 * @IdentityTracking: RPC_C_QOS_IDENTITY_*
 * @ImpersonationType: RPC_C_IMP_LEVEL_*
 */
typedef struct _RPC_SECURITY_QOS
{
  ULONG Version;
  ULONG Capabilities;
  ULONG IdentityTracking;
  ULONG ImpersonationType;
} RPC_SECURITY_QOS, *PRPC_SECURITY_QOS;

typedef struct _RPC_SECURITY_QOS_V2
{
  ULONG Version;
  ULONG Capabilities;
  ULONG IdentityTracking;
  ULONG ImpersonationType;
  ULONG AdditionalSecurityInfoType;
  union
  {
    void *HttpCredentials; /* of a transport that there is not */
  } u;
} RPC_SECURITY_QOS_V2, *PRPC_SECURITY_QOS_V2;

typedef struct _RPC_SECURITY_QOS_V3
{
  ULONG Version;
  ULONG Capabilities;
  ULONG IdentityTracking;
  ULONG ImpersonationType;
  ULONG AdditionalSecurityInfoType;
  union
  {
    void *HttpCredentials;
  } u;
  void *Sid;
} RPC_SECURITY_QOS_V3, *PRPC_SECURITY_QOS_V3;

/* Of the texts in an identity. */
#define SEC_WINNT_AUTH_IDENTITY_ANSI 0x1
#define SEC_WINNT_AUTH_IDENTITY_UNICODE 0x2

/**
 * SEC_WINNT_AUTH_IDENTITY_A:
 *
 * Credentials: what an RPC_AUTH_IDENTITY_HANDLE of RPC_C_AUTHN_WINNT points to. Lengths are in
 * characters.
 */
typedef struct _SEC_WINNT_AUTH_IDENTITY_A
{
  unsigned char *User;
  ULONG UserLength;
  unsigned char *Domain;
  ULONG DomainLength;
  unsigned char *Password;
  ULONG PasswordLength;
  ULONG Flags;
} SEC_WINNT_AUTH_IDENTITY_A, *PSEC_WINNT_AUTH_IDENTITY_A;

typedef struct _SEC_WINNT_AUTH_IDENTITY_W
{
  WCHAR *User;
  ULONG UserLength;
  WCHAR *Domain;
  ULONG DomainLength;
  WCHAR *Password;
  ULONG PasswordLength;
  ULONG Flags;
} SEC_WINNT_AUTH_IDENTITY_W, *PSEC_WINNT_AUTH_IDENTITY_W;

typedef void RPC_AUTH_KEY_RETRIEVAL_FN (void *arg, WCHAR *principal, ULONG version, void **key,
                                        RPC_STATUS *status);

/**
 * RpcBindingSetAuthInfoExA:
 * @binding: a binding to a server
 * @principal: (nullable): the name the server must have; copied
 * @level: RPC_C_AUTHN_LEVEL_*
 * @service: RPC_C_AUTHN_*
 * @identity: (nullable): credentials; noted as they are
 * @authorization: RPC_C_AUTHZ_*
 * @qos: (nullable): more of it; copied
 *
 * How calls over @binding are protected from now on. With RPC_C_AUTHN_LEVEL_NONE or
 * RPC_C_AUTHN_NONE they are not, which is always possible. As documented, RPC_C_AUTHN_LEVEL_CALL
 * counts as RPC_C_AUTHN_LEVEL_PKT, and every level over ncalrpc as RPC_C_AUTHN_LEVEL_PKT_PRIVACY.
 *
 * Returns: 0, RPC_S_INVALID_BINDING, RPC_S_WRONG_KIND_OF_BINDING, RPC_S_UNKNOWN_AUTHN_SERVICE,
 *   RPC_S_UNKNOWN_AUTHN_LEVEL, RPC_S_UNKNOWN_AUTHZ_SERVICE, RPC_S_INVALID_ARG for a @qos of an
 *   unknown version, RPC_S_OUT_OF_MEMORY. Specification: rpc.md 2.1.
 */
RPC_STATUS RpcBindingSetAuthInfoExA (RPC_BINDING_HANDLE binding, RPC_CSTR principal, ULONG level,
                                     ULONG service, RPC_AUTH_IDENTITY_HANDLE identity,
                                     ULONG authorization, RPC_SECURITY_QOS *qos);
RPC_STATUS RpcBindingSetAuthInfoExW (RPC_BINDING_HANDLE binding, RPC_WSTR principal, ULONG level,
                                     ULONG service, RPC_AUTH_IDENTITY_HANDLE identity,
                                     ULONG authorization, RPC_SECURITY_QOS *qos);

/**
 * RpcBindingSetAuthInfoA:
 *
 * RpcBindingSetAuthInfoExA() without more.
 */
RPC_STATUS RpcBindingSetAuthInfoA (RPC_BINDING_HANDLE binding, RPC_CSTR principal, ULONG level,
                                   ULONG service, RPC_AUTH_IDENTITY_HANDLE identity,
                                   ULONG authorization);
RPC_STATUS RpcBindingSetAuthInfoW (RPC_BINDING_HANDLE binding, RPC_WSTR principal, ULONG level,
                                   ULONG service, RPC_AUTH_IDENTITY_HANDLE identity,
                                   ULONG authorization);

/**
 * RpcBindingInqAuthInfoExA:
 * @binding: a binding to a server
 * @principal: (out) (optional) (transfer full): for RpcStringFree(); "" if none was given
 * @version: of the structure that @qos points to; 0 without one
 * @qos: (out) (optional): receives what was set, or defaults
 *
 * What RpcBindingSetAuthInfoEx() has set. Each place may be %NULL.
 *
 * Returns: 0; RPC_S_BINDING_HAS_NO_AUTH; RPC_S_INVALID_BINDING, RPC_S_WRONG_KIND_OF_BINDING,
 *   RPC_S_INVALID_ARG for another @version than RPC_C_SECURITY_QOS_VERSION_1; RPC_S_OUT_OF_MEMORY
 */
RPC_STATUS RpcBindingInqAuthInfoExA (RPC_BINDING_HANDLE binding, RPC_CSTR *principal, ULONG *level,
                                     ULONG *service, RPC_AUTH_IDENTITY_HANDLE *identity,
                                     ULONG *authorization, ULONG version, RPC_SECURITY_QOS *qos);
RPC_STATUS RpcBindingInqAuthInfoExW (RPC_BINDING_HANDLE binding, RPC_WSTR *principal, ULONG *level,
                                     ULONG *service, RPC_AUTH_IDENTITY_HANDLE *identity,
                                     ULONG *authorization, ULONG version, RPC_SECURITY_QOS *qos);

/**
 * RpcBindingInqAuthInfoA:
 *
 * RpcBindingInqAuthInfoExA() without more.
 */
RPC_STATUS RpcBindingInqAuthInfoA (RPC_BINDING_HANDLE binding, RPC_CSTR *principal, ULONG *level,
                                   ULONG *service, RPC_AUTH_IDENTITY_HANDLE *identity,
                                   ULONG *authorization);
RPC_STATUS RpcBindingInqAuthInfoW (RPC_BINDING_HANDLE binding, RPC_WSTR *principal, ULONG *level,
                                   ULONG *service, RPC_AUTH_IDENTITY_HANDLE *identity,
                                   ULONG *authorization);

/**
 * RpcBindingInqAuthClientExA:
 * @binding: (nullable): the handle of a call at a server; %NULL for the call of this thread
 * @privileges: (out) (optional): the client as far as the service knows it
 * @flags: reserved, 0
 *
 * Who calls. No client can say so yet.
 *
 * Returns: RPC_S_BINDING_HAS_NO_AUTH; RPC_S_NO_CALL_ACTIVE if there is no call on this thread;
 *   RPC_S_INVALID_BINDING, RPC_S_WRONG_KIND_OF_BINDING
 */
RPC_STATUS RpcBindingInqAuthClientExA (RPC_BINDING_HANDLE binding, RPC_AUTHZ_HANDLE *privileges,
                                       RPC_CSTR *principal, ULONG *level, ULONG *service,
                                       ULONG *authorization, ULONG flags);
RPC_STATUS RpcBindingInqAuthClientExW (RPC_BINDING_HANDLE binding, RPC_AUTHZ_HANDLE *privileges,
                                       RPC_WSTR *principal, ULONG *level, ULONG *service,
                                       ULONG *authorization, ULONG flags);

/**
 * RpcBindingInqAuthClientA:
 *
 * RpcBindingInqAuthClientExA() without flags.
 */
RPC_STATUS RpcBindingInqAuthClientA (RPC_BINDING_HANDLE binding, RPC_AUTHZ_HANDLE *privileges,
                                     RPC_CSTR *principal, ULONG *level, ULONG *service,
                                     ULONG *authorization);
RPC_STATUS RpcBindingInqAuthClientW (RPC_BINDING_HANDLE binding, RPC_AUTHZ_HANDLE *privileges,
                                     RPC_WSTR *principal, ULONG *level, ULONG *service,
                                     ULONG *authorization);

/**
 * RpcServerRegisterAuthInfoA:
 * @principal: (nullable): the name of this server
 * @service: RPC_C_AUTHN_*
 * @get_key: (nullable): finds keys of the service
 * @arg: passed to it
 *
 * A service that clients may use. RPC_C_AUTHN_NONE is always possible, and without meaning.
 *
 * Returns: 0; RPC_S_UNKNOWN_AUTHN_SERVICE. Specification: rpc.md 2.2.
 */
RPC_STATUS RpcServerRegisterAuthInfoA (RPC_CSTR principal, ULONG service,
                                       RPC_AUTH_KEY_RETRIEVAL_FN *get_key, void *arg);
RPC_STATUS RpcServerRegisterAuthInfoW (RPC_WSTR principal, ULONG service,
                                       RPC_AUTH_KEY_RETRIEVAL_FN *get_key, void *arg);

/**
 * RpcImpersonateClient:
 * @binding: (nullable): the handle of a call at a server; %NULL for the call of this thread
 *
 * To act as the client does. It is not known who that is, so nothing of the kind happens.
 *
 * Returns: RPC_S_NO_CONTEXT_AVAILABLE; RPC_S_NO_CALL_ACTIVE if there is no call on this thread;
 *   RPC_S_INVALID_BINDING, RPC_S_WRONG_KIND_OF_BINDING. Specification: rpc.md 2.2.
 */
RPC_STATUS RpcImpersonateClient (RPC_BINDING_HANDLE binding);

/**
 * RpcRevertToSelfEx:
 * @binding: (nullable): as for RpcImpersonateClient(), of which this is the reverse
 *
 * Returns: as RpcImpersonateClient()
 */
RPC_STATUS RpcRevertToSelfEx (RPC_BINDING_HANDLE binding);
RPC_STATUS RpcRevertToSelf (void);

/**
 * RpcGetAuthorizationContextForClient:
 * @binding: (nullable): as for RpcImpersonateClient()
 * @impersonate: whether to act as the client afterwards
 * @expires: (out) (nullable): when what @context says is not true any more
 * @context: (out): what the client may do; %NULL, as it is not known who that is
 *
 * The parameters in between are reserved.
 *
 * Returns: as RpcImpersonateClient()
 */
RPC_STATUS RpcGetAuthorizationContextForClient (RPC_BINDING_HANDLE binding, BOOL impersonate,
                                                void *reserved1, LARGE_INTEGER *expires,
                                                LUID reserved2, DWORD reserved3, void *reserved4,
                                                void **context);

#ifdef UNICODE
#define SEC_WINNT_AUTH_IDENTITY SEC_WINNT_AUTH_IDENTITY_W
#define PSEC_WINNT_AUTH_IDENTITY PSEC_WINNT_AUTH_IDENTITY_W
#define RpcBindingSetAuthInfo RpcBindingSetAuthInfoW
#define RpcBindingSetAuthInfoEx RpcBindingSetAuthInfoExW
#define RpcBindingInqAuthInfo RpcBindingInqAuthInfoW
#define RpcBindingInqAuthInfoEx RpcBindingInqAuthInfoExW
#define RpcBindingInqAuthClient RpcBindingInqAuthClientW
#define RpcBindingInqAuthClientEx RpcBindingInqAuthClientExW
#define RpcServerRegisterAuthInfo RpcServerRegisterAuthInfoW
#else
#define SEC_WINNT_AUTH_IDENTITY SEC_WINNT_AUTH_IDENTITY_A
#define PSEC_WINNT_AUTH_IDENTITY PSEC_WINNT_AUTH_IDENTITY_A
#define RpcBindingSetAuthInfo RpcBindingSetAuthInfoA
#define RpcBindingSetAuthInfoEx RpcBindingSetAuthInfoExA
#define RpcBindingInqAuthInfo RpcBindingInqAuthInfoA
#define RpcBindingInqAuthInfoEx RpcBindingInqAuthInfoExA
#define RpcBindingInqAuthClient RpcBindingInqAuthClientA
#define RpcBindingInqAuthClientEx RpcBindingInqAuthClientExA
#define RpcServerRegisterAuthInfo RpcServerRegisterAuthInfoA
#endif

G_END_DECLS
