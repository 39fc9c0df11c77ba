/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The server of the tests, in the same process. Its managers leave calls on a pile, for the test to
 * end as it likes.
 */

#include <beck/handle.h>
#include <beck/rpc-async.h>
#include <beck/rpc-server.h>
#include <check.h>

#define OFFICE "ncalrpc:[office]"

/* A call on the pile. */
typedef struct
{
  PRPC_ASYNC_STATE async;
  LONG number;
  LONG *twice;   /* Later only */
  LONG *touched; /* Later only */
} OfficeCall;

/* Numbers that have managers do something at once. */
enum
{
  OFFICE_RAISE = -1,           /* raise 4711 */
  OFFICE_COMPLETE = -2,        /* complete with 7 in the manager */
  OFFICE_ABORT_AND_RAISE = -3, /* abort with 1, then raise */
  OFFICE_COMPLETE_TWICE = -4,  /* complete, then complete and abort; the codes are kept */
  OFFICE_TOLD = -5,            /* Give: OFFICE_MANY numbers, and be told when they were sent */
};

/* What Bulk and BulkLater fill their results with. */
#define OFFICE_BYTE(size, i) ((i) * 7 + (i) / 251 + (size))
#define OFFICE_NUMBER(count, i) ((hyper) (i) * (count) -5)

/* What the second and third end of OFFICE_COMPLETE_TWICE returned; waits for them. The first of
 * Take with OFFICE_COMPLETE is the second, too. */
RPC_STATUS office_second (void);
RPC_STATUS office_third (void);

/* OFFICE_PULLING while the manager of Take does so; then the status that ended it, if that is a
 * failure. */
#define OFFICE_PULLING (-1)
extern gint office_pulled;

/* More numbers than connections take from who does not read. */
#define OFFICE_MANY (3 * 1000 * 1000)

/* What the manager of Give has pushed so far; and, from its end on, what the last push returned. */
extern gint office_pushed;
RPC_STATUS office_given (void);

/* Contexts that were run down. */
extern gint office_rundowns;

/* What the context of every SHELF is. */
extern int office_shelf;

void office_open (void);
void office_close (void);
void office_register (void);
RPC_STATUS office_unregister (int rundown);

/* Fixtures: with these around it, a test has a binding. */
extern RPC_BINDING_HANDLE office_binding;
void office_bind (void);
void office_setup (void);
void office_teardown (void);

/* The same with a binding to the managers themselves. */
void office_setup_within (void);
void office_teardown_within (void);

/* The next call on the pile; waits for it. */
OfficeCall office_next (void);
gboolean office_is_idle (void);

/* Ends a call as its manager would do with success: the number plus one is the result. */
void office_complete (OfficeCall *call);
