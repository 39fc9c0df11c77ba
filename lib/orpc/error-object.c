/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Between error objects and the extension that carries what they say. The object itself does not
 * travel: its texts do, and the other side makes an object of its own. Texts that are too long for
 * the extension are cut.
 */

#include "orpc/error-object.h"

#include <beck/bstr.h>
#include <beck/errorinfo.h>
#include <beck/hresult.h>

#include "base/alloc.h"

/* ---- Out of the server ---- */

static gboolean
leaves_errors (IUnknown *server, REFIID iid)
{
  g_autoptr (ISupportErrorInfo) support = NULL;

  return SUCCEEDED (server->lpVtbl->QueryInterface (server, &IID_ISupportErrorInfo,
                                                    (void **) &support))
         && support->lpVtbl->InterfaceSupportsErrorInfo (support, iid) == S_OK;
}

/* A pair of units stays together. */
static void
cut (BSTR text)
{
  guint end = BECK_ORPC_MAX_ERROR_TEXT;

  if (text == NULL || SysStringLen (text) <= end)
    return;
  if (text[end - 1] >= 0xd800 && text[end - 1] < 0xdc00)
    end--;
  text[end] = 0;
}

typedef struct
{
  BSTR source, description, help_file;
} Texts;

static void
texts_clear (Texts *texts)
{
  SysFreeString (texts->source);
  SysFreeString (texts->description);
  SysFreeString (texts->help_file);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Texts, texts_clear)

/* What an object does not say is empty. */
static void
ask (IErrorInfo *info, BeckOrpcError *error, Texts *texts)
{
  if (FAILED (info->lpVtbl->GetGUID (info, &error->iid)))
    error->iid = IID_NULL;
  if (FAILED (info->lpVtbl->GetHelpContext (info, &error->help_context)))
    error->help_context = 0;
  if (FAILED (info->lpVtbl->GetSource (info, &texts->source)))
    texts->source = NULL;
  if (FAILED (info->lpVtbl->GetDescription (info, &texts->description)))
    texts->description = NULL;
  if (FAILED (info->lpVtbl->GetHelpFile (info, &texts->help_file)))
    texts->help_file = NULL;
  cut (texts->source);
  cut (texts->description);
  cut (texts->help_file);
  error->source = texts->source;
  error->description = texts->description;
  error->help_file = texts->help_file;
}

gboolean
beck_orpc_error_take (IUnknown *server, REFIID iid, guint8 **data, gsize *size)
{
  g_autoptr (IErrorInfo) info = NULL;
  g_auto (Texts) texts = { NULL, NULL, NULL };
  BeckOrpcError error = { 0 };

  *data = NULL;
  *size = 0;
  if (GetErrorInfo (0, &info) != S_OK || !leaves_errors (server, iid))
    return FALSE;
  ask (info, &error, &texts);
  *size = beck_orpc_error_size (&error);
  if (*size > 0)
    *data = beck_alloc (*size);
  if (*data != NULL)
    beck_orpc_error_print (&error, *data);
  return *data != NULL;
}

/* ---- Into the client ---- */

static HRESULT
fill (ICreateErrorInfo *object, const BeckOrpcError *error)
{
  HRESULT hr = object->lpVtbl->SetGUID (object, &error->iid);

  if (SUCCEEDED (hr))
    hr = object->lpVtbl->SetHelpContext (object, error->help_context);
  if (SUCCEEDED (hr))
    hr = object->lpVtbl->SetSource (object, (LPOLESTR) (guintptr) error->source);
  if (SUCCEEDED (hr))
    hr = object->lpVtbl->SetDescription (object, (LPOLESTR) (guintptr) error->description);
  if (SUCCEEDED (hr))
    hr = object->lpVtbl->SetHelpFile (object, (LPOLESTR) (guintptr) error->help_file);
  return hr;
}

static void
set (const BeckOrpcError *error)
{
  g_autoptr (ICreateErrorInfo) object = NULL;
  g_autoptr (IErrorInfo) info = NULL;

  if (SUCCEEDED (CreateErrorInfo (&object)) && SUCCEEDED (fill (object, error))
      && SUCCEEDED (object->lpVtbl->QueryInterface (object, &IID_IErrorInfo, (void **) &info)))
    SetErrorInfo (0, info);
}

void
beck_orpc_error_set (const BeckOrpcExtensions *extensions)
{
  const BeckOrpcExtension *found = beck_orpc_extensions_find (extensions, &beck_orpc_error_id);
  g_auto (BeckNdrArena) arena = BECK_NDR_ARENA_INIT;
  BeckOrpcError error;

  if (found != NULL
      && beck_orpc_error_parse (found->data, found->size, &arena, &error) == BECK_ORPC_ERROR_GOOD)
    set (&error);
}
