/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Bounds of arrays, and loops over their elements: the same for writing, reading and
 * releasing.
 */

#include "emit-ndr-private.h"

void
idl_ndr_bounds_clear (IdlNdrBounds *bounds)
{
  for (guint i = 0; i < IDL_NDR_MAX_DIMS; i++)
    {
      g_free (bounds->max[i]);
      g_free (bounds->first[i]);
      g_free (bounds->length[i]);
    }
}

gboolean
idl_ndr_is_varying (const IdlLayout *array)
{
  for (guint i = 0; i < array->n_dims; i++)
    if (array->dims[i].varying)
      return TRUE;
  return FALSE;
}

const char *
idl_ndr_string_suffix (const IdlLayout *string)
{
  return string->element->wire[IDL_NDR20] == 2 ? "16" : "";
}

/* A new variable called like @base with the checked value of @expression. */
static char *
declare (IdlNdrPrinter *printer, const char *base, const char *check, const char *expression)
{
  const char *name = idl_ndr_name (printer, base);

  idl_ndr_line (printer, "gsize %s;", name);
  idl_ndr_blank (printer);
  idl_ndr_try (printer, "%s (ndr, %s, &%s)", check, expression, name);
  return g_strdup (name);
}

void
idl_ndr_size_range (IdlNdrPrinter *printer, const IdlDim *dim, const char *size)
{
  if (dim->has_range)
    idl_ndr_try (
        printer,
        "beck_ndr_%s_check_range (ndr, (gint64) %s, %" G_GINT64_FORMAT ", %" G_GINT64_FORMAT ")",
        printer->reading ? "get" : "put", size, (gint64) dim->low.bits, (gint64) dim->high.bits);
}

void
idl_ndr_bounds (IdlNdrPrinter *printer, const IdlLayout *array, const char *check, const char *max,
                IdlNdrBounds *bounds)
{
  for (guint i = 0; i < array->n_dims; i++)
    {
      const IdlDim *dim = &array->dims[i];
      IDL_C size = idl_ndr_size (printer, dim);

      if (dim->size == NULL || (i == 0 && max != NULL))
        bounds->max[i] = g_strdup (i == 0 && max != NULL ? max : size);
      else
        bounds->max[i] = declare (printer, "max", check, size);
      if (dim->varying && array->kind != IDL_LAYOUT_STRING)
        {
          IDL_C first = idl_ndr_first (printer, dim);
          IDL_C length = idl_ndr_length (printer, dim, bounds->max[i]);

          if (dim->first != NULL)
            bounds->first[i] = declare (printer, "first", check, first);
          bounds->length[i] = declare (printer, "length", check, length);
        }
    }
}

char *
idl_ndr_total (const IdlLayout *array, const IdlNdrBounds *bounds)
{
  GString *out = g_string_new (bounds->max[0]);

  for (guint i = 1; i < array->n_dims; i++)
    g_string_append_printf (out, " * %s", bounds->max[i]);
  return g_string_free (out, FALSE);
}

/* "(i * 3 + i_2) * 4 + i_3" */
static char *
flat_index (const IdlLayout *array, const IdlNdrBounds *bounds, const IdlNdrLoop *loops)
{
  GString *out = g_string_new (loops[0].variable);

  for (guint i = 1; i < array->n_dims; i++)
    {
      if (i > 1)
        {
          g_string_prepend_c (out, '(');
          g_string_append_c (out, ')');
        }
      g_string_append_printf (out, " * %s + %s", bounds->max[i], loops[i].variable);
    }
  return g_string_free (out, FALSE);
}

static IdlNdrLoop
open_loop (IdlNdrPrinter *printer, const IdlNdrBounds *bounds, guint dim)
{
  const char *first = bounds->first[dim] != NULL ? bounds->first[dim] : "0";
  IDL_C end = NULL;

  if (bounds->length[dim] == NULL)
    end = g_strdup (bounds->max[dim]);
  else if (bounds->first[dim] == NULL)
    end = g_strdup (bounds->length[dim]);
  else
    end = g_strdup_printf ("%s + %s", first, bounds->length[dim]);
  return idl_ndr_loop (printer, first, end);
}

void
idl_ndr_each (IdlNdrPrinter *printer, const IdlLayout *array, const char *elements,
              const IdlNdrBounds *bounds, IdlNdrElement print)
{
  IdlNdrLoop loops[IDL_NDR_MAX_DIMS];
  IDL_C index = NULL;
  IDL_C value = NULL;

  for (guint i = 0; i < array->n_dims; i++)
    loops[i] = open_loop (printer, bounds, i);
  index = flat_index (array, bounds, loops);
  value = g_strdup_printf ("%s[%s]", elements, index);
  print (printer, array->element, value);
  for (guint i = array->n_dims; i > 0; i--)
    idl_ndr_loop_end (printer, &loops[i - 1]);
}

char *
idl_ndr_plain_total (IdlNdrPrinter *printer, const IdlLayout *array)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < array->n_dims; i++)
    {
      IDL_C size = idl_ndr_size (printer, &array->dims[i]);

      g_string_append (out, i > 0 ? " * " : "");
      g_string_append_printf (out, array->dims[i].size != NULL ? "beck_ndr_free_count (%s)" : "%s",
                              size);
    }
  return g_string_free (out, FALSE);
}

/* ---- Arrays at the end of structures ---- */

char *
idl_ndr_tail_size (const IdlShape *shape, const char *value)
{
  const IdlMember *last = &shape->members[shape->n_members - 1];
  IDL_C prefix = g_strdup_printf ("%s.", value);
  IDL_C place = idl_ndr_member (prefix, last);
  IdlNdrPrinter printer = { .shape = shape, .prefix = prefix };

  if (last->layout->kind == IDL_LAYOUT_STRUCT)
    return idl_ndr_tail_size (last->layout->shape, place != NULL ? place : value);
  if (last->layout->dims[0].size == NULL)
    return g_strdup_printf ("(gint64) beck_ndr_string_size%s (%s)",
                            last->layout->element->wire[IDL_NDR20] == 2 ? "16" : "", place);
  return idl_ndr_size (&printer, &last->layout->dims[0]);
}

char *
idl_ndr_tail_bytes (const IdlShape *shape, const char *pointer)
{
  IDL_C value = g_strdup_printf ("(*%s)", pointer);
  IDL_C size = idl_ndr_tail_size (shape, value);
  IDL_C path = idl_ndr_tail_path (shape);

  return g_strdup_printf ("MAX (sizeof (%s), G_STRUCT_OFFSET (%s, %s) + beck_ndr_free_count (%s) * "
                          "sizeof %s->%s[0])",
                          shape->name, shape->name, path, size, pointer, path);
}
