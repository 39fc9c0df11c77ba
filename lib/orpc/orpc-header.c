/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * ORPCTHIS and ORPCTHAT (wire.md 5.2). Extensions are an array of pointers, of an even number,
 * each to a conformant structure whose count is its size rounded up to 8. Wine writes the
 * structures without the pointers. What is read must be one or the other exactly, counts included:
 * parameters follow, and to begin them at the wrong place would be worse than to refuse the call.
 */

#include "orpc/orpc-header.h"

#include "orpc/wire.h"

const GUID beck_orpc_deadline_id
    = BECK_GUID (0x782332b9, 0xf993, 0x4f10, 0x97, 0x57, 0xea, 0x97, 0xeb, 0xc1, 0x59, 0x2d);

/* ---- Reading ---- */

static gboolean
get_extension (BeckNdrReader *reader, BeckOrpcExtension *extension)
{
  gsize max;
  guint32 size;

  BECK_NDR_TRY (reader, "data", beck_ndr_get_max_count (reader, &max));
  BECK_NDR_TRY (reader, "id", beck_wire_get_ndr_guid (reader, &extension->id));
  BECK_NDR_TRY (reader, "size", beck_ndr_get_u32 (reader, &size));
  if (size > BECK_ORPC_MAX_EXTENSION_SIZE)
    return beck_ndr_reader_fail_numbers (reader, RPC_X_BAD_STUB_DATA,
                                         "an extension that is too large", size,
                                         BECK_ORPC_MAX_EXTENSION_SIZE);
  BECK_NDR_TRY (reader, "size",
                beck_ndr_get_check_same (reader, "an extension of two sizes", max,
                                         ((gint64) size + 7) & ~(gint64) 7));
  extension->size = size;
  extension->data = beck_ndr_reader_take (reader, 1, max);
  return extension->data != NULL;
}

/* How many of @max pointers are not NULL. */
static gboolean
get_pointers (BeckNdrReader *reader, gsize max, guint *n)
{
  *n = 0;
  for (gsize i = 0; i < max; i++)
    {
      guint32 pointer;

      if (!beck_ndr_get_u32 (reader, &pointer))
        return FALSE;
      *n += pointer != 0;
    }
  return TRUE;
}

/* The elements of an array with room for @max, @size of which are there. */
static gboolean
get_elements (BeckNdrReader *reader, gsize max, guint32 size, gboolean pointers,
              BeckOrpcExtensions *extensions)
{
  guint n = size;

  if (pointers && !get_pointers (reader, max, &n))
    return FALSE;
  BECK_NDR_TRY (reader, "extent",
                beck_ndr_get_check_same (reader, "another number of extensions", n, size));
  for (guint i = 0; i < n; i++)
    BECK_NDR_TRY_AT (reader, "extent", i, get_extension (reader, &extensions->items[i]));
  extensions->n = n;
  return TRUE;
}

/* In the form of the protocol, or else in Wine's. Readers are tried as copies: nothing of this
 * allocates, so that a copy that failed can be forgotten. */
static gboolean
get_either (BeckNdrReader *reader, gsize max, guint32 size, BeckOrpcExtensions *extensions)
{
  for (guint form = 0; form < 2; form++)
    {
      BeckNdrReader attempt = *reader;

      if (get_elements (&attempt, max, size, form == 0, extensions))
        {
          reader->pos = attempt.pos;
          return TRUE;
        }
    }
  /* Once more, for the fault. */
  return get_elements (reader, max, size, TRUE, extensions);
}

static gboolean
get_array (BeckNdrReader *reader, BeckOrpcExtensions *extensions)
{
  guint32 size, reserved, pointer;
  gsize max;

  BECK_NDR_TRY (reader, "size", beck_ndr_get_u32 (reader, &size));
  BECK_NDR_TRY (reader, "reserved", beck_ndr_get_u32 (reader, &reserved));
  BECK_NDR_TRY (reader, "extent", beck_ndr_get_u32 (reader, &pointer));
  if (pointer == 0)
    return TRUE;
  BECK_NDR_TRY (reader, "extent", beck_ndr_get_max_count (reader, &max));
  if (size > BECK_ORPC_MAX_EXTENSIONS)
    return beck_ndr_reader_fail_numbers (reader, RPC_X_BAD_STUB_DATA, "too many extensions", size,
                                         BECK_ORPC_MAX_EXTENSIONS);
  BECK_NDR_TRY (reader, "extent",
                beck_ndr_get_check_same (reader, "an array of extensions of two sizes", max,
                                         ((gint64) size + 1) & ~(gint64) 1));
  return get_either (reader, max, size, extensions);
}

static gboolean
get_extensions (BeckNdrReader *reader, BeckOrpcExtensions *extensions)
{
  guint32 pointer;

  extensions->n = 0;
  BECK_NDR_TRY (reader, "extensions", beck_ndr_get_u32 (reader, &pointer));
  if (pointer != 0)
    BECK_NDR_TRY (reader, "extensions", get_array (reader, extensions));
  return TRUE;
}

gboolean
beck_orpc_get_this (BeckNdrReader *reader, BeckOrpcThis *header)
{
  guint32 reserved;

  BECK_NDR_TRY (reader, "version", beck_ndr_get_align (reader, 4));
  BECK_NDR_TRY (reader, "version", beck_ndr_get_u16 (reader, &header->version.MajorVersion));
  BECK_NDR_TRY (reader, "version", beck_ndr_get_u16 (reader, &header->version.MinorVersion));
  if (header->version.MajorVersion != COM_MAJOR_VERSION)
    return beck_ndr_reader_fail_numbers (reader, (guint32) RPC_E_VERSION_MISMATCH,
                                         "another version of object RPC",
                                         header->version.MajorVersion, COM_MAJOR_VERSION);
  BECK_NDR_TRY (reader, "flags", beck_ndr_get_u32 (reader, &header->flags));
  BECK_NDR_TRY (reader, "reserved1", beck_ndr_get_u32 (reader, &reserved));
  BECK_NDR_TRY (reader, "cid", beck_wire_get_ndr_guid (reader, &header->causality));
  return get_extensions (reader, &header->extensions);
}

gboolean
beck_orpc_get_that (BeckNdrReader *reader, BeckOrpcThat *header)
{
  BECK_NDR_TRY (reader, "flags", beck_ndr_get_u32 (reader, &header->flags));
  return get_extensions (reader, &header->extensions);
}

/* ---- Writing ---- */

static gboolean
put_extension (BeckNdrWriter *writer, const BeckOrpcExtension *extension)
{
  static const guint8 padding[8];
  gsize max = (extension->size + 7) & ~(gsize) 7;

  return beck_ndr_put_max_count (writer, max)
         && beck_wire_put_ndr_guid (writer, &extension->id)
         && beck_ndr_put_u32 (writer, (guint32) extension->size)
         && beck_ndr_put_bytes (writer, extension->data, extension->size)
         && beck_ndr_put_bytes (writer, padding, max - extension->size);
}

static gboolean
put_array (BeckNdrWriter *writer, const BeckOrpcExtensions *extensions)
{
  guint max = (extensions->n + 1) & ~1u;

  if (!beck_ndr_put_u32 (writer, extensions->n) || !beck_ndr_put_u32 (writer, 0)
      || !beck_ndr_put_unique (writer, extensions->items) || !beck_ndr_put_max_count (writer, max))
    return FALSE;
  for (guint i = 0; i < max; i++)
    if (!beck_ndr_put_unique (writer, i < extensions->n ? &extensions->items[i] : NULL))
      return FALSE;
  for (guint i = 0; i < extensions->n; i++)
    BECK_NDR_TRY_AT (writer, "extent", i, put_extension (writer, &extensions->items[i]));
  return TRUE;
}

static gboolean
put_extensions (BeckNdrWriter *writer, const BeckOrpcExtensions *extensions)
{
  if (extensions->n == 0)
    return beck_ndr_put_unique (writer, NULL);
  return beck_ndr_put_unique (writer, extensions) && put_array (writer, extensions);
}

gboolean
beck_orpc_put_this (BeckNdrWriter *writer, const BeckOrpcThis *header)
{
  return beck_ndr_put_align (writer, 4)
         && beck_ndr_put_u16 (writer, header->version.MajorVersion)
         && beck_ndr_put_u16 (writer, header->version.MinorVersion)
         && beck_ndr_put_u32 (writer, header->flags) && beck_ndr_put_u32 (writer, 0)
         && beck_wire_put_ndr_guid (writer, &header->causality)
         && put_extensions (writer, &header->extensions);
}

gboolean
beck_orpc_put_that (BeckNdrWriter *writer, const BeckOrpcThat *header)
{
  return beck_ndr_put_u32 (writer, header->flags) && put_extensions (writer, &header->extensions);
}

/* ---- Extensions ---- */

const BeckOrpcExtension *
beck_orpc_extensions_find (const BeckOrpcExtensions *extensions, const GUID *id)
{
  for (guint i = 0; i < extensions->n; i++)
    if (beck_guid_equal (&extensions->items[i].id, id))
      return &extensions->items[i];
  return NULL;
}

gboolean
beck_orpc_extensions_add (BeckOrpcExtensions *extensions, const GUID *id, const guint8 *data,
                          gsize size)
{
  if (extensions->n >= BECK_ORPC_MAX_EXTENSIONS || size > BECK_ORPC_MAX_EXTENSION_SIZE)
    return FALSE;
  extensions->items[extensions->n++] = (BeckOrpcExtension){ *id, data, size };
  return TRUE;
}

gboolean
beck_orpc_extensions_add_deadline (BeckOrpcExtensions *extensions, guint64 left,
                                   guint8 room[BECK_ORPC_DEADLINE_SIZE])
{
  beck_wire_set64 (room, left);
  return beck_orpc_extensions_add (extensions, &beck_orpc_deadline_id, room,
                                   BECK_ORPC_DEADLINE_SIZE);
}

gboolean
beck_orpc_extensions_get_deadline (const BeckOrpcExtensions *extensions, guint64 *left)
{
  const BeckOrpcExtension *extension
      = beck_orpc_extensions_find (extensions, &beck_orpc_deadline_id);

  if (extension == NULL || extension->size < BECK_ORPC_DEADLINE_SIZE)
    return FALSE;
  *left = beck_wire_get64 (extension->data);
  return TRUE;
}
