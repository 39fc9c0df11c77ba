/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Security of bindings: what was asked for (rpc.md 2.1). It is kept and told, and nothing else; so
 * it is refused unless the environment permits that (rpc.md 8).
 */

#include "auth-info.h"

#include <beck/status.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "remote.h"
#include "text.h"

/* ---- Whether it is permitted ---- */

static gboolean
is_known_service (ULONG service)
{
  static const ULONG known[] = { RPC_C_AUTHN_DCE_PRIVATE,  RPC_C_AUTHN_DCE_PUBLIC,
                                 RPC_C_AUTHN_DEC_PUBLIC,   RPC_C_AUTHN_GSS_NEGOTIATE,
                                 RPC_C_AUTHN_WINNT,        RPC_C_AUTHN_GSS_SCHANNEL,
                                 RPC_C_AUTHN_GSS_KERBEROS, RPC_C_AUTHN_DIGEST,
                                 RPC_C_AUTHN_MQ,           RPC_C_AUTHN_DEFAULT };

  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    if (known[i] == service)
      return TRUE;
  return FALSE;
}

static void
warn_once (void)
{
  static atomic_flag warned = ATOMIC_FLAG_INIT;

  if (!atomic_flag_test_and_set (&warned))
    fputs ("beck: BECK_RPC_NO_PROTECTION is set: remote calls are not authenticated and not "
           "encrypted, although the program asks for it\n",
           stderr);
}

guint32
beck_rpc_auth_allow (ULONG service)
{
  const char *unprotected = g_getenv ("BECK_RPC_NO_PROTECTION");

  if (!is_known_service (service) || unprotected == NULL || strcmp (unprotected, "1") != 0)
    return RPC_S_UNKNOWN_AUTHN_SERVICE;
  warn_once ();
  return RPC_S_OK;
}

/* ---- Records ---- */

BeckRpcAuth *
beck_rpc_auth_ref (BeckRpcAuth *auth)
{
  if (auth != NULL)
    g_atomic_int_inc (&auth->refs);
  return auth;
}

void
beck_rpc_auth_unref (BeckRpcAuth *auth)
{
  if (auth != NULL && g_atomic_int_dec_and_test (&auth->refs))
    beck_free (auth);
}

/* The level that a protocol sequence makes of one. */
static ULONG
effective_level (BeckRpcProtseq protseq, ULONG level)
{
  if (protseq == BECK_RPC_PROTSEQ_LOCAL)
    return RPC_C_AUTHN_LEVEL_PKT_PRIVACY;
  if (level == RPC_C_AUTHN_LEVEL_DEFAULT)
    return RPC_C_AUTHN_LEVEL_CONNECT;
  return level == RPC_C_AUTHN_LEVEL_CALL ? RPC_C_AUTHN_LEVEL_PKT : level;
}

static BeckRpcAuth *
auth_new (const char *principal)
{
  gsize size = (principal != NULL ? strlen (principal) : 0) + 1;
  BeckRpcAuth *auth = beck_alloc0 (sizeof *auth + size);

  if (auth == NULL)
    return NULL;
  auth->refs = 1;
  auth->qos.Version = RPC_C_SECURITY_QOS_VERSION_1;
  if (principal != NULL)
    memcpy (auth->principal, principal, size);
  return auth;
}

/* The versions begin alike; of what follows nothing could be used. */
static void
copy_qos (BeckRpcAuth *auth, const RPC_SECURITY_QOS *qos)
{
  auth->qos = *qos;
  auth->qos.Version = RPC_C_SECURITY_QOS_VERSION_1;
}

static guint32
check (ULONG level, ULONG service, ULONG authorization, const RPC_SECURITY_QOS *qos)
{
  if (level > RPC_C_AUTHN_LEVEL_PKT_PRIVACY)
    return RPC_S_UNKNOWN_AUTHN_LEVEL;
  if (authorization > RPC_C_AUTHZ_DCE && authorization != RPC_C_AUTHZ_DEFAULT)
    return RPC_S_UNKNOWN_AUTHZ_SERVICE;
  if (qos != NULL
      && (qos->Version < RPC_C_SECURITY_QOS_VERSION_1
          || qos->Version > RPC_C_SECURITY_QOS_VERSION_3))
    return RPC_S_INVALID_ARG;
  return beck_rpc_auth_allow (service);
}

/* Takes @auth over. */
static void
replace (BeckRpcRemoteBinding *remote, BeckRpcAuth *auth)
{
  BeckRpcAuth *old;

  beck_lock_acquire (&remote->lock);
  old = remote->auth;
  remote->auth = auth;
  beck_lock_release (&remote->lock);
  beck_rpc_auth_unref (old);
}

/* ---- Setting ---- */

RPC_STATUS
RpcBindingSetAuthInfoExA (RPC_BINDING_HANDLE handle, RPC_CSTR principal, ULONG level,
                          ULONG service, RPC_AUTH_IDENTITY_HANDLE identity, ULONG authorization,
                          RPC_SECURITY_QOS *qos)
{
  BeckRpcRemoteBinding *remote = beck_rpc_remote_from_handle (handle);
  BeckRpcAuth *auth;
  guint32 status;

  if (remote == NULL)
    return beck_rpc_refuse_handle (handle);
  if (level == RPC_C_AUTHN_LEVEL_NONE || service == RPC_C_AUTHN_NONE)
    {
      replace (remote, NULL);
      return RPC_S_OK;
    }
  status = check (level, service, authorization, qos);
  if (status != RPC_S_OK)
    return (RPC_STATUS) status;
  auth = auth_new ((const char *) principal);
  if (auth == NULL)
    return RPC_S_OUT_OF_MEMORY;
  auth->level = effective_level (remote->protseq, level);
  auth->service = service == RPC_C_AUTHN_DEFAULT ? RPC_C_AUTHN_WINNT : service;
  auth->authorization = authorization;
  auth->identity = identity;
  if (qos != NULL)
    copy_qos (auth, qos);
  replace (remote, auth);
  return RPC_S_OK;
}

RPC_STATUS
RpcBindingSetAuthInfoExW (RPC_BINDING_HANDLE handle, RPC_WSTR principal, ULONG level,
                          ULONG service, RPC_AUTH_IDENTITY_HANDLE identity, ULONG authorization,
                          RPC_SECURITY_QOS *qos)
{
  char *text;
  RPC_STATUS status = (RPC_STATUS) beck_rpc_text_from_wide (principal, &text);

  if (status == RPC_S_OK)
    status = RpcBindingSetAuthInfoExA (handle, (RPC_CSTR) text, level, service, identity,
                                       authorization, qos);
  beck_free (text);
  return status;
}

RPC_STATUS
RpcBindingSetAuthInfoA (RPC_BINDING_HANDLE handle, RPC_CSTR principal, ULONG level, ULONG service,
                        RPC_AUTH_IDENTITY_HANDLE identity, ULONG authorization)
{
  return RpcBindingSetAuthInfoExA (handle, principal, level, service, identity, authorization,
                                   NULL);
}

RPC_STATUS
RpcBindingSetAuthInfoW (RPC_BINDING_HANDLE handle, RPC_WSTR principal, ULONG level, ULONG service,
                        RPC_AUTH_IDENTITY_HANDLE identity, ULONG authorization)
{
  return RpcBindingSetAuthInfoExW (handle, principal, level, service, identity, authorization,
                                   NULL);
}

/* ---- Asking ---- */

static guint32
find_auth (RPC_BINDING_HANDLE handle, BeckRpcAuth **ret_auth)
{
  BeckRpcRemoteBinding *remote = beck_rpc_remote_from_handle (handle);

  *ret_auth = NULL;
  if (remote == NULL)
    return (guint32) beck_rpc_refuse_handle (handle);
  beck_lock_acquire (&remote->lock);
  *ret_auth = beck_rpc_auth_ref (remote->auth);
  beck_lock_release (&remote->lock);
  return *ret_auth != NULL ? RPC_S_OK : RPC_S_BINDING_HAS_NO_AUTH;
}

static void
tell (ULONG *place, ULONG value)
{
  if (place != NULL)
    *place = value;
}

RPC_STATUS
RpcBindingInqAuthInfoExA (RPC_BINDING_HANDLE handle, RPC_CSTR *principal, ULONG *level,
                          ULONG *service, RPC_AUTH_IDENTITY_HANDLE *identity,
                          ULONG *authorization, ULONG version, RPC_SECURITY_QOS *qos)
{
  BeckRpcAuth *auth;
  guint32 status;

  if (qos != NULL && version != RPC_C_SECURITY_QOS_VERSION_1)
    return RPC_S_INVALID_ARG;
  status = find_auth (handle, &auth);
  if (status != RPC_S_OK)
    return (RPC_STATUS) status;
  if (principal != NULL)
    *principal = (RPC_CSTR) beck_rpc_text_copy (auth->principal);
  if (principal != NULL && *principal == NULL)
    status = RPC_S_OUT_OF_MEMORY;
  tell (level, auth->level);
  tell (service, auth->service);
  tell (authorization, auth->authorization);
  if (identity != NULL)
    *identity = auth->identity;
  if (qos != NULL)
    *qos = auth->qos;
  beck_rpc_auth_unref (auth);
  return (RPC_STATUS) status;
}

RPC_STATUS
RpcBindingInqAuthInfoExW (RPC_BINDING_HANDLE handle, RPC_WSTR *principal, ULONG *level,
                          ULONG *service, RPC_AUTH_IDENTITY_HANDLE *identity,
                          ULONG *authorization, ULONG version, RPC_SECURITY_QOS *qos)
{
  RPC_CSTR text = NULL;
  RPC_STATUS status
      = RpcBindingInqAuthInfoExA (handle, principal != NULL ? &text : NULL, level, service,
                                  identity, authorization, version, qos);

  if (status == RPC_S_OK && principal != NULL)
    status = (RPC_STATUS) beck_rpc_text_to_wide ((const char *) text, principal);
  beck_free (text);
  return status;
}

RPC_STATUS
RpcBindingInqAuthInfoA (RPC_BINDING_HANDLE handle, RPC_CSTR *principal, ULONG *level,
                        ULONG *service, RPC_AUTH_IDENTITY_HANDLE *identity, ULONG *authorization)
{
  return RpcBindingInqAuthInfoExA (handle, principal, level, service, identity, authorization, 0,
                                   NULL);
}

RPC_STATUS
RpcBindingInqAuthInfoW (RPC_BINDING_HANDLE handle, RPC_WSTR *principal, ULONG *level,
                        ULONG *service, RPC_AUTH_IDENTITY_HANDLE *identity, ULONG *authorization)
{
  return RpcBindingInqAuthInfoExW (handle, principal, level, service, identity, authorization, 0,
                                   NULL);
}
