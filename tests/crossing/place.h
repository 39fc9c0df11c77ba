/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Where the object of a test lives, as seen from its client: each test of what calls do is run for
 * every row of place_kinds. The object itself is in tally.c.
 */

#include <beck/beck.h>
#include <beck/marshal.h>

#include "crossing.h"

typedef struct Place Place;

typedef struct
{
  const char *name;
  DWORD client;     /* COINIT_* of the thread that runs the test */
  DWORD server;     /* … of the object's */
  gboolean crosses; /* the client has a proxy */
  gboolean is_home; /* … of an object of its own apartment */
  const char *protseq; /* of another process; NULL: this one */
} PlaceKind;

extern const PlaceKind place_kinds[];
extern const guint n_place_kinds;

struct Place
{
  const PlaceKind *kind;
  IPlace *place;  /* of the object, for the calling thread's apartment */
  ITally *tally;  /* the same object */
  gpointer host;  /* who has it: a thread or a process */
};

/* Enters the client's apartment and gets an object there, with call objects or without. Fails the
 * test that runs. */
void place_open (Place *self, guint kind, gboolean with_calls);
void place_close (Place *self);

/* The same object's counts, asked for through the place. */
PlaceCounts place_counts (Place *self);

/* Another object of the client's own. */
ITally *place_own_tally (void);

/* Lets calls into the client's apartment for a moment. */
void place_serve (void);

/* Waits until nobody but the caller has a reference to an object of the client's own, which others
 * give back when they come to it; and drops it. */
void place_let_go (gpointer object);

/* Kills the process that has the object; only where there is one. */
void place_kill (Place *self);
/* … stops it, and returns when it has stopped. */
void place_stop (Place *self);
void place_continue (Place *self);
