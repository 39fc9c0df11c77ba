/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Clearing the variables of a caller whose call failed, and releasing what a method left in its
 * results.
 */

#include "emit-ndr-proc.h"

static void
clear_param (IdlNdrPrinter *printer, const IdlParamLayout *param, const char *value)
{
  const IdlLayout *target;
  IDL_C pointee = NULL;
  IDL_C total = NULL;

  if (!idl_ndr_is_cleared (printer->proc, param))
    return;
  target = param->layout->target;
  pointee = idl_ndr_pointee (param->layout, value);
  idl_ndr_line (printer, "if (%s != NULL)", value);
  if (target->kind == IDL_LAYOUT_ARRAY)
    {
      total = idl_ndr_plain_total (printer, target);
      idl_ndr_line (printer, "  memset (%s, 0, %s * sizeof %s[0]);", pointee, total, pointee);
    }
  else
    idl_ndr_line (printer, "  memset (&%s, 0, sizeof %s);", pointee, pointee);
}

void
idl_ndr_clear_out (const IdlProcLayout *proc, GString *out)
{
  IdlNdrPrinter printer;

  idl_ndr_begin (&printer, proc);
  idl_ndr_each_param (&printer, clear_param);
  if (proc->result != NULL && proc->result->owns)
    idl_ndr_line (&printer, "memset (&args->%s, 0, sizeof args->%s);", proc->result_name,
                  proc->result_name);
  idl_ndr_finish (&printer, "static void\nclear_out_%s (void *data)", "", "", out);
}

static void
free_param (IdlNdrPrinter *printer, const IdlParamLayout *param, const char *value)
{
  const IdlLayout *layout = param->layout;
  gsize body;

  if (!param->out || param->dont_free || layout->kind != IDL_LAYOUT_POINTER || !layout->target->owns
      || layout->target->kind == IDL_LAYOUT_OBJECT)
    return;
  if (idl_ndr_keeps_room (printer->proc, param))
    {
      IDL_C elements = idl_ndr_said_elements (printer, param, value);

      idl_ndr_line (printer, "if (%s != NULL && beck_ndr_fits_room (%s, args->room_%s))", value,
                    elements, param->name);
    }
  else
    idl_ndr_line (printer, "if (%s != NULL)", value);
  body = idl_ndr_body (printer);
  idl_ndr_free_target (printer, layout, value);
  idl_ndr_body_end (printer, body);
}

void
idl_ndr_free_out (const IdlProcLayout *proc, GString *out)
{
  IdlNdrPrinter printer;

  idl_ndr_begin (&printer, proc);
  idl_ndr_each_param (&printer, free_param);
  if (proc->result != NULL)
    {
      IDL_C value = g_strdup_printf ("args->%s", proc->result_name);

      idl_ndr_free (&printer, proc->result, value);
    }
  idl_ndr_finish (&printer, "static void\nfree_out_%s (BeckNdrReleaser *releaser, void *data)", "",
                  "", out);
}
