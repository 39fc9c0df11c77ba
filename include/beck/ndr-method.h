/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What generated code says about its procedures: one constant record each, with the
 * functions that carry the arguments over the wire in both directions. Calls, whether
 * over a connection, to another apartment or into a file, are made of these records.
 *
 * The arguments of a call are a structure, one member per parameter and one for the result, so that
 * a call can be held, traced and replayed.
 */

#include <beck/ndr-reader.h>
#include <beck/ndr-writer.h>

G_BEGIN_DECLS

enum
{
  BECK_NDR_METHOD_ASYNC = 1 << 0, /* [async] */
  BECK_NDR_METHOD_IDEMPOTENT = 1 << 1,
  BECK_NDR_METHOD_BROADCAST = 1 << 2,
  BECK_NDR_METHOD_MAYBE = 1 << 3,
  BECK_NDR_METHOD_PIPES = 1 << 4, /* pipe data comes behind the [in] or before the [out] data */
  BECK_NDR_METHOD_MESSAGE = 1 << 5,
  BECK_NDR_METHOD_ENCODE = 1 << 6, /* pickling instead of a call */
  BECK_NDR_METHOD_DECODE = 1 << 7,
};

/**
 * BeckNdrReleaser:
 * @arena: (nullable): what lies in it is not released
 * @allocator: releases the rest
 * @interfaces: (nullable): releases interface pointers
 * @user_flags: what user_free functions receive
 * @seen: private; clear with beck_ndr_releaser_clear()
 *
 * How data that a method left behind is released.
 */
typedef struct
{
  const BeckNdrArena *arena;
  const BeckNdrAllocator *allocator;
  const BeckNdrInterfaceHooks *interfaces;
  ULONG user_flags;
  BeckNdrFullTable *seen;
} BeckNdrReleaser;

void beck_ndr_releaser_clear (BeckNdrReleaser *releaser);

/**
 * BeckNdrAsyncPipe:
 *
 * A pipe parameter of an [async] procedure; see <beck/rpc.h>.
 */
typedef struct BeckNdrAsyncPipe BeckNdrAsyncPipe;

/**
 * BeckNdrMethod:
 * @name: of the procedure
 * @place: where the IDL defines it, "name.idl:12"
 * @opnum: its number in the interface; the slot, for object interfaces
 * @flags: BECK_NDR_METHOD_*
 * @args_size: of the argument record
 * @put_in: writes what goes to the server
 * @get_in: reads it into a zeroed record, and makes room for results. The reader needs an arena
 * and, for what the method may replace, an allocator
 * @put_out: writes what comes back
 * @get_out: reads it into the record put_in had. The reader needs an allocator and an arena,
 *   which holds what is read until all of it is good and can be cleared afterwards. On failure
 *   no pointer of the caller's has changed; plain numbers may have
 * @clear_out: (nullable): sets the pointers in the caller's [out] variables to NULL, for calls that
 *   fail
 * @free_out: (nullable): on the server, behind put_out: releases what the method left in
 *   results and what get_in took from the allocator, but nothing in the arena
 * @land_out: (nullable): in client stubs, for the caller's record once put_in has checked it: where
 *   the bytes of an array belong that is the first in the answer, and how many there must be. For
 *   transports that read them to there at once, behind the array's count
 * @invoke: (nullable): calls the implementation with the record's members: a manager routine (the
 *   entry point vector is @target), or the method of the object @target. NULL in client stubs
 * @begin, @finish: (nullable): the halves of an asynchronous object interface, on the
 *   asynchronous interface @target
 * @result_offset, @result_size: where in the record the result is, and its bytes; both 0 if there
 *   is none. What RpcAsyncCompleteCall() copies to (client) or from (server) the place that its
 *   caller names
 * @async_pipes, @n_async_pipes: (nullable): the pipes of an [async] procedure, in the order of
 *   the parameters; none of the functions above moves their data
 */
typedef struct
{
  const char *name;
  const char *place;
  guint32 opnum;
  guint32 flags;
  gsize args_size;
  gboolean (*put_in) (BeckNdrWriter *ndr, const void *args);
  gboolean (*get_in) (BeckNdrReader *ndr, void *args);
  gboolean (*put_out) (BeckNdrWriter *ndr, const void *args);
  gboolean (*get_out) (BeckNdrReader *ndr, void *args);
  void (*clear_out) (void *args);
  void (*free_out) (BeckNdrReleaser *releaser, void *args);
  gint64 (*land_out) (const void *args, void **bytes);
  void (*invoke) (void *target, void *args);
  HRESULT (*begin) (void *target, void *args);
  HRESULT (*finish) (void *target, void *args);
  gsize result_offset;
  gsize result_size;
  const BeckNdrAsyncPipe *async_pipes;
  guint n_async_pipes;
} BeckNdrMethod;

/**
 * BeckRpcEndpoint:
 * @protseq: a protocol sequence: "ncacn_ip_tcp"
 * @endpoint: in the form of the protocol: "1025"
 *
 * Where servers of an interface can be found without asking.
 */
typedef struct
{
  const char *protseq;
  const char *endpoint;
} BeckRpcEndpoint;

/**
 * BeckNdrInterface:
 * @name: of the interface
 * @uuid, @major, @minor: its identity
 * @methods: in the order of their numbers; those of an object interface begin with its own
 *   first slot
 * @n_methods: how many
 * @first: the number of the first
 * @allocator: (nullable): the program's memory; NULL if no method needs it
 * @endpoints, @n_endpoints: (nullable): of [endpoint]
 */
typedef struct
{
  const char *name;
  GUID uuid;
  guint16 major;
  guint16 minor;
  const BeckNdrMethod *methods;
  guint n_methods;
  guint first;
  const BeckNdrAllocator *allocator;
  const BeckRpcEndpoint *endpoints;
  guint n_endpoints;
} BeckNdrInterface;

/* Functions of methods that have nothing to carry in a direction. */
gboolean beck_ndr_put_nothing (BeckNdrWriter *ndr, const void *args);
gboolean beck_ndr_get_nothing (BeckNdrReader *ndr, void *args);

/* ---- Arithmetic of attributes: [size_is (a * b + 1)] ----
 *
 * Operands come from the wire; results that 64 bits do not hold become ones that no check lets
 * pass, instead of undefined behaviour. */

#define BECK_NDR_NO_NUMBER G_MININT64

static inline gint64
beck_ndr_add (gint64 a, gint64 b)
{
  gint64 sum;

  return __builtin_add_overflow (a, b, &sum) ? BECK_NDR_NO_NUMBER : sum;
}

static inline gint64
beck_ndr_subtract (gint64 a, gint64 b)
{
  gint64 difference;

  return __builtin_sub_overflow (a, b, &difference) ? BECK_NDR_NO_NUMBER : difference;
}

static inline gint64
beck_ndr_multiply (gint64 a, gint64 b)
{
  gint64 product;

  return __builtin_mul_overflow (a, b, &product) ? BECK_NDR_NO_NUMBER : product;
}

static inline gint64
beck_ndr_divide (gint64 a, gint64 b)
{
  return b == 0 || (a == G_MININT64 && b == -1) ? BECK_NDR_NO_NUMBER : a / b;
}

static inline gint64
beck_ndr_modulo (gint64 a, gint64 b)
{
  return b == 0 || (a == G_MININT64 && b == -1) ? BECK_NDR_NO_NUMBER : a % b;
}

static inline gint64
beck_ndr_shift_left (gint64 a, gint64 b)
{
  return a < 0 || b < 0 || b > 62 || a > (G_MAXINT64 >> b) ? BECK_NDR_NO_NUMBER : a << b;
}

static inline gint64
beck_ndr_shift_right (gint64 a, gint64 b)
{
  return b < 0 || b > 63 ? BECK_NDR_NO_NUMBER : a >> b;
}

/* ---- Releasing ---- */

/* Releases the block @pointer unless it is NULL or lies in the arena. */
static inline void
beck_ndr_free (BeckNdrReleaser *releaser, const void *pointer)
{
  if (pointer != NULL
      && (releaser->arena == NULL || !beck_ndr_arena_owns (releaser->arena, pointer)))
    releaser->allocator->free ((void *) (guintptr) pointer);
}

/* What of a varying array's @length from @first on there is within @max. */
static inline gsize
beck_ndr_free_length (gsize max, gsize first, gint64 length)
{
  gsize left = first < max ? max - first : 0;

  return length <= 0 ? 0 : MIN ((gsize) length, left);
}

/* A size or length that data promises. */
static inline gsize
beck_ndr_free_count (gint64 value)
{
  return value > 0 ? (gsize) value : 0;
}

/* Whether full pointer @pointer is met for the first time; FALSE for NULL. */
gboolean beck_ndr_free_first (BeckNdrReleaser *releaser, const void *pointer);

/* Releases an interface pointer, NULL included. */
void beck_ndr_free_object (BeckNdrReleaser *releaser, void *object);

/* Releases what a value of a type with [wire_marshal] or [user_marshal] refers to. */
void beck_ndr_free_user (BeckNdrReleaser *releaser, const BeckNdrUserType *type, void *value);

G_END_DECLS
