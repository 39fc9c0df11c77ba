/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Error objects and the place each thread has for one. The fields of an error object are set
 * before others see it and only read afterwards, so there is no lock.
 */

#include <beck/errorinfo.h>

#include <beck/bstr.h>
#include <beck/error.h>
#include <beck/guid.h>
#include <beck/hresult.h>
#include <beck/memory.h>
#include <beck/object.h>
#include <beck/utf16.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/alloc.h"

typedef struct
{
  BeckObject object;
  IErrorInfo info;
  ICreateErrorInfo create;
  HRESULT hr; /* the failure it was made for, S_OK if that is not known */
  GUID guid;
  BSTR source;
  BSTR description;
  BSTR help_file;
  DWORD help_context;
} ErrorInfo;

static HRESULT
get_text (BSTR text, BSTR *ret)
{
  if (ret == NULL)
    return E_POINTER;
  *ret = NULL;
  if (text == NULL)
    return S_OK;
  *ret = SysAllocStringLen (text, SysStringLen (text));
  return *ret != NULL ? S_OK : E_OUTOFMEMORY;
}

static HRESULT
set_text (BSTR *text, LPCOLESTR value)
{
  BSTR copy = SysAllocString (value);

  if (copy == NULL && value != NULL)
    return E_OUTOFMEMORY;
  SysFreeString (*text);
  *text = copy;
  return S_OK;
}

static HRESULT
info_get_guid (IErrorInfo *This, GUID *guid)
{
  if (guid == NULL)
    return E_POINTER;
  *guid = BECK_SELF (ErrorInfo, info, This)->guid;
  return S_OK;
}

static HRESULT
info_get_source (IErrorInfo *This, BSTR *source)
{
  return get_text (BECK_SELF (ErrorInfo, info, This)->source, source);
}

static HRESULT
info_get_description (IErrorInfo *This, BSTR *description)
{
  return get_text (BECK_SELF (ErrorInfo, info, This)->description, description);
}

static HRESULT
info_get_help_file (IErrorInfo *This, BSTR *help_file)
{
  return get_text (BECK_SELF (ErrorInfo, info, This)->help_file, help_file);
}

static HRESULT
info_get_help_context (IErrorInfo *This, DWORD *help_context)
{
  if (help_context == NULL)
    return E_POINTER;
  *help_context = BECK_SELF (ErrorInfo, info, This)->help_context;
  return S_OK;
}

static HRESULT
create_set_guid (ICreateErrorInfo *This, REFGUID guid)
{
  if (guid == NULL)
    return E_INVALIDARG;
  BECK_SELF (ErrorInfo, create, This)->guid = *guid;
  return S_OK;
}

static HRESULT
create_set_source (ICreateErrorInfo *This, LPOLESTR source)
{
  return set_text (&BECK_SELF (ErrorInfo, create, This)->source, source);
}

static HRESULT
create_set_description (ICreateErrorInfo *This, LPOLESTR description)
{
  return set_text (&BECK_SELF (ErrorInfo, create, This)->description, description);
}

static HRESULT
create_set_help_file (ICreateErrorInfo *This, LPOLESTR help_file)
{
  return set_text (&BECK_SELF (ErrorInfo, create, This)->help_file, help_file);
}

static HRESULT
create_set_help_context (ICreateErrorInfo *This, DWORD help_context)
{
  BECK_SELF (ErrorInfo, create, This)->help_context = help_context;
  return S_OK;
}

static void
error_info_finalize (gpointer object)
{
  ErrorInfo *self = object;

  SysFreeString (self->source);
  SysFreeString (self->description);
  SysFreeString (self->help_file);
}

static const BeckClass error_info_class = {
  .name = "ErrorInfo",
  .size = sizeof (ErrorInfo),
  .interfaces = BECK_INTERFACES (
      BECK_INTERFACE (ErrorInfo, info, IErrorInfo, .GetGUID = info_get_guid,
                      .GetSource = info_get_source, .GetDescription = info_get_description,
                      .GetHelpFile = info_get_help_file, .GetHelpContext = info_get_help_context),
      BECK_INTERFACE (ErrorInfo, create, ICreateErrorInfo, .SetGUID = create_set_guid,
                      .SetSource = create_set_source, .SetDescription = create_set_description,
                      .SetHelpFile = create_set_help_file,
                      .SetHelpContext = create_set_help_context)),
  .finalize = error_info_finalize,
};

HRESULT
CreateErrorInfo (ICreateErrorInfo **info)
{
  if (info == NULL)
    return E_INVALIDARG;
  return beck_object_create (&error_info_class, NULL, &IID_ICreateErrorInfo, (void **) info);
}

/* ---- The thread's place ---- */

static void
release_info (gpointer info)
{
  ((IErrorInfo *) info)->lpVtbl->Release (info);
}

/* Taking the old object out of the place, or the end of the thread, releases it. */
static GPrivate pending = G_PRIVATE_INIT (release_info);

/* exit() ends no thread in the sense of GPrivate, and an error nobody asked for is no leak to
 * report. */
static void
release_at_exit (void)
{
  g_private_replace (&pending, NULL);
}

HRESULT
SetErrorInfo (ULONG reserved, IErrorInfo *info)
{
  static gsize registered;

  if (reserved != 0)
    return E_INVALIDARG;
  if (info != NULL)
    {
      if (g_once_init_enter (&registered))
        {
          atexit (release_at_exit);
          g_once_init_leave (&registered, 1);
        }
      info->lpVtbl->AddRef (info);
    }
  g_private_replace (&pending, info);
  return S_OK;
}

HRESULT
GetErrorInfo (ULONG reserved, IErrorInfo **info)
{
  if (reserved != 0 || info == NULL)
    return E_INVALIDARG;
  *info = g_private_get (&pending);
  g_private_set (&pending, NULL);
  return *info != NULL ? S_OK : S_FALSE;
}

/* ---- Natives ---- */

/* What vsnprintf() makes of it, in memory of its own; NULL if that is lacking. */
static char *
format_text (const char *format, va_list args)
{
  va_list again;
  char *text;
  int length;

  va_copy (again, args);
  length = vsnprintf (NULL, 0, format, again);
  va_end (again);
  if (length < 0)
    return NULL;
  text = beck_alloc ((gsize) length + 1);
  if (text != NULL)
    vsnprintf (text, (gsize) length + 1, format, args);
  return text;
}

static HRESULT
set_utf8 (BSTR *ret, char *text)
{
  HRESULT hr;
  gsize bad;

  /* File names in texts need not be UTF-8. */
  while ((hr = beck_bstr_from_utf8 (text, -1, ret, &bad))
         == HRESULT_FROM_WIN32 (ERROR_NO_UNICODE_TRANSLATION))
    text[bad] = '?';
  return hr;
}

static HRESULT
fill (ErrorInfo *self, REFIID iid, const char *source, char *description)
{
  HRESULT hr;

  if (iid != NULL)
    self->guid = *iid;
  if (source != NULL)
    {
      hr = beck_bstr_from_utf8 (source, -1, &self->source, NULL);
      if (FAILED (hr))
        return hr;
    }
  return set_utf8 (&self->description, description);
}

HRESULT
beck_error_info_set (HRESULT hr, REFIID iid, const char *source, const char *format, ...)
{
  ErrorInfo *self = beck_object_new (&error_info_class, NULL);
  char *description;
  va_list args;

  va_start (args, format);
  description = format_text (format, args);
  va_end (args);

  if (self != NULL && description != NULL
      && SUCCEEDED (fill (self, iid, source, description)))
    {
      self->hr = hr;
      SetErrorInfo (0, &self->info);
    }
  else
    SetErrorInfo (0, NULL);
  beck_free (description);
  beck_object_unref (self);
  return hr;
}

/* Whether @info speaks of @hr, as far as one can tell. */
static gboolean
is_about (IErrorInfo *info, HRESULT hr)
{
  ErrorInfo *ours = beck_object_from_interface (info, &error_info_class);

  return ours == NULL || ours->hr == S_OK || ours->hr == hr;
}

/* Returns: (transfer full) (nullable): @text in UTF-8, for CoTaskMemFree() */
static char *
take_utf8 (BSTR text)
{
  char *utf8 = NULL;

  if (SysStringLen (text) > 0)
    beck_utf16_to_utf8 (text, SysStringLen (text), &utf8, NULL, NULL);
  SysFreeString (text);
  return utf8;
}

static GError *
error_new (HRESULT hr, const char *source, const char *description)
{
  if (description == NULL)
    description = beck_hresult_to_string (hr);
  if (source == NULL)
    return beck_error_new (hr, "%s", description);
  return beck_error_new (hr, "%s: %s", source, description);
}

GError *
beck_error_info_take (HRESULT hr)
{
  g_autoptr (IErrorInfo) info = NULL;
  BSTR bstr_source = NULL, bstr_description = NULL;
  char *source, *description;
  GError *error;

  if (GetErrorInfo (0, &info) == S_OK && is_about (info, hr))
    {
      info->lpVtbl->GetSource (info, &bstr_source);
      info->lpVtbl->GetDescription (info, &bstr_description);
    }
  source = take_utf8 (bstr_source);
  description = take_utf8 (bstr_description);
  error = error_new (hr, source, description);
  CoTaskMemFree (source);
  CoTaskMemFree (description);
  return error;
}
