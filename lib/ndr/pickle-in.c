/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Decoding: nothing of a stream is believed, and nothing counts as read before a whole object
 * is. From an incremental handle bytes are gathered as they arrive, so that a length in a
 * header costs no memory that the data do not fill.
 *
 * Padding: the length of an object is a multiple of 8 by the rule, but some makers tell the one
 * without padding and fill up behind it (wire.md 3.10). So up to 7 bytes may be left over
 * inside, and those up to the next multiple of 8 are skipped, if they are there.
 */

#include "pickle-handle.h"

#include "base/alloc.h"

#include <string.h>

const GUID beck_pickle_syntax = {
  0x8A885D04, 0x1CEB, 0x11C9, { 0x9F, 0xE8, 0x08, 0x00, 0x2B, 0x10, 0x48, 0x60 }
};

/* ---- Bytes ---- */

static gboolean
make_room (BeckPickleHandle *handle, gsize size)
{
  gsize max = MAX (size, MAX (2 * handle->max_pending, 256));
  guint8 *pending;

  if (size <= handle->max_pending)
    return TRUE;
  pending = beck_realloc (handle->pending, max);
  if (pending == NULL)
    return beck_pickle_fail (handle, RPC_S_OUT_OF_MEMORY, "no memory for an object");
  handle->pending = pending;
  handle->max_pending = max;
  return TRUE;
}

/* Gathers until @size bytes are pending or the stream ends; FALSE if there is no memory. A read
 * function that gives more than it was asked for has all of it taken. */
static gboolean
gather (BeckPickleHandle *handle, gsize size)
{
  while (handle->n_pending < size)
    {
      unsigned int n = (unsigned int) MIN (size - handle->n_pending, G_MAXUINT32);
      char *piece = NULL;

      handle->read (handle->state, &piece, &n);
      if (piece == NULL || n == 0)
        return TRUE;
      if (!make_room (handle, handle->n_pending + n))
        return FALSE;
      memcpy (handle->pending + handle->n_pending, piece, n);
      handle->n_pending += n;
    }
  return TRUE;
}

/* Bytes of the stream that there are from the next object on, @size or fewer; %NULL if there is
 * no memory. */
static const guint8 *
look (BeckPickleHandle *handle, gsize size, gsize *n)
{
  if (handle->style != MES_INCREMENTAL_HANDLE)
    {
      *n = handle->size - handle->offset;
      return (const guint8 *) handle->buffer + handle->offset;
    }
  if (!make_room (handle, 1) || !gather (handle, size))
    return NULL;
  *n = handle->n_pending;
  return handle->pending;
}

/* The next @size bytes of the stream, which do not count as read, or NULL. */
static const guint8 *
need (BeckPickleHandle *handle, gsize size, const char *reason)
{
  gsize n;
  const guint8 *bytes = look (handle, size, &n);

  if (bytes != NULL && n < size)
    {
      beck_pickle_fail_numbers (handle, RPC_X_BAD_STUB_DATA, n, reason, n, size);
      return NULL;
    }
  return bytes;
}

static void
consume (BeckPickleHandle *handle, gsize size)
{
  handle->offset += size;
  if (handle->style != MES_INCREMENTAL_HANDLE)
    return;
  handle->n_pending -= size;
  memmove (handle->pending, handle->pending + size, handle->n_pending);
}

/* What is left of the padding behind the last object. */
static gboolean
skip_padding (BeckPickleHandle *handle)
{
  gsize n;

  if (handle->padding == 0)
    return TRUE;
  if (look (handle, handle->padding, &n) == NULL)
    return FALSE;
  consume (handle, MIN (n, handle->padding));
  handle->padding = 0;
  return TRUE;
}

/* ---- Numbers in headers ---- */

static guint16
u16_at (const BeckPickleHandle *handle, const guint8 *bytes)
{
  guint16 value;

  memcpy (&value, bytes, sizeof value);
  return handle->swap ? GUINT16_SWAP_LE_BE (value) : value;
}

static guint32
u32_at (const BeckPickleHandle *handle, const guint8 *bytes)
{
  guint32 value;

  memcpy (&value, bytes, sizeof value);
  return handle->swap ? GUINT32_SWAP_LE_BE (value) : value;
}

static void
id_at (const BeckPickleHandle *handle, const guint8 *bytes, RPC_SYNTAX_IDENTIFIER *id)
{
  id->SyntaxGUID.Data1 = u32_at (handle, bytes);
  id->SyntaxGUID.Data2 = u16_at (handle, bytes + 4);
  id->SyntaxGUID.Data3 = u16_at (handle, bytes + 6);
  memcpy (id->SyntaxGUID.Data4, bytes + 8, 8);
  id->SyntaxVersion.MajorVersion = u16_at (handle, bytes + 16);
  id->SyntaxVersion.MinorVersion = u16_at (handle, bytes + 18);
}

static guint8
drep_of (const BeckPickleHandle *handle)
{
  gboolean little = (G_BYTE_ORDER == G_LITTLE_ENDIAN) != handle->swap;

  return little ? BECK_PICKLE_LITTLE_ENDIAN : BECK_PICKLE_BIG_ENDIAN;
}

/* ---- Headers ---- */

static gboolean
check_common (BeckPickleHandle *handle, const guint8 *header)
{
  guint16 length;

  if (header[0] != BECK_PICKLE_VERSION)
    return beck_pickle_fail_numbers (handle, RPC_X_WRONG_ES_VERSION, 0,
                                     "a version of serialization that is not known", header[0],
                                     BECK_PICKLE_VERSION);
  if (header[1] != BECK_PICKLE_LITTLE_ENDIAN && header[1] != BECK_PICKLE_BIG_ENDIAN)
    return beck_pickle_fail_numbers (handle, RPC_X_BAD_STUB_DATA, 1,
                                     "a byte order that does not exist", header[1],
                                     BECK_PICKLE_LITTLE_ENDIAN);
  handle->swap = (header[1] == BECK_PICKLE_LITTLE_ENDIAN) != (G_BYTE_ORDER == G_LITTLE_ENDIAN);
  length = u16_at (handle, header + 2);
  if (length != BECK_PICKLE_COMMON_SIZE)
    return beck_pickle_fail_numbers (handle, RPC_X_BAD_STUB_DATA, 2,
                                     "a common header of the wrong length", length,
                                     BECK_PICKLE_COMMON_SIZE);
  return TRUE;
}

/* Goes to where the next object begins. */
static gboolean
approach (BeckPickleHandle *handle)
{
  const guint8 *header;

  if (handle->started)
    return skip_padding (handle);
  header = need (handle, BECK_PICKLE_COMMON_SIZE, "the stream ends within its common header");
  if (header == NULL || !check_common (handle, header))
    return FALSE;
  consume (handle, BECK_PICKLE_COMMON_SIZE);
  handle->started = TRUE;
  return TRUE;
}

static gboolean
check_decodes (BeckPickleHandle *handle)
{
  return handle->operation == MES_DECODE
         || beck_pickle_fail (handle, RPC_X_INVALID_ES_ACTION, "the handle encodes");
}

/* The next object, whose header has @header bytes with the length @at bytes from its beginning.
 * Returns the header with the data behind it, or NULL. */
static const guint8 *
open_object (BeckPickleHandle *handle, gsize header, gsize at, gsize *length)
{
  const guint8 *bytes = need (handle, header, "the stream ends within the header of an object");

  if (bytes == NULL)
    return NULL;
  *length = u32_at (handle, bytes + at);
  if (handle->style == MES_INCREMENTAL_HANDLE && *length > handle->limits.bytes)
    {
      beck_pickle_fail_numbers (handle, RPC_X_BAD_STUB_DATA, at, "an object above the limit",
                                *length, handle->limits.bytes);
      return NULL;
    }
  bytes = need (handle, header + *length, "the stream ends within an object");
  return bytes;
}

static void
close_object (BeckPickleHandle *handle, gsize header, gsize length)
{
  consume (handle, header + length);
  handle->padding = (0 - length) % 8;
}

/* ---- Reading ---- */

/* Fills handle->reader in; what is read is kept or not by end(). */
static void
begin (BeckPickleHandle *handle, const guint8 *data, gsize length,
       const BeckNdrAllocator *allocator)
{
  beck_ndr_reader_init (&handle->reader, data, length, drep_of (handle), &handle->arena,
                        allocator != NULL ? allocator : &beck_ndr_task_allocator, &handle->limits);
  beck_ndr_reader_set_owned (&handle->reader, TRUE);
  handle->reader.hooks.user_flags = BECK_PICKLE_USER_FLAGS;
  handle->reading = TRUE;
}

/* Another type than the one that was encoded often ends early. */
static gboolean
check_rest (BeckNdrReader *reader)
{
  if (reader->size - reader->pos < 8)
    return TRUE;
  return beck_ndr_reader_fail_numbers (reader, RPC_X_BAD_STUB_DATA,
                                       "an object with more in it than the type has", reader->size,
                                       reader->pos);
}

/* Takes the reader's fault over, with its offset in the stream. */
static gboolean
end (BeckPickleHandle *handle, gboolean ok, gsize header)
{
  if (!ok)
    {
      handle->fault = handle->reader.fault;
      handle->fault.offset += handle->offset + header;
    }
  beck_ndr_reader_end (&handle->reader, ok);
  beck_ndr_arena_clear (&handle->arena);
  handle->reading = FALSE;
  return ok;
}

/* ---- Types ---- */

static gboolean
read_type (BeckPickleHandle *handle, const BeckPickleType *type, void *value)
{
  gsize length;
  const guint8 *bytes;
  gboolean ok;

  if (!approach (handle))
    return FALSE;
  bytes = open_object (handle, BECK_PICKLE_TYPE_SIZE, 0, &length);
  if (bytes == NULL)
    return FALSE;
  begin (handle, bytes + BECK_PICKLE_TYPE_SIZE, length, type->allocator);
  ok = type->get (&handle->reader, value) && check_rest (&handle->reader);
  if (end (handle, ok, BECK_PICKLE_TYPE_SIZE))
    close_object (handle, BECK_PICKLE_TYPE_SIZE, length);
  return ok;
}

gboolean
beck_pickle_get_type (BeckPickleHandle *handle, const BeckPickleType *type, void *value)
{
  gboolean ok = FALSE;

  if (value == NULL)
    beck_pickle_fail (handle, RPC_X_NULL_REF_POINTER, "no room for the value");
  else if (check_decodes (handle))
    {
      memset (value, 0, type->size);
      ok = read_type (handle, type, value);
    }
  if (!ok)
    beck_pickle_fail_in (handle, type->name);
  return ok;
}

/* ---- Procedures ---- */

static gboolean
fail_id (BeckPickleHandle *handle, guint32 status, gsize at, const char *reason, guint64 found,
         guint64 limit)
{
  return beck_pickle_fail_numbers (handle, status, at, reason, found, limit);
}

static gboolean
check_syntax (BeckPickleHandle *handle, const guint8 *header)
{
  RPC_SYNTAX_IDENTIFIER id;

  id_at (handle, header + BECK_PICKLE_PROC_SYNTAX, &id);
  if (memcmp (&id.SyntaxGUID, &beck_pickle_syntax, sizeof (GUID)) == 0
      && id.SyntaxVersion.MajorVersion == 2 && id.SyntaxVersion.MinorVersion == 0)
    return TRUE;
  return beck_pickle_fail (handle, RPC_S_UNSUPPORTED_TRANS_SYN,
                           "not a procedure in the transfer syntax NDR 2.0");
}

/* A stream of an older minor version is as good (docs/serialization.md). */
static gboolean
check_proc (BeckPickleHandle *handle, const guint8 *header, const BeckNdrInterface *interface,
            const BeckNdrMethod *method)
{
  RPC_SYNTAX_IDENTIFIER id;
  guint32 number = u32_at (handle, header + BECK_PICKLE_PROC_NUMBER);

  id_at (handle, header + BECK_PICKLE_PROC_INTERFACE, &id);
  if (memcmp (&id.SyntaxGUID, &interface->uuid, sizeof (GUID)) != 0)
    return beck_pickle_fail (handle, RPC_S_UNKNOWN_IF, "a procedure of another interface");
  if (id.SyntaxVersion.MajorVersion != interface->major)
    return fail_id (handle, RPC_S_UNKNOWN_IF, BECK_PICKLE_PROC_INTERFACE + 16,
                    "another major version of the interface", id.SyntaxVersion.MajorVersion,
                    interface->major);
  if (id.SyntaxVersion.MinorVersion > interface->minor)
    return fail_id (handle, RPC_S_UNKNOWN_IF, BECK_PICKLE_PROC_INTERFACE + 18,
                    "a later minor version of the interface", id.SyntaxVersion.MinorVersion,
                    interface->minor);
  if (number != method->opnum)
    return fail_id (handle, RPC_S_PROCNUM_OUT_OF_RANGE, BECK_PICKLE_PROC_NUMBER,
                    "another procedure of the interface", number, method->opnum);
  return TRUE;
}

static gboolean
read_proc (BeckPickleHandle *handle, const BeckNdrInterface *interface, const BeckNdrMethod *method,
           void *args)
{
  gsize length;
  const guint8 *bytes;
  gboolean ok;

  if (!approach (handle))
    return FALSE;
  bytes = open_object (handle, BECK_PICKLE_PROC_SIZE, BECK_PICKLE_PROC_LENGTH, &length);
  if (bytes == NULL || !check_syntax (handle, bytes)
      || !check_proc (handle, bytes, interface, method))
    return FALSE;
  begin (handle, bytes + BECK_PICKLE_PROC_SIZE, length, interface->allocator);
  ok = method->get_out (&handle->reader, args) && check_rest (&handle->reader);
  if (end (handle, ok, BECK_PICKLE_PROC_SIZE))
    close_object (handle, BECK_PICKLE_PROC_SIZE, length);
  return ok;
}

gboolean
beck_pickle_get_proc (BeckPickleHandle *handle, const BeckNdrInterface *interface,
                      const BeckNdrMethod *method, void *args)
{
  gboolean ok = FALSE;

  if (!(method->flags & BECK_NDR_METHOD_DECODE))
    beck_pickle_fail (handle, RPC_X_INVALID_ES_ACTION, "the procedure has no [decode]");
  else
    ok = read_proc (handle, interface, method, args);
  if (!ok)
    beck_pickle_fail_in (handle, method->name);
  return ok;
}

gboolean
beck_pickle_get_id (BeckPickleHandle *handle, RPC_SYNTAX_IDENTIFIER *interface_id,
                    ULONG *proc_number)
{
  const guint8 *bytes;

  if (!check_decodes (handle) || !approach (handle))
    return FALSE;
  bytes = need (handle, BECK_PICKLE_PROC_SIZE, "the stream ends within the header of an object");
  if (bytes == NULL || !check_syntax (handle, bytes))
    return FALSE;
  id_at (handle, bytes + BECK_PICKLE_PROC_INTERFACE, interface_id);
  *proc_number = u32_at (handle, bytes + BECK_PICKLE_PROC_NUMBER);
  return TRUE;
}
