/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Writing, as C: the flat part of a value, what is behind, and both (wire.md section 3). Arrays and
 * strings, and the functions of types, have files of their own.
 */

#include "emit-ndr-put.h"

/* ---- Scalars ---- */

static const char *
scalar_cast (IdlScalar scalar)
{
  switch (scalar)
    {
    case IDL_SCALAR_U8:
    case IDL_SCALAR_I8:
      return "(guint8) ";
    case IDL_SCALAR_I16:
      return "(guint16) ";
    case IDL_SCALAR_I32:
    case IDL_SCALAR_ENUM32:
      return "(guint32) ";
    case IDL_SCALAR_I64:
      return "(guint64) ";
    case IDL_SCALAR_ENUM16:
      return "(gint32) ";
    default:
      return "";
    }
}

static void
put_scalar (IdlNdrPrinter *printer, const IdlLayout *layout, const char *value)
{
  if (layout->has_range)
    idl_ndr_try (printer,
                 "beck_ndr_put_check_range (ndr, (gint64) %s, %" G_GINT64_FORMAT
                 ", %" G_GINT64_FORMAT ")",
                 value, (gint64) layout->low.bits, (gint64) layout->high.bits);
  idl_ndr_try (printer, "beck_ndr_put_%s (ndr, %s%s)", idl_ndr_scalar_name (layout->scalar),
               scalar_cast (layout->scalar), value);
}

/* ---- Structures and unions ---- */

/* What [switch_is] says; inside an encapsulated union, its discriminant. */
static char *
union_tag (const IdlNdrPrinter *printer, const IdlLayout *layout)
{
  if (layout->switched != NULL)
    return idl_ndr_expr (printer, layout->switched);
  return g_strdup_printf ("(gint64) %s%s", printer->prefix, printer->shape->members[0].name);
}

void
idl_ndr_put_tag (IdlNdrPrinter *printer, const IdlShape *shape, const char *tag)
{
  static const char *const types[] = {
    [IDL_SCALAR_U8] = "guint8",      [IDL_SCALAR_I8] = "guint8",
    [IDL_SCALAR_U16] = "guint16",    [IDL_SCALAR_I16] = "guint16",
    [IDL_SCALAR_U32] = "guint32",    [IDL_SCALAR_I32] = "guint32",
    [IDL_SCALAR_U64] = "guint64",    [IDL_SCALAR_I64] = "guint64",
    [IDL_SCALAR_ENUM16] = "gint32",  [IDL_SCALAR_ENUM32] = "guint32",
    [IDL_SCALAR_INT3264] = "gint64", [IDL_SCALAR_UINT3264] = "guint64",
    [IDL_SCALAR_FLOAT] = "",         [IDL_SCALAR_DOUBLE] = "",
  };
  IdlScalar scalar = shape->discriminant->scalar;

  idl_ndr_try (printer, "beck_ndr_put_%s (ndr, (%s) (%s))", idl_ndr_scalar_name (scalar),
               types[scalar], tag);
}

static void
print_case (IdlNdrPrinter *printer, const IdlExpr *expr, const IdlNumber *value)
{
  g_autoptr (GString) text = g_string_new (NULL);

  /* What C's int does not hold C would read differently. */
  if (idl_number_fits (*value, 32, TRUE))
    idl_expr_print (expr, 0, text);
  else
    g_string_append_printf (text, "G_GINT64_CONSTANT (%" G_GINT64_FORMAT ")", (gint64) value->bits);
  idl_ndr_line (printer, "case %s:", text->str);
}

void
idl_ndr_switch (IdlNdrPrinter *printer, const IdlShape *shape, const char *prefix, const char *tag,
                const char *otherwise, IdlNdrElement print)
{
  const char *field = printer->field;
  gboolean has_default = FALSE;

  idl_ndr_line (printer, "switch (%s)", tag);
  printer->indent += 2;
  idl_ndr_open (printer);
  for (guint i = 0; i < shape->n_members; i++)
    {
      const IdlMember *arm = &shape->members[i];
      IDL_C place = idl_ndr_member (prefix, arm);

      for (guint j = 0; arm->cases != NULL && j < arm->cases->len; j++)
        print_case (printer, g_ptr_array_index (arm->cases, j), &arm->values[j]);
      if (arm->is_default)
        idl_ndr_line (printer, "default:");
      has_default |= arm->is_default;
      printer->indent += 2;
      printer->field = arm->name != NULL ? arm->name : field;
      if (arm->layout != NULL)
        print (printer, arm->layout, place);
      printer->field = field;
      idl_ndr_line (printer, "break;");
      printer->indent -= 2;
    }
  if (!has_default)
    {
      idl_ndr_line (printer, "default:");
      idl_ndr_line (printer, "  %s", otherwise);
    }
  idl_ndr_close (printer);
  printer->indent -= 2;
}

static void
put_behind_if_any (IdlNdrPrinter *printer, const IdlLayout *layout, const char *value)
{
  if (layout->behind)
    idl_ndr_put_behind (printer, layout, value);
}

/* The arms, of a union printed in place or as a function. */
void
idl_ndr_put_arms (IdlNdrPrinter *printer, const IdlShape *shape, const char *value, gboolean behind)
{
  IDL_C prefix = idl_ndr_prefix (printer->prefix, value);
  IDL_C fault = idl_ndr_failure (printer, "beck_ndr_put_no_arm (ndr, tag)");

  idl_ndr_switch (printer, shape, prefix, "tag", behind ? "break;" : fault,
                  behind ? put_behind_if_any : idl_ndr_put_flat);
}

static void
put_union (IdlNdrPrinter *printer, const IdlLayout *layout, const char *value, gboolean behind)
{
  const IdlShape *shape = layout->shape;
  IDL_C tag = union_tag (printer, layout);
  gsize start;

  if (idl_ndr_has_function (shape))
    {
      idl_ndr_try (printer, "put_%s%s (ndr, &%s, %s)", behind ? "behind_" : "", shape->ident, value,
                   tag);
      return;
    }
  start = idl_ndr_block (printer);
  idl_ndr_line (printer, "gint64 tag = %s;", tag);
  idl_ndr_blank (printer);
  if (!behind && layout->switched != NULL)
    idl_ndr_put_tag (printer, shape, "tag");
  if (!behind)
    idl_ndr_align_to (printer, shape->arm_align[IDL_NDR20]);
  idl_ndr_put_arms (printer, shape, value, behind);
  idl_ndr_block_end (printer, start);
}

/* ---- Pointers ---- */

static void
put_object (IdlNdrPrinter *printer, const IdlLayout *object, const char *value)
{
  IDL_C iid = idl_ndr_iid (printer, object);

  /* What it points at may be const; to marshal is to call methods, which no COM object has const.
   */
  idl_ndr_try (printer, "beck_ndr_put_interface (ndr, %s, (void *) %s)", iid, value);
}

static void
put_pointee (IdlNdrPrinter *printer, const IdlLayout *pointer, const char *value)
{
  IDL_C pointee = NULL;

  if (pointer->target->kind == IDL_LAYOUT_OBJECT)
    {
      put_object (printer, pointer->target, value);
      return;
    }
  pointee = idl_ndr_pointee (pointer, value);
  idl_ndr_put_whole (printer, pointer->target, pointee);
}

static void
put_pointer_behind (IdlNdrPrinter *printer, const IdlLayout *pointer, const char *value)
{
  gsize body;

  if (pointer->pointer == IDL_POINTER_REF)
    {
      put_pointee (printer, pointer, value);
      return;
    }
  if (pointer->pointer == IDL_POINTER_FULL)
    idl_ndr_line (printer, "if (beck_ndr_put_full_first (ndr, %s))", value);
  else
    idl_ndr_line (printer, "if (%s != NULL)", value);
  body = idl_ndr_body (printer);
  put_pointee (printer, pointer, value);
  idl_ndr_body_end (printer, body);
}

static void
put_pointer_flat (IdlNdrPrinter *printer, const IdlLayout *pointer, const char *value)
{
  static const char *const names[] = { "ref", "unique", "full" };

  idl_ndr_try (printer, "beck_ndr_put_%s (ndr, %s)", names[pointer->pointer], value);
}

/* ---- Types of the program's ---- */

static void
put_user_flat (IdlNdrPrinter *printer, const IdlLayout *layout, const char *value)
{
  IDL_C record = idl_ndr_user_record (layout);

  if (layout->behind)
    idl_ndr_try (printer, "beck_ndr_put_ref (ndr, &%s)", value);
  else
    idl_ndr_try (printer, "beck_ndr_put_user (ndr, &%s, %u, &%s)", record, layout->align[IDL_NDR20],
                 value);
}

static void
put_user_behind (IdlNdrPrinter *printer, const IdlLayout *layout, const char *value)
{
  IDL_C record = idl_ndr_user_record (layout);

  idl_ndr_try (printer, "beck_ndr_put_user (ndr, &%s, %u, &%s)", record,
               layout->wire_layout->target->align[IDL_NDR20], value);
}

/* ---- All of them ---- */

void
idl_ndr_put_flat (IdlNdrPrinter *printer, const IdlLayout *layout, const char *value)
{
  IDL_C record = NULL;

  switch (layout->kind)
    {
    case IDL_LAYOUT_SCALAR:
      put_scalar (printer, layout, value);
      break;
    case IDL_LAYOUT_STRUCT:
      idl_ndr_struct (printer, layout, value, FALSE);
      break;
    case IDL_LAYOUT_UNION:
      put_union (printer, layout, value, FALSE);
      break;
    case IDL_LAYOUT_ARRAY:
      idl_ndr_put_array_flat (printer, layout, value);
      break;
    case IDL_LAYOUT_STRING:
      idl_ndr_put_string_flat (printer, layout, value);
      break;
    case IDL_LAYOUT_POINTER:
      put_pointer_flat (printer, layout, value);
      break;
    case IDL_LAYOUT_CONTEXT:
      record = idl_ndr_context_record (printer, layout);
      idl_ndr_try (printer, "beck_ndr_put_context (ndr, &%s, %s, %s)", record, value,
                   printer->nullable ? "TRUE" : "FALSE");
      break;
    case IDL_LAYOUT_USER:
      put_user_flat (printer, layout, value);
      break;
    case IDL_LAYOUT_TRANSMIT:
    case IDL_LAYOUT_REPRESENT:
      idl_ndr_try (printer, "put_%s_presented (ndr, &%s)", layout->user_name, value);
      break;
    case IDL_LAYOUT_IGNORED:
      idl_ndr_try (printer, "beck_ndr_put_u32 (ndr, 0)");
      break;
    case IDL_LAYOUT_BINDING:
      if (layout->wire_layout != NULL)
        idl_ndr_put_flat (printer, layout->wire_layout, value);
      break;
    case IDL_LAYOUT_OBJECT:
    case IDL_LAYOUT_PIPE:
      break;
    }
}

void
idl_ndr_put_behind (IdlNdrPrinter *printer, const IdlLayout *layout, const char *value)
{
  switch (layout->kind)
    {
    case IDL_LAYOUT_STRUCT:
      idl_ndr_struct (printer, layout, value, TRUE);
      break;
    case IDL_LAYOUT_UNION:
      put_union (printer, layout, value, TRUE);
      break;
    case IDL_LAYOUT_ARRAY:
      idl_ndr_put_array_behind (printer, layout, value);
      break;
    case IDL_LAYOUT_POINTER:
      put_pointer_behind (printer, layout, value);
      break;
    case IDL_LAYOUT_USER:
      put_user_behind (printer, layout, value);
      break;
    case IDL_LAYOUT_BINDING:
      idl_ndr_put_behind (printer, layout->wire_layout, value);
      break;
    default:
      break;
    }
}

static void
put_conformant_struct (IdlNdrPrinter *printer, const IdlLayout *layout, const char *value)
{
  const char *ident = layout->shape->ident;
  gsize start;

  start = idl_ndr_block (printer);
  idl_ndr_line (printer, "gsize max;");
  idl_ndr_blank (printer);
  idl_ndr_try (printer, "size_%s (ndr, &%s, &max)", ident, value);
  idl_ndr_try (printer, "beck_ndr_put_max_count (ndr, max)");
  idl_ndr_struct (printer, layout, value, FALSE);
  idl_ndr_block_end (printer, start);
}

void
idl_ndr_put_whole (IdlNdrPrinter *printer, const IdlLayout *layout, const char *value)
{
  if (layout->kind == IDL_LAYOUT_ARRAY)
    idl_ndr_put_array_whole (printer, layout, value);
  else if (layout->kind == IDL_LAYOUT_STRING)
    idl_ndr_put_string_whole (printer, layout, value);
  else
    {
      if (layout->kind == IDL_LAYOUT_STRUCT && layout->shape->tail != NULL)
        put_conformant_struct (printer, layout, value);
      else
        idl_ndr_put_flat (printer, layout, value);
      if (layout->behind)
        idl_ndr_put_behind (printer, layout, value);
    }
}
