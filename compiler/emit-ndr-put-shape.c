/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The functions that write a structure, union or presented type.
 */

#include "emit-ndr-put.h"

static void
open_function (const IdlShape *shape, const char *job, const char *extra, GString *out)
{
  g_string_append_printf (out, "static gboolean\n%s_%s (BeckNdrWriter *ndr, const %s *v%s)\n{\n",
                          job, shape->ident, shape->name, extra);
}

/* How many elements the array at the end has. */
static void
print_size_function (const IdlShape *shape, GString *out)
{
  const IdlMember *last = &shape->members[shape->n_members - 1];
  IdlNdrPrinter printer;

  idl_ndr_printer_init (&printer, out);
  printer.shape = shape;
  printer.prefix = "v->";
  printer.field = last->name;
  open_function (shape, "size", ", gsize *max", out);
  if (last->layout->kind == IDL_LAYOUT_STRUCT && !idl_ndr_has_function (last->layout->shape))
    {
      /* The structure at the end has no name, and so no function to ask. */
      IDL_C size = idl_ndr_tail_size (shape, "(*v)");

      printer.field = NULL;
      idl_ndr_try (&printer, "beck_ndr_put_check_count (ndr, %s, max)", size);
    }
  else if (last->layout->kind == IDL_LAYOUT_STRUCT)
    idl_ndr_try (&printer, "size_%s (ndr, &v->%s, max)", last->layout->shape->ident, last->name);
  else if (last->layout->dims[0].size == NULL)
    idl_ndr_line (&printer, "*max = beck_ndr_string_size%s (v->%s);",
                  idl_ndr_string_suffix (last->layout), last->name);
  else
    {
      IDL_C size = idl_ndr_size (&printer, &last->layout->dims[0]);

      idl_ndr_try (&printer, "beck_ndr_put_check_count (ndr, %s, max)", size);
    }
  g_string_append (out, "  return TRUE;\n}\n\n");
  idl_ndr_printer_clear (&printer);
}

void
idl_ndr_put_shape (const IdlShape *shape, GString *out)
{
  IdlNdrPrinter printer;

  if (shape->tail != NULL)
    print_size_function (shape, out);
  idl_ndr_printer_init (&printer, out);
  printer.shape = shape;
  printer.prefix = "v->";
  open_function (shape, "put",
                 shape->is_union       ? ", gint64 tag"
                 : shape->tail != NULL ? ", gsize max"
                                       : "",
                 out);
  g_hash_table_add (printer.names, g_strdup ("max"));
  if (shape->is_union)
    {
      idl_ndr_put_tag (&printer, shape, "tag");
      idl_ndr_align_to (&printer, shape->arm_align[IDL_NDR20]);
      idl_ndr_put_arms (&printer, shape, NULL, FALSE);
    }
  else
    {
      if (shape->n_members > 0 && shape->members[0].name != NULL)
        printer.field = shape->members[0].name;
      idl_ndr_direct (&printer, shape);
      idl_ndr_align_to (&printer, shape->align[IDL_NDR20]);
      idl_ndr_members (&printer, shape, NULL, FALSE);
    }
  g_string_append (out, "  return TRUE;\n}\n\n");
  idl_ndr_printer_clear (&printer);
}

/* A list: each element but for its last pointer, then the next. */
static void
put_list_behind (IdlNdrPrinter *printer, const IdlShape *shape)
{
  IdlShape front = *shape;
  const IdlMember *next;
  gsize body;

  while (!front.members[front.n_members - 1].layout->behind)
    front.n_members--;
  next = &front.members[--front.n_members];
  idl_ndr_line (printer, "for (;;)");
  body = idl_ndr_body (printer);
  idl_ndr_members (printer, &front, NULL, TRUE);
  idl_ndr_line (printer, "v = v->%s;", next->name);
  idl_ndr_line (printer, "if (v == NULL)");
  idl_ndr_line (printer, "  break;");
  printer->field = next->name;
  idl_ndr_try (printer, "put_%s (ndr, v)", shape->ident);
  idl_ndr_body_end (printer, body);
}

void
idl_ndr_put_shape_behind (const IdlShape *shape, GString *out)
{
  IdlNdrPrinter printer;

  idl_ndr_printer_init (&printer, out);
  printer.shape = shape;
  printer.prefix = "v->";
  open_function (shape, "put_behind", shape->is_union ? ", gint64 tag" : "", out);
  idl_ndr_try (&printer, "beck_ndr_put_enter (ndr)");
  if (shape->is_union)
    idl_ndr_put_arms (&printer, shape, NULL, TRUE);
  else if (shape->loops)
    put_list_behind (&printer, shape);
  else
    idl_ndr_members (&printer, shape, NULL, TRUE);
  g_string_append (out, "  return beck_ndr_put_leave (ndr);\n}\n\n");
  idl_ndr_printer_clear (&printer);
}

/* A type in place of which another travels, which exists while it is written. */
void
idl_ndr_put_presented (const IdlLayout *layout, GString *out)
{
  gboolean transmit = layout->kind == IDL_LAYOUT_TRANSMIT;
  const char *name = layout->user_name;
  IDL_C wire = idl_ndr_type (layout->wire_layout);
  const char *memory = transmit ? name : layout->user_type;
  IdlNdrPrinter printer;

  g_string_append_printf (out, "static gboolean\nput_%s_wire (BeckNdrWriter *ndr, %s *v)\n{\n",
                          name, wire);
  idl_ndr_printer_init (&printer, out);
  printer.prefix = "v->";
  printer.field = name;
  idl_ndr_put_whole (&printer, layout->wire_layout, "(*v)");
  idl_ndr_printer_clear (&printer);
  g_string_append (out, "  return TRUE;\n}\n\n");
  g_string_append_printf (
      out,
      "static gboolean\nput_%s_presented (BeckNdrWriter *ndr, const %s *v)\n{\n"
      "  %s *wire = NULL;\n  gboolean good;\n\n"
      "  %s_%s ((%s *) v, &wire);\n"
      "  good = beck_ndr_put_check_ref (ndr, wire) && put_%s_wire (ndr, wire);\n"
      "  if (wire != NULL)\n    %s_%s (wire);\n  return good;\n}\n\n",
      name, memory, wire, name, transmit ? "to_xmit" : "from_local", memory, name, name,
      transmit ? "free_xmit" : "free_inst");
}
