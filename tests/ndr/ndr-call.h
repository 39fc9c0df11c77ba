/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * A procedure's record at work: writing it and reading it as both ends of a call do, with
 * memory that is counted and with objects, contexts and user types that the tests
 * make up.
 */

#include <beck/ndr-method.h>

G_BEGIN_DECLS

typedef enum
{
  NDR_IN,
  NDR_OUT,
} NdrDirection;

/* ---- Memory ---- */

extern const BeckNdrAllocator ndr_allocator;

/* Blocks and made-up objects alive. */
gsize ndr_alive (void);

/* Bytes handed out since the last call of this. */
gsize ndr_allocated (void);

/* The @n-th allocation from now fails, 0 being the next; -1 for none. */
void ndr_fail_at (gint n);

/* ---- Calls ---- */

/**
 * NdrCall:
 *
 * What the server has of a call and then, in the same record, what the client gets back: the
 * room that the server's reader makes for results serves as the client's variables.
 */
typedef struct
{
  const BeckNdrMethod *method;
  BeckNdrArena arena;
  gpointer args;
  gboolean full; /* the record's pointers are good */
  BeckNdrFault fault;
} NdrCall;

void ndr_call_init (NdrCall *call, const BeckNdrMethod *method);
void ndr_call_clear (NdrCall *call);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (NdrCall, ndr_call_clear)

/* Reads a request into the record; FALSE with a fault in the call. */
gboolean ndr_call_read_in (NdrCall *call, gconstpointer data, gsize size, gboolean big_endian,
                           const BeckNdrLimits *limits);

/* Reads a response into the record of a request that was read. */
gboolean ndr_call_read_out (NdrCall *call, gconstpointer data, gsize size, gboolean big_endian,
                            const BeckNdrLimits *limits);

/* The record's bytes, NULL with @fault set. */
GBytes *ndr_write (const BeckNdrMethod *method, NdrDirection direction, const void *args,
                   gboolean big_endian, BeckNdrFault *fault);

/* ---- What is made up ---- */

/* An object: the bytes of its reference. */
typedef struct
{
  guint8 bytes[16];
  gsize length;
} NdrObject;

/* The hooks: any 1 to 16 bytes are an object; a context handle is the address of its identity
 * in ndr_contexts. */
extern BeckNdrContextId ndr_contexts[2];
extern const BeckNdrHooks ndr_hooks;

G_END_DECLS
