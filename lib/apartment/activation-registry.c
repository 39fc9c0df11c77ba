/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The class objects that apartments registered (spec/com.md 6.5 and 8.4, items 55 and 56), and
 * the count of reasons for which a server process goes on.
 *
 * Everything here is under one lock, so that suspending all class objects and a
 * count that reaches 0 are one step for every activation. Class objects are foreign and are
 * only called without it: a registration has a count of its own, and whoever talks to its class
 * object holds one, so that revoking cannot take the object away meanwhile.
 */

#include "apartment/activation.h"

#include <beck/guid.h>
#include <beck/hresult.h>

#include "base/alloc.h"
#include "base/lock.h"

#define SERVER_CONTEXTS                                                                            \
  (CLSCTX_INPROC_SERVER | CLSCTX_INPROC_HANDLER | CLSCTX_LOCAL_SERVER | CLSCTX_REMOTE_SERVER)
#define OTHERS (CLSCTX_LOCAL_SERVER | CLSCTX_REMOTE_SERVER)
#define MULTIPLE_USE (REGCLS_MULTIPLEUSE | REGCLS_MULTI_SEPARATE)
#define KNOWN_FLAGS (MULTIPLE_USE | REGCLS_SUSPENDED | REGCLS_SURROGATE)

typedef struct Registration Registration;

struct Registration
{
  Registration *next;
  guint refs;
  DWORD cookie;
  CLSID clsid;
  BeckApartment *apartment;
  IUnknown *object;
  DWORD context;
  gboolean is_single_use;
  gboolean is_spent; /* its single use has been */
  gboolean is_suspended;
};

const BeckActivationAbove *beck_activation_above;

static BeckLock lock;
static Registration *registrations;
static DWORD last_cookie;
static ULONG n_server_refs;

static void
registration_unref (Registration *registration)
{
  gboolean is_last;

  beck_lock_acquire (&lock);
  is_last = --registration->refs == 0;
  beck_lock_release (&lock);
  if (is_last)
    {
      registration->object->lpVtbl->Release (registration->object);
      beck_free (registration);
    }
}

static Registration *
registration_new (BeckApartment *apartment, REFCLSID clsid, IUnknown *object, DWORD context,
                  DWORD flags)
{
  Registration *self = beck_alloc0 (sizeof *self);

  if (self == NULL)
    return NULL;
  if ((flags & REGCLS_MULTIPLEUSE) && (context & CLSCTX_LOCAL_SERVER))
    context |= CLSCTX_INPROC_SERVER;
  self->refs = 1;
  self->apartment = apartment;
  self->clsid = *clsid;
  self->object = object;
  self->context = context & SERVER_CONTEXTS;
  self->is_single_use = (flags & MULTIPLE_USE) == 0;
  self->is_suspended = (flags & REGCLS_SUSPENDED) != 0;
  object->lpVtbl->AddRef (object);
  return self;
}

/* Whether other processes hear of it. */
static gboolean
is_for_others (const Registration *registration)
{
  return beck_activation_above != NULL && (registration->context & OTHERS) != 0;
}

static void
withdraw (const Registration *registration)
{
  if (is_for_others (registration))
    beck_activation_above->revoke (registration->cookie);
}

/* The functions from here to the next rule are called under the lock. */

/* What @apartment registered for @clsid and is not used up; also while it is suspended, if
 * @even_suspended. */
static Registration *
find_class_object (BeckApartment *apartment, REFCLSID clsid, DWORD context,
                   gboolean even_suspended)
{
  for (Registration *r = registrations; r != NULL; r = r->next)
    if (r->apartment == apartment && (r->context & context) && !r->is_spent
        && (even_suspended || !r->is_suspended) && beck_guid_equal (&r->clsid, clsid))
      return r;
  return NULL;
}

static Registration **
find_cookie (DWORD cookie)
{
  Registration **link = &registrations;

  while (*link != NULL && (*link)->cookie != cookie)
    link = &(*link)->next;
  return link;
}

/* The count may wrap in a long-lived process: never 0, and never one in use. */
static DWORD
next_cookie (void)
{
  do
    last_cookie++;
  while (last_cookie == 0 || *find_cookie (last_cookie) != NULL);
  return last_cookie;
}

/* What was registered as @cookie for @clsid, NULL if that is gone. */
static Registration *
find_registration (DWORD cookie, REFCLSID clsid)
{
  Registration *registration = *find_cookie (cookie);

  return registration != NULL && beck_guid_equal (&registration->clsid, clsid) ? registration
                                                                               : NULL;
}

static HRESULT
add_registration (Registration *registration)
{
  if (find_class_object (registration->apartment, &registration->clsid, registration->context,
                         TRUE))
    return CO_E_OBJISREG;
  registration->cookie = next_cookie ();
  registration->next = registrations;
  registrations = registration;
  return S_OK;
}

/* On success *@removed, with the list's reference, is the caller's. */
static HRESULT
remove_registration (BeckApartment *apartment, DWORD cookie, Registration **removed)
{
  Registration **link = find_cookie (cookie);

  if (*link == NULL)
    return E_INVALIDARG;
  if ((*link)->apartment != apartment)
    return RPC_E_WRONG_THREAD;
  *removed = *link;
  *link = (*removed)->next;
  return S_OK;
}

/* Takes those of @apartment off the list and returns them as a list. */
static Registration *
remove_apartment (BeckApartment *apartment)
{
  Registration **link = &registrations;
  Registration *removed = NULL;

  while (*link != NULL)
    {
      Registration *r = *link;

      if (r->apartment != apartment)
        {
          link = &r->next;
          continue;
        }
      *link = r->next;
      r->next = removed;
      removed = r;
    }
  return removed;
}

static void
set_suspended (gboolean is_suspended)
{
  for (Registration *r = registrations; r != NULL; r = r->next)
    r->is_suspended = is_suspended;
}

/* ---- Without the lock ---- */

/* Under the lock: claims the class object, if there is one, for one activation: two that race for
 * a single use do not both get it. */
static Registration *
claim (Registration *registration)
{
  if (registration != NULL)
    {
      registration->refs++;
      registration->is_spent = registration->is_single_use;
    }
  return registration;
}

static void
unclaim (Registration *registration)
{
  beck_lock_acquire (&lock);
  registration->is_spent = FALSE;
  beck_lock_release (&lock);
}

/* The activation of what was claimed. */
static HRESULT
query (Registration *registration, REFIID riid, void **ppv)
{
  HRESULT hr = registration->object->lpVtbl->QueryInterface (registration->object, riid, ppv);

  if (FAILED (hr))
    {
      *ppv = NULL;
      unclaim (registration);
    }
  registration_unref (registration);
  return hr;
}

gboolean
beck_class_objects_query (BeckApartment *apartment, REFCLSID clsid, DWORD context, REFIID riid,
                          void **ppv, HRESULT *hr)
{
  Registration *registration;

  *ppv = NULL;
  beck_lock_acquire (&lock);
  registration = claim (find_class_object (apartment, clsid, context, FALSE));
  beck_lock_release (&lock);
  if (registration == NULL)
    return FALSE;
  *hr = query (registration, riid, ppv);
  return TRUE;
}

BeckApartment *
beck_class_objects_find (DWORD cookie, REFCLSID clsid)
{
  BeckApartment *apartment = NULL;
  Registration *registration;

  beck_lock_acquire (&lock);
  registration = find_registration (cookie, clsid);
  if (registration != NULL)
    apartment = beck_apartment_ref (registration->apartment);
  beck_lock_release (&lock);
  return apartment;
}

HRESULT
beck_class_objects_query_cookie (DWORD cookie, REFCLSID clsid, REFIID riid, void **ppv)
{
  Registration *registration;

  *ppv = NULL;
  beck_lock_acquire (&lock);
  registration = find_registration (cookie, clsid);
  if (registration != NULL && (registration->is_spent || registration->is_suspended))
    registration = NULL;
  claim (registration);
  beck_lock_release (&lock);
  return registration != NULL ? query (registration, riid, ppv) : CO_E_SERVER_STOPPING;
}

void
beck_activation_apartment_gone (BeckApartment *apartment)
{
  Registration *removed;

  beck_lock_acquire (&lock);
  removed = remove_apartment (apartment);
  beck_lock_release (&lock);
  while (removed != NULL)
    {
      Registration *next = removed->next;

      withdraw (removed);
      registration_unref (removed);
      removed = next;
    }
}

/* Tells other processes of what this apartment has just registered. */
static HRESULT
offer (DWORD *cookie, REFCLSID clsid, DWORD context, DWORD flags)
{
  HRESULT hr = beck_activation_above->offer (*cookie, clsid, context, flags);

  if (FAILED (hr))
    {
      CoRevokeClassObject (*cookie);
      *cookie = 0;
    }
  return hr;
}

HRESULT
CoRegisterClassObject (REFCLSID rclsid, IUnknown *object, DWORD context, DWORD flags,
                       DWORD *cookie)
{
  BeckApartment *apartment = beck_apartment_current ();
  Registration *registration;
  HRESULT hr;

  if (cookie == NULL)
    return E_INVALIDARG;
  *cookie = 0;
  if (apartment == NULL)
    return CO_E_NOTINITIALIZED;
  if (rclsid == NULL || object == NULL || (context & SERVER_CONTEXTS) == 0
      || (flags & ~(DWORD) KNOWN_FLAGS) != 0 || (flags & MULTIPLE_USE) == MULTIPLE_USE)
    return E_INVALIDARG;

  registration = registration_new (apartment, rclsid, object, context, flags);
  if (registration == NULL)
    return E_OUTOFMEMORY;
  beck_lock_acquire (&lock);
  hr = add_registration (registration);
  *cookie = registration->cookie;
  beck_lock_release (&lock);
  if (FAILED (hr))
    registration_unref (registration);
  else if (beck_activation_above != NULL && (context & OTHERS) != 0)
    hr = offer (cookie, rclsid, context, flags);
  return hr;
}

HRESULT
CoRevokeClassObject (DWORD cookie)
{
  BeckApartment *apartment = beck_apartment_current ();
  Registration *registration;
  HRESULT hr;

  if (apartment == NULL)
    return CO_E_NOTINITIALIZED;
  beck_lock_acquire (&lock);
  hr = remove_registration (apartment, cookie, &registration);
  beck_lock_release (&lock);
  if (FAILED (hr))
    return hr;
  withdraw (registration);
  registration_unref (registration);
  return S_OK;
}

static void
tell_suspended (gboolean is_suspended)
{
  if (beck_activation_above != NULL)
    beck_activation_above->suspend (is_suspended);
}

static HRESULT
suspend_all (gboolean is_suspended)
{
  if (beck_apartment_current () == NULL)
    return CO_E_NOTINITIALIZED;
  beck_lock_acquire (&lock);
  set_suspended (is_suspended);
  beck_lock_release (&lock);
  tell_suspended (is_suspended);
  return S_OK;
}

HRESULT
CoResumeClassObjects (void)
{
  return suspend_all (FALSE);
}

HRESULT
CoSuspendClassObjects (void)
{
  return suspend_all (TRUE);
}

ULONG
CoAddRefServerProcess (void)
{
  ULONG refs;

  beck_lock_acquire (&lock);
  refs = ++n_server_refs;
  beck_lock_release (&lock);
  return refs;
}

ULONG
CoReleaseServerProcess (void)
{
  gboolean is_last;
  ULONG refs;

  beck_lock_acquire (&lock);
  is_last = n_server_refs > 0 && --n_server_refs == 0;
  if (is_last)
    set_suspended (TRUE);
  refs = n_server_refs;
  beck_lock_release (&lock);
  /* Others who ask meanwhile are refused here. */
  if (is_last)
    tell_suspended (TRUE);
  return refs;
}
