/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Which apartment a thread is in, and how work gets into one (spec/com.md 6.1).
 *
 * An STA is an inbox (lib/call/inbox.h), which the waits of its thread serve, and a GSource
 * that serves it from the thread's main loop. The MTA is one record for the life of the
 * process, which exists as an apartment while it has users: threads that entered it and
 * usage cookies.
 */

#include <beck/apartment.h>

#include <beck/hresult.h>

#include "apartment/activation.h"
#include "apartment/home.h"
#include "apartment/apartment-private.h"
#include "apartment/apartment.h"
#include "base/alloc.h"
#include "base/futex.h"

#define COINIT_ALL                                                                                 \
  (COINIT_APARTMENTTHREADED | COINIT_MULTITHREADED | COINIT_DISABLE_OLE1DDE                        \
   | COINIT_SPEED_OVER_MEMORY)

struct CO_MTA_USAGE_COOKIE__
{
  CO_MTA_USAGE_COOKIE next;
};

BeckApartment beck_mta;

static struct
{
  BeckLock lock;
  guint mta_users;
  BeckThread *mta_ender; /* is just taking leave of what belonged to the MTA */
  atomic_uint mta_ends;  /* counts, for those that wait for the above */
  CO_MTA_USAGE_COOKIE cookies;
  BeckApartment *main_sta;
} apartments;

/* Each is set once, the first free one. */
static void (*_Atomic gone_funcs[4]) (BeckApartment *apartment);

void
beck_apartment_on_gone (void (*gone) (BeckApartment *apartment))
{
  for (guint i = 0; i < G_N_ELEMENTS (gone_funcs); i++)
    {
      void (*set) (BeckApartment *apartment) = NULL;

      if (atomic_compare_exchange_strong (&gone_funcs[i], &set, gone) || set == gone)
        return;
    }
  g_assert_not_reached ();
}

/* Nothing enters @apartment any more: what belongs to it goes. */
static void
tell_gone (BeckApartment *apartment)
{
  beck_activation_apartment_gone (apartment);
  for (guint i = 0; i < G_N_ELEMENTS (gone_funcs); i++)
    {
      void (*gone) (BeckApartment *apartment) = atomic_load (&gone_funcs[i]);

      if (gone != NULL)
        gone (apartment);
    }
}

/* --- the single-threaded apartment --- */

typedef struct
{
  GSource source;
  BeckInbox *inbox;
} InboxSource;

static gboolean
inbox_source_prepare (GSource *source, gint *timeout)
{
  *timeout = -1;
  return beck_inbox_is_ready (((InboxSource *) source)->inbox);
}

static gboolean
inbox_source_check (GSource *source)
{
  return beck_inbox_is_ready (((InboxSource *) source)->inbox);
}

/* What comes meanwhile waits for the next turn. */
static void
serve_queued (BeckInbox *inbox)
{
  guint mark = beck_inbox_mark (inbox);

  while (beck_inbox_serve_before (inbox, mark))
    ;
}

static gboolean
inbox_source_dispatch (GSource *source, GSourceFunc unused, gpointer unused_data)
{
  serve_queued (((InboxSource *) source)->inbox);
  return G_SOURCE_CONTINUE;
}

static void
inbox_source_finalize (GSource *source)
{
  beck_inbox_unref (((InboxSource *) source)->inbox);
}

static GSourceFuncs inbox_source_funcs = {
  .prepare = inbox_source_prepare,
  .check = inbox_source_check,
  .dispatch = inbox_source_dispatch,
  .finalize = inbox_source_finalize,
};

static void
stir_main_loop (gpointer context)
{
  g_main_context_wakeup (context);
}

static GSource *
inbox_source_new (BeckInbox *inbox)
{
  GSource *source = g_source_new (&inbox_source_funcs, sizeof (InboxSource));

  g_source_set_static_name (source, "beck-apartment");
  /* A call may run a main loop of its own, and be called back there. */
  g_source_set_can_recurse (source, TRUE);
  ((InboxSource *) source)->inbox = beck_inbox_ref (inbox);
  return source;
}

static void
note_main_sta (BeckApartment *apartment)
{
  beck_lock_acquire (&apartments.lock);
  apartment->is_main = apartments.main_sta == NULL;
  if (apartment->is_main)
    apartments.main_sta = apartment;
  beck_lock_release (&apartments.lock);
}

static void
forget_main_sta (BeckApartment *apartment)
{
  beck_lock_acquire (&apartments.lock);
  if (apartments.main_sta == apartment)
    apartments.main_sta = NULL;
  beck_lock_release (&apartments.lock);
}

static HRESULT
enter_sta (BeckThread *self)
{
  BeckApartment *apartment = beck_alloc0 (sizeof *apartment);

  if (apartment == NULL)
    return E_OUTOFMEMORY;
  apartment->refs = 1;
  apartment->context = g_main_context_ref_thread_default ();
  apartment->inbox = beck_inbox_new (self, stir_main_loop, apartment->context);
  if (apartment->inbox == NULL)
    {
      g_main_context_unref (apartment->context);
      beck_free (apartment);
      return E_OUTOFMEMORY;
    }
  apartment->source = inbox_source_new (apartment->inbox);
  g_source_attach (apartment->source, apartment->context);
  note_main_sta (apartment);
  self->apartment = apartment;
  self->inbox = apartment->inbox;
  return S_OK;
}

static void
leave_sta (BeckThread *self, BeckApartment *apartment)
{
  serve_queued (apartment->inbox);
  beck_inbox_close (apartment->inbox);
  tell_gone (apartment);
  forget_main_sta (apartment);
  g_source_destroy (apartment->source);
  g_clear_pointer (&apartment->context, g_main_context_unref);
  self->inbox = NULL;
  beck_apartment_unref (apartment);
}

/* --- the multithreaded apartment --- */

/* For who ends it, too, until it has ended. */
static gboolean
mta_exists (void)
{
  gboolean exists;

  beck_lock_acquire (&apartments.lock);
  exists = apartments.mta_users > 0
           || (apartments.mta_ender != NULL && apartments.mta_ender == beck_thread_tls);
  beck_lock_release (&apartments.lock);
  return exists;
}

/* A new MTA does not begin before the old one has ended, or it would lose what belongs to it
 * to the end of the old; except for foreign code that the end itself calls. */
static void
use_mta (void)
{
  BeckThread *self = beck_thread_self ();

  beck_lock_acquire (&apartments.lock);
  while (apartments.mta_ender != NULL && apartments.mta_ender != self)
    {
      guint ends = atomic_load (&apartments.mta_ends);

      beck_lock_release (&apartments.lock);
      beck_futex_wait (&apartments.mta_ends, ends, BECK_FOR_EVER);
      beck_lock_acquire (&apartments.lock);
    }
  apartments.mta_users++;
  beck_lock_release (&apartments.lock);
}

static void
end_mta (void)
{
  tell_gone (&beck_mta);
  beck_lock_acquire (&apartments.lock);
  apartments.mta_ender = NULL;
  atomic_fetch_add (&apartments.mta_ends, 1);
  beck_lock_release (&apartments.lock);
  beck_futex_wake (&apartments.mta_ends, G_MAXINT);
}

gboolean
beck_mta_use_if_exists (void)
{
  gboolean exists;

  beck_lock_acquire (&apartments.lock);
  exists = apartments.mta_users > 0;
  if (exists)
    apartments.mta_users++;
  beck_lock_release (&apartments.lock);
  return exists;
}

void
beck_mta_stop_using (void)
{
  gboolean gone;

  beck_lock_acquire (&apartments.lock);
  /* Within the end, which goes on afterwards, this is not a second one. */
  gone = --apartments.mta_users == 0 && apartments.mta_ender == NULL;
  if (gone)
    apartments.mta_ender = beck_thread_self ();
  beck_lock_release (&apartments.lock);
  if (gone)
    end_mta ();
}

HRESULT
CoIncrementMTAUsage (CO_MTA_USAGE_COOKIE *cookie)
{
  CO_MTA_USAGE_COOKIE made;

  if (cookie == NULL)
    return E_INVALIDARG;
  *cookie = NULL;
  made = beck_alloc (sizeof *made);
  if (made == NULL || beck_thread_self () == NULL)
    {
      beck_free (made);
      return E_OUTOFMEMORY;
    }
  use_mta ();
  beck_lock_acquire (&apartments.lock);
  made->next = apartments.cookies;
  apartments.cookies = made;
  beck_lock_release (&apartments.lock);
  *cookie = made;
  return S_OK;
}

HRESULT
CoDecrementMTAUsage (CO_MTA_USAGE_COOKIE cookie)
{
  CO_MTA_USAGE_COOKIE *link = &apartments.cookies;
  gboolean found;

  if (beck_thread_self () == NULL)
    return E_OUTOFMEMORY;
  beck_lock_acquire (&apartments.lock);
  while (*link != NULL && *link != cookie)
    link = &(*link)->next;
  found = *link != NULL;
  if (found)
    *link = cookie->next;
  beck_lock_release (&apartments.lock);
  if (!found)
    return E_INVALIDARG;
  beck_free (cookie);
  beck_mta_stop_using ();
  return S_OK;
}

/* --- entering and leaving --- */

/* Calls and class objects of an STA that hear of its end may enter and leave as everybody
 * may: the thread counts as entered until they have, and does not leave twice. */
static void
leave (BeckThread *self)
{
  BeckApartment *apartment = self->apartment;

  self->leave = NULL;
  if (apartment != &beck_mta)
    leave_sta (self, apartment);
  self->apartment = NULL;
  self->apartment_inits = 0;
  if (apartment == &beck_mta)
    beck_mta_stop_using ();
}

static HRESULT
enter (BeckThread *self, gboolean sta)
{
  HRESULT hr = S_OK;

  if (sta && self->is_worker)
    return RPC_E_CHANGED_MODE;
  if (sta)
    hr = enter_sta (self);
  else
    {
      /* A thread of the pool is in the MTA already, if there is one. */
      if (self->is_worker && mta_exists ())
        hr = S_FALSE;
      use_mta ();
      self->apartment = &beck_mta;
    }
  if (SUCCEEDED (hr))
    {
      self->apartment_inits = 1;
      self->leave = leave;
    }
  return hr;
}

HRESULT
CoInitializeEx (LPVOID reserved, DWORD flags)
{
  BeckThread *self = beck_thread_self ();
  gboolean sta = (flags & COINIT_APARTMENTTHREADED) != 0;

  if (reserved != NULL || (flags & ~(DWORD) COINIT_ALL))
    return E_INVALIDARG;
  if (self == NULL)
    return E_OUTOFMEMORY;
  if (self->apartment == NULL)
    return enter (self, sta);
  if (sta != (self->apartment != &beck_mta))
    return RPC_E_CHANGED_MODE;
  self->apartment_inits++;
  return S_FALSE;
}

HRESULT
CoInitialize (LPVOID reserved)
{
  return CoInitializeEx (reserved, COINIT_APARTMENTTHREADED);
}

void
CoUninitialize (void)
{
  BeckThread *self = beck_thread_self ();

  if (self == NULL || self->apartment_inits == 0)
    return;
  if (self->apartment_inits > 1)
    self->apartment_inits--;
  else if (self->leave != NULL)
    leave (self);
}

HRESULT
OleInitialize (LPVOID reserved)
{
  return CoInitialize (reserved);
}

void
OleUninitialize (void)
{
  CoUninitialize ();
}

/* --- asking --- */

BeckApartment *
beck_apartment_current (void)
{
  BeckThread *self = beck_thread_self ();

  if (self != NULL && self->apartment != NULL)
    return self->apartment;
  return mta_exists () ? &beck_mta : NULL;
}

BeckApartment *
beck_apartment_find_main (void)
{
  BeckApartment *apartment;

  beck_lock_acquire (&apartments.lock);
  apartment = apartments.main_sta;
  if (apartment != NULL)
    beck_apartment_ref (apartment);
  beck_lock_release (&apartments.lock);
  return apartment;
}

APTTYPE
beck_apartment_get_type (BeckApartment *apartment)
{
  if (apartment == &beck_mta)
    return APTTYPE_MTA;
  return apartment->is_main ? APTTYPE_MAINSTA : APTTYPE_STA;
}

HRESULT
CoGetApartmentType (APTTYPE *type, APTTYPEQUALIFIER *qualifier)
{
  BeckThread *self = beck_thread_self ();
  BeckApartment *apartment = beck_apartment_current ();

  if (type == NULL || qualifier == NULL)
    return E_INVALIDARG;
  *type = APTTYPE_CURRENT;
  *qualifier = APTTYPEQUALIFIER_NONE;
  if (apartment == NULL)
    return CO_E_NOTINITIALIZED;
  *type = beck_apartment_get_type (apartment);
  if (self == NULL || (self->apartment == NULL && !self->is_worker))
    *qualifier = APTTYPEQUALIFIER_IMPLICIT_MTA;
  return S_OK;
}

BeckApartment *
beck_apartment_ref (BeckApartment *apartment)
{
  if (apartment != &beck_mta)
    __atomic_add_fetch (&apartment->refs, 1, __ATOMIC_RELAXED);
  return apartment;
}

void
beck_apartment_unref (BeckApartment *apartment)
{
  if (apartment == &beck_mta || __atomic_sub_fetch (&apartment->refs, 1, __ATOMIC_ACQ_REL) > 0)
    return;
  g_source_unref (apartment->source);
  beck_inbox_unref (apartment->inbox);
  beck_free (apartment);
}
