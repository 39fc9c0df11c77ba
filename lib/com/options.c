/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The process options and IGlobalOptions. The options are the process's, not the
 * object's: objects of the class have no state, so each shows what all others show.
 */

#include "com/options.h"

#include <beck/guid.h>
#include <beck/hresult.h>
#include <beck/object.h>
#include <beckclasses.h>
#include <stdatomic.h>

#include "base/lock.h"

typedef struct
{
  GLOBALOPT_PROPERTIES property;
  guint max;
  atomic_uint value;
} Option;

enum
{
  TIMEOUT_STATUS,
  CONTAINER_LIMIT,
};

static Option options[] = {
  [TIMEOUT_STATUS] = { COMGLB_BECK_TIMEOUT_STATUS, 1, 0 },
  [CONTAINER_LIMIT] = { COMGLB_BECK_CONTAINER_LIMIT, G_MAXUINT, 0 },
  { COMGLB_EXCEPTION_HANDLING, 2, 0 },
  { COMGLB_RPC_THREADPOOL_SETTING, 1, 0 },
  { COMGLB_RO_SETTINGS, G_MAXUINT, 0 },
  { COMGLB_UNMARSHALING_POLICY, 2, 0 },
};

/* The one option that is no number. Set once, because its address is given out. */
static BeckLock app_id_lock;
static gboolean app_id_is_set;
static GUID app_id;

static Option *
find_option (GLOBALOPT_PROPERTIES property)
{
  for (gsize i = 0; i < G_N_ELEMENTS (options); i++)
    if (options[i].property == property)
      return &options[i];
  return NULL;
}

static HRESULT
set_app_id (const GUID *guid)
{
  HRESULT hr = S_OK;

  if (guid == NULL)
    return E_INVALIDARG;
  beck_lock_acquire (&app_id_lock);
  if (!app_id_is_set)
    {
      app_id = *guid;
      app_id_is_set = TRUE;
    }
  else if (!beck_guid_equal (&app_id, guid))
    hr = RPC_E_TOO_LATE;
  beck_lock_release (&app_id_lock);
  return hr;
}

static const GUID *
get_app_id (void)
{
  gboolean is_set;

  beck_lock_acquire (&app_id_lock);
  is_set = app_id_is_set;
  beck_lock_release (&app_id_lock);
  return is_set ? &app_id : NULL;
}

HRESULT
beck_options_set (GLOBALOPT_PROPERTIES property, ULONG_PTR value)
{
  Option *option = find_option (property);

  if (property == COMGLB_APPID)
    return set_app_id ((const GUID *) value);
  if (option == NULL || value > option->max)
    return E_INVALIDARG;
  atomic_store_explicit (&option->value, (guint) value, memory_order_relaxed);
  return S_OK;
}

HRESULT
beck_options_get (GLOBALOPT_PROPERTIES property, ULONG_PTR *value)
{
  Option *option = find_option (property);

  if (value == NULL)
    return E_POINTER;
  *value = 0;
  if (property == COMGLB_APPID)
    *value = (ULONG_PTR) get_app_id ();
  else if (option != NULL)
    *value = atomic_load_explicit (&option->value, memory_order_relaxed);
  else
    return E_INVALIDARG;
  return S_OK;
}

HRESULT
beck_options_timeout_status (void)
{
  return atomic_load_explicit (&options[TIMEOUT_STATUS].value, memory_order_relaxed)
             ? RPC_S_CALLPENDING
             : RPC_E_TIMEOUT;
}

guint
beck_options_container_limit (void)
{
  return atomic_load_explicit (&options[CONTAINER_LIMIT].value, memory_order_relaxed);
}

typedef struct
{
  BeckObject object;
  IGlobalOptions global_options;
} GlobalOptions;

static HRESULT
global_options_set (IGlobalOptions *This, GLOBALOPT_PROPERTIES property, ULONG_PTR value)
{
  return beck_options_set (property, value);
}

static HRESULT
global_options_query (IGlobalOptions *This, GLOBALOPT_PROPERTIES property, ULONG_PTR *value)
{
  return beck_options_get (property, value);
}

const BeckClass beck_global_options_class = {
  .name = "GlobalOptions",
  .size = sizeof (GlobalOptions),
  .clsid = &CLSID_GlobalOptions,
  .interfaces = BECK_INTERFACES (BECK_INTERFACE (GlobalOptions, global_options, IGlobalOptions,
                                                 .Set = global_options_set,
                                                 .Query = global_options_query)),
};
