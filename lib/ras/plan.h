/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What a request (rasconn.idl) comes to: the entry out of the phone book, the number, the
 * credentials, the back end that will do it.
 */

#include <rasconn.h>

#include "ras/backend.h"

typedef struct
{
  BeckRasDial dial; /* what the back end sees; the rest is what it points to */
  const BeckRasBackend *backend;
  char *phone_number;
  char *callback_number;
  BeckRasCredentials *credentials;
} BeckRasPlan;

/* 0 or what RasDial returns: ERROR_INVALID_PARAMETER (neither entry nor number),
 * ERROR_CANNOT_FIND_PHONEBOOK_ENTRY and what else reading a book gives,
 * ERROR_CONNECTING_DEVICE_NOT_FOUND (no back end), what the back end says of the entry,
 * ERROR_NO_UNICODE_TRANSLATION, ERROR_NOT_ENOUGH_MEMORY. */
guint32 beck_ras_plan_new (const BeckRasRequest *request, BeckRasPlan **plan);

/* For a link that is there already. NULL without memory. */
BeckRasPlan *beck_ras_plan_new_attached (BeckRasEntry *entry, const BeckRasBackend *backend);
void beck_ras_plan_free (BeckRasPlan *plan); /* (nullable) */

/* The credentials have done what they are for. */
void beck_ras_plan_forget (BeckRasPlan *plan);

/* (out): UTF-8, to be freed with CoTaskMemFree(); "" for NULL. */
guint32 beck_ras_plan_text (const WCHAR *text, char **copy);

/* Those of a request, to go on after a pause. NULL without memory. */
BeckRasCredentials *beck_ras_request_credentials (const BeckRasRequest *request);
