/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What NDR itself does not know: types that the program marshals, object references,
 * context handles. Readers and writers reach them through these tables; the runtime of remote
 * procedures and that of remote objects each supply theirs.
 */

#include <beck/guid.h>
#include <beck/ndr-memory.h>
#include <beck/status.h>

G_BEGIN_DECLS

typedef struct BeckNdrWriter BeckNdrWriter;
typedef struct BeckNdrReader BeckNdrReader;

/**
 * BeckNdrUserType:
 * @name: of the type
 * @size: of a value in memory, bytes
 * @user_size: the offset behind the value if it is written at the given offset
 * @user_marshal: writes the value, returns the first byte behind it
 * @user_unmarshal: reads a value into zeroed memory, returns the first byte behind it. It must not
 *   read past what beck_ndr_user_remaining() says.
 * @user_free: releases what a value refers to, not the value itself
 *
 * The functions a program supplies for a type with [wire_marshal] or [user_marshal]:
 * T_UserSize and so on (rpc.md 3.4). The first parameter points at flags: the context
 * (MSHCTX_*) in the low half, the sender's data representation in the high half.
 */
typedef struct
{
  const char *name;
  gsize size;
  ULONG (*user_size) (ULONG *flags, ULONG offset, void *value);
  unsigned char *(*user_marshal) (ULONG *flags, unsigned char *buffer, void *value);
  unsigned char *(*user_unmarshal) (ULONG *flags, unsigned char *buffer, void *value);
  void (*user_free) (ULONG *flags, void *value);
} BeckNdrUserType;

/**
 * beck_ndr_user_remaining:
 * @flags: as handed to a user_marshal or user_unmarshal function
 * @buffer: as handed to it, or further
 *
 * Returns: the bytes from @buffer to the end of the data
 */
gsize beck_ndr_user_remaining (const ULONG *flags, const unsigned char *buffer);

/**
 * BeckNdrInterfaceHooks:
 * @marshal: appends the object reference of @object to @writer, without alignment
 * @unmarshal: makes an object of the @length bytes of a reference; a new reference
 *   goes to @object. @iid may be %NULL: then it is the one in the reference
 * @release: releases a reference
 *
 * How interface pointers travel. Statuses are those of the fault; 0 is success.
 */
typedef struct
{
  guint32 (*marshal) (gpointer context, REFIID iid, void *object, BeckNdrWriter *writer);
  guint32 (*unmarshal) (gpointer context, REFIID iid, const guint8 *bytes, gsize length,
                        void **object);
  void (*release) (void *object);
} BeckNdrInterfaceHooks;

/**
 * BeckNdrContextType:
 * @name: of the type, or of the parameter if it has none
 * @rundown: (nullable): called for a context whose client is gone
 * @flags: BECK_NDR_CONTEXT_*
 */
typedef struct
{
  const char *name;
  void (*rundown) (void *context);
  guint flags;
} BeckNdrContextType;

enum
{
  BECK_NDR_CONTEXT_SHARED = 1 << 0, /* [context_handle_noserialize] */
  BECK_NDR_CONTEXT_STRICT = 1 << 1, /* [strict_context_handle]: of this interface only */
};

/* 20 bytes on the wire */
typedef struct
{
  guint32 attributes;
  GUID uuid;
} BeckNdrContextId;

/**
 * BeckNdrContextHooks:
 * @to_wire: the identity under which @handle travels, never all zeros
 * @from_wire: the handle of an identity; @handle holds what was in the variable before and receives
 *   the handle. The identity is all zeros only if there was a handle: then that is let go of, and
 *   the variable becomes NULL. @handle is the variable itself, which stays where it is until the
 *   call has ended: a server looks at it again when the manager is done
 *
 * What a context handle is on this side: a proxy with its binding on the client's, the
 * manager's own pointer on the server's. Statuses as above.
 */
typedef struct
{
  guint32 (*to_wire) (gpointer context, const BeckNdrContextType *type, void *handle,
                      BeckNdrContextId *id);
  guint32 (*from_wire) (gpointer context, const BeckNdrContextType *type,
                        const BeckNdrContextId *id, void **handle);
} BeckNdrContextHooks;

/**
 * BeckNdrHooks:
 * @user_flags: what user_marshal functions receive: an MSHCTX_* value
 * @interfaces: (nullable): without it interface pointers other than NULL are a fault
 * @contexts: (nullable): without it context handles other than NULL are a fault
 * @context: passed to both
 */
typedef struct
{
  ULONG user_flags;
  const BeckNdrInterfaceHooks *interfaces;
  const BeckNdrContextHooks *contexts;
  gpointer context;
} BeckNdrHooks;

G_END_DECLS
