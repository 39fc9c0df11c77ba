/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Reading arrays and strings, as C (wire.md 3.2, 3.3): in place, behind a pointer, or into the room
 * that somebody has for them.
 */

#include "emit-ndr-get.h"

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

      idl_ndr_compare (printer, "an offset that is not the first element", first, expected,
                       idl_ndr_both_ready (printer, dim->first, NULL));
    }
  if (dim->length != NULL)
    {
      IDL_C expected = idl_ndr_length (printer, dim, bounds->max[i]);

      idl_ndr_compare (printer, "a count that is not the length", length, expected,
                       idl_ndr_both_ready (printer, dim->length, dim->first));
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
      idl_ndr_compare_size (printer, dim, max);
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
void
idl_ndr_get_array_flat (IdlNdrPrinter *printer, const IdlLayout *array, const char *value)
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
    idl_ndr_compare_size (printer, &array->dims[0], "max");
  idl_ndr_block_end (printer, start);
}

void
idl_ndr_get_array_behind (IdlNdrPrinter *printer, const IdlLayout *array, const char *value)
{
  IDL_C elements = idl_ndr_elements (array, value);
  g_auto (IdlNdrBounds) bounds = { 0 };
  gsize start;

  start = idl_ndr_block (printer);
  idl_ndr_bounds (printer, array, "beck_ndr_get_check_count", NULL, &bounds);
  idl_ndr_each (printer, array, elements, &bounds, idl_ndr_get_behind);
  idl_ndr_block_end (printer, start);
}

/* An array with its counts. Either it gets memory, to be stored in @pointer, or it has room
 * for @room elements. */
void
idl_ndr_get_array_whole (IdlNdrPrinter *printer, const IdlLayout *array, const char *elements,
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
      idl_ndr_after_memory (printer, pointer, total);
      if (array->element->kind == IDL_LAYOUT_CONTEXT)
        idl_ndr_line (printer, "memset (%s, 0, %s * sizeof %s[0]);", elements, total, elements);
    }
  get_elements (printer, array, elements, &bounds, total);
  if (array->behind)
    idl_ndr_each (printer, array, elements, &bounds, idl_ndr_get_behind);
  idl_ndr_block_end (printer, start);
}

/* ---- Strings ---- */

/* In an array of @max characters: a constant or variable. */
static void
get_chars (IdlNdrPrinter *printer, const IdlLayout *string, const char *text, const char *max)
{
  const char *first = idl_ndr_name (printer, "first");
  const char *length = idl_ndr_name (printer, "length");

  idl_ndr_line (printer, "gsize %s, %s;", first, length);
  idl_ndr_blank (printer);
  idl_ndr_try (printer, "beck_ndr_get_variance (ndr, %s, FALSE, &%s, &%s)", max, first, length);
  idl_ndr_try (printer, "beck_ndr_get_chars%s (ndr, %s, %s)", idl_ndr_string_suffix (string), text,
               length);
  idl_ndr_line (printer, "beck_ndr_get_zero_rest (%s, sizeof %s[0], %s, 0, %s);", text, text, max,
                length);
}

void
idl_ndr_get_string_flat (IdlNdrPrinter *printer, const IdlLayout *string, const char *value)
{
  const IdlDim *dim = &string->dims[0];
  IDL_C max = dim->conformant ? g_strdup ("max") : idl_ndr_size (printer, dim);
  gsize start;

  start = idl_ndr_block (printer);
  get_chars (printer, string, value, max);
  if (dim->conformant)
    idl_ndr_compare_size (printer, dim, "max");
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

void
idl_ndr_get_string_pointee (IdlNdrPrinter *printer, const IdlLayout *string, const char *pointer,
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
      idl_ndr_try (printer, "beck_ndr_get_string%s (ndr, &%s, &%s)", idl_ndr_string_suffix (string),
                   pointer, max);
      idl_ndr_compare_size (printer, &string->dims[0], max);
    }
  idl_ndr_after_memory (printer, pointer, string->dims[0].size != NULL ? max : "0");
  idl_ndr_block_end (printer, start);
}

void
idl_ndr_get_elements (IdlNdrPrinter *printer, const IdlLayout *layout, const char *elements,
                      const char *room)
{
  if (layout->kind == IDL_LAYOUT_STRING)
    get_string_room (printer, layout, elements, room);
  else
    idl_ndr_get_array_whole (printer, layout, elements, NULL, room);
}
