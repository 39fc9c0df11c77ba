/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Who may call the objects of a process, and who does (spec/com.md 4.3). A client of this machine is
 * known by its user, as the kernel says; of others nothing is known.
 */

#include <beck/types.h>
#include <objidlbase.h>

G_BEGIN_DECLS

/**
 * BeckAccessRequest:
 * @is_local: the caller is on this machine, and @uid, @gid and @pid are known
 * @uid: the caller's user
 * @gid: the caller's group
 * @pid: the caller's process
 * @peer: the caller, for people: "pid 17", "192.0.2.1:4711"
 * @iid: the interface that is called
 * @method: the number of the method
 *
 * A call from another process that has come in.
 */
typedef struct
{
  gboolean is_local;
  guint uid;
  guint gid;
  gint pid;
  const char *peer;
  const IID *iid;
  guint method;
} BeckAccessRequest;

/**
 * BeckAccessFunc:
 * @request: (transfer none): a call; valid until the function returns
 * @data: from the #BeckAccess
 *
 * Decides about a call that the list of users does not let in. Runs on any thread, for any number of
 * calls at once.
 *
 * Returns: %TRUE to let it in
 */
typedef gboolean (*BeckAccessFunc) (const BeckAccessRequest *request, gpointer data);

/**
 * BeckAccess:
 * @size: of this structure
 * @users: (array length=n_users) (nullable): who may call, besides the process's own user and root
 * @n_users: how many; at most 256
 * @allow: (nullable): asked about all others
 * @data: for @allow; stays valid as long as the process
 *
 * Whose calls are taken. All zero but for @size it is what holds without CoInitializeSecurity():
 * only the same user's, and root's; and those of the network, where the process listens to it at all
 * (BECK_ORPC_LISTEN), unless @allow is there to be asked or a level of authentication is demanded.
 */
typedef struct
{
  gsize size;
  const guint *users;
  guint n_users;
  BeckAccessFunc allow;
  gpointer data;
} BeckAccess;

/**
 * CoInitializeSecurity:
 * @access: (nullable): a #BeckAccess in place of a security descriptor, copied; %NULL for what holds
 *   anyway
 * @n_services: -1, or 0: there are no authentication services yet
 * @services: NULL
 * @reserved1: NULL
 * @authn_level: the least protection that callers must have, RPC_C_AUTHN_LEVEL_*; what the kernel
 *   carries counts as privacy, and what comes over the network as none
 * @imp_level: RPC_C_IMP_LEVEL_*; clients here are always known and never hidden
 * @auth_list: NULL
 * @capabilities: EOAC_NONE, or EOAC_NO_CUSTOM_MARSHAL: objects of arbitrary classes are not made from
 *   what others send. Others change nothing.
 * @reserved3: NULL
 *
 * Says once, early in the life of the process, whose calls are taken.
 *
 * Threading: any thread in an apartment.
 * Returns: S_OK; RPC_E_TOO_LATE the second time; CO_E_NOTINITIALIZED; E_INVALIDARG;
 *   RPC_E_NO_GOOD_SECURITY_PACKAGES if services are named; E_OUTOFMEMORY
 */
HRESULT CoInitializeSecurity (gpointer access, LONG n_services, gpointer services,
                              gpointer reserved1, DWORD authn_level, DWORD imp_level,
                              gpointer auth_list, DWORD capabilities, gpointer reserved3);

/**
 * CoQueryClientBlanket:
 * @authn_service: (out) (optional): RPC_C_AUTHN_NONE
 * @authz_service: (out) (optional): RPC_C_AUTHZ_NONE
 * @server: (out) (optional): NULL
 * @authn_level: (out) (optional): how the call was protected
 * @imp_level: NULL
 * @client: (out) (optional) (transfer none): who calls, as text of the call's own
 * @capabilities: (inout) (optional): 0
 *
 * For a server: who the client of the call it serves on this thread is.
 *
 * Returns: S_OK; RPC_E_CALL_COMPLETE if this thread serves no call; E_INVALIDARG
 */
HRESULT CoQueryClientBlanket (DWORD *authn_service, DWORD *authz_service, OLECHAR **server,
                              DWORD *authn_level, DWORD *imp_level, void **client,
                              DWORD *capabilities);

/**
 * CoImpersonateClient:
 *
 * For a server: the calling thread gets the credentials of the client of the call it serves, until
 * CoRevertToSelf() or the end of the method. Takes the privilege to change users, except where the
 * client is the same user.
 *
 * Returns: S_OK; RPC_E_CALL_COMPLETE if this thread serves no call, or it has been answered;
 *   CO_E_FAILEDTOIMPERSONATE if the client is not known, or the process has no right to
 */
HRESULT CoImpersonateClient (void);

/**
 * CoRevertToSelf:
 *
 * Undoes any number of CoImpersonateClient().
 *
 * Returns: S_OK; RPC_E_CALL_COMPLETE if this thread serves no call
 */
HRESULT CoRevertToSelf (void);

G_END_DECLS
