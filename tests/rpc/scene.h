/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * A server of the interfaces in store.idl, and a binding to it. The stubs of client and server
 * are in one program, so the managers have names of their own.
 */

#include <beck/rpc.h>
#include <check.h>

#include "store.h"

extern BeckRpcBinding *scene_binding;
extern const store_v1_2_epv_t scene_managers;

/* Blocks of midl_user_allocate() that are not freed. */
extern int scene_blocks;

/* What happened at the server since scene_begin(). */
typedef struct
{
  guint notified; /* Noted_notify() */
  int called;     /* what Noted_notify_flag() was told, -1 if not at all */
  guint rundowns;
  LONG run_down;  /* the value of the last */
  guint bound, unbound;
  guint inside;   /* managers in Use or UseShared */
  guint most;     /* … and the most at a time */
} SceneEvents;

extern SceneEvents scene_events;

/* A context that the manager of Use calls itself with. */
extern PSESSION scene_again;

/* What managers of Use and UseShared wait for, if it is closed. */
void scene_close_gate (void);
void scene_open_gate (void);
void scene_wait_inside (guint n);
/* … until none is. */
void scene_wait_outside (void);
/* … until a context was run down; how many were. */
void scene_wait_rundown (void);
guint scene_rundowns (void);

void scene_begin (void);
void scene_end (void);

/* A second client of the same server. */
BeckRpcBinding *scene_connect (void);

/* What @expression raises, or 0. */
#define RAISED(expression)                                                                         \
  __extension__({                                                                                  \
    volatile guint32 raised_ = 0;                                                                  \
                                                                                                   \
    RpcTryExcept { expression; }                                                                   \
    RpcExcept (EXCEPTION_EXECUTE_HANDLER) { raised_ = RpcExceptionCode (); }                       \
    RpcEndExcept                                                                                   \
    raised_;                                                                                       \
  })
