/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The face of serialization: each operation in a form that returns its status and one
 * that raises it, and streams of one object without a handle. Exceptions of the program's own
 * functions end here and go on as statuses, once everything is cleaned up.
 */

#include "pickle-handle.h"

#include "base/alloc.h"
#include "ndr/private.h"

#include <beck/exception.h>

#include <string.h>

/* ---- Operations ---- */

typedef struct
{
  BeckPickleHandle *handle;
  const BeckPickleType *type;
  const void *value;
  void *target; /* where to decode to */
  const BeckNdrInterface *interface;
  const BeckNdrMethod *method;
  void *args;
  gsize size;
} Operation;

static void
raise_status (guint32 status)
{
  if (status != RPC_S_OK)
    beck_exception_raise (status);
}

static guint32
fail_foreign (BeckNdrFault *fault)
{
  BeckNdrFault own = { 0 };

  beck_ndr_fault_set (&own, RPC_S_INVALID_BINDING, 0, "not a serialization handle");
  if (fault != NULL)
    *fault = own;
  return own.status;
}

/* Runs @body on an Operation. An exception of a function of the program is a fault like others. */
static guint32
perform (Operation *operation, void (*body) (gpointer operation), BeckNdrFault *fault)
{
  BeckPickleHandle *handle = operation->handle;
  guint32 status;

  if (handle == NULL)
    return fail_foreign (fault);
  beck_pickle_settle (handle);
  if (beck_exception_catch (body, operation, &status))
    {
      beck_pickle_settle (handle);
      beck_pickle_fail (handle, status != RPC_S_OK ? status : RPC_S_INTERNAL_ERROR,
                        "a function of the program raised an exception");
    }
  if (fault != NULL)
    *fault = handle->fault;
  return handle->fault.status;
}

static void
put_type (gpointer data)
{
  Operation *operation = data;

  beck_pickle_put_type (operation->handle, operation->type, operation->value);
}

static void
measure (gpointer data)
{
  Operation *operation = data;

  beck_pickle_measure (operation->handle, operation->type, operation->value, &operation->size);
}

static void
get_type (gpointer data)
{
  Operation *operation = data;

  beck_pickle_get_type (operation->handle, operation->type, operation->target);
}

static void
put_proc (gpointer data)
{
  Operation *operation = data;

  beck_pickle_put_proc (operation->handle, operation->interface, operation->method,
                        operation->args);
}

static void
get_proc (gpointer data)
{
  Operation *operation = data;

  beck_pickle_get_proc (operation->handle, operation->interface, operation->method,
                        operation->args);
}

/* ---- Handles ---- */

const BeckNdrFault *
beck_pickle_get_fault (handle_t handle)
{
  const BeckPickleHandle *pickle = beck_pickle_handle (handle);

  return pickle != NULL ? &pickle->fault : NULL;
}

RPC_STATUS
beck_pickle_set_limits (handle_t handle, const BeckNdrLimits *limits)
{
  BeckPickleHandle *pickle = beck_pickle_handle (handle);

  if (pickle == NULL)
    return RPC_S_INVALID_ARG;
  pickle->limits = *beck_ndr_limits_or_default (limits);
  return RPC_S_OK;
}

/* ---- Types ---- */

guint32
beck_pickle_try_encode (handle_t handle, const BeckPickleType *type, const void *value,
                        BeckNdrFault *fault)
{
  Operation operation = { .handle = beck_pickle_handle (handle), .type = type, .value = value };

  return perform (&operation, put_type, fault);
}

static guint32
decode (BeckPickleHandle *handle, const BeckPickleType *type, void *value, BeckNdrFault *fault)
{
  Operation operation = { .handle = handle, .type = type, .target = value };
  guint32 status = perform (&operation, get_type, fault);

  if (status != RPC_S_OK && value != NULL)
    memset (value, 0, type->size);
  return status;
}

guint32
beck_pickle_try_decode (handle_t handle, const BeckPickleType *type, void *value,
                        BeckNdrFault *fault)
{
  return decode (beck_pickle_handle (handle), type, value, fault);
}

void
beck_pickle_encode (handle_t handle, const BeckPickleType *type, const void *value)
{
  raise_status (beck_pickle_try_encode (handle, type, value, NULL));
}

void
beck_pickle_decode (handle_t handle, const BeckPickleType *type, void *value)
{
  raise_status (beck_pickle_try_decode (handle, type, value, NULL));
}

gsize
beck_pickle_align_size (handle_t handle, const BeckPickleType *type, const void *value)
{
  Operation operation = { .handle = beck_pickle_handle (handle), .type = type, .value = value };

  raise_status (perform (&operation, measure, NULL));
  return operation.size;
}

void
beck_pickle_release (const BeckPickleType *type, void *value)
{
  BeckNdrReleaser releaser = { .user_flags = BECK_PICKLE_USER_FLAGS };

  if (type->free == NULL || value == NULL)
    return;
  releaser.allocator = type->allocator != NULL ? type->allocator : &beck_ndr_task_allocator;
  type->free (&releaser, value);
  beck_ndr_releaser_clear (&releaser);
}

void
beck_pickle_free (handle_t handle, const BeckPickleType *type, void *value)
{
  beck_pickle_release (type, value);
}

/* ---- Procedures ---- */

guint32
beck_pickle_try_procedure (handle_t handle, const BeckNdrInterface *interface, guint method,
                           void *args, BeckNdrFault *fault)
{
  BeckPickleHandle *pickle = beck_pickle_handle (handle);
  Operation operation = {
    .handle = pickle, .interface = interface, .method = &interface->methods[method], .args = args
  };
  gboolean decodes = pickle != NULL && pickle->operation == MES_DECODE;
  guint32 status = perform (&operation, decodes ? get_proc : put_proc, fault);

  if (status != RPC_S_OK && decodes && operation.method->clear_out != NULL)
    operation.method->clear_out (args);
  return status;
}

void
beck_pickle_procedure (handle_t handle, const BeckNdrInterface *interface, guint method, void *args)
{
  raise_status (beck_pickle_try_procedure (handle, interface, method, args, NULL));
}

/* ---- Without a handle ---- */

static void *
alloc_bytes (size_t size)
{
  return beck_alloc (size);
}

static void
free_bytes (void *block)
{
  beck_free (block);
}

gpointer
beck_pickle_write (const BeckPickleType *type, const void *value, gsize *size, BeckNdrFault *fault)
{
  static const BeckNdrAllocator allocator = { alloc_bytes, free_bytes };
  BeckPickleType plain = *type;
  BeckPickleHandle handle;
  char *buffer = NULL;

  plain.allocator = &allocator;
  beck_pickle_init (&handle, MES_DYNAMIC_BUFFER_HANDLE, MES_ENCODE);
  handle.place = &buffer;
  beck_pickle_try_encode (&handle, &plain, value, fault);
  *size = handle.offset;
  beck_pickle_clear (&handle);
  return buffer;
}

/* A stream of one object ends behind it. */
static gboolean
check_end (BeckPickleHandle *handle, const BeckPickleType *type)
{
  if (handle->size - handle->offset <= handle->padding)
    return TRUE;
  beck_pickle_fail_numbers (handle, RPC_X_BAD_STUB_DATA, 0, "more behind the only object",
                            handle->size, handle->offset);
  return beck_ndr_fault_in (&handle->fault, type->name);
}

guint32
beck_pickle_read (const BeckPickleType *type, gconstpointer data, gsize size, void *value,
                  BeckNdrFault *fault)
{
  BeckPickleHandle handle;
  guint32 status;

  beck_pickle_init (&handle, MES_FIXED_BUFFER_HANDLE, MES_DECODE);
  handle.buffer = (char *) data;
  handle.size = size;
  status = decode (&handle, type, value, fault);
  if (status == RPC_S_OK && !check_end (&handle, type))
    {
      beck_pickle_release (type, value);
      memset (value, 0, type->size);
      status = handle.fault.status;
      if (fault != NULL)
        *fault = handle.fault;
    }
  beck_pickle_clear (&handle);
  return status;
}
