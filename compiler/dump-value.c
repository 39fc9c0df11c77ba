/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The flat parts of values, in the order of the wire: scalars, structures, unions and
 * what is presented as another type.
 *
 * The C stack is bounded: what nests by value is bounded by the layout pass, pointees are
 * worked through by dump-pointer.c from a list, and the two places that do not wait for
 * the end of the flat part ([transmit_as] and its like) are counted.
 */

#include "dump-private.h"

#include <string.h>

/* Levels of idl_dump_value(). By value, types nest less deeply. */
#define MAX_NESTING 1500

gboolean
idl_dump_fail_at (IdlDump *dump, gsize offset, guint32 status, const char *reason)
{
  return beck_ndr_fault_set (&dump->reader.fault, status, offset, reason);
}

/* ---- Scalars ---- */

static gboolean
read_signed (BeckNdrReader *reader, guint bytes, IdlNumber *number)
{
  gint8 i8;
  gint16 i16;
  gint32 i32;
  gint64 value;
  gboolean good;

  switch (bytes)
    {
    case 1:
      good = beck_ndr_get_u8 (reader, &i8);
      value = good ? i8 : 0;
      break;
    case 2:
      good = beck_ndr_get_u16 (reader, &i16);
      value = good ? i16 : 0;
      break;
    case 4:
      good = beck_ndr_get_u32 (reader, &i32);
      value = good ? i32 : 0;
      break;
    default:
      value = 0;
      good = beck_ndr_get_u64 (reader, &value);
      break;
    }
  *number = idl_number_signed (value);
  return good;
}

static gboolean
read_enum16 (BeckNdrReader *reader, IdlNumber *number)
{
  gint32 value = 0;
  gboolean good = beck_ndr_get_enum16 (reader, &value);

  *number = idl_number_signed (value);
  return good;
}

static gboolean
read_real (BeckNdrReader *reader, IdlScalar scalar, double *real)
{
  float single = 0;
  gboolean good;

  if (scalar == IDL_SCALAR_DOUBLE)
    return beck_ndr_get_u64 (reader, real);
  good = beck_ndr_get_u32 (reader, &single);
  *real = single;
  return good;
}

gboolean
idl_dump_read_scalar (IdlDump *dump, const IdlLayout *layout, IdlNumber *number, double *real)
{
  guint bytes = layout->wire[IDL_NDR20];

  switch (layout->scalar)
    {
    case IDL_SCALAR_FLOAT:
    case IDL_SCALAR_DOUBLE:
      return read_real (&dump->reader, layout->scalar, real);
    case IDL_SCALAR_ENUM16:
      return read_enum16 (&dump->reader, number);
    case IDL_SCALAR_U8:
    case IDL_SCALAR_U16:
    case IDL_SCALAR_U32:
    case IDL_SCALAR_U64:
    case IDL_SCALAR_UINT3264:
      if (!read_signed (&dump->reader, bytes, number))
        return FALSE;
      *number = idl_number_wrap (*number, 8 * bytes, FALSE);
      return TRUE;
    default:
      return read_signed (&dump->reader, bytes, number);
    }
}

static gboolean
check_range (IdlDump *dump, const IdlLayout *layout, gsize offset, IdlNumber number)
{
  gboolean below = idl_number_compare (number, layout->low) < 0;

  if (!layout->has_range || (!below && idl_number_compare (number, layout->high) <= 0))
    return TRUE;
  return beck_ndr_fault_set_numbers (&dump->reader.fault, RPC_X_INVALID_BOUND, offset,
                                     "outside its [range]", number.bits,
                                     below ? layout->low.bits : layout->high.bits);
}

static gboolean
dump_scalar (IdlDump *dump, guint node)
{
  const IdlLayout *layout = idl_dump_node (dump, node)->layout;
  IdlNumber number = { FALSE, 0 };
  double real = 0;
  gsize offset;

  /* What stands behind the pointer that stands for one. */
  if (layout->type->kind == IDL_TYPE_SAFEARRAY)
    return idl_dump_fail_at (dump, dump->reader.pos, RPC_X_BAD_STUB_DATA,
                             "a SAFEARRAY, whose form no IDL tells");
  if (!idl_dump_read_scalar (dump, layout, &number, &real))
    return FALSE;
  offset = dump->reader.pos - layout->wire[IDL_NDR20];
  if (layout->scalar == IDL_SCALAR_FLOAT || layout->scalar == IDL_SCALAR_DOUBLE)
    {
      idl_dump_print_float (dump, node, offset, real);
      return TRUE;
    }
  idl_dump_node (dump, node)->known = TRUE;
  idl_dump_node (dump, node)->number = number;
  idl_dump_print_scalar (dump, node, offset);
  return check_range (dump, layout, offset, number);
}

/* ---- GUIDs ---- */

static gboolean
is_guid (const IdlShape *shape)
{
  const IdlTag *tag = shape->tag;

  return !shape->is_union && shape->wire[IDL_NDR20] == 16 && shape->n_members == 4
         && (g_strcmp0 (tag->decl.name, "_GUID") == 0 || g_strcmp0 (tag->decl.name, "GUID") == 0
             || g_strcmp0 (tag->given_name, "GUID") == 0);
}

static gboolean
read_guid (BeckNdrReader *reader, guint8 tail[8], char text[40])
{
  guint32 a;
  guint16 b, c;

  if (!beck_ndr_get_u32 (reader, &a) || !beck_ndr_get_u16 (reader, &b)
      || !beck_ndr_get_u16 (reader, &c) || !beck_ndr_get_bytes (reader, tail, 8))
    return FALSE;
  g_snprintf (text, 40, "%08x-%04x-%04x-%02x%02x-%02x%02x%02x%02x%02x%02x", a, b, c, tail[0],
              tail[1], tail[2], tail[3], tail[4], tail[5], tail[6], tail[7]);
  return TRUE;
}

static gboolean
dump_guid (IdlDump *dump, guint node, const char *type)
{
  guint8 tail[8];
  char text[40];

  if (!read_guid (&dump->reader, tail, text))
    return FALSE;
  idl_dump_print (dump, node, dump->reader.pos - 16, type, "%s", text);
  return TRUE;
}

static gboolean
dump_context (IdlDump *dump, guint node)
{
  guint32 attributes;

  if (!beck_ndr_get_u32 (&dump->reader, &attributes))
    return FALSE;
  idl_dump_print (dump, node, dump->reader.pos - 4, "attributes", "0x%08x", attributes);
  return dump_guid (dump, node, idl_dump_type_name (dump, idl_dump_node (dump, node)->layout));
}

/* ---- Structures ---- */

static guint
add_members (IdlDump *dump, guint node, const IdlShape *shape)
{
  guint first = dump->nodes->len;

  for (guint i = 0; i < shape->n_members; i++)
    idl_dump_add (dump, node, shape->members[i].layout, shape->members[i].name);
  idl_dump_node (dump, node)->first = first;
  return first;
}

/* @dump->n_hoisted tells whether a structure around this one has read the counts. */
static gboolean
dump_struct (IdlDump *dump, guint node)
{
  const IdlShape *shape = idl_dump_node (dump, node)->layout->shape;
  guint first;

  if (is_guid (shape))
    return dump_guid (dump, node, idl_dump_type_name (dump, idl_dump_node (dump, node)->layout));
  first = add_members (dump, node, shape);
  if (shape->tail != NULL && dump->n_hoisted == 0 && !idl_dump_hoist (dump, node, shape->tail))
    return FALSE;
  dump->current = node;
  if (!beck_ndr_get_align (&dump->reader, shape->align[IDL_NDR20]))
    return FALSE;
  for (guint i = 0; i < shape->n_members; i++)
    if (!idl_dump_value (dump, first + i))
      return FALSE;
  return TRUE;
}

/* ---- Unions ---- */

static const IdlMember *
find_arm (const IdlShape *shape, IdlNumber tag)
{
  const IdlMember *fallback = NULL;

  for (guint i = 0; i < shape->n_members; i++)
    {
      const IdlMember *arm = &shape->members[i];
      guint n = arm->cases != NULL ? arm->cases->len : 0;

      for (guint j = 0; j < n; j++)
        if (idl_number_compare (arm->values[j], tag) == 0)
          return arm;
      if (arm->is_default)
        fallback = arm;
    }
  return fallback;
}

static gboolean
is_signed (IdlScalar scalar)
{
  return scalar != IDL_SCALAR_U8 && scalar != IDL_SCALAR_U16 && scalar != IDL_SCALAR_U32
         && scalar != IDL_SCALAR_U64 && scalar != IDL_SCALAR_UINT3264;
}

/* The tag of a union that is not encapsulated travels with it, and must be what
 * [switch_is] says (wire.md 3.5). */
static gboolean
read_tag (IdlDump *dump, guint node, IdlNumber *tag)
{
  const IdlLayout *layout = idl_dump_node (dump, node)->layout;
  const IdlLayout *discriminant = layout->shape->discriminant;
  guint bytes = discriminant->wire[IDL_NDR20];
  IdlDumpCheck check = { .reason = "tag and [switch_is] differ",
                         .expr = layout->switched,
                         .wrap = 8 * bytes,
                         .wrap_signed = is_signed (discriminant->scalar),
                         .node = node };
  gsize offset;
  guint tag_node;
  gboolean good;

  if (!idl_dump_read_scalar (dump, discriminant, tag, NULL))
    return FALSE;
  offset = dump->reader.pos - bytes;
  tag_node = idl_dump_add (dump, node, discriminant, "(tag)");
  idl_dump_node (dump, tag_node)->number = *tag;
  idl_dump_print_scalar (dump, tag_node, offset);
  good = check_range (dump, discriminant, offset, *tag);
  idl_dump_drop (dump, tag_node);
  check.offset = offset;
  check.found = *tag;
  return good && idl_dump_check (dump, &check);
}

/* That of an encapsulated one has just been read as the member before it. */
static IdlNumber
encapsulated_tag (const IdlDump *dump, guint node)
{
  guint parent = idl_dump_node (dump, node)->parent;

  return idl_dump_node (dump, idl_dump_node (dump, parent)->first)->number;
}

static gboolean
is_encapsulated (const IdlDump *dump, guint node)
{
  guint parent = idl_dump_node (dump, node)->parent;
  const IdlLayout *layout = parent != IDL_DUMP_NONE ? idl_dump_node (dump, parent)->layout : NULL;

  return layout != NULL && layout->kind == IDL_LAYOUT_STRUCT && layout->shape->encapsulated;
}

static gboolean
dump_union (IdlDump *dump, guint node)
{
  const IdlShape *shape = idl_dump_node (dump, node)->layout->shape;
  const IdlMember *arm;
  IdlNumber tag;

  if (is_encapsulated (dump, node))
    tag = encapsulated_tag (dump, node);
  else if (!read_tag (dump, node, &tag))
    return FALSE;
  arm = find_arm (shape, tag);
  if (arm == NULL)
    return beck_ndr_get_no_arm (&dump->reader, (gint64) tag.bits);
  if (shape->arm_align[IDL_NDR20] != 0
      && !beck_ndr_get_align (&dump->reader, shape->arm_align[IDL_NDR20]))
    return FALSE;
  return arm->layout == NULL
         || idl_dump_value (dump, idl_dump_add (dump, node, arm->layout, arm->name));
}

/* ---- Types in place of others ---- */

/* What is behind pointers follows at once, since the program's functions write all of it; but
 * a pointer outermost is one like others (wire.md 3.8). */
static gboolean
dump_wire (IdlDump *dump, guint node)
{
  const IdlLayout *layout = idl_dump_node (dump, node)->layout;
  const IdlLayout *wire = layout->wire_layout;
  guint mark = dump->later->len;

  if (wire == NULL)
    return idl_dump_fail_at (dump, dump->reader.pos, RPC_X_BAD_STUB_DATA,
                             "marshaled by functions of the program, nothing tells how");
  idl_dump_node (dump, node)->layout = wire;
  if (!idl_dump_value (dump, node))
    return FALSE;
  if (layout->behind)
    return TRUE;
  idl_dump_order (dump, mark);
  return idl_dump_behind (dump, mark);
}

/* The counts of a structure around this one are none of a conformant value in here. */
static gboolean
dump_presented (IdlDump *dump, guint node)
{
  IdlDumpCount hoisted[IDL_DUMP_MAX_DIMS];
  guint n_hoisted = dump->n_hoisted;

  memcpy (hoisted, dump->hoisted, n_hoisted * sizeof *hoisted);
  dump->n_hoisted = 0;
  if (!dump_wire (dump, node))
    return FALSE;
  memcpy (dump->hoisted, hoisted, n_hoisted * sizeof *hoisted);
  dump->n_hoisted = n_hoisted;
  return TRUE;
}

static gboolean
dump_binding (IdlDump *dump, guint node)
{
  const IdlLayout *wire = idl_dump_node (dump, node)->layout->wire_layout;

  if (wire == NULL)
    return TRUE;
  idl_dump_node (dump, node)->layout = wire;
  return idl_dump_value (dump, node);
}

static gboolean
dump_ignored (IdlDump *dump, guint node)
{
  guint32 id;

  if (!beck_ndr_get_u32 (&dump->reader, &id))
    return FALSE;
  idl_dump_print (dump, node, dump->reader.pos - 4, "[ignore]", "0x%08x", id);
  return TRUE;
}

/* ---- All of them ---- */

static gboolean
dump_kind (IdlDump *dump, guint node)
{
  switch (idl_dump_node (dump, node)->layout->kind)
    {
    case IDL_LAYOUT_SCALAR:
      return dump_scalar (dump, node);
    case IDL_LAYOUT_STRUCT:
      return dump_struct (dump, node);
    case IDL_LAYOUT_UNION:
      return dump_union (dump, node);
    case IDL_LAYOUT_ARRAY:
    case IDL_LAYOUT_STRING:
      return idl_dump_array (dump, node);
    case IDL_LAYOUT_POINTER:
      return idl_dump_pointer (dump, node);
    case IDL_LAYOUT_OBJECT:
      return idl_dump_object (dump, node);
    case IDL_LAYOUT_CONTEXT:
      return dump_context (dump, node);
    case IDL_LAYOUT_USER:
    case IDL_LAYOUT_TRANSMIT:
    case IDL_LAYOUT_REPRESENT:
      return dump_presented (dump, node);
    case IDL_LAYOUT_IGNORED:
      return dump_ignored (dump, node);
    case IDL_LAYOUT_PIPE:
      return idl_dump_pipe (dump, node);
    case IDL_LAYOUT_BINDING:
      return dump_binding (dump, node);
    }
  g_return_val_if_reached (FALSE);
}

gboolean
idl_dump_value (IdlDump *dump, guint node)
{
  gboolean good;

  dump->current = node;
  if (dump->nesting >= MAX_NESTING)
    return idl_dump_fail_at (dump, dump->reader.pos, RPC_X_BAD_STUB_DATA, "nested too deeply");
  dump->nesting++;
  good = dump_kind (dump, node);
  dump->nesting--;
  return good;
}
