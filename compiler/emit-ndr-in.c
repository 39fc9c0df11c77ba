/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Reading the parameters of a procedure at the server, and room for its results.
 */

#include "emit-ndr-proc.h"
#include "type.h"

static void
own_rest (IdlNdrPrinter *printer, const IdlParamLayout *param)
{
  printer->own_rest = param->out && param->layout->kind == IDL_LAYOUT_POINTER
                      && param->layout->target->owns
                      && param->layout->target->kind != IDL_LAYOUT_OBJECT;
}

/* What the method may replace is owned; all else lives in the arena. */
static void
get_in_param (IdlNdrPrinter *printer, const IdlParamLayout *param, const char *value)
{
  gboolean owned;

  printer->nullable = param->out;
  if (!param->in || !idl_ndr_travels (param))
    return;
  if (param->partial_ignore)
    {
      idl_ndr_try (printer, "beck_ndr_get_unique (ndr, &%s)", value);
      idl_ndr_line (printer, "if (%s != NULL)", value);
      idl_ndr_line (printer, "  {");
      printer->indent += 4;
      idl_ndr_try (printer, "beck_ndr_get_alloc (ndr, &%s, sizeof *%s)", value, value);
      idl_ndr_line (printer, "memset (%s, 0, sizeof *%s);", value, value);
      printer->indent -= 4;
      idl_ndr_line (printer, "  }");
      return;
    }
  own_rest (printer, param);
  owned = printer->own_rest;
  if (idl_ndr_is_ref (param->layout))
    idl_ndr_get_pointee (printer, param->layout, value, NULL);
  else
    idl_ndr_get_whole (printer, param->layout, value);
  printer->own_rest = FALSE;
  if (owned)
    idl_ndr_line (printer, "beck_ndr_reader_set_owned (ndr, FALSE);");
}

static void
get_in_pipe (IdlNdrPrinter *printer, const IdlParamLayout *param, const char *value)
{
  if (param->layout->kind != IDL_LAYOUT_PIPE)
    return;
  /* By reference: the structure needs a place. */
  if (idl_type_is_pointer (param->var->type))
    idl_ndr_try (printer, "beck_ndr_get_alloc (ndr, &%s, sizeof (*%s))", value, value);
  if (idl_ndr_moves_pipe (printer, param))
    idl_ndr_pipe (printer, param, value, "get_in");
  else
    idl_ndr_line (printer, "memset (%s, 0, sizeof (*%s));", value, value);
}

/* Room for what an [out] pointer refers to, zeroed. */
static void
make_array_room (IdlNdrPrinter *printer, const IdlParamLayout *param, const char *value)
{
  const IdlLayout *array = param->layout->target;
  IDL_C elements = idl_ndr_pointee (param->layout, value);
  IDL_C total = NULL;
  g_auto (IdlNdrBounds) bounds = { 0 };
  gsize start;

  start = idl_ndr_block (printer);
  for (guint i = 0; i < array->n_dims; i++)
    {
      const char *max;
      IDL_C size = idl_ndr_size (printer, &array->dims[i]);

      if (array->dims[i].size == NULL)
        {
          bounds.max[i] = g_steal_pointer (&size);
          continue;
        }
      max = idl_ndr_name (printer, "max");
      idl_ndr_line (printer, "gsize %s;", max);
      idl_ndr_blank (printer);
      idl_ndr_try (printer, "beck_ndr_get_check_count (ndr, %s, &%s)", size, max);
      bounds.max[i] = g_strdup (max);
    }
  total = idl_ndr_get_total (printer, array, &bounds);
  idl_ndr_try (printer, "beck_ndr_get_alloc_array (ndr, &%s, %s, sizeof %s[0])", value, total,
               elements);
  idl_ndr_line (printer, "memset (%s, 0, %s * sizeof %s[0]);", elements, total, elements);
  idl_ndr_block_end (printer, start);
}

static void
make_room (IdlNdrPrinter *printer, const IdlParamLayout *param, const char *value)
{
  const IdlLayout *target;
  IDL_C pointee = NULL;

  if (param->in || param->layout->kind != IDL_LAYOUT_POINTER)
    return;
  target = param->layout->target;
  if (target->kind == IDL_LAYOUT_ARRAY || target->kind == IDL_LAYOUT_STRING)
    {
      make_array_room (printer, param, value);
      return;
    }
  pointee = idl_ndr_pointee (param->layout, value);
  idl_ndr_try (printer, "beck_ndr_get_alloc (ndr, &%s, sizeof %s)", value, pointee);
  idl_ndr_line (printer, "memset (&%s, 0, sizeof %s);", pointee, pointee);
}

void
idl_ndr_get_in (const IdlProcLayout *proc, GString *out)
{
  IdlNdrPrinter printer;
  GString *body;

  idl_ndr_begin (&printer, proc);
  printer.reading = TRUE;
  idl_ndr_each_param (&printer, get_in_param);
  /* Sizes are compared before they make room. */
  printer.all_ready = TRUE;
  body = printer.out;
  printer.out = printer.checks;
  idl_ndr_each_param (&printer, make_room);
  idl_ndr_each_param (&printer, idl_ndr_note_room);
  idl_ndr_each_param (&printer, get_in_pipe);
  printer.out = body;
  idl_ndr_finish (&printer, "static gboolean\nget_in_%s (BeckNdrReader *ndr, void *data)", "",
                  "  return TRUE;\n", out);
}
