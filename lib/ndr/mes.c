/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Serialization handles: making, resetting, freeing (rpc.md 2.3). Arguments are judged in
 * full before anything is changed, so that a function that fails has done nothing.
 */

#include "pickle-handle.h"

#include "base/alloc.h"
#include "ndr/private.h"

#include <string.h>

#define MAGIC 0x4b434950u /* "PICK" */

BeckPickleHandle *
beck_pickle_handle (handle_t handle)
{
  BeckPickleHandle *pickle = handle;

  return pickle != NULL && pickle->magic == MAGIC ? pickle : NULL;
}

void
beck_pickle_init (BeckPickleHandle *handle, MIDL_ES_HANDLE_STYLE style, MIDL_ES_CODE operation)
{
  *handle = (BeckPickleHandle){ .magic = MAGIC,
                                .style = style,
                                .operation = operation,
                                .limits = *beck_ndr_limits_or_default (NULL) };
}

void
beck_pickle_clear (BeckPickleHandle *handle)
{
  beck_pickle_settle (handle);
  beck_free (handle->pending);
  handle->magic = 0;
}

void
beck_pickle_settle (BeckPickleHandle *handle)
{
  if (handle->writing)
    beck_ndr_writer_clear (&handle->writer);
  if (handle->reading)
    beck_ndr_reader_end (&handle->reader, FALSE);
  beck_ndr_arena_clear (&handle->arena);
  handle->writing = FALSE;
  handle->reading = FALSE;
  memset (&handle->fault, 0, sizeof handle->fault);
}

gboolean
beck_pickle_fail (BeckPickleHandle *handle, guint32 status, const char *reason)
{
  return beck_ndr_fault_set (&handle->fault, status, handle->offset, reason);
}

gboolean
beck_pickle_fail_numbers (BeckPickleHandle *handle, guint32 status, gsize at, const char *reason,
                          guint64 found, guint64 limit)
{
  return beck_ndr_fault_set_numbers (&handle->fault, status, handle->offset + at, reason, found,
                                     limit);
}

void
beck_pickle_fail_in (BeckPickleHandle *handle, const char *name)
{
  if (handle->fault.path[0] == '\0')
    beck_ndr_fault_in (&handle->fault, name);
}

/* ---- Making ---- */

static RPC_STATUS
create (const BeckPickleHandle *init, handle_t *handle)
{
  BeckPickleHandle *pickle = beck_alloc (sizeof *pickle);

  if (pickle == NULL)
    return RPC_S_OUT_OF_MEMORY;
  *pickle = *init;
  *handle = pickle;
  return RPC_S_OK;
}

static RPC_STATUS
check_buffer (const char *buffer)
{
  return buffer != NULL && (guintptr) buffer % 8 == 0 ? RPC_S_OK : RPC_X_INVALID_BUFFER;
}

/* Each of these fills in @init and changes nothing else. */

static RPC_STATUS
init_fixed (BeckPickleHandle *init, char *buffer, ULONG buffer_size, ULONG *encoded_size)
{
  beck_pickle_init (init, MES_FIXED_BUFFER_HANDLE, MES_ENCODE);
  init->buffer = buffer;
  init->size = buffer_size;
  init->encoded_size = encoded_size;
  if (encoded_size == NULL || buffer_size % 8 != 0)
    return RPC_S_INVALID_ARG;
  return check_buffer (buffer);
}

static RPC_STATUS
init_dynamic (BeckPickleHandle *init, char **buffer, ULONG *encoded_size)
{
  beck_pickle_init (init, MES_DYNAMIC_BUFFER_HANDLE, MES_ENCODE);
  init->place = buffer;
  init->encoded_size = encoded_size;
  return buffer != NULL && encoded_size != NULL ? RPC_S_OK : RPC_S_INVALID_ARG;
}

static RPC_STATUS
init_decode (BeckPickleHandle *init, char *buffer, ULONG buffer_size)
{
  beck_pickle_init (init, MES_FIXED_BUFFER_HANDLE, MES_DECODE);
  init->buffer = buffer;
  init->size = buffer_size;
  return check_buffer (buffer);
}

static RPC_STATUS
init_incremental (BeckPickleHandle *init, MIDL_ES_CODE operation, void *state, MIDL_ES_ALLOC alloc,
                  MIDL_ES_WRITE write, MIDL_ES_READ read)
{
  beck_pickle_init (init, MES_INCREMENTAL_HANDLE, operation);
  init->state = state;
  init->alloc = alloc;
  init->write = write;
  init->read = read;
  if (operation == MES_ENCODE)
    return alloc != NULL && write != NULL ? RPC_S_OK : RPC_S_INVALID_ARG;
  return operation == MES_DECODE && read != NULL ? RPC_S_OK : RPC_S_INVALID_ARG;
}

/* What the program sees of a stream in which there is nothing yet. */
static void
announce (const BeckPickleHandle *handle)
{
  if (handle->encoded_size != NULL)
    *handle->encoded_size = 0;
  if (handle->place != NULL)
    *handle->place = NULL;
}

static RPC_STATUS
create_buffer (const BeckPickleHandle *init, handle_t *handle)
{
  RPC_STATUS status = create (init, handle);

  if (status == RPC_S_OK)
    announce (init);
  return status;
}

RPC_STATUS
MesEncodeFixedBufferHandleCreate (char *buffer, ULONG buffer_size, ULONG *encoded_size,
                                  handle_t *handle)
{
  BeckPickleHandle init;
  RPC_STATUS status = init_fixed (&init, buffer, buffer_size, encoded_size);

  if (handle == NULL)
    return RPC_S_INVALID_ARG;
  *handle = NULL;
  return status == RPC_S_OK ? create_buffer (&init, handle) : status;
}

RPC_STATUS
MesEncodeDynBufferHandleCreate (char **buffer, ULONG *encoded_size, handle_t *handle)
{
  BeckPickleHandle init;
  RPC_STATUS status = init_dynamic (&init, buffer, encoded_size);

  if (handle == NULL)
    return RPC_S_INVALID_ARG;
  *handle = NULL;
  return status == RPC_S_OK ? create_buffer (&init, handle) : status;
}

RPC_STATUS
MesEncodeIncrementalHandleCreate (void *state, MIDL_ES_ALLOC alloc_fn, MIDL_ES_WRITE write_fn,
                                  handle_t *handle)
{
  BeckPickleHandle init;
  RPC_STATUS status = init_incremental (&init, MES_ENCODE, state, alloc_fn, write_fn, NULL);

  if (handle == NULL)
    return RPC_S_INVALID_ARG;
  *handle = NULL;
  return status == RPC_S_OK ? create (&init, handle) : status;
}

RPC_STATUS
MesDecodeBufferHandleCreate (char *buffer, ULONG buffer_size, handle_t *handle)
{
  BeckPickleHandle init;
  RPC_STATUS status = init_decode (&init, buffer, buffer_size);

  if (handle == NULL)
    return RPC_S_INVALID_ARG;
  *handle = NULL;
  return status == RPC_S_OK ? create (&init, handle) : status;
}

RPC_STATUS
MesDecodeIncrementalHandleCreate (void *state, MIDL_ES_READ read_fn, handle_t *handle)
{
  BeckPickleHandle init;
  RPC_STATUS status = init_incremental (&init, MES_DECODE, state, NULL, NULL, read_fn);

  if (handle == NULL)
    return RPC_S_INVALID_ARG;
  *handle = NULL;
  return status == RPC_S_OK ? create (&init, handle) : status;
}

/* ---- Resetting and freeing ---- */

static void
reset (BeckPickleHandle *handle, const BeckPickleHandle *init)
{
  BeckNdrLimits limits = handle->limits;

  beck_pickle_clear (handle);
  *handle = *init;
  handle->limits = limits;
  announce (handle);
}

RPC_STATUS
MesBufferHandleReset (handle_t handle, ULONG style, MIDL_ES_CODE operation, char **buffer,
                      ULONG buffer_size, ULONG *encoded_size)
{
  BeckPickleHandle *pickle = beck_pickle_handle (handle);
  BeckPickleHandle init;
  RPC_STATUS status = RPC_S_INVALID_ARG;

  if (pickle == NULL || pickle->style == MES_INCREMENTAL_HANDLE || buffer == NULL)
    return RPC_S_INVALID_ARG;
  if (style != MES_FIXED_BUFFER_HANDLE && style != MES_DYNAMIC_BUFFER_HANDLE)
    return RPC_S_INVALID_ARG;
  if (operation == MES_DECODE)
    status = init_decode (&init, *buffer, buffer_size);
  else if (operation == MES_ENCODE && style == MES_DYNAMIC_BUFFER_HANDLE)
    status = init_dynamic (&init, buffer, encoded_size);
  else if (operation == MES_ENCODE)
    status = init_fixed (&init, *buffer, buffer_size, encoded_size);
  if (status == RPC_S_OK)
    reset (pickle, &init);
  return status;
}

RPC_STATUS
MesIncrementalHandleReset (handle_t handle, void *state, MIDL_ES_ALLOC alloc_fn,
                           MIDL_ES_WRITE write_fn, MIDL_ES_READ read_fn, MIDL_ES_CODE operation)
{
  BeckPickleHandle *pickle = beck_pickle_handle (handle);
  BeckPickleHandle init;
  RPC_STATUS status;

  if (pickle == NULL || pickle->style != MES_INCREMENTAL_HANDLE)
    return RPC_S_INVALID_ARG;
  status = init_incremental (&init, operation, state, alloc_fn != NULL ? alloc_fn : pickle->alloc,
                             write_fn != NULL ? write_fn : pickle->write,
                             read_fn != NULL ? read_fn : pickle->read);
  if (status == RPC_S_OK)
    reset (pickle, &init);
  return status;
}

RPC_STATUS
MesHandleFree (handle_t handle)
{
  BeckPickleHandle *pickle = beck_pickle_handle (handle);

  if (pickle == NULL)
    return RPC_S_INVALID_ARG;
  beck_pickle_clear (pickle);
  beck_free (pickle);
  return RPC_S_OK;
}

RPC_STATUS
MesInqProcEncodingId (handle_t handle, RPC_SYNTAX_IDENTIFIER *interface_id, ULONG *proc_number)
{
  BeckPickleHandle *pickle = beck_pickle_handle (handle);

  if (pickle == NULL || interface_id == NULL || proc_number == NULL)
    return RPC_S_INVALID_ARG;
  beck_pickle_settle (pickle);
  beck_pickle_get_id (pickle, interface_id, proc_number);
  return (RPC_STATUS) pickle->fault.status;
}
