/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Serialization: values of IDL types in files and buffers, in the form that Windows, Samba
 * and impacket call type serialization version 1 (wire.md 3.10, docs/serialization.md).
 *
 * A serialization handle is a stream of encoded objects, in a buffer of the program's (fixed),
 * in one that grows (dynamic), or piece by piece through callbacks (incremental). The
 * functions with Mes in front make handles; those that beck-idl writes for a type with
 * [encode] or [decode] (T_Encode, T_Decode, T_AlignSize, T_Free) and for procedures with
 * these attributes use them. What a program with GLib rather calls is at the end and
 * needs no handle.
 *
 * Errors: the Mes functions return a status. The generated functions raise it as an
 * exception (<beck/exception.h>); beck_pickle_get_fault() tells the handler what was wrong
 * and where.
 *
 * Threading: a handle is used by one thread at a time.
 */

#include <beck/ndr-method.h>

G_BEGIN_DECLS

typedef LONG RPC_STATUS;

/* ---- Handles ---- */

/**
 * MIDL_ES_ALLOC:
 * @state: of the program
 * @buffer: (out): receives room for encoded bytes
 * @size: the number of bytes wanted; receives that of @buffer, fewer or more. 0, or a %NULL
 *   @buffer, is lack of memory.
 *
 * The memory stays the program's: it is passed to the write function next, and not used
 * after.
 */
typedef void (*MIDL_ES_ALLOC) (void *state, char **buffer, unsigned int *size);

/**
 * MIDL_ES_WRITE:
 * @buffer: what the alloc function gave
 * @size: how many bytes of it are encoded data
 */
typedef void (*MIDL_ES_WRITE) (void *state, char *buffer, unsigned int size);

/**
 * MIDL_ES_READ:
 * @buffer: (out): receives the next bytes of the stream. They stay valid until the next call.
 * @size: the number of bytes wanted; receives that of @buffer, fewer or more. 0 is the end
 *   of the stream.
 */
typedef void (*MIDL_ES_READ) (void *state, char **buffer, unsigned int *size);

typedef enum
{
  MES_ENCODE,
  MES_DECODE,
} MIDL_ES_CODE;

typedef enum
{
  MES_INCREMENTAL_HANDLE,
  MES_FIXED_BUFFER_HANDLE,
  MES_DYNAMIC_BUFFER_HANDLE,
} MIDL_ES_HANDLE_STYLE;

/* RPC_SYNTAX_IDENTIFIER: what a stream says of the interface of a procedure. */
#ifndef BECK_RPC_SYNTAX_IDENTIFIER
#define BECK_RPC_SYNTAX_IDENTIFIER
typedef struct _RPC_VERSION
{
  USHORT MajorVersion;
  USHORT MinorVersion;
} RPC_VERSION;

typedef struct _RPC_SYNTAX_IDENTIFIER
{
  GUID SyntaxGUID;
  RPC_VERSION SyntaxVersion;
} RPC_SYNTAX_IDENTIFIER;
#endif

/**
 * MesEncodeFixedBufferHandleCreate:
 * @buffer: (transfer none): aligned to 8 bytes; used until the handle is freed or reset
 * @buffer_size: its bytes, a multiple of 8
 * @encoded_size: (out): receives 0, and the bytes in use after each encoding
 * @handle: (out) (transfer full): the new handle
 *
 * A handle that encodes into a buffer. What no longer fits is refused with
 * RPC_S_BUFFER_TOO_SMALL and leaves @encoded_size as it is.
 *
 * Returns: RPC_S_OK; RPC_X_INVALID_BUFFER for a buffer that is %NULL or not aligned;
 *   RPC_S_INVALID_ARG for another %NULL or a wrong size; RPC_S_OUT_OF_MEMORY
 */
RPC_STATUS MesEncodeFixedBufferHandleCreate (char *buffer, ULONG buffer_size, ULONG *encoded_size,
                                             handle_t *handle);

/**
 * MesEncodeDynBufferHandleCreate:
 * @buffer: (out): receives %NULL, and after each encoding the buffer, which may have moved
 * @encoded_size: (out): receives 0, and the bytes in use after each encoding
 * @handle: (out) (transfer full): the new handle
 *
 * A handle that encodes into a buffer that grows. The memory comes from the allocator of
 * the type that is encoded, midl_user_allocate() in generated code. It is the
 * handle's until that is freed or reset and then the program's, to be freed with
 * midl_user_free().
 *
 * Returns: RPC_S_OK, RPC_S_INVALID_ARG, RPC_S_OUT_OF_MEMORY
 */
RPC_STATUS MesEncodeDynBufferHandleCreate (char **buffer, ULONG *encoded_size, handle_t *handle);

/**
 * MesEncodeIncrementalHandleCreate:
 * @state: (nullable): for the functions
 * @alloc_fn: gives room
 * @write_fn: takes the encoded bytes
 * @handle: (out) (transfer full): the new handle
 *
 * A handle that hands out what is encoded, one object at a time. After a failure of
 * @alloc_fn the stream has half an object at its end and the handle does no more.
 *
 * Returns: RPC_S_OK, RPC_S_INVALID_ARG, RPC_S_OUT_OF_MEMORY
 */
RPC_STATUS MesEncodeIncrementalHandleCreate (void *state, MIDL_ES_ALLOC alloc_fn,
                                             MIDL_ES_WRITE write_fn, handle_t *handle);

/**
 * MesDecodeBufferHandleCreate:
 * @buffer: (transfer none): the stream, aligned to 8 bytes; used until the handle is freed or
 *   reset, and not changed
 * @buffer_size: its bytes. Streams of other makers need not be a multiple of 8 long.
 * @handle: (out) (transfer full): the new handle
 *
 * A handle that decodes the objects of a stream in their order. An object that
 * could not be decoded is still the next.
 *
 * Returns: RPC_S_OK; RPC_X_INVALID_BUFFER for a buffer that is %NULL or not aligned;
 *   RPC_S_INVALID_ARG; RPC_S_OUT_OF_MEMORY
 */
RPC_STATUS MesDecodeBufferHandleCreate (char *buffer, ULONG buffer_size, handle_t *handle);

/**
 * MesDecodeIncrementalHandleCreate:
 * @state: (nullable): for the function
 * @read_fn: supplies the stream
 * @handle: (out) (transfer full): the new handle
 *
 * The same for a stream that comes in pieces.
 *
 * Returns: RPC_S_OK, RPC_S_INVALID_ARG, RPC_S_OUT_OF_MEMORY
 */
RPC_STATUS MesDecodeIncrementalHandleCreate (void *state, MIDL_ES_READ read_fn, handle_t *handle);

/**
 * MesBufferHandleReset:
 * @handle: a handle with a buffer
 * @style: MES_FIXED_BUFFER_HANDLE or MES_DYNAMIC_BUFFER_HANDLE; to decode, either
 * @operation: what it shall do from now on
 * @buffer: as for the function that makes such a handle; for a fixed buffer and to decode,
 *   the address of the variable that holds it
 * @buffer_size: as there; nothing for a dynamic buffer
 * @encoded_size: as there; nothing to decode
 *
 * Begins a new stream. The buffer of the old one is the program's again.
 *
 * Returns: as the function that makes such a handle; after a failure nothing has changed
 */
RPC_STATUS MesBufferHandleReset (handle_t handle, ULONG style, MIDL_ES_CODE operation,
                                 char **buffer, ULONG buffer_size, ULONG *encoded_size);

/**
 * MesIncrementalHandleReset:
 * @handle: an incremental handle
 * @state: (nullable): the new state
 * @alloc_fn, @write_fn, @read_fn: (nullable): %NULL keeps the function there was
 * @operation: what it shall do from now on
 *
 * Begins a new stream.
 *
 * Returns: RPC_S_OK; RPC_S_INVALID_ARG for a handle with a buffer, or if there is no function for
 *   the @operation. After a failure nothing has changed.
 */
RPC_STATUS MesIncrementalHandleReset (handle_t handle, void *state, MIDL_ES_ALLOC alloc_fn,
                                      MIDL_ES_WRITE write_fn, MIDL_ES_READ read_fn,
                                      MIDL_ES_CODE operation);

/**
 * MesInqProcEncodingId:
 * @handle: a handle that decodes
 * @interface_id: (out): the interface of the procedure that is next in the stream
 * @proc_number: (out): its number there
 *
 * Tells which procedure to call. Nothing counts as read.
 *
 * Returns: RPC_S_OK; RPC_X_INVALID_ES_ACTION for a handle that encodes;
 *   RPC_X_WRONG_ES_VERSION; RPC_S_UNSUPPORTED_TRANS_SYN if the next object is no procedure;
 *   RPC_X_BAD_STUB_DATA at the end of the stream; RPC_S_INVALID_ARG
 */
RPC_STATUS MesInqProcEncodingId (handle_t handle, RPC_SYNTAX_IDENTIFIER *interface_id,
                                 ULONG *proc_number);

/**
 * MesHandleFree:
 * @handle: (transfer full): a serialization handle
 *
 * Buffers are the program's.
 *
 * Returns: RPC_S_OK; RPC_S_INVALID_ARG for what is no serialization handle
 */
RPC_STATUS MesHandleFree (handle_t handle);

/* ---- What generated code calls ---- */

/**
 * BeckPickleType:
 * @name: of the type, for faults
 * @size: of a value in memory
 * @put: writes a value
 * @get: reads one into zeroed memory
 * @free: (nullable): releases what a value refers to, not the value itself
 * @allocator: (nullable): where decoded pointees and dynamic buffers come from; %NULL for
 *   CoTaskMemAlloc()
 *
 * A type with [encode] or [decode]. beck-idl defines it as T_PickleType and declares it in the
 * header. With it values go both ways, whichever attribute the type has.
 */
typedef struct _BeckPickleType
{
  const char *name;
  gsize size;
  gboolean (*put) (BeckNdrWriter *ndr, const void *value);
  gboolean (*get) (BeckNdrReader *ndr, void *value);
  void (*free) (BeckNdrReleaser *releaser, void *value);
  const BeckNdrAllocator *allocator;
} BeckPickleType;

/**
 * beck_pickle_encode:
 * @handle: a serialization handle that encodes
 * @value: (transfer none): of @type
 *
 * T_Encode: appends a value to the stream. Either all of it or nothing counts as encoded.
 *
 * Raises: RPC_S_INVALID_BINDING for what is no serialization handle; RPC_X_INVALID_ES_ACTION for
 *   one that decodes; RPC_X_NULL_REF_POINTER for a %NULL @value; RPC_S_BUFFER_TOO_SMALL;
 *   RPC_S_OUT_OF_MEMORY; RPC_S_OUT_OF_RESOURCES for a stream of more than 4 GiB; and
 *   whatever is wrong with the value
 */
void beck_pickle_encode (handle_t handle, const BeckPickleType *type, const void *value);

/**
 * beck_pickle_decode:
 * @handle: a serialization handle that decodes
 * @value: (out caller-allocates): of @type; what was in it before is not looked at, and
 *   after a failure it is all zeros
 *
 * T_Decode: takes the next object from the stream. What it refers to is released with T_Free().
 *
 * Raises: RPC_S_INVALID_BINDING; RPC_X_INVALID_ES_ACTION; RPC_X_WRONG_ES_VERSION;
 *   RPC_X_BAD_STUB_DATA and others for data that are damaged or of another type;
 *   RPC_S_OUT_OF_MEMORY
 */
void beck_pickle_decode (handle_t handle, const BeckPickleType *type, void *value);

/**
 * beck_pickle_align_size:
 *
 * T_AlignSize.
 *
 * Returns: by how many bytes encoding @value now would make the stream longer, headers and
 *   padding included
 *
 * Raises: as beck_pickle_encode(), but for buffers that are too small
 */
gsize beck_pickle_align_size (handle_t handle, const BeckPickleType *type, const void *value);

/**
 * beck_pickle_free:
 * @handle: not looked at
 * @value: (nullable): a decoded value
 *
 * T_Free: releases what @value refers to. The value itself is the caller's and stays as it is.
 */
void beck_pickle_free (handle_t handle, const BeckPickleType *type, void *value);

/**
 * beck_pickle_procedure:
 * @interface: of the procedure
 * @method: its index in the methods of @interface
 * @args: its argument record
 *
 * A procedure with [encode] or [decode]. A handle that encodes takes the [in] arguments
 * to the stream, one that decodes takes the [out] arguments from it; a result has no
 * place there.
 *
 * Raises: as beck_pickle_encode() and beck_pickle_decode(), and, if the next object is another
 *   procedure: RPC_S_UNKNOWN_IF, RPC_S_PROCNUM_OUT_OF_RANGE, RPC_S_UNSUPPORTED_TRANS_SYN
 */
void beck_pickle_procedure (handle_t handle, const BeckNdrInterface *interface, guint method,
                            void *args);

/* ---- For programs without exceptions ---- */

/**
 * beck_pickle_try_encode:
 * @fault: (nullable) (out): receives what was wrong, or the record of no fault
 *
 * As beck_pickle_encode().
 *
 * Returns: 0, or the status that it would have raised
 */
guint32 beck_pickle_try_encode (handle_t handle, const BeckPickleType *type, const void *value,
                                BeckNdrFault *fault);

/* As beck_pickle_decode(). */
guint32 beck_pickle_try_decode (handle_t handle, const BeckPickleType *type, void *value,
                                BeckNdrFault *fault);

/* As beck_pickle_procedure(). */
guint32 beck_pickle_try_procedure (handle_t handle, const BeckNdrInterface *interface,
                                   guint method, void *args, BeckNdrFault *fault);

/**
 * beck_pickle_get_fault:
 * @handle: a serialization handle
 *
 * Returns: (transfer none): what was wrong with the last operation on @handle, with offsets
 *   from the beginning of the stream; its status is 0 if it succeeded. It stays valid until
 *   the next operation.
 */
const BeckNdrFault *beck_pickle_get_fault (handle_t handle);

/**
 * beck_pickle_set_limits:
 * @handle: a serialization handle
 * @limits: (nullable): for each object from now on; %NULL for those of
 *   beck_ndr_use_limits(), which are also what a handle begins with
 *
 * Returns: RPC_S_OK; RPC_S_INVALID_ARG for what is no serialization handle
 */
RPC_STATUS beck_pickle_set_limits (handle_t handle, const BeckNdrLimits *limits);

/**
 * beck_pickle_write:
 * @value: of @type
 * @size: (out): the bytes of the stream
 * @fault: (nullable) (out): receives what was wrong
 *
 * Encodes one value into memory of its own.
 *
 * Returns: (nullable) (transfer full): a stream of one object, to be freed with g_free();
 *   %NULL after a failure
 */
gpointer beck_pickle_write (const BeckPickleType *type, const void *value, gsize *size,
                            BeckNdrFault *fault);

/**
 * beck_pickle_read:
 * @data: (transfer none): a stream, of any alignment
 * @size: its bytes
 * @value: (out caller-allocates): as for beck_pickle_decode(); release it with
 *   beck_pickle_release()
 * @fault: (nullable) (out): receives what was wrong
 *
 * Decodes a stream of one object. What follows that is a fault.
 *
 * Returns: 0, or the status of the fault
 */
guint32 beck_pickle_read (const BeckPickleType *type, gconstpointer data, gsize size, void *value,
                          BeckNdrFault *fault);

/* As beck_pickle_free(). */
void beck_pickle_release (const BeckPickleType *type, void *value);

G_END_DECLS
