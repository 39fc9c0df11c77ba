/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What the files share that read and write the wire of object RPC: numbers in little-endian
 * containers that nothing is aligned in, and GUIDs in NDR.
 */

#include <beck/guid.h>
#include <beck/hresult.h>
#include <beck/ndr.h>
#include <beck/status.h>

static inline guint16
beck_wire_get16 (const guint8 *data)
{
  guint16 value;

  memcpy (&value, data, sizeof value);
  return GUINT16_FROM_LE (value);
}

static inline guint32
beck_wire_get32 (const guint8 *data)
{
  guint32 value;

  memcpy (&value, data, sizeof value);
  return GUINT32_FROM_LE (value);
}

static inline guint64
beck_wire_get64 (const guint8 *data)
{
  guint64 value;

  memcpy (&value, data, sizeof value);
  return GUINT64_FROM_LE (value);
}

static inline void
beck_wire_get_guid (const guint8 *data, GUID *guid)
{
  guid->Data1 = beck_wire_get32 (data);
  guid->Data2 = beck_wire_get16 (data + 4);
  guid->Data3 = beck_wire_get16 (data + 6);
  memcpy (guid->Data4, data + 8, sizeof guid->Data4);
}

static inline void
beck_wire_set16 (guint8 *data, guint16 value)
{
  value = GUINT16_TO_LE (value);
  memcpy (data, &value, sizeof value);
}

static inline void
beck_wire_set32 (guint8 *data, guint32 value)
{
  value = GUINT32_TO_LE (value);
  memcpy (data, &value, sizeof value);
}

static inline void
beck_wire_set64 (guint8 *data, guint64 value)
{
  value = GUINT64_TO_LE (value);
  memcpy (data, &value, sizeof value);
}

static inline void
beck_wire_set_guid (guint8 *data, const GUID *guid)
{
  beck_wire_set32 (data, guid->Data1);
  beck_wire_set16 (data + 4, guid->Data2);
  beck_wire_set16 (data + 6, guid->Data3);
  memcpy (data + 8, guid->Data4, sizeof guid->Data4);
}

static inline gboolean
beck_wire_get_ndr_guid (BeckNdrReader *reader, GUID *guid)
{
  return beck_ndr_get_u32 (reader, &guid->Data1) && beck_ndr_get_u16 (reader, &guid->Data2)
         && beck_ndr_get_u16 (reader, &guid->Data3) && beck_ndr_get_bytes (reader, guid->Data4, 8);
}

static inline gboolean
beck_wire_put_ndr_guid (BeckNdrWriter *writer, const GUID *guid)
{
  return beck_ndr_put_u32 (writer, guid->Data1) && beck_ndr_put_u16 (writer, guid->Data2)
         && beck_ndr_put_u16 (writer, guid->Data3) && beck_ndr_put_bytes (writer, guid->Data4, 8);
}

/* Writes @value over 4 bytes that were written before. */
static inline void
beck_wire_patch32 (BeckNdrWriter *writer, gsize pos, guint32 value)
{
  if (writer->swap)
    value = GUINT32_SWAP_LE_BE (value);
  memcpy (writer->data + pos, &value, sizeof value);
}
