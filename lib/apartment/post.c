/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * How work gets into an apartment: by the queue of an STA, or by the pool. An STA empties its queue
 * when it ends. The MTA has none to be emptied: what is pushed to it is a user of it, and keeps
 * it.
 */

#include "apartment/apartment.h"

#include <beck/hresult.h>

#include "apartment/apartment-private.h"
#include "base/alloc.h"
#include "call/event.h"

/* ---- Work ---- */

gboolean
beck_apartment_hold (BeckApartment *apartment)
{
  return apartment != &beck_mta || beck_mta_use_if_exists ();
}

void
beck_apartment_work_done (BeckApartment *apartment)
{
  if (apartment == &beck_mta)
    beck_mta_stop_using ();
}

static HRESULT
push_to_mta (BeckWork *work)
{
  HRESULT hr;

  if (!beck_mta_use_if_exists ())
    return RPC_E_DISCONNECTED;
  hr = beck_pool_push (work);
  if (FAILED (hr))
    beck_mta_stop_using ();
  return hr;
}

HRESULT
beck_apartment_push (BeckApartment *apartment, BeckWork *work)
{
  if (apartment == &beck_mta)
    return push_to_mta (work);
  return beck_inbox_push (apartment->inbox, work) ? S_OK : RPC_E_DISCONNECTED;
}

/* ---- Functions ---- */

typedef struct
{
  BeckWork work;
  BeckApartment *apartment; /* not counted: just which */
  BeckFunc func;
  gpointer data;
  GDestroyNotify free_data;
} Posted;

static void
posted_free (Posted *posted)
{
  if (posted->free_data != NULL)
    posted->free_data (posted->data);
  beck_free (posted);
}

static void
run_posted (BeckWork *work)
{
  Posted *posted = (Posted *) work;
  BeckApartment *apartment = posted->apartment;

  posted->func (posted->data);
  posted_free (posted);
  beck_apartment_work_done (apartment);
}

HRESULT
beck_apartment_post (BeckApartment *apartment, BeckFunc func, gpointer data,
                     GDestroyNotify free_data)
{
  Posted *posted = beck_alloc (sizeof *posted);
  HRESULT hr;

  if (posted == NULL)
    {
      if (free_data != NULL)
        free_data (data);
      return E_OUTOFMEMORY;
    }
  *posted = (Posted){ { .run = run_posted }, apartment, func, data, free_data };
  hr = beck_apartment_push (apartment, &posted->work);
  if (FAILED (hr))
    posted_free (posted);
  return hr;
}

/* ---- Functions that are waited for ---- */

/* On the stack of who waits. */
typedef struct
{
  BeckWork work;
  BeckApartment *apartment;
  BeckFunc func;
  gpointer data;
  BeckEvent done;
} Visit;

static void
run_visit (BeckWork *work)
{
  Visit *visit = (Visit *) work;

  visit->func (visit->data);
  beck_apartment_work_done (visit->apartment);
  beck_event_signal (&visit->done);
}

HRESULT
beck_apartment_call (BeckApartment *apartment, BeckFunc func, gpointer data)
{
  Visit visit = { { .run = run_visit }, apartment, func, data, { 0 } };
  HRESULT hr;

  /* With a record of its thread the wait cannot fail. */
  if (beck_thread_self () == NULL)
    return E_OUTOFMEMORY;
  if (apartment == beck_apartment_current ())
    {
      func (data);
      return S_OK;
    }
  beck_event_init (&visit.done, 0);
  hr = beck_apartment_push (apartment, &visit.work);
  if (SUCCEEDED (hr))
    hr = beck_event_wait_until (&visit.done, COWAIT_DEFAULT, -1);
  beck_event_clear (&visit.done);
  return hr;
}
