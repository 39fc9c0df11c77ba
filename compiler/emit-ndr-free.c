/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Releasing, as C: what a method left in its results, and values that were replaced. What lies
 * in an arena the releaser leaves alone.
 */

#include "emit-ndr-private.h"

static void free_value (IdlNdrPrinter *printer, const IdlLayout *layout, const char *value);

static void
free_if_owned (IdlNdrPrinter *printer, const IdlLayout *layout, const char *value)
{
  if (layout->owns)
    free_value (printer, layout, value);
}

static char *
count (const char *expression)
{
  return g_strdup_printf ("beck_ndr_free_count (%s)", expression);
}

/* Bounds as the data says, without a writer or reader that could complain. */
static void
plain_bounds (IdlNdrPrinter *printer, const IdlLayout *array, IdlNdrBounds *bounds)
{
  for (guint i = 0; i < array->n_dims; i++)
    {
      const IdlDim *dim = &array->dims[i];
      IDL_C size = idl_ndr_size (printer, dim);
      IDL_C first = NULL;
      IDL_C length = NULL;

      bounds->max[i] = dim->size != NULL ? count (size) : g_strdup (size);
      if (!dim->varying)
        continue;
      first = idl_ndr_first (printer, dim);
      length = idl_ndr_length (printer, dim, bounds->max[i]);
      bounds->first[i] = dim->first != NULL ? count (first) : NULL;
      bounds->length[i] =
          g_strdup_printf ("beck_ndr_free_length (%s, %s, %s)", bounds->max[i],
                           bounds->first[i] != NULL ? bounds->first[i] : "0", length);
    }
}

static void
free_array (IdlNdrPrinter *printer, const IdlLayout *array, const char *elements)
{
  g_auto (IdlNdrBounds) bounds = { 0 };

  plain_bounds (printer, array, &bounds);
  idl_ndr_each (printer, array, elements, &bounds, free_value);
}

static void
free_members (IdlNdrPrinter *printer, const IdlShape *shape, const char *value)
{
  IdlNdrPrinter outer = *printer;
  IDL_C prefix = idl_ndr_prefix (printer->prefix, value);

  printer->shape = shape;
  printer->proc = NULL;
  printer->prefix = prefix;
  for (guint i = 0; i < shape->n_members; i++)
    {
      IDL_C place = idl_ndr_member (prefix, &shape->members[i]);

      free_if_owned (printer, shape->members[i].layout, place);
    }
  printer->shape = outer.shape;
  printer->proc = outer.proc;
  printer->prefix = outer.prefix;
}

static void
free_union (IdlNdrPrinter *printer, const IdlLayout *layout, const char *value)
{
  const IdlShape *shape = layout->shape;
  IDL_C tag = layout->switched != NULL
                  ? idl_ndr_expr (printer, layout->switched)
                  : g_strdup_printf ("%s%s", printer->prefix, printer->shape->members[0].name);
  IDL_C prefix = NULL;

  if (idl_ndr_has_function (shape))
    {
      idl_ndr_line (printer, "free_%s (releaser, &%s, %s);", shape->ident, value, tag);
      return;
    }
  prefix = idl_ndr_prefix (printer->prefix, value);
  idl_ndr_switch (printer, shape, prefix, tag, "break;", free_if_owned);
}

/* What a pointer refers to, but not the pointee's own memory. */
static void
free_pointee (IdlNdrPrinter *printer, const IdlLayout *pointer, const char *value)
{
  IDL_C pointee = idl_ndr_pointee (pointer, value);

  if (pointer->target->kind == IDL_LAYOUT_ARRAY)
    free_array (printer, pointer->target, pointee);
  else
    free_value (printer, pointer->target, pointee);
}

static void
free_pointer (IdlNdrPrinter *printer, const IdlLayout *pointer, const char *value)
{
  gsize body;

  if (pointer->target->kind == IDL_LAYOUT_OBJECT)
    {
      idl_ndr_line (printer, "beck_ndr_free_object (releaser, %s);", value);
      return;
    }
  if (!pointer->target->owns && pointer->pointer != IDL_POINTER_FULL)
    {
      idl_ndr_line (printer, "beck_ndr_free (releaser, %s);", value);
      return;
    }
  if (pointer->pointer == IDL_POINTER_FULL)
    idl_ndr_line (printer, "if (beck_ndr_free_first (releaser, %s))", value);
  else
    idl_ndr_line (printer, "if (%s != NULL)", value);
  body = idl_ndr_body (printer);
  if (pointer->target->owns)
    free_pointee (printer, pointer, value);
  idl_ndr_line (printer, "beck_ndr_free (releaser, %s);", value);
  idl_ndr_body_end (printer, body);
}

static void
free_value (IdlNdrPrinter *printer, const IdlLayout *layout, const char *value)
{
  IDL_C text = NULL;

  switch (layout->kind)
    {
    case IDL_LAYOUT_STRUCT:
      if (idl_ndr_has_function (layout->shape))
        idl_ndr_line (printer, "free_%s (releaser, &%s);", layout->shape->ident, value);
      else
        free_members (printer, layout->shape, value);
      break;
    case IDL_LAYOUT_UNION:
      free_union (printer, layout, value);
      break;
    case IDL_LAYOUT_ARRAY:
      text = idl_ndr_elements (layout, value);
      free_array (printer, layout, text);
      break;
    case IDL_LAYOUT_POINTER:
      free_pointer (printer, layout, value);
      break;
    case IDL_LAYOUT_USER:
      text = idl_ndr_user_record (layout);
      idl_ndr_line (printer, "beck_ndr_free_user (releaser, &%s, &%s);", text, value);
      break;
    case IDL_LAYOUT_TRANSMIT:
    case IDL_LAYOUT_REPRESENT:
      idl_ndr_line (printer, "release_%s (&%s);", layout->user_name, value);
      break;
    case IDL_LAYOUT_BINDING:
      if (layout->wire_layout != NULL)
        free_if_owned (printer, layout->wire_layout, value);
      break;
    default:
      break;
    }
}

void
idl_ndr_free (IdlNdrPrinter *printer, const IdlLayout *layout, const char *value)
{
  free_if_owned (printer, layout, value);
}

void
idl_ndr_free_target (IdlNdrPrinter *printer, const IdlLayout *pointer, const char *value)
{
  if (pointer->target->owns && pointer->target->kind != IDL_LAYOUT_OBJECT)
    free_pointee (printer, pointer, value);
}

/* ---- Functions ---- */

/* A list: every element's own, and the elements behind the first. */
static void
free_list (IdlNdrPrinter *printer, const IdlShape *shape)
{
  IdlShape front = *shape;
  const IdlMember *next;
  gsize body;

  while (!front.members[front.n_members - 1].layout->behind)
    front.n_members--;
  next = &front.members[--front.n_members];
  idl_ndr_line (printer, "const %s *first = v;", shape->name);
  idl_ndr_blank (printer);
  idl_ndr_line (printer, "while (v != NULL)");
  body = idl_ndr_body (printer);
  idl_ndr_line (printer, "%s *next = v->%s;", shape->name, next->name);
  idl_ndr_blank (printer);
  free_members (printer, &front, NULL);
  idl_ndr_line (printer, "if (v != first)");
  idl_ndr_line (printer, "  beck_ndr_free (releaser, v);");
  idl_ndr_line (printer, "v = next;");
  idl_ndr_body_end (printer, body);
}

void
idl_ndr_free_shape (const IdlShape *shape, GString *out)
{
  IdlNdrPrinter printer;

  g_string_append_printf (out, "static void\nfree_%s (BeckNdrReleaser *releaser, %s *v%s)\n{\n",
                          shape->ident, shape->name, shape->is_union ? ", gint64 tag" : "");
  idl_ndr_printer_init (&printer, out);
  printer.shape = shape;
  printer.prefix = "v->";
  printer.field = shape->ident;
  if (shape->is_union)
    idl_ndr_switch (&printer, shape, "v->", "tag", "break;", free_if_owned);
  else if (shape->loops)
    free_list (&printer, shape);
  else
    free_members (&printer, shape, NULL);
  g_string_append (out, "}\n\n");
  idl_ndr_printer_clear (&printer);
}
