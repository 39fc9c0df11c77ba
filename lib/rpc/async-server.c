/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Asynchronous calls at the server (rpc.md 2.6). The manager gets an RPC_ASYNC_STATE of ours and
 * may keep it. The first of RpcAsyncCompleteCall(), RpcAsyncAbortCall() and an exception of the
 * manager ends the call; what comes later finds it ended.
 *
 * A program that ends a call twice must be told so and not crash, so the states that managers get
 * are never given back to the heap, and serve another call only after many others did.
 */

#include <string.h>

#include "async.h"
#include "base/alloc.h"
#include "pipe-async.h"
#include "server-private.h"

/* States that have to be free before one of them is used again. */
#define TOMBSTONES 4096

/* What may stand in front of the first chunk of a pipe; the connection is not read any further
 * before somebody takes it. */
#define MAX_HEAD (256 * 1024)

/* What a manager can subscribe to. */
enum
{
  DISCONNECT,
  CANCEL,
  N_SUBSCRIPTIONS,
};

typedef struct AsyncState AsyncState;

struct AsyncState
{
  RPC_ASYNC_STATE state; /* what the manager gets */
  AsyncState *next;      /* while free */
};

/* The record's memory is there as long as that of the call, which tells it things; what it holds,
 * as long as there are references. */
typedef struct
{
  gint refs;     /* of the open call, of the manager that runs, of notifications under way */
  BeckWork work; /* to run the manager, when the rest of what it needs has come */
  BeckRpcServerCall *call; /* referenced while there are references to this */
  AsyncState *state;
  BeckRpcRequest request;
  gpointer head; /* (nullable): a copy of the data in front of pipes */
  BeckRpcDispatch dispatch;
  BeckNdrWriter response;
  BeckRpcPipes *pipes;
  BeckLock lock;    /* guards what follows */
  gboolean reading; /* somebody reads the arguments, */
  gboolean again;   /* … and has to do so once more */
  gboolean read;    /* they have been read */
  BeckRpcNotice notices[N_SUBSCRIPTIONS];
  gboolean subscribed[N_SUBSCRIPTIONS];
  gboolean told[N_SUBSCRIPTIONS];
  ULONG queued[N_SUBSCRIPTIONS];
} ServerAsync;

/* ---- States ---- */

static struct
{
  BeckLock lock;
  AsyncState *first, **end;
  guint n;
} tombs = { .end = &tombs.first };

static AsyncState *
new_state (void)
{
  AsyncState *state = NULL;

  beck_lock_acquire (&tombs.lock);
  if (tombs.n > TOMBSTONES)
    {
      state = tombs.first;
      tombs.first = state->next;
      tombs.n--;
    }
  beck_lock_release (&tombs.lock);
  return state != NULL ? state : beck_alloc0 (sizeof *state);
}

static void
bury_state (AsyncState *state)
{
  state->next = NULL;
  beck_lock_acquire (&tombs.lock);
  *tombs.end = state;
  tombs.end = &state->next;
  tombs.n++;
  beck_lock_release (&tombs.lock);
}

static void
bind_state (ServerAsync *self)
{
  RPC_ASYNC_STATE *state = &self->state->state;

  RpcAsyncInitializeHandle (state, sizeof *state);
  state->UserInfo = NULL;
  state->NotificationType = RpcNotificationTypeNone;
  state->RuntimeInfo = &self->call->binding;
  beck_rpc_async_bind (state, BECK_RPC_ASYNC_SERVER, self);
}

/* ---- The record ---- */

static void
ref_async (gpointer async)
{
  g_atomic_int_inc (&((ServerAsync *) async)->refs);
}

/* By who has no reference; FALSE when the last one is gone. */
static gboolean
try_ref_async (ServerAsync *self)
{
  gint refs = g_atomic_int_get (&self->refs);

  while (refs > 0)
    if (g_atomic_int_compare_and_exchange_full (&self->refs, refs, refs + 1, &refs))
      return TRUE;
  return FALSE;
}

/* The data of the request and the results stay until nobody looks at them. */
static void
unref_async (gpointer async)
{
  ServerAsync *self = async;

  if (!g_atomic_int_dec_and_test (&self->refs))
    return;
  beck_rpc_dispatch_end (&self->dispatch);
  beck_rpc_pipes_free (self->pipes);
  beck_ndr_writer_clear (&self->response);
  bury_state (self->state);
  beck_free (self->head);
  beck_rpc_server_call_unref (self->call);
}

/* Takes the call from its state, so that it is ended by nobody else. The reference of the open call
 * is the caller's then. */
static ServerAsync *
take_call (RPC_ASYNC_STATE *state)
{
  ServerAsync *self = NULL;

  beck_lock_acquire (beck_rpc_async_lock (state));
  if (beck_rpc_async_side (state) == BECK_RPC_ASYNC_SERVER)
    {
      self = (ServerAsync *) state->Reserved[1];
      beck_rpc_async_bind (state, BECK_RPC_ASYNC_NOBODY, NULL);
    }
  beck_lock_release (beck_rpc_async_lock (state));
  return self;
}

/* Whether the call that is open has a result to be given. */
static gboolean
has_result (RPC_ASYNC_STATE *state)
{
  const ServerAsync *self;
  gboolean has = FALSE;

  beck_lock_acquire (beck_rpc_async_lock (state));
  self = (const ServerAsync *) state->Reserved[1];
  if (beck_rpc_async_side (state) == BECK_RPC_ASYNC_SERVER)
    has = self->dispatch.method->result_size > 0;
  beck_lock_release (beck_rpc_async_lock (state));
  return has;
}

/* ---- Ending ---- */

static RPC_STATUS
end_with_fault (ServerAsync *self, guint32 status)
{
  RPC_STATUS sent;

  self->dispatch.status = status;
  sent = beck_rpc_server_call_fault (self->call, status);
  unref_async (self);
  return sent;
}

/* Behind the chunks that were sent, which count for the alignment. */
static gboolean
skip_chunks (BeckNdrWriter *writer, gsize skew)
{
  for (gsize i = 0; i < skew; i++)
    if (!beck_ndr_put_u8 (writer, 0))
      return FALSE;
  return TRUE;
}

static void
write_response (gpointer data)
{
  ServerAsync *self = data;
  gsize skew = self->pipes != NULL ? beck_rpc_pipes_get_sent (self->pipes) % 16 : 0;

  if (!skip_chunks (&self->response, skew))
    self->dispatch.status = RPC_X_NO_MEMORY;
  else
    beck_rpc_dispatch_write (&self->dispatch);
}

/* Results to the response. 0 or a status. */
static guint32
marshal (ServerAsync *self, const void *reply)
{
  const BeckNdrMethod *method = self->dispatch.method;
  guint32 status = self->pipes != NULL ? beck_rpc_pipes_check_ends (self->pipes) : 0;

  if (status != 0)
    return status;
  if (method->result_size > 0)
    memcpy ((char *) self->dispatch.args + method->result_offset, reply, method->result_size);
  if (beck_exception_catch (write_response, self, &status))
    return status != 0 ? status : RPC_S_CALL_FAILED;
  return self->dispatch.status;
}

static RPC_STATUS
send_response (ServerAsync *self)
{
  gsize skew;
  gboolean queued;

  if (self->pipes == NULL || !beck_rpc_pipes_have (self->dispatch.method, BECK_RPC_PIPE_OUT))
    return beck_rpc_server_call_respond (self->call, &self->response);
  skew = beck_rpc_pipes_get_sent (self->pipes) % 16;
  return beck_rpc_server_call_send_part (self->call, self->response.data + skew,
                                         self->response.pos - skew, TRUE, &queued);
}

RPC_STATUS
beck_rpc_async_server_complete (RPC_ASYNC_STATE *state, void *reply)
{
  ServerAsync *self;
  guint32 status;
  RPC_STATUS sent;

  if (reply == NULL && has_result (state))
    return RPC_S_INVALID_ARG;
  self = take_call (state);
  if (self == NULL)
    return RPC_S_INVALID_ASYNC_HANDLE;
  status = marshal (self, reply);
  if (status != 0)
    {
      end_with_fault (self, status);
      return (RPC_STATUS) status;
    }
  sent = send_response (self);
  self->dispatch.status = (guint32) sent;
  unref_async (self);
  return sent;
}

RPC_STATUS
beck_rpc_async_server_abort (RPC_ASYNC_STATE *state, guint32 code)
{
  ServerAsync *self = take_call (state);
  RPC_STATUS sent;

  if (self == NULL)
    return RPC_S_INVALID_ASYNC_HANDLE;
  sent = end_with_fault (self, code);
  return sent == RPC_S_INVALID_ASYNC_HANDLE ? sent : RPC_S_OK;
}

/* An exception of the manager. It may have ended the call before. */
static void
abort_for_manager (RPC_ASYNC_STATE *state, guint32 status)
{
  ServerAsync *self = take_call (state);

  if (self != NULL)
    end_with_fault (self, status != 0 ? status : RPC_S_CALL_FAILED);
}

/* ---- Telling ---- */

static void
notify_once (ServerAsync *self, guint which, RPC_ASYNC_EVENT event)
{
  BeckRpcNoticeOwner owner = { self, ref_async, unref_async };
  BeckRpcNotice notice;
  gboolean tell;

  beck_lock_acquire (&self->lock);
  tell = self->subscribed[which] && !self->told[which];
  if (tell)
    {
      self->told[which] = TRUE;
      self->queued[which]++;
      notice = self->notices[which];
    }
  beck_lock_release (&self->lock);
  if (tell)
    beck_rpc_notify (&notice, &self->state->state, event, &owner);
}

/* What happens to the pipes is told as the manager's RPC_ASYNC_STATE says at that time. */
static void
notify_of_pipe (ServerAsync *self, RPC_ASYNC_EVENT event)
{
  BeckRpcNoticeOwner owner = { self, ref_async, unref_async };
  RPC_ASYNC_STATE *state = &self->state->state;
  BeckRpcNotice notice;

  state->Event = event;
  if (beck_rpc_notice_init (&notice, state->NotificationType, &state->u, TRUE) == 0)
    beck_rpc_notify (&notice, state, event, &owner);
}

static gboolean read_arguments (ServerAsync *self);
static void run_manager (ServerAsync *self);

static void
run_on_pool (BeckWork *work)
{
  ServerAsync *self = (ServerAsync *) (gpointer) ((char *) work - offsetof (ServerAsync, work));

  beck_rpc_served_enter (self->call);
  run_manager (self);
  beck_rpc_served_leave (self->call);
  unref_async (self);
}

/* Who tells is reading from the connection and cannot run a manager, too. */
static void
take_input (ServerAsync *self)
{
  if (self->call->streams && read_arguments (self))
    {
      ref_async (self);
      self->work.run = run_on_pool;
      if (FAILED (beck_pool_push (&self->work)))
        {
          abort_for_manager (&self->state->state, RPC_S_OUT_OF_MEMORY);
          unref_async (self);
        }
    }
  else if (self->pipes != NULL && beck_rpc_pipes_take_pending (self->pipes))
    notify_of_pipe (self, RpcReceiveComplete);
}

static void
hear (ServerAsync *self, BeckRpcTold what)
{
  switch (what)
    {
    case BECK_RPC_TOLD_CANCEL:
      notify_once (self, CANCEL, RpcClientCancel);
      break;
    case BECK_RPC_TOLD_DISCONNECT:
      notify_once (self, DISCONNECT, RpcClientDisconnect);
      take_input (self);
      break;
    case BECK_RPC_TOLD_SENT:
      if (self->state->state.Flags & RPC_C_NOTIFY_ON_SEND_COMPLETE)
        notify_of_pipe (self, RpcSendComplete);
      break;
    case BECK_RPC_TOLD_INPUT:
      take_input (self);
      break;
    case BECK_RPC_TOLD_FREE:
      break;
    }
}

static void
told (BeckRpcServerCall *call, BeckRpcTold what)
{
  ServerAsync *self = call->user;

  if (what == BECK_RPC_TOLD_FREE)
    beck_free (self);
  else if (try_ref_async (self))
    {
      hear (self, what);
      unref_async (self);
    }
}

/* ---- Pipes ---- */

static guint32
hold_input (gpointer user, BeckRpcBytes **input, guint8 *drep, gboolean *ended)
{
  BeckRpcServerCall *call = ((ServerAsync *) user)->call;

  beck_lock_acquire (&call->lock);
  *input = &call->input;
  *drep = call->drep;
  *ended = call->input_ended;
  return call->input_failed || atomic_load (&call->disconnected) ? RPC_S_CALL_FAILED : 0;
}

static void
release_input (gpointer user)
{
  BeckRpcServerCall *call = ((ServerAsync *) user)->call;

  beck_lock_release (&call->lock);
  beck_rpc_server_call_input_taken (call);
}

/* Who is told when it was sent need not wait for that here (rpc.md 4.2). */
static guint32
send_piece (gpointer user, gconstpointer data, gsize size, gboolean last)
{
  ServerAsync *self = user;
  gboolean told = (self->state->state.Flags & RPC_C_NOTIFY_ON_SEND_COMPLETE) != 0;
  gboolean queued = FALSE;
  RPC_STATUS status;

  /* Another thread may end the call meanwhile. */
  ref_async (self);
  if (!told)
    beck_rpc_server_call_wait_for_room (self->call);
  status = beck_rpc_server_call_send_part (self->call, data, size, FALSE, &queued);
  if (status == 0 && !queued && told)
    notify_of_pipe (self, RpcSendComplete);
  unref_async (self);
  return (guint32) status;
}

static const BeckRpcPipeSide server_side = {
  .client = FALSE,
  .hold_input = hold_input,
  .release_input = release_input,
  .send = send_piece,
};

static gboolean
open_pipes (ServerAsync *self)
{
  if (self->dispatch.method->n_async_pipes == 0)
    return TRUE;
  self->pipes = beck_rpc_pipes_new (&server_side, self, self->dispatch.method, self->dispatch.args,
                                    self->dispatch.reader.pos, 0);
  return self->pipes != NULL;
}

/* ---- Beginning ---- */

static _Thread_local RPC_ASYNC_STATE *beginning;

PRPC_ASYNC_STATE
beck_rpc_async_handle (const void *args)
{
  return beginning;
}

/* May be left by an exception at any place. */
static void
read_request (gpointer data)
{
  ServerAsync *self = data;

  if (beck_rpc_dispatch_read (&self->dispatch) && !open_pipes (self))
    self->dispatch.status = RPC_S_OUT_OF_MEMORY;
}

static void
call_manager (gpointer data)
{
  ServerAsync *self = data;

  beginning = &self->state->state;
  beck_rpc_dispatch_invoke (&self->dispatch);
}

/* The thread goes on afterwards, and what the call has locked stays locked. */
static void
run_manager (ServerAsync *self)
{
  RPC_ASYNC_STATE *outer = beginning;
  RPC_ASYNC_STATE *state = &self->state->state;
  guint32 status;

  ref_async (self);
  beck_rpc_dispatch_enter (&self->dispatch);
  if (beck_exception_catch (call_manager, self, &status))
    abort_for_manager (state, status);
  beck_rpc_dispatch_leave (&self->dispatch);
  beginning = outer;
  beck_rpc_contexts_detach (&self->dispatch);
  unref_async (self);
}

/* 0 or a status, RPC_S_ASYNC_CALL_PENDING for arguments that have not all come. */
static guint32
try_to_read (ServerAsync *self, gboolean complete)
{
  guint32 status;

  beck_rpc_dispatch_begin (&self->dispatch, &self->request, &self->response);
  if (beck_exception_catch (read_request, self, &status))
    self->dispatch.status = status != 0 ? status : RPC_S_CALL_FAILED;
  if (self->dispatch.status != RPC_X_BAD_STUB_DATA || complete)
    return self->dispatch.status;
  beck_rpc_dispatch_drop (&self->dispatch);
  return RPC_S_ASYNC_CALL_PENDING;
}

/* Arguments in front of a stream are read from a copy, as the stream moves. */
static guint32
try_to_read_stream (ServerAsync *self)
{
  BeckRpcServerCall *call = self->call;
  gboolean complete;

  beck_free (self->head);
  beck_lock_acquire (&call->lock);
  complete = call->input_ended || call->input_failed || atomic_load (&call->disconnected);
  self->head = beck_alloc (MAX (call->input.size, 1));
  if (self->head != NULL && call->input.size > 0)
    memcpy (self->head, call->input.data, call->input.size);
  self->request.data = self->head;
  self->request.size = call->input.size;
  beck_lock_release (&call->lock);
  complete = complete || self->request.size >= MAX_HEAD;
  return self->head != NULL ? try_to_read (self, complete) : RPC_S_OUT_OF_MEMORY;
}

/* Whether the caller is the one to read. */
static gboolean
start_reading (ServerAsync *self)
{
  gboolean mine;

  beck_lock_acquire (&self->lock);
  mine = !self->reading && !self->read;
  self->again = self->reading;
  self->reading = TRUE;
  beck_lock_release (&self->lock);
  return mine;
}

/* FALSE if more has come meanwhile. */
static gboolean
stop_reading (ServerAsync *self, gboolean read)
{
  gboolean again;

  beck_lock_acquire (&self->lock);
  again = self->again && !read;
  self->again = FALSE;
  self->reading = again;
  self->read = read;
  beck_lock_release (&self->lock);
  return !again;
}

/* Reads the arguments, as far as they are there. TRUE, once, if the manager is to be run. */
static gboolean
read_arguments (ServerAsync *self)
{
  guint32 status;

  if (!start_reading (self))
    return FALSE;
  do
    status = self->call->streams ? try_to_read_stream (self) : try_to_read (self, TRUE);
  while (!stop_reading (self, status != RPC_S_ASYNC_CALL_PENDING));
  if (status != 0 && status != RPC_S_ASYNC_CALL_PENDING)
    abort_for_manager (&self->state->state, status);
  return status == 0;
}

static ServerAsync *
new_async (BeckRpcServerCall *call, const BeckRpcRequest *request)
{
  ServerAsync *self = beck_alloc0 (sizeof *self);

  if (self == NULL)
    return NULL;
  self->state = new_state ();
  if (self->state == NULL)
    {
      beck_free (self);
      return NULL;
    }
  self->refs = 1;
  self->call = beck_rpc_server_call_ref (call);
  self->request = *request;
  call->dispatch = &self->dispatch;
  beck_ndr_writer_init (&self->response, NULL);
  bind_state (self);
  return self;
}

void
beck_rpc_async_dispatch (BeckRpcServerCall *call, const BeckRpcRequest *request)
{
  ServerAsync *self = new_async (call, request);

  if (self == NULL)
    {
      beck_rpc_server_call_fault (call, RPC_S_OUT_OF_MEMORY);
      return;
    }
  ref_async (self);
  beck_rpc_server_call_listen (call, told, self);
  if (read_arguments (self))
    run_manager (self);
  unref_async (self);
}

/* ---- Subscriptions ---- */

#define ALL_NOTIFICATIONS                                                                          \
  ((guint) RpcNotificationClientDisconnect | (guint) RpcNotificationCallCancel)

/* 0 and the call, referenced, or a status. */
static guint32
find_subscriber (RPC_BINDING_HANDLE binding, RPC_NOTIFICATIONS mask, ServerAsync **self)
{
  BeckRpcServerCall *call = beck_rpc_server_call_from_handle (binding);

  if (call == NULL)
    return binding == NULL ? RPC_S_NO_CALL_ACTIVE : RPC_S_INVALID_BINDING;
  if (mask == RpcNotificationCallNone || ((guint) mask & ~ALL_NOTIFICATIONS) != 0)
    return RPC_S_CANNOT_SUPPORT;
  *self = call->told == told ? call->user : NULL;
  return *self != NULL && try_ref_async (*self) ? 0 : RPC_S_CANNOT_SUPPORT;
}

static void
subscribe (ServerAsync *self, guint which, const BeckRpcNotice *notice)
{
  beck_lock_acquire (&self->lock);
  self->notices[which] = *notice;
  self->subscribed[which] = TRUE;
  beck_lock_release (&self->lock);
}

/* What has happened before is not lost. */
static void
catch_up (ServerAsync *self)
{
  if (atomic_load (&self->call->cancelled))
    notify_once (self, CANCEL, RpcClientCancel);
  if (atomic_load (&self->call->disconnected))
    notify_once (self, DISCONNECT, RpcClientDisconnect);
}

/* An event cannot tell which of two things has happened. */
static gboolean
may_combine (RPC_NOTIFICATION_TYPES type, RPC_NOTIFICATIONS mask)
{
  return type != RpcNotificationTypeEvent || (guint) mask != ALL_NOTIFICATIONS;
}

RPC_STATUS
RpcServerSubscribeForNotification (RPC_BINDING_HANDLE binding, RPC_NOTIFICATIONS notification,
                                   RPC_NOTIFICATION_TYPES type, RPC_ASYNC_NOTIFICATION_INFO *info)
{
  ServerAsync *self;
  BeckRpcNotice notice;
  guint32 status = find_subscriber (binding, notification, &self);

  if (status != 0)
    return (RPC_STATUS) status;
  status = RPC_S_INVALID_ARG;
  if (type != RpcNotificationTypeNone && info != NULL && may_combine (type, notification))
    status = beck_rpc_notice_init (&notice, type, info, FALSE);
  if (status == 0 && ((guint) notification & RpcNotificationCallCancel))
    subscribe (self, CANCEL, &notice);
  if (status == 0 && ((guint) notification & RpcNotificationClientDisconnect))
    subscribe (self, DISCONNECT, &notice);
  if (status == 0)
    catch_up (self);
  unref_async (self);
  return (RPC_STATUS) status;
}

RPC_STATUS
RpcServerUnsubscribeForNotification (RPC_BINDING_HANDLE binding, RPC_NOTIFICATIONS notification,
                                     ULONG *queued)
{
  ServerAsync *self;
  guint which = notification == RpcNotificationCallCancel ? CANCEL : DISCONNECT;
  guint32 status;

  if (queued == NULL || (guint) notification == ALL_NOTIFICATIONS)
    return RPC_S_INVALID_ARG;
  status = find_subscriber (binding, notification, &self);
  if (status != 0)
    return (RPC_STATUS) status;
  beck_lock_acquire (&self->lock);
  *queued = self->queued[which];
  self->subscribed[which] = FALSE;
  beck_lock_release (&self->lock);
  unref_async (self);
  return RPC_S_OK;
}
