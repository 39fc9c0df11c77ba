/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * OBJREF (wire.md 5.3): a container of its own, little-endian and unaligned, whatever the message
 * around it is. Reading goes through a cursor that never passes the end; sizes are compared with
 * what is left, and never added to a position first.
 */

#include "orpc/objref.h"

#include "orpc/wire.h"

#define MAGIC 0x574f454du     /* "MEOW" */
#define SIGNATURE 0x4e535956u /* of the elements of an extended reference */

#define HEAD_SIZE 24
#define STD_SIZE 40
#define GUID_SIZE 16
#define ELEMENT_SIZE 24

/* ---- Parsing ---- */

typedef struct
{
  const guint8 *data;
  gsize size;
} Bytes;

/* The next @size bytes, or NULL. */
static const guint8 *
take (Bytes *from, gsize size)
{
  const guint8 *at = from->data;

  if (from->size < size)
    return NULL;
  from->data += size;
  from->size -= size;
  return at;
}

static BeckObjrefFault
take_std (Bytes *from, STDOBJREF *std)
{
  const guint8 *at = take (from, STD_SIZE);

  if (at == NULL)
    return BECK_OBJREF_CUT;
  std->flags = beck_wire_get32 (at);
  std->cPublicRefs = beck_wire_get32 (at + 4);
  std->oxid = beck_wire_get64 (at + 8);
  std->oid = beck_wire_get64 (at + 16);
  beck_wire_get_guid (at + 24, &std->ipid);
  return BECK_OBJREF_GOOD;
}

static BeckObjrefFault
take_guid (Bytes *from, GUID *guid)
{
  const guint8 *at = take (from, GUID_SIZE);

  if (at == NULL)
    return BECK_OBJREF_CUT;
  beck_wire_get_guid (at, guid);
  return BECK_OBJREF_GOOD;
}

static BeckObjrefFault
take_u32 (Bytes *from, guint32 *value)
{
  const guint8 *at = take (from, 4);

  if (at == NULL)
    return BECK_OBJREF_CUT;
  *value = beck_wire_get32 (at);
  return BECK_OBJREF_GOOD;
}

static BeckObjrefFault
take_addresses (Bytes *from, BeckStringArray *addresses)
{
  switch (beck_string_array_parse (from->data, from->size, addresses))
    {
    case BECK_STRING_ARRAY_GOOD:
      take (from, beck_string_array_size (addresses));
      return BECK_OBJREF_GOOD;
    case BECK_STRING_ARRAY_CUT:
      return BECK_OBJREF_CUT;
    default:
      return BECK_OBJREF_ADDRESSES;
    }
}

static BeckObjrefFault
take_signature (Bytes *from)
{
  guint32 value;
  BeckObjrefFault fault = take_u32 (from, &value);

  if (fault == BECK_OBJREF_GOOD && value != SIGNATURE)
    fault = BECK_OBJREF_MAGIC;
  return fault;
}

/* There is exactly one element; its data are padded to a multiple of 8. */
static BeckObjrefFault
take_element (Bytes *from, BeckObjref *objref)
{
  BeckObjrefFault fault = take_guid (from, &objref->element);
  guint32 size = 0, rounded = 0;

  if (fault == BECK_OBJREF_GOOD)
    fault = take_u32 (from, &size);
  if (fault == BECK_OBJREF_GOOD)
    fault = take_u32 (from, &rounded);
  if (fault != BECK_OBJREF_GOOD)
    return fault;
  if (rounded < size || rounded - size > 7)
    return BECK_OBJREF_ELEMENTS;
  objref->size = size;
  objref->data = take (from, rounded);
  return objref->data != NULL ? BECK_OBJREF_GOOD : BECK_OBJREF_CUT;
}

static BeckObjrefFault
take_extended (Bytes *from, BeckObjref *objref)
{
  guint32 n = 0;
  BeckObjrefFault fault = take_signature (from);

  if (fault == BECK_OBJREF_GOOD)
    fault = take_addresses (from, &objref->addresses);
  if (fault == BECK_OBJREF_GOOD)
    fault = take_u32 (from, &n);
  if (fault == BECK_OBJREF_GOOD && n != 1)
    fault = BECK_OBJREF_ELEMENTS;
  if (fault == BECK_OBJREF_GOOD)
    fault = take_signature (from);
  return fault == BECK_OBJREF_GOOD ? take_element (from, objref) : fault;
}

static BeckObjrefFault
take_custom (Bytes *from, BeckObjref *objref)
{
  guint32 size = 0;
  BeckObjrefFault fault = take_guid (from, &objref->clsid);

  if (fault == BECK_OBJREF_GOOD)
    fault = take_u32 (from, &objref->extension);
  if (fault == BECK_OBJREF_GOOD)
    fault = take_u32 (from, &size);
  if (fault == BECK_OBJREF_GOOD && objref->extension > from->size)
    fault = BECK_OBJREF_CUT;
  objref->data = from->data;
  objref->size = from->size;
  return fault;
}

static BeckObjrefFault
take_body (Bytes *from, BeckObjref *objref)
{
  BeckObjrefFault fault;

  if (objref->kind == BECK_OBJREF_CUSTOM)
    return take_custom (from, objref);
  fault = take_std (from, &objref->std);
  if (fault == BECK_OBJREF_GOOD && objref->kind == BECK_OBJREF_HANDLER)
    fault = take_guid (from, &objref->clsid);
  if (fault != BECK_OBJREF_GOOD)
    return fault;
  return objref->kind == BECK_OBJREF_EXTENDED ? take_extended (from, objref)
                                              : take_addresses (from, &objref->addresses);
}

static gboolean
is_kind (guint32 flags)
{
  return flags == BECK_OBJREF_STANDARD || flags == BECK_OBJREF_HANDLER
         || flags == BECK_OBJREF_CUSTOM || flags == BECK_OBJREF_EXTENDED;
}

BeckObjrefFault
beck_objref_parse (const guint8 *data, gsize size, BeckObjref *objref)
{
  Bytes rest = { data, size };
  const guint8 *head = take (&rest, HEAD_SIZE);

  memset (objref, 0, sizeof *objref);
  if (size > BECK_OBJREF_MAX_SIZE)
    return BECK_OBJREF_LARGE;
  if (head == NULL)
    return BECK_OBJREF_CUT;
  if (beck_wire_get32 (head) != MAGIC)
    return BECK_OBJREF_MAGIC;
  if (!is_kind (beck_wire_get32 (head + 4)))
    return BECK_OBJREF_KIND;
  objref->kind = (BeckObjrefKind) beck_wire_get32 (head + 4);
  beck_wire_get_guid (head + 8, &objref->iid);
  return take_body (&rest, objref);
}

/* ---- Printing ---- */

static gsize
round_up (gsize size)
{
  return (size + 7) & ~(gsize) 7;
}

gsize
beck_objref_size (const BeckObjref *objref)
{
  gsize size = HEAD_SIZE;

  if (!is_kind (objref->kind) || objref->size > BECK_OBJREF_MAX_SIZE)
    return 0;
  if (objref->kind == BECK_OBJREF_CUSTOM)
    size = BECK_OBJREF_CUSTOM_SIZE + objref->size;
  else
    size += STD_SIZE + beck_string_array_size (&objref->addresses);
  if (objref->kind == BECK_OBJREF_HANDLER)
    size += GUID_SIZE;
  if (objref->kind == BECK_OBJREF_EXTENDED)
    size += 3 * 4 + ELEMENT_SIZE + round_up (objref->size);
  return size <= BECK_OBJREF_MAX_SIZE ? size : 0;
}

/* Each returns the place behind what it wrote. */

static guint8 *
put_u32 (guint8 *at, guint32 value)
{
  beck_wire_set32 (at, value);
  return at + 4;
}

static guint8 *
put_guid (guint8 *at, const GUID *guid)
{
  beck_wire_set_guid (at, guid);
  return at + GUID_SIZE;
}

static guint8 *
put_data (guint8 *at, const BeckObjref *objref)
{
  if (objref->size > 0)
    memcpy (at, objref->data, objref->size);
  return at + objref->size;
}

static guint8 *
put_std (guint8 *at, const STDOBJREF *std)
{
  beck_wire_set32 (at, std->flags);
  beck_wire_set32 (at + 4, std->cPublicRefs);
  beck_wire_set64 (at + 8, std->oxid);
  beck_wire_set64 (at + 16, std->oid);
  return put_guid (at + 24, &std->ipid);
}

static guint8 *
put_addresses (guint8 *at, const BeckObjref *objref)
{
  beck_string_array_print (&objref->addresses, at);
  return at + beck_string_array_size (&objref->addresses);
}

/* The size counts the 8 bytes of itself and its neighbour, too: what peers write. */
static void
put_custom (guint8 *at, const BeckObjref *objref)
{
  at = put_guid (at, &objref->clsid);
  at = put_u32 (at, objref->extension);
  at = put_u32 (at, (guint32) objref->size + 8);
  put_data (at, objref);
}

static void
put_extended (guint8 *at, const BeckObjref *objref)
{
  at = put_u32 (at, SIGNATURE);
  at = put_addresses (at, objref);
  at = put_u32 (at, 1);
  at = put_u32 (at, SIGNATURE);
  at = put_guid (at, &objref->element);
  at = put_u32 (at, (guint32) objref->size);
  at = put_u32 (at, (guint32) round_up (objref->size));
  at = put_data (at, objref);
  memset (at, 0, round_up (objref->size) - objref->size);
}

void
beck_objref_print (const BeckObjref *objref, guint8 *data)
{
  guint8 *at = put_u32 (data, MAGIC);

  at = put_u32 (at, objref->kind);
  at = put_guid (at, &objref->iid);
  if (objref->kind == BECK_OBJREF_CUSTOM)
    {
      put_custom (at, objref);
      return;
    }
  at = put_std (at, &objref->std);
  if (objref->kind == BECK_OBJREF_HANDLER)
    at = put_guid (at, &objref->clsid);
  if (objref->kind == BECK_OBJREF_EXTENDED)
    put_extended (at, objref);
  else
    put_addresses (at, objref);
}

/* ---- MInterfacePointer ---- */

gboolean
beck_objref_get_bytes (BeckNdrReader *reader, const guint8 **data, gsize *size)
{
  gsize max, length;
  const guint8 *bytes;

  BECK_NDR_TRY (reader, "abData", beck_ndr_get_max_count (reader, &max));
  BECK_NDR_TRY (reader, "ulCntData", beck_ndr_get_max_count (reader, &length));
  BECK_NDR_TRY (reader, "ulCntData",
                beck_ndr_get_check_same (reader, "an object reference of two lengths", max,
                                         (gint64) length));
  bytes = beck_ndr_reader_take (reader, 1, length);
  if (bytes == NULL)
    return FALSE;
  *data = bytes;
  *size = length;
  return TRUE;
}

gboolean
beck_objref_put_bytes (BeckNdrWriter *writer, const guint8 *data, gsize size)
{
  return beck_ndr_put_max_count (writer, size) && beck_ndr_put_max_count (writer, size)
         && beck_ndr_put_bytes (writer, data, size);
}

gboolean
beck_objref_get (BeckNdrReader *reader, BeckObjref *objref)
{
  const guint8 *data;
  gsize size;

  if (!beck_objref_get_bytes (reader, &data, &size))
    return FALSE;
  if (beck_objref_parse (data, size, objref) != BECK_OBJREF_GOOD)
    return beck_ndr_reader_fail (reader, (guint32) RPC_E_INVALID_OBJREF,
                                 "bytes that are no object reference");
  return TRUE;
}

gboolean
beck_objref_put (BeckNdrWriter *writer, const BeckObjref *objref)
{
  gsize size = beck_objref_size (objref);
  guint8 *place;

  if (size == 0)
    return beck_ndr_writer_fail (writer, (guint32) RPC_E_INVALID_OBJREF,
                                 "an object reference that cannot be written");
  if (!beck_ndr_put_max_count (writer, size) || !beck_ndr_put_max_count (writer, size))
    return FALSE;
  place = beck_ndr_writer_claim (writer, 1, size);
  if (place == NULL)
    return FALSE;
  beck_objref_print (objref, place);
  return TRUE;
}
