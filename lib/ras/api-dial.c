/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * RasDial(): a call of IRasConnection::Dial, whose end is waited for if there is no handler, or
 * one of Resume (spec/ras.md 3). The handle is known before the first state is told. It stays if
 * the dial had begun; what was wrong before leaves none.
 */

#define COBJMACROS
#include "ras/api-dial.h"

#include <beck/hresult.h>
#include <beck/memory.h>
#include <beck/object.h>
#include <beck/utf16.h>

#include "ras/book.h"
#include "ras/connection.h"

/* ---- Going on ---- */

static DWORD
go_on (const BeckRasDialCall *call)
{
  g_autoptr (BeckRasHandle) handle = beck_ras_handle_get (*call->connection);

  if (handle == NULL || beck_ras_handle_is_closing (handle))
    return ERROR_INVALID_HANDLE;
  if (!beck_ras_handle_has_notifier (handle, call->notify.type, call->notify.notifier))
    return ERROR_INVALID_PARAMETER;
  return beck_ras_error_of (IRasConnection_Resume (handle->connection, &call->request));
}

/* ---- The connection ---- */

/* What the connection of the request is known by: the file of the entry, and its name. */
static guint32
get_names (const BeckRasRequest *request, char **book, char **name)
{
  g_autoptr (BeckRasEntry) entry = NULL;
  char *given_book = NULL, *given_name = NULL;
  guint32 error = 0;

  if (*request->entry == 0)
    error = ERROR_CANNOT_FIND_PHONEBOOK_ENTRY;
  else if (FAILED (beck_utf16_to_utf8 (request->phone_book, -1, &given_book, NULL, NULL))
           || FAILED (beck_utf16_to_utf8 (request->entry, -1, &given_name, NULL, NULL)))
    error = ERROR_NO_UNICODE_TRANSLATION;
  if (error == 0)
    error = beck_ras_book_find (given_book, given_name, &entry);
  if (error == 0)
    {
      *book = g_strdup (beck_ras_entry_get_book (entry));
      *name = g_strdup (beck_ras_entry_get_name (entry));
    }
  CoTaskMemFree (given_book);
  CoTaskMemFree (given_name);
  return error;
}

/* The connection of the entry that is up, if there is one; what is wrong with the entry is found
 * out by Dial. */
static BeckRasHandle *
find_connected (const BeckRasRequest *request)
{
  g_autofree char *book = NULL, *name = NULL;
  IRasConnection *connection = NULL;
  IRasConnectionInfo *info;
  BeckRasHandle *handle = NULL;
  BeckRasStatus status;

  if (get_names (request, &book, &name) != 0
      || FAILED (beck_ras_connection_find (book, name, &connection)))
    return NULL;
  if (SUCCEEDED (IRasConnection_QueryInterface (connection, &IID_IRasConnectionInfo,
                                                (void **) &info)))
    {
      if (SUCCEEDED (IRasConnectionInfo_GetStatus (info, &status)))
        beck_ras_handle_of (&status.id, &handle);
      IRasConnectionInfo_Release (info);
    }
  IRasConnection_Release (connection);
  return handle;
}

static BeckRasHandle *
make_handle (void)
{
  IRasConnection *connection;
  BeckRasHandle *handle;

  if (FAILED (beck_object_create (&beck_ras_connection_class, NULL, &IID_IRasConnection,
                                  (void **) &connection)))
    return NULL;
  handle = beck_ras_handle_new (connection);
  IRasConnection_Release (connection);
  return handle;
}

/* ---- The call ---- */

static HRESULT
begin (BeckRasHandle *handle, const BeckRasRequest *request, AsyncIRasConnection **call)
{
  ICallFactory *factory;
  HRESULT hr = IRasConnection_QueryInterface (handle->connection, &IID_ICallFactory,
                                              (void **) &factory);

  if (FAILED (hr))
    return hr;
  hr = ICallFactory_CreateCall (factory, &IID_AsyncIRasConnection, NULL, &IID_AsyncIRasConnection,
                                (IUnknown **) call);
  ICallFactory_Release (factory);
  if (SUCCEEDED (hr))
    hr = AsyncIRasConnection_Begin_Dial (*call, request);
  return hr;
}

static gboolean
is_complete (AsyncIRasConnection *call)
{
  ISynchronize *sync;
  gboolean complete = FALSE;

  if (FAILED (AsyncIRasConnection_QueryInterface (call, &IID_ISynchronize, (void **) &sync)))
    return FALSE;
  complete = ISynchronize_Wait (sync, 0, 0) == S_OK;
  ISynchronize_Release (sync);
  return complete;
}

/* Without a handler, until the dial is over; else what is over already. An asynchronous call
 * that nobody finishes goes on. */
static HRESULT
dial (BeckRasHandle *handle, const BeckRasDialCall *call)
{
  AsyncIRasConnection *dial_call = NULL;
  HRESULT hr = begin (handle, &call->request, &dial_call);

  if (SUCCEEDED (hr) && (call->notify.notifier == NULL || is_complete (dial_call)))
    hr = AsyncIRasConnection_Finish_Dial (dial_call);
  if (dial_call != NULL)
    AsyncIRasConnection_Release (dial_call);
  return hr;
}

/* ---- The function ---- */

/* What a connection that others use answers to a dial that it does not begin. */
static gboolean
is_refusal (DWORD error)
{
  return error == ERROR_NO_CONNECTION || error == ERROR_DIAL_ALREADY_IN_PROGRESS
         || error == ERROR_PORT_ALREADY_OPEN;
}

/* Whether the dial has begun. If it has, a handler hears of its end; who has none is told here.
 * What was told of a connection that was @found may have been about others. */
static DWORD
judge (const BeckRasDialCall *call, BeckRasNotifier *notifier, gboolean found, HRESULT hr,
       gboolean *begun)
{
  DWORD error = beck_ras_error_of (hr);

  *begun = error == 0
           || (beck_ras_notifier_was_told (notifier) && !(found && is_refusal (error)));
  return *begun && call->notify.notifier != NULL ? 0 : error;
}

static void
undo (BeckRasHandle *handle, const BeckRasDialCall *call)
{
  *call->connection = NULL;
  beck_ras_handle_drop_dial (handle);
}

/* @found: others may have dialled it. */
static DWORD
dial_with (BeckRasHandle *handle, const BeckRasDialCall *call, gboolean found)
{
  g_autoptr (BeckRasNotifier) notifier = NULL;
  gboolean begun = FALSE;
  DWORD error;
  HRESULT hr;

  error = beck_ras_handle_add_dial (handle, call->notify.type, call->notify.notifier);
  if (error != 0)
    return error;
  *call->connection = handle->value;
  hr = beck_ras_notifier_new (handle, &call->notify, &notifier);
  if (FAILED (hr))
    error = beck_ras_error_of (hr);
  else
    error = judge (call, notifier, found, dial (handle, call), &begun);
  if (begun)
    return error;
  if (notifier != NULL)
    beck_ras_notifier_stop (notifier);
  undo (handle, call);
  return error;
}

static DWORD
dial_anew (const BeckRasDialCall *call)
{
  g_autoptr (BeckRasHandle) handle = make_handle ();

  return handle != NULL ? dial_with (handle, call, FALSE) : ERROR_NOT_ENOUGH_MEMORY;
}

static DWORD
begin_dial (const BeckRasDialCall *call)
{
  g_autoptr (BeckRasHandle) handle = find_connected (&call->request);
  DWORD error = ERROR_NO_CONNECTION;

  if (handle != NULL)
    error = dial_with (handle, call, TRUE);
  /* There was none, or the last one who used it is just hanging up. */
  if (error == ERROR_NO_CONNECTION || error == ERROR_INVALID_HANDLE)
    return dial_anew (call);
  return error;
}

DWORD
beck_ras_dial_call (const BeckRasDialCall *call)
{
  if (beck_ras_notifier_is_inside ())
    return ERROR_ASYNC_REQUEST_PENDING;
  return *call->connection != NULL ? go_on (call) : begin_dial (call);
}
