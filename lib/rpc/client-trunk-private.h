/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What the files of trunks share.
 *
 * client-trunk.c         what calls ask for, and how they and the trunk end
 * client-trunk-place.c   the trunk a call is on, and its way onto the wire
 * client-trunk-output.c  what is sent
 * client-trunk-input.c   what is received
 * client-trunk-fill.c    … when it is large
 * client-trunk-land.c    … and where it belongs
 * client-trunk-again.c   calls that move to another trunk, because theirs is of no use
 * client-trunk-open.c    making a trunk, connecting and binding it
 *
 * Functions work with the trunk's lock held unless it says otherwise.
 */

#include "call/put-off.h"
#include "client-dial.h"
#include "client-link.h"

/* What may wait to be sent before whoever begins a call has to wait, too. */
#define MAX_UNSENT ((gsize) 1 << 20)

/* What a call may be answered with; and what of a stream may wait to be taken. */
#define MAX_RESPONSE ((gsize) 256 << 20)
#define MAX_UNTAKEN ((gsize) 256 << 10)

/* What a server may say that it is going to send, to have memory taken for it. */
#define MAX_BELIEVED ((gsize) 1 << 20)

#define N_BUCKETS 64

typedef enum
{
  TRUNK_CONNECTING, /* has no connection yet */
  TRUNK_BINDING,    /* has one, and the bind is not answered */
  TRUNK_OPEN,
  TRUNK_CLOSED,
} TrunkState;

/* A fragment of a response that is read to where the response will be. Its call does without that
 * meanwhile, and may go. */
typedef struct
{
  BeckRpcBytes response;
  gsize left; /* bytes to come; 0: there is no such fragment */
  gsize lands; /* … of which the first so many belong to the caller */
  gboolean landing; /* some are being read to there, without the lock; guarded by it */
  guint32 call_id;
  gboolean last;
  gboolean likely; /* … that the next response is worth it, too */
} BeckTrunkFill;

struct BeckRpcTrunk
{
  BeckIo io;
  BeckTimer patience;   /* with the server, while the bind is not answered; has a reference */
  BeckRpcLink *link;    /* referenced */
  BeckRpcSyntax syntax; /* what it is bound to first */
  gboolean exclusive;   /* for one call */
  BeckPutOff flush;     /* to send what the calls of a thread have left to be sent; referenced */
  atomic_uint n_cleared; /* calls that it had, and the program has no more */
  BeckLock lock;        /* guards what follows */
  TrunkState state;
  BeckRpcDial *dial;       /* (nullable): CONNECTING; has a reference to the trunk */
  guint32 asked_group;     /* the association group that it asked for */
  gint64 idle_since;       /* coarse; while it has no calls */
  gboolean used;           /* an exclusive one has, or had, its call */
  guint32 failure;         /* why it did not come about */
  gboolean leaving;        /* takes no new calls */
  gboolean sending;        /* some thread is at it */
  gboolean flush_arranged; /* the reactor is about to */
  gboolean watching_output;
  gboolean paused; /* nothing is read until somebody takes what is there */
  BeckRpcClientCore core;
  BeckRpcBytes out;                   /* to be sent, behind … */
  BeckRpcBytes going;                 /* … what is just being sent, … */
  gsize gone;                         /* … but for so much of that */
  guint64 given, taken;               /* bytes: to send in all, and sent */
  BeckRpcBytes in;                    /* a PDU that is not complete; the turn's, like the next */
  BeckTrunkFill fill;
  BeckRpcTrunkCall *held, **held_end; /* wait for the connection or their context */
  BeckRpcTrunkCall *calls[N_BUCKETS]; /* are on their way */
  guint n_calls;
  guint n_begun; /* calls, in all */
};

/* Calls that are over, to be told so without the lock. */
typedef struct
{
  BeckRpcTrunkCall *first;
  BeckRpcTrunkCall **end;
} BeckTrunkEnded;

/* The calls of one round that are over, and those that have something to look at. */
typedef struct
{
  BeckTrunkEnded ended;
  BeckRpcTrunkCall *received; /* the stream of an exclusive trunk */
  BeckRpcTrunkCall *others;   /* have to go over other trunks */
  const char *broken;         /* why the connection is of no use any more */
  guint32 status;             /* … as a status, if it has one */
  gboolean another;           /* … but another connection would be */
} BeckTrunkRound;

/* ---- client-trunk.c ---- */

G_GNUC_INTERNAL BeckRpcTrunkCall **beck_trunk_place_of (BeckRpcTrunk *trunk, guint32 call_id);
G_GNUC_INTERNAL void beck_trunk_hold (BeckRpcTrunk *trunk, BeckRpcTrunkCall *call);
G_GNUC_INTERNAL BeckRpcTrunkCall *beck_trunk_take_held (BeckRpcTrunk *trunk);
G_GNUC_INTERNAL void beck_trunk_add_ended (BeckTrunkEnded *ended, BeckRpcTrunkCall *call,
                                           guint32 status, BeckRpcOrigin origin);
G_GNUC_INTERNAL void beck_trunk_take_call (BeckRpcTrunk *trunk, BeckRpcTrunkCall **place);
G_GNUC_INTERNAL void beck_trunk_tell_ended (BeckTrunkEnded *ended);
G_GNUC_INTERNAL void beck_trunk_leave_link (BeckRpcTrunk *trunk);
G_GNUC_INTERNAL void beck_trunk_end (BeckRpcTrunk *trunk, guint32 held_status);
G_GNUC_INTERNAL void beck_trunk_finalize (BeckIo *io);
G_GNUC_INTERNAL void beck_trunk_forget (BeckRpcTrunk *trunk, BeckRpcTrunkCall *call);

/* ---- client-trunk-place.c ---- */

G_GNUC_INTERNAL BeckRpcTrunk *beck_trunk_lock_of (BeckRpcTrunkCall *call);
G_GNUC_INTERNAL void beck_trunk_unlock_of (BeckRpcTrunkCall *call, BeckRpcTrunk *trunk);
G_GNUC_INTERNAL gboolean beck_trunk_append_control (BeckRpcTrunk *trunk, guint8 type,
                                                    guint32 call_id);
G_GNUC_INTERNAL void beck_trunk_submit_held (BeckRpcTrunk *trunk, BeckTrunkEnded *ended);
G_GNUC_INTERNAL gboolean beck_trunk_place_call (BeckRpcLink *link, BeckRpcTrunkCall *call,
                                                BeckRpcTrunk **full);

/* ---- client-trunk-again.c ---- */

G_GNUC_INTERNAL gboolean beck_trunk_may_move (BeckRpcTrunk *trunk, const BeckRpcTrunkCall *call);
G_GNUC_INTERNAL void beck_trunk_unplace (BeckRpcTrunkCall *call, BeckRpcTrunkCall ***end);
G_GNUC_INTERNAL void beck_trunk_begin_again (BeckRpcTrunk *before, BeckRpcTrunkCall *calls);

/* ---- client-trunk-output.c ---- */

G_GNUC_INTERNAL gsize beck_trunk_unsent (const BeckRpcTrunk *trunk);
G_GNUC_INTERNAL void beck_trunk_flush (BeckRpcTrunk *trunk);
G_GNUC_INTERNAL void beck_trunk_flush_soon (BeckRpcTrunk *trunk);
G_GNUC_INTERNAL void beck_trunk_flush_put_off (BeckPutOff *flush);
G_GNUC_INTERNAL void beck_trunk_wait_for_room (BeckRpcTrunk *trunk, const BeckRpcTrunkCall *call);

/* ---- client-trunk-fill.c, with the turn ---- */

/* Whether what @data begins with is read to its place from now on; then it has been used. */
G_GNUC_INTERNAL gboolean beck_trunk_fill_begin (BeckRpcTrunk *trunk, const guint8 *data,
                                                gsize size);
/* Without the lock: as recv(), but the first bytes go where they belong; *@size of the others are in
 * @buffer. Whether the socket was emptied is in @emptied. */
G_GNUC_INTERNAL ssize_t beck_trunk_fill_receive (BeckRpcTrunk *trunk, guint8 *buffer, gsize room,
                                                 gsize *size, gboolean *emptied);
/* Gives the call its response back, when the fragment is complete. The call, if it still waits. */
G_GNUC_INTERNAL BeckRpcTrunkCall **beck_trunk_fill_end (BeckRpcTrunk *trunk);

/* ---- client-trunk-land.c ---- */

/* How many of the next @size bytes of the response belong to the caller. */
G_GNUC_INTERNAL gsize beck_trunk_landable (const BeckRpcTrunkCall *call, gsize size);
/* Takes the next bytes of it; has no need of memory if there is room for those that do not land and
 * BECK_TRUNK_FILLER more. */
#define BECK_TRUNK_FILLER 8
G_GNUC_INTERNAL gboolean beck_trunk_keep (BeckRpcTrunkCall *call, const guint8 *data, gsize size);
/* Without the lock: where the fill's bytes land, until landed(); NULL if nobody wants them there
 * any more. */
G_GNUC_INTERNAL guint8 *beck_trunk_land (BeckRpcTrunk *trunk);
G_GNUC_INTERNAL void beck_trunk_landed (BeckRpcTrunk *trunk, gsize size);

/* ---- client-trunk-input.c ---- */

G_GNUC_INTERNAL void beck_trunk_take_bytes (BeckRpcTrunk *trunk, const guint8 *data, gsize size,
                                            BeckTrunkRound *round);
G_GNUC_INTERNAL void beck_trunk_ready (BeckIo *io);

/* ---- client-trunk-open.c ---- */

G_GNUC_INTERNAL gboolean beck_trunk_is_of_interface (guint32 status);
G_GNUC_INTERNAL BeckRpcTrunk *beck_trunk_get (BeckRpcLink *link, const BeckRpcTrunkCall *call);
G_GNUC_INTERNAL void beck_trunk_bound (BeckRpcTrunk *trunk, BeckTrunkRound *round);
G_GNUC_INTERNAL void beck_trunk_stop_patience (BeckRpcTrunk *trunk);
/* Without the lock. */
G_GNUC_INTERNAL void beck_trunk_break (BeckRpcTrunk *trunk, const BeckTrunkRound *round);
