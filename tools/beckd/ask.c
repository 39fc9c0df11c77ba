/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ask.h"

#include <beck/exception.h>
#include <beck/hresult.h>
#include <beck/rpc-async.h>
#include <objidlbase.h>
#include <string.h>

#include "beckact.h"

/* Objects take their time to be made, but not for ever. */
#define MAKE_MS 120000

typedef struct
{
  RPC_ASYNC_STATE async;
  handle_t binding;
  BeckdAnswer answer;
  void (*told) (gpointer data, BeckdAnswer *answer);
  gpointer data;
} Asking;

void
beckd_answer_clear (BeckdAnswer *answer)
{
  for (guint i = 0; i < answer->n && answer->references != NULL; i++)
    midl_user_free (answer->references[i]);
  midl_user_free (answer->error);
  g_free (answer->references);
  g_free (answer->results);
  memset (answer, 0, sizeof *answer);
}

static void
finish (Asking *asking, RPC_STATUS status)
{
  BeckdAnswer answer = asking->answer;

  answer.status = status;
  asking->told (asking->data, &answer);
  beckd_answer_clear (&answer);
  RpcBindingFree (&asking->binding);
  g_free (asking);
}

static void
on_answer (RPC_ASYNC_STATE *async, void *context, RPC_ASYNC_EVENT event)
{
  Asking *asking = async->UserInfo;

  finish (asking, RpcAsyncCompleteCall (async, &asking->answer.hr));
}

/* What cannot even be sent is raised. */
static RPC_STATUS
send_call (Asking *asking, const BeckdProcess *process, const BeckdQuestion *question)
{
  RPC_STATUS status = RPC_S_OK;

  RpcTryExcept
  {
    beckact_make (&asking->async, asking->binding, process->oxid, process->uid,
                  (GUID *) &question->clsid, question->id, question->class_object,
                  question->context, question->destination, question->n_iids, question->iids,
                  asking->answer.results, asking->answer.references, &asking->answer.error);
  }
  RpcExcept (EXCEPTION_EXECUTE_HANDLER)
  {
    status = (RPC_STATUS) RpcExceptionCode ();
  }
  RpcEndExcept;
  return status;
}

static RPC_STATUS
prepare (Asking *asking, const BeckdProcess *process)
{
  RPC_STATUS status
      = RpcBindingFromStringBindingA ((RPC_CSTR) process->binding, &asking->binding);

  if (status == RPC_S_OK)
    status = RpcBindingSetOption (asking->binding, RPC_C_OPT_CALL_TIMEOUT, MAKE_MS);
  if (status == RPC_S_OK)
    status = RpcAsyncInitializeHandle (&asking->async, sizeof asking->async);
  asking->async.UserInfo = asking;
  asking->async.NotificationType = RpcNotificationTypeCallback;
  asking->async.u.NotificationRoutine = on_answer;
  return status;
}

void
beckd_ask (const BeckdProcess *process, const BeckdQuestion *question,
           void (*told) (gpointer data, BeckdAnswer *answer), gpointer data)
{
  Asking *asking = g_new0 (Asking, 1);
  RPC_STATUS status;

  asking->told = told;
  asking->data = data;
  asking->answer.n = question->n_iids;
  asking->answer.results = g_new0 (HRESULT, question->n_iids);
  asking->answer.references = g_new0 (PMInterfacePointer, question->n_iids);
  status = prepare (asking, process);
  if (status == RPC_S_OK)
    status = send_call (asking, process, question);
  if (status != RPC_S_OK)
    finish (asking, status);
}
