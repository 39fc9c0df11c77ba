/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* Asking a server for an object (idl/beckact.idl), without waiting. */

#include <beck/rpc.h>
#include <orpcbase.h>

#include "process.h"

/**
 * BeckdQuestion:
 * @id: of the class object, as it was offered
 * @class_object: whether that itself is wanted
 * @context: CLSCTX_*, as the client has them
 * @destination: MSHCTX_*: where the client is
 */
typedef struct
{
  CLSID clsid;
  guint32 id;
  gboolean class_object;
  guint32 context;
  guint32 destination;
  guint n_iids;
  IID *iids;
} BeckdQuestion;

/**
 * BeckdAnswer:
 * @status: RPC_S_OK if the server has answered; otherwise why not
 * @hr: what it said; @results and @references, @n of each, count if that is a success
 * @error: (nullable): what more it said, the reference to an error object
 */
typedef struct
{
  RPC_STATUS status;
  HRESULT hr;
  guint n;
  HRESULT *results;
  PMInterfacePointer *references;
  PMInterfacePointer error;
} BeckdAnswer;

void beckd_answer_clear (BeckdAnswer *answer);

/* Asks @process. @told is called once, on any thread, perhaps before this returns; @answer is
 * cleared afterwards, so that who wants to keep what it has leaves zeros there. */
void beckd_ask (const BeckdProcess *process, const BeckdQuestion *question,
                void (*told) (gpointer data, BeckdAnswer *answer), gpointer data);
