/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * How far the telling has come is in the teller, not on the thread's stack, so that a thread that
 * a sink ends (pthread_exit) can be followed by another one. The thread is not the pool's, which
 * counts on getting its threads back.
 */

#include "ras/teller.h"

#include <beck/hresult.h>
#include <pthread.h>

#include "base/alloc.h"
#include "ras/loop.h"

struct BeckRasListener
{
  BeckRasListener *next;
  DWORD cookie;
  guint refs; /* with the teller's lock */
  IRasConnectionSink *sink;
};

/* Milliseconds until a thread that could not be had is tried again. */
#define RETRY 20

/* ---- What is next ---- */

static gboolean
take_news (BeckRasTeller *teller, BeckRasNews *news)
{
  gboolean taken;

  beck_lock_acquire (&teller->lock);
  taken = teller->n > 0;
  if (taken)
    {
      *news = teller->queue[teller->first];
      teller->first = (teller->first + 1) % BECK_RAS_TELLER_SIZE;
      teller->n--;
    }
  beck_lock_release (&teller->lock);
  return taken;
}

static void
begin_telling (BeckRasTeller *teller, const BeckRasNews *news)
{
  beck_lock_acquire (&teller->lock);
  teller->news = *news;
  teller->told = 0;
  teller->last = teller->last_cookie;
  teller->telling = TRUE;
  beck_lock_release (&teller->lock);
}

/* The next one that is to hear of the current news, referenced; NULL, and the news is told, when
 * all have. */
static BeckRasListener *
take_listener (BeckRasTeller *teller)
{
  BeckRasListener *listener;

  beck_lock_acquire (&teller->lock);
  for (listener = teller->listeners; listener != NULL; listener = listener->next)
    if (listener->cookie > teller->told && listener->cookie <= teller->last)
      break;
  if (listener != NULL)
    {
      listener->refs++;
      teller->told = listener->cookie;
      teller->thread = g_thread_self ();
    }
  else
    teller->telling = FALSE;
  beck_lock_release (&teller->lock);
  return listener;
}

static void
drop_listener (BeckRasTeller *teller, BeckRasListener *listener)
{
  gboolean last;

  beck_lock_acquire (&teller->lock);
  last = --listener->refs == 0;
  beck_lock_release (&teller->lock);
  if (!last)
    return;
  listener->sink->lpVtbl->Release (listener->sink);
  beck_free (listener);
}

/* ---- The thread ---- */

static void start_thread (BeckRasTeller *teller);

typedef struct
{
  BeckRasTeller *teller;
  BeckRasListener *listener;
} Frame;

static void
leave (Frame *frame)
{
  beck_lock_acquire (&frame->teller->lock);
  frame->teller->thread = NULL;
  beck_lock_release (&frame->teller->lock);
  frame->teller->funcs->left (frame->teller);
  drop_listener (frame->teller, frame->listener);
}

/* The sink has ended the thread, whose reference to the teller is the next one's. */
static void
abandon (gpointer data)
{
  Frame *frame = data;

  leave (frame);
  start_thread (frame->teller);
}

static void
tell_one (BeckRasTeller *teller, BeckRasListener *listener)
{
  Frame frame = { teller, listener };
  BeckRasNews news = teller->news;
  IRasConnectionSink *sink = listener->sink;

  pthread_cleanup_push (abandon, &frame);
  sink->lpVtbl->OnState (sink, news.state, news.error, news.extended_error);
  pthread_cleanup_pop (0);
  leave (&frame);
}

static void
tell_all (BeckRasTeller *teller)
{
  BeckRasNews news = teller->news;
  BeckRasListener *listener;

  while ((listener = take_listener (teller)) != NULL)
    tell_one (teller, listener);
  teller->funcs->after (teller, &news);
}

/* Whether the thread may end. */
static gboolean
is_done (BeckRasTeller *teller)
{
  gboolean done;

  beck_lock_acquire (&teller->lock);
  done = teller->n == 0 && !teller->kicked;
  if (done)
    teller->runs = FALSE;
  teller->kicked = FALSE;
  beck_lock_release (&teller->lock);
  return done;
}

static gpointer
run (gpointer data)
{
  BeckRasTeller *teller = data;
  BeckRasNews news;

  if (teller->telling)
    tell_all (teller);
  do
    {
      while (take_news (teller, &news))
        {
          if (!teller->funcs->before (teller, &news))
            continue;
          begin_telling (teller, &news);
          tell_all (teller);
        }
      teller->funcs->idle (teller);
    }
  while (!is_done (teller));
  teller->funcs->unref (teller);
  return NULL;
}

static gboolean
try_again (gpointer data)
{
  start_thread (data);
  return G_SOURCE_REMOVE;
}

/* On the loop. */
static void
try_later (BeckWork *work)
{
  BeckRasTeller *teller = (BeckRasTeller *) ((char *) work - offsetof (BeckRasTeller, retry));
  GSource *source = g_timeout_source_new (RETRY);

  g_source_set_callback (source, try_again, teller, NULL);
  g_source_attach (source, beck_ras_loop_context ());
  g_source_unref (source);
}

static void
start_thread (BeckRasTeller *teller)
{
  GThread *thread = g_thread_try_new ("beck-ras-tell", run, teller, NULL);

  if (thread != NULL)
    g_thread_unref (thread);
  else
    beck_ras_loop_push (&teller->retry);
}

/* ---- For the connection ---- */

/* With the lock, which it gives back. */
static void
wake (BeckRasTeller *teller)
{
  gboolean start = !teller->runs;

  teller->runs = TRUE;
  beck_lock_release (&teller->lock);
  if (!start)
    return;
  teller->funcs->ref (teller);
  start_thread (teller);
}

void
beck_ras_teller_push (BeckRasTeller *teller, guint32 state, guint32 error, guint32 extended_error)
{
  gboolean is_end = error != 0 || state >= 0x1000;
  guint room = BECK_RAS_TELLER_SIZE - (is_end ? 0 : 1);

  beck_lock_acquire (&teller->lock);
  if (teller->n < room)
    {
      teller->queue[(teller->first + teller->n) % BECK_RAS_TELLER_SIZE]
          = (BeckRasNews){ state, error, extended_error };
      teller->n++;
    }
  wake (teller);
}

void
beck_ras_teller_kick (BeckRasTeller *teller)
{
  beck_lock_acquire (&teller->lock);
  teller->kicked = TRUE;
  wake (teller);
}

void
beck_ras_teller_drop (BeckRasTeller *teller)
{
  beck_lock_acquire (&teller->lock);
  teller->n = 0;
  beck_lock_release (&teller->lock);
}

gboolean
beck_ras_teller_is_current (BeckRasTeller *teller)
{
  gboolean current;

  beck_lock_acquire (&teller->lock);
  current = teller->thread == g_thread_self ();
  beck_lock_release (&teller->lock);
  return current;
}

/* ---- Sinks ---- */

HRESULT
beck_ras_teller_add (BeckRasTeller *teller, IRasConnectionSink *sink, DWORD *cookie)
{
  BeckRasListener *listener = beck_alloc (sizeof *listener);
  BeckRasListener **end;

  if (listener == NULL)
    return E_OUTOFMEMORY;
  sink->lpVtbl->AddRef (sink);
  beck_lock_acquire (&teller->lock);
  *cookie = ++teller->last_cookie;
  *listener = (BeckRasListener){ NULL, *cookie, 1, sink };
  for (end = &teller->listeners; *end != NULL; end = &(*end)->next)
    ;
  *end = listener;
  beck_lock_release (&teller->lock);
  return S_OK;
}

gboolean
beck_ras_teller_remove (BeckRasTeller *teller, DWORD cookie)
{
  BeckRasListener **place, *listener;

  beck_lock_acquire (&teller->lock);
  for (place = &teller->listeners; (listener = *place) != NULL; place = &listener->next)
    if (listener->cookie == cookie)
      {
        *place = listener->next;
        break;
      }
  beck_lock_release (&teller->lock);
  if (listener == NULL)
    return FALSE;
  drop_listener (teller, listener);
  return TRUE;
}

gboolean
beck_ras_teller_has_sinks (BeckRasTeller *teller)
{
  gboolean has;

  beck_lock_acquire (&teller->lock);
  has = teller->listeners != NULL;
  beck_lock_release (&teller->lock);
  return has;
}

void
beck_ras_teller_init (BeckRasTeller *teller, const BeckRasTellerFuncs *funcs)
{
  teller->funcs = funcs;
  teller->retry.run = try_later;
  beck_lock_init (&teller->lock);
}

void
beck_ras_teller_clear (BeckRasTeller *teller)
{
  while (teller->listeners != NULL)
    beck_ras_teller_remove (teller, teller->listeners->cookie);
}
