/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Reading, as C: the mirror of emit-ndr-put.c. Arrays, unions and pointers have files of their own.
 */

#include "emit-ndr-get.h"

/* ---- Scalars ---- */

static void
get_scalar (IdlNdrPrinter *printer, const IdlLayout *layout, const char *value)
{
  IdlScalar scalar = layout->scalar == IDL_SCALAR_FLOAT    ? IDL_SCALAR_U32
                     : layout->scalar == IDL_SCALAR_DOUBLE ? IDL_SCALAR_U64
                                                           : layout->scalar;

  idl_ndr_try (printer, "beck_ndr_get_%s (ndr, &%s)", idl_ndr_scalar_name (scalar), value);
  if (layout->has_range)
    idl_ndr_try (printer,
                 "beck_ndr_get_check_range (ndr, (gint64) %s, %" G_GINT64_FORMAT
                 ", %" G_GINT64_FORMAT ")",
                 value, (gint64) layout->low.bits, (gint64) layout->high.bits);
}

/* ---- Types of the program's ---- */

static void
get_user_flat (IdlNdrPrinter *printer, const IdlLayout *layout, const char *value)
{
  IDL_C record = idl_ndr_user_record (layout);

  if (layout->behind)
    idl_ndr_try (printer, "beck_ndr_get_user_mark (ndr, &%s, &%s)", record, value);
  else
    idl_ndr_try (printer, "beck_ndr_get_user (ndr, &%s, %u, &%s)", record, layout->align[IDL_NDR20],
                 value);
}

static void
get_user_behind (IdlNdrPrinter *printer, const IdlLayout *layout, const char *value)
{
  IDL_C record = idl_ndr_user_record (layout);

  idl_ndr_try (printer, "beck_ndr_get_user_behind (ndr, &%s, %u, &%s)", record,
               layout->wire_layout->target->align[IDL_NDR20], value);
}

/* ---- All of them ---- */

void
idl_ndr_get_flat (IdlNdrPrinter *printer, const IdlLayout *layout, const char *value)
{
  IDL_C record = NULL;

  switch (layout->kind)
    {
    case IDL_LAYOUT_SCALAR:
      get_scalar (printer, layout, value);
      break;
    case IDL_LAYOUT_STRUCT:
      idl_ndr_struct (printer, layout, value, FALSE);
      break;
    case IDL_LAYOUT_UNION:
      idl_ndr_get_union_flat (printer, layout, value);
      break;
    case IDL_LAYOUT_ARRAY:
      idl_ndr_get_array_flat (printer, layout, value);
      break;
    case IDL_LAYOUT_STRING:
      idl_ndr_get_string_flat (printer, layout, value);
      break;
    case IDL_LAYOUT_POINTER:
      idl_ndr_try (printer, "beck_ndr_get_%s (ndr, &%s)",
                   layout->pointer == IDL_POINTER_REF ? "ref" : "unique", value);
      break;
    case IDL_LAYOUT_CONTEXT:
      record = idl_ndr_context_record (printer, layout);
      idl_ndr_try (printer, "beck_ndr_get_context (ndr, &%s, &%s, %s)", record, value,
                   printer->nullable ? "TRUE" : "FALSE");
      break;
    case IDL_LAYOUT_USER:
      get_user_flat (printer, layout, value);
      break;
    case IDL_LAYOUT_TRANSMIT:
    case IDL_LAYOUT_REPRESENT:
      idl_ndr_try (printer, "get_%s_presented (ndr, &%s)", layout->user_name, value);
      break;
    case IDL_LAYOUT_IGNORED:
      idl_ndr_try (printer, "beck_ndr_get_u32 (ndr, &(guint32){ 0 })");
      idl_ndr_line (printer, "%s = NULL;", value);
      break;
    case IDL_LAYOUT_BINDING:
      if (layout->wire_layout != NULL)
        idl_ndr_get_flat (printer, layout->wire_layout, value);
      break;
    case IDL_LAYOUT_OBJECT:
    case IDL_LAYOUT_PIPE:
      break;
    }
}

void
idl_ndr_get_behind (IdlNdrPrinter *printer, const IdlLayout *layout, const char *value)
{
  switch (layout->kind)
    {
    case IDL_LAYOUT_STRUCT:
      idl_ndr_struct (printer, layout, value, TRUE);
      break;
    case IDL_LAYOUT_UNION:
      idl_ndr_get_union_behind (printer, layout, value);
      break;
    case IDL_LAYOUT_ARRAY:
      idl_ndr_get_array_behind (printer, layout, value);
      break;
    case IDL_LAYOUT_POINTER:
      idl_ndr_get_pointer_behind (printer, layout, value);
      break;
    case IDL_LAYOUT_USER:
      get_user_behind (printer, layout, value);
      break;
    case IDL_LAYOUT_BINDING:
      idl_ndr_get_behind (printer, layout->wire_layout, value);
      break;
    default:
      break;
    }
}

/* Of values that are not conformant structures, whose size the pointer must know first. */
void
idl_ndr_get_whole (IdlNdrPrinter *printer, const IdlLayout *layout, const char *value)
{
  if (layout->kind == IDL_LAYOUT_ARRAY)
    idl_ndr_get_array_whole (printer, layout, value, NULL, NULL);
  else
    {
      idl_ndr_get_flat (printer, layout, value);
      if (layout->behind)
        idl_ndr_get_behind (printer, layout, value);
    }
}

/* ---- Functions ---- */

/* Puts a function together: what its printer wrote, with declarations before and checks
 * behind. */
static void
finish_function (IdlNdrPrinter *printer, const char *last, GString *out)
{
  g_string_append_printf (out, "%s%s%s%s  return %s;\n}\n\n", printer->locals->str,
                          printer->locals->len > 0 ? "\n" : "", printer->out->str,
                          printer->checks->str, last);
  g_string_free (printer->out, TRUE);
  idl_ndr_printer_clear (printer);
}

static void
begin_function (IdlNdrPrinter *printer, const IdlShape *shape, const char *job, const char *extra,
                GString *out)
{
  g_string_append_printf (out, "static gboolean\n%s_%s (BeckNdrReader *ndr, %s *v%s)\n{\n", job,
                          shape->ident, shape->name, extra);
  idl_ndr_printer_init (printer, g_string_new (NULL));
  printer->reading = TRUE;
  printer->shape = shape;
  printer->prefix = "v->";
}

void
idl_ndr_get_shape (const IdlShape *shape, GString *out)
{
  IdlNdrPrinter printer;

  begin_function (&printer, shape, "get",
                  shape->is_union       ? ", gint64 *tag"
                  : shape->tail != NULL ? ", gsize max"
                                        : "",
                  out);
  g_hash_table_add (printer.names, g_strdup ("max"));
  if (shape->is_union)
    {
      idl_ndr_get_tag (&printer, shape, "*tag");
      idl_ndr_line (&printer, "memset (v, 0, sizeof *v);");
      idl_ndr_align_to (&printer, shape->arm_align[IDL_NDR20]);
      idl_ndr_get_arms (&printer, shape, NULL, "*tag", FALSE);
    }
  else
    {
      if (shape->n_members > 0 && shape->members[0].name != NULL)
        printer.field = shape->members[0].name;
      idl_ndr_direct (&printer, shape);
      idl_ndr_align_to (&printer, shape->align[IDL_NDR20]);
      idl_ndr_members (&printer, shape, NULL, FALSE);
    }
  finish_function (&printer, "TRUE", out);
}

/* A list: each element but for its last pointer, then memory for the next. */
static void
get_list_behind (IdlNdrPrinter *printer, const IdlShape *shape)
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
  idl_ndr_line (printer, "if (v->%s == NULL)", next->name);
  idl_ndr_line (printer, "  break;");
  printer->field = next->name;
  idl_ndr_try (printer, "beck_ndr_get_pointee (ndr, &v->%s, sizeof *v, %u)", next->name,
               shape->least[IDL_NDR20]);
  idl_ndr_line (printer, "v = v->%s;", next->name);
  idl_ndr_try (printer, "get_%s (ndr, v)", shape->ident);
  idl_ndr_body_end (printer, body);
}

void
idl_ndr_get_shape_behind (const IdlShape *shape, GString *out)
{
  IdlNdrPrinter printer;

  begin_function (&printer, shape, "get_behind", shape->is_union ? ", gint64 tag" : "", out);
  printer.all_ready = TRUE;
  idl_ndr_try (&printer, "beck_ndr_get_enter (ndr)");
  if (shape->is_union)
    idl_ndr_get_arms (&printer, shape, NULL, "tag", TRUE);
  else if (shape->loops)
    get_list_behind (&printer, shape);
  else
    idl_ndr_members (&printer, shape, NULL, TRUE);
  finish_function (&printer, "beck_ndr_get_leave (ndr)", out);
}

/* Reads what travels: into the caller's variable or, if its size is known only then, into memory
 * that it is told. */
static void
get_wire (const IdlLayout *layout, gboolean sized, GString *out)
{
  const char *name = layout->user_name;
  IDL_C wire = idl_ndr_type (layout->wire_layout);
  IdlNdrPrinter printer;

  g_string_append_printf (out, "static gboolean\nget_%s_wire (BeckNdrReader *ndr, %s *%s)\n{\n",
                          name, wire, sized ? "*wire" : "v");
  if (sized)
    g_string_append_printf (out, "  %s *v;\n\n", wire);
  idl_ndr_printer_init (&printer, g_string_new (NULL));
  printer.reading = TRUE;
  printer.prefix = "v->";
  printer.field = name;
  if (sized)
    {
      idl_ndr_get_conformant_struct (&printer, layout->wire_layout, "v", "(*v)", NULL);
      idl_ndr_line (&printer, "*wire = v;");
    }
  else
    idl_ndr_get_whole (&printer, layout->wire_layout, "(*v)");
  finish_function (&printer, "TRUE", out);
}

/* What travels in place of another type exists until the program has made its own of it. */
void
idl_ndr_get_presented (const IdlLayout *layout, GString *out)
{
  gboolean transmit = layout->kind == IDL_LAYOUT_TRANSMIT;
  gboolean sized
      = layout->wire_layout->conformant && layout->wire_layout->kind == IDL_LAYOUT_STRUCT;
  const char *name = layout->user_name;
  IDL_C wire = idl_ndr_type (layout->wire_layout);
  const char *memory = transmit ? name : layout->user_type;

  get_wire (layout, sized, out);
  g_string_append_printf (out,
                          "static gboolean\nget_%s_presented (BeckNdrReader *ndr, %s *v)\n{\n"
                          "  BeckNdrScratch scratch;\n  %s %s;\n  gboolean good;\n\n"
                          "  beck_ndr_reader_enter_scratch (ndr, &scratch);\n"
                          "  good = get_%s_wire (ndr, &wire);\n"
                          "  if (good)\n    %s_%s (%swire, v);\n"
                          "  if (beck_ndr_reader_leave_scratch (ndr, &scratch))\n"
                          "    return beck_ndr_reader_defer (ndr, release_%s, v);\n"
                          "  if (good)\n    release_%s (v);\n"
                          "  return FALSE;\n}\n\n",
                          name, memory, wire, sized ? "*wire = NULL" : "wire = { 0 }", name, name,
                          transmit ? "from_xmit" : "to_local", sized ? "" : "&", name, name);
}
