/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Who makes proxies and stubs. The registry only grows, and is read without a lock: a row is
 * complete before it can be found. Rows of one registration are one block of memory.
 */

#include "orpc/ps-registry.h"

#include <beck/class.h>
#include <beck/guid.h>
#include <beck/hresult.h>
#include <stdatomic.h>

#include "base/alloc.h"
#include "base/lock.h"
#include "orpc/proxy-private.h"
#include "orpc/std-marshal.h"
#include "orpc/system-proxies.h"

#define N_BUCKETS 256

typedef struct Row Row;

struct Row
{
  Row *next;
  const IID *iid;
  const BeckProxyInterface *record; /* NULL: a class makes them */
  CLSID clsid;
  IID own_iid; /* what @iid points to, for a class */
};

static struct
{
  BeckLock lock; /* of who adds */
  Row *_Atomic by_iid[N_BUCKETS];
  Row *_Atomic by_async_iid[N_BUCKETS];
  atomic_bool has_system;
} registry;

/* ---- Rows ---- */

static guint
bucket_of (REFIID iid)
{
  guint32 mixed = iid->Data1 ^ ((guint32) iid->Data2 << 16 | iid->Data3);

  for (guint i = 0; i < sizeof iid->Data4; i++)
    mixed = mixed * 31 + iid->Data4[i];
  return mixed % N_BUCKETS;
}

static void
add_row (Row *_Atomic *buckets, Row *row)
{
  Row *_Atomic *bucket = &buckets[bucket_of (row->iid)];

  row->next = atomic_load_explicit (bucket, memory_order_relaxed);
  atomic_store_explicit (bucket, row, memory_order_release);
}

static Row *
find_row (Row *_Atomic *buckets, REFIID iid)
{
  Row *row = atomic_load_explicit (&buckets[bucket_of (iid)], memory_order_acquire);

  while (row != NULL && !beck_guid_equal (row->iid, iid))
    row = row->next;
  return row;
}

/* ---- Tables ---- */

static guint
count_interfaces (const BeckProxyFile *const *files)
{
  guint n = 0;

  for (guint i = 0; files[i] != NULL; i++)
    n += files[i]->n_interfaces;
  return n;
}

/* An interface that is only listed for what derives from it has no proxies here. */
static Row *
add_interface (Row *rows, const BeckProxyInterface *record)
{
  if (record->vtbl == NULL)
    return rows;
  *rows = (Row){ .iid = record->iid, .record = record };
  add_row (registry.by_iid, rows++);
  if (record->async_iid == NULL)
    return rows;
  *rows = (Row){ .iid = record->async_iid, .record = record };
  add_row (registry.by_async_iid, rows++);
  return rows;
}

static HRESULT
add_files (const BeckProxyFile *const *files)
{
  guint n = count_interfaces (files);
  Row *rows;

  if (n == 0)
    return S_OK;
  rows = beck_alloc (2 * n * sizeof *rows);
  if (rows == NULL)
    return E_OUTOFMEMORY;
  beck_lock_acquire (&registry.lock);
  for (guint i = 0; files[i] != NULL; i++)
    for (guint j = 0; j < files[i]->n_interfaces; j++)
      rows = add_interface (rows, files[i]->interfaces[j]);
  beck_lock_release (&registry.lock);
  return S_OK;
}

/* The library's own are there before anybody looks. Two threads that come here at once both add
 * them, which does no harm but to memory. */
static HRESULT
add_system (void)
{
  HRESULT hr = S_OK;

  if (atomic_load_explicit (&registry.has_system, memory_order_acquire))
    return S_OK;
  hr = add_files (beck_system_proxy_files);
  if (SUCCEEDED (hr))
    atomic_store_explicit (&registry.has_system, TRUE, memory_order_release);
  return hr;
}

HRESULT
beck_proxy_register (const BeckProxyFile *const *files)
{
  HRESULT hr;

  if (files == NULL)
    return E_INVALIDARG;
  hr = add_system ();
  return SUCCEEDED (hr) ? add_files (files) : hr;
}

/* ---- Classes ---- */

HRESULT
beck_ps_register_class (REFIID riid, REFCLSID rclsid)
{
  HRESULT hr = add_system ();
  Row *row;

  if (FAILED (hr))
    return hr;
  row = beck_alloc0 (sizeof *row);
  if (row == NULL)
    return E_OUTOFMEMORY;
  row->own_iid = *riid;
  row->iid = &row->own_iid;
  row->clsid = *rclsid;
  beck_lock_acquire (&registry.lock);
  add_row (registry.by_iid, row);
  beck_lock_release (&registry.lock);
  return S_OK;
}

HRESULT
beck_ps_get_class (REFIID riid, CLSID *clsid)
{
  HRESULT hr = add_system ();
  Row *row;

  if (FAILED (hr))
    return hr;
  row = find_row (registry.by_iid, riid);
  if (row == NULL)
    return REGDB_E_IIDNOTREG;
  *clsid = row->record != NULL ? *row->iid : row->clsid;
  return S_OK;
}

/* ---- Finding ---- */

static HRESULT
find (REFIID riid, Row **row)
{
  HRESULT hr = add_system ();

  if (FAILED (hr))
    return hr;
  *row = find_row (registry.by_iid, riid);
  return *row != NULL ? S_OK : E_NOINTERFACE;
}

static HRESULT
get_factory (const Row *row, IPSFactoryBuffer **factory)
{
  return CoGetClassObject (&row->clsid, CLSCTX_INPROC_SERVER, NULL, &IID_IPSFactoryBuffer,
                           (void **) factory);
}

HRESULT
beck_ps_create_proxy (REFIID riid, IUnknown *outer, IRpcProxyBuffer **proxy, void **ppv)
{
  g_autoptr (IPSFactoryBuffer) factory = NULL;
  Row *row;
  HRESULT hr = find (riid, &row);

  *proxy = NULL;
  *ppv = NULL;
  if (FAILED (hr))
    return hr;
  if (row->record != NULL)
    return beck_proxy_new (row->record, &beck_orpc_interface_hooks, outer, proxy, ppv);
  hr = get_factory (row, &factory);
  return SUCCEEDED (hr) ? factory->lpVtbl->CreateProxy (factory, outer, riid, proxy, ppv) : hr;
}

HRESULT
beck_ps_create_stub (REFIID riid, IUnknown *server, IRpcStubBuffer **stub)
{
  g_autoptr (IPSFactoryBuffer) factory = NULL;
  Row *row;
  HRESULT hr = find (riid, &row);

  *stub = NULL;
  if (FAILED (hr))
    return hr;
  if (row->record != NULL)
    return beck_stub_new (row->record, &beck_orpc_interface_hooks, server, stub);
  hr = get_factory (row, &factory);
  return SUCCEEDED (hr) ? factory->lpVtbl->CreateStub (factory, riid, server, stub) : hr;
}

gboolean
beck_ps_knows (REFIID riid)
{
  Row *row;

  return SUCCEEDED (find (riid, &row));
}

const BeckProxyInterface *
beck_ps_find_async (REFIID async_iid)
{
  Row *row;

  if (FAILED (add_system ()))
    return NULL;
  row = find_row (registry.by_async_iid, async_iid);
  return row != NULL ? row->record : NULL;
}
