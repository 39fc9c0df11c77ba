/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Offers by class, in the order they came, so that the oldest server serves. There are few servers
 * for a class, and few classes in a server.
 */

#include "offers.h"

#include <beck/guid.h>
#include <beck/hresult.h>
#include <objidlbase.h>

#define MULTIPLE_USE (REGCLS_MULTIPLEUSE | REGCLS_MULTI_SEPARATE)

typedef struct
{
  BeckdProcess *process;
  guint32 id;
  gboolean is_single_use;
  gboolean is_suspended;
} Offer;

static GMutex mutex; /* guards the next */
static GHashTable *classes; /* CLSID → queue of offers */

static guint
clsid_hash (gconstpointer clsid)
{
  return ((const CLSID *) clsid)->Data1;
}

static gboolean
clsid_equal (gconstpointer a, gconstpointer b)
{
  return beck_guid_equal (a, b);
}

static void
offer_free (gpointer data)
{
  Offer *offer = data;

  beckd_process_unref (offer->process);
  g_free (offer);
}

static void
queue_free (gpointer queue)
{
  g_queue_free_full (queue, offer_free);
}

/* ---- With the mutex ---- */

static GHashTable *
get_classes (void)
{
  if (classes == NULL)
    classes = g_hash_table_new_full (clsid_hash, clsid_equal, g_free, queue_free);
  return classes;
}

static GQueue *
get_queue (const CLSID *clsid)
{
  GQueue *queue = g_hash_table_lookup (get_classes (), clsid);

  if (queue == NULL)
    {
      queue = g_queue_new ();
      g_hash_table_insert (classes, g_memdup2 (clsid, sizeof *clsid), queue);
    }
  return queue;
}

/* Removes offers of @process, that with @id or, for 0, all. */
static void
remove_from (GQueue *queue, const BeckdProcess *process, guint32 id)
{
  for (GList *link = queue->head, *next; link != NULL; link = next)
    {
      Offer *offer = link->data;

      next = link->next;
      if (offer->process != process || (id != 0 && offer->id != id))
        continue;
      g_queue_delete_link (queue, link);
      offer_free (offer);
    }
}

static void
remove_offers (const BeckdProcess *process, guint32 id)
{
  GHashTableIter iter;
  gpointer queue;

  g_hash_table_iter_init (&iter, get_classes ());
  while (g_hash_table_iter_next (&iter, NULL, &queue))
    {
      remove_from (queue, process, id);
      if (g_queue_is_empty (queue))
        g_hash_table_iter_remove (&iter);
    }
}

/* How many @process has; @known: whether one of them has @id. */
static guint
count_offers (const BeckdProcess *process, guint32 id, gboolean *known)
{
  GHashTableIter iter;
  gpointer queue;
  guint n = 0;

  *known = FALSE;
  g_hash_table_iter_init (&iter, get_classes ());
  while (g_hash_table_iter_next (&iter, NULL, &queue))
    for (const GList *link = ((GQueue *) queue)->head; link != NULL; link = link->next)
      {
        const Offer *offer = link->data;

        n += offer->process == process;
        *known |= offer->process == process && offer->id == id;
      }
  return n;
}

/* Of one offer, or for 0 of all. */
static void
set_suspended (const BeckdProcess *process, guint32 id, gboolean suspended)
{
  GHashTableIter iter;
  gpointer queue;

  g_hash_table_iter_init (&iter, get_classes ());
  while (g_hash_table_iter_next (&iter, NULL, &queue))
    for (GList *link = ((GQueue *) queue)->head; link != NULL; link = link->next)
      {
        Offer *offer = link->data;

        if (offer->process == process && (id == 0 || offer->id == id))
          offer->is_suspended = suspended;
      }
}

static GList *
find_offer (GQueue *queue, guint uid)
{
  for (GList *link = queue->head; link != NULL; link = link->next)
    {
      const Offer *offer = link->data;

      if (!offer->is_suspended && offer->process->uid == uid)
        return link;
    }
  return NULL;
}

/* ---- Without it ---- */

HRESULT
beckd_offers_add (BeckdProcess *process, guint32 id, const CLSID *clsid, guint32 flags)
{
  G_GNUC_UNUSED g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&mutex);
  gboolean known;
  Offer *offer;

  if (count_offers (process, id, &known) >= BECKD_MAX_OFFERS)
    return E_OUTOFMEMORY;
  if (known || id == 0)
    return E_INVALIDARG;
  offer = g_new (Offer, 1);
  *offer = (Offer){
    .process = beckd_process_ref (process),
    .id = id,
    .is_single_use = (flags & MULTIPLE_USE) == 0,
    .is_suspended = (flags & REGCLS_SUSPENDED) != 0,
  };
  g_queue_push_tail (get_queue (clsid), offer);
  return S_OK;
}

void
beckd_offers_remove (const BeckdProcess *process, guint32 id)
{
  G_GNUC_UNUSED g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&mutex);

  if (id != 0)
    remove_offers (process, id);
}

void
beckd_offers_hide (const BeckdProcess *process, guint32 id)
{
  G_GNUC_UNUSED g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&mutex);

  if (id != 0)
    set_suspended (process, id, TRUE);
}

void
beckd_offers_forget (const BeckdProcess *process)
{
  G_GNUC_UNUSED g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&mutex);

  remove_offers (process, 0);
}

void
beckd_offers_suspend (const BeckdProcess *process, gboolean suspended)
{
  G_GNUC_UNUSED g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&mutex);

  set_suspended (process, 0, suspended);
}

BeckdProcess *
beckd_offers_claim (const CLSID *clsid, guint uid, guint32 *id)
{
  G_GNUC_UNUSED g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&mutex);
  GQueue *queue = g_hash_table_lookup (get_classes (), clsid);
  GList *link = queue != NULL ? find_offer (queue, uid) : NULL;
  BeckdProcess *process;
  Offer *offer;

  if (link == NULL)
    return NULL;
  offer = link->data;
  process = beckd_process_ref (offer->process);
  *id = offer->id;
  if (!offer->is_single_use)
    return process;
  g_queue_delete_link (queue, link);
  offer_free (offer);
  if (g_queue_is_empty (queue))
    g_hash_table_remove (classes, clsid);
  return process;
}
