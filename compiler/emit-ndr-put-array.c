/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Writing arrays and strings, as C (wire.md 3.2, 3.3).
 */

#include "emit-ndr-put.h"

#define CHECK "beck_ndr_put_check_count"

/* ---- Arrays ---- */

static void
put_variances (IdlNdrPrinter *printer, const IdlLayout *array, const IdlNdrBounds *bounds)
{
  for (guint i = 0; i < array->n_dims; i++)
    if (array->dims[i].varying)
      idl_ndr_try (printer, "beck_ndr_put_variance (ndr, %s, %s, %s)",
                   bounds->first[i] != NULL ? bounds->first[i] : "0", bounds->length[i],
                   bounds->max[i]);
}

static void
put_elements (IdlNdrPrinter *printer, const IdlLayout *array, const char *elements,
              const IdlNdrBounds *bounds)
{
  const char *bulk = idl_ndr_bulk_name (array->element);

  put_variances (printer, array, bounds);
  if (bulk == NULL || (array->n_dims > 1 && idl_ndr_is_varying (array)))
    {
      idl_ndr_align_to (printer, idl_ndr_align (array->element));
      idl_ndr_each (printer, array, elements, bounds, idl_ndr_put_flat);
    }
  else if (bounds->first[0] != NULL)
    idl_ndr_try (printer, "beck_ndr_put_%s (ndr, &%s[%s], %s)", bulk, elements, bounds->first[0],
                 bounds->length[0]);
  else
    {
      IDL_C total = idl_ndr_total (array, bounds);

      idl_ndr_try (printer, "beck_ndr_put_%s (ndr, %s, %s)", bulk, elements,
                   bounds->length[0] != NULL ? bounds->length[0] : total);
    }
}

/* An array in place. A conformant one's size is in the function's parameter. */
void
idl_ndr_put_array_flat (IdlNdrPrinter *printer, const IdlLayout *array, const char *value)
{
  IDL_C elements = idl_ndr_elements (array, value);
  g_auto (IdlNdrBounds) bounds = { 0 };
  gsize start;

  start = idl_ndr_block (printer);
  idl_ndr_bounds (printer, array, CHECK, array->conformant ? "max" : NULL, &bounds);
  put_elements (printer, array, elements, &bounds);
  idl_ndr_block_end (printer, start);
}

void
idl_ndr_put_array_behind (IdlNdrPrinter *printer, const IdlLayout *array, const char *value)
{
  IDL_C elements = idl_ndr_elements (array, value);
  g_auto (IdlNdrBounds) bounds = { 0 };
  gsize start;

  start = idl_ndr_block (printer);
  idl_ndr_bounds (printer, array, CHECK, NULL, &bounds);
  idl_ndr_each (printer, array, elements, &bounds, idl_ndr_put_behind);
  idl_ndr_block_end (printer, start);
}

/* An array that is a pointee, or a fixed one: counts, elements, what is behind them. */
void
idl_ndr_put_array_whole (IdlNdrPrinter *printer, const IdlLayout *array, const char *elements)
{
  g_auto (IdlNdrBounds) bounds = { 0 };
  gsize start;

  start = idl_ndr_block (printer);
  idl_ndr_bounds (printer, array, CHECK, NULL, &bounds);
  for (guint i = 0; i < array->n_dims; i++)
    if (array->dims[i].conformant)
      {
        idl_ndr_size_range (printer, &array->dims[i], bounds.max[i]);
        idl_ndr_try (printer, "beck_ndr_put_max_count (ndr, %s)", bounds.max[i]);
      }
  put_elements (printer, array, elements, &bounds);
  if (array->behind)
    idl_ndr_each (printer, array, elements, &bounds, idl_ndr_put_behind);
  idl_ndr_block_end (printer, start);
}

/* ---- Strings ---- */

/* A string in place: the size of a conformant one came before (wire.md 3.4). */
void
idl_ndr_put_string_flat (IdlNdrPrinter *printer, const IdlLayout *string, const char *value)
{
  const IdlDim *dim = &string->dims[0];
  IDL_C size = dim->conformant ? g_strdup ("max") : idl_ndr_size (printer, dim);

  idl_ndr_try (printer, "beck_ndr_put_string%s (ndr, %s, %s, %s, FALSE)",
               idl_ndr_string_suffix (string), value, size, size);
}

void
idl_ndr_put_string_whole (IdlNdrPrinter *printer, const IdlLayout *string, const char *value)
{
  const IdlDim *dim = &string->dims[0];
  g_auto (IdlNdrBounds) bounds = { 0 };
  gsize start;

  if (!dim->conformant)
    idl_ndr_put_string_flat (printer, string, value);
  else if (dim->size == NULL)
    {
      IDL_C size =
          g_strdup_printf ("beck_ndr_string_size%s (%s)", idl_ndr_string_suffix (string), value);

      idl_ndr_size_range (printer, dim, size);
      idl_ndr_try (printer, "beck_ndr_put_string%s (ndr, %s, G_MAXSIZE, 0, TRUE)",
                   idl_ndr_string_suffix (string), value);
    }
  else
    {
      start = idl_ndr_block (printer);
      idl_ndr_bounds (printer, string, CHECK, NULL, &bounds);
      idl_ndr_size_range (printer, dim, bounds.max[0]);
      idl_ndr_try (printer, "beck_ndr_put_string%s (ndr, %s, %s, %s, TRUE)",
                   idl_ndr_string_suffix (string), value, bounds.max[0], bounds.max[0]);
      idl_ndr_block_end (printer, start);
    }
}
