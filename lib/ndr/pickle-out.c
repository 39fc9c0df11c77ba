/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Encoding: an object with its headers is written as a whole, straight into a fixed buffer or
 * into memory of the writer's, and counts only when it is complete and delivered. Byte
 * order is this machine's.
 */

#include "pickle-handle.h"

#include "base/alloc.h"

#include <string.h>

#define MAX_HEADER (BECK_PICKLE_COMMON_SIZE + BECK_PICKLE_PROC_SIZE)

/* ---- Headers ---- */

static gsize
common_size (const BeckPickleHandle *handle)
{
  return handle->started ? 0 : BECK_PICKLE_COMMON_SIZE;
}

/* wire.md 3.10 */
static void
fill_common (guint8 *header)
{
  guint16 length = (guint16) BECK_PICKLE_COMMON_SIZE;

  memset (header, 0xCC, BECK_PICKLE_COMMON_SIZE);
  header[0] = BECK_PICKLE_VERSION;
  header[1] = G_BYTE_ORDER == G_LITTLE_ENDIAN ? BECK_PICKLE_LITTLE_ENDIAN : BECK_PICKLE_BIG_ENDIAN;
  memcpy (header + 2, &length, sizeof length);
}

static void
fill_id (guint8 *header, const GUID *uuid, guint16 major, guint16 minor)
{
  memcpy (header, uuid, sizeof *uuid);
  memcpy (header + 16, &major, sizeof major);
  memcpy (header + 18, &minor, sizeof minor);
}

/* What the headers in front of an object say. @interface and @method are NULL for types. */
static void
fill_headers (BeckPickleHandle *handle, const BeckNdrInterface *interface,
              const BeckNdrMethod *method)
{
  gsize common = common_size (handle);
  guint8 *header = handle->writer.data + common;
  guint32 length;

  if (common > 0)
    fill_common (handle->writer.data);
  if (method == NULL)
    {
      length = (guint32) (handle->writer.pos - common - BECK_PICKLE_TYPE_SIZE);
      memcpy (header, &length, sizeof length);
      return;
    }
  length = (guint32) (handle->writer.pos - common - BECK_PICKLE_PROC_SIZE);
  fill_id (header + BECK_PICKLE_PROC_SYNTAX, &beck_pickle_syntax, 2, 0);
  fill_id (header + BECK_PICKLE_PROC_INTERFACE, &interface->uuid, interface->major,
           interface->minor);
  memcpy (header + BECK_PICKLE_PROC_NUMBER, &method->opnum, sizeof method->opnum);
  memcpy (header + BECK_PICKLE_PROC_LENGTH, &length, sizeof length);
}

/* ---- Writing ---- */

/* A writer at the place of an object, with room for its headers, @size bytes behind the common
 * one. */
static gboolean
begin (BeckPickleHandle *handle, gboolean in_place, gsize size)
{
  static const guint8 zeros[MAX_HEADER];

  if (in_place)
    beck_ndr_writer_init_fixed (&handle->writer, handle->buffer + handle->offset,
                                handle->size - handle->offset, &handle->limits);
  else
    beck_ndr_writer_init (&handle->writer, &handle->limits);
  handle->writing = TRUE;
  handle->writer.hooks.user_flags = BECK_PICKLE_USER_FLAGS;
  return beck_ndr_put_bytes (&handle->writer, zeros, common_size (handle) + size);
}

/* The stream must not outgrow the variables that tell its size. */
static gboolean
check_total (BeckPickleHandle *handle)
{
  if (handle->style == MES_INCREMENTAL_HANDLE || handle->writer.pos <= G_MAXUINT32 - handle->offset)
    return TRUE;
  return beck_pickle_fail (handle, RPC_S_OUT_OF_RESOURCES, "a stream of more than 4 GiB");
}

/* Takes the writer's fault over if there was one, with its offset in the stream. */
static gboolean
check_writer (BeckPickleHandle *handle, gboolean ok)
{
  if (!ok)
    {
      handle->fault = handle->writer.fault;
      handle->fault.offset += handle->offset;
    }
  return ok;
}

static gboolean
write_type (BeckPickleHandle *handle, const BeckPickleType *type, const void *value,
            gboolean in_place)
{
  gboolean ok = begin (handle, in_place, BECK_PICKLE_TYPE_SIZE)
                && type->put (&handle->writer, value) && beck_ndr_put_align (&handle->writer, 8);

  return check_writer (handle, ok);
}

/* Ends the writer, if there is one. A fault that names no field is about all of @name. */
static gboolean
end (BeckPickleHandle *handle, gboolean ok, const char *name)
{
  if (handle->writing)
    beck_ndr_writer_clear (&handle->writer);
  handle->writing = FALSE;
  if (!ok)
    beck_pickle_fail_in (handle, name);
  return ok;
}

/* ---- Delivering ---- */

/* Makes room for what was written. Beginning with the second object a buffer grows to twice
 * its size. */
static gboolean
grow_dynamic (BeckPickleHandle *handle, const BeckNdrAllocator *allocator)
{
  gsize size = handle->offset + handle->writer.pos;
  char *buffer;

  if (size <= handle->size)
    return TRUE;
  size = MAX (size, 2 * handle->size);
  buffer = allocator->alloc (size);
  if (buffer == NULL)
    return beck_pickle_fail (handle, RPC_S_OUT_OF_MEMORY, "no memory for the buffer");
  if (handle->buffer != NULL)
    {
      memcpy (buffer, handle->buffer, handle->offset);
      handle->owner->free (handle->buffer);
    }
  handle->buffer = buffer;
  handle->size = size;
  handle->owner = allocator;
  *handle->place = buffer;
  return TRUE;
}

static gboolean
deliver_dynamic (BeckPickleHandle *handle, const BeckNdrAllocator *allocator)
{
  if (!grow_dynamic (handle, allocator != NULL ? allocator : &beck_ndr_task_allocator))
    return FALSE;
  memcpy (handle->buffer + handle->offset, handle->writer.data, handle->writer.pos);
  return TRUE;
}

/* The alloc function may give less than it is asked for, and then is asked again. */
static gboolean
deliver_incremental (BeckPickleHandle *handle)
{
  gsize done = 0;

  handle->broken = TRUE;
  while (done < handle->writer.pos)
    {
      unsigned int left = (unsigned int) MIN (handle->writer.pos - done, G_MAXUINT32 & ~7u);
      unsigned int size = left;
      char *buffer = NULL;

      handle->alloc (handle->state, &buffer, &size);
      if (buffer == NULL || size == 0)
        return beck_pickle_fail (handle, RPC_S_OUT_OF_MEMORY,
                                 "the alloc function of the handle gave nothing");
      size = MIN (size, left);
      memcpy (buffer, handle->writer.data + done, size);
      handle->write (handle->state, buffer, size);
      done += size;
    }
  handle->broken = FALSE;
  return TRUE;
}

static gboolean
deliver (BeckPickleHandle *handle, const BeckNdrAllocator *allocator)
{
  if (!check_total (handle))
    return FALSE;
  if (handle->style == MES_DYNAMIC_BUFFER_HANDLE && !deliver_dynamic (handle, allocator))
    return FALSE;
  if (handle->style == MES_INCREMENTAL_HANDLE && !deliver_incremental (handle))
    return FALSE;
  handle->started = TRUE;
  handle->offset += handle->writer.pos;
  if (handle->encoded_size != NULL)
    *handle->encoded_size = (ULONG) handle->offset;
  return TRUE;
}

/* ---- Objects ---- */

static gboolean
check_handle (BeckPickleHandle *handle)
{
  if (handle->operation != MES_ENCODE)
    return beck_pickle_fail (handle, RPC_X_INVALID_ES_ACTION, "the handle decodes");
  if (handle->broken)
    return beck_pickle_fail (handle, RPC_S_OUT_OF_MEMORY,
                             "the stream has half an object at its end");
  return TRUE;
}

static gboolean
check_value (BeckPickleHandle *handle, const void *value)
{
  if (!check_handle (handle))
    return FALSE;
  return value != NULL || beck_pickle_fail (handle, RPC_X_NULL_REF_POINTER, "no value");
}

gboolean
beck_pickle_put_type (BeckPickleHandle *handle, const BeckPickleType *type, const void *value)
{
  gboolean ok = check_value (handle, value)
                && write_type (handle, type, value, handle->style == MES_FIXED_BUFFER_HANDLE);

  if (ok)
    {
      fill_headers (handle, NULL, NULL);
      ok = deliver (handle, type->allocator);
    }
  return end (handle, ok, type->name);
}

gboolean
beck_pickle_measure (BeckPickleHandle *handle, const BeckPickleType *type, const void *value,
                     gsize *size)
{
  gboolean ok = check_value (handle, value) && write_type (handle, type, value, FALSE);

  *size = ok ? handle->writer.pos : 0;
  return end (handle, ok, type->name);
}

static gboolean
check_method (BeckPickleHandle *handle, const BeckNdrMethod *method)
{
  if (!check_handle (handle))
    return FALSE;
  return (method->flags & BECK_NDR_METHOD_ENCODE) != 0
         || beck_pickle_fail (handle, RPC_X_INVALID_ES_ACTION, "the procedure has no [encode]");
}

static gboolean
write_proc (BeckPickleHandle *handle, const BeckNdrMethod *method, const void *args)
{
  gboolean ok = begin (handle, handle->style == MES_FIXED_BUFFER_HANDLE, BECK_PICKLE_PROC_SIZE)
                && method->put_in (&handle->writer, args)
                && beck_ndr_put_align (&handle->writer, 8);

  return check_writer (handle, ok);
}

gboolean
beck_pickle_put_proc (BeckPickleHandle *handle, const BeckNdrInterface *interface,
                      const BeckNdrMethod *method, const void *args)
{
  gboolean ok = check_method (handle, method) && write_proc (handle, method, args);

  if (ok)
    {
      fill_headers (handle, interface, method);
      ok = deliver (handle, interface->allocator);
    }
  return end (handle, ok, method->name);
}
