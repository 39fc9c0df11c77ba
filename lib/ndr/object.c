/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Interface pointers and context handles (wire.md 3.8): the frame around what the hooks know.
 */

#include "ndr/private.h"

/* ---- Interface pointers: max_count, ulCntData, bytes ---- */

/* Writes @value over 4 bytes written before. */
static void
patch (BeckNdrWriter *writer, gsize pos, guint32 value)
{
  if (writer->swap)
    value = GUINT32_SWAP_LE_BE (value);
  memcpy (writer->data + pos, &value, 4);
}

gboolean
beck_ndr_put_interface (BeckNdrWriter *writer, REFIID iid, void *object)
{
  const BeckNdrInterfaceHooks *hooks = writer->hooks.interfaces;
  gsize start;
  guint32 status;

  if (hooks == NULL)
    return beck_ndr_writer_fail (writer, RPC_S_CANNOT_SUPPORT,
                                 "an interface pointer where none can be sent");
  if (!beck_ndr_put_u32 (writer, 0) || !beck_ndr_put_u32 (writer, 0))
    return FALSE;
  start = writer->pos;
  status = hooks->marshal (writer->hooks.context, iid, object, writer);
  if (status != 0)
    return beck_ndr_writer_fail (writer, status, "an interface pointer that cannot be marshaled");
  if (writer->fault.status != 0)
    return FALSE;
  patch (writer, start - 8, (guint32) (writer->pos - start));
  patch (writer, start - 4, (guint32) (writer->pos - start));
  return TRUE;
}

gboolean
beck_ndr_get_interface (BeckNdrReader *reader, REFIID iid, void *object)
{
  const BeckNdrInterfaceHooks *hooks = reader->hooks.interfaces;
  gsize max, length;
  const guint8 *bytes;
  void *result = NULL;
  guint32 status;

  if (!beck_ndr_get_max_count (reader, &max) || !beck_ndr_get_max_count (reader, &length))
    return FALSE;
  if (max != length)
    return beck_ndr_fault_set_numbers (&reader->fault, RPC_X_BAD_STUB_DATA, reader->pos - 4,
                                       "an object reference of two lengths", length, max);
  bytes = beck_ndr_reader_take (reader, 1, length);
  if (bytes == NULL)
    return FALSE;
  if (hooks == NULL)
    return beck_ndr_reader_fail (reader, RPC_S_CANNOT_SUPPORT,
                                 "an interface pointer where none is expected");
  /* A reference may be good for one object only. */
  if (reader->measuring)
    return TRUE;
  status = hooks->unmarshal (reader->hooks.context, iid, bytes, length, &result);
  if (status != 0)
    return beck_ndr_reader_fail (reader, status, "an object reference that cannot be used");
  memcpy (object, &result, sizeof result);
  return result == NULL || beck_ndr_reader_defer (reader, hooks->release, result);
}

/* ---- Context handles ---- */

static gboolean
put_id (BeckNdrWriter *writer, const BeckNdrContextId *id)
{
  return beck_ndr_put_u32 (writer, id->attributes) && beck_ndr_put_u32 (writer, id->uuid.Data1)
         && beck_ndr_put_u16 (writer, id->uuid.Data2) && beck_ndr_put_u16 (writer, id->uuid.Data3)
         && beck_ndr_put_bytes (writer, id->uuid.Data4, 8);
}

gboolean
beck_ndr_put_context (BeckNdrWriter *writer, const BeckNdrContextType *type, void *handle,
                      gboolean nullable)
{
  BeckNdrContextId id = { 0 };
  guint32 status;

  if (handle == NULL && !nullable)
    return beck_ndr_writer_fail (writer, RPC_X_SS_IN_NULL_CONTEXT, "a null context handle");
  if (handle != NULL)
    {
      if (writer->hooks.contexts == NULL)
        return beck_ndr_writer_fail (writer, RPC_X_SS_CONTEXT_MISMATCH,
                                     "a context handle where none can be sent");
      status = writer->hooks.contexts->to_wire (writer->hooks.context, type, handle, &id);
      if (status != 0)
        return beck_ndr_writer_fail (writer, status, "a context handle that is not valid");
    }
  return put_id (writer, &id);
}

static gboolean
is_null (const BeckNdrContextId *id)
{
  static const BeckNdrContextId null;

  return id->attributes == 0 && memcmp (&id->uuid, &null.uuid, sizeof id->uuid) == 0;
}

gboolean
beck_ndr_get_context (BeckNdrReader *reader, const BeckNdrContextType *type, void *handle,
                      gboolean nullable)
{
  void **variable = handle;
  BeckNdrContextId id;
  guint32 status;

  if (!beck_ndr_get_u32 (reader, &id.attributes) || !beck_ndr_get_u32 (reader, &id.uuid.Data1)
      || !beck_ndr_get_u16 (reader, &id.uuid.Data2) || !beck_ndr_get_u16 (reader, &id.uuid.Data3)
      || !beck_ndr_get_bytes (reader, id.uuid.Data4, 8))
    return FALSE;
  if (is_null (&id) && !nullable)
    return beck_ndr_reader_fail (reader, RPC_X_SS_IN_NULL_CONTEXT, "a null context handle");
  if (is_null (&id) && *variable == NULL)
    return TRUE;
  if (reader->hooks.contexts == NULL)
    return beck_ndr_reader_fail (reader, RPC_X_SS_CONTEXT_MISMATCH,
                                 "a context handle where none is expected");
  status = reader->hooks.contexts->from_wire (reader->hooks.context, type, &id, variable);
  if (status != 0)
    return beck_ndr_reader_fail (reader, status, "a context handle that is not valid");
  return TRUE;
}
