/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What RasDialA() and RasDialW() are given, as a request. Passwords among it are copied once, into
 * secret memory.
 */

#include "ras/api-dial.h"

#include <beck/hresult.h>
#include <beck/memory.h>
#include <beck/utf16.h>

#include "ras/api-text.h"
#include "ras/field.h"
#include "ras/secret.h"

static const DWORD extension_sizes[] = {
  BECK_RAS_SIZE_UP_TO (RASDIALEXTENSIONS, reserved1),
  BECK_RAS_SIZE_UP_TO (RASDIALEXTENSIONS, fSkipPppAuth),
  BECK_RAS_SIZE_UP_TO (RASDIALEXTENSIONS, RasDevSpecificInfo),
  sizeof (RASDIALEXTENSIONS),
  0,
};

/* ---- Texts ---- */

#define READ_PARAMS(X)                                                                             \
  static guint32 read_texts_##X (RASDIALPARAMSW *to, const RASDIALPARAMS##X *from)                 \
  {                                                                                                \
    guint32 error = 0;                                                                             \
                                                                                                   \
    READ_TEXT (X, szEntryName);                                                                    \
    READ_TEXT (X, szPhoneNumber);                                                                  \
    READ_TEXT (X, szCallbackNumber);                                                               \
    READ_TEXT (X, szUserName);                                                                     \
    READ_TEXT (X, szPassword);                                                                     \
    READ_TEXT (X, szDomain);                                                                       \
    return error;                                                                                  \
  }                                                                                                \
                                                                                                   \
  static void read_ids_##X (BeckRasDialCall *call, const RASDIALPARAMS##X *from)                   \
  {                                                                                                \
    if (from->dwSize < BECK_RAS_SIZE_UP_TO (RASDIALPARAMS##X, dwIfIndex))                          \
      return;                                                                                      \
    call->request.sub_entry = from->dwSubEntry;                                                    \
    call->notify.callback_id = from->dwCallbackId;                                                 \
  }

#define GET_A beck_ras_get_text_a
#define GET_W beck_ras_get_text_w
#define READ_TEXT(X, field)                                                                        \
  if (error == 0)                                                                                  \
  error = GET_##X (to->field, from->field, G_N_ELEMENTS (from->field))

READ_PARAMS (A)
READ_PARAMS (W)

/* ---- The rest ---- */

static gboolean
is_notifier_type (DWORD type)
{
  return type <= 2 || type == BECK_RAS_NOTIFIER_WINDOW;
}

static guint32
read_extensions (BeckRasDialCall *call, const RASDIALEXTENSIONS *extensions)
{
  if (extensions == NULL)
    return 0;
  if (!beck_ras_size_is_known (extensions->dwSize, extension_sizes))
    return ERROR_INVALID_SIZE;
  call->request.options = extensions->dwfOptions;
  /* Who waits in RasDial() could not go on. */
  if (call->notify.notifier == NULL)
    call->request.options &= ~(DWORD) RDEOPT_PausedStates;
  return 0;
}

/* Links have one member here, whose number is 1. */
static DWORD
dial_params (BeckRasDialCall *call, const RASDIALPARAMSW *params)
{
  call->request.entry = params->szEntryName;
  call->request.phone_number = params->szPhoneNumber;
  call->request.callback_number = params->szCallbackNumber;
  call->request.user_name = params->szUserName;
  call->request.password = params->szPassword;
  call->request.domain = params->szDomain;
  call->notify.sub_entry = call->request.sub_entry != 0 ? call->request.sub_entry : 1;
  return beck_ras_dial_call (call);
}

static guint32
check (const BeckRasDialCall *call, const DWORD *size, gboolean wide)
{
  if (size == NULL || call->connection == NULL)
    return ERROR_INVALID_PARAMETER;
  if (!beck_ras_size_is_known (*size, beck_ras_dial_params_sizes (wide)))
    return ERROR_INVALID_SIZE;
  return call->notify.notifier == NULL || is_notifier_type (call->notify.type)
             ? 0
             : ERROR_INVALID_PARAMETER;
}

/* ---- The functions ---- */

DWORD WINAPI
RasDialW (LPRASDIALEXTENSIONS extensions, LPCWSTR phone_book, LPRASDIALPARAMSW params,
          DWORD notifier_type, LPVOID notifier, LPHRASCONN connection)
{
  static const WCHAR nothing[1] = { 0 };
  BeckRasDialCall call = { .notify = { notifier_type, notifier }, .connection = connection };
  RASDIALPARAMSW *texts;
  DWORD error = check (&call, params != NULL ? &params->dwSize : NULL, TRUE);

  if (error == 0)
    error = read_extensions (&call, extensions);
  if (error != 0)
    return error;
  texts = beck_ras_secret_alloc (sizeof *texts);
  if (texts == NULL)
    return ERROR_NOT_ENOUGH_MEMORY;
  call.request.phone_book = phone_book != NULL ? phone_book : nothing;
  read_ids_W (&call, params);
  error = read_texts_W (texts, params);
  if (error == 0)
    error = dial_params (&call, texts);
  beck_ras_secret_free (texts);
  return error;
}

static DWORD
dial_a (BeckRasDialCall *call, const RASDIALPARAMSA *params)
{
  RASDIALPARAMSW *texts = beck_ras_secret_alloc (sizeof *texts);
  DWORD error;

  if (texts == NULL)
    return ERROR_NOT_ENOUGH_MEMORY;
  read_ids_A (call, params);
  error = read_texts_A (texts, params);
  if (error == 0)
    error = dial_params (call, texts);
  beck_ras_secret_free (texts);
  return error;
}

DWORD WINAPI
RasDialA (LPRASDIALEXTENSIONS extensions, LPCSTR phone_book, LPRASDIALPARAMSA params,
          DWORD notifier_type, LPVOID notifier, LPHRASCONN connection)
{
  BeckRasDialCall call = { .notify = { notifier_type, notifier }, .connection = connection };
  OLECHAR *book = NULL;
  DWORD error = check (&call, params != NULL ? &params->dwSize : NULL, FALSE);

  if (error == 0)
    error = read_extensions (&call, extensions);
  if (error == 0)
    error = beck_ras_error_of (
      beck_utf16_from_utf8 (phone_book != NULL ? phone_book : "", -1, &book, NULL, NULL));
  call.request.phone_book = book;
  if (error == 0)
    error = dial_a (&call, params);
  CoTaskMemFree (book);
  return error;
}
