/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * CoGetClassObject() and CoCreateInstance(): where a class is looked for, and whether its
 * objects may live in the caller's apartment (spec/com.md 6.2). No pointer ever leaves
 * here that belongs to another apartment than the caller's. What this process does not know the
 * layer above looks for in others.
 */

#include "apartment/activation.h"
#include "apartment/home.h"

#include <beck/errorinfo.h>
#include <beck/guid.h>
#include <beck/hresult.h>
#include <limits.h>
#include <unistd.h>

#include "com/class-index.h"
#include "com/class.h"

/* Who makes the class object: a record, a module, or a layer above. */
typedef struct
{
  const BeckClass *klass;
  BeckModule *module;
  BeckGetClassObject above;
  BeckThreadingModel model;
} Source;

BeckGetClassObject (*beck_activation_find_above) (REFCLSID clsid);

static const BeckClass *
find_builtin (REFCLSID clsid)
{
  for (const BeckClass *const *klass = beck_builtin_classes; *klass != NULL; klass++)
    if (beck_guid_equal ((*klass)->clsid, clsid))
      return *klass;
  return NULL;
}

static HRESULT
find_source (REFCLSID clsid, Source *source)
{
  source->model = BECK_THREADING_BOTH;
  source->klass = beck_class_find (clsid, &source->model);
  if (source->klass == NULL)
    source->klass = find_builtin (clsid);
  if (source->klass == NULL && beck_activation_find_above != NULL)
    source->above = beck_activation_find_above (clsid);
  if (source->klass != NULL || source->above != NULL)
    return S_OK;
  return beck_class_index_find (clsid, &source->model, &source->module);
}

static gboolean
may_live_in (BeckThreadingModel model, APTTYPE type)
{
  switch (model)
    {
    case BECK_THREADING_MAIN:
      return type == APTTYPE_MAINSTA;
    case BECK_THREADING_APARTMENT:
      return type == APTTYPE_MAINSTA || type == APTTYPE_STA;
    case BECK_THREADING_FREE:
      return type == APTTYPE_MTA;
    case BECK_THREADING_BOTH:
    case BECK_THREADING_NEUTRAL:
      return TRUE;
    }
  return FALSE;
}

static HRESULT
lives_elsewhere (REFCLSID clsid)
{
  char text[BECK_GUID_TEXT_SIZE];

  beck_guid_format (clsid, text);
  return beck_error_info_set (CO_E_NOT_SUPPORTED, &IID_NULL, "Beck",
                              "objects of class {%s} cannot live in the caller's apartment, "
                              "by the threading model of the class",
                              text);
}

static gboolean
equals_ascii (LPCWSTR wide, const char *text)
{
  while (*text != '\0' && *wide < 0x80 && g_ascii_tolower (*wide) == g_ascii_tolower (*text))
    wide++, text++;
  return *text == '\0' && *wide == 0;
}

static gboolean
is_this_machine (LPCWSTR name)
{
  char host[HOST_NAME_MAX + 1] = "";

  if (name == NULL || *name == 0 || equals_ascii (name, "localhost"))
    return TRUE;
  return gethostname (host, sizeof host) == 0 && equals_ascii (name, host);
}

/* Where an activation begins: @elsewhere, if the server is another machine. */
static HRESULT
check (REFCLSID clsid, DWORD context, const COSERVERINFO *server, gboolean *elsewhere)
{
  *elsewhere = FALSE;
  if (beck_apartment_current () == NULL)
    return CO_E_NOTINITIALIZED;
  if (clsid == NULL)
    return E_INVALIDARG;
  if (server == NULL)
    return S_OK;
  if (server->dwReserved1 != 0 || server->dwReserved2 != 0)
    return E_INVALIDARG;
  *elsewhere = !is_this_machine (server->pwszName);
  return *elsewhere && !((context & CLSCTX_REMOTE_SERVER) && beck_activation_above != NULL)
             ? CO_E_CANT_REMOTE
             : S_OK;
}

typedef struct
{
  const CLSID *clsid;
  const Source *source;
} Wanted;

static HRESULT
get_from_source (gpointer data, REFIID riid, void **ppv)
{
  const Wanted *wanted = data;
  const Source *source = wanted->source;

  if (source->klass != NULL)
    return beck_class_get_factory (source->klass, riid, ppv);
  if (source->above != NULL)
    return source->above (wanted->clsid, riid, ppv);
  return beck_module_get_object (source->module, wanted->clsid, riid, ppv);
}

/* The class object in an apartment that its objects may live in: a proxy. */
static HRESULT
get_at_home (Wanted *wanted, REFIID riid, void **ppv)
{
  g_autoptr (BeckApartment) home = NULL;
  HRESULT hr;

  if (beck_activation_above == NULL)
    return lives_elsewhere (wanted->clsid);
  hr = beck_apartment_get_home (wanted->source->model, &home);
  if (FAILED (hr))
    return hr;
  return beck_activation_above->get_through (home, get_from_source, wanted, riid, ppv);
}

/* The class object in the caller's apartment. */
static HRESULT
get_here (REFCLSID clsid, DWORD context, REFIID riid, void **ppv)
{
  BeckApartment *apartment = beck_apartment_current ();
  Source source = { NULL };
  Wanted wanted = { clsid, &source };
  HRESULT hr;

  context &= CLSCTX_INPROC_SERVER | CLSCTX_INPROC_HANDLER;
  if (beck_class_objects_query (apartment, clsid, context, riid, ppv, &hr))
    return hr;
  /* Whatever is not registered as a handler is a server. */
  hr = context & CLSCTX_INPROC_SERVER ? find_source (clsid, &source) : REGDB_E_CLASSNOTREG;
  if (FAILED (hr))
    return hr;
  if (!may_live_in (source.model, beck_apartment_get_type (apartment)))
    return get_at_home (&wanted, riid, ppv);
  return get_from_source (&wanted, riid, ppv);
}

/* The same; S_FALSE if it is to be looked for in servers. */
static HRESULT
look_here (REFCLSID clsid, DWORD context, const COSERVERINFO *server, REFIID riid, void **ppv)
{
  gboolean elsewhere;
  HRESULT hr = check (clsid, context, server, &elsewhere);

  *ppv = NULL;
  if (FAILED (hr))
    return hr;
  if (elsewhere)
    return S_FALSE;
  hr = get_here (clsid, context, riid, ppv);
  if (hr == REGDB_E_CLASSNOTREG && (context & (CLSCTX_LOCAL_SERVER | CLSCTX_REMOTE_SERVER))
      && beck_activation_above != NULL)
    return S_FALSE;
  return hr;
}

static HRESULT
ask_servers (REFCLSID clsid, DWORD context, const COSERVERINFO *server, gboolean class_object,
             DWORD n_results, MULTI_QI *results)
{
  if (server != NULL && is_this_machine (server->pwszName))
    server = NULL;
  return beck_activation_above->activate (clsid, context, server, class_object, n_results,
                                          results);
}

/* One interface of what a server makes, or (@class_object) has. */
static HRESULT
ask_server (REFCLSID clsid, DWORD context, const COSERVERINFO *server, gboolean class_object,
            REFIID riid, void **ppv)
{
  MULTI_QI result = { riid, NULL, S_OK };
  HRESULT hr = ask_servers (clsid, context, server, class_object, 1, &result);

  *ppv = SUCCEEDED (hr) ? result.pItf : NULL;
  return hr;
}

HRESULT
CoGetClassObject (REFCLSID rclsid, DWORD context, COSERVERINFO *server, REFIID riid, void **ppv)
{
  HRESULT hr;

  if (ppv == NULL)
    return E_INVALIDARG;
  *ppv = NULL;
  if (riid == NULL)
    return beck_apartment_current () != NULL ? E_INVALIDARG : CO_E_NOTINITIALIZED;
  hr = look_here (rclsid, context, server, riid, ppv);
  return hr == S_FALSE ? ask_server (rclsid, context, server, TRUE, riid, ppv) : hr;
}

/* S_FALSE: a server may do it. */
static HRESULT
create_here (REFCLSID clsid, IUnknown *outer, DWORD context, const COSERVERINFO *server,
             REFIID riid, void **ppv)
{
  g_autoptr (IClassFactory) factory = NULL;
  HRESULT hr;

  *ppv = NULL;
  if (riid == NULL)
    return beck_apartment_current () != NULL ? E_INVALIDARG : CO_E_NOTINITIALIZED;
  hr = look_here (clsid, context, server, &IID_IClassFactory, (void **) &factory);
  if (hr == S_FALSE && outer != NULL)
    return CLASS_E_NOAGGREGATION;
  if (FAILED (hr) || hr == S_FALSE)
    return hr;
  hr = factory->lpVtbl->CreateInstance (factory, outer, riid, ppv);
  if (FAILED (hr))
    *ppv = NULL;
  /* Whatever the factory calls its success. */
  return hr == S_FALSE ? S_OK : hr;
}

HRESULT
CoCreateInstance (REFCLSID rclsid, IUnknown *outer, DWORD context, REFIID riid, void **ppv)
{
  HRESULT hr;

  if (ppv == NULL)
    return E_POINTER;
  hr = create_here (rclsid, outer, context, NULL, riid, ppv);
  return hr == S_FALSE ? ask_server (rclsid, context, NULL, FALSE, riid, ppv) : hr;
}

/* ---- Several interfaces at once ---- */

static void
set_results (MULTI_QI *results, DWORD n_results, HRESULT hr)
{
  for (DWORD i = 0; i < n_results; i++)
    {
      results[i].pItf = NULL;
      results[i].hr = hr;
    }
}

static HRESULT
check_results (const MULTI_QI *results, DWORD n_results, gboolean is_aggregated)
{
  gboolean has_unknown = FALSE;

  for (DWORD i = 0; i < n_results; i++)
    {
      if (results[i].pIID == NULL)
        return E_INVALIDARG;
      has_unknown |= beck_guid_equal (results[i].pIID, &IID_IUnknown);
    }
  return is_aggregated && !has_unknown ? CLASS_E_NOAGGREGATION : S_OK;
}

static HRESULT
query_results (IUnknown *object, MULTI_QI *results, DWORD n_results)
{
  DWORD n_found = 0;

  for (DWORD i = 0; i < n_results; i++)
    {
      MULTI_QI *result = &results[i];

      result->hr
          = object->lpVtbl->QueryInterface (object, result->pIID, (void **) &result->pItf);
      if (SUCCEEDED (result->hr))
        n_found++;
      else
        result->pItf = NULL;
    }
  if (n_found == 0)
    return E_NOINTERFACE;
  return n_found < n_results ? CO_S_NOTALLINTERFACES : S_OK;
}

HRESULT
CoCreateInstanceEx (REFCLSID rclsid, IUnknown *outer, DWORD context, COSERVERINFO *server,
                    DWORD n_results, MULTI_QI *results)
{
  g_autoptr (IUnknown) object = NULL;
  HRESULT hr;

  if (n_results == 0 || results == NULL)
    return E_INVALIDARG;
  hr = check_results (results, n_results, outer != NULL);
  if (SUCCEEDED (hr))
    hr = create_here (rclsid, outer, context, server, &IID_IUnknown, (void **) &object);
  if (hr == S_FALSE)
    {
      hr = ask_servers (rclsid, context, server, FALSE, n_results, results);
      if (FAILED (hr))
        set_results (results, n_results, hr);
      return hr;
    }
  set_results (results, n_results, hr);
  return SUCCEEDED (hr) ? query_results (object, results, n_results) : hr;
}
