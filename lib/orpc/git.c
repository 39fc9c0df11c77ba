/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The global interface table (spec/com.md 6.3): interfaces that every apartment of the process can
 * have, by number. There is one table, which is never freed: its AddRef and Release answer 1.
 *
 * An entry holds its object until it is revoked. Whoever looks at an entry has a reference to
 * it meanwhile, so that no foreign code runs under the lock, and revoking waits for nobody.
 */

#include "orpc/git.h"

#include <beck/guid.h>
#include <beck/hresult.h>

#include "orpc/cookies.h"
#include "orpc/everywhere.h"

typedef struct
{
  gint refs; /* under the lock */
  BeckEverywhere everywhere;
} Entry;

static struct
{
  GMutex lock;
  BeckCookies entries;
} table;

/* ---- Entries ---- */

static void
entry_unref (Entry *entry)
{
  gboolean last;

  g_mutex_lock (&table.lock);
  last = --entry->refs == 0;
  g_mutex_unlock (&table.lock);
  if (!last)
    return;
  beck_everywhere_clear (&entry->everywhere);
  beck_free (entry);
}

static HRESULT
entry_new (IUnknown *object, REFIID riid, Entry **made)
{
  Entry *entry = beck_alloc0 (sizeof *entry);
  HRESULT hr;

  if (entry == NULL)
    return E_OUTOFMEMORY;
  entry->refs = 1;
  hr = beck_everywhere_init (&entry->everywhere, object, riid);
  if (FAILED (hr))
    beck_free (entry);
  else
    *made = entry;
  return hr;
}

/* ---- IGlobalInterfaceTable ---- */

static HRESULT STDMETHODCALLTYPE
git_query (IGlobalInterfaceTable *This, REFIID riid, void **ppv)
{
  if (ppv == NULL)
    return E_POINTER;
  *ppv = NULL;
  if (riid == NULL)
    return E_INVALIDARG;
  if (!beck_guid_equal (riid, &IID_IUnknown) && !beck_guid_equal (riid, &IID_IAgileObject)
      && !beck_guid_equal (riid, &IID_IGlobalInterfaceTable))
    return E_NOINTERFACE;
  *ppv = This;
  return S_OK;
}

static ULONG STDMETHODCALLTYPE
git_count (IGlobalInterfaceTable *This)
{
  return 1;
}

static HRESULT STDMETHODCALLTYPE
git_register (IGlobalInterfaceTable *This, IUnknown *object, REFIID riid, DWORD *cookie)
{
  Entry *entry;
  HRESULT hr;

  if (cookie == NULL)
    return E_INVALIDARG;
  *cookie = 0;
  if (object == NULL || riid == NULL)
    return E_INVALIDARG;
  hr = entry_new (object, riid, &entry);
  if (FAILED (hr))
    return hr;
  g_mutex_lock (&table.lock);
  *cookie = beck_cookies_add (&table.entries, entry);
  g_mutex_unlock (&table.lock);
  if (*cookie != 0)
    return S_OK;
  entry_unref (entry);
  return E_OUTOFMEMORY;
}

static HRESULT STDMETHODCALLTYPE
git_revoke (IGlobalInterfaceTable *This, DWORD cookie)
{
  Entry *entry;

  g_mutex_lock (&table.lock);
  entry = beck_cookies_take (&table.entries, cookie);
  g_mutex_unlock (&table.lock);
  if (entry == NULL)
    return E_INVALIDARG;
  entry_unref (entry);
  return S_OK;
}

static HRESULT STDMETHODCALLTYPE
git_get (IGlobalInterfaceTable *This, DWORD cookie, REFIID riid, void **ppv)
{
  Entry *entry;
  HRESULT hr;

  if (ppv == NULL)
    return E_INVALIDARG;
  *ppv = NULL;
  if (riid == NULL)
    return E_INVALIDARG;
  g_mutex_lock (&table.lock);
  entry = beck_cookies_find (&table.entries, cookie);
  if (entry != NULL)
    entry->refs++;
  g_mutex_unlock (&table.lock);
  if (entry == NULL)
    return E_INVALIDARG;
  hr = beck_everywhere_get (&entry->everywhere, riid, ppv);
  entry_unref (entry);
  return hr;
}

static const IGlobalInterfaceTableVtbl git_vtbl = {
  .QueryInterface = git_query,
  .AddRef = git_count,
  .Release = git_count,
  .RegisterInterfaceInGlobal = git_register,
  .RevokeInterfaceFromGlobal = git_revoke,
  .GetInterfaceFromGlobal = git_get,
};

static IGlobalInterfaceTable git = { (IGlobalInterfaceTableVtbl *) &git_vtbl };

/* ---- The class object: as little of an object as the table ---- */

static HRESULT STDMETHODCALLTYPE
factory_query (IClassFactory *This, REFIID riid, void **ppv)
{
  if (ppv == NULL)
    return E_POINTER;
  *ppv = NULL;
  if (riid == NULL)
    return E_INVALIDARG;
  if (!beck_guid_equal (riid, &IID_IUnknown) && !beck_guid_equal (riid, &IID_IAgileObject)
      && !beck_guid_equal (riid, &IID_IClassFactory))
    return E_NOINTERFACE;
  *ppv = This;
  return S_OK;
}

static ULONG STDMETHODCALLTYPE
factory_count (IClassFactory *This)
{
  return 1;
}

static HRESULT STDMETHODCALLTYPE
factory_create (IClassFactory *This, IUnknown *outer, REFIID riid, void **ppv)
{
  if (ppv == NULL)
    return E_POINTER;
  *ppv = NULL;
  return outer != NULL ? CLASS_E_NOAGGREGATION : git_query (&git, riid, ppv);
}

static HRESULT STDMETHODCALLTYPE
factory_lock (IClassFactory *This, BOOL lock)
{
  return S_OK;
}

static const IClassFactoryVtbl factory_vtbl = {
  .QueryInterface = factory_query,
  .AddRef = factory_count,
  .Release = factory_count,
  .CreateInstance = factory_create,
  .LockServer = factory_lock,
};

HRESULT
beck_git_get_class_object (REFCLSID clsid, REFIID riid, void **ppv)
{
  static IClassFactory factory = { (IClassFactoryVtbl *) &factory_vtbl };

  return factory_query (&factory, riid, ppv);
}
