/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Where bytes of an answer belong, for transports that read them to there at once: those of an
 * array that the answer begins with, behind its count, if how many they are is known before.
 */

#include "emit-ndr-private.h"
#include "emit-ndr-proc.h"
#include "rpc.h"

/* What is first in an answer; NULL for none, or if that is not a parameter. */
static const IdlParamLayout *
first_result (const IdlProcLayout *proc)
{
  for (guint i = 0; i < proc->n_params; i++)
    if (proc->params[i].out && idl_ndr_travels (&proc->params[i]))
      return &proc->params[i];
  return NULL;
}

static gboolean
is_row_of_bytes (const IdlLayout *array)
{
  return array->kind == IDL_LAYOUT_ARRAY && array->n_dims == 1 && array->dims[0].conformant
         && !array->dims[0].varying && array->dims[0].size != NULL
         && g_strcmp0 (idl_ndr_bulk_name (array->element), "bytes") == 0;
}

/* A size that the method may change is not known before. */
static const IdlParamLayout *
find_landing (const IdlProcLayout *proc)
{
  const IdlParamLayout *param = first_result (proc);

  if (param == NULL || param->in || param->byte_count != NULL || param->all_nodes
      || proc->has_pipes || idl_proc_is_pickled (proc->proc) || !idl_ndr_is_ref (param->layout)
      || !is_row_of_bytes (param->layout->target) || idl_ndr_keeps_room (proc, param))
    return NULL;
  return param;
}

gboolean
idl_ndr_lands (const IdlProcLayout *proc)
{
  return find_landing (proc) != NULL;
}

void
idl_emit_ndr_land (const IdlProcLayout *proc, GString *out)
{
  const IdlParamLayout *param = find_landing (proc);
  IdlNdrPrinter printer;
  IDL_C size = NULL;

  if (param == NULL)
    return;
  idl_ndr_begin (&printer, proc);
  size = idl_ndr_size (&printer, &param->layout->target->dims[0]);
  idl_ndr_line (&printer, "*bytes = args->%s;", param->name);
  idl_ndr_line (&printer, "return %s;", size);
  idl_ndr_finish (&printer, "static gint64\nland_out_%s (const void *data, void **bytes)", "const ",
                  "", out);
}
