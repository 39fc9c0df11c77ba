/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Arrays, strings and pipes (wire.md 3.2, 3.3, 3.7): first all max_counts, unless they came
 * before the structure around the array, then offset and actual_count, then elements.
 */

#include "dump-private.h"
#include "type.h"

#include <string.h>

/* What of one dimension is there. */
typedef struct
{
  IdlDumpCount max;
  gsize first;
  gsize length;
} Extent;

static gboolean
read_max (IdlDump *dump, guint node, IdlDumpCount *max)
{
  if (!beck_ndr_get_max_count (&dump->reader, &max->count))
    return FALSE;
  max->offset = dump->reader.pos - 4;
  idl_dump_print (dump, node, max->offset, "max_count", "%" G_GSIZE_FORMAT, max->count);
  return TRUE;
}

/* ---- Hoisted counts ---- */

/* The node of the array @tail at the end of structure @node; those of structures between
 * the two are only added, to name it. */
static guint
tail_node (IdlDump *dump, guint node)
{
  while (idl_dump_node (dump, node)->layout->kind == IDL_LAYOUT_STRUCT)
    {
      const IdlShape *shape = idl_dump_node (dump, node)->layout->shape;
      const IdlMember *last = &shape->members[shape->n_members - 1];

      node = idl_dump_add (dump, node, last->layout, last->name);
    }
  return node;
}

gboolean
idl_dump_hoist (IdlDump *dump, guint node, const IdlLayout *tail)
{
  guint mark = dump->nodes->len;
  guint array = tail_node (dump, node);
  gboolean good = TRUE;

  dump->current = array;
  for (guint i = 0; i < tail->n_dims && good; i++)
    if (tail->dims[i].conformant)
      good = read_max (dump, array, &dump->hoisted[dump->n_hoisted++]);
  /* A fault has its path from the nodes. */
  if (good)
    idl_dump_drop (dump, mark);
  return good;
}

static gboolean
take_max (IdlDump *dump, guint node, const IdlLayout *layout, Extent *extents)
{
  guint taken = 0;

  for (guint i = 0; i < layout->n_dims; i++)
    if (!layout->dims[i].conformant)
      extents[i].max.count = layout->dims[i].count;
    else if (dump->n_hoisted > 0)
      extents[i].max = dump->hoisted[taken++];
    else if (!read_max (dump, node, &extents[i].max))
      return FALSE;
  if (taken > 0)
    dump->n_hoisted = 0;
  return TRUE;
}

/* ---- Counts against attributes ---- */

static gboolean
check_size (IdlDump *dump, guint node, const IdlDim *dim, const IdlDumpCount *max)
{
  IdlDumpCheck check = { .reason = dim->size_plus_one ? "max_count and [max_is] differ"
                                                      : "max_count and [size_is] differ",
                         .expr = dim->size,
                         .plus_one = dim->size_plus_one,
                         .node = node,
                         .offset = max->offset,
                         .found = idl_number_unsigned (max->count) };

  return !dim->conformant || idl_dump_check (dump, &check);
}

static gboolean
check_variance (IdlDump *dump, guint node, const IdlDim *dim, const Extent *extent)
{
  IdlDumpCheck length = { .reason = dim->length_is_last ? "actual_count and [last_is] differ"
                                                        : "actual_count and [length_is] differ",
                          .expr = dim->length,
                          .minus = dim->length_is_last ? dim->first : NULL,
                          .plus_one = dim->length_is_last,
                          .node = node,
                          .offset = dump->reader.pos - 4,
                          .found = idl_number_unsigned (extent->length) };
  IdlDumpCheck first = { .reason = "offset and [first_is] differ",
                         .expr = dim->first,
                         .node = node,
                         .offset = dump->reader.pos - 8,
                         .found = idl_number_unsigned (extent->first) };

  return idl_dump_check (dump, &first) && idl_dump_check (dump, &length);
}

static gboolean
read_variance (IdlDump *dump, guint node, const IdlDim *dim, Extent *extent)
{
  gsize start;

  if (!dim->varying)
    {
      extent->first = 0;
      extent->length = extent->max.count;
      return TRUE;
    }
  if (!beck_ndr_get_variance (&dump->reader, extent->max.count, dim->first != NULL, &extent->first,
                              &extent->length))
    return FALSE;
  start = dump->reader.pos - 8;
  idl_dump_print (dump, node, start, "offset", "%" G_GSIZE_FORMAT, extent->first);
  idl_dump_print (dump, node, start + 4, "actual_count", "%" G_GSIZE_FORMAT, extent->length);
  return check_variance (dump, node, dim, extent);
}

/* ---- Elements ---- */

/* Arrays of these are lines of their own, not a line for each element. */
typedef enum
{
  ROWS_NONE,
  ROWS_BYTES,
  ROWS_TEXT16,
} Rows;

static Rows
rows_of (const IdlLayout *element)
{
  const IdlType *type = idl_type_resolve (element->type);

  if (element->kind != IDL_LAYOUT_SCALAR || element->has_range)
    return ROWS_NONE;
  if (element->scalar == IDL_SCALAR_U8)
    return ROWS_BYTES;
  return idl_type_is_base (type, IDL_BASE_WCHAR) ? ROWS_TEXT16 : ROWS_NONE;
}

static gboolean
dump_bytes (IdlDump *dump, guint node, const IdlLayout *element, gsize count)
{
  const guint8 *bytes = beck_ndr_reader_take (&dump->reader, 1, count);

  if (bytes == NULL)
    return FALSE;
  idl_dump_print_bytes (dump, node, dump->reader.pos - count, idl_dump_type_name (dump, element),
                        bytes, count);
  return TRUE;
}

/* @count units are known to be there. */
static gboolean
dump_text16 (IdlDump *dump, guint node, gsize count)
{
  g_autofree guint16 *units = g_new (guint16, count + 1);

  if (!beck_ndr_get_u16s (&dump->reader, units, count))
    return FALSE;
  idl_dump_print_chars16 (dump, node, dump->reader.pos - 2 * count, units, count);
  return TRUE;
}

static gboolean
dump_element (IdlDump *dump, guint parent, const IdlLayout *element, gsize index)
{
  guint checks = dump->checks->len;
  guint mark = idl_dump_add_element (dump, parent, element, index);

  if (!idl_dump_value (dump, mark))
    return FALSE;
  if (element->behind)
    return TRUE;
  if (!idl_dump_settle (dump, checks, TRUE))
    return FALSE;
  idl_dump_drop (dump, mark);
  return TRUE;
}

/* Dimension @dim and those inside it. */
static gboolean
dump_dim (IdlDump *dump, guint parent, const IdlLayout *layout, const Extent *extents, guint dim)
{
  const IdlLayout *element = layout->element;

  for (gsize i = extents[dim].first; i < extents[dim].first + extents[dim].length; i++)
    {
      guint row;

      if (dim + 1 == layout->n_dims)
        {
          if (!dump_element (dump, parent, element, i))
            return FALSE;
          continue;
        }
      row = idl_dump_add_element (dump, parent, layout, i);
      if (!dump_dim (dump, row, layout, extents, dim + 1))
        return FALSE;
      if (!element->behind)
        idl_dump_drop (dump, row);
    }
  return TRUE;
}

static gboolean
count_elements (IdlDump *dump, const IdlLayout *layout, const Extent *extents, gsize *count)
{
  *count = 1;
  for (guint i = 0; i < layout->n_dims; i++)
    if (!g_size_checked_mul (count, *count, extents[i].length))
      return idl_dump_fail_at (dump, dump->reader.pos, RPC_X_BAD_STUB_DATA,
                               "more elements than can be counted");
  return beck_ndr_get_check_elements (&dump->reader, *count, layout->element->least[IDL_NDR20]);
}

static gboolean
dump_elements (IdlDump *dump, guint node, const IdlLayout *layout, const Extent *extents)
{
  const IdlLayout *element = layout->element;
  Rows rows = layout->n_dims == 1 ? rows_of (element) : ROWS_NONE;
  gsize count;

  if (!count_elements (dump, layout, extents, &count))
    return FALSE;
  if (rows == ROWS_BYTES)
    return dump_bytes (dump, node, element, count);
  if (!beck_ndr_get_align (&dump->reader, element->align[IDL_NDR20]))
    return FALSE;
  if (rows == ROWS_TEXT16)
    return dump_text16 (dump, node, count);
  return count == 0 || dump_dim (dump, node, layout, extents, 0);
}

/* ---- Strings ---- */

static gboolean
dump_string (IdlDump *dump, guint node, const IdlLayout *layout, gsize length)
{
  guint width = layout->element->wire[IDL_NDR20];
  g_autofree char *text = NULL;

  if (!beck_ndr_get_check_elements (&dump->reader, length, width))
    return FALSE;
  text = g_malloc (width * (length + 1));
  if (width == 1 ? !beck_ndr_get_chars (&dump->reader, text, length)
                 : !beck_ndr_get_chars16 (&dump->reader, text, length))
    return FALSE;
  if (width == 1)
    idl_dump_print_chars (dump, node, dump->reader.pos - length, text, length - 1);
  else
    idl_dump_print_chars16 (dump, node, dump->reader.pos - 2 * length, (const guint16 *) text,
                            length - 1);
  return TRUE;
}

/* ---- All of them ---- */

gboolean
idl_dump_array (IdlDump *dump, guint node)
{
  const IdlLayout *layout = idl_dump_node (dump, node)->layout;
  Extent extents[IDL_DUMP_MAX_DIMS];

  if (!take_max (dump, node, layout, extents))
    return FALSE;
  for (guint i = 0; i < layout->n_dims; i++)
    if (!check_size (dump, node, &layout->dims[i], &extents[i].max)
        || !read_variance (dump, node, &layout->dims[i], &extents[i]))
      return FALSE;
  if (layout->kind == IDL_LAYOUT_STRING)
    return dump_string (dump, node, layout, extents[0].length);
  return dump_elements (dump, node, layout, extents);
}

gboolean
idl_dump_pipe (IdlDump *dump, guint node)
{
  const IdlLayout *element = idl_dump_node (dump, node)->layout->element;
  gsize index = 0;
  guint32 count;

  do
    {
      dump->current = node;
      if (!beck_ndr_get_u32 (&dump->reader, &count))
        return FALSE;
      idl_dump_print (dump, node, dump->reader.pos - 4, "chunk", "%u", count);
      if (!beck_ndr_get_check_elements (&dump->reader, count, element->least[IDL_NDR20]))
        return FALSE;
      for (guint32 i = 0; i < count; i++)
        if (!dump_element (dump, node, element, index++))
          return FALSE;
    }
  while (count != 0);
  return TRUE;
}
