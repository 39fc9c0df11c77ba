/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Reading what pointers refer to, as C (wire.md 3.6): memory for it, and aliases of full pointers.
 */

#include "emit-ndr-get.h"
#include "emit.h"

/* After the pointee got its memory: where full pointers of the same number find it, and whose
 * what is below it will be. */
void
idl_ndr_after_memory (IdlNdrPrinter *printer, const char *value, const char *count)
{
  const char *id = printer->full_id;

  printer->full_id = NULL;
  if (printer->own_rest)
    idl_ndr_line (printer, "beck_ndr_reader_set_owned (ndr, TRUE);");
  printer->own_rest = FALSE;
  if (id != NULL)
    idl_ndr_try (printer, "beck_ndr_get_full_at (ndr, %s, %s, \"%s\", %s)", id, value,
                 printer->full_type, count);
}

void
idl_ndr_get_conformant_struct (IdlNdrPrinter *printer, const IdlLayout *layout,
                               const char *pointer, const char *value, const char *room)
{
  const IdlShape *shape = layout->shape;
  IDL_C path = idl_ndr_tail_path (shape);
  gsize start;

  start = idl_ndr_block (printer);
  idl_ndr_line (printer, "gsize max;");
  idl_ndr_blank (printer);
  idl_ndr_try (printer, "beck_ndr_get_max_count (ndr, &max)");
  if (!shape->tail->dims[0].varying)
    idl_ndr_try (printer, "beck_ndr_get_check_elements (ndr, max, %u)",
                 MAX (shape->tail->element->least[IDL_NDR20], 1));
  if (room != NULL)
    idl_ndr_try (printer, "beck_ndr_get_check_room (ndr, max, %s)", room);
  idl_ndr_try (printer,
               "beck_ndr_get_alloc_tail (ndr, &%s, sizeof (%s), G_STRUCT_OFFSET (%s, %s), max, "
               "sizeof %s.%s[0])",
               pointer, shape->name, shape->name, path, value, path);
  idl_ndr_after_memory (printer, pointer, "1");
  idl_ndr_struct (printer, layout, value, FALSE);
  if (layout->behind)
    idl_ndr_struct (printer, layout, value, TRUE);
  idl_ndr_block_end (printer, start);
}

void
idl_ndr_get_pointee (IdlNdrPrinter *printer, const IdlLayout *pointer, const char *value,
                     const char *room)
{
  const IdlLayout *target = pointer->target;
  IDL_C pointee = NULL;

  if (target->kind == IDL_LAYOUT_OBJECT)
    {
      IDL_C iid = idl_ndr_iid (printer, target);

      idl_ndr_try (printer, "beck_ndr_get_interface (ndr, %s, &%s)", iid, value);
      return;
    }
  pointee = idl_ndr_pointee (pointer, value);
  if (target->kind == IDL_LAYOUT_STRING)
    idl_ndr_get_string_pointee (printer, target, value, pointee);
  else if (target->kind == IDL_LAYOUT_ARRAY)
    idl_ndr_get_array_whole (printer, target, pointee, value, room);
  else if (target->kind == IDL_LAYOUT_STRUCT && target->shape->tail != NULL)
    idl_ndr_get_conformant_struct (printer, target, value, pointee, room);
  else
    {
      idl_ndr_try (printer, "beck_ndr_get_pointee (ndr, &%s, sizeof %s, %u)", value, pointee,
                   target->least[IDL_NDR20]);
      idl_ndr_after_memory (printer, value, "1");
      /* Reading one looks at what was in the variable before. */
      if (target->kind == IDL_LAYOUT_CONTEXT)
        idl_ndr_line (printer, "%s = NULL;", pointee);
      idl_ndr_get_whole (printer, target, pointee);
    }
}

void
idl_ndr_get_struct_room (IdlNdrPrinter *printer, const IdlLayout *layout, const char *value,
                         const char *room)
{
  gsize start = idl_ndr_block (printer);

  idl_ndr_line (printer, "gsize max;");
  idl_ndr_blank (printer);
  idl_ndr_try (printer, "beck_ndr_get_max_count (ndr, &max)");
  idl_ndr_try (printer, "beck_ndr_get_check_room (ndr, max, %s)", room);
  idl_ndr_struct (printer, layout, value, FALSE);
  if (layout->behind)
    idl_ndr_struct (printer, layout, value, TRUE);
  idl_ndr_block_end (printer, start);
}

/* Whether attributes from around @layout say what it is: then two uses of the same memory
 * may disagree. */
static gboolean
is_told (const IdlLayout *layout)
{
  switch (layout->kind)
    {
    case IDL_LAYOUT_UNION:
      return layout->switched != NULL;
    case IDL_LAYOUT_OBJECT:
      return layout->iid != NULL;
    case IDL_LAYOUT_POINTER:
      return is_told (layout->target);
    case IDL_LAYOUT_ARRAY:
    case IDL_LAYOUT_STRING:
      return layout->n_dims > 1 || layout->dims[0].size != NULL || is_told (layout->element);
    default:
      return FALSE;
    }
}

/* How many elements an alias must have. No memory has BECK_NDR_NO_COUNT, so there are no aliases of
 * arrays whose size is still to come, nor of what is told otherwise. */
char *
idl_ndr_full_count (IdlNdrPrinter *printer, const IdlLayout *target)
{
  gboolean many = target->kind == IDL_LAYOUT_ARRAY || target->kind == IDL_LAYOUT_STRING;
  IDL_C size = NULL;

  if (many ? target->n_dims > 1 || is_told (target->element) : is_told (target))
    return g_strdup ("BECK_NDR_NO_COUNT");
  if (!many)
    return g_strdup ("1");
  if (target->kind == IDL_LAYOUT_STRING && target->dims[0].size == NULL)
    return g_strdup ("0");
  if (!idl_ndr_both_ready (printer, target->dims[0].size, NULL))
    return g_strdup ("BECK_NDR_NO_COUNT");
  size = idl_ndr_size (printer, &target->dims[0]);
  return g_strdup_printf ("(gsize) (%s)", size);
}

/* What a full pointer refers to, in words that are the same for every name of the type. */
char *
idl_ndr_full_type (const IdlLayout *target)
{
  IDL_C inner = NULL;

  switch (target->kind)
    {
    case IDL_LAYOUT_SCALAR:
      return g_strdup (idl_ndr_scalar_name (target->scalar));
    case IDL_LAYOUT_STRUCT:
    case IDL_LAYOUT_UNION:
      return target->shape->name != NULL ? g_strdup (target->shape->name)
                                         : idl_emit_place (target->shape->tag->decl.pos);
    case IDL_LAYOUT_POINTER:
      inner = idl_ndr_full_type (target->target);
      return g_strdup_printf ("%s *", inner);
    case IDL_LAYOUT_ARRAY:
    case IDL_LAYOUT_STRING:
      inner = idl_ndr_full_type (target->element);
      return g_strdup_printf ("%s %s[%" G_GUINT64_FORMAT "]", inner,
                              target->kind == IDL_LAYOUT_STRING ? "string" : "",
                              target->dims[0].count);
    default:
      return idl_ndr_type (target);
    }
}

static void
get_full (IdlNdrPrinter *printer, const IdlLayout *pointer, const char *value)
{
  IDL_C count = idl_ndr_full_count (printer, pointer->target);
  IDL_C type = idl_ndr_full_type (pointer->target);
  const char *outer = printer->full_type;
  const char *id = idl_ndr_name (printer, "id");
  const char *known = idl_ndr_name (printer, "known");
  gsize body;

  printer->full_type = type;
  idl_ndr_line (printer, "const void *%s = %s;", id, value);
  idl_ndr_line (printer, "gboolean %s;", known);
  idl_ndr_blank (printer);
  idl_ndr_try (printer, "beck_ndr_get_full (ndr, &%s, \"%s\", %s, &%s)", value, printer->full_type,
               count, known);
  idl_ndr_line (printer, "if (!%s)", known);
  body = idl_ndr_body (printer);
  printer->full_id = id;
  idl_ndr_get_pointee (printer, pointer, value, NULL);
  idl_ndr_body_end (printer, body);
  printer->full_type = outer;
}

void
idl_ndr_get_pointer_behind (IdlNdrPrinter *printer, const IdlLayout *pointer, const char *value)
{
  gsize body;

  if (pointer->pointer == IDL_POINTER_REF)
    {
      idl_ndr_get_pointee (printer, pointer, value, NULL);
      return;
    }
  idl_ndr_line (printer, "if (%s != NULL)", value);
  body = idl_ndr_body (printer);
  if (pointer->pointer == IDL_POINTER_FULL)
    get_full (printer, pointer, value);
  else
    idl_ndr_get_pointee (printer, pointer, value, NULL);
  idl_ndr_body_end (printer, body);
}
