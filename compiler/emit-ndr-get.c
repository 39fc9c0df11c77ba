/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Reading, as C: the mirror of emit-ndr-put.c. What attributes promise is compared with what
 * the wire says as soon as the names in their expressions have been read, otherwise at the
 * function's end.
 */

#include "emit-ndr-private.h"
#include "emit.h"
#include "type.h"

/* ---- Comparing ---- */

/* A variable for the whole function. */
static const char *
declare_top (IdlNdrPrinter *printer, const char *type, const char *base, const char *value)
{
  const char *name = idl_ndr_name (printer, base);

  g_string_append_printf (printer->locals, "  %s %s = %s;\n", type, name, value);
  return name;
}

/* A statement for the function's end. */
static void
check_later (IdlNdrPrinter *printer, const char *expression)
{
  IdlNdrPrinter end = *printer;

  end.out = printer->checks;
  end.indent = 2;
  end.index = NULL;
  idl_ndr_try (&end, "%s", expression);
}

static gboolean
is_ready (const IdlNdrPrinter *printer, const IdlExpr *a, const IdlExpr *b)
{
  return (a == NULL || idl_ndr_expr_ready (printer, a))
         && (b == NULL || idl_ndr_expr_ready (printer, b));
}

/* Variable @found, a size or length, against C expression @expected. */
static void
compare (IdlNdrPrinter *printer, const char *what, const char *found, const char *expected,
         gboolean ready)
{
  IDL_C check = NULL;
  const char *noted;

  if (ready)
    {
      idl_ndr_try (printer, "beck_ndr_get_check_same (ndr, \"%s\", %s, %s)", what, found, expected);
      return;
    }
  noted = declare_top (printer, "gsize", "noted", "BECK_NDR_NO_COUNT");
  idl_ndr_try (printer, "beck_ndr_get_note_same (ndr, &%s, %s)", noted, found);
  check = g_strdup_printf ("beck_ndr_get_check_same (ndr, \"%s\", %s, %s)", what, noted, expected);
  check_later (printer, check);
}

static void
compare_size (IdlNdrPrinter *printer, const IdlDim *dim, const char *found)
{
  IDL_C expected = NULL;

  idl_ndr_size_range (printer, dim, found);
  if (dim->size == NULL)
    return;
  expected = idl_ndr_size (printer, dim);
  compare (printer, "a maximum that is not the size", found, expected,
           is_ready (printer, dim->size, NULL));
}

/* ---- Arrays ---- */

/* Reads offset and length of dimension @i into variables and compares them. */
static void
get_variance (IdlNdrPrinter *printer, const IdlDim *dim, IdlNdrBounds *bounds, guint i)
{
  const char *first = idl_ndr_name (printer, "first");
  const char *length = idl_ndr_name (printer, "length");

  idl_ndr_line (printer, "gsize %s, %s;", first, length);
  idl_ndr_blank (printer);
  idl_ndr_try (printer, "beck_ndr_get_variance (ndr, %s, %s, &%s, &%s)", bounds->max[i],
               dim->first != NULL ? "TRUE" : "FALSE", first, length);
  bounds->first[i] = g_strdup (first);
  bounds->length[i] = g_strdup (length);
  if (dim->first != NULL)
    {
      IDL_C expected = idl_ndr_first (printer, dim);

      compare (printer, "an offset that is not the first element", first, expected,
               is_ready (printer, dim->first, NULL));
    }
  if (dim->length != NULL)
    {
      IDL_C expected = idl_ndr_length (printer, dim, bounds->max[i]);

      compare (printer, "a count that is not the length", length, expected,
               is_ready (printer, dim->length, dim->first));
    }
}

static void
get_variances (IdlNdrPrinter *printer, const IdlLayout *array, IdlNdrBounds *bounds)
{
  for (guint i = 0; i < array->n_dims; i++)
    if (array->dims[i].varying)
      get_variance (printer, &array->dims[i], bounds, i);
}

/* What is read of the sizes: max_counts into variables, constants for fixed dimensions. */
static void
get_sizes (IdlNdrPrinter *printer, const IdlLayout *array, IdlNdrBounds *bounds)
{
  for (guint i = 0; i < array->n_dims; i++)
    {
      const IdlDim *dim = &array->dims[i];
      const char *max;

      if (!dim->conformant)
        {
          bounds->max[i] = idl_ndr_size (printer, dim);
          continue;
        }
      max = idl_ndr_name (printer, "max");
      idl_ndr_line (printer, "gsize %s;", max);
      idl_ndr_blank (printer);
      idl_ndr_try (printer, "beck_ndr_get_max_count (ndr, &%s)", max);
      bounds->max[i] = g_strdup (max);
      compare_size (printer, dim, max);
    }
}

/* All dimensions' sizes multiplied: an expression, or a variable where that could be too much. */
char *
idl_ndr_get_total (IdlNdrPrinter *printer, const IdlLayout *array, const IdlNdrBounds *bounds)
{
  char *total = g_strdup (bounds->max[0]);

  if (!array->conformant)
    {
      g_free (total);
      return idl_ndr_total (array, bounds);
    }
  for (guint i = 1; i < array->n_dims; i++)
    {
      const char *name = idl_ndr_name (printer, "total");

      idl_ndr_line (printer, "gsize %s;", name);
      idl_ndr_blank (printer);
      idl_ndr_try (printer, "beck_ndr_get_total (ndr, %s, %s, &%s)", total, bounds->max[i], name);
      g_free (total);
      total = g_strdup (name);
    }
  return total;
}

/* Elements on the wire: lengths of varying dimensions, sizes of the others, multiplied. */
static char *
wire_count (const IdlLayout *array, const IdlNdrBounds *bounds, const char *total)
{
  GString *out;

  if (!idl_ndr_is_varying (array))
    return g_strdup (total);
  out = g_string_new (NULL);
  for (guint i = 0; i < array->n_dims; i++)
    g_string_append_printf (out, "%s%s", i > 0 ? " * " : "",
                            bounds->length[i] != NULL ? bounds->length[i] : bounds->max[i]);
  return g_string_free (out, FALSE);
}

static void
check_elements (IdlNdrPrinter *printer, const IdlLayout *array, const IdlNdrBounds *bounds,
                const char *total)
{
  IDL_C count = wire_count (array, bounds, total);

  if (array->conformant || idl_ndr_is_varying (array))
    idl_ndr_try (printer, "beck_ndr_get_check_elements (ndr, %s, %u)", count,
                 MAX (array->element->least[IDL_NDR20], 1));
}

/* Zeros for what of a varying array does not travel. */
static void
zero_rest (IdlNdrPrinter *printer, const IdlLayout *array, const char *elements,
           const IdlNdrBounds *bounds, const char *total)
{
  if (!idl_ndr_is_varying (array))
    return;
  if (array->n_dims > 1)
    idl_ndr_line (printer, "memset (%s, 0, %s * sizeof %s[0]);", elements, total, elements);
  else
    idl_ndr_line (printer, "beck_ndr_get_zero_rest (%s, sizeof %s[0], %s, %s, %s);", elements,
                  elements, bounds->max[0], bounds->first[0], bounds->length[0]);
}

static void
get_elements (IdlNdrPrinter *printer, const IdlLayout *array, const char *elements,
              const IdlNdrBounds *bounds, const char *total)
{
  const char *bulk = idl_ndr_bulk_name (array->element);

  zero_rest (printer, array, elements, bounds, total);
  if (bulk == NULL || (array->n_dims > 1 && idl_ndr_is_varying (array)))
    {
      idl_ndr_align_to (printer, idl_ndr_align (array->element));
      idl_ndr_each (printer, array, elements, bounds, idl_ndr_get_flat);
    }
  else if (bounds->first[0] != NULL)
    idl_ndr_try (printer, "beck_ndr_get_%s (ndr, &%s[%s], %s)", bulk, elements, bounds->first[0],
                 bounds->length[0]);
  else
    idl_ndr_try (printer, "beck_ndr_get_%s (ndr, %s, %s)", bulk, elements, total);
}

/* An array in place; a conformant one's size is in the function's parameter. */
static void
get_array_flat (IdlNdrPrinter *printer, const IdlLayout *array, const char *value)
{
  IDL_C elements = idl_ndr_elements (array, value);
  IDL_C total = NULL;
  g_auto (IdlNdrBounds) bounds = { 0 };
  gsize start;

  start = idl_ndr_block (printer);
  for (guint i = 0; i < array->n_dims; i++)
    bounds.max[i] =
        array->dims[i].conformant ? g_strdup ("max") : idl_ndr_size (printer, &array->dims[i]);
  total = idl_ndr_get_total (printer, array, &bounds);
  get_variances (printer, array, &bounds);
  check_elements (printer, array, &bounds, total);
  get_elements (printer, array, elements, &bounds, total);
  if (array->dims[0].conformant)
    compare_size (printer, &array->dims[0], "max");
  idl_ndr_block_end (printer, start);
}

static void
get_array_behind (IdlNdrPrinter *printer, const IdlLayout *array, const char *value)
{
  IDL_C elements = idl_ndr_elements (array, value);
  g_auto (IdlNdrBounds) bounds = { 0 };
  gsize start;

  start = idl_ndr_block (printer);
  idl_ndr_bounds (printer, array, "beck_ndr_get_check_count", NULL, &bounds);
  idl_ndr_each (printer, array, elements, &bounds, idl_ndr_get_behind);
  idl_ndr_block_end (printer, start);
}

/* After the pointee got its memory: where full pointers of the same number find it, and whose
 * what is below it will be. */
static void
after_memory (IdlNdrPrinter *printer, const char *value, const char *count)
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

/* An array with its counts. Either it gets memory, to be stored in @pointer, or it has room
 * for @room elements. */
static void
get_array_whole (IdlNdrPrinter *printer, const IdlLayout *array, const char *elements,
                 const char *pointer, const char *room)
{
  IDL_C total = NULL;
  g_auto (IdlNdrBounds) bounds = { 0 };
  gsize start;

  start = idl_ndr_block (printer);
  get_sizes (printer, array, &bounds);
  total = idl_ndr_get_total (printer, array, &bounds);
  if (room != NULL)
    idl_ndr_try (printer, "beck_ndr_get_check_room (ndr, %s, %s)", total, room);
  get_variances (printer, array, &bounds);
  check_elements (printer, array, &bounds, total);
  if (pointer != NULL)
    {
      idl_ndr_try (printer, "beck_ndr_get_alloc_array (ndr, &%s, %s, sizeof %s[0])", pointer, total,
                   elements);
      after_memory (printer, pointer, total);
      if (array->element->kind == IDL_LAYOUT_CONTEXT)
        idl_ndr_line (printer, "memset (%s, 0, %s * sizeof %s[0]);", elements, total, elements);
    }
  get_elements (printer, array, elements, &bounds, total);
  if (array->behind)
    idl_ndr_each (printer, array, elements, &bounds, idl_ndr_get_behind);
  idl_ndr_block_end (printer, start);
}

/* ---- Strings ---- */

static const char *
suffix (const IdlLayout *string)
{
  return string->element->wire[IDL_NDR20] == 2 ? "16" : "";
}

/* In an array of @max characters: a constant or variable. */
static void
get_chars (IdlNdrPrinter *printer, const IdlLayout *string, const char *text, const char *max)
{
  const char *first = idl_ndr_name (printer, "first");
  const char *length = idl_ndr_name (printer, "length");

  idl_ndr_line (printer, "gsize %s, %s;", first, length);
  idl_ndr_blank (printer);
  idl_ndr_try (printer, "beck_ndr_get_variance (ndr, %s, FALSE, &%s, &%s)", max, first, length);
  idl_ndr_try (printer, "beck_ndr_get_chars%s (ndr, %s, %s)", suffix (string), text, length);
  idl_ndr_line (printer, "beck_ndr_get_zero_rest (%s, sizeof %s[0], %s, 0, %s);", text, text, max,
                length);
}

static void
get_string_flat (IdlNdrPrinter *printer, const IdlLayout *string, const char *value)
{
  const IdlDim *dim = &string->dims[0];
  IDL_C max = dim->conformant ? g_strdup ("max") : idl_ndr_size (printer, dim);
  gsize start;

  start = idl_ndr_block (printer);
  get_chars (printer, string, value, max);
  if (dim->conformant)
    compare_size (printer, dim, "max");
  idl_ndr_block_end (printer, start);
}

static void
get_string_room (IdlNdrPrinter *printer, const IdlLayout *string, const char *text,
                 const char *room)
{
  g_auto (IdlNdrBounds) bounds = { 0 };
  gsize start;

  start = idl_ndr_block (printer);
  get_sizes (printer, string, &bounds);
  idl_ndr_try (printer, "beck_ndr_get_check_room (ndr, %s, %s)", bounds.max[0], room);
  get_chars (printer, string, text, bounds.max[0]);
  idl_ndr_block_end (printer, start);
}

static void
get_string_pointee (IdlNdrPrinter *printer, const IdlLayout *string, const char *pointer,
                    const char *text)
{
  const char *max = NULL;
  gsize start;

  start = idl_ndr_block (printer);
  if (!string->dims[0].conformant)
    {
      IDL_C size = idl_ndr_size (printer, &string->dims[0]);

      idl_ndr_try (printer, "beck_ndr_get_alloc_array (ndr, &%s, %s, sizeof %s[0])", pointer, size,
                   text);
      get_chars (printer, string, text, size);
    }
  else
    {
      max = idl_ndr_name (printer, "max");
      idl_ndr_line (printer, "gsize %s;", max);
      idl_ndr_blank (printer);
      idl_ndr_try (printer, "beck_ndr_get_string%s (ndr, &%s, &%s)", suffix (string), pointer, max);
      compare_size (printer, &string->dims[0], max);
    }
  after_memory (printer, pointer, string->dims[0].size != NULL ? max : "0");
  idl_ndr_block_end (printer, start);
}

void
idl_ndr_get_elements (IdlNdrPrinter *printer, const IdlLayout *layout, const char *elements,
                      const char *room)
{
  if (layout->kind == IDL_LAYOUT_STRING)
    get_string_room (printer, layout, elements, room);
  else
    get_array_whole (printer, layout, elements, NULL, room);
}

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

/* ---- Unions ---- */

/* Reads the tag into gint64 variable @tag. */
static void
get_tag (IdlNdrPrinter *printer, const IdlShape *shape, const char *tag)
{
  static const char *const types[] = {
    [IDL_SCALAR_U8] = "guint8",        [IDL_SCALAR_I8] = "gint8",
    [IDL_SCALAR_U16] = "guint16",      [IDL_SCALAR_I16] = "gint16",
    [IDL_SCALAR_U32] = "guint32",      [IDL_SCALAR_I32] = "gint32",
    [IDL_SCALAR_U64] = "guint64",      [IDL_SCALAR_I64] = "gint64",
    [IDL_SCALAR_ENUM16] = "gint32",    [IDL_SCALAR_ENUM32] = "gint32",
    [IDL_SCALAR_INT3264] = "LONG_PTR", [IDL_SCALAR_UINT3264] = "ULONG_PTR",
    [IDL_SCALAR_FLOAT] = "",           [IDL_SCALAR_DOUBLE] = "",
  };
  IdlScalar scalar = shape->discriminant->scalar;
  const char *wire = idl_ndr_name (printer, "wire");

  idl_ndr_line (printer, "%s %s;", types[scalar], wire);
  idl_ndr_blank (printer);
  idl_ndr_try (printer, "beck_ndr_get_%s (ndr, &%s)", idl_ndr_scalar_name (scalar), wire);
  idl_ndr_line (printer, "%s = (gint64) %s;", tag, wire);
}

/* Compares the tag read with [switch_is], now or later. In the latter case it is kept for
 * what is behind. */
static void
compare_tag (IdlNdrPrinter *printer, const IdlLayout *layout, const char *tag)
{
  IDL_C expected = NULL;
  IDL_C check = NULL;
  const char *noted;

  if (layout->switched == NULL)
    return;
  expected = idl_ndr_expr (printer, layout->switched);
  if (idl_ndr_expr_ready (printer, layout->switched))
    {
      idl_ndr_try (printer, "beck_ndr_get_check_tag (ndr, %s, %s)", tag, expected);
      return;
    }
  noted = declare_top (printer, "gint64", "noted_tag", "G_MININT64");
  idl_ndr_try (printer, "beck_ndr_get_note_tag (ndr, &%s, %s)", noted, tag);
  g_hash_table_insert (printer->tags, (gpointer) layout, (gpointer) noted);
  check = g_strdup_printf ("%s == G_MININT64 || beck_ndr_get_check_tag (ndr, %s, %s)", noted, noted,
                           expected);
  check_later (printer, check);
}

static void
get_behind_if_any (IdlNdrPrinter *printer, const IdlLayout *layout, const char *value)
{
  if (layout->behind)
    idl_ndr_get_behind (printer, layout, value);
}

static void
get_arms (IdlNdrPrinter *printer, const IdlShape *shape, const char *value, const char *tag,
          gboolean behind)
{
  IDL_C prefix = idl_ndr_prefix (printer->prefix, value);
  IDL_C call = g_strdup_printf ("beck_ndr_get_no_arm (ndr, %s)", tag);
  IDL_C fault = idl_ndr_failure (printer, call);

  idl_ndr_switch (printer, shape, prefix, tag, behind ? "break;" : fault,
                  behind ? get_behind_if_any : idl_ndr_get_flat);
}

/* What is behind a union: its tag was compared, or noted, when the flat part was read. */
static void
get_union_behind (IdlNdrPrinter *printer, const IdlLayout *layout, const char *value)
{
  const IdlShape *shape = layout->shape;
  const char *noted = g_hash_table_lookup (printer->tags, layout);
  IDL_C tag = NULL;

  if (noted != NULL)
    tag = g_strdup (noted);
  else if (layout->switched != NULL)
    tag = idl_ndr_expr (printer, layout->switched);
  else
    tag = g_strdup_printf ("(gint64) %s%s", printer->prefix, printer->shape->members[0].name);
  if (idl_ndr_has_function (shape))
    idl_ndr_try (printer, "get_behind_%s (ndr, &%s, %s)", shape->ident, value, tag);
  else
    get_arms (printer, shape, value, tag, TRUE);
}

/* Without a name the arms are printed in place. Inside an encapsulated union the tag has been
 * read as a member. */
static void
get_union_in_place (IdlNdrPrinter *printer, const IdlLayout *layout, const char *value)
{
  const IdlShape *shape = layout->shape;
  const char *tag = idl_ndr_name (printer, "tag");

  idl_ndr_line (printer, "gint64 %s;", tag);
  if (layout->switched != NULL)
    get_tag (printer, shape, tag);
  else
    idl_ndr_line (printer, "%s = (gint64) %s%s;", tag, printer->prefix,
                  printer->shape->members[0].name);
  compare_tag (printer, layout, tag);
  if (value != NULL)
    idl_ndr_line (printer, "memset (&%s, 0, sizeof %s);", value, value);
  idl_ndr_align_to (printer, shape->arm_align[IDL_NDR20]);
  get_arms (printer, shape, value, tag, FALSE);
}

static void
get_union_flat (IdlNdrPrinter *printer, const IdlLayout *layout, const char *value)
{
  const char *tag;
  gsize start;

  start = idl_ndr_block (printer);
  if (idl_ndr_has_function (layout->shape))
    {
      tag = idl_ndr_name (printer, "tag");
      idl_ndr_line (printer, "gint64 %s;", tag);
      idl_ndr_blank (printer);
      idl_ndr_try (printer, "get_%s (ndr, &%s, &%s)", layout->shape->ident, value, tag);
      compare_tag (printer, layout, tag);
    }
  else
    get_union_in_place (printer, layout, value);
  idl_ndr_block_end (printer, start);
}

/* ---- Pointers ---- */

static void
get_conformant_struct (IdlNdrPrinter *printer, const IdlLayout *layout, const char *pointer,
                       const char *value, const char *room)
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
  after_memory (printer, pointer, "1");
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
    get_string_pointee (printer, target, value, pointee);
  else if (target->kind == IDL_LAYOUT_ARRAY)
    get_array_whole (printer, target, pointee, value, room);
  else if (target->kind == IDL_LAYOUT_STRUCT && target->shape->tail != NULL)
    get_conformant_struct (printer, target, value, pointee, room);
  else
    {
      idl_ndr_try (printer, "beck_ndr_get_pointee (ndr, &%s, sizeof %s, %u)", value, pointee,
                   target->least[IDL_NDR20]);
      after_memory (printer, value, "1");
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
  if (!is_ready (printer, target->dims[0].size, NULL))
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
  const char *id = idl_ndr_name (printer, "id");
  const char *known = idl_ndr_name (printer, "known");
  gsize body;

  printer->full_type = idl_ndr_full_type (pointer->target);
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
  g_clear_pointer (&printer->full_type, g_free);
}

static void
get_pointer_behind (IdlNdrPrinter *printer, const IdlLayout *pointer, const char *value)
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
      get_union_flat (printer, layout, value);
      break;
    case IDL_LAYOUT_ARRAY:
      get_array_flat (printer, layout, value);
      break;
    case IDL_LAYOUT_STRING:
      get_string_flat (printer, layout, value);
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
      get_union_behind (printer, layout, value);
      break;
    case IDL_LAYOUT_ARRAY:
      get_array_behind (printer, layout, value);
      break;
    case IDL_LAYOUT_POINTER:
      get_pointer_behind (printer, layout, value);
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
    get_array_whole (printer, layout, value, NULL, NULL);
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
      get_tag (&printer, shape, "*tag");
      idl_ndr_line (&printer, "memset (v, 0, sizeof *v);");
      idl_ndr_align_to (&printer, shape->arm_align[IDL_NDR20]);
      get_arms (&printer, shape, NULL, "*tag", FALSE);
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
    get_arms (&printer, shape, NULL, "tag", TRUE);
  else if (shape->loops)
    get_list_behind (&printer, shape);
  else
    idl_ndr_members (&printer, shape, NULL, TRUE);
  finish_function (&printer, "beck_ndr_get_leave (ndr)", out);
}

/* What travels in place of another type exists until the program has made its own of it. */
void
idl_ndr_get_presented (const IdlLayout *layout, GString *out)
{
  gboolean transmit = layout->kind == IDL_LAYOUT_TRANSMIT;
  const char *name = layout->user_name;
  IDL_C wire = idl_ndr_type (layout->wire_layout);
  const char *memory = transmit ? name : layout->user_type;
  IdlNdrPrinter printer;

  g_string_append_printf (out, "static gboolean\nget_%s_wire (BeckNdrReader *ndr, %s *v)\n{\n",
                          name, wire);
  idl_ndr_printer_init (&printer, g_string_new (NULL));
  printer.reading = TRUE;
  printer.prefix = "v->";
  printer.field = name;
  idl_ndr_get_whole (&printer, layout->wire_layout, "(*v)");
  finish_function (&printer, "TRUE", out);
  g_string_append_printf (out,
                          "static gboolean\nget_%s_presented (BeckNdrReader *ndr, %s *v)\n{\n"
                          "  BeckNdrScratch scratch;\n  %s wire = { 0 };\n  gboolean good;\n\n"
                          "  beck_ndr_reader_enter_scratch (ndr, &scratch);\n"
                          "  good = get_%s_wire (ndr, &wire);\n"
                          "  if (good)\n    %s_%s (&wire, v);\n"
                          "  if (beck_ndr_reader_leave_scratch (ndr, &scratch))\n"
                          "    return beck_ndr_reader_defer (ndr, release_%s, v);\n"
                          "  if (good)\n    release_%s (v);\n"
                          "  return FALSE;\n}\n\n",
                          name, memory, wire, name, name, transmit ? "from_xmit" : "to_local", name,
                          name);
}
