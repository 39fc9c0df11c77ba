/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Lines, names and places in the functions that marshaling code consists of.
 */

#include "emit-ndr-private.h"
#include "type.h"

#include <stdarg.h>
#include <string.h>

#define LINE_WIDTH 100

void
idl_ndr_printer_init (IdlNdrPrinter *printer, GString *out)
{
  *printer = (IdlNdrPrinter){ .out = out, .indent = 2 };
  printer->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  printer->locals = g_string_new (NULL);
  printer->checks = g_string_new (NULL);
  printer->tags = g_hash_table_new (NULL, NULL);
}

void
idl_ndr_printer_clear (IdlNdrPrinter *printer)
{
  g_hash_table_unref (printer->names);
  g_string_free (printer->locals, TRUE);
  g_string_free (printer->checks, TRUE);
  g_hash_table_unref (printer->tags);
}

static void
append_indent (IdlNdrPrinter *printer, guint extra)
{
  for (guint i = 0; i < printer->indent + extra; i++)
    g_string_append_c (printer->out, ' ');
}

void
idl_ndr_line (IdlNdrPrinter *printer, const char *format, ...)
{
  va_list args;

  append_indent (printer, 0);
  va_start (args, format);
  g_string_append_vprintf (printer->out, format, args);
  va_end (args);
  g_string_append_c (printer->out, '\n');
}

void
idl_ndr_blank (IdlNdrPrinter *printer)
{
  g_string_append_c (printer->out, '\n');
}

void
idl_ndr_align_to (IdlNdrPrinter *printer, guint align)
{
  if (align > 1)
    idl_ndr_try (printer, "beck_ndr_%s_align (ndr, %u)", printer->reading ? "get" : "put", align);
}

/* Braces stand two columns further in than what they belong to, as in all of Beck. */
void
idl_ndr_open (IdlNdrPrinter *printer)
{
  idl_ndr_line (printer, "{");
  printer->indent += 2;
}

void
idl_ndr_close (IdlNdrPrinter *printer)
{
  printer->indent -= 2;
  idl_ndr_line (printer, "}");
}

void
idl_ndr_try (IdlNdrPrinter *printer, const char *format, ...)
{
  IDL_C expression = NULL;
  IDL_C head = NULL;
  va_list args;

  va_start (args, format);
  expression = g_strdup_vprintf (format, args);
  va_end (args);
  if (printer->index != NULL)
    head = g_strdup_printf ("BECK_NDR_TRY_AT (ndr, \"%s\", %s,", printer->field, printer->index);
  else
    head = g_strdup_printf ("BECK_NDR_TRY (ndr, \"%s\",", printer->field);
  append_indent (printer, 0);
  g_string_append (printer->out, head);
  if (printer->indent + strlen (head) + strlen (expression) + 3 > LINE_WIDTH)
    {
      g_string_append_c (printer->out, '\n');
      append_indent (printer, printer->index != NULL ? 17 : 14);
    }
  else
    g_string_append_c (printer->out, ' ');
  g_string_append_printf (printer->out, "%s);\n", expression);
}

const char *
idl_ndr_name (IdlNdrPrinter *printer, const char *base)
{
  for (guint i = 1;; i++)
    {
      char *name = i == 1 ? g_strdup (base) : g_strdup_printf ("%s_%u", base, i);

      if (!g_hash_table_contains (printer->names, name))
        {
          g_hash_table_add (printer->names, name);
          return name;
        }
      g_free (name);
    }
}

IdlNdrLoop
idl_ndr_loop (IdlNdrPrinter *printer, const char *from, const char *to)
{
  IdlNdrLoop loop = { idl_ndr_name (printer, "i"), printer->index };

  idl_ndr_line (printer, "for (gsize %s = %s; %s < %s; %s++)", loop.variable, from, loop.variable,
                to, loop.variable);
  printer->index = loop.variable;
  printer->indent += 2;
  idl_ndr_open (printer);
  return loop;
}

void
idl_ndr_loop_end (IdlNdrPrinter *printer, const IdlNdrLoop *loop)
{
  idl_ndr_close (printer);
  printer->indent -= 2;
  printer->index = loop->outer;
}

/* ---- Places ---- */

char *
idl_ndr_member (const char *prefix, const IdlMember *member)
{
  return member->name != NULL ? g_strdup_printf ("%s%s", prefix, member->name) : NULL;
}

char *
idl_ndr_prefix (const char *prefix, const char *value)
{
  return value != NULL ? g_strdup_printf ("%s.", value) : g_strdup (prefix);
}

gboolean
idl_ndr_has_function (const IdlShape *shape)
{
  return shape->ident != NULL;
}

/* A union's tag is aligned for itself (wire.md 3.5), all others as what they are. */
guint
idl_ndr_align (const IdlLayout *layout)
{
  if (layout->kind == IDL_LAYOUT_UNION && layout->shape->discriminant != NULL)
    return layout->shape->discriminant->align[IDL_NDR20];
  return layout->align[IDL_NDR20];
}

/* ---- Types ---- */

static gboolean
points_at_const (const IdlType *type)
{
  const IdlType *target = idl_type_target (type);

  while (target != NULL && target->kind == IDL_TYPE_ARRAY)
    target = target->target;
  for (; target != NULL; target = target->kind == IDL_TYPE_ALIAS ? target->alias->type : NULL)
    if (target->quals & IDL_QUAL_CONST)
      return TRUE;
  return FALSE;
}

/* @type by its own name, without the qualifiers of this use. */
static char *
plain_name (const IdlType *type)
{
  IdlType plain = *type;
  GString *out = g_string_new (NULL);

  plain.quals = 0;
  plain.defines = FALSE;
  idl_emit_type_name (&plain, out);
  return g_string_free (out, FALSE);
}

char *
idl_ndr_type (const IdlLayout *layout)
{
  const IdlType *type = layout->type;

  if ((layout->kind == IDL_LAYOUT_STRUCT || layout->kind == IDL_LAYOUT_UNION)
      && layout->shape->name != NULL && type->kind == IDL_TYPE_TAG)
    return g_strdup (layout->shape->name);
  /* "const T" may be hidden in a typedef: typedef const GUID *REFGUID. */
  while (type->kind == IDL_TYPE_ALIAS && (type->alias->type->quals & IDL_QUAL_CONST)
         && layout->user_name == NULL)
    type = type->alias->type;
  return plain_name (type);
}

static gboolean
is_pointer_to_array (const IdlLayout *pointer)
{
  const IdlType *type = idl_type_resolve (pointer->type);

  return type->kind == IDL_TYPE_POINTER
         && idl_type_resolve (type->target)->kind == IDL_TYPE_ARRAY;
}

/* "((LONG *) value)"; for strings in place "((CHAR (*)[20]) value)". */
static char *
cast_elements (const IdlLayout *array, const char *value)
{
  const IdlLayout *element = array->element;
  IDL_C type = NULL;

  if (element->kind != IDL_LAYOUT_STRING)
    {
      type = idl_ndr_type (element);
      return g_strdup_printf ("((%s *) %s)", type, value);
    }
  type = idl_ndr_type (element->element);
  return g_strdup_printf ("((%s (*)[%" G_GUINT64_FORMAT "]) %s)", type, element->dims[0].count,
                          value);
}

char *
idl_ndr_elements (const IdlLayout *array, const char *value)
{
  return array->n_dims > 1 ? cast_elements (array, value) : g_strdup (value);
}

char *
idl_ndr_pointee (const IdlLayout *pointer, const char *value)
{
  const IdlLayout *target = pointer->target;
  gboolean constant = points_at_const (pointer->type);
  IDL_C type = NULL;

  if (target->kind == IDL_LAYOUT_ARRAY || target->kind == IDL_LAYOUT_STRING)
    {
      if (target->n_dims > 1 || (constant && !is_pointer_to_array (pointer)
                                 && target->element->kind != IDL_LAYOUT_STRING))
        return cast_elements (target, value);
      return is_pointer_to_array (pointer) ? g_strdup_printf ("(*%s)", value) : g_strdup (value);
    }
  if (!constant)
    return g_strdup_printf ("(*%s)", value);
  type = idl_ndr_type (target);
  return g_strdup_printf ("(*(%s *) %s)", type, value);
}

const char *
idl_ndr_scalar_name (IdlScalar scalar)
{
  static const char *const names[] = {
    [IDL_SCALAR_U8] = "u8",           [IDL_SCALAR_I8] = "u8",
    [IDL_SCALAR_U16] = "u16",         [IDL_SCALAR_I16] = "u16",
    [IDL_SCALAR_U32] = "u32",         [IDL_SCALAR_I32] = "u32",
    [IDL_SCALAR_U64] = "u64",         [IDL_SCALAR_I64] = "u64",
    [IDL_SCALAR_FLOAT] = "float",     [IDL_SCALAR_DOUBLE] = "double",
    [IDL_SCALAR_ENUM16] = "enum16",   [IDL_SCALAR_ENUM32] = "u32",
    [IDL_SCALAR_INT3264] = "int3264", [IDL_SCALAR_UINT3264] = "uint3264",
  };

  return names[scalar];
}

const char *
idl_ndr_bulk_name (const IdlLayout *element)
{
  if (element->kind != IDL_LAYOUT_SCALAR || !element->plain)
    return NULL;
  switch (element->wire[IDL_NDR20])
    {
    case 1:
      return "bytes";
    case 2:
      return "u16s";
    case 4:
      return "u32s";
    default:
      return "u64s";
    }
}

char *
idl_ndr_tail_path (const IdlShape *shape)
{
  const IdlMember *last = &shape->members[shape->n_members - 1];
  IDL_C inner = NULL;

  if (last->layout->kind != IDL_LAYOUT_STRUCT)
    return g_strdup (last->name);
  inner = idl_ndr_tail_path (last->layout->shape);
  return last->name != NULL ? g_strdup_printf ("%s.%s", last->name, inner)
                            : g_steal_pointer (&inner);
}

char *
idl_ndr_user_record (const IdlLayout *layout)
{
  return g_strdup_printf ("user_%s", layout->user_name);
}

char *
idl_ndr_context_record (const IdlNdrPrinter *printer, const IdlLayout *layout)
{
  if (layout->alias != NULL)
    return g_strdup_printf ("context_%s", layout->context_name);
  return g_strdup_printf ("context_%s_%s", printer->proc->ident,
                          layout->context_name != NULL ? layout->context_name : "result");
}
