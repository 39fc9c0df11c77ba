/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Writing the parameters of a procedure, what goes to the server and what comes back.
 */

#include "emit-ndr-proc.h"

static void
put_param (IdlNdrPrinter *printer, const IdlParamLayout *param, const char *value)
{
  const IdlLayout *layout = param->layout;
  IDL_C pointee = NULL;

  if (!idl_ndr_is_ref (layout))
    {
      idl_ndr_put_whole (printer, layout, value);
      return;
    }
  pointee = idl_ndr_pointee (layout, value);
  idl_ndr_try (printer, "beck_ndr_put_check_ref (ndr, %s)", value);
  idl_ndr_put_whole (printer, layout->target, pointee);
}

static void
put_in_param (IdlNdrPrinter *printer, const IdlParamLayout *param, const char *value)
{
  printer->nullable = param->out;
  if (!idl_ndr_travels (param))
    return;
  if (param->in && param->partial_ignore)
    idl_ndr_try (printer, "beck_ndr_put_unique (ndr, %s)", value);
  else if (param->in)
    put_param (printer, param, value);
  else if (idl_ndr_is_ref (param->layout))
    idl_ndr_try (printer, "beck_ndr_put_check_ref (ndr, %s)", value);
}

static void
put_in_pipe (IdlNdrPrinter *printer, const IdlParamLayout *param, const char *value)
{
  if (param->in && idl_ndr_moves_pipe (printer, param))
    idl_ndr_pipe (printer, param, value, "put_in");
  else if (param->layout->kind == IDL_LAYOUT_PIPE && printer->proc->async)
    idl_ndr_try (printer, "beck_ndr_put_check_ref (ndr, %s)", value);
}

void
idl_ndr_put_in (const IdlProcLayout *proc, GString *out)
{
  IdlNdrPrinter printer;

  idl_ndr_begin (&printer, proc);
  idl_ndr_each_param (&printer, put_in_param);
  idl_ndr_each_param (&printer, put_in_pipe);
  idl_ndr_finish (&printer, "static gboolean\nput_in_%s (BeckNdrWriter *ndr, const void *data)",
                  "const ", "  return TRUE;\n", out);
}

static void
put_out_param (IdlNdrPrinter *printer, const IdlParamLayout *param, const char *value)
{
  printer->nullable = TRUE;
  if (!param->out || !idl_ndr_travels (param))
    return;
  idl_ndr_check_kept_room (printer, param, value);
  put_param (printer, param, value);
}

static void
put_out_pipe (IdlNdrPrinter *printer, const IdlParamLayout *param, const char *value)
{
  if (param->out && idl_ndr_moves_pipe (printer, param))
    idl_ndr_pipe (printer, param, value, "put_out");
}

void
idl_ndr_put_out (const IdlProcLayout *proc, GString *out)
{
  IdlNdrPrinter printer;

  idl_ndr_begin (&printer, proc);
  idl_ndr_each_param (&printer, put_out_pipe);
  idl_ndr_each_param (&printer, put_out_param);
  if (proc->result != NULL)
    {
      IDL_C value = g_strdup_printf ("args->%s", proc->result_name);

      printer.field = proc->result_name;
      idl_ndr_put_whole (&printer, proc->result, value);
    }
  idl_ndr_finish (&printer, "static gboolean\nput_out_%s (BeckNdrWriter *ndr, const void *data)",
                  "const ", "  return TRUE;\n", out);
}
