/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The interfaces that the server offers, and their managers by type (rpc.md 2.2).
 *
 * The record of an interface is made when it is first registered and stays for good, so that the
 * presentation contexts of connections may point to it; what of the program's it names
 * is only looked at between enter and leave, which the end of a registration waits for if it is
 * told to. The list only grows, and is read without a lock.
 */

#include "rpc/server-private.h"

#include "base/alloc.h"
#include "rpc/pdu.h"

#define UNLIMITED G_MAXUINT

/* Of interfaces by their number: object RPC offers hundreds. */
#define N_BUCKETS 256

/* Slowness is kept by the low bits of the procedure's number. */
#define N_SLOW 64
/* So many quick calls make a slow procedure a quick one. */
#define SLOW_FOR 8

typedef struct
{
  GUID type;
  const void *epv;
} Manager;

struct BeckRpcOffer
{
  BeckRpcOffer *next;
  BeckRpcOffer *next_in_bucket;
  RPC_IF_ID id;
  gboolean implicit; /* not the program's */
  atomic_uchar slow[N_SLOW];
  atomic_uint n_places; /* taken, of max_calls; more are only with the lock */

  BeckLock lock;
  /* With the lock: */
  BeckRpcOfferTerms terms;
  guint max_calls;
  guint n_running;
  Manager *managers; /* none: not registered */
  guint n_managers;
};

static _Atomic (BeckRpcOffer *) offers;
static _Atomic (BeckRpcOffer *) buckets[N_BUCKETS];
static GMutex changing; /* one registration at a time */

/* Both kinds of numbers, those of time and those counted up by somebody, differ here. */
static _Atomic (BeckRpcOffer *) *
bucket_of (const GUID *uuid)
{
  guint32 hash = uuid->Data1 * 0x9e3779b1u + uuid->Data4[7];

  return &buckets[(hash ^ (hash >> 16)) % N_BUCKETS];
}

/* ---- Finding ---- */

static gboolean
is_registered (BeckRpcOffer *offer)
{
  gboolean registered;

  beck_lock_acquire (&offer->lock);
  registered = offer->n_managers > 0;
  beck_lock_release (&offer->lock);
  return registered;
}

static gboolean
serves (const BeckRpcOffer *offer, const BeckRpcSyntax *syntax)
{
  return beck_guid_equal (&offer->id.Uuid, &syntax->uuid) && offer->id.VersMajor == syntax->major
         && offer->id.VersMinor >= syntax->minor;
}

/* Of several that would do the one with the nearest version. */
BeckRpcOffer *
beck_rpc_offer_find (const BeckRpcSyntax *syntax)
{
  BeckRpcOffer *found = NULL;

  for (BeckRpcOffer *offer = atomic_load (bucket_of (&syntax->uuid)); offer != NULL;
       offer = offer->next_in_bucket)
    if (serves (offer, syntax) && is_registered (offer)
        && (found == NULL || offer->id.VersMinor < found->id.VersMinor))
      found = offer;
  return found;
}

const RPC_IF_ID *
beck_rpc_offer_id (const BeckRpcOffer *offer)
{
  return &offer->id;
}

gboolean
beck_rpc_offers_autolisten (void)
{
  gboolean found = FALSE;

  for (BeckRpcOffer *offer = atomic_load (&offers); offer != NULL && !found; offer = offer->next)
    {
      beck_lock_acquire (&offer->lock);
      found = offer->n_managers > 0 && !offer->implicit
              && (offer->terms.flags & RPC_IF_AUTOLISTEN) != 0;
      beck_lock_release (&offer->lock);
    }
  return found;
}

/* ---- Calls ---- */

guint32
beck_rpc_offer_enter (BeckRpcOffer *offer, BeckRpcOfferTerms *terms)
{
  guint32 status = 0;

  beck_lock_acquire (&offer->lock);
  if (offer->n_managers == 0)
    status = RPC_S_UNKNOWN_IF;
  else if (atomic_load (&offer->n_places) >= offer->max_calls)
    status = RPC_S_SERVER_TOO_BUSY;
  else
    {
      atomic_fetch_add (&offer->n_places, 1);
      offer->n_running++;
      *terms = offer->terms;
    }
  beck_lock_release (&offer->lock);
  return status;
}

void
beck_rpc_offer_free_place (BeckRpcOffer *offer)
{
  atomic_fetch_sub (&offer->n_places, 1);
}

void
beck_rpc_offer_leave (BeckRpcOffer *offer)
{
  beck_lock_acquire (&offer->lock);
  offer->n_running--;
  beck_lock_release (&offer->lock);
  beck_rpc_server_wake_waiters ();
}

static const Manager *
find_manager (const BeckRpcOffer *offer, const GUID *type)
{
  for (guint i = 0; i < offer->n_managers; i++)
    if (beck_guid_equal (&offer->managers[i].type, type))
      return &offer->managers[i];
  return NULL;
}

guint32
beck_rpc_offer_managers (BeckRpcOffer *offer, const GUID *type, const void **epv)
{
  const Manager *manager;

  beck_lock_acquire (&offer->lock);
  manager = find_manager (offer, type);
  if (manager != NULL)
    *epv = manager->epv;
  beck_lock_release (&offer->lock);
  return manager != NULL ? 0 : RPC_S_UNSUPPORTED_TYPE;
}

gboolean
beck_rpc_offer_streams (BeckRpcOffer *offer, guint32 opnum)
{
  const guint32 wanted = BECK_NDR_METHOD_ASYNC | BECK_NDR_METHOD_PIPES;
  const BeckNdrInterface *ndr;
  gboolean streams = FALSE;

  beck_lock_acquire (&offer->lock);
  if (offer->n_managers > 0)
    {
      ndr = offer->terms.interface->ndr;
      streams = opnum < ndr->n_methods && (ndr->methods[opnum].flags & wanted) == wanted;
    }
  beck_lock_release (&offer->lock);
  return streams;
}

gboolean
beck_rpc_offer_is_slow (const BeckRpcOffer *offer, guint32 opnum)
{
  return atomic_load_explicit (&offer->slow[opnum % N_SLOW], memory_order_relaxed) > 0;
}

void
beck_rpc_offer_note_time (BeckRpcOffer *offer, guint32 opnum, gboolean slow)
{
  atomic_uchar *place = &offer->slow[opnum % N_SLOW];
  guchar before = atomic_load_explicit (place, memory_order_relaxed);

  if (slow)
    atomic_store_explicit (place, SLOW_FOR, memory_order_relaxed);
  else if (before > 0)
    atomic_store_explicit (place, (guchar) (before - 1), memory_order_relaxed);
}

/* ---- Registering, with the mutex ---- */

static BeckRpcOffer *
find_exact (const BeckNdrInterface *ndr)
{
  BeckRpcOffer *offer;

  for (offer = atomic_load (bucket_of (&ndr->uuid)); offer != NULL; offer = offer->next_in_bucket)
    if (beck_guid_equal (&offer->id.Uuid, &ndr->uuid) && offer->id.VersMajor == ndr->major
        && offer->id.VersMinor == ndr->minor)
      return offer;
  return NULL;
}

static BeckRpcOffer *
get_offer (const BeckNdrInterface *ndr)
{
  BeckRpcOffer *offer = find_exact (ndr);

  if (offer != NULL)
    return offer;
  offer = beck_alloc0 (sizeof *offer);
  if (offer == NULL)
    return NULL;
  offer->id = (RPC_IF_ID){ ndr->uuid, ndr->major, ndr->minor };
  offer->next_in_bucket = atomic_load (bucket_of (&ndr->uuid));
  offer->next = atomic_load (&offers);
  atomic_store (bucket_of (&ndr->uuid), offer);
  atomic_store (&offers, offer);
  return offer;
}

static guint32
add_manager (BeckRpcOffer *offer, const Manager *manager, const BeckRpcOfferTerms *terms,
             guint max_calls)
{
  Manager *more = beck_alloc ((offer->n_managers + 1) * sizeof *more);
  Manager *old;

  if (more == NULL)
    return RPC_S_OUT_OF_MEMORY;
  for (guint i = 0; i < offer->n_managers; i++)
    more[i] = offer->managers[i];
  more[offer->n_managers] = *manager;
  beck_lock_acquire (&offer->lock);
  old = offer->managers;
  offer->managers = more;
  offer->n_managers++;
  offer->terms = *terms;
  offer->max_calls = max_calls;
  beck_lock_release (&offer->lock);
  beck_free (old);
  return RPC_S_OK;
}

static guint
bound_of (guint max_calls)
{
  return max_calls == 0 || max_calls == RPC_C_LISTEN_MAX_CALLS_DEFAULT ? UNLIMITED : max_calls;
}

static RPC_STATUS
register_interface (const BeckRpcInterface *interface, const UUID *type, RPC_MGR_EPV *epv,
                    const BeckRpcOfferTerms *terms, guint max_calls)
{
  Manager manager = { .epv = epv != NULL ? epv : interface->epv };
  BeckRpcOffer *offer;
  RPC_STATUS status;

  if (type != NULL)
    manager.type = *type;
  g_mutex_lock (&changing);
  offer = get_offer (interface->ndr);
  if (offer == NULL)
    status = RPC_S_OUT_OF_MEMORY;
  else if (find_manager (offer, &manager.type) != NULL)
    status = RPC_S_TYPE_ALREADY_REGISTERED;
  else
    status = (RPC_STATUS) add_manager (offer, &manager, terms, bound_of (max_calls));
  g_mutex_unlock (&changing);
  return status;
}

RPC_STATUS
RpcServerRegisterIf3 (RPC_IF_HANDLE interface, UUID *type, RPC_MGR_EPV *epv, unsigned int flags,
                      unsigned int max_calls, unsigned int max_size, RPC_IF_CALLBACK_FN *callback,
                      void *security)
{
  BeckRpcOfferTerms terms = { interface, flags, max_size, callback };
  RPC_STATUS status;

  if (interface == NULL)
    return RPC_S_INVALID_ARG;
  if (security != NULL)
    return RPC_S_INVALID_SECURITY_DESC;
  status = register_interface (interface, type, epv, &terms, max_calls);
  if (status == RPC_S_OK && (flags & RPC_IF_AUTOLISTEN))
    beck_rpc_endpoints_update ();
  return status;
}

RPC_STATUS
RpcServerRegisterIf2 (RPC_IF_HANDLE interface, UUID *type, RPC_MGR_EPV *epv, unsigned int flags,
                      unsigned int max_calls, unsigned int max_size, RPC_IF_CALLBACK_FN *callback)
{
  return RpcServerRegisterIf3 (interface, type, epv, flags, max_calls, max_size, callback, NULL);
}

RPC_STATUS
RpcServerRegisterIfEx (RPC_IF_HANDLE interface, UUID *type, RPC_MGR_EPV *epv, unsigned int flags,
                       unsigned int max_calls, RPC_IF_CALLBACK_FN *callback)
{
  return RpcServerRegisterIf3 (interface, type, epv, flags, max_calls, UNLIMITED, callback, NULL);
}

RPC_STATUS
RpcServerRegisterIf (RPC_IF_HANDLE interface, UUID *type, RPC_MGR_EPV *epv)
{
  return RpcServerRegisterIf3 (interface, type, epv, 0, RPC_C_LISTEN_MAX_CALLS_DEFAULT, UNLIMITED,
                               NULL, NULL);
}

RPC_STATUS
beck_rpc_offer_add_raw (const BeckRpcInterface *interface, void (*raw) (BeckRpcServerCall *call))
{
  BeckRpcOfferTerms terms = { interface, RPC_IF_AUTOLISTEN, UNLIMITED, NULL, raw };
  RPC_STATUS status = register_interface (interface, NULL, NULL, &terms, 0);

  if (status == RPC_S_OK)
    beck_rpc_endpoints_update ();
  return status;
}

gboolean
beck_rpc_offer_is_raw (BeckRpcOffer *offer)
{
  gboolean raw;

  if (offer == NULL)
    return FALSE;
  beck_lock_acquire (&offer->lock);
  raw = offer->n_managers > 0 && offer->terms.raw != NULL;
  beck_lock_release (&offer->lock);
  return raw;
}

/* Whoever can reach the server can ask about it, whether it listens or not. */
void
beck_rpc_offers_add_management (void)
{
  const BeckRpcInterface *interface = beck_rpc_mgmt_interface ();
  BeckRpcOfferTerms terms = { interface, RPC_IF_AUTOLISTEN, UNLIMITED, NULL };
  BeckRpcOffer *offer;

  g_mutex_lock (&changing);
  offer = get_offer (interface->ndr);
  if (offer != NULL)
    offer->implicit = TRUE;
  g_mutex_unlock (&changing);
  register_interface (interface, NULL, NULL, &terms, 0);
}

/* ---- The end of registrations ---- */

/* Of the managers of @type, or all; FALSE if there are none such. With the mutex. */
static gboolean
remove_managers (BeckRpcOffer *offer, const UUID *type)
{
  Manager *unused = NULL;
  guint kept = 0, before;

  beck_lock_acquire (&offer->lock);
  before = offer->n_managers;
  for (guint i = 0; i < before; i++)
    if (type != NULL && !beck_guid_equal (&offer->managers[i].type, type))
      offer->managers[kept++] = offer->managers[i];
  offer->n_managers = kept;
  if (kept == 0)
    {
      unused = offer->managers;
      offer->managers = NULL;
    }
  beck_lock_release (&offer->lock);
  beck_free (unused);
  return kept < before;
}

static gboolean
is_autolistening (BeckRpcOffer *offer)
{
  gboolean listening;

  beck_lock_acquire (&offer->lock);
  listening = (offer->terms.flags & RPC_IF_AUTOLISTEN) != 0;
  beck_lock_release (&offer->lock);
  return listening;
}

/* Calls that this thread itself is in do not end while it waits. */
static guint
count_own (const BeckRpcOffer *offer)
{
  guint n = 0;

  for (BeckRpcServerCall *call = beck_rpc_server_call_current (); call != NULL; call = call->outer)
    n += call->offer == offer && !atomic_load (&call->ended);
  return n;
}

static gboolean
is_quiet (gpointer data)
{
  BeckRpcOffer *offer = data;
  guint own = count_own (offer);
  gboolean quiet;

  beck_lock_acquire (&offer->lock);
  quiet = offer->n_running <= own;
  beck_lock_release (&offer->lock);
  return quiet;
}

typedef struct
{
  const UUID *type;  /* (nullable) */
  gboolean wait;     /* for calls that run, */
  gboolean run_down; /* … and then contexts, unless there are managers left to use them */
} Removal;

static RPC_STATUS
unregister_one (BeckRpcOffer *offer, const Removal *removal)
{
  const BeckNdrInterface *ndr;
  gboolean removed;

  g_mutex_lock (&changing);
  ndr = offer->terms.interface != NULL ? offer->terms.interface->ndr : NULL;
  removed = remove_managers (offer, removal->type);
  g_mutex_unlock (&changing);
  if (!removed)
    return RPC_S_UNKNOWN_MGR_TYPE;
  if (removal->wait)
    beck_rpc_server_wait_until (is_quiet, offer);
  if (removal->run_down && !is_registered (offer))
    beck_rpc_groups_end_interface (ndr);
  return RPC_S_OK;
}

static RPC_STATUS
unregister_all (const Removal *removal)
{
  RPC_STATUS status = removal->type == NULL ? RPC_S_OK : RPC_S_UNKNOWN_MGR_TYPE;

  for (BeckRpcOffer *offer = atomic_load (&offers); offer != NULL; offer = offer->next)
    if (!is_autolistening (offer) && unregister_one (offer, removal) == RPC_S_OK)
      status = RPC_S_OK;
  return status;
}

static RPC_STATUS
unregister (const BeckRpcInterface *interface, const Removal *removal)
{
  BeckRpcOffer *offer;

  if (interface == NULL)
    return unregister_all (removal);
  offer = find_exact (interface->ndr);
  if (offer == NULL || !is_registered (offer))
    return RPC_S_UNKNOWN_IF;
  return unregister_one (offer, removal);
}

RPC_STATUS
RpcServerUnregisterIf (RPC_IF_HANDLE interface, UUID *type, unsigned int wait)
{
  return unregister (interface, &(Removal){ .type = type, .wait = wait != 0 });
}

RPC_STATUS
RpcServerUnregisterIfEx (RPC_IF_HANDLE interface, UUID *type, int rundown)
{
  return unregister (interface,
                     &(Removal){ .type = type, .wait = TRUE, .run_down = rundown != 0 });
}

void
beck_rpc_offers_clear (void)
{
  g_mutex_lock (&changing);
  for (BeckRpcOffer *offer = atomic_load (&offers); offer != NULL; offer = offer->next)
    remove_managers (offer, NULL);
  g_mutex_unlock (&changing);
}

/* ---- For the management interface ---- */

RPC_STATUS
beck_rpc_server_interfaces (RPC_IF_ID **ids, guint *n)
{
  guint max = 0;

  *n = 0;
  for (BeckRpcOffer *offer = atomic_load (&offers); offer != NULL; offer = offer->next)
    max++;
  *ids = beck_alloc ((max + 1) * sizeof **ids);
  if (*ids == NULL)
    return RPC_S_OUT_OF_MEMORY;
  for (BeckRpcOffer *offer = atomic_load (&offers); offer != NULL && *n < max; offer = offer->next)
    if (!offer->implicit && is_registered (offer))
      (*ids)[(*n)++] = offer->id;
  return RPC_S_OK;
}
