/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Asynchronous remote procedure calls (rpc.md 1.3, 2.4 to 2.7): RPC_ASYNC_STATE at the client and the server.
 */

#include <beck/rpc-binding.h>
#include <windef.h>

G_BEGIN_DECLS

typedef enum
{
  RpcNotificationTypeNone,
  RpcNotificationTypeEvent,
  RpcNotificationTypeApc,
  RpcNotificationTypeIoc,
  RpcNotificationTypeHwnd,
  RpcNotificationTypeCallback,
} RPC_NOTIFICATION_TYPES;

typedef enum
{
  RpcCallComplete,
  RpcSendComplete,
  RpcReceiveComplete,
  RpcClientDisconnect,
  RpcClientCancel,
} RPC_ASYNC_EVENT;

typedef enum
{
  RpcNotificationCallNone = 0,
  RpcNotificationClientDisconnect = 1,
  RpcNotificationCallCancel = 2,
} RPC_NOTIFICATIONS;

#define RPC_C_NOTIFY_ON_SEND_COMPLETE 0x1
#define RPC_C_INFINITE_TIMEOUT 0xffffffffu

typedef struct _RPC_ASYNC_STATE RPC_ASYNC_STATE;
typedef void RPCNOTIFICATION_ROUTINE (RPC_ASYNC_STATE *async, void *context, RPC_ASYNC_EVENT event);
typedef RPCNOTIFICATION_ROUTINE *PFN_RPCNOTIFICATION_ROUTINE;
struct _OVERLAPPED;

typedef union
{
  struct
  {
    PFN_RPCNOTIFICATION_ROUTINE NotificationRoutine;
    HANDLE hThread;
  } APC;
  struct
  {
    HANDLE hIOPort;
    DWORD dwNumberOfBytesTransferred;
    DWORD_PTR dwCompletionKey;
    struct _OVERLAPPED *lpOverlapped;
  } IOC;
  struct
  {
    HWND hWnd; /* a GMainContext: its functions run when it is iterated */
    UINT Msg;
  } HWND;
  HANDLE hEvent;
  PFN_RPCNOTIFICATION_ROUTINE NotificationRoutine;
} RPC_ASYNC_NOTIFICATION_INFO, *PRPC_ASYNC_NOTIFICATION_INFO;

struct _RPC_ASYNC_STATE
{
  unsigned int Size;
  ULONG Signature;
  LONG Lock;
  ULONG Flags;
  void *StubInfo;
  void *UserInfo;
  void *RuntimeInfo;
  RPC_ASYNC_EVENT Event;
  RPC_NOTIFICATION_TYPES NotificationType;
  RPC_ASYNC_NOTIFICATION_INFO u;
  LONG_PTR Reserved[4];
};

RPC_STATUS RpcAsyncInitializeHandle (PRPC_ASYNC_STATE async, unsigned int size);
RPC_STATUS RpcAsyncRegisterInfo (PRPC_ASYNC_STATE async);
RPC_STATUS RpcAsyncGetCallStatus (PRPC_ASYNC_STATE async);
RPC_STATUS RpcAsyncCompleteCall (PRPC_ASYNC_STATE async, void *reply);
RPC_STATUS RpcAsyncAbortCall (PRPC_ASYNC_STATE async, ULONG code);
RPC_STATUS RpcAsyncCancelCall (PRPC_ASYNC_STATE async, BOOL abort);
#define RpcAsyncGetCallHandle(async) ((async)->RuntimeInfo)

/**
 * RpcBindingBind:
 * @async: (nullable): %NULL to wait here; otherwise initialized, with a notification for the end:
 *   RpcAsyncCompleteCall() tells how it went, and needs no reply
 * @binding: a binding by ncalrpc, which stays the program's until then
 * @interface: of the client's stubs: I_v1_0_c_ifspec
 *
 * Connects to the server before the first call, and asks it for the interface.
 *
 * Threading: any thread; blocks without @async.
 * Returns: RPC_S_OK; RPC_S_CANNOT_SUPPORT for another protocol sequence; RPC_S_INVALID_ARG without
 *   interface; RPC_S_INVALID_BINDING, RPC_S_WRONG_KIND_OF_BINDING, RPC_S_INVALID_ASYNC_HANDLE;
 *   without @async as calls: RPC_S_SERVER_UNAVAILABLE, RPC_S_UNKNOWN_IF... Specification: rpc.md
 *   2.1.
 */
RPC_STATUS RpcBindingBind (PRPC_ASYNC_STATE async, RPC_BINDING_HANDLE binding,
                           RPC_IF_HANDLE interface);

/**
 * RpcBindingUnbind:
 *
 * Leaves the server: the connection goes when nobody else uses it, calls under way among them. A
 * call over @binding would connect again.
 *
 * Returns: RPC_S_OK, RPC_S_CANNOT_SUPPORT, RPC_S_INVALID_BINDING, RPC_S_WRONG_KIND_OF_BINDING
 */
RPC_STATUS RpcBindingUnbind (RPC_BINDING_HANDLE binding);

RPC_STATUS RpcServerTestCancel (RPC_BINDING_HANDLE binding);

/**
 * RpcTestCancel:
 *
 * Whether the calling thread was cancelled by RpcCancelThread(), or the call that it runs by its
 * client. A cancel of the thread is told once.
 *
 * Returns: RPC_S_OK if it was, otherwise RPC_S_ACCESS_DENIED. Specification: rpc.md 2.4.
 */
RPC_STATUS RpcTestCancel (void);

RPC_STATUS RpcCancelThread (void *thread);
RPC_STATUS RpcCancelThreadEx (void *thread, LONG seconds);
RPC_STATUS RpcMgmtSetCancelTimeout (LONG seconds);
RPC_STATUS RpcServerSubscribeForNotification (RPC_BINDING_HANDLE binding, RPC_NOTIFICATIONS notification,
                                              RPC_NOTIFICATION_TYPES type, RPC_ASYNC_NOTIFICATION_INFO *info);
RPC_STATUS RpcServerUnsubscribeForNotification (RPC_BINDING_HANDLE binding, RPC_NOTIFICATIONS notification,
                                                ULONG *queued);

/* ---- Of this library's own ---- */

/**
 * beck_rpc_async_wait:
 * @async: of a call at the client
 * @timeout_ms: milliseconds; 0 polls, INFINITE
 *
 * Waits until the call is over, whatever notification it has; RpcAsyncCompleteCall() then does not
 * answer RPC_S_ASYNC_CALL_PENDING. In an STA the apartment's calls run meanwhile.
 *
 * Threading: any thread.
 * Returns: S_OK; RPC_E_TIMEOUT (or what BECK_TIMED_OUT() knows else) when the time is up; E_HANDLE if
 *   @async has no call
 */
HRESULT beck_rpc_async_wait (PRPC_ASYNC_STATE async, DWORD timeout_ms);

G_END_DECLS
