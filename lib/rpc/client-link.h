/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * A link: the client's end of an association, all that goes to one endpoint of one server
 * (wire.md 1.10). Its bindings share it, and so do the contexts opened over them. It has lines for
 * synchronous calls and a trunk for asynchronous ones. When its last binding goes it lingers for
 * a while with its connections, for the next one.
 */

#include "call/timer.h"
#include "client-line.h"
#include "remote.h"

#include "client-trunk.h"

struct BeckRpcLink
{
  BeckTimer linger;  /* first: the timer's work is the link */
  BeckRpcLink *next; /* of all that bindings may share */
  gint holds;        /* of bindings and calls; from and to 0 under the list's lock, as the next two */
  gboolean listed;
  gboolean lingering; /* its timer runs, or what it does is about to */
  gint refs;          /* of the memory */
  BeckRpcProtseq protseq;
  gboolean unique; /* is not shared */
  gboolean dont_linger;
  guint com_timeout;
  BeckLock lock;   /* guards what follows */
  guint32 group;   /* the association group; 0: not known */
  gboolean closed;
  BeckRpcLine *lines; /* that wait for a call */
  guint n_lines;
  BeckRpcTrunk *trunk; /* referenced */
  atomic_bool alone;   /* the server takes one call at a time over a connection */
  char *endpoint;
  char address[];
};

/* The link of a binding, held for the caller, who releases it; its endpoint is found if need be.
 * NULL and a status. */
G_GNUC_INTERNAL BeckRpcLink *beck_rpc_link_get (BeckRpcRemoteBinding *binding,
                                                const BeckNdrInterface *interface, guint32 *status);
/* The same, with a reference instead: enough for who has the binding. */
G_GNUC_INTERNAL BeckRpcLink *beck_rpc_link_get_ref (BeckRpcRemoteBinding *binding,
                                                    const BeckNdrInterface *interface,
                                                    guint32 *status);

/* Memory only, without keeping the connections. */
G_GNUC_INTERNAL BeckRpcLink *beck_rpc_link_ref (BeckRpcLink *link);
G_GNUC_INTERNAL void beck_rpc_link_unref (BeckRpcLink *link);

/* ---- client-link-lines.c ---- */

/* A line for one call, an idle one if @fresh is FALSE and there is one; blocks, but not for much
 * longer than @deadline (monotonic microseconds; -1: none). NULL and a status. */
G_GNUC_INTERNAL BeckRpcLine *beck_rpc_link_take_line (BeckRpcLink *link, gboolean fresh,
                                                      const BeckRpcSyntax *syntax, gint64 deadline,
                                                      guint16 *context, guint32 *status);
G_GNUC_INTERNAL void beck_rpc_link_return_line (BeckRpcLink *link, BeckRpcLine *line);

/* What its connections have in common: until when, from now, to go on connecting (-1: for ever),
 * and what is proposed. */
G_GNUC_INTERNAL gint64 beck_rpc_link_connect_deadline (const BeckRpcLink *link);
G_GNUC_INTERNAL BeckRpcClientRules beck_rpc_link_rules (const BeckRpcLink *link,
                                                        gboolean multiplex);

/* Microseconds, in steps of a few milliseconds; and whether a connection that was in use at such a
 * time is taken for a good one without looking. */
G_GNUC_INTERNAL gint64 beck_rpc_link_coarse_time (void);
G_GNUC_INTERNAL gboolean beck_rpc_link_is_trusted (gint64 idle_since);

/* The association group a connection is to ask for; 0: a new one. When it is bound: FALSE if
 * meanwhile another connection has been the first, and this one is in a group of its own. When the
 * server is not to be had: TRUE if it may be, without that group. */
G_GNUC_INTERNAL guint32 beck_rpc_link_get_group (BeckRpcLink *link);
G_GNUC_INTERNAL gboolean beck_rpc_link_join_group (BeckRpcLink *link, guint32 asked, guint32 got);
G_GNUC_INTERNAL gboolean beck_rpc_link_forget_group (BeckRpcLink *link, guint32 asked);

/* Whether the server takes one call at a time only. */
G_GNUC_INTERNAL gboolean beck_rpc_link_is_alone (BeckRpcLink *link);
G_GNUC_INTERNAL void beck_rpc_link_set_alone (BeckRpcLink *link);
