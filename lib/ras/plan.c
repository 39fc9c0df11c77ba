/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Texts of requests come in UTF-16 and are UTF-8 from here on. Credentials go straight into secret
 * memory.
 */

#include "ras/plan.h"

#include <beck/hresult.h>
#include <beck/memory.h>
#include <beck/utf16.h>
#include <win/ras.h>
#include <win/raserror.h>

#include "base/alloc.h"
#include "ras/book.h"

static guint32
error_of (HRESULT hr)
{
  return hr == E_OUTOFMEMORY ? ERROR_NOT_ENOUGH_MEMORY : HRESULT_CODE (hr);
}

static gboolean
is_empty (const WCHAR *text)
{
  return text == NULL || *text == 0;
}

guint32
beck_ras_plan_text (const WCHAR *text, char **copy)
{
  static const WCHAR nothing[1] = { 0 };
  HRESULT hr = beck_utf16_to_utf8 (text != NULL ? text : nothing, -1, copy, NULL, NULL);

  return SUCCEEDED (hr) ? 0 : error_of (hr);
}

/* ---- The entry ---- */

/* A number by itself is dialled with a modem (spec/ras.md 2). */
static guint32
make_entry (const char *number, BeckRasEntry **entry)
{
  g_autofree char *name = g_strconcat (".", number, NULL);
  BeckRasEntry *made = beck_ras_entry_new (name, "");

  if (made != NULL && beck_ras_entry_set_number (made, BECK_RAS_KEY_TYPE, RASET_Phone)
      && beck_ras_entry_set (made, BECK_RAS_KEY_DEVICE_TYPE, RASDT_Modem)
      && beck_ras_entry_set (made, BECK_RAS_KEY_PHONE_NUMBER, number))
    {
      *entry = made;
      return 0;
    }
  beck_ras_entry_unref (made);
  return ERROR_NOT_ENOUGH_MEMORY;
}

static guint32
find_entry (const BeckRasRequest *request, BeckRasEntry **entry)
{
  char *book = NULL, *name = NULL;
  guint32 error = beck_ras_plan_text (request->phone_book, &book);

  if (error == 0)
    error = beck_ras_plan_text (request->entry, &name);
  if (error == 0)
    error = beck_ras_book_find (book, name, entry);
  CoTaskMemFree (book);
  CoTaskMemFree (name);
  return error;
}

static guint32
choose_entry (BeckRasPlan *plan, const BeckRasRequest *request)
{
  if (!is_empty (request->entry))
    return find_entry (request, &plan->dial.entry);
  if (is_empty (request->phone_number))
    return ERROR_INVALID_PARAMETER;
  return make_entry (plan->phone_number, &plan->dial.entry);
}

/* ---- Numbers and credentials ---- */

static guint32
choose_numbers (BeckRasPlan *plan)
{
  const char *number = beck_ras_entry_get (plan->dial.entry, BECK_RAS_KEY_PHONE_NUMBER);

  plan->dial.phone_number = plan->phone_number;
  if (*plan->phone_number == 0 && number != NULL)
    plan->dial.phone_number = number;
  plan->dial.callback_number = plan->callback_number;
  return 0;
}

BeckRasCredentials *
beck_ras_request_credentials (const BeckRasRequest *request)
{
  return beck_ras_credentials_new_utf16 (request->user_name, request->password, request->domain);
}

/* "*" is the domain of the entry. */
static guint32
complete_domain (BeckRasPlan *plan)
{
  const BeckRasCredentials *given = plan->credentials;
  BeckRasCredentials *completed;

  if (g_strcmp0 (given->domain, "*") != 0)
    return 0;
  completed = beck_ras_credentials_new (
      given->user_name, given->password,
      beck_ras_entry_get (plan->dial.entry, BECK_RAS_KEY_DOMAIN));
  if (completed == NULL)
    return ERROR_NOT_ENOUGH_MEMORY;
  beck_ras_credentials_free (plan->credentials);
  plan->credentials = completed;
  return 0;
}

static guint32
choose_credentials (BeckRasPlan *plan, const BeckRasRequest *request)
{
  guint32 error;

  plan->credentials = beck_ras_request_credentials (request);
  if (plan->credentials == NULL)
    return ERROR_NOT_ENOUGH_MEMORY;
  error = beck_ras_saved_complete (plan->dial.entry, &plan->credentials);
  if (error == 0)
    error = complete_domain (plan);
  plan->dial.credentials = plan->credentials;
  return error;
}

/* ---- All of it ---- */

static guint32
fill (BeckRasPlan *plan, const BeckRasRequest *request)
{
  guint32 error = beck_ras_plan_text (request->phone_number, &plan->phone_number);

  plan->dial.options = request->options;
  if (error == 0)
    error = beck_ras_plan_text (request->callback_number, &plan->callback_number);
  if (error == 0)
    error = choose_entry (plan, request);
  if (error == 0)
    error = choose_numbers (plan);
  if (error == 0)
    error = choose_credentials (plan, request);
  if (error != 0)
    return error;
  plan->backend = beck_ras_backend_for (plan->dial.entry);
  if (plan->backend == NULL)
    return ERROR_CONNECTING_DEVICE_NOT_FOUND;
  return plan->backend->validate (plan->dial.entry, plan->dial.phone_number);
}

BeckRasPlan *
beck_ras_plan_new_attached (BeckRasEntry *entry, const BeckRasBackend *backend)
{
  BeckRasPlan *plan = beck_alloc0 (sizeof *plan);

  if (plan == NULL)
    return NULL;
  plan->dial.entry = beck_ras_entry_ref (entry);
  plan->backend = backend;
  return plan;
}

guint32
beck_ras_plan_new (const BeckRasRequest *request, BeckRasPlan **made)
{
  BeckRasPlan *plan = beck_alloc0 (sizeof *plan);
  guint32 error = ERROR_NOT_ENOUGH_MEMORY;

  *made = NULL;
  if (plan == NULL)
    return error;
  error = fill (plan, request);
  if (error == 0)
    *made = plan;
  else
    beck_ras_plan_free (plan);
  return error;
}

void
beck_ras_plan_forget (BeckRasPlan *plan)
{
  plan->dial.credentials = NULL;
  g_clear_pointer (&plan->credentials, beck_ras_credentials_free);
}

void
beck_ras_plan_free (BeckRasPlan *plan)
{
  if (plan == NULL)
    return;
  beck_ras_plan_forget (plan);
  beck_ras_entry_unref (plan->dial.entry);
  CoTaskMemFree (plan->phone_number);
  CoTaskMemFree (plan->callback_number);
  beck_free (plan);
}
