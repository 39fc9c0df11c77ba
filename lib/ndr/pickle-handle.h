/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * A serialization handle: a stream with a direction, and where its bytes are. mes.c makes and
 * resets handles, pickle-out.c appends objects, pickle-in.c takes them, pickle.c is the
 * face of both.
 *
 * Whatever is allocated while an object is worked on belongs to the handle, so that nothing is lost
 * when a function of the program (a callback, midl_user_allocate) raises an exception in
 * the middle.
 */

#include <beck/pickle.h>

/* Common header and private headers of types and procedures (docs/serialization.md). All are
 * multiples of 8, so what is aligned in the stream is aligned behind them. */
#define BECK_PICKLE_COMMON_SIZE ((gsize) 8)
#define BECK_PICKLE_TYPE_SIZE ((gsize) 8)
#define BECK_PICKLE_PROC_SIZE ((gsize) 48)

/* Where things are in the header of a procedure. */
#define BECK_PICKLE_PROC_SYNTAX 0
#define BECK_PICKLE_PROC_INTERFACE 20
#define BECK_PICKLE_PROC_NUMBER 40
#define BECK_PICKLE_PROC_LENGTH 44

#define BECK_PICKLE_VERSION 1
#define BECK_PICKLE_LITTLE_ENDIAN 0x10
#define BECK_PICKLE_BIG_ENDIAN 0x00

/* What user_marshal functions are told: MSHCTX_DIFFERENTMACHINE, since nobody knows who reads. */
#define BECK_PICKLE_USER_FLAGS 2

typedef struct
{
  guint32 magic;
  MIDL_ES_HANDLE_STYLE style;
  MIDL_ES_CODE operation;
  BeckNdrLimits limits;
  BeckNdrFault fault;
  gboolean started; /* the common header is behind us */
  gboolean broken;  /* half an object was written */
  gsize offset;     /* of the next object in the stream */

  char *buffer; /* but for incremental handles */
  gsize size;   /* of it */
  char **place; /* dynamic: the program's variable */
  ULONG *encoded_size;
  const BeckNdrAllocator *owner; /* dynamic: of the buffer */

  void *state;
  MIDL_ES_ALLOC alloc;
  MIDL_ES_WRITE write;
  MIDL_ES_READ read;

  gboolean swap;   /* decoding: the stream is not in this machine's byte order */
  gsize padding;   /* decoding: bytes that may stand before the next object */
  guint8 *pending; /* incremental decoding: bytes from offset on */
  gsize n_pending, max_pending;

  gboolean writing, reading; /* writer, reader are in use */
  BeckNdrWriter writer;
  BeckNdrReader reader;
  BeckNdrArena arena; /* of the reader */
} BeckPickleHandle;

/* The handle, or NULL if it is none. */
BeckPickleHandle *beck_pickle_handle (handle_t handle);

/* A handle without buffer or functions. */
void beck_pickle_init (BeckPickleHandle *handle, MIDL_ES_HANDLE_STYLE style,
                       MIDL_ES_CODE operation);
void beck_pickle_clear (BeckPickleHandle *handle);

/* Ends what an exception has left in the middle and forgets the fault of the last operation. */
void beck_pickle_settle (BeckPickleHandle *handle);

/* Notes a fault at the next object; always FALSE. */
gboolean beck_pickle_fail (BeckPickleHandle *handle, guint32 status, const char *reason);

/* The same @at bytes further. */
gboolean beck_pickle_fail_numbers (BeckPickleHandle *handle, guint32 status, gsize at,
                                   const char *reason, guint64 found, guint64 limit);

/* Says of a fault that names no field that it is about all of @name. */
void beck_pickle_fail_in (BeckPickleHandle *handle, const char *name);

/* pickle-out.c: these return FALSE after a fault, noted in the handle. */
gboolean beck_pickle_put_type (BeckPickleHandle *handle, const BeckPickleType *type,
                               const void *value);
gboolean beck_pickle_put_proc (BeckPickleHandle *handle, const BeckNdrInterface *interface,
                               const BeckNdrMethod *method, const void *args);
gboolean beck_pickle_measure (BeckPickleHandle *handle, const BeckPickleType *type,
                              const void *value, gsize *size);

/* pickle-in.c: the same. What was half read is for the caller to clear. */
gboolean beck_pickle_get_type (BeckPickleHandle *handle, const BeckPickleType *type, void *value);
gboolean beck_pickle_get_proc (BeckPickleHandle *handle, const BeckNdrInterface *interface,
                               const BeckNdrMethod *method, void *args);
gboolean beck_pickle_get_id (BeckPickleHandle *handle, RPC_SYNTAX_IDENTIFIER *interface_id,
                             ULONG *proc_number);

/* NDR 2.0: 8a885d04-1ceb-11c9-9fe8-08002b104860 (wire.md 3) */
extern const GUID beck_pickle_syntax;
