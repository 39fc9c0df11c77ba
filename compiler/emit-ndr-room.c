/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * How many elements there is room for in what the method may fill, at the server: noted when it is
 * made, so that sizes that the method changes cannot lead beyond it.
 */

#include "emit-ndr-proc.h"

typedef struct
{
  const IdlProcLayout *proc;
  gboolean found;
} OutNames;

static void
find_out_name (const IdlExpr *name, gpointer data)
{
  OutNames *names = data;

  for (guint i = 0; i < names->proc->n_params; i++)
    if (names->proc->params[i].var->decl.name == name->text)
      names->found |= names->proc->params[i].out;
}

/* Whether what @param refers to has a size that the method may change, and with it how much of
 * the room made for it would be read: [in, out] long *n, [out, size_is (*n)] T v[]. */
gboolean
idl_ndr_keeps_room (const IdlProcLayout *proc, const IdlParamLayout *param)
{
  const IdlLayout *layout = param->layout;
  OutNames names = { proc, FALSE };

  if (!param->out || layout->kind != IDL_LAYOUT_POINTER)
    return FALSE;
  if (layout->target->kind == IDL_LAYOUT_STRUCT)
    return param->in && layout->target->shape->tail != NULL;
  if (layout->target->kind != IDL_LAYOUT_ARRAY && layout->target->kind != IDL_LAYOUT_STRING)
    return FALSE;
  for (guint i = 0; i < layout->target->n_dims; i++)
    if (layout->target->dims[i].size != NULL)
      idl_expr_visit_names (layout->target->dims[i].size, find_out_name, &names);
  return names.found;
}

/* The elements that the arguments say there are. */
char *
idl_ndr_said_elements (IdlNdrPrinter *printer, const IdlParamLayout *param, const char *value)
{
  const IdlLayout *target = param->layout->target;
  IDL_C pointee = NULL;
  IDL_C size = NULL;

  if (target->kind != IDL_LAYOUT_STRUCT)
    return idl_ndr_plain_total (printer, target);
  pointee = idl_ndr_pointee (param->layout, value);
  size = idl_ndr_tail_size (target->shape, pointee);
  return g_strdup_printf ("beck_ndr_free_count (%s)", size);
}

void
idl_ndr_note_room (IdlNdrPrinter *printer, const IdlParamLayout *param, const char *value)
{
  IDL_C elements = NULL;

  if (!idl_ndr_keeps_room (printer->proc, param))
    return;
  elements = idl_ndr_said_elements (printer, param, value);
  idl_ndr_line (printer, "args->room_%s = %s != NULL ? %s + 1 : 0;", param->name, value, elements);
}

void
idl_ndr_check_kept_room (IdlNdrPrinter *printer, const IdlParamLayout *param, const char *value)
{
  IDL_C elements = NULL;

  if (!idl_ndr_keeps_room (printer->proc, param))
    return;
  elements = idl_ndr_said_elements (printer, param, value);
  idl_ndr_try (printer, "%s == NULL || beck_ndr_put_check_room (ndr, %s, args->room_%s)", value,
               elements, param->name);
}
