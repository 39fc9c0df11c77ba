/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Apartments for objects that may not live in their creator's (spec/com.md 6.2). Once made, they
 * stay as long as the process: nobody can tell when the last object has gone for good.
 *
 * The host is a thread with an STA, for those that may live in any and for creators that are not in
 * one. If it is the first STA of the process it is the main one, too.
 */

#include "apartment/home.h"

#include <beck/hresult.h>

#include "apartment/apartment-private.h"

static struct
{
  GMutex mutex; /* guards the rest */
  GCond changed;
  BeckApartment *host;
  gboolean is_starting;
  HRESULT hr; /* of the last start */
  CO_MTA_USAGE_COOKIE mta;
} homes;

/* ---- The host ---- */

static void
started (HRESULT hr)
{
  g_mutex_lock (&homes.mutex);
  homes.hr = hr;
  homes.is_starting = FALSE;
  if (SUCCEEDED (hr))
    homes.host = beck_apartment_ref (beck_apartment_current ());
  g_cond_broadcast (&homes.changed);
  g_mutex_unlock (&homes.mutex);
}

static gpointer
run_host (gpointer unused)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GMainLoop) loop = g_main_loop_new (context, FALSE);
  HRESULT hr;

  g_main_context_push_thread_default (context);
  hr = CoInitializeEx (NULL, COINIT_APARTMENTTHREADED);
  started (hr);
  if (SUCCEEDED (hr))
    g_main_loop_run (loop);
  g_main_context_pop_thread_default (context);
  return NULL;
}

/* With the mutex. */
static void
start_host (void)
{
  GThread *thread;

  homes.is_starting = TRUE;
  thread = g_thread_try_new ("beck-host", run_host, NULL, NULL);
  if (thread != NULL)
    {
      g_thread_unref (thread);
      return;
    }
  homes.is_starting = FALSE;
  homes.hr = E_OUTOFMEMORY;
}

static HRESULT
get_host (BeckApartment **home)
{
  HRESULT hr = S_OK;

  g_mutex_lock (&homes.mutex);
  if (homes.host == NULL && !homes.is_starting)
    start_host ();
  while (homes.is_starting)
    g_cond_wait (&homes.changed, &homes.mutex);
  if (homes.host != NULL)
    *home = beck_apartment_ref (homes.host);
  else
    hr = homes.hr;
  g_mutex_unlock (&homes.mutex);
  return hr;
}

/* ---- The others ---- */

/* Somebody else may have become the main STA meanwhile. */
static HRESULT
get_main (BeckApartment **home)
{
  HRESULT hr;

  *home = beck_apartment_find_main ();
  if (*home != NULL)
    return S_OK;
  hr = get_host (home);
  if (FAILED (hr))
    return hr;
  beck_apartment_unref (*home);
  *home = beck_apartment_find_main ();
  return *home != NULL ? S_OK : RPC_E_DISCONNECTED;
}

static HRESULT
get_mta (BeckApartment **home)
{
  HRESULT hr = S_OK;

  g_mutex_lock (&homes.mutex);
  if (homes.mta == NULL)
    hr = CoIncrementMTAUsage (&homes.mta);
  g_mutex_unlock (&homes.mutex);
  *home = SUCCEEDED (hr) ? beck_apartment_ref (&beck_mta) : NULL;
  return hr;
}

HRESULT
beck_apartment_get_home (BeckThreadingModel model, BeckApartment **home)
{
  *home = NULL;
  switch (model)
    {
    case BECK_THREADING_MAIN:
      return get_main (home);
    case BECK_THREADING_APARTMENT:
      return get_host (home);
    case BECK_THREADING_FREE:
      return get_mta (home);
    case BECK_THREADING_BOTH:
    case BECK_THREADING_NEUTRAL:
      break;
    }
  return E_INVALIDARG;
}
