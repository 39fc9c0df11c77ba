/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Telling a connection's sinks of its states: one piece of news after the other, to one sink
 * after the other, on a thread that exists while there is news. A sink may take as long as it
 * likes, and may even end the thread: another one goes on with the next sink.
 */

#include <beck/work.h>
#include <rasconn.h>

#include "base/lock.h"

typedef struct
{
  guint32 state;
  guint32 error;
  guint32 extended_error;
} BeckRasNews;

typedef struct BeckRasTeller BeckRasTeller;
typedef struct BeckRasListener BeckRasListener;

/* What the connection does about it, on the teller's thread and with no lock held. */
typedef struct
{
  /* FALSE if nobody is to hear of it; it may be changed. */
  gboolean (*before) (BeckRasTeller *teller, BeckRasNews *news);
  /* A sink has returned, or ended its thread. */
  void (*left) (BeckRasTeller *teller);
  void (*after) (BeckRasTeller *teller, const BeckRasNews *news);
  /* Nothing is left to tell; called at least once after each push and each kick. */
  void (*idle) (BeckRasTeller *teller);
  /* What keeps the teller while there is a thread. */
  void (*ref) (BeckRasTeller *teller);
  void (*unref) (BeckRasTeller *teller);
} BeckRasTellerFuncs;

/* More than a dial has states. News that finds no place is dropped, but the last place is for
 * ends. */
#define BECK_RAS_TELLER_SIZE 64

struct BeckRasTeller
{
  const BeckRasTellerFuncs *funcs;
  BeckLock lock;
  /* With the lock: */
  BeckRasNews queue[BECK_RAS_TELLER_SIZE];
  guint first, n;
  gboolean runs; /* there is a thread, or will be */
  gboolean kicked;
  gboolean telling; /* sinks behind @told, up to @last, have not heard of @news yet */
  BeckRasNews news;
  guint32 told; /* the cookie of the last sink that heard of it */
  guint32 last; /* the last that is to: who came later hears of the next news */
  guint32 last_cookie;
  BeckRasListener *listeners; /* by their cookies */
  GThread *thread; /* that is inside a sink, or NULL */

  BeckWork retry; /* a thread that could not be had */
};

void beck_ras_teller_init (BeckRasTeller *teller, const BeckRasTellerFuncs *funcs);
void beck_ras_teller_clear (BeckRasTeller *teller);

/* Any thread; never blocks. The loop is held. */
void beck_ras_teller_push (BeckRasTeller *teller, guint32 state, guint32 error,
                           guint32 extended_error);
void beck_ras_teller_kick (BeckRasTeller *teller);

/* Drops what has not been begun. */
void beck_ras_teller_drop (BeckRasTeller *teller);

/* Whether the caller is inside a sink of it. */
gboolean beck_ras_teller_is_current (BeckRasTeller *teller);

/* E_OUTOFMEMORY. */
HRESULT beck_ras_teller_add (BeckRasTeller *teller, IRasConnectionSink *sink, DWORD *cookie);
/* FALSE if there is none. */
gboolean beck_ras_teller_remove (BeckRasTeller *teller, DWORD cookie);
gboolean beck_ras_teller_has_sinks (BeckRasTeller *teller);
