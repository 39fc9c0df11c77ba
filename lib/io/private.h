/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What the files of the reactor share.
 *
 * source.c   references and turns
 * slots.c    the table from what epoll tells to sources
 * reactor.c  what is watched, and what is to be run again
 * leader.c   the threads
 * heir.c     how a turn goes from one of them to another
 * monitor.c  who sees that it has to
 */

#include <beck/work.h>

#include "base/lock.h"
#include "call/event.h"
#include "io/io.h"

/* ---- Turns ---- */

enum
{
  BECK_TURN_WATCHED = 1 << 0,
  BECK_TURN_HELD = 1 << 1,
  BECK_TURN_MORE = 1 << 2,    /* the holder is to run it again */
  BECK_TURN_QUEUED = 1 << 3,  /* waits in the reactor's queue */
  BECK_TURN_HUNG_UP = 1 << 4, /* the peer sends no more */
};

/* Takes the turn of a watched source, @queued if it came from the queue; if somebody else has
 * it, that one will run it again. */
gboolean beck_turn_take (BeckIo *io, gboolean queued);

/* ---- The table ---- */

/* Makes a place for @io, and sets its key; takes a reference. FALSE without memory. With the
 * reactor locked. */
gboolean beck_slot_new (BeckIo *io);

/* The source that has the place @key, held until it is unpinned; NULL if it is not there any
 * more. */
BeckIo *beck_slot_pin (guint64 key);
void beck_slot_unpin (guint64 key);

/* Nobody pins it any more; when nobody does, the reference is dropped. With no lock held. */
void beck_slot_retire (guint64 key);

/* ---- Leaders ---- */

/* What a leader does, in the low bits of its word; the rest counts how often it lent. */
enum
{
  BECK_LEADER_COMING, /* the pool has not run it yet */
  BECK_LEADER_WAITS,  /* in epoll_wait(2) */
  BECK_LEADER_RUNS,
  BECK_LEADER_LENT, /* runs foreign code: its turn may be taken */
  BECK_LEADER_LOST, /* has neither turn nor lead any more */
  BECK_LEADER_STATES = 7,
};
#define BECK_LEADER_STEP (BECK_LEADER_STATES + 1u)

typedef struct BeckLeader BeckLeader;

struct BeckLeader
{
  BeckWork work;
  BeckLeader *next;
  atomic_uint word;
  guint serial; /* of the last lending, in steps */
  BeckWakes *wakes;
  guint8 *buffer;

  BeckIo *io; /* what it sees to, pinned and with the turn */
  guint64 key;
  guint in_vain;
  guint rounds, surplus;

  /* Whom it is to rob, and of which lending; then, whoever had the turn before and waits until
   * we have read what it left. */
  BeckLeader *victim;
  guint victim_word;
  BeckLeader *before;

  BeckLeader *heir;    /* was given our turn and is still COMING */
  atomic_uint settled; /* who has our turn has read what we left */

  guint seen;   /* the monitor's: the word at its last tick */
  guint called; /* the word for which a robber was called */
};

extern _Thread_local BeckLeader *beck_leader_tls
    __attribute__ ((tls_model ("initial-exec"), visibility ("hidden")));

static inline guint
beck_leader_state (guint word)
{
  return word & BECK_LEADER_STATES;
}

static inline guint
beck_leader_own_state (BeckLeader *self)
{
  return beck_leader_state (atomic_load_explicit (&self->word, memory_order_relaxed));
}

static inline void
beck_leader_set (BeckLeader *self, guint state)
{
  atomic_store_explicit (&self->word, self->serial | state, memory_order_release);
}

/* A leader that is still to be started, among the others; NULL without memory. With the reactor
 * locked. */
BeckLeader *beck_leader_new (void);

/* Hands it to the pool, which starts it. FALSE when no thread can be had. With the reactor
 * locked or not. */
gboolean beck_leader_start (BeckLeader *leader);

/* Takes it off the list. With the reactor locked. */
void beck_leader_discard (BeckLeader *leader);
void beck_leader_free_spare (void);

/* ---- Turns that change hands ---- */

/* First thing on the thread of a new leader: whether it is needed, and what it is to run. */
gboolean beck_leader_take_up (BeckLeader *self);

/* What the leader's last holder left has been read. */
void beck_leader_settle (BeckLeader *self);

/* @ready has returned. */
typedef enum
{
  BECK_TURN_IS_KEPT,
  BECK_TURN_IS_LOST,
  BECK_TURN_IS_BACK, /* was given away and taken back: we do what the heir would have done */
} BeckTurnFate;

BeckTurnFate beck_leader_after_ready (BeckLeader *self);

/* ---- The monitor ---- */

extern atomic_uint beck_monitor_awake;
void beck_monitor_wake (void);

/* ---- The reactor ---- */

#define BECK_REACTOR_WAKE_KEY G_MAXUINT64

typedef struct
{
  GMutex lock;
  int epoll; /* -1 while nothing is watched and nobody leads */
  int wake;  /* an eventfd, readable while leaders are to look at the queue or leave */
  gboolean woken;
  atomic_uint n_watched;
  atomic_uint n_leaders; /* that look after what is watched, or are coming to */
  BeckLeader *leaders;   /* all; those that lost their turn too */
  BeckIo *queue;         /* to be run again, each with a reference */
  BeckIo **queue_tail;
  atomic_bool queued;
} BeckReactor;

extern BeckReactor beck_reactor __attribute__ ((visibility ("hidden")));

/* Has the leaders look around. With the reactor locked. */
void beck_reactor_wake_leaders (void);

/* Closes the descriptors once nobody uses them. With the reactor locked. */
void beck_reactor_close_unused (void);

/* Queues @io, whose turn says QUEUED. With no lock held. */
void beck_reactor_queue (BeckIo *io);

/* The next of the queue, pinned, with the turn. NULL if there is none that wants to be run. */
BeckIo *beck_reactor_take_queued (guint64 *key);
