/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The contexts of one client, for server-context.c. Each function takes the association's lock for
 * itself and calls nothing foreign, except where it says so.
 */

#include "private.h"

struct BeckRpcContext
{
  BeckNdrContextId id; /* uuid.Data1 is the index of the place */
  const BeckNdrContextType *type;
  const BeckNdrInterface *interface;
  gboolean strict; /* for methods of that interface only */

  /* Protected by the association's lock */
  void *pointer;  /* the manager's */
  gboolean open;  /* in the table */
  gboolean doomed; /* to be run down when no call holds it any more */
  guint users;    /* calls that hold it */
  guint sharers;  /* calls inside */
  gboolean promoting; /* one of them waits for the others to leave */
  GThread *owner; /* the thread of the one call inside that shares with nobody */
};

/* The open context of that identity, held for a call; NULL if there is none that a method of
 * @interface may use as a @type. */
G_GNUC_INTERNAL BeckRpcContext *beck_rpc_association_hold (BeckRpcAssociation *association,
                                                           const BeckNdrContextId *id,
                                                           const BeckNdrContextType *type,
                                                           const BeckRpcInterface *interface);

/* A new context, held. NULL and a status if the association has ended or memory lacks. */
G_GNUC_INTERNAL BeckRpcContext *beck_rpc_association_open (BeckRpcAssociation *association,
                                                           const BeckNdrContextType *type,
                                                           const BeckRpcInterface *interface,
                                                           void *pointer, guint32 *status);

/* Waits until the context is the call's own, or shared with others that share. 0 and the
 * manager's pointer, or a status: the context was closed meanwhile, or this thread would wait for
 * itself. */
G_GNUC_INTERNAL guint32 beck_rpc_association_lock (BeckRpcAssociation *association,
                                                   BeckRpcContext *context, void **pointer);
/* The lock is not the calling thread's any more, but still the call's. */
G_GNUC_INTERNAL void beck_rpc_association_detach (BeckRpcAssociation *association,
                                                  BeckRpcContext *context);
G_GNUC_INTERNAL void beck_rpc_association_unlock (BeckRpcAssociation *association,
                                                  BeckRpcContext *context);

/* A call that has the lock wants it for itself; waits for the others inside. 0, ERROR_MORE_WRITES if
 * one of these wants that, too, or RPC_X_SS_CONTEXT_MISMATCH if one has closed the context. @owner:
 * the thread of the call. */
G_GNUC_INTERNAL guint32 beck_rpc_association_promote (BeckRpcAssociation *association,
                                                      BeckRpcContext *context, GThread *owner);
/* … or lets those in that share. */
G_GNUC_INTERNAL void beck_rpc_association_demote (BeckRpcAssociation *association,
                                                  BeckRpcContext *context);

/* From now on calls share every context. */
G_GNUC_INTERNAL void beck_rpc_associations_share (void);

/* The owner of a context that belongs to a call whose thread has gone on. */
#define BECK_RPC_NOBODYS_THREAD ((GThread *) &beck_rpc_nobodys_thread)
G_GNUC_INTERNAL extern char beck_rpc_nobodys_thread;

/* What the manager has put in place of its pointer; NULL closes the context. */
G_GNUC_INTERNAL void beck_rpc_association_set (BeckRpcAssociation *association,
                                               BeckRpcContext *context, void *pointer);

/* Ends a hold. With @run_down, or if the association has ended, an open context that nobody else
 * holds is closed and its rundown routine is called. */
G_GNUC_INTERNAL void beck_rpc_association_drop (BeckRpcAssociation *association,
                                                BeckRpcContext *context, gboolean run_down);

/* Runs down what methods of @interface opened, now or when no call holds it any more. Calls foreign
 * code. */
G_GNUC_INTERNAL void beck_rpc_association_end_interface (BeckRpcAssociation *association,
                                                         const BeckNdrInterface *interface);

/* Calls the rundown routine of a type, if it has one. What it raises is lost. */
G_GNUC_INTERNAL void beck_rpc_run_down (const BeckNdrContextType *type, void *pointer);
