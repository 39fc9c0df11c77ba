/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The container of activation properties (wire.md 5.6): a custom OBJREF, in it a size, a header
 * with the classes and sizes of the properties, and these, each serialized by itself (3.10) and
 * padded to 8. What the properties are is in a table.
 *
 * Every part begins at a multiple of 8 of the whole, so that one writer can write them all. A
 * reader gets the bytes of its part and no others.
 */

#include "orpc/activation-private.h"

#include "orpc/objref.h"
#include "orpc/wire.h"

#define BLOB_HEAD 8  /* the size, and a reserved word */
#define TYPE_HEAD 16 /* of a serialized type: common and private header */
#define TYPE_VERSION 1
#define FILLER 0xccccccccu
#define LITTLE_ENDIAN_TYPE 0x10
#define BIG_ENDIAN_TYPE 0x00
#define DEPTH 8

static GUID
com_guid (guint32 first)
{
  return (GUID) BECK_GUID (first, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0x46);
}

/* ---- GUIDs ---- */

gboolean
beck_activation_get_guids (BeckNdrReader *reader, guint32 n, const GUID **guids)
{
  gsize max;
  GUID *list;

  if (!beck_ndr_get_max_count (reader, &max)
      || !beck_ndr_get_check_same (reader, "an array of two sizes", max, n)
      || !beck_ndr_get_check_elements (reader, n, sizeof *list)
      || !beck_ndr_get_alloc_array (reader, &list, n, sizeof *list))
    return FALSE;
  for (guint32 i = 0; i < n; i++)
    if (!beck_wire_get_ndr_guid (reader, &list[i]))
      return FALSE;
  *guids = list;
  return TRUE;
}

gboolean
beck_activation_put_guids (BeckNdrWriter *writer, guint32 n, const GUID *guids)
{
  if (!beck_ndr_put_max_count (writer, n))
    return FALSE;
  for (guint32 i = 0; i < n; i++)
    if (!beck_wire_put_ndr_guid (writer, &guids[i]))
      return FALSE;
  return TRUE;
}

/* ---- Reading ---- */

typedef struct
{
  const guint8 *data;
  gsize size;
} Bytes;

typedef struct
{
  guint32 size; /* of itself, with its headers */
  guint32 destination;
  guint32 n;
  const GUID *classes;
  const guint32 *sizes;
} Header;

typedef struct
{
  BeckNdrArena *arena;
  BeckNdrFault *fault;
} Reading;

static gboolean
fail (const Reading *reading, guint32 status, const char *reason)
{
  return beck_ndr_fault_set (reading->fault, status, 0, reason);
}

/* The data of the serialized type that @bytes begin with; @drep: of their byte order. Their length
 * may or may not include the padding. */
static gboolean
open_type (const Reading *reading, const Bytes *bytes, Bytes *data, guint8 *drep)
{
  const guint8 *at = bytes->data;
  guint32 length;

  if (bytes->size < TYPE_HEAD)
    return fail (reading, RPC_X_BAD_STUB_DATA, "a serialized type that is cut");
  if (at[0] != TYPE_VERSION || (at[1] != LITTLE_ENDIAN_TYPE && at[1] != BIG_ENDIAN_TYPE))
    return fail (reading, RPC_X_BAD_STUB_DATA, "a serialization that is not known");
  *drep = at[1];
  length = beck_wire_get32 (at + 8);
  if (*drep == BIG_ENDIAN_TYPE)
    length = GUINT32_SWAP_LE_BE (length);
  if (length > bytes->size - TYPE_HEAD)
    return fail (reading, RPC_X_BAD_STUB_DATA, "a serialized type longer than its room");
  *data = (Bytes){ at + TYPE_HEAD, length };
  return TRUE;
}

/* Runs @get over the type in @bytes. */
static gboolean
read_type (const Reading *reading, const Bytes *bytes, BeckActivationGet get, gpointer values)
{
  static const BeckNdrLimits limits
      = { BECK_ACTIVATION_MAX_MEMORY, 4 * BECK_ACTIVATION_MAX_INTERFACES, DEPTH };
  BeckNdrReader reader;
  Bytes data = { NULL, 0 };
  guint8 drep = 0;
  gboolean good;

  if (!open_type (reading, bytes, &data, &drep))
    return FALSE;
  beck_ndr_reader_init (&reader, data.data, data.size, drep, reading->arena, NULL, &limits);
  good = get (&reader, values);
  if (!good)
    *reading->fault = reader.fault;
  beck_ndr_reader_end (&reader, good);
  return good;
}

static gboolean
get_sizes (BeckNdrReader *reader, guint32 n, const guint32 **sizes)
{
  gsize max;
  guint32 *list;

  if (!beck_ndr_get_max_count (reader, &max)
      || !beck_ndr_get_check_same (reader, "an array of two sizes", max, n)
      || !beck_ndr_get_check_elements (reader, n, sizeof *list)
      || !beck_ndr_get_alloc_array (reader, &list, n, sizeof *list)
      || !beck_ndr_get_u32s (reader, list, n))
    return FALSE;
  *sizes = list;
  return TRUE;
}

/* The total is not looked at: what counts is what is there. */
static gboolean
get_header (BeckNdrReader *reader, gpointer values)
{
  Header *header = values;
  guint32 total, reserved;
  GUID class_info;
  gboolean has_classes, has_sizes, has_reserved;

  BECK_NDR_TRY (reader, "totalSize", beck_ndr_get_u32 (reader, &total));
  BECK_NDR_TRY (reader, "headerSize", beck_ndr_get_u32 (reader, &header->size));
  BECK_NDR_TRY (reader, "dwReserved", beck_ndr_get_u32 (reader, &reserved));
  BECK_NDR_TRY (reader, "destCtx", beck_ndr_get_u32 (reader, &header->destination));
  BECK_NDR_TRY (reader, "cIfs", beck_ndr_get_u32 (reader, &header->n));
  BECK_NDR_TRY (
      reader, "cIfs",
      beck_ndr_get_check_range (reader, header->n, 1, BECK_ACTIVATION_MAX_PROPERTIES));
  BECK_NDR_TRY (reader, "classInfoClsid", beck_wire_get_ndr_guid (reader, &class_info));
  BECK_NDR_TRY (reader, "pclsid", beck_activation_get_pointer (reader, &has_classes));
  BECK_NDR_TRY (reader, "pSizes", beck_activation_get_pointer (reader, &has_sizes));
  BECK_NDR_TRY (reader, "pdwReserved", beck_activation_get_pointer (reader, &has_reserved));
  if (!has_classes || !has_sizes)
    return beck_ndr_reader_fail (reader, RPC_X_BAD_STUB_DATA, "properties without sizes");
  BECK_NDR_TRY (reader, "pclsid", beck_activation_get_guids (reader, header->n, &header->classes));
  BECK_NDR_TRY (reader, "pSizes", get_sizes (reader, header->n, &header->sizes));
  return TRUE;
}

static const BeckActivationProperty *
find_property (const BeckActivationForm *form, const GUID *clsid)
{
  for (guint i = 0; i < form->n_properties; i++)
    {
      GUID own = com_guid (form->properties[i].clsid);

      if (beck_guid_equal (&own, clsid))
        return &form->properties[i];
    }
  return NULL;
}

static gboolean
read_property (const Reading *reading, const BeckActivationProperty *property, const Bytes *bytes,
               BeckActivationHead *values)
{
  if (values->properties & property->flag)
    return fail (reading, RPC_X_BAD_STUB_DATA, "a property that is there twice");
  values->properties |= property->flag;
  return property->get == NULL || read_type (reading, bytes, property->get, values)
         || beck_ndr_fault_in (reading->fault, property->name);
}

/* @rest: what is behind the header. */
static gboolean
read_properties (const Reading *reading, const BeckActivationForm *form, const Header *header,
                 Bytes rest, BeckActivationHead *values)
{
  for (guint32 i = 0; i < header->n; i++)
    {
      const BeckActivationProperty *property = find_property (form, &header->classes[i]);
      const Bytes bytes = { rest.data, header->sizes[i] };

      if (bytes.size > rest.size)
        return fail (reading, RPC_X_BAD_STUB_DATA, "properties beyond the end");
      rest.data += bytes.size;
      rest.size -= bytes.size;
      if (property != NULL && !read_property (reading, property, &bytes, values))
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_blob (const Reading *reading, const BeckActivationForm *form, Bytes blob,
           BeckActivationHead *values)
{
  Header header;

  if (blob.size < BLOB_HEAD)
    return fail (reading, RPC_X_BAD_STUB_DATA, "properties that are cut");
  if (beck_wire_get32 (blob.data) > blob.size - BLOB_HEAD)
    return fail (reading, RPC_X_BAD_STUB_DATA, "properties longer than their room");
  blob = (Bytes){ blob.data + BLOB_HEAD, beck_wire_get32 (blob.data) };
  if (!read_type (reading, &blob, get_header, &header))
    return beck_ndr_fault_in (reading->fault, "CustomHeader");
  if (header.size < TYPE_HEAD || header.size > blob.size)
    return fail (reading, RPC_X_BAD_STUB_DATA, "a header longer than its room");
  values->destination = header.destination;
  blob = (Bytes){ blob.data + header.size, blob.size - header.size };
  if (!read_properties (reading, form, &header, blob, values))
    return FALSE;
  if ((values->properties & form->required) != form->required)
    return fail (reading, RPC_X_BAD_STUB_DATA, "a property that must be there is not");
  return TRUE;
}

gboolean
beck_activation_parse (const BeckActivationForm *form, const guint8 *data, gsize size,
                       BeckNdrArena *arena, BeckActivationHead *values, BeckNdrFault *fault)
{
  const Reading reading = { arena, fault };
  const GUID clsid = com_guid (form->clsid);
  const GUID iid = com_guid (form->iid);
  BeckObjref objref;

  *fault = (BeckNdrFault){ 0 };
  if (beck_objref_parse (data, size, &objref) != BECK_OBJREF_GOOD
      || objref.kind != BECK_OBJREF_CUSTOM || !beck_guid_equal (&objref.clsid, &clsid)
      || !beck_guid_equal (&objref.iid, &iid))
    return fail (&reading, (guint32) RPC_E_INVALID_OBJREF, "no activation properties");
  return read_blob (&reading, form, (Bytes){ objref.data, objref.size }, values);
}

/* ---- Writing ---- */

static gboolean
put_type_head (BeckNdrWriter *writer)
{
  gboolean big_endian = writer->swap != (G_BYTE_ORDER == G_BIG_ENDIAN);

  return beck_ndr_put_align (writer, 8) && beck_ndr_put_u8 (writer, TYPE_VERSION)
         && beck_ndr_put_u8 (writer, big_endian ? BIG_ENDIAN_TYPE : LITTLE_ENDIAN_TYPE)
         && beck_ndr_put_u16 (writer, 8) && beck_ndr_put_u32 (writer, FILLER)
         && beck_ndr_put_u32 (writer, 0) && beck_ndr_put_u32 (writer, 0);
}

/* Ends the type that began at @start, with its padding; @size: of all of it. */
static gboolean
end_type (BeckNdrWriter *writer, gsize start, guint32 *size)
{
  if (!beck_ndr_put_align (writer, 8))
    return FALSE;
  *size = (guint32) (writer->pos - start);
  beck_wire_patch32 (writer, start + 8, *size - TYPE_HEAD);
  return TRUE;
}

/* The header, with zeros for what is known later: all sizes, of which the last begin at @sizes. */
static gboolean
put_header (const BeckActivationForm *form, const BeckActivationHead *values,
            BeckNdrWriter *writer, gsize *sizes)
{
  GUID classes[BECK_ACTIVATION_MAX_PROPERTIES];
  guint32 n = 0;

  for (guint i = 0; i < form->n_properties; i++)
    if (values->properties & form->properties[i].flag)
      classes[n++] = com_guid (form->properties[i].clsid);
  if (!put_type_head (writer) || !beck_ndr_put_u32 (writer, 0) || !beck_ndr_put_u32 (writer, 0)
      || !beck_ndr_put_u32 (writer, 0) || !beck_ndr_put_u32 (writer, values->destination)
      || !beck_ndr_put_u32 (writer, n) || !beck_wire_put_ndr_guid (writer, &GUID_NULL)
      || !beck_ndr_put_unique (writer, classes) || !beck_ndr_put_unique (writer, sizes)
      || !beck_ndr_put_unique (writer, NULL) || !beck_activation_put_guids (writer, n, classes)
      || !beck_ndr_put_max_count (writer, n))
    return FALSE;
  *sizes = writer->pos;
  for (guint32 i = 0; i < n; i++)
    if (!beck_ndr_put_u32 (writer, 0))
      return FALSE;
  return TRUE;
}

static gboolean
put_properties (const BeckActivationForm *form, const BeckActivationHead *values,
                BeckNdrWriter *writer, gsize sizes)
{
  for (guint i = 0; i < form->n_properties; i++)
    {
      const BeckActivationProperty *property = &form->properties[i];
      gsize start = writer->pos;
      guint32 size;

      if ((values->properties & property->flag) == 0)
        continue;
      BECK_NDR_TRY (writer, property->name, put_type_head (writer));
      BECK_NDR_TRY (writer, property->name, property->put (writer, values));
      BECK_NDR_TRY (writer, property->name, end_type (writer, start, &size));
      beck_wire_patch32 (writer, sizes, size);
      sizes += 4;
    }
  return TRUE;
}

/* The OBJREF without its data, and the head of these. */
static gboolean
put_reference (const BeckActivationForm *form, BeckNdrWriter *writer)
{
  const BeckObjref objref = { .kind = BECK_OBJREF_CUSTOM,
                              .iid = com_guid (form->iid),
                              .clsid = com_guid (form->clsid) };
  guint8 *place = beck_ndr_writer_claim (writer, 1, BECK_OBJREF_CUSTOM_SIZE + BLOB_HEAD);

  if (place == NULL)
    return FALSE;
  beck_objref_print (&objref, place);
  memset (place + BECK_OBJREF_CUSTOM_SIZE, 0, BLOB_HEAD);
  return TRUE;
}

/* Whether everything that is to be written can be, and everything that must be is. */
static gboolean
check_properties (const BeckActivationForm *form, const BeckActivationHead *values,
                  BeckNdrWriter *writer)
{
  guint32 known = 0;

  for (guint i = 0; i < form->n_properties; i++)
    if (form->properties[i].put != NULL)
      known |= form->properties[i].flag;
  if ((values->properties & ~known) != 0
      || (values->properties & form->required) != form->required)
    return beck_ndr_writer_fail (writer, RPC_X_INVALID_BOUND,
                                 "properties that cannot be written, or not enough");
  return TRUE;
}

gboolean
beck_activation_print (const BeckActivationForm *form, const BeckActivationHead *values,
                       BeckNdrWriter *writer)
{
  const gsize blob = BECK_OBJREF_CUSTOM_SIZE;
  const gsize header = blob + BLOB_HEAD;
  gsize sizes;
  guint32 size;

  if (!check_properties (form, values, writer) || !put_reference (form, writer)
      || !put_header (form, values, writer, &sizes) || !end_type (writer, header, &size))
    return FALSE;
  beck_wire_patch32 (writer, header + TYPE_HEAD + 4, size);
  if (!put_properties (form, values, writer, sizes))
    return FALSE;
  size = (guint32) (writer->pos - header);
  beck_wire_patch32 (writer, header + TYPE_HEAD, size);
  /* The container is little-endian, whatever the properties are. */
  beck_wire_set32 (writer->data + blob, size);
  beck_wire_set32 (writer->data + blob - 4, size + BLOB_HEAD + 8);
  return TRUE;
}
