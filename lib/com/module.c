/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Shared modules. A module is loaded on first use and stays, because nothing tells when the
 * last thread has left its code and its class records may be in use anywhere.
 *
 * Loading runs the module's constructors, so it happens outside our lock. Two threads that load
 * one module at the same time get the same handle from the dynamic linker, and so publish the
 * same entry point.
 */

#include "com/module.h"

#include <beck/errorinfo.h>
#include <beck/guid.h>
#include <beck/hresult.h>
#include <gmodule.h>
#include <stdatomic.h>
#include <string.h>

#include "base/alloc.h"
#include "base/lock.h"

#define ENTRY_POINT "DllGetClassObject"

typedef HRESULT (*GetClassObjectFunc) (REFCLSID clsid, REFIID riid, void **ppv);

struct BeckModule
{
  BeckModule *next;
  _Atomic (GetClassObjectFunc) get_class_object; /* NULL until loaded */
  char path[];
};

static BeckLock lock;
static BeckModule *modules;

/* Under the lock. */
static BeckModule *
find_module (const char *path)
{
  BeckModule *module = modules;

  while (module != NULL && strcmp (module->path, path) != 0)
    module = module->next;
  return module;
}

/* Under the lock. Puts @module on the list unless its path is there; the one that is. */
static BeckModule *
add_module (BeckModule *module)
{
  BeckModule *present = find_module (module->path);

  if (present != NULL)
    return present;
  module->next = modules;
  return modules = module;
}

BeckModule *
beck_module_intern (const char *path)
{
  BeckModule *module, *fresh;

  beck_lock_acquire (&lock);
  module = find_module (path);
  beck_lock_release (&lock);
  if (module != NULL)
    return module;

  fresh = beck_alloc0 (sizeof *fresh + strlen (path) + 1);
  if (fresh == NULL)
    return NULL;
  strcpy (fresh->path, path);
  beck_lock_acquire (&lock);
  module = add_module (fresh);
  beck_lock_release (&lock);
  if (module != fresh)
    beck_free (fresh);
  return module;
}

/* Undefined symbols shall show now, with a text, and not as a crash in mid-call: no lazy
 * binding. */
static HRESULT
load (BeckModule *self, GetClassObjectFunc *entry)
{
  g_autoptr (GError) error = NULL;
  GModule *module = g_module_open_full (self->path, G_MODULE_BIND_LOCAL, &error);

  if (module == NULL)
    return beck_error_info_set (g_file_test (self->path, G_FILE_TEST_EXISTS) ? CO_E_ERRORINDLL
                                                                            : CO_E_DLLNOTFOUND,
                                &IID_NULL, "Beck", "module %s: %s", self->path, error->message);
  if (!g_module_symbol (module, ENTRY_POINT, (gpointer *) entry) || *entry == NULL)
    {
      g_module_close (module);
      return beck_error_info_set (CO_E_ERRORINDLL, &IID_NULL, "Beck",
                                  "module %s: no function " ENTRY_POINT, self->path);
    }
  g_module_make_resident (module);
  return S_OK;
}

HRESULT
beck_module_get_object (BeckModule *self, REFCLSID clsid, REFIID riid, void **ppv)
{
  GetClassObjectFunc entry
      = atomic_load_explicit (&self->get_class_object, memory_order_acquire);
  HRESULT hr;

  *ppv = NULL;
  if (entry == NULL)
    {
      hr = load (self, &entry);
      if (FAILED (hr))
        return hr;
      atomic_store_explicit (&self->get_class_object, entry, memory_order_release);
    }
  hr = entry (clsid, riid, ppv);
  if (FAILED (hr))
    *ppv = NULL;
  return hr;
}

void
CoFreeUnusedLibraries (void)
{
}
