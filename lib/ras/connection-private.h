/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * A connection's state, and who may touch what. Three kinds of threads meet in it: those of
 * callers, the loop's, where the session lives, and the teller's, where sinks are told and calls
 * end. The lock guards what more than one of them uses; it is held for a few instructions.
 *
 *   IDLE ──Dial──▶ DIALLING ──▶ UP ──────────┬─ HangUp ─▶ ENDING ─▶ IDLE
 *                  │  ▲  │                   └─ the link drops ─▶ OVER ── HangUp ─▶ IDLE
 *           paused ▼  │  └─ fails ─▶ OVER ── HangUp ─▶ IDLE
 *                  PAUSED ── HangUp ─▶ ENDING
 */

#include "ras/connection.h"

#include "ras/order.h"
#include "ras/plan.h"
#include "ras/record.h"
#include "ras/teller.h"

typedef enum
{
  BECK_RAS_IDLE,
  BECK_RAS_DIALLING,
  BECK_RAS_PAUSED,
  BECK_RAS_UP,
  BECK_RAS_ENDING, /* was hung up */
  BECK_RAS_OVER, /* has failed or was lost; can be asked for the reason */
} BeckRasPhase;

typedef struct BeckRasConnection BeckRasConnection;

struct BeckRasConnection
{
  BeckObject object;
  IRasConnection connection;
  IRasConnectionInfo info;
  ICallFactory factory;

  BeckRasTeller teller;

  BeckLock lock;
  /* With the lock: */
  BeckRasPhase phase;
  gboolean guest; /* UP, and somebody else owns the link */
  gboolean alive; /* there is a session */
  gboolean hang_up_after; /* a sink asked for it; when it has returned */
  guint own_uses; /* a guest's */
  gboolean watching; /* a guest that keeps itself for its sinks */
  gboolean renewed; /* the link has other addresses than in the record that is being written */
  gboolean has_plan;
  guint32 lost; /* why the link went, from then on; sinks hear of it when nothing is left */
  guint32 state, error, extended_error, sub_state; /* as they were told */
  HRESULT outcome; /* of the dial */
  BeckRasRecord *record; /* of the last dial or link, as it was first; the file has what changes */
  gboolean established; /* the record says that the link is there */
  BeckRasLink link; /* what is known of it while it is dialled */
  BeckJob *dialler; /* the call of Dial */
  BeckJob *hangers; /* the calls of HangUp, linked */

  atomic_uint has_answered; /* the session of a link that was taken over */
  BeckWork looking; /* at the record */
  atomic_bool looks;

  BeckRasConnection *next; /* the registry's, as is the next */
  const BeckRasEntry *entry;

  /* The loop's: */
  BeckRasPlan *plan; /* set before the session begins and freed after it has ended */
  const BeckRasBackend *backend;
  BeckRasSession *session;
  gboolean came_up, failed; /* what the session has told, whatever of it sinks have heard */
  BeckRasOrder order;
  GSource *patience; /* until a hang-up is forced */
  BeckRasWatch *watch;
  BeckRasProcessId owner; /* a guest's, when it last looked */
};

static inline BeckRasConnection *
beck_ras_connection_of (BeckRasTeller *teller)
{
  return (BeckRasConnection *) ((char *) teller - offsetof (BeckRasConnection, teller));
}

extern const BeckCallClass beck_ras_call_class;
extern const BeckRasTellerFuncs beck_ras_teller_funcs; /* connection-tell.c */

/* Functions return 0 or an error of <raserror.h>, where nothing else is said. */

/* ---- Dialling (connection-dial.c) ---- */

/* Begins with @plan, which becomes the connection's; @job (with a reference) is completed when it
 * is over. *@joined if the entry is connected already: that is all, and both stay the caller's. */
guint32 beck_ras_connection_dial (BeckRasConnection *self, BeckRasPlan *plan, BeckJob *job,
                                  gboolean *joined);
guint32 beck_ras_connection_resume (BeckRasConnection *self, const BeckRasRequest *request);
extern const BeckRasEvents beck_ras_connection_events;

/* ---- The end (connection-end.c) ---- */

/* *@later: @job (with a reference) is completed when nothing is left; otherwise it is over, or will
 * be when the sink that asks for it has returned. @job may be NULL. */
guint32 beck_ras_connection_hang_up (BeckRasConnection *self, BeckJob *job, gboolean *later);
/* The call of Dial, @job, was cancelled. Any thread. */
void beck_ras_connection_cancel (BeckRasConnection *self, BeckJob *job);
/* On the loop: begins to end, telling @error with RASCS_Disconnected. */
void beck_ras_connection_end (BeckRasConnection *self, guint32 error);
/* On the loop: there is no session any more, or nothing to wait for. */
void beck_ras_connection_detach (BeckRasConnection *self);
/* On the loop: neither for the end of a hang-up nor for changes of the record. */
void beck_ras_connection_stop_waiting (BeckRasConnection *self);
/* On the teller's thread: ends whoever waits, if nothing is left. */
void beck_ras_connection_settle (BeckRasConnection *self);

/* ---- The record (connection-record.c) ---- */

/* On the loop: the record of the dial that begins. ERROR_DIAL_ALREADY_IN_PROGRESS,
 * ERROR_PORT_ALREADY_OPEN: of the entry, by another process. */
guint32 beck_ras_connection_reserve (BeckRasConnection *self);
/* Who dials once more asks no more why the last link was lost. On the loop. */
void beck_ras_connection_forget_last (BeckRasConnection *self);
/* On the loop: what the session has come to, for whoever finds it without its owner. */
void beck_ras_connection_save (BeckRasConnection *self);
/* What has changed, for other processes. On the loop. */
void beck_ras_connection_note (BeckRasConnection *self, guint32 state, guint32 error);
/* Looks at the record, and from now on whenever it changes. Any thread; while the loop is held. */
void beck_ras_connection_look (BeckRasConnection *self);
void beck_ras_connection_look_away (BeckRasConnection *self); /* on the loop */
/* One dial more or less. *@uses: how many there are now. ERROR_NO_CONNECTION if it is gone or
 * going. */
guint32 beck_ras_record_use (const GUID *id, BeckRasRecord **record);
guint32 beck_ras_record_give_back (const GUID *id, guint32 *uses);
gint64 beck_ras_now (void); /* CLOCK_BOOTTIME, microseconds */

/* ---- Links of others (connection-guest.c) ---- */

/* On the loop: *@joined says whether the connection, which is idle, now shares a link of @entry. */
guint32 beck_ras_connection_join (BeckRasConnection *self, const BeckRasEntry *entry,
                                  gboolean *joined);
/* On the loop, a guest that hangs up: as beck_ras_connection_hang_up(). */
guint32 beck_ras_guest_hang_up (BeckRasConnection *self, BeckJob *job, gboolean *later);
/* On the loop: the link's record has changed. */
void beck_ras_guest_look (BeckRasConnection *self);
/* A guest with sinks watches. Any thread. */
void beck_ras_guest_watch (BeckRasConnection *self);
void beck_ras_guest_unwatch (BeckRasConnection *self);

/* Takes the record over. NULL without memory. */
BeckRasConnection *beck_ras_guest_new (BeckRasRecord *record);
/* On the loop: the owner is gone. */
void beck_ras_guest_inherit (BeckRasConnection *self);

/* ---- Links without an owner (connection-adopt.c) ---- */

/* On the loop: whether the link's owner was gone, and the connection owns it now; *@dead if there
 * is nothing that could be owned. */
gboolean beck_ras_connection_take_over (BeckRasConnection *self, gboolean *dead);
/* On the loop: the session has said how its link is. */
void beck_ras_connection_answer (BeckRasConnection *self);

/* ---- IRasConnectionInfo (connection-info.c) ---- */

HRESULT beck_ras_info_get_status (IRasConnectionInfo *This, BeckRasStatus *status);
HRESULT beck_ras_info_get_projection (IRasConnectionInfo *This, DWORD protocol,
                                      BeckRasProjection *projection);
HRESULT beck_ras_info_get_statistics (IRasConnectionInfo *This, BeckRasStatistics *statistics);
HRESULT beck_ras_info_clear_statistics (IRasConnectionInfo *This);
HRESULT beck_ras_info_advise (IRasConnectionInfo *This, IRasConnectionSink *sink, DWORD *cookie);
HRESULT beck_ras_info_unadvise (IRasConnectionInfo *This, DWORD cookie);
